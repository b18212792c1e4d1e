import Testing

@testable import WallTime

@Test(
    arguments: [
        (
            "2026-03-01 10:00:00",
            "it has \"26-03-01 10:00:00\" at character 3, where \"/\" is expected."
        ),
        ("01/03/2026 10:00", "it ends where \":\" is expected."),
        ("", "it ends where dd (a day of two digits) is expected."),
        (
            "1/03/2026 10:00:00",
            "it has \"1/03/2026 10:00:00\" at character 1, where dd (a day of two digits) is expected."
        ),
        ("01/03/2026T10:00:00", "it has \"T10:00:00\" at character 11, where a space is expected."),
        (
            "01/03/26 10:00:00",
            "it has \"26 10:00:00\" at character 7, where yyyy (a year of four digits) is expected."
        ),
        (
            "01/03/2026 10:00:00 Uhr",
            "it has \" Uhr\" at character 20, where its end is expected."
        ),
        (
            "  01/03/2026 10:00:00x",
            "it has \"x\" at character 22, where its end is expected."
        ),
        (
            "٠١/03/2026 10:00:00",
            "it has \"٠١/03/2026 10:00:00\" at character 1, where dd (a day of two digits) is "
                + "expected."
        ),
    ] as [(String, String)]
)
func `a text that leaves its pattern is shown with the place`(text: String, message: String) {
    let pattern = "dd/MM/yyyy HH:mm:ss"
    let problem = #expect(throws: TimestampProblem.self) {
        try TimePattern(pattern).parse(text, zone: .utc)
    }
    #expect(
        problem?.description == "\"\(text)\" does not fit the pattern \"\(pattern)\": \(message)"
    )
}

@Test(
    arguments: [
        ("d MMM yyyy", "1 march 2026", "es", "MMM (a month such as marzo)"),
        ("d MMM yyyy", "1 3 2026", "de", "MMM (a month such as März)"),
        ("d MMMM yyyy", "1 jui 2026", "fr", "MMMM (a month such as mars)"),
        ("d MMM yyyy", "1 mar-2026", "es", "a space"),
        ("E d/M/yyyy", "Sun 1/3/2026", "id", "E (a day such as Senin)"),
        ("d/M/yyyy h a", "1/3/2026 3 xm", "en", "a (AM or PM)"),
        ("d/M/yyyy h a", "1/3/2026 3 xm", "es", "a (a.\u{A0}m. or p.\u{A0}m.)"),
        ("d/M/yyyy H:m", "1/3/2026 x:00", "en", "H (an hour)"),
        ("d/M/yyyy HH:m", "1/3/2026 1:00", "en", "HH (an hour of two digits)"),
        ("d/M/yy HH:mm:ss.SSS", "1/3/26 10:00:00.12", "en", "SSS (3 digits)"),
        ("d/M/yy HH:mm:ss.S", "1/3/26 10:00:00.x", "en", "S (one digit)"),
        ("d/M/yy z", "1/3/26 EST", "en", "z (UTC, GMT or Z)"),
        ("d/M/yy X", "1/3/26 5", "en", "X (an offset such as -05, or Z)"),
        ("d/M/yy x", "1/3/26 Z", "en", "x (an offset such as -05)"),
        ("d/M/yy XX", "1/3/26 -05:00", "en", "XX (an offset such as -0500, or Z)"),
        ("d/M/yy Z", "1/3/26 Z", "en", "Z (an offset such as -0500)"),
        ("d/M/yy XXX", "1/3/26 -0500", "en", "XXX (an offset such as -05:00, or Z)"),
        ("d/M/yy xxx", "1/3/26 Z", "en", "xxx (an offset such as -05:00)"),
        ("d/M/yy XX", "1/3/26 +05", "en", "XX (an offset such as -0500, or Z)"),
    ] as [(String, String, String, String)]
)
func `what was expected is named by its letters`(
    pattern: String,
    text: String,
    locale: String,
    expected: String
) throws {
    let pattern = try TimePattern(pattern, locale: try TimeLocale(locale))
    let problem = #expect(throws: TimestampProblem.self) { try pattern.parse(text, zone: .utc) }
    guard case .unlikePattern(_, _, let found)? = problem?.kind else {
        Issue.record("\(text) has another problem: \(String(describing: problem))")
        return
    }
    #expect(found == expected)
}

