import Testing
import TicksheetCore
import WallTime

@Suite struct ReportDefinitionTests {
    private static let plain = """
        { title: "t", rows: "status", where: { status: ["rejected", "sent"] }, zone: "UTC",
          columns: [ { header: "Time", field: "time", format: "iso" },
                     { header: "Text", template: "{description}[ ({code})]" },
                     { header: "Status", field: "status", labels: { a: "b", c: "d" } } ] }
        """

    @Test func `the same mapping written another way has the same definition`() throws {
        let other = """
            { // a comment
              columns: [ { field: "time", header: "Time", format: "iso" },
                         { header: "Text", template: "{description}[ ({code})]" },
                         { header: "Status", labels: { c: "d", a: "b" }, field: "status" } ],
              zone: "UTC", title: "another title", where: { status: ["sent", "rejected"] } }
            """
        #expect(try definition(other) == definition(Self.plain))
    }

    @Test(arguments: [
        ("\"Time\"", "\"When\""), ("\"iso\"", "\"unix\""), ("({code})", "{code}"),
        ("a: \"b\"", "a: \"x\""), ("[\"rejected\", \"sent\"]", "\"sent\""),
        ("zone: \"UTC\"", "zone: \"UTC\", locale: \"es\""), ("zone: \"UTC\",", ""),
        ("field: \"time\"", "field: \"received\""),
    ])
    func `whatever changes a row changes the definition`(
        _ old: String,
        _ new: String
    ) throws {
        let changed = Self.plain.replacing(old, with: new)
        #expect(changed != Self.plain)
        #expect(try definition(changed) != definition(Self.plain))
    }

    private func definition(_ text: String) throws -> String {
        let context = MappingContext(
            shipped: { _ in nil },
            shippedNames: [],
            zone: { _ in .success(.utc) }
        )
        return try ReportMapping(file: "r.json5", bytes: Array(text.utf8), context: context)
            .definition
    }
}
