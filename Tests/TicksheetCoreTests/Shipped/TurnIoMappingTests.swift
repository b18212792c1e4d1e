import Testing
import TicksheetCore
import WallTime

private func map(_ body: String) throws -> MappedBody {
    try shippedSource("turn-io").map(body)
}

@Suite struct TurnIoMappingTests {
    @Test(arguments: [
        ("sent", "sent"), ("delivered", "delivered"), ("read", "read"), ("failed", "rejected"),
        ("deleted", "deleted"),
    ])
    func `each status is an event`(_ given: String, _ status: String) throws {
        let mapped = try map("{\"statuses\":[\(MetaBody.update("gBGG", given))]}")
        var expected = Fields(time: receivedAt)
        expected.message = "gBGG"
        expected.to = "+573001112233"
        expected.status = status
        expected.channel = "whatsapp"
        #expect(mapped.fields == [expected])
        #expect(mapped.events.map(\.kind) == [.status])
        #expect(mapped.problems.isEmpty)
    }

    @Test(arguments: [
        ("\"title\":\"Receiver incapable\"", "Receiver incapable"),
        ("\"title\":\"T\",\"details\":\"Not on WhatsApp\"", "Not on WhatsApp"),
    ])
    func `a failure says why`(_ error: String, _ description: String) throws {
        let errors = "\"errors\":[{\"code\":1026,\(error)}]"
        let mapped = try map("{\"statuses\":[\(MetaBody.update("gBGG", "failed", errors))]}")
        #expect(mapped.fields.map(\.code) == ["1026"])
        #expect(mapped.fields.map(\.description) == [description])
    }

    @Test func `messages and errors are inbound and signals, a contact is no recipient`() throws {
        let mapped = try map(
            "{\"contacts\":[{\"wa_id\":\"573001112233\"}],\"messages\":[{\"id\":\"ABGG\","
                + "\"from\":\"573001112233\",\"timestamp\":\"1772366400\",\"type\":\"text\"}],"
                + "\"errors\":[{\"code\":1014,\"title\":\"Internal\"}],\"statuses\":[{"
                + "\"id\":\"gBGG\",\"status\":\"sent\",\"timestamp\":\"1772366400\"}]}"
        )
        #expect(mapped.events.map(\.kind) == [.status, .inbound, .signal])
        #expect(mapped.fields.map(\.to) == [nil, nil, nil])
        #expect(mapped.fields.map(\.from) == [nil, "+573001112233", nil])
        #expect(mapped.fields.map(\.description) == [nil, nil, "Internal"])
        #expect(mapped.problems.isEmpty)
    }

    @Test func `Meta's envelope is another provider's`() throws {
        let mapped = try map(MetaBody.status("read"))
        #expect(mapped.events.isEmpty)
        #expect(mapped.codes == ["body.other_provider"])
    }
}
