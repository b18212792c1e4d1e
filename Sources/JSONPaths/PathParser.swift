import JSONTree

/// Reads the grammar of RFC 9535 from a text, left to right.
struct PathParser {
    let text: [UInt8]
    var at = 0
    /// How many filters and parentheses are open.
    var depth = 0
    private var segmentCount = 0
    var remarks: [JSONPathProblem] = []

    /// More than a person writes, and few enough for the stack of any thread.
    static let depthLimit = 32
    /// The same for the segments of a path, with those of the queries in its filters.
    static let segmentLimit = 256

    init(_ text: String) {
        self.text = Array(text.utf8)
    }

    var byte: UInt8? { at < text.count ? text[at] : nil }

    func problem(at offset: Int? = nil, found: String? = nil, expected: String) -> JSONPathProblem {
        JSONPathProblem(text, at: offset ?? at, found: found, expected: expected)
    }

    mutating func skipBlanks() {
        while let byte, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { at += 1 }
    }

    /// Passes over these characters if they stand here.
    mutating func take(_ characters: StaticString) -> Bool {
        var index = at
        for wanted in characters.description.utf8 {
            guard index < text.count, text[index] == wanted else { return false }
            index += 1
        }
        at = index
        return true
    }

    mutating func expect(
        _ characters: StaticString,
        or expected: String
    ) throws(JSONPathProblem) {
        guard take(characters) else { throw problem(expected: expected) }
    }

    func expectEnd(_ expected: String) throws(JSONPathProblem) {
        guard at == text.count else { throw problem(expected: expected) }
    }

    /// Reads the longest run of segments; blanks after it are left.
    mutating func readSegments() throws(JSONPathProblem) -> [PathSegment] {
        var segments: [PathSegment] = []
        while true {
            let start = at
            skipBlanks()
            guard byte == 0x2E || byte == 0x5B else {
                at = start
                return segments
            }
            segmentCount += 1
            guard segmentCount <= Self.segmentLimit else {
                throw problem(
                    found: "segment \(segmentCount)",
                    expected: "at most \(Self.segmentLimit)"
                )
            }
            segments.append(try readSegment())
        }
    }

    private mutating func readSegment() throws(JSONPathProblem) -> PathSegment {
        if take("[") { return PathSegment(isDescendant: false, selectors: try readSelectors()) }
        let isDescendant = take("..")
        if !isDescendant { at += 1 }
        if isDescendant, take("[") {
            return PathSegment(isDescendant: true, selectors: try readSelectors())
        }
        if take("*") { return PathSegment(isDescendant: isDescendant, selectors: [.wildcard]) }
        guard let name = takeName() else {
            throw problem(expected: isDescendant ? "a name, \"*\" or \"[\"" : "a name or \"*\"")
        }
        return PathSegment(isDescendant: isDescendant, selectors: [.name(name)])
    }

    /// Reads a member name shorthand if one stands here.
    mutating func takeName() -> JSONKey? {
        let start = at
        while let byte {
            let isLetter = byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A
            let isDigit = byte >= 0x30 && byte <= 0x39
            guard isLetter || byte == 0x5F || byte >= 0x80 || (isDigit && at > start) else { break }
            at += 1
        }
        return at > start ? JSONKey(bytes: Array(text[start..<at])) : nil
    }

    /// Reads what follows an opening bracket, with the closing one.
    private mutating func readSelectors() throws(JSONPathProblem) -> [PathSelector] {
        var selectors: [PathSelector] = []
        while true {
            skipBlanks()
            selectors.append(try readSelector())
            skipBlanks()
            if take("]") { return selectors }
            try expect(",", or: "\",\" or \"]\"")
        }
    }

    private mutating func readSelector() throws(JSONPathProblem) -> PathSelector {
        switch byte {
        case 0x22, 0x27:
            return .name(try readString())
        case 0x2A:
            at += 1
            return .wildcard
        case 0x3F:
            at += 1
            skipBlanks()
            return .filter(
                try nested { parser throws(JSONPathProblem) in try parser.readLogical() }
            )
        case .some(0x2D), .some(0x3A), .some(0x30...0x39):
            return try readIndexOrSlice()
        default:
            throw problem(
                expected:
                    "a name in quotes, an index, a slice, \"*\" or a filter that begins with \"?\""
            )
        }
    }

    private mutating func readIndexOrSlice() throws(JSONPathProblem) -> PathSelector {
        let start = byte == 0x3A ? nil : try readInteger()
        let end = at
        skipBlanks()
        guard take(":") else {
            at = end
            guard let start else { throw problem(expected: "an index") }
            return .index(start)
        }
        skipBlanks()
        var bound: Int?
        if startsInteger {
            bound = try readInteger()
            skipBlanks()
        }
        var step = 1
        if take(":") {
            let afterColon = at
            skipBlanks()
            if startsInteger {
                step = try readInteger()
            } else {
                at = afterColon
            }
        }
        return .slice(PathSlice(start: start, end: bound, step: step))
    }

    private var startsInteger: Bool {
        guard let byte else { return false }
        return byte == 0x2D || (byte >= 0x30 && byte <= 0x39)
    }

    /// Reads something that may hold itself, and refuses when it does so too often.
    mutating func nested<Part>(
        _ read: (inout PathParser) throws(JSONPathProblem) -> Part
    ) throws(JSONPathProblem) -> Part {
        depth += 1
        guard depth <= Self.depthLimit else {
            throw problem(
                found: "\(depth) filters and parentheses inside each other",
                expected: "at most \(Self.depthLimit)"
            )
        }
        let part = try read(&self)
        depth -= 1
        return part
    }
}
