import Synchronization

/// Counts changes and wakes those who wait for the next one.
final class ChangeBell: Sendable {
    private struct State {
        var count = 0
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var nextPlace = 0
    }

    private let state = Mutex(State())

    /// How many changes there were.
    var count: Int { state.withLock { $0.count } }

    /// Counts a change and wakes all who wait.
    func ring() {
        let waiting = state.withLock { state in
            defer { state.waiting = [:] }
            state.count += 1
            return state.waiting
        }
        for continuation in waiting.values { continuation.resume() }
    }

    /// Returns after there were more changes than `count`, or the task is cancelled.
    func change(after count: Int) async {
        let place = state.withLock { state in
            state.nextPlace += 1
            return state.nextPlace
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.count > count { return true }
                    state.waiting[place] = continuation
                    return false
                }
                if isOver {
                    continuation.resume()
                } else if Task.isCancelled {
                    // The cancellation may have come before there was anybody to wake.
                    leave(place)
                }
            }
        } onCancel: {
            leave(place)
        }
    }

    private func leave(_ place: Int) {
        state.withLock { $0.waiting.removeValue(forKey: place) }?.resume()
    }
}
