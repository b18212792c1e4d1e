import Testing
import TicksheetCore
import WallTime

private let tracked = """
    { provider: "acme", events: [{
        when: "$.kind == 'tracking'",
        each: [{ as: "batch", path: "$.batches[*]" },
               { as: "update", path: "batch.updates[?@.live != false]" }],
        fields: { message: "update.id", time: ["update.t", "batch.t"], status: "update.s",
                  campaign: "batch.name", account: "$.account", of: "request.source" },
        key: ["$.account", "batch.name", "update.id", "update.s"],
    }] }
    """

@Suite struct MappingStepTests {
    @Test func `steps lead from the body to each event, and paths start from any of them`() throws {
        let mapped = try sourceMapping(tracked).map(
            """
            { "kind": "tracking", "account": 7, "batches": [
              { "name": "one", "t": 100, "updates": [
                { "id": "a", "t": 101, "s": "sent" }, { "id": "b", "s": "read" } ] },
              { "name": "two", "t": 200, "updates": [ { "id": "c", "s": "x", "live": false } ] },
              { "name": "three", "t": 300, "updates": [ { "id": "d", "s": "sent" } ] } ] }
            """
        )
        #expect(mapped.fields.map(\.message) == ["a", "b", "d"])
        #expect(mapped.fields.map(\.time.seconds) == [101, 100, 300])
        #expect(mapped.fields.map(\.campaign) == ["one", "one", "three"])
        #expect(mapped.fields.map { $0.custom("account") } == [.text("7"), .text("7"), .text("7")])
        #expect(mapped.problems.isEmpty)
        #expect(mapped.ignored == 0)
        #expect(Set(mapped.keys).count == 3)
    }

