import Testing
import TicksheetCore

private let usual = "message: \"$.id\", time: \"$.t\", to: \"$.to\""

private func body(_ status: String) -> String {
    "{ \"id\": \"m\", \"t\": 1, \"to\": \"573001112233\", \"s\": \"\(status)\" }"
}

@Suite struct StatusWordTests {
    @Test(
        arguments: [
            "\"$.s\"", "{ path: \"$.s\" }", "{ path: \"$.s\", values: { failed: \"rejected\" } }",
        ],
        [
            ("ACCEPTED", "accepted"), ("Sent", "sent"), ("Delivered", "delivered"),
            ("READ", "read"), ("Played", "played"), ("ReJeCtEd", "rejected"),
            ("Deleted", "deleted"), ("read", "read"),
        ]
    )
    func `a standard word in other letters is the standard word`(
        _ rule: String,
        _ status: (given: String, expected: String)
    ) throws {
        let mapping = try statusMapping(fields: "\(usual), status: \(rule)")
        #expect(mapping.map(body(status.given)).fields.map(\.status) == [status.expected])
    }

    @Test(arguments: ["In_Orbit", "SENT_FAILED", " Read", "Queued"])
    func `another word stays as the provider writes it`(_ given: String) throws {
        let mapping = try statusMapping(fields: "\(usual), status: \"$.s\"")
        #expect(mapping.map(body(given)).fields.map(\.status) == [given])
    }

    @Test(arguments: [
        ("Read", "Seen"), ("READ", "Seen"), ("read", "Seen"), ("Sent", "accepted"),
        ("SENT", "accepted"), ("sent", "accepted"), ("Delivered", "delivered"),
    ])
    func `what the mapping's values say stands before the standard words`(
        _ given: String,
        _ expected: String
    ) throws {
        let values = "{ READ: \"Seen\", sent: \"accepted\" }"
        let mapping = try statusMapping(
            fields: "\(usual), status: { path: \"$.s\", values: \(values) }"
        )
        #expect(mapping.map(body(given)).fields.map(\.status) == [expected])
    }

    @Test(arguments: ["{ path: \"$.s\", values: { ok: \"READ\" } }", "{ value: \"Read\" }"])
    func `so it is where the mapping itself says it`(_ rule: String) throws {
        let mapping = try statusMapping(fields: "\(usual), status: \(rule)")
        #expect(mapping.map(body("ok")).fields.map(\.status) == ["read"])
    }

    @Test func `another field keeps its letters`() throws {
        let mapping = try statusMapping(fields: "\(usual), status: \"$.s\", state: \"$.s\"")
        #expect(mapping.map(body("READ")).fields.map { $0.custom("state") } == [.text("READ")])
    }

    @Test func `the event's identity is made of what was sent`() throws {
        let mapping = try statusMapping(fields: "\(usual), status: \"$.s\"")
        let raw = try statusMapping(
            fields: "\(usual), status: { value: \"read\" }",
            event: "key: [\"$.id\", \"$.s\", \"$.to\"],"
        )
        #expect(mapping.map(body("Read")).keys == raw.map(body("Read")).keys)
        #expect(mapping.map(body("Read")).keys != mapping.map(body("read")).keys)
    }

    @Test(arguments: [
        ("custom", "{\"id\":\"m\",\"time\":1,\"status\":\"Rejected\"}"),
        ("bird-flows", "{\"message\":{\"id\":\"m\",\"status\":\"Rejected\"}}"),
        (
            "messagebird-conversations",
            "{\"message\":{\"id\":\"m\",\"conversationId\":\"c\",\"status\":\"Rejected\","
                + "\"updatedDatetime\":\"2026-03-01T12:00:00Z\"}}"
        ),
        (
            "bird-channels",
            "{\"payload\":{\"id\":\"m\",\"status\":\"Rejected\","
                + "\"updatedAt\":\"2026-03-01T12:00:00Z\"}}"
        ),
    ])
    func `shipped sources know the capitalised words`(_ name: String, _ body: String) throws {
        #expect(try shippedSource(name).map(body).fields.map(\.status) == ["rejected"])
    }
}
