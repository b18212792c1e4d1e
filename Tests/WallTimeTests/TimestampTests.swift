import Testing

@testable import WallTime

@Test(
    arguments: [
        (0, 0, "1970-01-01T00:00:00Z"),
        (1_772_366_400, 0, "2026-03-01T12:00:00Z"),
        (951_782_399, 0, "2000-02-28T23:59:59Z"),
        (951_782_400, 500_000_000, "2000-02-29T00:00:00.500Z"),
        (1, 120_000, "1970-01-01T00:00:01.000120Z"),
        (1, 7, "1970-01-01T00:00:01.000000007Z"),
        (253_402_300_799, 0, "9999-12-31T23:59:59Z"),
        (253_402_300_800, 0, "+10000-01-01T00:00:00Z"),
        (-1, 0, "1969-12-31T23:59:59Z"),
        (-62_135_596_800, 0, "0001-01-01T00:00:00Z"),
        (-62_167_219_201, 0, "-0001-12-31T23:59:59Z"),
    ] as [(Int64, Int32, String)]
)
func `an instant is written in UTC with no more of a fraction than it has`(
    seconds: Int64,
    nanoseconds: Int32,
    text: String
) {
    #expect(Timestamp(seconds: seconds, nanoseconds: nanoseconds).rfc3339UTC == text)
}

@Test(
    arguments: [
        (5, 1_000_000_000, 6, 0), (5, -1, 4, 999_999_999), (5, -1_000_000_001, 3, 999_999_999),
        (.max, 2_000_000_000, .max, 0), (.min, -1, .min, 999_999_999),
    ] as [(Int64, Int32, Int64, Int32)]
)
func `nanoseconds outside a second carry over and never overflow`(
    seconds: Int64,
    nanoseconds: Int32,
    wantedSeconds: Int64,
    wantedNanoseconds: Int32
) {
    let timestamp = Timestamp(seconds: seconds, nanoseconds: nanoseconds)
    #expect(timestamp.seconds == wantedSeconds)
    #expect(timestamp.nanoseconds == wantedNanoseconds)
}

@Test
func `instants are ordered by time`() {
    let ordered = [
        Timestamp(seconds: -1, nanoseconds: 5), Timestamp(seconds: 0),
        Timestamp(seconds: 0, nanoseconds: 1), Timestamp(seconds: 1),
    ]
    #expect(ordered.reversed().sorted() == ordered)
}

@Test(arguments: [Int64.min, Int64.max, Int64.min + 1, Int64.max - 86_400])
func `the ends of 64 bits have a civil time, a serial and a text`(seconds: Int64) throws {
    let civil = CivilTime(seconds: seconds, offset: seconds < 0 ? -93_600 : 93_600)
    #expect(1...12 ~= civil.month && 1...31 ~= civil.day && 0..<86_400 ~= civil.secondOfDay)
    #expect(1...7 ~= civil.weekday && 1...366 ~= civil.dayOfYear)
    #expect(SpreadsheetSerial(civil).value.isFinite)
    #expect(Timestamp(seconds: seconds).rfc3339UTC.utf8.last == UInt8(ascii: "Z"))
    var formatter = ZonedFormatter(
        rules: .utc,
        zoneName: "UTC",
        format: try TimeFormat("yyyy-MM-dd HH:mm:ss")
    )
    var bytes: [UInt8] = []
    formatter.append(Timestamp(seconds: seconds), to: &bytes)
    #expect(bytes.count > 19)
}