    @Test func `an event's element is the place of its last step in the raw body`() throws {
        let body =
            "  { \"kind\": \"tracking\", \"account\": 1, \"batches\": [{ \"name\": \"n\", "
            + "\"updates\": [{ \"id\": \"a\", \"t\": 1, \"s\": \"sent\" }] }] }"
        let mapped = try sourceMapping(tracked).map(body)
        let element = try #require(mapped.events.first?.element)
        #expect(body.utf8.dropFirst(element).starts(with: "{ \"id\": \"a\"".utf8))
        let whole = try statusMapping(fields: "message: \"$.id\", time: \"$.t\", status: \"$.s\"")
        #expect(
            whole.map("  {\"id\": 1, \"t\": 1, \"s\": 1}").events.map(\.element) == [2]
        )
    }

    @Test func `an array body is walked by its elements`() throws {
        let mapping = try statusMapping(
            fields: "message: \"event.id\", time: \"event.t\", status: \"event.s\"",
            event: "each: [{ as: \"event\", path: \"$[*]\" }],"
        )
        let mapped = mapping.map("[{\"id\":1,\"t\":1,\"s\":\"a\"},{\"id\":2,\"t\":1,\"s\":\"a\"}]")
        #expect(mapped.fields.map(\.message) == ["1", "2"])
    }

    @Test func `inside a filter the dollar is the body`() throws {
        let mapping = try statusMapping(
            fields: "message: \"event.id\", time: \"event.t\", status: \"event.s\"",
            event: "each: [{ as: \"event\", path: \"$.all[?@.id == $.wanted]\" }],"
        )
        let mapped = mapping.map(
            "{\"wanted\":2,\"all\":[{\"id\":1,\"t\":1,\"s\":\"a\"},{\"id\":2,\"t\":1,\"s\":\"a\"}]}"
        )
        #expect(mapped.fields.map(\.message) == ["2"])
    }

    @Test(arguments: [
        ("request.source", FieldValue.text("acme-hook")),
        ("request.received", .text("2026-03-01T12:00:00Z")),
        ("request.header['webhook-id']", .text("w-1")),
        ("request.header['x-batch']", .text("b-1")),
        ("request.query.status", .text("sent")),
        ("request.query.tag[1]", .text("b")),
        ("request.query.tag", .text("[\"a\",\"b\"]")),
    ])
    func `a path may start at the request`(_ path: String, _ expected: FieldValue) throws {
        let mapping = try statusMapping(
            fields: "message: \"$.id\", time: \"$.t\", status: \"$.s\", x: \"\(path)\""
        )
        let mapped = mapping.map("{ \"id\": 1, \"t\": 1, \"s\": \"a\" }")
        #expect(mapped.fields.first?.custom("x") == expected)
    }

    @Test(arguments: ["authorization", "x-hub-signature-256", "x-verify-token"])
    func `what may be secret in a request is neither mapped nor kept`(_ name: String) throws {
        let mapping = try statusMapping(
            fields:
                "message: \"$.id\", time: \"$.t\", status: \"$.s\", x: \"request.header['\(name)']\""
        )
        let mapped = mapping.map("{ \"id\": 1, \"t\": 1, \"s\": \"a\" }")
        #expect(mapped.fields.count == 1)
        #expect(mapped.fields.first?.custom("x") == nil)
        let kept = String(decoding: mapped.request, as: UTF8.self)
        #expect(kept.contains("w-1"))
        #expect(!kept.contains("s3cret") && !kept.contains("sha256="))
    }

    @Test func `the request is kept only where the mapping used it`() throws {
        let mapping = try statusMapping(
            fields: "message: \"$.id\", time: [\"$.t\", \"request.received\"], status: \"$.s\""
        )
        #expect(mapping.map("{ \"id\": 1, \"t\": 1, \"s\": \"a\" }").request.isEmpty)
        let late = mapping.map("{ \"id\": 1, \"s\": \"a\" }")
        #expect(late.fields.map(\.time) == [receivedAt])
        #expect(late.fields.map(\.isTimeOfReceipt) == [true])
        #expect(
            String(decoding: late.request, as: UTF8.self)
                .hasPrefix("{\"received\":\"2026-03-01T12:00:00Z\",\"source\":\"acme-hook\",")
        )
    }

    @Test(arguments: [
        ("id=a%2Bb&t=1&s=sent&to=%2B57300&note=x+y", "a+b", "x y"),
        ("s=sent&t=1&id=a&note=", "a", nil),
        ("s=sent&t=1&id=a&note=1&note=2", "a", "[\"1\",\"2\"]"),
        ("s=sent&t=1&id=a&note=%zz%4", "a", "%zz%4"),
        ("s=sent&t=1&id=a&note=%FF", "a", "\u{FFFD}"),
    ])
    func `a form body is an object of texts, and a query is read the same way`(
        _ body: String,
        _ message: String,
        _ note: String?
    ) throws {
        let fields = "message: \"$.id\", time: \"$.t\", status: \"$.s\", note: \"$.note\""
        let form = try statusMapping(fields: fields, root: "body: \"form\",").map(body)
        let query = try statusMapping(fields: fields, root: "body: \"query\",").map(
            "",
            facts: RequestFacts(
                received: receivedAt,
                source: "s",
                query: [("id", message), ("t", "1"), ("s", "sent")]
            )
        )
        let saved = try statusMapping(fields: fields, root: "body: \"query\",").map(
            body,
            facts: RequestFacts(received: receivedAt, source: "s")
        )
        #expect(form.fields.map(\.message) == [message])
        #expect(form.fields.first?.custom("note")?.text == note)
        #expect(query.fields.map(\.message) == [message])
        #expect(query.keys == form.keys)
        #expect(saved.events == form.events)
    }

    @Test func `a rule may make events of two kinds from one body`() throws {
        let mapping = try sourceMapping(
            """
            { provider: "acme", events: [
              { each: [{ as: "update", path: "$.updates[*]" }],
                fields: { message: "update.id", time: "update.t", status: "update.s" } },
              { kind: "inbound", each: [{ as: "incoming", path: "$.incoming[*]" }],
                fields: { message: "incoming.id", time: "incoming.t", from: "incoming.from" } },
            ] }
            """
        )
        #expect(mapping.kinds == [.status, .inbound])
        let mapped = mapping.map(
            """
            { "incoming": [{ "id": "i", "t": 5, "from": "x" }],
              "updates": [{ "id": "u", "t": 6, "s": "read" }] }
            """
        )
        #expect(mapped.events.map(\.kind) == [.status, .inbound])
        #expect(mapped.problems.isEmpty)
        #expect(Set(mapped.keys).count == 2)
    }
}
