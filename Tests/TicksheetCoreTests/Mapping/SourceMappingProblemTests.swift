import Testing
import TicksheetCore

private func lines(_ text: String) -> [String] {
    problemLines { _ = try sourceMapping(text) }
}

/// A mapping of one event on line 2, with these members of it.
private func eventLines(_ event: String) -> [String] {
    lines("{ provider: \"acme\",\nevents: [{ \(event) }] }")
}

/// A mapping whose fields are the usual ones and these, on line 2.
private func fieldLines(_ field: String) -> [String] {
    eventLines("fields: { message: \"$.id\", time: \"$.t\", status: \"$.s\", \(field) }")
}

private let fields = "fields: { message: \"$.id\", time: \"$.t\", status: \"$.s\" }"

@Suite struct SourceMappingProblemTests {
    @Test(arguments: [
        (
            "{ providr: \"acme\", provider: \"acme\", events: [{ \(fields) }] }",
            "acme.json5:1: unknown key \"providr\"; did you mean \"provider\"?"
        ),
        (
            "{ events: [{ \(fields) }] }",
            "acme.json5:1: the file has no \"provider\"; expected a stable word such as \"acme\"."
        ),
        (
            "{ provider: \"Acme Inc\", events: [{ \(fields) }] }",
            "acme.json5:1: provider is \"Acme Inc\"; expected lower-case letters, digits and hyphens."
        ),
        (
            "{ provider: \"acme\" }",
            "acme.json5:1: the file has no \"events\"; expected a list of kinds of events, each "
                + "with \"fields\"."
        ),
        (
            "{ provider: \"acme\", events: [] }",
            "acme.json5:1: events is empty; expected a list of kinds of events, each with "
                + "\"fields\"."
        ),
        (
            "{ provider: \"acme\", events: { a: 1 } }",
            "acme.json5:1: events is an object; expected a list of kinds of events, each with "
                + "\"fields\"."
        ),
        (
            "{ provider: \"acme\", body: \"jsn\", events: [{ \(fields) }] }",
            "acme.json5:1: body is \"jsn\"; expected \"json\", \"form\" or \"query\"; "
                + "did you mean \"json\"?"
        ),
        (
            "{ provider: \"acme\", phones: \"nationl\", events: [{ \(fields) }] }",
            "acme.json5:1: phones is \"nationl\"; expected \"international\" or \"plain\"."
        ),
        (
            "[]",
            "acme.json5:1: the file is a list; expected an object with provider, title, body, "
                + "phones or events."
        ),
    ])
    func `a wrong head of a mapping is named with its line`(_ text: String, _ line: String) {
        #expect(lines(text) == [line])
    }

    @Test(arguments: [
        (
            "kind: \"stauts\", \(fields)",
            "events[0].kind is \"stauts\"; expected \"status\", \"inbound\" or \"signal\"; "
                + "did you mean \"status\"?"
        ),
        (
            "wen: \"$.a\", \(fields)",
            "events[0]: unknown key \"wen\"; did you mean \"when\"?"
        ),
        (
            "kind: \"status\"",
            "events[0] has no \"fields\"; expected an object of field names and paths."
        ),
        (
            "fields: [1]",
            "events[0].fields is a list; expected an object of field names and paths."
        ),
        (
            "when: \"\", \(fields)",
            "events[0].when is empty; expected a filter expression such as \"$.entry\"."
        ),
        (
            "each: \"$.a\", \(fields)",
            "events[0].each is \"$.a\"; expected a list of steps such as { as: \"update\", "
                + "path: \"$.updates[*]\" }."
        ),
        (
            "each: [{ path: \"$.a\" }], \(fields)",
            "events[0].each[0] has no \"as\"; expected a name for what the path finds."
        ),
        (
            "each: [{ as: \"status\", path: \"$.a\" }], \(fields)",
            "events[0].each[0].as is \"status\"; expected a name of letters, digits and \"_\" that "
                + "is no field, no other step and not \"request\"."
        ),
        (
            "each: [{ as: \"request\", path: \"$.a\" }], \(fields)",
            "events[0].each[0].as is \"request\"; expected a name of letters, digits and \"_\" that "
                + "is no field, no other step and not \"request\"."
        ),
        (
            "each: [{ as: \"my-step\", path: \"$.a\" }], \(fields)",
            "events[0].each[0].as is \"my-step\"; expected a name of letters, digits and \"_\" that "
                + "is no field, no other step and not \"request\"."
        ),
        (
            "each: [{ as: \"a\", path: \"$.a\" }, { as: \"a\", path: \"a.b\" }], \(fields)",
            "events[0].each[1].as is \"a\"; expected a name of letters, digits and \"_\" that "
                + "is no field, no other step and not \"request\"."
        ),
        (
            "each: [{ as: \"tag\", path: \"request.query.tag[*]\" }], \(fields)",
            "events[0].each[0].path is \"request.query.tag[*]\"; expected a path in the body: from "
                + "\"$\" or an earlier step."
        ),
        (
            "key: [], \(fields)",
            "events[0].key is an empty list; expected paths that together name one event."
        ),
        (
            "key: [{ path: \"$.a\", optional: 1 }], \(fields)",
            "events[0].key[0].optional is 1; expected true or false."
        ),
        (
            "key: [{ optional: true }], \(fields)",
            "events[0].key[0] has no \"path\"; expected a path."
        ),
    ])
    func `a wrong member of an event is named with its place`(_ event: String, _ line: String) {
        #expect(eventLines(event) == ["acme.json5:2: \(line)"])
    }

