import ShippedMappings
import Testing
import TicksheetCore

private func lines(_ text: String) -> [String] {
    problemLines { _ = try sourceMapping(text) }
}

private let metaBody = """
    { "object": "whatsapp_business_account", "entry": [{ "id": "1", "changes": [{
      "field": "messages", "value": {
        "metadata": { "display_phone_number": "15550001111", "phone_number_id": "77" },
        "contacts": [{ "profile": { "name": "Ada" }, "wa_id": "573001112233" }],
        "statuses": [{ "id": "wamid.A", "status": "failed", "timestamp": "1772366400",
          "recipient_id": "573001112233" }]
      } }] }] }
    """

@Suite struct ExtendedMappingTests {
    @Test func `an extension adds a field and keeps provider, key and the other fields`() throws {
        let plain = try shippedSource("meta-cloud-api").map(metaBody)
        let extended = try sourceMapping(
            "{ extends: \"meta-cloud-api\", fields: { name: \"change.contacts[0].profile.name\" } }"
        )
        #expect(extended.provider == "meta")
        #expect(extended.title == "WhatsApp Cloud API")
        let mapped = extended.map(metaBody)
        #expect(mapped.keys == plain.keys)
        #expect(mapped.fields.first?.custom("name") == .text("Ada"))
        #expect(mapped.fields.first?.status == "rejected")
        #expect(mapped.fields.first?.to == "+573001112233")
    }

    @Test func `an extension replaces a field in its place`() throws {
        let extended = try sourceMapping(
            "{ extends: \"meta-cloud-api\", title: \"Ours\", "
                + "fields: { status: { path: \"update.status\", values: { failed: \"lost\" } } } }"
        )
        #expect(extended.title == "Ours")
        #expect(extended.map(metaBody).fields.map(\.status) == ["lost"])
    }

    @Test func `an extension without fields is its base`() throws {
        let extended = try sourceMapping("{ extends: \"meta-cloud-api\" }")
        let plain = try shippedSource("meta-cloud-api")
        #expect(extended.map(metaBody).events == plain.map(metaBody).events)
    }

    @Test func `an extension may change how numbers are read`() throws {
        let extended = try sourceMapping("{ extends: \"meta-cloud-api\", phones: \"plain\" }")
        #expect(extended.map(metaBody).fields.map(\.to) == ["573001112233"])
    }

    @Test func `a field of a step is added where the step is, one of the body everywhere`() throws {
        let extended = try sourceMapping(
            "{ extends: \"custom\", fields: { shop: [\"event.shop\", \"$.shop\"] } }"
        )
        let one = extended.map(
            "{\"id\":\"m\",\"time\":1,\"to\":\"x\",\"status\":\"sent\",\"shop\":\"north\"}"
        )
        #expect(one.fields.map { $0.custom("shop") } == [.text("north")])
        let many = extended.map(
            "[{\"id\":\"m\",\"time\":1,\"to\":\"x\",\"status\":\"sent\",\"shop\":\"south\"}]"
        )
        #expect(many.fields.map { $0.custom("shop") } == [.text("south")])
    }

    @Test(arguments: [
        (
            "{ extends: \"meta-cloud-ap\" }",
            "acme.json5:1: extends is \"meta-cloud-ap\"; did you mean \"meta-cloud-api\"?"
        ),
        (
            "{ extends: \"./other.json5\" }",
            "acme.json5:1: extends is \"./other.json5\"; expected one of "
                + ShippedMappings.sources.map(\.name).joined(separator: ", ")
                + ", whatsapp-campaign-reports, informes-de-campanas-de-whatsapp, campaign-funnel or "
                + "rejected-numbers."
        ),
        (
            "{ extends: null }",
            "acme.json5:1: the file has no \"extends\"; expected a shipped mapping's word."
        ),
        (
            "{ extends: 5 }",
            "acme.json5:1: extends is 5; expected a shipped mapping's word."
        ),
        (
            "{ extends: \"custom\", provider: \"mine\" }",
            "acme.json5:1: unknown key \"provider\"; expected one of extends, title, phones or fields."
        ),
        (
            "{ extends: \"custom\", fields: { shop: \"nope\" } }",
            "acme.json5:1: fields.shop is \"nope\", which starts at no known name; did you mean "
                + "{ value: \"nope\" }? A path starts at $, request or event."
        ),
    ])
    func `a wrong extension is reported in one line`(_ text: String, _ line: String) {
        #expect(lines(text) == [line])
    }

    @Test func `a report is no base of a source, and what is wrong names that file`() {
        let found = lines("{ extends: \"whatsapp-campaign-reports\" }")
        #expect(!found.isEmpty)
        for line in found { #expect(line.hasPrefix("whatsapp-campaign-reports:")) }
    }
}
