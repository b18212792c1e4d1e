import Testing
import TicksheetCore
import WallTime

private func map(_ body: String) throws -> MappedBody {
    try shippedSource("bird-platform").map(body)
}

private func event(
    _ type: String,
    _ data: String,
    time: String = ",\"timestamp\":\"2026-03-01T12:00:00.000Z\""
) -> String {
    "{\"type\":\"\(type)\"\(time),\"data\":{\(data)}}"
}

private let message =
    "\"whatsapp_id\":\"wam_1\",\"workspace_id\":\"ws_1\",\"direction\":\"outbound\","
    + "\"from\":{\"phone_number\":\"+15550001111\",\"bsuid\":\"US.1\"},"
    + "\"to\":{\"phone_number\":\"+573001112233\",\"bsuid\":\"CO.1\"},"
    + "\"tags\":[{\"name\":\"tone\",\"value\":\"warm\"},{\"name\":\"campaign\",\"value\":\"spring\"}]"

private let sms = "\"sms_id\":\"sms_1\",\"from\":\"+15550001111\",\"to\":\"+573001112233\""

@Suite struct BirdPlatformMappingTests {
    @Test(arguments: [
        ("accepted", "accepted"), ("sent", "sent"), ("delivered", "delivered"), ("read", "read"),
        ("failed", "rejected"), ("rejected", "rejected"), ("in_orbit", "whatsapp.in_orbit"),
    ])
    func `the end of a type is the status`(_ word: String, _ status: String) throws {
        let mapped = try map(event("whatsapp.\(word)", message))
        var expected = Fields(time: receivedAt)
        expected.message = "wam_1"
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
        ("accepted", "accepted"), ("sent", "sent"), ("delivered", "delivered"),
        ("undelivered", "undelivered"), ("failed", "rejected"), ("rejected", "rejected"),
        ("expired", "rejected"),
    ])
    func `an SMS has its own statuses, and undelivered is not the end`(
        _ word: String,
        _ status: String
    ) throws {
        let mapped = try map(event("sms.\(word)", sms))
        #expect(mapped.fields.map(\.status) == [status])
        #expect(mapped.fields.map(\.message) == ["sms_1"])
        #expect(mapped.fields.map(\.to) == ["+573001112233"])
        #expect(mapped.fields.map(\.channel) == ["sms"])
        #expect(mapped.problems.isEmpty)
    }

    @Test(arguments: [
        (
            "\"code\":\"undeliverable\",\"meta_error_code\":\"131026\",\"description\":\"Not delivered\"",
            "131026", "undeliverable"
        ),
        (
            "\"code\":\"recipient_suppressed\",\"description\":\"Not delivered\"",
            "recipient_suppressed",
            "recipient_suppressed"
        ),
        ("\"description\":\"Not delivered\"", nil, nil),
    ])
    func `a failure has Meta's code, else Bird's word`(
        _ error: String,
        _ code: String?,
        _ reason: String?
    ) throws {
        let mapped = try map(event("whatsapp.failed", "\(message),\"error\":{\(error)}"))
        #expect(mapped.fields.map(\.code) == [code])
        #expect(mapped.fields.map(\.description) == ["Not delivered"])
        #expect(mapped.fields.map { $0.custom("reason")?.text } == [reason])
    }

    @Test func `a recipient who hides the number is known by the user id`() throws {
        let mapped = try map(
            event(
                "whatsapp.read",
                "\"whatsapp_id\":\"wam_1\",\"to\":{\"phone_number\":null,\"bsuid\":\"CO.1\"}"
            )
        )
        #expect(mapped.fields.map(\.to) == ["CO.1"])
        #expect(mapped.problems.isEmpty)
    }

    private static let events = [
        ("whatsapp.sent", message), ("sms.sent", sms), ("whatsapp.received", message),
        ("sms.received", sms),
    ]

    @Test(
        arguments: events,
        ["\"2026-03-01T12:00:00Z\"", "1772366400", "1772366400000", "1772366400.0"]
    )
    func `the time is the event's timestamp, whatever other members look like one`(
        _ event: (type: String, data: String),
        _ time: String
    ) throws {
        let mapped = try map(
            "{\"type\":\"\(event.type)\",\"created_at\":\"2020-01-01T00:00:00Z\","
                + "\"timestamp\":\(time),\"data\":{\(event.data)},\"at\":\"2021-01-01T00:00:00Z\"}"
        )
        #expect(mapped.fields.map(\.time) == [receivedAt])
        #expect(mapped.fields.map(\.isTimeOfReceipt) == [false])
        #expect(mapped.problems.isEmpty)
    }

    @Test(
        arguments: events,
        ["null", "{}", "[]", "true", "\"\"", "\"soon\"", "-1", "1e30", "[\"2026-01-01\"]"]
    )
    func `a timestamp that is no time leaves that of receipt`(
        _ event: (type: String, data: String),
        _ time: String
    ) throws {
        let mapped = try map(
            "{\"type\":\"\(event.type)\",\"created_at\":\"2020-01-01T00:00:00Z\","
                + "\"timestamp\":\(time),\"data\":{\(event.data)}}"
        )
        #expect(mapped.fields.map(\.time) == [receivedAt])
        #expect(mapped.fields.map(\.isTimeOfReceipt) == [true])
        #expect(mapped.problems.isEmpty)
    }

    @Test(arguments: ["", ",\"timestamp\":null", ",\"timestamp\":{}"])
    func `without a time of its own the error's stands in, else that of receipt`(
        _ time: String
    ) throws {
        let error = ",\"error\":{\"occurred_at\":\"2026-03-01T11:00:00Z\"}"
        let failed = try map(event("whatsapp.failed", message + error, time: time))
        #expect(failed.fields.map(\.time) == [Timestamp(seconds: receivedAt.seconds - 3600)])
        #expect(failed.fields.map(\.isTimeOfReceipt) == [false])
        let read = try map(event("whatsapp.read", message, time: time))
        #expect(read.fields.map(\.time) == [receivedAt])
        #expect(read.fields.map(\.isTimeOfReceipt) == [true])
        #expect(read.problems.isEmpty)
    }

    @Test func `a received message is inbound, by WhatsApp and by SMS`() throws {
        for (type, data) in [("whatsapp.received", message), ("sms.received", sms)] {
            let mapped = try map(event(type, data))
            #expect(mapped.events.map(\.kind) == [.inbound])
            #expect(mapped.fields.map(\.from) == ["+15550001111"])
            #expect(mapped.fields.map(\.to) == ["+573001112233"])
            #expect(mapped.problems.isEmpty)
        }
    }

    @Test(arguments: ["voice_call.ended", "email.delivered"])
    func `what is no message of these channels is ignored`(_ type: String) throws {
        let mapped = try map(event(type, "\"call_id\":\"vcl_1\",\"to\":\"+573001112233\""))
        #expect(mapped.events.isEmpty)
        #expect(mapped.codes.isEmpty)
        #expect(mapped.ignored == 1)
    }
}
