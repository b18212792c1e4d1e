import Testing
import TicksheetCore
import WallTime

private func map(_ body: String) throws -> MappedBody {
    try shippedSource("meta-cloud-api").map(body)
}

@Suite struct MetaSignalTests {
    @Test(arguments: [
        (
            "phone_number_quality_update",
            "{\"display_phone_number\":\"15550001111\",\"event\":\"FLAGGED\",\"current_limit\":\"TIER_1K\"}",
            "FLAGGED", "+15550001111", nil
        ),
        (
            "message_template_status_update",
            "{\"event\":\"PAUSED\",\"message_template_id\":12,\"message_template_name\":\"spring\","
                + "\"reason\":\"NONE\"}",
            "PAUSED", nil, "spring"
        ),
        (
            "message_template_quality_update",
            "{\"previous_quality_score\":\"GREEN\",\"new_quality_score\":\"RED\","
                + "\"message_template_name\":\"spring\"}",
            "RED", nil, "spring"
        ),
        (
            // As the documentation's own example has it: the values of one field under another.
            "message_template_status_update",
            "{\"previous_quality_score\":\"GREEN\",\"new_quality_score\":\"YELLOW\","
                + "\"message_template_name\":\"spring\"}",
            "YELLOW", nil, "spring"
        ),
        ("account_review_update", "{\"decision\":\"APPROVED\"}", "APPROVED", nil, nil),
        ("business_capability_update", "{\"max_phone_numbers_per_business\":25}", nil, nil, nil),
    ])
    func `a change of another field is a signal`(
        _ field: String,
        _ value: String,
        _ event: String?,
        _ from: String?,
        _ template: String?
    ) throws {
        let mapped = try map(MetaBody.body("{\"field\":\"\(field)\",\"value\":\(value)}"))
        #expect(mapped.events.map(\.kind) == [.signal])
        let fields = try #require(mapped.fields.first)
        #expect(fields.time == Timestamp(seconds: 1_772_366_000))
        #expect(fields.custom("signal") == .text(field))
        #expect(fields.custom("event")?.text == event)
        #expect(fields.custom("value") == .text(value))
        #expect(fields.from == from)
        #expect(fields.template == template)
        #expect(fields.status == nil)
        #expect(mapped.problems.isEmpty)
        #expect(mapped.ignored == 0)
    }

    @Test func `the reason of a signal is its description`() throws {
        let template = try map(
            MetaBody.body(
                "{\"field\":\"message_template_status_update\",\"value\":"
                    + "{\"event\":\"REJECTED\",\"reason\":\"INCORRECT_CATEGORY\"}}"
            )
        )
        #expect(template.fields.map(\.description) == ["INCORRECT_CATEGORY"])
        let alert = try map(
            MetaBody.body(
                "{\"field\":\"account_alerts\",\"value\":{\"entity_type\":\"BUSINESS\","
                    + "\"alert_info\":{\"alert_description\":\"Verify the business\"}}}"
            )
        )
        #expect(alert.fields.map(\.description) == ["Verify the business"])
    }

    @Test(arguments: [
        ("\"reason\":\"NONE\"", nil),
        ("\"reason\":null", nil),
        (
            "\"reason\":\"NONE\",\"other_info\":{\"title\":\"FIRST_PAUSE\",\"description\":\"3 hours\"}",
            "3 hours"
        ),
        ("\"reason\":\"NONE\",\"rejection_info\":{\"reason\":\"No sample\"}", "No sample"),
        ("\"reason\":\"SCAM\",\"rejection_info\":{\"reason\":\"No sample\"}", "SCAM"),
    ])
    func `no reason is no description`(_ members: String, _ description: String?) throws {
        for name in ["meta-cloud-api", "360dialog"] {
            let body = MetaBody.body(
                "{\"field\":\"message_template_status_update\",\"value\":{\"event\":\"PAUSED\",\(members)}}"
            )
            let mapped = try shippedSource(name).map(body)
            #expect(mapped.fields.map(\.description) == [description])
        }
    }

    @Test func `a signal without the time of its entry has the time of receipt`() throws {
        let mapped = try map(
            "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"9\",\"changes\":"
                + "[{\"field\":\"security\",\"value\":{\"event\":\"PIN_CHANGED\"}}]}]}"
        )
        #expect(mapped.fields.map(\.time) == [receivedAt])
        #expect(!mapped.request.isEmpty)
    }

