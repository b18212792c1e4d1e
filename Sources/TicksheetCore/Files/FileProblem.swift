/// One thing that is wrong in a file that a person wrote.
package struct FileProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file as the person named it, or the word of a shipped mapping.
    package let file: String
    /// The line, from 1; 0 where the whole file is meant.
    package let line: Int
    /// What stands where, what is allowed, what to do: one sentence without its full stop.
    package let finding: String

    /// Creates a problem.
    package init(file: String, line: Int, finding: String) {
        self.file = file
        self.line = line
        self.finding = finding
    }

    /// One line: `ticksheet.json5:14: reports[0].to is missing; expected …`.
    package var description: String {
        sentence(line > 0 ? "\(file):\(line): \(finding)" : "\(file): \(finding)")
    }
}
