import Synchronization

/// A value that several tasks and threads of a test change and wait for.
package final class Shared<Value: Sendable>: Sendable {
    private struct State {
        var value: Value
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    /// Creates it with a first value.
    package init(_ value: Value) {
        state = Mutex(State(value: value))
    }

    /// The value as it is now.
    package var value: Value { state.withLock { $0.value } }

    /// Changes the value, alone, and wakes all who wait.
    @discardableResult
    package func change<Result: Sendable>(
        _ body: @Sendable (inout Value) throws -> Result
    ) rethrows -> Result {
        defer { wake() }
        return try state.withLock { try body(&$0.value) }
    }

    /// Returns after the value is as wanted, or the task is cancelled.
    package func reaches(_ isReached: @Sendable (Value) -> Bool) async {
        while !Task.isCancelled, !isReached(value) {
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isOver = state.withLock { state in
                        if isReached(state.value) || Task.isCancelled { return true }
                        state.waiting.append(continuation)
                        return false
                    }
                    if isOver { continuation.resume() }
                }
            } onCancel: {
                wake()
            }
        }
    }

    private func wake() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
