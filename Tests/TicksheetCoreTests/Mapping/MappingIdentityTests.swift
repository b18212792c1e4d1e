import Testing
import TicksheetCore

private func key(_ provider: String, _ parts: String?...) -> String {
    var key = EventKey(provider: provider)
    for part in parts { key.append(part.map { Array($0.utf8) }) }
    return hexadecimal(key.bytes)
}

@Suite struct MappingIdentityTests {
    private let fields =
        "message: \"$.id\", time: \"$.t\", to: \"$.to\", "
        + "status: { path: \"$.s\", values: { failed: \"rejected\" } }"

    @Test func `the default key is the raw message, status and recipient`() throws {
        let mapping = try statusMapping(fields: fields)
        #expect(
            mapping.map("{\"id\":\"m\",\"t\":1,\"s\":\"failed\",\"to\":\"573001112233\"}").keys
                == [key("acme", "m", "failed", "573001112233")]
        )
    }

    @Test(arguments: ["", ",\"to\":null", ",\"to\":\"\"", ",\"to\":\"  \""])
    func `a recipient that is not there is absent in the key`(_ member: String) throws {
        let mapped = try statusMapping(fields: fields).map(
            "{\"id\":\"m\",\"t\":1,\"s\":\"sent\"\(member)}"
        )
        #expect(mapped.keys == [key("acme", "m", "sent", nil)])
        #expect(mapped.problems.isEmpty)
    }

    @Test func `an event without its message is kept, with a problem that says why`() throws {
        let mapped = try statusMapping(fields: fields).map("{\"t\":1,\"s\":\"sent\",\"to\":\"x\"}")
        #expect(mapped.fields.map(\.status) == ["sent"])
        #expect(mapped.keys == ["no key"])
        #expect(
            mapped.problems == [
                MappingProblem(
                    code: "mapping.no_identity",
                    path: "$",
                    element: 0,
                    finding: "A part of the event's identity is missing; copies of it in other "
                        + "bodies cannot be recognised",
                    remedy: "The event is kept; correct \"key\" or \"message\" in the mapping",
                    isKept: true
                )
            ]
        )
    }

    // U+3000 and U+00A0 are blanks, U+200B is none.
    @Test(
        arguments: [
            ("\"x\"", "x"), ("\"\\u0078\"", "x"), ("\" x \"", " x "), ("\"\\n\"", nil),
            ("\"\\u3000\u{A0}\"", nil), ("\"\u{200B}\"", "\u{200B}"), ("\"\\\\\"", "\\"),
            ("\"\u{7F}\"", "\u{7F}"), ("\"é\"", "é"), ("\"\"", nil), ("null", nil),
            ("false", "false"), ("0", "0"), ("1.50", "1.50"), ("[]", "[]"),
            ("{\"a\": \" \"}", "{\"a\": \" \"}"),
        ] as [(String, String?)]
    )
    func `a part of the key is the text that a field would be`(
        _ value: String,
        _ text: String?
    ) throws {
        let mapped = try statusMapping(
            fields: fields + ", extra: \"$.x\"",
            event: "key: [\"$.id\", { path: \"$.x\", optional: true }],"
        ).map("{\"id\":\"m\",\"t\":1,\"s\":\"sent\",\"x\":\(value)}")
        #expect(mapped.keys == [key("acme", "m", text)])
        #expect(mapped.fields.first?.custom("extra")?.text == text)
    }

    @Test func `a constant status is part of the default key`() throws {
        let mapping = try sourceMapping(
            """
            { provider: "acme", events: [
              { when: "$.delivered", fields: { message: "$.id", time: "$.t",
                  status: { value: "delivered" } } },
              { when: "$.seen", fields: { message: "$.id", time: "$.t", status: { value: "read" } } },
            ] }
            """
        )
        let mapped = mapping.map("{\"id\":\"m\",\"t\":1,\"delivered\":true,\"seen\":true}")
        #expect(
            mapped.keys
                == [key("acme", "m", "delivered", nil), key("acme", "m", "read", nil)]
        )
        #expect(mapped.problems.isEmpty)
    }

    @Test func `an inbound message needs no status in its default key`() throws {
        let mapping = try statusMapping(
            fields: "message: \"$.id\", time: \"$.t\"",
            event: "kind: \"inbound\","
        )
        let mapped = mapping.map("{\"id\":\"m\",\"t\":1}")
        #expect(mapped.keys == [key("acme", "m", nil, nil)])
        #expect(mapped.problems.isEmpty)
    }

    @Test func `a part of a key may be a list, a number, an object or of the request`() throws {
        let mapping = try statusMapping(
            fields: fields,
            event: "key: [\"$.no\", { path: [\"$.no\", \"$.n\"] }, \"$.o\", "
                + "\"request.header['webhook-id']\", { path: \"$.no\", optional: true }],"
        )
        let body = "{\"id\":\"m\",\"t\":1,\"s\":\"a\",\"n\":1.50,\"o\":{ \"k\": [1] }}"
        #expect(mapping.map(body).keys == ["no key"])
        let good = try statusMapping(
            fields: fields,
            event: "key: [{ path: [\"$.no\", \"$.n\"] }, \"$.o\", "
                + "\"request.header['webhook-id']\", { path: \"$.no\", optional: true }],"
        )
        #expect(good.map(body).keys == [key("acme", "1.50", "{ \"k\": [1] }", "w-1", nil)])
    }

    @Test func `empty is not absent, and whitespace does not count`() throws {
        let mapping = try statusMapping(
            fields: fields,
            event: "key: [\"$.id\", { path: \"$.x\", optional: true }],"
        )
        let absent = mapping.map("{\"id\":\"m\",\"t\":1,\"s\":\"a\"}").keys
        let blank = mapping.map("{\"id\":\"m\",\"t\":1,\"s\":\"a\",\"x\":\" \"}").keys
        let given = mapping.map("{\"id\":\"m\",\"t\":1,\"s\":\"a\",\"x\":\"0\"}").keys
        #expect(absent == [key("acme", "m", nil)])
        #expect(blank == absent)
        #expect(given == [key("acme", "m", "0")])
    }

    @Test func `two providers never share an event, two sources of one provider do`() throws {
        let body = "{\"id\":\"m\",\"t\":1,\"s\":\"sent\",\"to\":\"x\"}"
        let acme = try statusMapping(fields: fields)
        let other = try sourceMapping(
            "{ provider: \"zenith\", events: [{ fields: { \(fields) } }] }"
        )
        #expect(acme.map(body).keys != other.map(body).keys)
        let elsewhere = RequestFacts(received: receivedAt, source: "another")
        #expect(acme.map(body).keys == acme.map(body, facts: elsewhere).keys)
    }
}
