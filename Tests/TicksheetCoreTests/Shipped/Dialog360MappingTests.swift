import Testing
import TicksheetCore
import WallTime

private func map(_ body: String) throws -> MappedBody {
    try shippedSource("360dialog").map(body)
}

@Suite struct Dialog360MappingTests {
    @Test(arguments: [
        MetaBody.status("failed", "\"errors\":[{\"code\":131026,\"title\":\"T\"}]"),
        MetaBody.messages(
            "\"messages\":[{\"id\":\"wamid.in\",\"from\":\"573001112233\",\"timestamp\":\"1\"}],"
                + "\"errors\":[{\"code\":0}],\"statuses\":[\(MetaBody.update("a", "read"))]"
        ),
        MetaBody.body(
            "{\"field\":\"account_review_update\",\"value\":{\"decision\":\"APPROVED\"}}"
        ),
    ])
    func `Meta's bodies give what Meta's mapping gives, with the same identity`(
        _ body: String
    ) throws {
        let mapped = try map(body)
        let meta = try shippedSource("meta-cloud-api").map(body)
        #expect(!mapped.events.isEmpty)
        #expect(mapped.events == meta.events)
        #expect(mapped.problems.isEmpty)
    }

    @Test(arguments: [
        ("sent", "sent"), ("delivered", "delivered"), ("read", "read"), ("failed", "rejected"),
        ("deleted", "deleted"), ("warning", "warning"),
    ])
    func `a list at the top is read, too`(_ given: String, _ status: String) throws {
        let mapped = try map("{\"statuses\":[\(MetaBody.update("gBGG", given))]}")
        var expected = Fields(time: receivedAt)
        expected.message = "gBGG"
        expected.to = "+573001112233"
        expected.status = status
        expected.channel = "whatsapp"
        #expect(mapped.fields == [expected])
        #expect(mapped.problems.isEmpty)
    }

    @Test func `a contact at the top is an incoming message's, no recipient`() throws {
        let mapped = try map(
            "{\"contacts\":[{\"wa_id\":\"573001112233\"}],\"statuses\":[{\"id\":\"gBGG\","
                + "\"status\":\"sent\",\"timestamp\":\"1772366400\"}]}"
        )
        #expect(mapped.fields.map(\.status) == ["sent"])
        #expect(mapped.fields.map(\.to) == [nil])
    }

    @Test func `errors of the old kind say why`() throws {
        let error = "\"errors\":[{\"code\":470,\"title\":\"T\",\"details\":\"Outside the window\"}]"
        let mapped = try map("{\"statuses\":[\(MetaBody.update("gBGG", "failed", error))]}")
        #expect(mapped.fields.map(\.code) == ["470"])
        #expect(mapped.fields.map(\.description) == ["Outside the window"])
    }

    @Test func `messages and errors at the top are inbound and signals`() throws {
        let mapped = try map(
            "{\"contacts\":[{\"wa_id\":\"573001112233\"}],\"messages\":[{\"id\":\"ABGG\","
                + "\"from\":\"573001112233\",\"timestamp\":\"1772366400\",\"type\":\"text\"}],"
                + "\"errors\":[{\"code\":1014,\"title\":\"Internal\"}]}"
        )
        #expect(mapped.events.map(\.kind) == [.inbound, .signal])
        #expect(mapped.fields.map(\.time) == [receivedAt, receivedAt])
        #expect(mapped.fields.map(\.description) == [nil, "Internal"])
        #expect(mapped.problems.isEmpty)
    }
}
