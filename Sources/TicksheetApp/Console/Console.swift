import CommandLineKit
import PosixBridge
import Synchronization
import TicksheetCore

/// Where a command writes: results to standard output, everything else to standard error.
final class Console: Sendable {
    /// How standard output looks.
    let output: TerminalStyle
    /// How standard error looks.
    let error: TerminalStyle
    // Why the result cannot be written any more. Lines of several threads never mix.
    private let refusal = Mutex<SystemError?>(nil)

    /// Why not all of the result could be written; nil where it was, or its reader has gone.
    var lost: SystemError? { refusal.withLock { $0?.isBrokenPipe == true ? nil : $0 } }

    /// Whether nothing more of the result can be written.
    var isBroken: Bool { refusal.withLock { $0 != nil } }

    init() {
        let environment = ["NO_COLOR", "TERM"].reduce(into: [String: String]()) { result, name in
            result[name] = ProcessFacts.environment(name)
        }
        output = TerminalStyle(
            isTerminal: Terminal.isTerminal(.output),
            environment: environment,
            terminalWidth: Terminal.width
        )
        error = TerminalStyle(
            isTerminal: Terminal.isTerminal(.error),
            environment: environment,
            terminalWidth: Terminal.width
        )
    }

    /// Writes a line of the result.
    func print(_ line: String = "") {
        write(Array((line + "\n").utf8))
    }

    /// Writes a line of JSON; on a terminal what would steer it stands escaped, which reads back the same.
    func print(json line: String) {
        print(output.isTerminal ? escapedControls(line) : line)
    }

    /// Writes bytes of the result.
    func write(_ bytes: [UInt8]) {
        refusal.withLock { refusal in
            // The reader of a pipe may have gone: then there is nobody to write for.
            guard refusal == nil else { return }
            do throws(SystemError) {
                try Terminal.write(bytes, to: .output)
            } catch {
                refusal = error
            }
        }
    }

    /// Writes a line for people beside the result.
    func note(_ line: String = "") {
        write(note: line + "\n")
    }

    /// Writes text for people without a line end, such as a progress bar.
    func write(note text: String) {
        refusal.withLock { _ in try? Terminal.write(Array(text.utf8), to: .error) }
    }

    /// Writes an error's line, in red on a terminal.
    func fail(_ error: any ExplainedError) {
        note(self.error.painted("error[\(error.code)]:", .red, .bold) + " \(error.explanation)")
    }

    /// Writes an error's line with a code of the command line itself.
    func fail(_ code: String, _ sentence: String) {
        note(error.painted("error[\(code)]:", .red, .bold) + " \(sentence)")
    }

    /// Writes all problems of files, one a line.
    func fail(_ problems: FileProblems) {
        for problem in problems.all {
            note(
                error.painted("error[settings.invalid]:", .red, .bold) + " \(problem.description)"
            )
        }
        let count = problems.all.count
        note(count == 1 ? "1 problem; nothing was done." : "\(count) problems; nothing was done.")
    }
}
