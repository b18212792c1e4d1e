import Testing
import TicksheetCore
import WallTime

private func map(_ body: String) throws -> MappedBody {
    try shippedSource("meta-cloud-api").map(body)
}

@Suite struct MetaStatusTests {
    @Test(arguments: [
        ("sent", "sent"), ("delivered", "delivered"), ("read", "read"), ("failed", "rejected"),
        ("FAILED", "rejected"), ("played", "played"), ("deleted", "deleted"),
        ("in_orbit", "in_orbit"),
    ])
    func `each status is read, an unknown one kept`(_ given: String, _ status: String) throws {
        let mapped = try map(MetaBody.status(given))
        var expected = Fields(time: receivedAt)
        expected.message = "wamid.A"
        expected.from = "+15550001111"
        expected.to = "+573001112233"
        expected.status = status
        expected.channel = "whatsapp"
        #expect(mapped.fields == [expected])
        #expect(mapped.events.map(\.kind) == [.status])
        #expect(mapped.problems.isEmpty)
    }

    @Test(arguments: [
        (
            "{\"code\":131026,\"title\":\"Undeliverable\",\"message\":\"Undeliverable\","
                + "\"error_data\":{\"details\":\"Not on WhatsApp\"},\"href\":\"/x\"}",
            "131026", "Not on WhatsApp"
        ),
        ("{\"code\":131026,\"title\":\"Undeliverable\"}", "131026", "Undeliverable"),
        ("{\"code\":\"131049\",\"title\":\"Not delivered\"}", "131049", "Not delivered"),
        (
            "{\"code\":470,\"title\":\"T\",\"details\":\"More than 24 hours\"}",
            "470", "More than 24 hours"
        ),
        (
            "{\"code\":1,\"title\":\"T\",\"message\":\"M\",\"error_data\":{\"details\":\"\"}}",
            "1", "M"
        ),
        ("{\"code\":131000}", "131000", nil),
    ])
    func `a failed update says why in every form of its error`(
        _ error: String,
        _ code: String,
        _ description: String?
    ) throws {
        let mapped = try map(MetaBody.status("failed", "\"errors\":[\(error)]"))
        #expect(mapped.fields.map(\.status) == ["rejected"])
        #expect(mapped.fields.map(\.code) == [code])
        #expect(mapped.fields.map(\.description) == [description])
        #expect(mapped.problems.isEmpty)
    }

    @Test(arguments: ["1772366400", "\"1772366400\"", "1772366400000", "\"1772366400000\""])
    func `a time is read as text, number, seconds or milliseconds`(_ time: String) throws {
        let mapped = try map(
            MetaBody.messages(
                "\"statuses\":[{\"id\":\"a\",\"status\":\"sent\",\"timestamp\":\(time)}]"
            )
        )
        #expect(mapped.fields.map(\.time) == [receivedAt])
    }

    @Test(arguments: [
        ("15550783881", "+15550783881"), ("+1 555-078-3881", "+15550783881"),
        ("+250 788 123 200", "+250788123200"), ("+1 (555) 078 3881", "+15550783881"),
        ("Acme Ltd", "Acme Ltd"),
    ])
    func `a display number gets one form`(_ given: String, _ from: String) throws {
        let body = MetaBody.messages(
            "\"statuses\":[\(MetaBody.update("a", "sent"))]",
            metadata:
                "\"metadata\":{\"display_phone_number\":\"\(given)\",\"phone_number_id\":\"7\"},"
        )
        #expect(try map(body).fields.map(\.from) == [from])
    }

    @Test func `a batch of entries and changes gives every update in order`() throws {
        let change = { (updates: [String]) in
            "{\"field\":\"messages\",\"value\":{\(MetaBody.metadata),\"statuses\":["
                + updates.map { MetaBody.update($0, "read") }.joined(separator: ",") + "]}}"
        }
        let body =
            "{\"entry\":[{\"id\":\"1\",\"changes\":[\(change(["a", "b"])),\(change(["c"]))]},"
            + "{\"id\":\"2\",\"changes\":[\(change(["d"]))]},{\"id\":\"3\",\"changes\":[]}],"
            + "\"object\":\"whatsapp_business_account\"}"
        let mapped = try map(body)
        #expect(mapped.fields.map(\.message) == ["a", "b", "c", "d"])
        #expect(Set(mapped.keys).count == 4)
        #expect(mapped.problems.isEmpty)
        #expect(mapped.ignored == 0)
    }

