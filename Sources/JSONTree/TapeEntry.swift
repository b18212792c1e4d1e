/// One value, or one key, of a text that has been read.
///
/// The tape holds the values in the order in which they begin. Inside an object each key is followed
/// by its value.
///
/// ```
/// {"a":[1,2]}   →   0 object, next 5 · 1 string (the key) · 2 array, next 5 · 3 number · 4 number
/// ```
struct TapeEntry: Sendable {
    /// The offset of the first byte; for a quoted string that of the byte after the quote.
    var start: UInt32
    /// The offset after the last byte; for a quoted string that of the closing quote.
    ///
    /// While an object
    /// is being read, the marks of the keys seen so far.
    var end: UInt32
    /// For an object or array the index after its last descendant; while it is being read, the index
    /// of the container around it.
    var next: Int32
    /// Three bits of kind, two flags, and 27 bits that count an object's members or an array's
    /// elements.
    var tag: UInt32

    /// The most entries a tape holds, so that every count fits its 27 bits.
    static let limit = 1 << 27
    /// Something in a string has to be decoded; in an object a key is repeated.
    static let special: UInt32 = 1 << 3
    /// A string was written without quotes; in place of any other value something could not be read.
    static let bare: UInt32 = 1 << 4
    /// What one more member adds to the tag.
    static let one: UInt32 = 1 << 5

    init(_ kind: JSONKind, start: Int, end: Int, flags: UInt32 = 0, next: Int32 = 0) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
        self.next = next
        self.tag = UInt32(kind.rawValue) | flags
    }

    @inline(__always)
    var kind: JSONKind {
        JSONKind(rawValue: UInt8(truncatingIfNeeded: tag & 7)) ?? .null
    }

    var isObject: Bool { tag & 7 == 0 }
    var isContainer: Bool { tag & 7 <= 1 }
    var isSpecial: Bool { tag & Self.special != 0 }
    var isBare: Bool { tag & Self.bare != 0 }
    var count: Int { Int(tag >> 5) }
    var range: Range<Int> { Int(start)..<Int(end) }
}
