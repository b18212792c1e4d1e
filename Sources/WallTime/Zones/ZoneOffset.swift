/// Says how far a zone's clocks are ahead of UTC during some span of time.
package struct ZoneOffset: Hashable, Sendable {
    /// Counts the seconds ahead of UTC; west of Greenwich it is negative.
    package let seconds: Int32
    /// Says whether the zone's rules call this daylight saving time.
    ///
    /// In Ireland it is the winter that is marked, with a smaller offset.
    package let isDaylight: Bool
    /// Names the time in short, such as `CET`, or `-05` where no letters are in use.
    package let abbreviation: String

    /// Makes an offset of its parts.
    package init(seconds: Int32, isDaylight: Bool = false, abbreviation: String) {
        self.seconds = seconds
        self.isDaylight = isDaylight
        self.abbreviation = abbreviation
    }

    /// Writes the offset in hours and minutes, such as `-05:00`.
    ///
    /// Seconds, which only times before about 1972 have, are cut.
    package var text: String {
        var bytes: [UInt8] = []
        OffsetStyle.numeric(minutes: .withColon, zForZero: false).append(self, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
