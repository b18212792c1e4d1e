/// What the stream that is written to can show: one value for standard output, one for error.
package struct TerminalStyle: Sendable, Equatable {
    /// The width that holds where none is known.
    package static let standardWidth = 80

    /// Whether a person looks at it; else it is a pipe or a file.
    package let isTerminal: Bool
    /// Whether colour may be used; never without a terminal.
    package let colour: Bool
    /// How many columns a line has.
    package let width: Int

    /// A pipe or a file: no colour, no cutting.
    package static let plain = TerminalStyle(isTerminal: false, colour: false)

    /// Describes a stream as it is wanted.
    package init(isTerminal: Bool, colour: Bool, width: Int = standardWidth) {
        self.isTerminal = isTerminal
        self.colour = isTerminal && colour
        self.width = width
    }

    /// Describes a stream after its kind and the environment.
    ///
    /// Colour needs a terminal, a `NO_COLOR` that is absent or empty, and a `TERM` other than
    /// `dumb`. The width is the terminal's, else `COLUMNS`, else 80; at least 20.
    ///
    /// Source: <https://no-color.org>
    ///
    /// - Parameters:
    ///   - isTerminal: What isatty(3) says of the stream.
    ///   - environment: The process's variables.
    ///   - terminalWidth: What the terminal reports; nil or 0 when it does not know.
    package init(isTerminal: Bool, environment: [String: String], terminalWidth: Int?) {
        let noColour = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        let columns = environment["COLUMNS"].flatMap { Int($0) }
        let widths = [terminalWidth, columns].compactMap { $0 }.filter { $0 > 0 }
        self.init(
            isTerminal: isTerminal,
            colour: !noColour && environment["TERM"] != "dumb",
            width: max(widths.first ?? Self.standardWidth, 20)
        )
    }

    /// Returns the text, controls escaped, in these styles where colour may be used.
    package func painted(_ text: String, _ styles: TextStyle...) -> String {
        painted(text, styles)
    }

    /// Returns the text, controls escaped, in these styles where colour may be used.
    package func painted(_ text: String, _ styles: [TextStyle]) -> String {
        let safe = escapedControls(text)
        guard colour, !styles.isEmpty, !safe.isEmpty else { return safe }
        let codes = styles.map { String($0.rawValue) }.joined(separator: ";")
        return "\u{1B}[\(codes)m\(safe)\u{1B}[0m"
    }
}
