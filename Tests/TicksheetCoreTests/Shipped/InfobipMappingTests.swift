import Testing
import TicksheetCore
import WallTime

private func map(_ results: String...) throws -> MappedBody {
    try shippedSource("infobip").map("{\"results\":[\(results.joined(separator: ","))]}")
}

private func report(_ group: String, id: Int = 5, error: String = "", more: String = "") -> String {
    "{\"messageId\":\"m-1\",\"to\":\"573001112233\",\"sentAt\":\"2026-03-01T11:59:00.000+0000\","
        + "\"doneAt\":\"2026-03-01T12:00:00.000+0000\",\"status\":{\"groupId\":3,\"groupName\":"
        + "\"\(group)\",\"id\":\(id),\"name\":\"N\",\"description\":\"Status text\"}"
        + (error.isEmpty ? "" : ",\"error\":{\(error)}") + "\(more)}"
}

private let none =
    "\"groupId\":0,\"groupName\":\"OK\",\"id\":0,\"name\":\"NO_ERROR\",\"permanent\":false"

@Suite struct InfobipMappingTests {
    @Test(arguments: [
        ("PENDING", "accepted"), ("DELIVERED", "delivered"), ("UNDELIVERABLE", "rejected"),
        ("EXPIRED", "rejected"), ("REJECTED", "rejected"), ("LOST", "LOST"),
    ])
    func `the group of a report's status is the status`(_ group: String, _ status: String) throws {
        let mapped = try map(report(group, error: none))
        var expected = Fields(time: receivedAt)
        expected.message = "m-1"
        expected.to = "+573001112233"
        expected.status = status
        expected.description = "Status text"
        #expect(mapped.fields == [expected])
        #expect(mapped.events.map(\.kind) == [.status])
        #expect(mapped.problems.isEmpty)
    }

    @Test(arguments: [
        (
            "\"groupName\":\"USER_ERRORS\",\"id\":1,\"name\":\"EC_UNKNOWN\",\"description\":"
                + "\"Unknown subscriber\",\"permanent\":true", "1", "Unknown subscriber"
        ),
        ("\"id\":7001,\"name\":\"EC_X\",\"permanent\":false", "7001", "Status text"),
        ("\"id\":1,\"name\":\"EC_UNKNOWN\",\"description\":\"Unknown\"", "1", "Unknown"),
        ("\"groupName\":\"USER_ERRORS\",\"id\":1", "1", "Status text"),
        ("\"id\":0,\"name\":\"NO_ERROR\",\"permanent\":false", nil, "Status text"),
        ("\"groupName\":\"OK\",\"id\":0,\"name\":\"NO_ERROR\"", nil, "Status text"),
    ])
    func `an error says why, and none says nothing`(
        _ error: String,
        _ code: String?,
        _ description: String
    ) throws {
        let mapped = try map(report("REJECTED", error: error))
        #expect(mapped.fields.map(\.code) == [code])
        #expect(mapped.fields.map(\.description) == [description])
    }

    @Test func `a list gives every report, and the operator's and the handset's are two`() throws {
        let mapped = try map(report("DELIVERED", id: 2), report("DELIVERED", id: 5))
        #expect(mapped.events.count == 2)
        #expect(Set(mapped.keys).count == 2)
    }

    @Test func `delivered to the operator is sent, to the phone delivered`() throws {
        let operated = report("DELIVERED", id: 2)
            .replacing("\"name\":\"N\"", with: "\"name\":\"DELIVERED_TO_OPERATOR\"")
        let handset = report("DELIVERED", id: 5)
            .replacing("\"name\":\"N\"", with: "\"name\":\"DELIVERED_TO_HANDSET\"")
        #expect(try map(operated, handset).fields.map(\.status) == ["sent", "delivered"])
    }

    @Test(arguments: [
        (
            "\"campaignReferenceId\":\"spring\",\"callbackData\":\"row 7\",\"bulkId\":\"b\"",
            "spring"
        ),
        ("\"callbackData\":\"row 7\",\"bulkId\":\"b\"", "row 7"),
        ("\"bulkId\":\"b\"", "b"),
    ])
    func `the campaign's own id names it, then what was sent along`(
        _ members: String,
        _ campaign: String
    ) throws {
        let seen =
            "{\"messageId\":\"m-1\",\"seenAt\":\"2026-03-01T12:00:00.000+0000\",\(members)}"
        let mapped = try map(report("DELIVERED", more: ",\(members)"), seen)
        #expect(mapped.fields.map(\.campaign) == [campaign, campaign])
    }

    @Test(arguments: [
        ("WHATSAPP", "whatsapp"), ("SMS", "sms"), ("VIBER_BM", "VIBER_BM"),
    ])
    func `a report's channel has one name in all events`(_ given: String, _ name: String) throws {
        let mapped = try map(
            report("DELIVERED", more: ",\"channel\":\"\(given)\""),
            "{\"messageId\":\"m-1\",\"seenAt\":\"2026-03-01T12:00:00.000+0000\","
                + "\"channel\":\"\(given)\"}"
        )
        #expect(mapped.fields.map(\.channel) == [name, name])
    }

    @Test func `a seen report is a read`() throws {
        let mapped = try map(
            "{\"messageId\":\"m-1\",\"from\":\"15550001111\",\"to\":\"573001112233\","
                + "\"sentAt\":\"2026-03-01T11:00:00.000+0000\",\"seenAt\":\"2026-03-01T12:00:00.000+0000\"}"
        )
        var expected = Fields(time: receivedAt)
        expected.message = "m-1"
        expected.from = "+15550001111"
        expected.to = "+573001112233"
        expected.status = "read"
        #expect(mapped.fields == [expected])
        #expect(mapped.problems.isEmpty)
    }

    @Test func `an incoming message is inbound, and a deleted one is ignored`() throws {
        let mapped = try map(
            "{\"messageId\":\"m-2\",\"from\":\"573001112233\",\"to\":\"15550001111\","
                + "\"integrationType\":\"WHATSAPP\",\"receivedAt\":\"2026-03-01T12:00:00.000+0000\","
                + "\"message\":{\"type\":\"TEXT\"}}"
        )
        #expect(mapped.events.map(\.kind) == [.inbound])
        #expect(mapped.fields.map(\.channel) == ["whatsapp"])
        #expect(mapped.problems.isEmpty)
        let deleted = try map("{\"messageId\":\"m-2\",\"deletedAt\":\"2026-03-01T12:00:00Z\"}")
        #expect(deleted.ignored == 1)
        #expect(deleted.problems.isEmpty)
    }

    @Test func `a report without a status is a problem and harms no other`() throws {
        let mapped = try map(
            "{\"messageId\":\"m-1\",\"doneAt\":\"2026-03-01T12:00:00Z\"}",
            report("DELIVERED")
        )
        #expect(mapped.codes == ["mapping.no_status"])
        #expect(mapped.events.count == 1)
    }
}