    @Test(arguments: [
        (
            "code: \"sent\"",
            "code is \"sent\", which starts at no known name; did you mean { value: \"sent\" }? A "
                + "path starts at $ or request."
        ),
        (
            "code: \"request.headers['x-id']\"",
            "code is \"request.headers['x-id']\"; of a request there is no \"headers\"; did you mean "
                + "\"header\"?"
        ),
        (
            "code: \"request.body\"",
            "code is \"request.body\"; of a request there is no \"body\"; expected one of "
                + "\"received\", \"minute\", \"source\", \"header\" or \"query\"."
        ),
        (
            "code: \"request.header['X-Id']\"",
            "code is \"request.header['X-Id']\"; expected \"request.header['x-id']\": a header's name "
                + "stands in small letters."
        ),
        (
            "zone: \"$.zone\"",
            "zone has the name \"zone\", which every report has of itself; expected another."
        ),
        (
            "kind: \"$.kind\"",
            "kind has the name \"kind\", which every report has of itself; expected another."
        ),
        (
            "code: \"reqest.source\"",
            "code is \"reqest.source\", which starts at no known name; did you mean \"request\"?"
        ),
        (
            "code: \"it failed\"",
            "code is \"it failed\", which is no path: column 3 of \"it failed\": found \" \"; "
                + "expected \".\", \"[\" or the end of the text; for a constant write "
                + "{ value: \"it failed\" }."
        ),
        ("code: 5", "code is 5; expected a path such as \"$.…\"."),
        ("code: []", "code is an empty list; expected at least one path."),
        ("code: {}", "code has neither \"path\" nor \"value\"; expected one of them."),
        (
            "code: { path: \"$.a\", value: \"b\" }",
            "code has both \"path\" and \"value\"; expected one of them."
        ),
        (
            "code: { path: \"$.a\", as: \"date\" }",
            "code.as is \"date\"; expected \"time\", \"phone\", \"number\" or \"text\"."
        ),
        (
            "code: { path: \"$.a\", as: \"number\" }",
            "code.as is \"number\"; \"code\" is always \"text\": leave \"as\" out, or use a field "
                + "name of your own."
        ),
        (
            "price: { value: \"free\", as: \"number\" }",
            "price.value is \"free\"; expected a number."
        ),
        (
            "code: { path: \"$.a\", join: 5 }",
            "code.join is 5; expected a text such as \", \"."
        ),
        (
            "code: { path: \"$.a\", values: [\"x\"] }",
            "code.values is a list; expected an object such as { failed: \"rejected\" }."
        ),
        (
            "code: { path: \"$.a\", values: { x: 1 } }",
            "code.values.x is 1; expected the text to write instead."
        ),
        (
            "at: { path: \"$.a\", as: \"time\", zone: \"America/Bogta\" }",
            "at.zone is \"America/Bogta\"; there is no such zone here."
        ),
        (
            "\"not a name\": \"$.a\"",
            "not a name has a name that cannot be a field's; expected letters, digits and \"_\", no "
                + "step's name and not \"request\"."
        ),
        (
            "request: \"$.a\"",
            "request has a name that cannot be a field's; expected letters, digits and \"_\", no "
                + "step's name and not \"request\"."
        ),
    ])
    func `a wrong field is named with its place and with what to write`(
        _ field: String,
        _ line: String
    ) {
        #expect(fieldLines(field) == ["acme.json5:2: events[0].fields.\(line)"])
    }

    @Test func `a constant time is refused`() {
        let event = "fields: { message: \"$.id\", status: \"$.s\", time: { value: \"2026\" } }"
        #expect(
            eventLines(event) == [
                "acme.json5:2: events[0].fields.time is a constant; expected the path of the "
                    + "event's time."
            ]
        )
    }

    @Test func `a pattern that can never match is reported`() {
        let found = eventLines("when: \"search($.a, '(?i)x')\", \(fields)")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("acme.json5:2: events[0].when never matches: ") == true)
    }

    @Test func `time, status and message are asked for together, each with its reason`() {
        #expect(
            eventLines("fields: { to: \"$.to\" }") == [
                "acme.json5:2: events[0].fields has no \"time\"; expected its path: every event has "
                    + "a time; \"request.received\" is the time of receipt.",
                "acme.json5:2: events[0].fields has no \"status\"; expected its path: a status event "
                    + "tells what became of a message.",
                "acme.json5:2: events[0].fields has no \"message\"; expected its path: the message's "
                    + "id tells copies apart; or write \"key\".",
            ]
        )
        #expect(
            eventLines("kind: \"signal\", key: [\"$.id\"], fields: { time: \"$.t\" }").isEmpty
        )
    }

    @Test func `a step whose path is wrong is reported once, not wherever it is used`() {
        let found = eventLines(
            "each: [{ as: \"update\", path: \"updates[*]\" }], "
                + "fields: { message: \"update.id\", time: \"update.t\", status: \"update.s\" }"
        )
        #expect(found.count == 1)
        #expect(found.first?.contains("events[0].each[0].path is \"updates[*]\"") == true)
    }

    @Test func `wrong fields in two events are both reported, once each`() {
        let text = """
            { provider: "acme", events: [
              { fields: { message: "$.id", time: "$.t", status: "oops" } },
              { fields: { message: "$.id", time: "$.t", status: "$[" } },
            ] }
            """
        let found = lines(text)
        #expect(found.count == 2)
        #expect(found.first?.hasPrefix("acme.json5:2: events[0].fields.status is \"oops\"") == true)
        #expect(found.last?.hasPrefix("acme.json5:3: events[1].fields.status is \"$[\"") == true)
    }
}
