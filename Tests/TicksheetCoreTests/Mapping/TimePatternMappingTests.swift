import Testing
import TicksheetCore
import WallTime

private let usual = "message: \"$.id\", status: \"$.s\""

private func mapped(time: String, _ given: String) throws -> MappedBody {
    try statusMapping(fields: "\(usual), time: \(time)")
        .map("{ \"id\": \"m\", \"s\": \"sent\", \"t\": \(given) }")
}

/// What is wrong in a mapping whose field, on line 2, is this one.
private func fieldLines(_ field: String) -> [String] {
    problemLines {
        _ = try sourceMapping(
            "{ provider: \"acme\",\nevents: [{ fields: { \(usual), time: \"$.t\", \(field) } }] }"
        )
    }
}

@Suite struct TimePatternMappingTests {
    @Test(arguments: [
        ("\"dd/MM/yyyy HH:mm:ss\", zone: \"America/Bogota\"", "\"01/03/2026 07:00:00\""),
        ("\"dd/MM/yyyy HH:mm:ssXXX\"", "\"01/03/2026 07:00:00-05:00\""),
        ("\"yyyyMMddHHmm\", zone: \"UTC\"", "202603011200"),
        ("\"yyyyMMddHHmm\", zone: \"UTC\"", "\"202603011200\""),
        (
            "\"d 'de' MMMM 'de' yyyy, h a z\", locale: \"es\"",
            "\"1 de MARZO de 2026, 12 p. m. UTC\""
        ),
        ("\"d MMM yyyy, HH:mm z\", locale: \"pt_BR\"", "\"1 mar. 2026, 12:00 GMT\""),
    ])
    func `a time is read as its pattern says, text or number`(
        _ pattern: String,
        _ given: String
    ) throws {
        let body = try mapped(time: "{ path: \"$.t\", pattern: \(pattern) }", given)
        #expect(body.fields.map(\.time) == [receivedAt])
        #expect(body.problems.isEmpty)
    }

