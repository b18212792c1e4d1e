import TestSupport

/// Time that stands still until a test moves it, or until all who wait can only wait on.
///
/// Pauses of whole seconds are those between requests; a caller's patience is zero or
/// has a fraction.
final class VirtualTime: Sendable {
    static let patience = Duration.milliseconds(7_500)

    private struct State {
        var now = Duration.zero
        var ends: [Int: Duration] = [:]
        var patient: [Int: Duration] = [:]
        var nextPlace = 0
        var patiences = 0
        var pauses: [Duration] = []
    }

    let clock = ManualClock()
    private let state = Shared(State())
    private let isRunning: Bool

    /// `isRunning`: Whether time goes on by itself while a caller waits.
    init(isRunning: Bool = false) {
        self.isRunning = isRunning
    }

    /// How long was paused between requests, in order.
    var pauses: [Duration] { state.value.pauses }

    /// How often somebody began to wait with patience.
    var patiences: Int { state.value.patiences }

    func pause(_ duration: Duration) async {
        guard !Task.isCancelled else { return }
        let isPatient = duration == .zero || duration.components.attoseconds != 0
        let place = state.change { state in
            state.nextPlace += 1
            let end = state.now + duration
            if isPatient {
                state.patiences += 1
                state.patient[state.nextPlace] = end
            } else {
                state.pauses.append(duration)
                state.ends[state.nextPlace] = end
            }
            return state.nextPlace
        }
        if isRunning { runOn() }
        await state.reaches { $0.now >= ($0.ends[place] ?? $0.patient[place] ?? .zero) }
        state.change { state in
            state.ends[place] = nil
            state.patient[place] = nil
        }
    }

    /// Moves the clock and wakes those whose time has come.
    func advance(by seconds: Int64) {
        clock.advance(by: seconds)
        state.change { $0.now += .seconds(seconds) }
    }

    /// Moves on to the next end of a pause between requests; false where there is none.
    func skip() -> Bool {
        let (now, ends) = (state.value.now, state.value.ends.values)
        guard let next = ends.filter({ $0 > now }).min() else { return false }
        advance(by: (next - now).components.seconds)
        return true
    }

    /// Returns after so many wait between requests or in one.
    func hasPauses(_ count: Int) async {
        await state.reaches { $0.pauses.count >= count }
    }

    /// Returns after so many have begun to wait with patience.
    func hasPatiences(_ count: Int) async {
        await state.reaches { $0.patiences >= count }
    }

    // While a caller waits and so does whoever asks, nothing happens before the next end.
    private func runOn() {
        state.change { [clock] state in
            let (now, ends) = (state.now, state.ends.values)
            let patient = state.patient.values.filter { $0 > now }
            guard let next = ends.filter({ $0 > now }).min(), let limit = patient.min() else {
                return
            }
            let step = min(next, limit) - now
            let seconds = step.components.seconds + (step.components.attoseconds > 0 ? 1 : 0)
            clock.advance(by: seconds)
            state.now += .seconds(seconds)
        }
    }
}
