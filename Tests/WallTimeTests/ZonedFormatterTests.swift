import Foundation
import Testing

@testable import WallTime

private func newYork() throws -> TimeZoneRules {
    var sample = ZoneFileSample()
    sample.rule = "EST5EDT,M3.2.0,M11.1.0"
    return try TimeZoneRules(tzif: sample.bytes)
}

@Test(
    arguments: [
        "yyyy-MM-dd HH:mm:ss", "iso", "unix", "d/M/yy H:mm", "EEE d MMM yyyy hh:mm:ss.SSS a XXX z",
    ]
)
func `what is kept between calls never shows in the text`(pattern: String) throws {
    let seed = UInt64.random(in: 0...(.max))
    print("seed \(seed)")
    var chance = SeededGenerator(seed)
    let rules = try newYork()
    let format = try TimeFormat(pattern)
    var formatter = ZonedFormatter(rules: rules, zoneName: "America/New_York", format: format)
    var seconds: Int64 = 1_767_225_600
    for _ in 0..<5_000 {
        // Small steps stay in the day, larger ones cross midnight and the changes of the clocks.
        let reach: Int64 = [30, 40_000, 10_000_000].randomElement(using: &chance) ?? 30
        seconds += Int64.random(in: -reach...reach, using: &chance)
        let fraction: Int32 = Bool.random(using: &chance) ? 0 : 250_000_000
        let timestamp = Timestamp(seconds: seconds, nanoseconds: fraction)
        var fast = Array("|".utf8)
        formatter.append(timestamp, to: &fast)
        var slow = Array("|".utf8)
        let offset = rules.offset(at: seconds)
        format.append(timestamp, at: offset, zoneName: "America/New_York", to: &slow)
        guard fast == slow else {
            Issue.record("\(seconds): \(String(decoding: fast, as: UTF8.self))")
            return
        }
    }
}

@Test
func `numbers and English names agree with ICU`() throws {
    let seed = UInt64.random(in: 0...(.max))
    print("seed \(seed)")
    var chance = SeededGenerator(seed)
    let judge = DateFormatter()
    judge.locale = Locale(identifier: "en_US")
    judge.calendar = Calendar(identifier: .gregorian)
    let fields = [
        "y", "yy", "yyyy", "yyyyy", "M", "MM", "MMM", "MMMM", "LLL", "LLLL", "d", "dd", "D", "DDD",
        "E", "EEE", "EEEE", "H", "HH", "h", "hh", "K", "KK", "k", "kk", "a", "Z", "ZZZZ", "ZZZZZ",
        "X", "XX", "XXX", "x", "xx", "xxx", "O", "OOOO", "'in' ''yy", "SSS",
    ]
    for _ in 0..<300 {
        let offset = Int32.random(in: -56...56, using: &chance) * 900
        // Milliseconds that a Double holds exactly, so that both sides see one instant.
        let seconds = Int64.random(in: 0...4_000_000_000, using: &chance)
        let quarter = Int32.random(in: 0...3, using: &chance) * 250_000_000
        judge.timeZone = TimeZone(secondsFromGMT: Int(offset))
        for field in fields {
            let pattern = "\(field) H:mm:ss a"
            judge.dateFormat = pattern
            let date = Date(timeIntervalSince1970: Double(seconds) + Double(quarter) / 1e9)
            var bytes: [UInt8] = []
            try TimeFormat(pattern).append(
                Timestamp(seconds: seconds, nanoseconds: quarter),
                at: ZoneOffset(seconds: offset, abbreviation: "?"),
                zoneName: "?",
                to: &bytes
            )
            #expect(
                String(decoding: bytes, as: UTF8.self) == judge.string(from: date),
                "\(pattern) at \(seconds), offset \(offset)"
            )
        }
    }
}

@Test
func `an adopted window is used for its instants and for no others`() throws {
    let format = try TimeFormat("HH:mm xxx")
    var formatter = ZonedFormatter(rules: try newYork(), zoneName: "x", format: format)
    let noon = try at("2026-07-01T12:00:00Z")
    let pinned = ZoneOffset(seconds: 3_600, abbreviation: "pin")
    formatter.adopt(OffsetWindow(start: noon, end: noon + 60, offset: pinned))
    var bytes: [UInt8] = []
    for seconds in [noon, noon + 59, noon + 60] {
        formatter.append(Timestamp(seconds: seconds), to: &bytes)
        bytes.append(10)
        formatter.appendOffset(at: Timestamp(seconds: seconds), to: &bytes)
        bytes.append(10)
    }
    #expect(
        String(decoding: bytes, as: UTF8.self).split(separator: "\n") == [
            "13:00 +01:00", "+01:00", "13:00 +01:00", "+01:00", "08:01 -04:00", "-04:00",
        ]
    )
    #expect(formatter.window(at: noon + 60).offset.abbreviation == "EDT")
    #expect(formatter.window(at: noon + 60).offset.text == "-04:00")
}
