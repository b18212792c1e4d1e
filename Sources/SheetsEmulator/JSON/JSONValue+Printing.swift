import JSONTree

extension JSONValue {
    /// The text as Google prints it: two blanks a level, a line break at the end.
    package var pretty: [UInt8] {
        var output: [UInt8] = []
        append(to: &output, level: 0, isPretty: true)
        output.append(UInt8(ascii: "\n"))
        return output
    }

    /// The text without blanks.
    package var compact: [UInt8] {
        var output: [UInt8] = []
        append(to: &output, level: 0, isPretty: false)
        return output
    }

    private func append(to output: inout [UInt8], level: Int, isPretty: Bool) {
        switch self {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let value): output.append(contentsOf: Self.text(value).utf8)
        case .string(let value): JSONWriter.append(value, to: &output)
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                if isPretty { Self.startLine(&output, level + 1) }
                element.append(to: &output, level: level + 1, isPretty: isPretty)
            }
            if isPretty, !elements.isEmpty { Self.startLine(&output, level) }
            output.append(UInt8(ascii: "]"))
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                if isPretty { Self.startLine(&output, level + 1) }
                JSONWriter.append(member.key, to: &output)
                output.append(UInt8(ascii: ":"))
                if isPretty { output.append(UInt8(ascii: " ")) }
                member.value.append(to: &output, level: level + 1, isPretty: isPretty)
            }
            if isPretty, !members.isEmpty { Self.startLine(&output, level) }
            output.append(UInt8(ascii: "}"))
        }
    }

    private static func startLine(_ output: inout [UInt8], _ level: Int) {
        output.append(UInt8(ascii: "\n"))
        for _ in 0..<level * 2 { output.append(UInt8(ascii: " ")) }
    }

    /// The shortest text of a number, without a fraction where it is whole.
    static func text(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        if abs(value) < 1e18, let whole = Int64(exactly: value) { return String(whole) }
        return "\(value)"
    }
}
