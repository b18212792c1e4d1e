import Testing
import TicksheetCore
import WallTime

private let acme = """
    { provider: "acme", title: "Acme", events: [{
        when: "$.updates",
        each: [{ as: "update", path: "$.updates[*]" }],
        fields: { message: "update.id", time: "update.t", status: "update.s" } }] }
    """
private let fine = "{\"id\":\"a\",\"t\":1,\"s\":\"sent\"}"

@Suite struct MappingOutcomeTests {
    @Test(arguments: ["{}", "[]", "null", "7", "\"text\"", "{\"update\":[]}", "[{\"updates\":[]}]"])
    func `a body that fits no rule is a problem of another provider`(_ body: String) throws {
        let mapped = try sourceMapping(acme).map(body)
        #expect(mapped.events.isEmpty)
        #expect(mapped.ignored == 0)
        #expect(mapped.codes == ["body.other_provider"])
        #expect(mapped.problems.first?.finding == "This is not a body of Acme")
        #expect(mapped.problems.first?.path == "$")
        #expect(mapped.problems.first?.isKept == false)
    }

    @Test(arguments: ["{\"updates\":[]}", "{\"updates\":{}}", "{\"updates\":null}"])
    func `a body that fits and holds nothing is ignored and counted`(_ body: String) throws {
        let mapped = try sourceMapping(acme).map(body)
        #expect(mapped.events.isEmpty)
        #expect(mapped.problems.isEmpty)
        #expect(mapped.ignored == 1)
    }

    @Test func `without a condition the first step decides whether a body fits`() throws {
        let mapping = try statusMapping(
            fields: "message: \"update.id\", time: \"update.t\", status: \"update.s\"",
            event: "each: [{ as: \"batch\", path: \"$.batches\" }, "
                + "{ as: \"update\", path: \"batch[*]\" }],"
        )
        #expect(mapping.map("{}").codes == ["body.other_provider"])
        let empty = mapping.map("{\"batches\":[]}")
        #expect(empty.codes.isEmpty)
        #expect(empty.ignored == 1)
    }

    @Test func `a bad element is a problem of its own and the others go on`() throws {
        let mapped = try sourceMapping(acme).map(
            "{\"updates\":[\(fine),{\"id\":\"b\",\"s\":\"sent\"},{\"id\":\"c\",\"t\":\"soon\",\"s\":1},"
                + "7,null,{\"id\":\"d\",\"t\":2},{\"id\":\"e\",\"t\":3,\"s\":\"read\"}]}"
        )
        #expect(mapped.fields.map(\.message) == ["a", "e"])
        #expect(
            mapped.problems.map { "\($0.path) \($0.code)" } == [
                "$['updates'][1] mapping.no_time",
                "$['updates'][2] mapping.time",
                "$['updates'][3] mapping.no_time", "$['updates'][3] mapping.no_status",
                "$['updates'][4] mapping.no_time", "$['updates'][4] mapping.no_status",
                "$['updates'][5] mapping.no_status",
            ]
        )
        #expect(mapped.problems.allSatisfy { !$0.isKept })
        #expect(mapped.ignored == 0)
    }

    @Test func `a missing time or status says where it was looked for and what to do`() throws {
        let mapping = try statusMapping(
            fields: "message: \"$.id\", time: [\"$.t\", \"$.at\"], status: \"$.s\""
        )
        let problems = mapping.map("{\"id\":1}").problems
        #expect(
            problems.map(\.finding) == [
                "No time was found at \"$.t\" or \"$.at\"", "No status was found at \"$.s\"",
            ]
        )
        #expect(
            problems.map(\.remedy) == [
                "Correct the path of \"time\" in the mapping, or write \"request.received\" behind "
                    + "it to use the time of receipt",
                "Correct the path of \"status\" in the mapping",
            ]
        )
    }

    @Test(arguments: [
        ("\"soon\"", "time: \"soon\" is no time."),
        ("\"2026-03-01T12:00:00\"", "time: \"2026-03-01T12:00:00\" does not say in which zone"),
        ("\"2026-02-30\"", "time: \"2026-02-30\" is no time that exists"),
        ("-5", "time: \"-5\" lies outside"),
        ("{}", "time: \"{}\" is no time."),
        ("true", "time: \"true\" is no time."),
    ])
    func `a time that cannot be read makes no event and is quoted`(
        _ time: String,
        _ finding: String
    ) throws {
        let mapped = try sourceMapping(acme).map(
            "{\"updates\":[{\"id\":1,\"t\":\(time),\"s\":\"sent\"}]}"
        )
        #expect(mapped.events.isEmpty)
        #expect(mapped.codes == ["mapping.time"])
        #expect(mapped.problems.first?.finding.hasPrefix(finding) == true)
    }

    @Test func `an empty body is named as such`() throws {
        let mapped = try sourceMapping(acme).map("")
        #expect(mapped.codes == ["body.not_json"])
        #expect(mapped.problems.first?.finding == "The body is empty; expected JSON")
        #expect(mapped.events.isEmpty)
    }

    @Test func `every truncation of a body is a problem and never an event`() throws {
        let mapping = try sourceMapping(acme)
        let body = Array("{\"updates\":[\(fine)]}".utf8)
        for count in 1..<body.count {
            let mapped = mapping.map(Array(body.prefix(count)), facts: .fixture)
            #expect(mapped.codes == ["body.not_json"], "after \(count) bytes")
            #expect(mapped.events.isEmpty, "after \(count) bytes")
        }
        #expect(mapping.map(body, facts: .fixture).events.count == 1)
    }

    @Test(arguments: ["<html></html>", "a=1&b=2", "\u{0}", "{\"updates\":[]} trailing"])
    func `what is no JSON is a problem with line and column`(_ body: String) throws {
        let mapped = try sourceMapping(acme).map(body)
        #expect(mapped.codes == ["body.not_json"])
        #expect(
            mapped.problems.first?.finding.hasPrefix("The body is no JSON: line 1, column") == true
        )
    }

    @Test func `a body without UTF-8 is mapped and noted`() throws {
        let body =
            Array("{\"updates\":[{\"id\":\"a".utf8) + [0xC3, 0x28]
            + Array("\",\"t\":1,\"s\":\"sent\"}]}".utf8)
        let mapped = try sourceMapping(acme).map(body, facts: .fixture)
        #expect(mapped.fields.map(\.message) == ["a\u{FFFD}("])
        #expect(mapped.codes == ["body.odd"])
        #expect(
            mapped.problems.first?.finding
                == "A text at line 1, column 21 is no UTF-8; U+FFFD stands for what cannot be read"
        )
        #expect(mapped.problems.first?.isKept == true)
    }

    @Test func `a repeated key is mapped by its last value and noted`() throws {
        let mapped = try sourceMapping(acme).map(
            "{\"updates\":[{\"id\":\"a\",\"id\":\"b\",\"t\":1,\"t\":2,\"s\":\"sent\"}]}"
        )
        #expect(mapped.fields.map(\.message) == ["b"])
        #expect(mapped.fields.map(\.time.seconds) == [2])
        #expect(
            mapped.problems.map(\.finding) == [
                "The key \"id\" stands twice in one object at line 1, column 23; the last one was "
                    + "used (and 1 more such places)"
            ]
        )
    }

    @Test func `a lone surrogate and a number beyond all ranges harm nothing`() throws {
        let mapped = try sourceMapping(acme).map(
            "{\"updates\":[{\"id\":\"a\\ud800\",\"t\":1,\"s\":\"sent\",\"x\":1e400}]}"
        )
        #expect(mapped.fields.map(\.message) == ["a\u{FFFD}"])
    }
}
