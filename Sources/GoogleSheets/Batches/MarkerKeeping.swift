/// How long markers stay: as long as a copy of their batch may still be on its way.
enum MarkerKeeping {
    // A request is worked on for three minutes at most and needs a token that holds.
    private static let shortest: Int64 = 70 * 60
    private static let afterToken: Int64 = 600
    private static let batches: Int64 = 64
    // So many are worth a call of their own.
    private static let worthwhile: Int64 = 200
    private static let step: Int64 = 300

    /// Notes which batch is the next at a time.
    static func note(_ second: Int64, _ state: inout SheetState) {
        // A clock that went ahead and was put right tells nothing.
        state.times.removeAll { $0.at > second }
        if let last = state.times.last, second < last.at + step { return }
        state.times.append((state.next, second))
        let old = second - keeping(state)
        // One that is old enough tells all that older ones do.
        while state.times.count > 1, state.times[1].at <= old { state.times.removeFirst() }
    }

    /// Returns before which batch markers may go; nil where too few may.
    static func removable(_ state: SheetState, at second: Int64, isUrgent: Bool) -> Int64? {
        let old = second - keeping(state)
        guard let known = state.times.last(where: { $0.at <= old }) else { return nil }
        let bound = min(known.batch, state.next - batches)
        let least = isUrgent ? 1 : worthwhile
        return bound - state.collected >= least ? bound : nil
    }

    /// Seconds after which nothing of a batch can still arrive.
    static func keeping(_ state: SheetState) -> Int64 {
        max(shortest, state.lifetime + afterToken)
    }
}
