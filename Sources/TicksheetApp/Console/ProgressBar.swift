import CommandLineKit
import PosixBridge
import Synchronization

/// Shows how far long work is, on standard error.
final class ProgressBar: Sendable {
    private struct State {
        var line: ProgressLine
        var done = 0
    }

    private let state: Mutex<State>
    private let total: Int?
    private let console: Console

    init(_ title: String, counting: CountedNoun, total: Int?, console: Console) {
        self.total = total
        self.console = console
        state = Mutex(
            State(
                line: ProgressLine(
                    title,
                    counting: counting,
                    style: console.error,
                    now: Clocks.monotonic
                )
            )
        )
    }

    /// Adds to what is done.
    func advance(by count: Int) {
        let text = state.withLock { state in
            state.done += count
            return state.line.update(
                done: state.done,
                total: total.map { max($0, state.done) },
                now: Clocks.monotonic
            )
        }
        if let text { console.write(note: text) }
    }

    /// Ends with a line that sums up.
    func finish() {
        let text = state.withLock { $0.line.finish(done: $0.done, now: Clocks.monotonic) }
        console.write(note: text)
    }
}