    @Test(arguments: [
        ("1772366400", "\"1772366400\""),
        ("\"2026-03-01T12:00:00Z\"", "\"2026-03-01T12:00:00Z\""),
        ("\"1/3/2026 07:00\"", "\"1/3/2026 07:00\""),
    ])
    func `where a pattern stands, no other form is read`(
        _ given: String,
        _ shown: String
    ) throws {
        let rule = "{ path: \"$.t\", pattern: \"dd/MM/yyyy HH:mm\", zone: \"America/Bogota\" }"
        let body = try mapped(time: rule, given)
        #expect(body.events.isEmpty)
        #expect(body.codes == ["mapping.time"])
        let finding = body.problems.first?.finding ?? ""
        #expect(
            finding.hasPrefix(
                "time: \(shown) does not fit the pattern \"dd/MM/yyyy HH:mm\": it has "
            )
        )
        #expect(
            body.problems.first?.remedy
                == "Correct the path or the pattern of \"time\" in the mapping"
        )
    }

    @Test func `a custom time that does not fit its pattern stays as text`() throws {
        let mapping = try statusMapping(
            fields: "\(usual), time: \"$.t\", seen: { path: \"$.a\", as: \"time\", "
                + "pattern: \"dd/MM/yyyy\", zone: \"UTC\" }"
        )
        let head = "{ \"id\": \"m\", \"t\": 1, \"s\": \"sent\", \"a\": "
        let fits = mapping.map(head + "\"01/03/2026\" }")
        #expect(
            fits.fields.first?.custom("seen") == .time(Timestamp(seconds: 1_772_323_200))
        )
        let odd = mapping.map(head + "\"2026-03-01\" }")
        #expect(odd.fields.first?.custom("seen") == .text("2026-03-01"))
        #expect(odd.codes == ["mapping.value"])
        #expect(
            odd.problems.first?.finding
                == "seen: \"2026-03-01\" does not fit the pattern \"dd/MM/yyyy\": it has "
                + "\"26-03-01\" at character 3, where \"/\" is expected."
        )
        #expect(odd.problems.first?.remedy.contains("the field's \"pattern\"") == true)
    }

    @Test func `words are replaced before the pattern is applied`() throws {
        let rule =
            "{ path: \"$.t\", values: { never: \"01/01/2000\" }, pattern: \"dd/MM/yyyy\", "
            + "zone: \"UTC\" }"
        let body = try mapped(time: rule, "\"never\"")
        #expect(body.fields.map(\.time) == [Timestamp(seconds: 946_684_800)])
    }

    @Test func `a constant time is read by its pattern`() throws {
        let mapping = try statusMapping(
            fields: "\(usual), time: \"$.t\", start: { value: \"1 mrt 2026\", as: \"time\", "
                + "pattern: \"d MMM yyyy\", locale: \"nl\", zone: \"UTC\" }"
        )
        let body = mapping.map("{ \"id\": \"m\", \"t\": 1, \"s\": \"sent\" }")
        #expect(body.fields.first?.custom("start") == .time(Timestamp(seconds: 1_772_323_200)))
    }

    @Test(
        arguments: [
            (
                "a: { path: \"$.a\", as: \"time\", pattern: \"dd/mm/yyyy\", zone: \"UTC\" }",
                "a.pattern is \"dd/mm/yyyy\": The pattern \"dd/mm/yyyy\" has \"mm\" at character 4: m "
                    + "is the minute, and no month stands in the pattern. Did you mean \"MM\", the month?"
            ),
            (
                "a: { value: \"1\", as: \"time\", pattern: \"dd/mm/yyyy\", zone: \"UTC\" }",
                "a.pattern is \"dd/mm/yyyy\": The pattern \"dd/mm/yyyy\" has \"mm\" at character 4: m "
                    + "is the minute, and no month stands in the pattern. Did you mean \"MM\", the month?"
            ),
            (
                "a: { path: \"$.a\", pattern: \"dd/MM/yyyy\" }",
                "a.pattern is \"dd/MM/yyyy\", and only a time is read by a pattern; write as: \"time\" "
                    + "beside it, or leave it out."
            ),
            (
                "code: { path: \"$.a\", pattern: \"dd/MM/yyyy\" }",
                "code.pattern is \"dd/MM/yyyy\", and only a time is read by a pattern; leave it out."
            ),
            (
                "a: { path: \"$.a\", as: \"tme\", pattern: \"dd/MM/yyyy\" }",
                "a.as is \"tme\"; expected \"time\", \"phone\", \"number\" or \"text\"; did you mean "
                    + "\"time\"?"
            ),
            (
                "a: { path: \"$.a\", as: \"time\", pattern: \"dd/MM/yyyy\" }",
                "a.pattern is \"dd/MM/yyyy\", which says no offset from UTC; expected the zone that the "
                    + "times are meant in beside it, such as zone: \"America/Bogota\", or an offset in "
                    + "the pattern, such as XXX for -05:00."
            ),
            (
                "a: { path: \"$.a\", as: \"time\", pattern: 5 }",
                "a.pattern is 5; expected a date pattern such as \"dd/MM/yyyy HH:mm:ss\"."
            ),
            (
                "a: { path: \"$.a\", as: \"time\", pattern: \"d MMM yyyy z\", locale: \"xx\" }",
                "a.locale is \"xx\"; expected \"en\", \"es\", \"pt\", \"fr\", \"de\", \"it\", \"nl\" or "
                    + "\"id\"."
            ),
            (
                "a: { path: \"$.a\", as: \"time\", locale: \"es\" }",
                "a.locale is \"es\" without a \"pattern\" beside it; expected the pattern that has month "
                    + "names, or leave \"locale\" out."
            ),
            (
                "a: { value: \"2026-03-01\", as: \"time\", pattern: \"dd/MM/yyyy z\" }",
                "a.value is no constant time: \"2026-03-01\" does not fit the pattern \"dd/MM/yyyy z\": "
                    + "it has \"26-03-01\" at character 3, where \"/\" is expected."
            ),
            (
                "a: { path: \"$.a\", as: \"time\", pattrn: \"dd/MM/yyyy\" }",
                "a: unknown key \"pattrn\"; did you mean \"pattern\"?"
            ),
        ] as [(String, String)]
    )
    func `a wrong pattern is a problem of the file, named with its place`(
        _ field: String,
        _ line: String
    ) {
        #expect(fieldLines(field) == ["acme.json5:2: events[0].fields.\(line)"])
    }
}