    @Test func `messages and statuses of one value are both taken`() throws {
        let mapped = try map(
            MetaBody.messages(
                "\"messages\":[{\"id\":\"wamid.in\",\"from\":\"573001112233\",\"timestamp\":"
                    + "\"1772366399\",\"type\":\"text\",\"text\":{\"body\":\"hi\"}}],"
                    + "\"statuses\":[\(MetaBody.update("wamid.out", "read"))]"
            )
        )
        #expect(mapped.events.map(\.kind) == [.status, .inbound])
        #expect(mapped.fields.map(\.message) == ["wamid.out", "wamid.in"])
        #expect(mapped.fields.last?.from == "+573001112233")
        #expect(mapped.fields.last?.to == "+15550001111")
        #expect(mapped.fields.last?.custom("type") == .text("text"))
        #expect(mapped.ignored == 0)
    }

    @Test func `in a group each participant has a status of its own`() throws {
        let group = { (members: String) in
            "{\"id\":\"wamid.G\",\"status\":\"read\",\"timestamp\":\"1772366400\","
                + "\"recipient_id\":\"Z3JvdXA\",\"recipient_type\":\"group\",\(members)}"
        }
        let mapped = try map(
            MetaBody.messages(
                "\"statuses\":["
                    + [
                        group("\"recipient_participant_id\":\"573001112233\""),
                        group("\"participant_recipient_id\":\"573001112244\""),
                        group("\"recipient_participant_user_id\":\"CO.1234567890\""),
                        group("\"recipient_participant_parent_user_id\":\"CO.ENT.1\""),
                        group("\"recipient_participant_parent_user_id\":\"CO.ENT.2\""),
                        group(
                            "\"recipient_participant_id\":\"573001112255\","
                                + "\"recipient_participant_user_id\":\"CO.5\""
                        ),
                    ].joined(separator: ",") + "]"
            )
        )
        #expect(
            mapped.fields.map(\.to)
                == [
                    "+573001112233", "+573001112244", "CO.1234567890", "CO.ENT.1", "CO.ENT.2",
                    "+573001112255",
                ]
        )
        #expect(
            mapped.fields.map { $0.custom("participant")?.text } == [
                "573001112233", "573001112244", "CO.1234567890", "CO.ENT.1", "CO.ENT.2",
                "573001112255",
            ]
        )
        #expect(Set(mapped.keys).count == 6)
        #expect(mapped.problems.isEmpty)
    }

    @Test(arguments: ["", "\"recipient_id\":\"\",", "\"recipient_id\":null,"])
    func `a user who hides the number is known by the user id`(_ number: String) throws {
        let mapped = try map(
            MetaBody.messages(
                "\"contacts\":[{\"user_id\":\"CO.1\"}],\"statuses\":[{\"id\":\"a\",\(number)"
                    + "\"status\":\"delivered\",\"timestamp\":\"1772366400\","
                    + "\"recipient_user_id\":\"CO.1\"}]"
            )
        )
        #expect(mapped.fields.map(\.to) == ["CO.1"])
        #expect(mapped.problems.isEmpty)
    }

    @Test func `an update never gets the number of another update's contact`() throws {
        let mapped = try map(
            MetaBody.messages(
                "\"contacts\":[{\"wa_id\":\"573001112233\",\"user_id\":\"CO.1\"}],\"statuses\":["
                    + MetaBody.update("a", "sent", "\"recipient_user_id\":\"CO.1\"") + ","
                    + "{\"id\":\"b\",\"status\":\"sent\",\"timestamp\":\"1772366400\","
                    + "\"recipient_user_id\":\"CO.2\"}]"
            )
        )
        #expect(mapped.fields.map(\.to) == ["+573001112233", "CO.2"])
    }

    @Test func `an update without any recipient has the contact's number`() throws {
        let mapped = try map(
            MetaBody.messages(
                "\"contacts\":[{\"wa_id\":\"573001112233\"}],"
                    + "\"statuses\":[{\"id\":\"a\",\"status\":\"sent\",\"timestamp\":\"1772366400\"}]"
            )
        )
        #expect(mapped.fields.map(\.to) == ["+573001112233"])
    }

    @Test(arguments: [
        // Another update, another contact, and an incoming message whose contact it may be.
        MetaBody.messages("\"contacts\":[\(ada)],\"statuses\":[\(nobody("a")),\(nobody("b"))]"),
        MetaBody.messages("\"contacts\":[\(ada),{}],\"statuses\":[\(nobody("a"))]"),
        MetaBody.messages(
            "\"contacts\":[\(ada)],\"statuses\":[\(nobody("a"))],\"messages\":[{\"id\":\"c\","
                + "\"from\":\"573001112233\",\"timestamp\":\"1\"}]"
        ),
        MetaBody.body(
            "{\"value\":{\(MetaBody.metadata),\"contacts\":[\(ada)],\"statuses\":[\(nobody("a"))]}},"
                + "{\"value\":{\(MetaBody.metadata),\"statuses\":[\(nobody("b"))]}}"
        ),
    ])
    func `a contact that may be another one's is no recipient`(_ body: String) throws {
        for name in ["meta-cloud-api", "360dialog"] {
            let mapped = try shippedSource(name).map(body)
            let statuses = mapped.events.filter { $0.kind == .status }
            #expect(!statuses.isEmpty)
            #expect(statuses.allSatisfy { $0.fields.to == nil })
            #expect(mapped.problems.isEmpty)
        }
    }

    private static let ada = "{\"wa_id\":\"573001112233\",\"user_id\":\"CO.1\"}"

    private static func nobody(_ id: String) -> String {
        "{\"id\":\"\(id)\",\"status\":\"sent\",\"timestamp\":\"1772366400\"}"
    }

    @Test func `who is known by a parent's user id alone is named by it`() throws {
        let mapped = try map(
            MetaBody.messages(
                "\"statuses\":[{\"id\":\"a\",\"status\":\"sent\",\"timestamp\":\"1772366400\","
                    + "\"recipient_parent_user_id\":\"CO.ENT.1\"}]"
            )
        )
        #expect(mapped.fields.map(\.to) == ["CO.ENT.1"])
    }

    @Test func `what the sender sent along comes back as the campaign`() throws {
        let mapped = try map(
            MetaBody.status("read", "\"biz_opaque_callback_data\":\"spring \\u00fc \\/ 26\"")
        )
        #expect(mapped.fields.map(\.campaign) == ["spring ü / 26"])
    }

    @Test func `without object and field a body is understood all the same`() throws {
        let mapped = try map(
            "{\"entry\":[{\"changes\":[{\"value\":{\(MetaBody.metadata),"
                + "\"statuses\":[\(MetaBody.update("a", "read"))]}}]}]}"
        )
        #expect(mapped.fields.map(\.message) == ["a"])
        let whole = try map(MetaBody.messages("\"statuses\":[\(MetaBody.update("a", "read"))]"))
        #expect(mapped.keys == whole.keys)
        #expect(mapped.problems.isEmpty)
    }

    @Test func `without metadata an update is kept, and a problem says what that costs`() throws {
        let mapped = try map(
            MetaBody.messages("\"statuses\":[\(MetaBody.update("a", "read"))]", metadata: "")
        )
        #expect(mapped.fields.map(\.status) == ["read"])
        #expect(mapped.fields.map(\.from) == [nil])
        #expect(mapped.codes == ["mapping.no_identity"])
        #expect(mapped.problems.first?.isKept == true)
    }
}
