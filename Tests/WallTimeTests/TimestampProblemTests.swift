import Testing

@testable import WallTime

@Test(
    arguments: [
        ("", .empty), (" \n", .empty),
        ("-1", .outOfRange), ("-1750030073", .outOfRange), ("-0.5", .outOfRange),
        ("9223372036854775808", .outOfRange), ("1e30", .outOfRange), ("1e999", .outOfRange),
        ("99999999999999999999999999", .outOfRange),
        ("1969-12-31T23:59:59Z", .outOfRange), ("1970-01-01T00:00:00+01:00", .outOfRange),
        ("9999-12-31T23:59:59-01:00", .outOfRange), ("0000-01-01T00:00:00Z", .outOfRange),
        ("9999-12-31T24:00:00Z", .outOfRange),
        ("2025-11-20T10:00:00", .noZone), ("2025-11-20", .noZone),
        ("20 Nov 2025 10:00:00", .noZone),
        ("2025-02-29T10:00:00Z", .noSuchTime("the calendar has no such day")),
        ("2025-13-01T10:00:00Z", .noSuchTime("the calendar has no such day")),
        ("31 Nov 2025 10:00:00 Z", .noSuchTime("the calendar has no such day")),
        ("2025-11-20T25:00:00Z", .noSuchTime("an hour is 00 to 23, and a day ends at 24:00:00")),
        ("2025-11-20T24:00:01Z", .noSuchTime("an hour is 00 to 23, and a day ends at 24:00:00")),
        ("2025-11-20T24:00:00.5Z", .noSuchTime("an hour is 00 to 23, and a day ends at 24:00:00")),
        ("2025-11-20T10:60:00Z", .noSuchTime("a minute is 00 to 59")),
        ("2025-11-20T10:00:61Z", .noSuchTime("a second is 00 to 59")),
        ("2025-11-20T10:00:60Z", .noSuchTime("a second :60 comes at 23:59:60 UTC only")),
        ("2025-11-20T10:00:00+24:00", .noSuchTime("an offset goes up to 23:59")),
        ("Fri, 20 Nov 2025 10:00:00 Z", .noSuchTime("that day is another day of the week")),
        ("yesterday", .notATime), ("17.5.2025", .notATime), ("1750030073x", .notATime),
        ("1,750,030,073", .notATime), ("+", .notATime), ("-", .notATime), (".5", .notATime),
        ("5.", .notATime), ("1e", .notATime), ("1e1234", .notATime), ("1-5", .notATime),
        ("2025/11/20 10:00:00", .notATime), ("2025-11-20T", .notATime), ("2025-11-20X", .notATime),
        ("2025-11-20Z", .notATime), ("2025-11-20T10", .notATime), ("2025-11-20T10:00:", .notATime),
        ("2025-11-20T10:00:00.Z", .notATime), ("2025-11-20T10:00:00 EST", .notATime),
        ("2025-11-20T10:00:00+5", .notATime), ("2025-11-20T10:00:00+05:0", .notATime),
        ("2025-11-20T10:00:00Z ago", .notATime), ("2025-1-2T10:00:00Z", .notATime),
        ("Thu 20 Nov 2025 10:00:00 Z", .notATime), ("20 Nov 25 10:00:00 Z", .notATime),
        ("20 Nov 2025 10:00:00 (Z", .notATime), ("Infinity", .notATime), ("٢٠٢٥-11-20", .notATime),
    ] as [(String, TimestampProblem.Kind)]
)
func `a text that names no instant says why`(text: String, kind: TimestampProblem.Kind) {
    let problem = #expect(throws: TimestampProblem.self) {
        try Timestamp.parse(text, zone: nil)
    }
    #expect(problem?.kind == kind)
}

@Test(
    arguments: [
        (
            "soon",
            "\"soon\" is no time. Expected Unix seconds (10 digits) or "
                + "milliseconds (13 digits); RFC 3339 such as 2026-01-01T00:00:00Z; or RFC 2822 such as "
                + "Thu, 1 Jan 2026 00:00:00 +0000."
        ),
        (
            "",
            "The time is empty. Expected Unix seconds (10 digits) or milliseconds "
                + "(13 digits); RFC 3339 such as 2026-01-01T00:00:00Z; or RFC 2822 such as "
                + "Thu, 1 Jan 2026 00:00:00 +0000."
        ),
        (
            "2025-11-20 10:00",
            "\"2025-11-20 10:00\" does not say in which zone it is meant. "
                + "Expected an offset at its end, such as Z or -05:00, or a zone set for such times."
        ),
        (
            "2025-02-29", "\"2025-02-29\" is no time that exists: the calendar has no such day."
        ),
        (
            "-5",
            "\"-5\" lies outside the years 1970 to 9999. Expected Unix seconds (10 digits) "
                + "or milliseconds (13 digits); RFC 3339 such as 2026-01-01T00:00:00Z; or "
                + "RFC 2822 such as Thu, 1 Jan 2026 00:00:00 +0000."
        ),
    ]
)
func `the message quotes the text and tells what is expected`(text: String, message: String) {
    let problem = #expect(throws: TimestampProblem.self) {
        try Timestamp.parse(text, zone: nil)
    }
    #expect(problem?.description == message)
}

@Test
func `a long or odd text is shown in 40 characters on one line`() {
    let long = String(repeating: "á", count: 41)
    let cut = #expect(throws: TimestampProblem.self) { try Timestamp.parse(long, zone: nil) }
    #expect(cut?.quotedText == "\"" + String(repeating: "á", count: 40) + "…\"")
    let odd = #expect(throws: TimestampProblem.self) {
        try Timestamp.parse("a\nb\u{1B}[31m\u{202E}", zone: nil)
    }
    #expect(odd?.quotedText == "\"a\u{FFFD}b\u{FFFD}[31m\u{FFFD}\"")
    let broken = #expect(throws: TimestampProblem.self) {
        try Timestamp.parse([0xFF, 0x41], zone: nil)
    }
    #expect(broken?.quotedText == "\"\u{FFFD}A\"")
}

@Test
func `no text makes the parser trap, and what it accepts lies in 1970 to 9999`() {
    let seed = UInt64.random(in: 0...(.max))
    print("seed \(seed)")
    var chance = SeededGenerator(seed)
    let originals = [
        "2025-11-20T10:00:00.123+05:30", "Thu, 20 Nov 2025 10:00:00 +0000 (x)", "1750030073.5e3",
        "9999-12-31T23:59:60-23:59", "9223372036854775807",
    ].map { Array($0.utf8) }
    let pool = Array("0123456789TZtz+-:., eE()OGMUC\0\u{FF}".utf8)
    var accepted = 0
    for round in 0..<60_000 {
        var bytes = originals[round % originals.count]
        for _ in 0..<Int.random(in: 0...4, using: &chance) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &chance)
            switch Int.random(in: 0..<4, using: &chance) {
            case 0: bytes.remove(at: place)
            case 1: bytes.insert(pool.randomElement(using: &chance) ?? 0, at: place)
            case 2: bytes.removeLast(place)
            default: bytes[place] = pool.randomElement(using: &chance) ?? 0
            }
        }
        let zone: TimeZoneRules? = Bool.random(using: &chance) ? .utc : nil
        guard let timestamp = try? Timestamp.parse(bytes, zone: zone) else { continue }
        accepted += 1
        #expect(Timestamp.parsedSeconds ~= timestamp.seconds)
        #expect(0..<1_000_000_000 ~= timestamp.nanoseconds)
    }
    #expect(accepted > 5_000)
}
