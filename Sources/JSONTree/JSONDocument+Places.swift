extension JSONDocument {
    /// Finds line and column of a value; of a quoted string those of its opening quote.
    ///
    /// Cost: walks the text up to there.
    package func position(of node: Node) -> JSONPosition {
        JSONPosition(offset: range(node).lowerBound, in: bytes)
    }

    /// Returns the normalized path of a value, such as `$['entry'][0]`.
    ///
    /// The path of a key is that of its value. Cost: walks the siblings of the value and of everything
    /// around it.
    ///
    /// Source: <https://www.rfc-editor.org/rfc/rfc9535#section-2.7>
    package func path(of node: Node) -> String {
        var path = "$"
        var current = root.index
        while current < node.index {
            let isObject = tape[Int(current)].kind == .object
            var child = current + 1
            var ordinal = 0
            while child < tape.count {
                let value = isObject ? child + 1 : child
                let next = after(value)
                if node.index < next {
                    path += isObject ? normalized(Node(index: child)) : "[\(ordinal)]"
                    current = node.index == child ? node.index : value
                    break
                }
                child = next
                ordinal += 1
            }
            guard child < tape.count else { break }
        }
        return path
    }

    /// Returns a key as a segment of a normalized path.
    private func normalized(_ key: Node) -> String {
        var name = "['"
        for scalar in text(key).unicodeScalars {
            switch scalar {
            case "'": name += "\\'"
            case "\\": name += "\\\\"
            case "\u{8}": name += "\\b"
            case "\u{C}": name += "\\f"
            case "\n": name += "\\n"
            case "\r": name += "\\r"
            case "\t": name += "\\t"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                name += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: name.unicodeScalars.append(scalar)
            }
        }
        return name + "']"
    }
}
