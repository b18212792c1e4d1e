import JSONTree

/// One body of a saved input, or what was too large to be one.
package enum SavedBody: Sendable, Equatable {
    /// A body; `line` is its line where the input has one body a line, nil where it is the input.
    case body([UInt8], line: Int?)
    /// A line, or the input as a whole, that is longer than the limit; it is passed over.
    case tooLarge(line: Int?)
}

/// Takes saved bodies out of an input that comes in parts, in memory of a few times the limit.
///
/// An input is one JSON text, or one body a line (NDJSON): its beginning decides. A first line that is
/// JSON with more behind it means lines; so does any line that is a JSON object or array in an input
/// that is no JSON as a whole. Of forms every line is a body: no line ends in one, so an end is the
/// file's. Blank lines, CRLF, a byte order mark and a last line without an end are fine.
package struct SavedBodies<Failure: Error> {
    private enum State {
        case beginning
        case lines
        case ended
    }

    // A line's end may be two bytes.
    private static var lineEndRoom: Int { 2 }

    private let limit: Int
    private let holdsForms: Bool
    private let read: () throws(Failure) -> [UInt8]?
    private var state = State.beginning
    private var buffer: [UInt8] = []
    private var start = 0
    private var line = 1
    private var isAtEnd = false

    /// How many bytes were read so far.
    package private(set) var bytesRead: Int64 = 0

    /// Begins with an input.
    ///
    /// `limit`: Bytes of the largest body.
    ///
    /// `holdsForms`: Whether the bodies are forms, not JSON.
    ///
    /// `read`: Returns the next part, or nil at the end.
    package init(
        limit: Int,
        holdsForms: Bool = false,
        read: @escaping () throws(Failure) -> [UInt8]?
    ) {
        self.limit = limit
        self.holdsForms = holdsForms
        self.read = read
    }

    /// Returns the next body, or nil behind the last one.
    ///
    /// An empty input is one empty body.
    package mutating func next() throws(Failure) -> SavedBody? {
        switch state {
        case .beginning: try first()
        case .lines: try nextLine()
        case .ended: nil
        }
    }

    // MARK: The beginning

    private mutating func first() throws(Failure) -> SavedBody? {
        try fill(to: 3)
        if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
        try skipBlankLines()
        guard let end = try lineEnd() else { return try longFirstLine() }
        let length = end - start
        if holdsForms {
            if try hasMore(behind: length) { return try decidedForLines() }
            state = .ended
            let form = buffer[start..<contentEnd(ofLine: start + length)]
            return .body(Array(form), line: nil)
        }
        if isJSON(start..<end) {
            return try hasMore(behind: length) ? try decidedForLines() : whole()
        }
        try fill(to: limit + Self.lineEndRoom + 1)
        let isTooLarge = contentEnd - start > limit
        if !isTooLarge, isAtEnd, isJSON(start..<buffer.count) { return whole() }
        return hasBodyInALine(behind: length) ? try decidedForLines() : whole()
    }

    private mutating func decidedForLines() throws(Failure) -> SavedBody? {
        state = .lines
        return try nextLine()
    }

    private mutating func longFirstLine() throws(Failure) -> SavedBody {
        let number = line
        try dropLine()
        try skipBlankLines()
        try fill(to: 1)
        state = start < buffer.count ? .lines : .ended
        return .tooLarge(line: state == .lines ? number : nil)
    }

    private mutating func whole() -> SavedBody {
        state = .ended
        guard isAtEnd, contentEnd - start <= limit else { return .tooLarge(line: nil) }
        return .body(Array(buffer[start...]), line: nil)
    }

    /// Where the buffer ends without the blanks at its end.
    private var contentEnd: Int {
        (buffer[start...].lastIndex { !$0.isBlank } ?? start - 1) + 1
    }

    /// Whether something beside blanks follows a first line; blanks without end count as something.
    private mutating func hasMore(behind length: Int) throws(Failure) -> Bool {
        var seen = length
        while true {
            if buffer[(start + seen)...].contains(where: { !$0.isBlank }) { return true }
            seen = buffer.count - start
            if seen > limit + Self.lineEndRoom { return true }
            guard try refill() else { return false }
        }
    }

    // Lines of a JSON text that is broken somewhere are indented, or parts of a list.
    private func hasBodyInALine(behind length: Int) -> Bool {
        var position = start + length + 1
        while position < buffer.count {
            let end = buffer[position...].firstIndex(of: .lineFeed)
            guard let end = end ?? (isAtEnd ? buffer.count : nil) else { return false }
            if buffer[position] == UInt8(ascii: "{") || buffer[position] == UInt8(ascii: "["),
                isJSON(position..<end)
            {
                return true
            }
            position = end + 1
        }
        return false
    }

    private func isJSON(_ range: Range<Int>) -> Bool {
        (try? JSONDocument.parse(Array(buffer[range]))) != nil
    }

    // MARK: Lines

    private mutating func nextLine() throws(Failure) -> SavedBody? {
        while true {
            let number = line
            guard let end = try lineEnd() else {
                try dropLine()
                return .tooLarge(line: number)
            }
            let content = buffer[start..<contentEnd(ofLine: end)]
            let isLast = end == buffer.count
            start = isLast ? end : end + 1
            line += 1
            if content.contains(where: { !$0.isBlank }) {
                return .body(Array(content), line: number)
            }
            if isLast {
                state = .ended
                return nil
            }
        }
    }

    /// Passes over blank lines; where nothing else follows, to the end.
    private mutating func skipBlankLines() throws(Failure) {
        while let end = try lineEnd(), buffer[start..<end].allSatisfy(\.isBlank) {
            guard end < buffer.count else {
                start = end
                return
            }
            start = end + 1
            line += 1
        }
    }

    /// Returns where the line ends, with all of it in the buffer; nil where it is longer than the limit.
    private mutating func lineEnd() throws(Failure) -> Int? {
        var seen = 0
        while true {
            let found = buffer[(start + seen)...].firstIndex(of: .lineFeed)
            if let end = found ?? (isAtEnd ? buffer.count : nil) {
                return contentEnd(ofLine: end) - start <= limit ? end : nil
            }
            seen = buffer.count - start
            if seen >= limit + Self.lineEndRoom { return nil }
            try refill()
        }
    }

    private func contentEnd(ofLine end: Int) -> Int {
        end > start && buffer[end - 1] == .carriageReturn ? end - 1 : end
    }

    /// Passes over the rest of a line without keeping it.
    private mutating func dropLine() throws(Failure) {
        line += 1
        while true {
            if let end = buffer[start...].firstIndex(of: .lineFeed) {
                start = end + 1
                return
            }
            start = buffer.count
            guard try refill() else { return }
        }
    }

    // MARK: Parts

    private mutating func fill(to count: Int) throws(Failure) {
        while buffer.count - start < count, try refill() {}
    }

    /// Adds a part to the buffer, without what was handed out.
    ///
    /// - Returns: False at the end of the input.
    @discardableResult
    private mutating func refill() throws(Failure) -> Bool {
        guard !isAtEnd else { return false }
        buffer.removeSubrange(..<start)
        start = 0
        guard let part = try read() else {
            isAtEnd = true
            return false
        }
        bytesRead += Int64(part.count)
        buffer += part
        return true
    }
}

extension UInt8 {
    fileprivate static let lineFeed = UInt8(ascii: "\n")
    fileprivate static let carriageReturn = UInt8(ascii: "\r")

    fileprivate var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