@Test(
    arguments: [
        ("dd/MM/yyyy", "12/31/2026", "a month is 1 to 12, not 31"),
        ("dd/MM/yyyy", "01/00/2026", "a month is 1 to 12, not 0"),
        ("dd/MM/yyyy", "29/02/2026", "the calendar has no such day"),
        ("dd/MM/yyyy", "00/02/2026", "the calendar has no such day"),
        ("dd/MM/yyyy", "32/01/2026", "the calendar has no such day"),
        ("dd/MM/yyyy HH", "01/03/2026 25", "an hour is 00 to 23, and a day ends at 24:00:00"),
        ("dd/MM/yyyy HH:mm", "01/03/2026 24:01", "an hour is 00 to 23, and a day ends at 24:00:00"),
        ("dd/MM/yyyy HH:mm", "01/03/2026 10:60", "a minute is 00 to 59"),
        ("dd/MM/yyyy HH:mm:ss", "01/03/2026 10:00:61", "a second is 00 to 59"),
        (
            "dd/MM/yyyy HH:mm:ss", "01/03/2026 10:00:60", "a second :60 comes at 23:59:60 UTC only"
        ),
        ("dd/MM/yyyy h a", "01/03/2026 13 PM", "this hour is 1 to 12, not 13"),
        ("dd/MM/yyyy h a", "01/03/2026 0 AM", "this hour is 1 to 12, not 0"),
        ("dd/MM/yyyy K a", "01/03/2026 12 PM", "this hour is 0 to 11, not 12"),
        ("dd/MM/yyyy k", "01/03/2026 0", "this hour is 1 to 24, not 0"),
        ("dd/MM/yyyy HH a", "01/03/2026 10 PM", "that hour lies in the other half of the day"),
        ("dd/MM/yyyy HH a", "01/03/2026 13 AM", "that hour lies in the other half of the day"),
        (
            "dd/MM/yyyy HH h a", "01/03/2026 13 2 PM",
            "it names the hour twice, and not the same one"
        ),
        ("EEE dd/MM/yyyy", "Mon 01/03/2026", "that day is another day of the week"),
        (
            "dd/MM/yyyy MMM", "01/03/2026 Apr", "it names the month twice, and not the same one"
        ),
        (
            "dd/MM/yyyy XX z", "01/03/2026 +0100 UTC",
            "it names the offset twice, and not the same one"
        ),
        ("dd/MM/yyyy XXX", "01/03/2026 +24:00", "an offset goes up to 23:59"),
        ("dd/MM/yyyy XXX", "01/03/2026 -05:60", "an offset goes up to 23:59"),
    ] as [(String, String, String)]
)
func `a time that does not exist is no other time`(
    pattern: String,
    text: String,
    reason: String
) throws {
    let problem = #expect(throws: TimestampProblem.self) {
        try TimePattern(pattern).parse(text, zone: .utc)
    }
    #expect(problem?.kind == .noSuchTime(reason))
    #expect(
        problem?.description
            == "\"\(text)\" is no time that exists by the pattern \"\(pattern)\": \(reason)."
    )
}

@Test
func `without an offset and without a zone there is no instant`() throws {
    let problem = #expect(throws: TimestampProblem.self) {
        try TimePattern("dd/MM/yyyy").parse("01/03/2026", zone: nil)
    }
    #expect(problem?.kind == .noZone)
}

@Test(arguments: ["31/12/1969", "01/01/0001", "01/01/0000", "01/01/1900"])
func `years before 1970 are refused, and nothing else is proposed`(text: String) throws {
    let problem = #expect(throws: TimestampProblem.self) {
        try TimePattern("dd/MM/yyyy").parse(text, zone: .utc)
    }
    #expect(
        problem?.description
            == "\"\(text)\" lies outside the years 1970 to 9999 by the pattern \"dd/MM/yyyy\"."
    )
}

@Test
func `long and odd texts are cut and shown on one line`() throws {
    let pattern = try TimePattern("dd/MM/yyyy '" + String(repeating: "á", count: 60) + "'")
    let long = #expect(throws: TimestampProblem.self) {
        try pattern.parse("01/03/2026 " + String(repeating: "é\n", count: 500_000), zone: .utc)
    }
    #expect(
        long?.description
            == "\"01/03/2026 " + String(repeating: "é\u{FFFD}", count: 14)
            + "é…\" does not fit the "
            + "pattern \"dd/MM/yyyy '" + String(repeating: "á", count: 28) + "…\": it has \""
            + String(repeating: "é\u{FFFD}", count: 20) + "…\" at character 12, where \""
            + String(repeating: "á", count: 40) + "…\" is expected."
    )
    let broken = #expect(throws: TimestampProblem.self) {
        try TimePattern("dd/MM/yyyy").parse([0x30, 0x31, 0xFF, 0xFE].span, zone: .utc)
    }
    #expect(
        broken?.description == "\"01\u{FFFD}\u{FFFD}\" does not fit the pattern \"dd/MM/yyyy\": it "
            + "has \"\u{FFFD}\u{FFFD}\" at character 3, where \"/\" is expected."
    )
}