    @Test func `errors of a number or account are signals with their reason`() throws {
        let mapped = try map(
            MetaBody.messages(
                "\"errors\":[{\"code\":130429,\"title\":\"Rate limit hit\",\"error_data\":"
                    + "{\"details\":\"Too many messages\"}},{\"code\":0,\"title\":\"Unknown\"},"
                    + "{\"code\":1,\"title\":\"T\",\"details\":\"Of the old form\"}]"
            )
        )
        #expect(mapped.events.map(\.kind) == [.signal, .signal, .signal])
        #expect(mapped.fields.map(\.code) == ["130429", "0", "1"])
        #expect(
            mapped.fields.map(\.description) == ["Too many messages", "Unknown", "Of the old form"]
        )
        #expect(mapped.fields.allSatisfy { $0.from == "+15550001111" && $0.time == receivedAt })
        #expect(mapped.fields.allSatisfy { $0.custom("signal") == .text("errors") })
        #expect(mapped.problems.isEmpty)
    }

    private static let errors = [
        ("meta-cloud-api", MetaBody.messages("\"errors\":[{\"code\":130429}]")),
        ("360dialog", MetaBody.messages("\"errors\":[{\"code\":130429}]")),
        ("360dialog", "{\"errors\":[{\"code\":130429}]}"),
    ]

    @Test(arguments: errors)
    func `errors that are sent again within a minute are copies`(
        _ name: String,
        _ body: String
    ) throws {
        let mapping = try shippedSource(name)
        func keys(after seconds: Int64, _ nanoseconds: Int32) -> [String] {
            let seconds = receivedAt.seconds + seconds
            let received = Timestamp(seconds: seconds, nanoseconds: nanoseconds)
            return mapping.map(body, facts: RequestFacts(received: received, source: "s")).keys
        }
        let first = keys(after: 0, 0)
        #expect(first.count == 1)
        #expect(keys(after: 5, 250_000_000) == first)
        #expect(keys(after: 59, 999_999_999) == first)
        #expect(keys(after: 60, 0) != first)
        #expect(keys(after: -1, 999_999_999) != first)
    }

    @Test func `signals, statuses and errors of one body are all taken`() throws {
        let mapped = try map(
            MetaBody.body(
                "{\"field\":\"security\",\"value\":{\"event\":\"PIN_CHANGED\"}},"
                    + "{\"field\":\"messages\",\"value\":{\(MetaBody.metadata),"
                    + "\"errors\":[{\"code\":0}],\"statuses\":[\(MetaBody.update("a", "sent"))]}}"
            )
        )
        #expect(mapped.events.map(\.kind) == [.status, .signal, .signal])
        #expect(mapped.problems.isEmpty)
        #expect(mapped.ignored == 0)
    }

    @Test(arguments: [
        "{\"object\":\"whatsapp_business_account\"}",
        "{\"object\":\"whatsapp_business_account\",\"entry\":[]}",
        "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"1\",\"changes\":[]}]}",
        "{\"entry\":[{\"changes\":[{\"field\":\"messages\",\"value\":{\"messaging_product\":\"whatsapp\"}}]}]}",
    ])
    func `a body of Meta's that holds nothing is ignored`(_ body: String) throws {
        let mapped = try map(body)
        #expect(mapped.events.isEmpty)
        #expect(mapped.codes.isEmpty)
        #expect(mapped.ignored == 1)
    }

    @Test(arguments: [
        ("\"from\":\"573001112233\"", "+573001112233"),
        ("\"from_user_id\":\"CO.1\"", "CO.1"),
        ("\"from\":\"\",\"from_user_id\":\"CO.1\"", "CO.1"),
    ])
    func `an incoming message is an inbound event`(_ members: String, _ from: String) throws {
        let mapped = try map(
            MetaBody.messages(
                "\"messages\":[{\"id\":\"wamid.in\",\(members),\"timestamp\":\"1772366400\","
                    + "\"type\":\"button\"}]"
            )
        )
        #expect(mapped.events.map(\.kind) == [.inbound])
        #expect(mapped.fields.map(\.from) == [from])
        #expect(mapped.problems.isEmpty)
    }

    @Test func `an update without an id, a status or a time harms no other`() throws {
        let mapped = try map(
            MetaBody.messages(
                "\"statuses\":[{\"status\":\"sent\",\"timestamp\":\"1\"},{\"id\":\"b\",\"timestamp\":\"1\"},"
                    + "{\"id\":\"c\",\"status\":\"sent\"},\(MetaBody.update("d", "sent"))]"
            )
        )
        #expect(mapped.fields.map(\.message) == [nil, "d"])
        #expect(
            mapped.codes == ["mapping.no_identity", "mapping.no_status", "mapping.no_time"]
        )
        #expect(
            mapped.problems.first?.path
                == "$['entry'][0]['changes'][0]['value']['statuses'][0]"
        )
    }
}
