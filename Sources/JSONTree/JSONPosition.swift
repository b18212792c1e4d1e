/// A place in a text.
package struct JSONPosition: Hashable, Sendable, Comparable {
    /// The line, counted from 1; LF, CR and CR LF each end one.
    package let line: Int
    /// The column, counted from 1 in Unicode scalars; each byte that is no UTF-8 counts as one.
    package let column: Int
    /// The byte offset from the start of the text, counted from 0.
    package let offset: Int

    /// Finds line and column of a byte offset by walking the text up to it.
    package init(offset: Int, in bytes: [UInt8]) {
        var walk = PositionWalk()
        self = walk.advance(to: offset, in: bytes)
    }

    init(line: Int, column: Int, offset: Int) {
        self.line = line
        self.column = column
        self.offset = offset
    }

    /// Tells whether one place stands before another in the same text.
    package static func < (left: JSONPosition, right: JSONPosition) -> Bool {
        left.offset < right.offset
    }
}

/// Turns rising byte offsets into positions in one walk over the text.
struct PositionWalk {
    private var line = 1
    private var column = 1
    private var offset = 0

    mutating func advance(to target: Int, in bytes: [UInt8]) -> JSONPosition {
        let text = bytes.span
        let end = min(target, text.count)
        if offset == 0, end >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF {
            offset = 3
        }
        while offset < end {
            let byte = text[offset]
            if byte == 0x0A || (byte == 0x0D && (offset + 1 >= end || text[offset + 1] != 0x0A)) {
                line += 1
                column = 1
                offset += 1
            } else if byte < 0x80 {
                column += 1
                offset += 1
            } else {
                column += 1
                offset += abs(UTF8Sequence.length(in: text, at: offset))
            }
        }
        return JSONPosition(line: line, column: column, offset: target)
    }
}
