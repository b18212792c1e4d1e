import Testing
import TicksheetCore
import WallTime

private func map(_ body: String) throws -> MappedBody {
    try shippedSource("twilio").map(body)
}

private let ids = "MessageSid=SM1&SmsSid=SM1&AccountSid=AC1&ApiVersion=2010-04-01"
private let whatsapp = "From=whatsapp%3A%2B15550001111&To=whatsapp%3A%2B573001112233"

@Suite struct TwilioMappingTests {
    @Test(arguments: [
        ("accepted", "accepted"), ("scheduled", "accepted"), ("queued", "accepted"),
        ("sending", "accepted"), ("sent", "sent"), ("delivered", "delivered"), ("read", "read"),
        ("undelivered", "rejected"), ("failed", "rejected"), ("canceled", "canceled"),
    ])
    func `each status is one event at the time of receipt`(
        _ given: String,
        _ status: String
    ) throws {
        let mapped = try map("\(ids)&\(whatsapp)&SmsStatus=\(given)&MessageStatus=\(given)")
        var expected = Fields(time: receivedAt)
        expected.message = "SM1"
        expected.from = "+15550001111"
        expected.to = "+573001112233"
        expected.status = status
        expected.channel = "whatsapp"
        expected.isTimeOfReceipt = true
        #expect(mapped.fields == [expected])
        #expect(mapped.events.map(\.kind) == [.status])
        #expect(mapped.problems.isEmpty)
    }

    @Test(arguments: [
        ("ErrorCode=63024&ErrorMessage=Invalid+recipient", "Invalid recipient"),
        ("ErrorCode=63024&ChannelStatusMessage=Not+on+WhatsApp", "Not on WhatsApp"),
        ("ErrorCode=63024&ErrorMessage=", nil),
    ])
    func `a failure has its code and what there is to say`(
        _ error: String,
        _ description: String?
    ) throws {
        let mapped = try map("\(ids)&\(whatsapp)&MessageStatus=undelivered&\(error)")
        #expect(mapped.fields.map(\.code) == ["63024"])
        #expect(mapped.fields.map(\.description) == [description])
    }

    @Test func `id and status are enough`() throws {
        let mapped = try map("MessageSid=SM1&MessageStatus=read")
        #expect(mapped.fields.map(\.status) == ["read"])
        #expect(mapped.fields.map(\.to) == [nil])
        #expect(mapped.problems.isEmpty)
        let old = try map("SmsSid=SM1&SmsStatus=read")
        #expect(old.keys == mapped.keys)
    }

    @Test func `a message by SMS has no channel, one with the channel's prefix has`() throws {
        let sms = try map("\(ids)&From=%2B15550001111&To=%2B573001112233&MessageStatus=sent")
        #expect(sms.fields.map(\.channel) == [nil])
        #expect(sms.fields.map(\.to) == ["+573001112233"])
        let read = try map(
            "MessageSid=SM1&MessageStatus=read&ChannelPrefix=whatsapp&EventType=READ"
        )
        #expect(read.fields.map(\.channel) == ["whatsapp"])
    }

    @Test(arguments: [
        ("\(ids)&\(whatsapp)&SmsStatus=received&NumMedia=0&Body=hi", "+15550001111"),
        ("\(ids)&\(whatsapp)&SmsStatus=receiving", "+15550001111"),
        (
            "MessageSid=SM1&NumMedia=0&ExternalUserId=whatsapp%3ACO.1&To=whatsapp%3A%2B573001112233",
            "CO.1"
        ),
    ])
    func `an incoming message is inbound`(_ body: String, _ from: String) throws {
        let mapped = try map(body)
        #expect(mapped.events.map(\.kind) == [.inbound])
        #expect(mapped.fields.map(\.from) == [from])
        #expect(mapped.fields.map(\.to) == ["+573001112233"])
        #expect(mapped.problems.isEmpty)
    }

    @Test(arguments: [
        ("\(ids)&\(whatsapp)&NumMedia=0", "whatsapp"),
        (
            "\(ids)&ExternalUserId=whatsapp%3ACO.1&To=whatsapp%3A%2B573001112233&NumMedia=0",
            "whatsapp"
        ),
        ("\(ids)&SmsStatus=received&ChannelPrefix=whatsapp", "whatsapp"),
        ("\(ids)&SmsStatus=received&ChannelPrefix=messenger", "messenger"),
        ("\(ids)&From=%2B573001112233&To=%2B15550001111&NumMedia=0", nil),
    ])
    func `an incoming message's addresses tell its channel`(
        _ body: String,
        _ channel: String?
    ) throws {
        #expect(try map(body).fields.map(\.channel) == [channel])
    }

    @Test func `a form without a message is no body of Twilio's messages`() throws {
        #expect(try map("CallSid=CA1&CallStatus=completed").codes == ["body.other_provider"])
    }
}
