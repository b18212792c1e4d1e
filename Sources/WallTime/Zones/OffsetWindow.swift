/// Says from when to when a zone keeps one offset.
///
/// Neighbouring windows differ in the offset, in the daylight mark or in the name alone.
package struct OffsetWindow: Hashable, Sendable {
    /// Names the window's first Unix second; nil if it reaches back for ever.
    package let start: Int64?
    /// Names the first Unix second after the window; nil if it has no end.
    package let end: Int64?
    /// Tells the offset that holds inside.
    package let offset: ZoneOffset

    /// Makes a window of its parts.
    package init(start: Int64?, end: Int64?, offset: ZoneOffset) {
        self.start = start
        self.end = end
        self.offset = offset
    }

    /// Says whether a Unix second lies in the window.
    package func contains(_ seconds: Int64) -> Bool {
        if let start, seconds < start { return false }
        if let end, seconds >= end { return false }
        return true
    }
}
