import Testing
import TicksheetCore
import WallTime

private func map(_ members: String) throws -> MappedBody {
    try shippedSource("vonage").map(
        "{\"message_uuid\":\"u-1\",\"to\":\"573001112233\",\"from\":\"15550001111\","
            + "\"timestamp\":\"2026-03-01T12:00:00Z\",\"channel\":\"whatsapp\",\(members)}"
    )
}

@Suite struct VonageMappingTests {
    @Test(arguments: [
        ("submitted", "sent"), ("delivered", "delivered"), ("read", "read"),
        ("rejected", "rejected"), ("undeliverable", "rejected"),
    ])
    func `each status is one event`(_ given: String, _ status: String) throws {
        let mapped = try map("\"status\":\"\(given)\",\"client_ref\":\"spring\"")
        var expected = Fields(time: receivedAt)
        expected.message = "u-1"
        expected.from = "+15550001111"
        expected.to = "+573001112233"
        expected.status = status
        expected.campaign = "spring"
        expected.channel = "whatsapp"
        #expect(mapped.fields == [expected])
        #expect(mapped.events.map(\.kind) == [.status])
        #expect(mapped.problems.isEmpty)
    }

    @Test(arguments: ["\"1022\"", "1022"])
    func `an error's title is its code`(_ title: String) throws {
        let mapped = try map(
            "\"status\":\"rejected\",\"error\":{\"type\":\"https://example.com/e#1022\","
                + "\"title\":\(title),\"detail\":\"Bad number\",\"instance\":\"i-1\"}"
        )
        #expect(mapped.fields.map(\.code) == ["1022"])
        #expect(mapped.fields.map(\.description) == ["Bad number"])
    }

    @Test func `a recipient without a number is known by the user id`() throws {
        let mapped = try shippedSource("vonage").map(
            "{\"message_uuid\":\"u-1\",\"timestamp\":\"2026-03-01T12:00:00Z\",\"status\":\"read\","
                + "\"whatsapp\":{\"recipient\":{\"user_id\":\"CO.1\"}}}"
        )
        #expect(mapped.fields.map(\.to) == ["CO.1"])
        #expect(mapped.problems.isEmpty)
    }

    @Test func `an incoming message is inbound`() throws {
        let mapped = try map("\"message_type\":\"text\",\"text\":\"hi\"")
        #expect(mapped.events.map(\.kind) == [.inbound])
        #expect(mapped.fields.map { $0.custom("type") } == [.text("text")])
        #expect(mapped.problems.isEmpty)
    }
}
