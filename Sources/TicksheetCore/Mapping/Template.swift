/// Fields and texts put together: `{description}[ ({code})]`.
///
/// A part in brackets vanishes when a field in it is empty. `\` before `{`, `}`, `[`, `]` or `\`
/// makes it a plain character.
///
/// A class, because every row passes it on, and a struct of so many arrays is dear to copy.
package final class Template: Sendable, Equatable {
    // Numbers only: a step is copied without counting references.
    enum Step: Sendable {
        /// A part of the literal bytes.
        case literal(Range<Int>)
        /// The number of a field that it uses.
        case field(Int)
        /// The steps up to that number vanish together.
        case optional(end: Int)
    }

    /// The text as it was written.
    let source: String
    private let steps: [Step]
    private let literals: [UInt8]
    private let used: [ReportField]

    /// What is wrong in a template.
    package struct Problem: Error, Sendable, Equatable {
        /// What was found and what was expected, to follow `is "…": `.
        package let finding: String
    }

    /// Compiles a template.
    package init(_ text: String) throws(Problem) {
        source = text
        var reader = TemplateReader()
        try reader.read(text)
        steps = reader.steps
        literals = reader.literals
        used = reader.used
    }

    /// Compares what was written.
    package static func == (left: Template, right: Template) -> Bool {
        left.source == right.source
    }

    /// The fields that it uses.
    package var fields: Set<ReportField> { Set(used) }

    /// Appends the text as UTF-8.
    ///
    /// `write`: Appends a field's text; nothing where it is empty.
    package func append(
        to bytes: inout [UInt8],
        _ write: (ReportField, inout [UInt8]) -> Void
    ) {
        let start = bytes.count
        _ = append(steps.indices, to: &bytes, write)
        // What stood between two fields is no part of the text when the first of them is empty.
        Self.trim(&bytes, from: start)
    }

    /// Appends some steps.
    ///
    /// - Returns: False where a field of them is empty.
    private func append(
        _ range: Range<Int>,
        to bytes: inout [UInt8],
        _ write: (ReportField, inout [UInt8]) -> Void
    ) -> Bool {
        var isWhole = true
        var index = range.lowerBound
        while index < range.upperBound {
            let start = bytes.count
            switch steps[index] {
            case .literal(let part):
                for place in part { bytes.append(literals[place]) }
            case .field(let number):
                write(used[number], &bytes)
                if bytes.count == start { isWhole = false }
            case .optional(let end):
                if !append(index + 1..<end, to: &bytes, write) { bytes.removeSubrange(start...) }
                index = end - 1
            }
            index += 1
        }
        return isWhole
    }

    /// Removes the blanks at both ends of what follows a place.
    private static func trim(_ bytes: inout [UInt8], from start: Int) {
        let blank = UInt8(ascii: " ")
        while bytes.count > start, bytes[bytes.count - 1] == blank {
            guard bytes.count - start == 1 || bytes[bytes.count - 2] < 0x80 else {
                return trimCharacters(&bytes, from: start)
            }
            bytes.removeLast()
        }
        while bytes.count > start, bytes[start] == blank {
            guard bytes[start + 1] < 0x80 else { return trimCharacters(&bytes, from: start) }
            bytes.remove(at: start)
        }
    }

    // A blank may be one character with a mark behind it, or with a sign in front, and stays then.
    private static func trimCharacters(_ bytes: inout [UInt8], from start: Int) {
        var text = Substring(decoding: bytes[start...], as: UTF8.self)
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        bytes.replaceSubrange(start..., with: text.utf8)
    }
}
