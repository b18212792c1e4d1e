/// One thing wrong with a command line, and the command it was written for.
package struct UsageProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// The command's words joined by a blank; empty when the line names no command.
    package let command: String
    /// What is wrong.
    package let reason: UsageReason

    /// Names one thing wrong with a command line.
    package init(command: String, _ reason: UsageReason) {
        self.command = command
        self.reason = reason
    }

    /// The stable code for `error[…]`.
    package var code: String { reason.code }

    /// The sentence, after the command it concerns.
    package var description: String {
        command.isEmpty ? reason.description : "\(command): \(reason.description)"
    }
}

extension ProgramSpec {
    /// Writes problems for standard error, one a line, and below them where to look.
    package func report(_ problems: [UsageProblem]) -> String {
        var lines = problems.map { "error[\($0.code)]: \($0.description)" }
        let path = problems.first?.command ?? ""
        let call = path.isEmpty ? name : "\(name) \(path)"
        lines.append("Run \"\(call) --help\" to see what is allowed.")
        return lines.joined(separator: "\n") + "\n"
    }
}
