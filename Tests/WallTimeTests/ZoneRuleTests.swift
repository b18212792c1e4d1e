import Testing

@testable import WallTime

private func rules(_ rule: String) throws -> TimeZoneRules {
    var sample = ZoneFileSample()
    sample.rule = rule
    return try TimeZoneRules(tzif: sample.bytes)
}

@Test(
    arguments: [
        // All year daylight time, in the two ways the RFC shows.
        ("EST5EDT,0/0,J365/25", "2026-01-01T05:00:00Z", -14_400),
        ("EST5EDT,0/0,J365/25", "2025-12-31T23:00:00Z", -14_400),
        ("XXX3EDT4,0/0,J365/23", "2027-01-01T02:59:59Z", -14_400),
        ("XXX3EDT4,0/0,J365/23", "2027-01-01T03:00:00Z", -14_400),
        // Greenland: at minus one o'clock of Sunday.
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", -7_200),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -3_600),
        // Gaza: 50 hours after the start of a Thursday.
        ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-27T23:59:59Z", 7_200),
        ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-28T00:00:00Z", 10_800),
        // Ireland: the winter is the exception.
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01T00:00:00Z", 3_600),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-10-25T00:59:59Z", 3_600),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-10-25T01:00:00Z", 0),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-03-29T01:00:00Z", 3_600),
        // The south: daylight time over New Year.
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-01-01T00:00:00Z", 39_600),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-07-01T00:00:00Z", 36_000),
        // Days counted through the year: J60 is always 1 March, 59 is 29 February in a leap year.
        ("AAA0BBB,J60/0,J200/0", "2024-02-29T23:59:59Z", 0),
        ("AAA0BBB,J60/0,J200/0", "2024-03-01T00:00:00Z", 3_600),
        ("AAA0BBB,J60/0,J200/0", "2025-03-01T00:00:00Z", 3_600),
        ("AAA0BBB,59/0,200/0", "2024-02-29T00:00:00Z", 3_600),
        ("AAA0BBB,59/0,200/0", "2025-02-28T23:59:59Z", 0),
        ("AAA0BBB,59/0,200/0", "2025-03-01T00:00:00Z", 3_600),
        // Hours far outside the day, over New Year: 26 December 2025 and 167 hours is 1 January.
        ("AAA0BBB,J360/167,J100/0", "2026-01-01T22:59:59Z", 0),
        ("AAA0BBB,J360/167,J100/0", "2026-01-01T23:00:00Z", 3_600),
        ("AAA0BBB,J3/-167,J100/0", "2025-12-27T01:00:00Z", 3_600),
        ("AAA0BBB,J3/-167,J100/0", "2025-12-27T00:59:59Z", 0),
        // Fixed, with minutes, seconds and a sign.
        ("<+0545>-5:45", "2026-01-01T00:00:00Z", 20_700),
        ("<x-1>+1:02:03", "2026-01-01T00:00:00Z", -3_723),
    ] as [(String, String, Int32)]
)
func `a rule gives the offset that it states`(rule: String, instant: String, seconds: Int32) throws
{
    #expect(try rules(rule).offset(at: try at(instant)).seconds == seconds)
}

@Test(
    arguments: [
        ("E", 2, "a name of three letters or more"),
        ("<EST5", 6, "\">\" after the name"),
        ("<+1>-1", 4, "a name of three letters or more"),
        ("EST", 4, "hours from UTC, 0…24"),
        ("EST25", 4, "hours from UTC, 0…24"),
        ("EST5:60", 6, "minutes, 0…59"),
        ("EST5EDT", 8, "a comma and a date"),
        ("EST5EDT,M13.1.0,M1.1.0", 10, "a month, 1…12"),
        ("EST5EDT,M3.6.0,M1.1.0", 12, "a week, 1…5"),
        ("EST5EDT,M3.2.7,M1.1.0", 14, "a weekday, 0…6"),
        ("EST5EDT,J0,J9", 10, "a day, 1…365"),
        ("EST5EDT,366,9", 9, "a day: 0…365, J1…J365 or Mm.w.d"),
        ("EST5EDT,0/168,9", 11, "hours, -167…167"),
        ("EST5EDT,0,9,", 12, "the rule's end"),
        ("EST99999999999999999999", 4, "hours from UTC, 0…24"),
    ]
)
func `a broken rule is named with the place`(
    rule: String,
    position: Int,
    expected: String
) throws {
    let problem = TimeZoneProblem.brokenRule(text: rule, position: position, expected: expected)
    #expect(throws: problem) { try rules(rule) }
}

@Test
func `the rule continues where the table ends`() throws {
    var sample = ZoneFileSample()
    sample.kinds = [(0, 0, 0), (3_600, 0, 4)]
    let last = try at("2026-05-01T00:00:00Z")
    sample.changes = [(0, 1), (last, 1)]
    sample.rule = "STD-1DST,M3.5.0,M10.5.0/3"
    let rules = try TimeZoneRules(tzif: sample.bytes)
    #expect(rules.offset(at: last - 1).abbreviation == "STD")
    #expect(rules.offset(at: last).abbreviation == "STD")
    #expect(rules.offset(at: last + 1).abbreviation == "DST")
    #expect(rules.window(at: last) == rules.window(at: last - 1))
    #expect(rules.window(at: last + 1).start == last + 1)
    #expect(rules.window(at: last + 1).end == (try at("2026-10-25T01:00:00Z")))
    #expect(rules.window(at: -1).start == nil && rules.window(at: -1).end == 0)
}
