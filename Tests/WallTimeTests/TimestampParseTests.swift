import Testing

@testable import WallTime

@Test(
    arguments: [
        ("0", "1970-01-01T00:00:00Z"), ("-0", "1970-01-01T00:00:00Z"),
        ("1750030073", "2025-06-15T23:27:53Z"), ("+1750030073", "2025-06-15T23:27:53Z"),
        ("1750030073.5", "2025-06-15T23:27:53.500Z"),
        ("1750030073.1234567899", "2025-06-15T23:27:53.123456789Z"),
        ("1.750030073E9", "2025-06-15T23:27:53Z"),
        ("1.7500300735e+9", "2025-06-15T23:27:53.500Z"),
        ("1.750030073123E12", "2025-06-15T23:27:53.123Z"),
        ("17500300730e-1", "2025-06-15T23:27:53Z"),
        ("99999999999", "5138-11-16T09:46:39Z"), ("100000000000", "1973-03-03T09:46:40Z"),
        ("1750030073123", "2025-06-15T23:27:53.123Z"),
        ("1750030073123.4", "2025-06-15T23:27:53.123400Z"),
        ("99999999999999", "5138-11-16T09:46:39.999Z"),
        ("100000000000000", "1973-03-03T09:46:40Z"),
        ("1750030073123456", "2025-06-15T23:27:53.123456Z"),
        ("1750030073123456789", "2025-06-15T23:27:53.123456789Z"),
        ("9223372036854775807", "2262-04-11T23:47:16.854775807Z"),
        ("0000000000000000000001750030073", "2025-06-15T23:27:53Z"),
        ("2026", "1970-01-01T00:33:46Z"),
    ]
)
func `the size of a number tells its unit`(text: String, wanted: String) throws {
    #expect(try Timestamp.parse(text, zone: nil).rfc3339UTC == wanted)
}

