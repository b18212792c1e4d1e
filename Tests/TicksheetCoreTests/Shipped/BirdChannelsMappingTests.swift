import Testing
import TicksheetCore
import WallTime

private func map(_ body: String) throws -> MappedBody {
    try shippedSource("bird-channels").map(body)
}

/// A webhook of the Channels API with values of our own.
private func webhook(_ payload: String, event: String = "whatsapp.outbound") -> String {
    "{\"service\":\"channels\",\"event\":\"\(event)\",\"payload\":{\(payload)}}"
}

private let sent =
    "\"id\":\"m-1\",\"channelId\":\"ch-1\",\"sender\":{\"connector\":{\"id\":\"co-1\","
    + "\"identifierValue\":\"+15550001111\"}},\"receiver\":{\"contacts\":[{\"id\":\"c-1\","
    + "\"identifierKey\":\"phonenumber\",\"identifierValue\":\"+573001112233\"}]},"
    + "\"reference\":\"spring\",\"direction\":\"outgoing\",\"createdAt\":\"2026-03-01T11:00:00Z\","
    + "\"updatedAt\":\"2026-03-01T11:59:00Z\",\"lastStatusAt\":\"2026-03-01T12:00:00.000Z\""

@Suite struct BirdChannelsMappingTests {
    @Test(arguments: [
        ("accepted", "accepted"), ("processing", "accepted"), ("scheduled", "accepted"),
        ("sent", "sent"), ("delivered", "delivered"), ("read", "read"),
        ("sending_failed", "rejected"), ("delivery_failed", "rejected"), ("rejected", "rejected"),
        ("deleted", "deleted"), ("skipped", "skipped"),
    ])
    func `each status of a sent message is one event`(_ given: String, _ status: String) throws {
        let mapped = try map(webhook("\(sent),\"status\":\"\(given)\""))
        var expected = Fields(time: receivedAt)
        expected.message = "m-1"
        expected.from = "+15550001111"
        expected.to = "+573001112233"
        expected.status = status
        expected.campaign = "spring"
        expected.channel = "whatsapp"
        #expect(mapped.fields == [expected])
        #expect(mapped.events.map(\.kind) == [.status])
        #expect(mapped.problems.isEmpty)
    }

    @Test(arguments: [
        (
            "\"reason\":\"free text\",\"failure\":{\"code\":15005,\"description\":\"Unknown subscriber\"}",
            "15005", "Unknown subscriber"
        ),
        (
            "\"reason\":\"reason: unknown\",\"failure\":{\"code\":15005,\"source\":{\"name\":\"sms\",\"code\":\"1\"}}",
            "15005", "reason: unknown"
        ),
        ("\"details\":\"More\",\"failure\":{\"source\":{\"code\":\"EC7\"}}", "EC7", "More"),
        ("\"reason\":\"\",\"details\":\"\"", nil, nil),
    ])
    func `a failed message says why`(
        _ members: String,
        _ code: String?,
        _ description: String?
    ) throws {
        let mapped = try map(webhook("\(sent),\"status\":\"delivery_failed\",\(members)"))
        #expect(mapped.fields.map(\.code) == [code])
        #expect(mapped.fields.map(\.description) == [description])
        #expect(mapped.problems.isEmpty)
    }

    @Test func `a read comes as an interaction and is the same event as a status`() throws {
        let interaction = try map(
            webhook(
                "\"type\":\"read\",\"messageId\":\"m-1\",\"channelId\":\"ch-1\","
                    + "\"createdAt\":\"2026-03-01T12:00:00Z\"",
                event: "whatsapp.interaction"
            )
        )
        var expected = Fields(time: receivedAt)
        expected.message = "m-1"
        expected.from = "ch-1"
        expected.status = "read"
        expected.channel = "whatsapp"
        #expect(interaction.fields == [expected])
        #expect(interaction.events.map(\.kind) == [.status])
        #expect(interaction.problems.isEmpty)
        #expect(try interaction.keys == map(webhook("\(sent),\"status\":\"read\"")).keys)
    }

