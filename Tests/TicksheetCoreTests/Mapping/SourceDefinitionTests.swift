import ShippedMappings
import Testing
import TicksheetCore

@Suite struct SourceDefinitionTests {
    private static let plain = """
        { provider: "acme", title: "t", phones: "international", events: [{
            kind: "status", when: "$.a", each: [{ as: "e", path: "$.events[*]" }],
            fields: {
                message: "e.id", to: ["e.to", "e.other"],
                time: { path: "e.at", zone: "UTC", pattern: "dd/MM/yyyy", locale: "es" },
                status: { path: "e.state", values: { A: "sent", B: "read" } },
                channel: { value: "sms" }, price: { path: "e.price", as: "number" },
                tags: { path: "e.tags[*]", join: "," } },
            key: ["e.id", { path: "e.part", optional: true }] }] }
        """

    @Test func `the same mapping written another way has the same definition`() throws {
        let other = Self.plain
            .replacing("{ A: \"sent\", B: \"read\" }", with: "{ B: \"read\", A: \"sent\" }")
            .replacing("title: \"t\"", with: "/* a comment */ title: \"another\"")
            .replacing("message: \"e.id\", to: [\"e.to\", \"e.other\"],", with: "")
            .replacing("tags:", with: "to: [\"e.to\", \"e.other\"], message: \"e.id\", tags:")
        #expect(other != Self.plain)
        #expect(try definition(other) == definition(Self.plain))
    }

    @Test(arguments: [
        ("\"acme\"", "\"acne\""), ("phones: \"international\", ", ""), ("\"$.a\"", "\"$.b\""),
        ("events[*]", "events[1:]"), ("\"e.to\", \"e.other\"", "\"e.other\", \"e.to\""),
        ("\"UTC\"", "\"America/Bogota\""), ("dd/MM", "MM/dd"), ("\"es\"", "\"pt\""),
        ("A: \"sent\"", "A: \"read\""), ("\"sms\"", "\"rcs\""), (", as: \"number\"", ""),
        ("join: \",\"", "join: \";\""), ("optional: true", "optional: false"),
        ("kind: \"status\"", "kind: \"signal\""), ("[\"e.id\", {", "[\"e.key\", {"),
        ("message: \"e.id\"", "message: \"e.key\""),
    ])
    func `whatever changes an event changes the definition`(
        _ old: String,
        _ new: String
    ) throws {
        let changed = Self.plain.replacing(old, with: new)
        #expect(changed != Self.plain)
        #expect(try definition(changed) != definition(Self.plain))
    }

    @Test func `shipped mappings differ from each other`() throws {
        let definitions = try ShippedMappings.sources.map { shipped in
            try SourceMapping(file: shipped.name, bytes: shipped.text, context: .fixture).definition
        }
        #expect(Set(definitions).count == ShippedMappings.sources.count)
    }

    private func definition(_ text: String) throws -> String {
        try SourceMapping(file: "acme.json5", bytes: Array(text.utf8), context: .fixture).definition
    }
}
