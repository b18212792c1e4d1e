import Testing
import TicksheetCore
import WallTime

/// A webhook of the Conversations API, with values of our own.
private func webhook(
    _ message: String,
    type: String = "message.updated",
    beside: String = ""
) -> String {
    "{\"type\":\"\(type)\",\"contact\":{\"id\":\"c-1\",\"msisdn\":573001112233,\"customDetails\":[]},"
        + "\"conversation\":{\"id\":\"conv-1\",\"contactId\":\"c-1\",\"status\":\"active\","
        + "\"lastUsedChannelId\":\"ch-1\",\"updatedDatetime\":\"2026-03-01T11:00:00Z\"},"
        + "\"message\":{\"id\":\"m-1\",\"conversationId\":\"conv-1\",\"channelId\":\"ch-1\","
        + "\"type\":\"hsm\",\"content\":{\"hsm\":{\"templateName\":\"spring\"}},\(message)}\(beside)}"
}

private let sent =
    "\"direction\":\"sent\",\"platform\":\"whatsapp\",\"to\":\"+573001112233\","
    + "\"from\":\"+15550001111\",\"createdDatetime\":\"2026-03-01T11:59:59Z\","
    + "\"updatedDatetime\":\"2026-03-01T12:00:00Z\""

@Suite struct MessageBirdMappingTests {
    @Test(
        arguments: ["messagebird-conversations", "bird-flows"],
        [
            ("accepted", "accepted"), ("pending", "accepted"), ("buffered", "accepted"),
            ("transmitted", "sent"), ("sent", "sent"), ("dispatched", "sent"),
            ("delivered", "delivered"), ("read", "read"), ("failed", "rejected"),
            ("delivery_failed", "rejected"), ("expired", "rejected"), ("rejected", "rejected"),
            ("deleted", "deleted"), ("clicked", "clicked"),
        ]
    )
    func `each status of a sent message is one event`(
        _ name: String,
        _ status: (given: String, expected: String)
    ) throws {
        let mapped = try shippedSource(name).map(webhook("\(sent),\"status\":\"\(status.given)\""))
        var expected = Fields(time: receivedAt)
        expected.message = "m-1"
        expected.from = "+15550001111"
        expected.to = "+573001112233"
        expected.status = status.expected
        expected.channel = "whatsapp"
        expected.template = "spring"
        #expect(mapped.fields == [expected])
        #expect(mapped.events.map(\.kind) == [.status])
        #expect(mapped.problems.isEmpty)
        #expect(mapped.ignored == 0)
    }

    @Test(arguments: ["messagebird-conversations", "bird-flows"], [true, false])
    func `an error is read in the message and beside it`(_ name: String, isInside: Bool) throws {
        let error = ",\"error\":{\"code\":302,\"description\":\"Not registered on WhatsApp\"}"
        let body = webhook(
            "\(sent),\"status\":\"failed\"\(isInside ? error : "")",
            beside: isInside ? "" : error
        )
        let mapped = try shippedSource(name).map(body)
        #expect(mapped.fields.map(\.code) == ["302"])
        #expect(mapped.fields.map(\.description) == ["Not registered on WhatsApp"])
        #expect(mapped.fields.map(\.status) == ["rejected"])
    }

