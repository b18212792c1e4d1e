import Testing
import TicksheetCore
import WallTime

private func map(_ type: String, _ payload: String) throws -> MappedBody {
    try shippedSource("gupshup").map(
        "{\"app\":\"AcmeShop\",\"timestamp\":1772366405123,\"version\":2,\"type\":\"\(type)\","
            + "\"payload\":{\(payload)}}"
    )
}

@Suite struct GupshupMappingTests {
    @Test(arguments: [
        ("sent", "sent"), ("delivered", "delivered"), ("read", "read"), ("deleted", "deleted"),
    ])
    func `each status is one event of Gupshup's message`(
        _ given: String,
        _ status: String
    ) throws {
        let mapped = try map(
            "message-event",
            "\"id\":\"wamid.1\",\"gsId\":\"gs-1\",\"type\":\"\(given)\","
                + "\"destination\":\"573001112233\",\"payload\":{\"ts\":1772366400}"
        )
        var expected = Fields(time: receivedAt)
        expected.message = "gs-1"
        expected.from = "AcmeShop"
        expected.to = "+573001112233"
        expected.status = status
        expected.channel = "whatsapp"
        #expect(mapped.fields == [expected])
        #expect(mapped.events.map(\.kind) == [.status])
        #expect(mapped.problems.isEmpty)
    }

    @Test func `before WhatsApp has the message Gupshup's id stands alone`() throws {
        let queued = try map(
            "message-event",
            "\"id\":\"gs-1\",\"type\":\"enqueued\",\"destination\":\"573001112233\","
                + "\"payload\":{\"whatsappMessageId\":\"wamid.1\",\"type\":\"session\"}"
        )
        #expect(queued.fields.map(\.message) == ["gs-1"])
        #expect(queued.fields.map(\.status) == ["accepted"])
        let time = Timestamp(seconds: receivedAt.seconds + 5, nanoseconds: 123_000_000)
        #expect(queued.fields.map(\.time) == [time])
        #expect(queued.problems.isEmpty)
    }

    @Test func `a failure says why`() throws {
        let mapped = try map(
            "message-event",
            "\"id\":\"gs-1\",\"type\":\"failed\",\"destination\":\"573001112233\","
                + "\"payload\":{\"code\":1002,\"reason\":\"Not on WhatsApp\",\"ts\":1772366400}"
        )
        #expect(mapped.fields.map(\.status) == ["rejected"])
        #expect(mapped.fields.map(\.code) == ["1002"])
        #expect(mapped.fields.map(\.description) == ["Not on WhatsApp"])
    }

    @Test func `an incoming message is inbound`() throws {
        let mapped = try map(
            "message",
            "\"id\":\"wamid.2\",\"source\":\"573001112233\",\"type\":\"text\",\"payload\":{\"text\":\"hi\"},"
                + "\"sender\":{\"phone\":\"573001112233\",\"name\":\"Ana\"}"
        )
        #expect(mapped.events.map(\.kind) == [.inbound])
        #expect(mapped.fields.map(\.from) == ["+573001112233"])
        #expect(mapped.fields.map(\.to) == ["AcmeShop"])
        #expect(mapped.problems.isEmpty)
    }

    @Test func `what became of a template or the account is a signal`() throws {
        let mapped = try map(
            "template-event",
            "\"id\":\"t-1\",\"status\":\"rejected\",\"elementName\":\"spring\","
                + "\"type\":\"status-update\",\"rejectedReason\":\"INVALID_FORMAT\""
        )
        #expect(mapped.events.map(\.kind) == [.signal])
        #expect(mapped.fields.map(\.template) == ["spring"])
        #expect(mapped.fields.map { $0.custom("event") } == [.text("rejected")])
        #expect(mapped.fields.map(\.description) == ["INVALID_FORMAT"])
        #expect(mapped.problems.isEmpty)
    }

    @Test(arguments: ["user-event", "billing-event", "system-event"])
    func `other events are ignored`(_ type: String) throws {
        let mapped = try map(type, "\"phone\":\"573001112233\",\"type\":\"opted-in\"")
        #expect(mapped.events.isEmpty)
        #expect(mapped.codes.isEmpty)
        #expect(mapped.ignored == 1)
    }

    @Test func `an update without a type is a problem, not ignored`() throws {
        let mapped = try map("message-event", "\"id\":\"gs-1\",\"destination\":\"573001112233\"")
        #expect(mapped.codes == ["mapping.no_status"])
    }

    @Test func `an update that names no message is an event, and a problem says so`() throws {
        let mapped = try map("message-event", "\"type\":\"sent\",\"payload\":{\"ts\":1772366400}")
        #expect(mapped.fields.map(\.status) == ["sent"])
        #expect(mapped.keys == ["no key"])
        #expect(mapped.codes == ["mapping.no_identity"])
    }

    @Test func `an incoming message without id or sender is inbound, and a problem says so`() throws
    {
        let mapped = try map("message", "\"type\":\"text\",\"payload\":{\"text\":\"hi\"}")
        #expect(mapped.events.map(\.kind) == [.inbound])
        #expect(mapped.codes == ["mapping.no_identity"])
    }

    @Test(arguments: ["{}", "null", "7"])
    func `an update with nothing in it is a problem, not ignored`(_ payload: String) throws {
        let mapped = try shippedSource("gupshup").map(
            "{\"app\":\"AcmeShop\",\"timestamp\":1772366405123,\"type\":\"message-event\","
                + "\"payload\":\(payload)}"
        )
        #expect(mapped.events.isEmpty)
        #expect(mapped.codes == ["mapping.no_status"])
    }
}
