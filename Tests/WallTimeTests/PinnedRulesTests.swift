import Testing
import WallTime

@Suite struct PinnedRulesTests {
    private let plain = TimeZoneRules.fixed(ZoneOffset(seconds: 0, abbreviation: "A"))
    private let pinned = ZoneOffset(seconds: 3600, abbreviation: "B")

    @Test func `inside a pinned window its offset holds, and around it the own rules up to it`() {
        let rules = plain.pinned([
            OffsetWindow(start: 100, end: 200, offset: pinned),
            OffsetWindow(start: 300, end: nil, offset: pinned),
        ])
        #expect(rules.window(at: 100) == OffsetWindow(start: 100, end: 200, offset: pinned))
        #expect(rules.window(at: 199).offset == pinned)
        #expect(
            rules.window(at: 99) == OffsetWindow(start: nil, end: 100, offset: plain.offset(at: 0))
        )
        #expect(
            rules.window(at: 200) == OffsetWindow(start: 200, end: 300, offset: plain.offset(at: 0))
        )
        #expect(rules.window(at: .max) == OffsetWindow(start: 300, end: nil, offset: pinned))
        #expect(rules.window(at: .min).start == nil)
    }

    @Test func `a formatter that crosses a pin writes each side by its own offset`() throws {
        let rules = plain.pinned([OffsetWindow(start: 3600, end: 7200, offset: pinned)])
        var formatter = ZonedFormatter(
            rules: rules,
            zoneName: "Z",
            format: try TimeFormat("HH:mm xxx")
        )
        let texts = [3599, 3600, 7199, 7200, 3600, 0].map { (seconds: Int64) in
            var bytes: [UInt8] = []
            formatter.append(Timestamp(seconds: seconds), to: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(
            texts == [
                "00:59 +00:00", "02:00 +01:00", "02:59 +01:00", "02:00 +00:00", "02:00 +01:00",
                "00:00 +00:00",
            ]
        )
    }
}