    @Test(arguments: ["messagebird-conversations", "bird-flows"])
    func `without to and from the contact's number and the channel stand in`(_ name: String) throws
    {
        let mapped = try shippedSource(name).map(
            webhook(
                "\"direction\":\"sent\",\"status\":\"sent\","
                    + "\"createdDatetime\":\"2026-03-01T12:00:00.721223626Z\""
            )
        )
        #expect(mapped.fields.map(\.to) == ["+573001112233"])
        #expect(mapped.fields.map(\.from) == ["ch-1"])
        #expect(
            mapped.fields.map(\.time)
                == [Timestamp(seconds: receivedAt.seconds, nanoseconds: 721_223_626)]
        )
    }

    @Test(arguments: ["messagebird-conversations", "bird-flows"])
    func `a conversation's id is no recipient`(_ name: String) throws {
        let mapped = try shippedSource(name).map(
            "{\"type\":\"message.status\",\"conversation\":{\"id\":\"conv-1\"},\"message\":"
                + "{\"id\":\"m-1\",\"conversationId\":\"conv-1\",\"status\":\"failed\","
                + "\"updatedDatetime\":\"2026-03-01T12:00:00Z\"}}"
        )
        #expect(mapped.fields.map(\.status) == ["rejected"])
        #expect(mapped.fields.map(\.to) == [nil])
        #expect(mapped.problems.isEmpty)
    }

    @Test(arguments: [
        "2026-03-01T12:00:00Z", "2026-03-01T12:00:00.0Z", "2026-03-01T12:00:00.000000000Z",
        "2026-03-01T13:00:00+01:00",
    ])
    func `times of any precision are read`(_ time: String) throws {
        let mapped = try shippedSource("messagebird-conversations").map(
            webhook("\"direction\":\"sent\",\"status\":\"sent\",\"updatedDatetime\":\"\(time)\"")
        )
        #expect(mapped.fields.map(\.time) == [receivedAt])
    }

    @Test(arguments: ["messagebird-conversations", "bird-flows"])
    func `a received message is inbound, whatever its status`(_ name: String) throws {
        let mapped = try shippedSource(name).map(
            webhook(
                "\"direction\":\"received\",\"status\":\"received\",\"platform\":\"whatsapp\","
                    + "\"from\":\"+573001112233\",\"to\":\"+15550001111\","
                    + "\"createdDatetime\":\"2026-03-01T12:00:00Z\"",
                type: "message.created"
            )
        )
        #expect(mapped.events.map(\.kind) == [.inbound])
        #expect(mapped.fields.map(\.from) == ["+573001112233"])
        #expect(mapped.fields.map(\.to) == ["+15550001111"])
        #expect(mapped.problems.isEmpty)
    }

    @Test func `an event of a conversation holds no message and is ignored`() throws {
        let mapped = try shippedSource("messagebird-conversations").map(
            "{\"type\":\"conversation.created\",\"contact\":{\"id\":\"c-1\"},\"conversation\":"
                + "{\"id\":\"conv-1\",\"contactId\":\"c-1\",\"status\":\"active\"}}"
        )
        #expect(mapped.events.isEmpty)
        #expect(mapped.codes.isEmpty)
        #expect(mapped.ignored == 1)
    }

    @Test(arguments: ["null", "{}", "[]", "\"\""])
    func `an event of a conversation with an empty message is ignored`(_ message: String) throws {
        let mapped = try shippedSource("messagebird-conversations").map(
            "{\"type\":\"conversation.updated\",\"message\":\(message),\"conversation\":"
                + "{\"id\":\"conv-1\",\"contactId\":\"c-1\",\"status\":\"archived\"}}"
        )
        #expect(mapped.events.isEmpty)
        #expect(mapped.codes.isEmpty)
        #expect(mapped.ignored == 1)
    }

    @Test func `a message that names no conversation is an event all the same`() throws {
        let mapped = try shippedSource("messagebird-conversations").map(
            "{\"type\":\"message.status\",\"message\":{\"id\":\"m-1\",\"status\":\"delivered\","
                + "\"to\":\"+31612345678\",\"updatedDatetime\":\"2026-03-01T12:00:00Z\"}}"
        )
        #expect(mapped.fields.map(\.status) == ["delivered"])
        #expect(mapped.fields.map(\.to) == ["+31612345678"])
        #expect(mapped.problems.isEmpty)
    }

    @Test(arguments: [
        ("\"id\":\"m-1\",\"status\":\"delivered\",\"to\":\"+31612345678\"", ["mapping.no_time"]),
        ("\"id\":\"m-1\",\"updatedDatetime\":\"2026-03-01T12:00:00Z\"", ["mapping.no_status"]),
        ("\"id\":\"m-1\"", ["mapping.no_time", "mapping.no_status"]),
    ])
    func `a message that tells too little is a problem, not ignored`(
        _ message: String,
        _ codes: [String]
    ) throws {
        let mapped = try shippedSource("messagebird-conversations").map(
            "{\"type\":\"message.status\",\"message\":{\(message)}}"
        )
        #expect(mapped.events.isEmpty)
        #expect(mapped.codes == codes)
        #expect(mapped.ignored == 0)
    }

    @Test func `a received message that names no conversation is inbound`() throws {
        let mapped = try shippedSource("messagebird-conversations").map(
            "{\"type\":\"message.created\",\"message\":{\"id\":\"m-1\",\"direction\":\"received\","
                + "\"status\":\"received\",\"createdDatetime\":\"2026-03-01T12:00:00Z\"}}"
        )
        #expect(mapped.events.map(\.kind) == [.inbound])
        #expect(mapped.problems.isEmpty)
    }

    @Test func `a flow's short report is mapped with the time of receipt`() throws {
        let mapped = try shippedSource("bird-flows").map(
            "{\"type\":\"message.status\",\"message\":{\"id\":\"m-1\",\"status\":\"failed\"},"
                + "\"error\":{\"code\":301,\"description\":\"Failed to send\"}}"
        )
        #expect(mapped.fields.map(\.time) == [receivedAt])
        #expect(mapped.fields.map(\.status) == ["rejected"])
        #expect(mapped.fields.map(\.description) == ["Failed to send"])
        #expect(mapped.problems.isEmpty)
        #expect(!mapped.request.isEmpty)
    }

    @Test func `a flow's report without a status is a problem, not ignored`() throws {
        let mapped = try shippedSource("bird-flows").map("{\"message\":{\"id\":\"m-1\"}}")
        #expect(mapped.events.isEmpty)
        #expect(mapped.codes == ["mapping.no_status"])
    }

    @Test func `the same message has one identity in a report and in a webhook`() throws {
        let body = webhook("\(sent),\"status\":\"read\"")
        let report = try shippedSource("bird-flows").map(body)
        let conversation = try shippedSource("messagebird-conversations").map(body)
        #expect(report.keys == conversation.keys)
        #expect(report.keys.count == 1)
    }
}