    @Test func `a body of the payload alone is understood`() throws {
        let mapped = try map(
            "{\"payload\":{\"id\":\"m-1\",\"channelId\":\"ch-1\",\"status\":\"sent\","
                + "\"createdAt\":\"2026-03-01T12:00:00Z\"}}"
        )
        #expect(mapped.fields.map(\.from) == ["ch-1"])
        #expect(mapped.fields.map(\.time) == [receivedAt])
        #expect(mapped.problems.isEmpty)
    }

    @Test func `a recipient with several names is known by the number, else by what there is`()
        throws
    {
        let user = "{\"identifierKey\":\"whatsappbsuid\",\"identifierValue\":\"CO.1\"}"
        let number =
            "{\"identifierKey\":\"phonenumber\",\"identifierValue\":\"+573001112233\"}"
        for (contacts, to) in [("\(user),\(number)", "+573001112233"), (user, "CO.1")] {
            let mapped = try map(
                webhook(
                    "\"id\":\"m-1\",\"receiver\":{\"contacts\":[\(contacts)]},\"status\":\"sent\","
                        + "\"createdAt\":\"2026-03-01T12:00:00Z\""
                )
            )
            #expect(mapped.fields.map(\.to) == [to])
        }
    }

    @Test(arguments: ["", "\"receiver\":{\"contacts\":[]},", "\"receiver\":{\"contacts\":[{}]},"])
    func `who hides the number is known by the user id beside the message`(
        _ receiver: String
    ) throws {
        let user = "\"meta\":{\"extraInformation\":{\"whatsappbsuid\":\"CO.1\"}}"
        let common = "\"id\":\"m-1\",\"createdAt\":\"2026-03-01T12:00:00Z\",\(user)"
        let sent = try map(webhook("\(receiver)\"status\":\"sent\",\(common)"))
        #expect(sent.fields.map(\.to) == ["CO.1"])
        let incoming = try map(
            webhook("\"direction\":\"incoming\",\(common)", event: "whatsapp.inbound")
        )
        #expect(incoming.fields.map(\.from) == ["CO.1"])
    }

    @Test(arguments: ["\"direction\":\"incoming\",", ""])
    func `an incoming message is inbound, though its status is delivered`(
        _ direction: String
    ) throws {
        let mapped = try map(
            webhook(
                "\"id\":\"m-2\",\"channelId\":\"ch-1\",\"sender\":{\"contact\":"
                    + "{\"identifierValue\":\"+573001112233\"}},\"receiver\":{\"connector\":"
                    + "{\"identifierValue\":\"\"}},\"body\":{\"type\":\"text\"},\(direction)"
                    + "\"status\":\"delivered\",\"createdAt\":\"2026-03-01T12:00:00Z\"",
                event: "whatsapp.inbound"
            )
        )
        #expect(mapped.events.map(\.kind) == [.inbound])
        #expect(mapped.fields.map(\.from) == ["+573001112233"])
        #expect(mapped.fields.map(\.to) == ["ch-1"])
        #expect(mapped.fields.map(\.channel) == ["whatsapp"])
        #expect(mapped.problems.isEmpty)
    }

    @Test func `an event of another service is a signal`() throws {
        let mapped = try map(
            "{\"service\":\"templates\",\"event\":\"template.updated\","
                + "\"payload\":{\"id\":\"t-1\",\"updatedAt\":\"2026-03-01T12:00:00Z\"}}"
        )
        #expect(mapped.events.map(\.kind) == [.signal])
        #expect(mapped.fields.map { $0.custom("event") } == [.text("template.updated")])
        #expect(mapped.fields.map(\.time) == [receivedAt])
        #expect(mapped.problems.isEmpty)
    }

    @Test func `a message without a status is a problem, not ignored`() throws {
        let mapped = try map(webhook(sent))
        #expect(mapped.codes == ["mapping.no_status"])
    }
}
