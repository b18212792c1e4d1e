import Synchronization

/// Wakes async code that waits for something to happen.
///
/// A hint, never the truth.
final class Bell: Sendable {
    private struct State {
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var nextNumber = 0
    }

    private let state = Mutex(State())

    /// Wakes all who wait.
    func ring() {
        let waiting = state.withLock { state in
            defer { state.waiting = [:] }
            return state.waiting
        }
        for continuation in waiting.values { continuation.resume() }
    }

    /// Waits for a ring, a time, or cancellation, whichever comes first.
    ///
    /// `isOver`: Looked at after the place in the line is taken, so that a ring just
    /// before is not missed; true ends the wait at once.
    func wait(atMost duration: Duration, unless isOver: @escaping @Sendable () -> Bool) async {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await Task.sleep(for: duration) }
            group.addTask { await self.ringing(number, unless: isOver) }
            await group.next()
            group.cancelAll()
        }
    }

    private func ringing(_ number: Int, unless isOver: @Sendable () -> Bool) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { $0.waiting[number] = continuation }
                if Task.isCancelled || isOver() { wake(number) }
            }
        } onCancel: {
            wake(number)
        }
    }

    private func wake(_ number: Int) {
        state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
    }
}