@Test(
    arguments: [
        ("2025-11-20T10:00:00Z", "2025-11-20T10:00:00Z"),
        ("2025-11-20t10:00:00z", "2025-11-20T10:00:00Z"),
        ("2025-11-20 10:00:00Z", "2025-11-20T10:00:00Z"),
        ("  2025-11-20T10:00:00Z\n", "2025-11-20T10:00:00Z"),
        ("2025-11-20T10:00Z", "2025-11-20T10:00:00Z"),
        ("2025-11-20T10:00:00+00:00", "2025-11-20T10:00:00Z"),
        ("2025-11-20T10:00:00-00:00", "2025-11-20T10:00:00Z"),
        ("2025-11-20T10:00:00+0000", "2025-11-20T10:00:00Z"),
        ("2025-11-20T10:00:00+00", "2025-11-20T10:00:00Z"),
        ("2025-11-20T10:00:00-05", "2025-11-20T15:00:00Z"),
        ("2025-11-20T10:00:00-0530", "2025-11-20T15:30:00Z"),
        ("2025-11-20T10:00:00+05:45", "2025-11-20T04:15:00Z"),
        ("2025-11-20 10:00:00 +0000", "2025-11-20T10:00:00Z"),
        ("2025-11-20 10:00:00 UTC", "2025-11-20T10:00:00Z"),
        ("2025-11-20T10:00:00.1Z", "2025-11-20T10:00:00.100Z"),
        ("2025-11-20T10:00:00,123456789Z", "2025-11-20T10:00:00.123456789Z"),
        ("2025-11-20T10:00:00.1234567891234567890123Z", "2025-11-20T10:00:00.123456789Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
        ("2016-12-31T18:59:60.25-05:00", "2017-01-01T00:00:00.250Z"),
        ("2025-11-20T24:00:00Z", "2025-11-21T00:00:00Z"),
        ("2025-12-31T24:00Z", "2026-01-01T00:00:00Z"),
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
        ("Thu, 20 Nov 2025 10:00:00 +0000", "2025-11-20T10:00:00Z"),
        ("thu, 20 nov 2025 10:00:00 gmt", "2025-11-20T10:00:00Z"),
        ("20 Nov 2025 10:00:00 UT", "2025-11-20T10:00:00Z"),
        ("20 Nov 2025 10:00 Z", "2025-11-20T10:00:00Z"),
        ("Sun, 2 Nov 2025 10:00:00 -0500 (EST)", "2025-11-02T15:00:00Z"),
        ("Sat, 31 Dec 2016 23:59:60 +0000", "2017-01-01T00:00:00Z"),
    ]
)
func `written times are read in all their usual forms`(text: String, wanted: String) throws {
    #expect(try Timestamp.parse(text, zone: nil).rfc3339UTC == wanted)
    #expect(try Timestamp.parse(Array(text.utf8), zone: .utc).rfc3339UTC == wanted)
}

@Test(
    arguments: [
        ("99999999999.999999999", "5138-11-16T09:46:39.999999999Z"),
        ("100000000000.5", "1973-03-03T09:46:40.000500Z"),
        ("9.9999999999e10", "5138-11-16T09:46:39Z"), ("1e11", "1973-03-03T09:46:40Z"),
        ("99999999999999.9", "5138-11-16T09:46:39.999900Z"), ("1E14", "1973-03-03T09:46:40Z"),
        ("99999999999999999", "5138-11-16T09:46:39.999999Z"),
        ("100000000000000000", "1973-03-03T09:46:40Z"),
        ("999999999999999999", "2001-09-09T01:46:39.999999999Z"),
        ("1000000000000000000", "2001-09-09T01:46:40Z"),
        ("0099999999999", "5138-11-16T09:46:39Z"), ("00100000000000", "1973-03-03T09:46:40Z"),
    ]
)
func `units change between one whole number and the next, fraction and zeros aside`(
    text: String,
    wanted: String
) throws {
    #expect(try Timestamp.parse(text, zone: nil).rfc3339UTC == wanted)
}

@Test(arguments: ["s", "ms", "us", "ns"])
func `numbers of present times are told apart by a wide margin`(unit: String) throws {
    // 1980 to 2200: far from both ends of each unit's range.
    for (seconds, year) in [
        (315_532_800, "1980"), (1_767_225_600, "2026"), (7_258_118_400, "2200"),
    ] {
        let zeros = ["s": "", "ms": "000", "us": "000000", "ns": "000000000"][unit] ?? ""
        let found = try Timestamp.parse("\(seconds)\(zeros)", zone: nil)
        #expect(found.rfc3339UTC == "\(year)-01-01T00:00:00Z", "\(seconds)\(zeros)")
    }
}

@Test(arguments: 0...9)
func `RFC 3339 has any number of digits in its fraction, before any offset`(digits: Int) throws {
    let fraction = String("123456789".prefix(digits))
    let billionths = fraction + String(repeating: "0", count: 9 - digits)
    let wanted = Timestamp(seconds: 1_763_632_800, nanoseconds: Int32(billionths) ?? -1)
    let point = digits == 0 ? "" : "."
    for offset in ["Z", "z", "+00:00", "-00:00", "+0000", "+00"] {
        for letter in ["T", "t", " "] {
            let text = "2025-11-20\(letter)10:00:00\(point)\(fraction)\(offset)"
            #expect(try Timestamp.parse(text, zone: nil) == wanted, "\(text)")
        }
    }
}

@Test(
    arguments: [
        ("2016-12-31t23:59:60z", "2017-01-01T00:00:00Z"),
        ("2016-12-31T23:59:60.999999999Z", "2017-01-01T00:00:00.999999999Z"),
        ("2017-01-01T05:29:60+05:30", "2017-01-01T00:00:00Z"),
        ("2017-01-01T05:29:60+0530", "2017-01-01T00:00:00Z"),
        ("1970-01-01T00:00:00.000000001Z", "1970-01-01T00:00:00.000000001Z"),
        ("9999-12-31T23:59:59.999999999+00:00", "9999-12-31T23:59:59.999999999Z"),
        ("1 Jan 1970 00:00:00 +0000", "1970-01-01T00:00:00Z"),
        ("Fri, 31 Dec 9999 23:59:59 GMT", "9999-12-31T23:59:59Z"),
        ("Sat, 31 Dec 2016 18:59:60 -0500", "2017-01-01T00:00:00Z"),
        ("Thu,20 Nov  2025  10:00:00  +0530", "2025-11-20T04:30:00Z"),
    ]
)
func `leap seconds and the ends of the years are read in each form`(
    text: String,
    wanted: String
) throws {
    #expect(try Timestamp.parse(text, zone: nil).rfc3339UTC == wanted)
}

@Test
func `a time without a zone is read in the zone that is given`() throws {
    let bogota = TimeZoneRules.fixed(ZoneOffset(seconds: -18_000, abbreviation: "-05"))
    for (text, wanted) in [
        ("2025-11-20T10:00:00", "2025-11-20T15:00:00Z"),
        ("2025-11-20 10:00:00.5", "2025-11-20T15:00:00.500Z"),
        ("2025-11-20", "2025-11-20T05:00:00Z"),
        ("20 Nov 2025 10:00:00", "2025-11-20T15:00:00Z"),
        ("2025-11-20T10:00:00Z", "2025-11-20T10:00:00Z"),
        ("1750030073", "2025-06-15T23:27:53Z"),
    ] {
        #expect(try Timestamp.parse(text, zone: bogota).rfc3339UTC == wanted)
    }
}

@Test
func `every whole second of 1970 to 9999 comes back from its text`() throws {
    let seed = UInt64.random(in: 0...(.max))
    print("seed \(seed)")
    var chance = SeededGenerator(seed)
    for _ in 0..<20_000 {
        let timestamp = Timestamp(
            seconds: Int64.random(in: Timestamp.parsedSeconds, using: &chance),
            nanoseconds: Int32.random(in: 0..<1_000_000_000, using: &chance)
        )
        #expect(try Timestamp.parse(timestamp.rfc3339UTC, zone: nil) == timestamp)
    }
}
