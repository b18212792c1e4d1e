package import WallTime

/// An offset that written rows rely on, so that it stays whatever is learned later.
package struct ZonePin: Sendable, Equatable {
    /// The zone's name, such as `Europe/Vienna`.
    package let zone: String
    /// The first Unix second for which it holds.
    package let first: Int64
    /// The last Unix second for which it holds, itself inside; a pin that ends before it begins is
    /// none.
    package let last: Int64
    /// The offset in that time.
    package let offset: ZoneOffset
    /// Who said so.
    package let source: ZoneSource

    /// Creates a pin.
    package init(
        zone: String,
        first: Int64,
        last: Int64,
        offset: ZoneOffset,
        source: ZoneSource
    ) {
        self.zone = zone
        self.first = first
        self.last = last
        self.offset = offset
        self.source = source
    }

    /// Says whether the pin holds at a Unix second.
    package func contains(_ seconds: Int64) -> Bool {
        first <= seconds && seconds <= last
    }

    /// Says whether both state the same of the same zone, for whatever time.
    package func agrees(with other: Self) -> Bool {
        source == other.source && offset == other.offset && zone == other.zone
    }

    /// Returns the same statement for another time.
    package func spanning(_ first: Int64, _ last: Int64) -> Self {
        Self(zone: zone, first: first, last: last, offset: offset, source: source)
    }
}
