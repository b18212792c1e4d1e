import Testing
import TicksheetCore

private func lines(_ text: String) -> [String] {
    problemLines { _ = try reportMapping(text) }
}

private func columnLines(_ column: String) -> [String] {
    lines("{ columns: [\n{ \(column) }] }")
}

@Suite struct ReportMappingProblemTests {
    @Test(arguments: [
        (
            "{ title: \"x\" }",
            "the file has no \"columns\"; expected a list of columns such as "
                + "{ header: \"Status\", field: \"status\" }."
        ),
        (
            "{ columns: [] }",
            "columns is empty; expected a list of columns such as "
                + "{ header: \"Status\", field: \"status\" }."
        ),
        (
            "{ columns: \"status\" }",
            "columns is \"status\"; expected a list of columns such as "
                + "{ header: \"Status\", field: \"status\" }."
        ),
        (
            "{ colums: [], columns: [{ header: \"A\", field: \"a\" }] }",
            "unknown key \"colums\"; did you mean \"columns\"?"
        ),
        (
            "{ rows: \"state\", columns: [{ header: \"A\", field: \"a\" }] }",
            "rows is \"state\"; expected \"status\", \"message\" or \"number\"; "
                + "did you mean \"status\"?"
        ),
        (
            "{ columns: [{ header: \"A\", field: \"sent_at\" }] }",
            "columns[0] shows \"sent_at\", which rows per message have; expected another field, or "
                + "rows: \"message\" for this report."
        ),
        (
            "{ rows: \"message\", columns: [{ header: \"A\", template: \"{times} x\" }] }",
            "columns[0] shows \"times\", which rows per number have; expected another field, or "
                + "rows: \"number\" for this report."
        ),
        (
            "{ locale: \"tlh\", columns: [{ header: \"A\", field: \"a\" }] }",
            "locale is \"tlh\"; expected \"en\", \"es\", \"pt\", \"fr\", \"de\", \"it\", \"nl\" or "
                + "\"id\"."
        ),
        (
            "{ zone: \"Bogota\", columns: [{ header: \"A\", field: \"a\" }] }",
            "zone is \"Bogota\"; there is no such zone here."
        ),
        (
            "{ zone: \"Recipient\", columns: [{ header: \"A\", field: \"a\" }] }",
            "zone is \"Recipient\"; did you mean \"recipient\"?"
        ),
        (
            "{ zone: 7, columns: [{ header: \"A\", field: \"a\" }] }",
            "zone is 7; expected a zone name such as \"America/Bogota\", or \"recipient\"."
        ),
        (
            "{ where: [\"sent\"], columns: [{ header: \"A\", field: \"a\" }] }",
            "where is a list; expected an object such as { status: [\"rejected\"] }."
        ),
        (
            "{ where: { status: [1] }, columns: [{ header: \"A\", field: \"a\" }] }",
            "where.status[0] is 1; expected a text that the field may have."
        ),
        (
            "{ where: { offset: \"-05:00\" }, columns: [{ header: \"A\", field: \"a\" }] }",
            "where.offset cannot be a condition; expected a field of the event."
        ),
        (
            "{ columns: [{ header: \"A\", field: \"a\" }, { header: \"A\", field: \"b\" }] }",
            "columns[1] has the header \"A\" a second time; expected a header of its own for every "
                + "column."
        ),
        (
            "{ columns: [{ header: \"Ticksheet key\", field: \"a\" }] }",
            "columns[0] has the header \"Ticksheet key\", which a hidden column of Google Sheets has; "
                + "expected another one."
        ),
        (
            "{ columns: [{ header: \"Ticksheet state\", field: \"a\" }] }",
            "columns[0] has the header \"Ticksheet state\", which a hidden column of Google Sheets has; "
                + "expected another one."
        ),
    ])
    func `a wrong report is reported in one line`(_ text: String, _ line: String) {
        #expect(lines(text) == ["rows.json5:1: \(line)"])
    }

    @Test(arguments: [
        ("field: \"a\"", "columns[0] has no \"header\"; expected the column's header."),
        (
            "header: \"A\"",
            "columns[0] has neither \"field\" nor \"template\"; expected one of them."
        ),
        (
            "header: \"A\", field: \"a\", template: \"{a}\"",
            "columns[0] has both \"field\" and \"template\"; expected one of them."
        ),
        ("header: \"A\", field: 5", "columns[0].field is 5; expected a field's name."),
        (
            "header: \"A\", feild: \"a\", field: \"a\"",
            "columns[0]: unknown key \"feild\"; did you mean \"field\"?"
        ),
        (
            "header: \"A\", field: \"status\", labels: [\"x\"]",
            "columns[0].labels is a list; expected an object such as { rejected: \"Rejected\" }."
        ),
        (
            "header: \"A\", field: \"status\", labels: { sent: 1 }",
            "columns[0].labels.sent is 1; expected the label to show."
        ),
        (
            "header: \"A\", template: \"{a\"",
            "columns[0].template is \"{a\": it has a \"{\" without \"}\"; expected {field}."
        ),
        (
            "header: \"A\", template: \"{ }\"",
            "columns[0].template is \"{ }\": it has a \"{\" without a field's name; expected {field}."
        ),
        (
            "header: \"A\", template: \"[{a}\"",
            "columns[0].template is \"[{a}\": it has a \"[\" without \"]\"; expected [a part that may "
                + "vanish]."
        ),
        (
            "header: \"A\", template: \"{a}]\"",
            "columns[0].template is \"{a}]\": it has a \"]\" that closes nothing; write \"\\\\]\" for "
                + "the character itself."
        ),
        (
            "header: \"A\", template: \"a}\"",
            "columns[0].template is \"a}\": it has a \"}\" that closes nothing; write \"\\\\}\" for the "
                + "character itself."
        ),
        (
            "header: \"A\", template: \"a\\\\\"",
            "columns[0].template is \"a\\\": it ends in \"\\\"; write \"\\\\\\\\\" for the character "
                + "itself."
        ),
    ])
    func `a wrong column is named with its place`(_ column: String, _ line: String) {
        #expect(columnLines(column) == ["rows.json5:2: \(line)"])
    }

    @Test func `a wrong date pattern is quoted, once and with one full stop`() {
        let found = columnLines("header: \"A\", field: \"time\", format: \"YYYY-MM-DD\"")
        #expect(found.count == 1)
        #expect(
            found.first?.hasPrefix("rows.json5:2: columns[0].format is \"YYYY-MM-DD\": The format")
                == true
        )
        #expect(found.first?.hasSuffix("..") == false)
    }

    @Test func `all wrong columns are reported at once`() {
        let found = lines(
            "{ columns: [\n{ header: 1, field: \"a\" },\n{ header: \"B\", field: 2 },\n{ }] }"
        )
        #expect(
            found == [
                "rows.json5:2: columns[0].header is 1; expected the column's header.",
                "rows.json5:3: columns[1].field is 2; expected a field's name.",
                "rows.json5:4: columns[2] has no \"header\"; expected the column's header.",
                "rows.json5:4: columns[2] has neither \"field\" nor \"template\"; expected one of "
                    + "them.",
            ]
        )
    }

    @Test(arguments: [
        (
            "{ extends: \"whatsapp-campaign-report\" }",
            "extends is \"whatsapp-campaign-report\"; did you mean \"whatsapp-campaign-reports\"?"
        ),
        ("{ extends: null }", "the file has no \"extends\"; expected a shipped mapping's word."),
        (
            "{ extends: \"whatsapp-campaign-reports\", rows: \"status\" }",
            "unknown key \"rows\"; expected one of extends, title, where, zone, locale, columns or "
                + "headers."
        ),
        (
            "{ extends: \"whatsapp-campaign-reports\", headers: { Tme: \"La hora\" } }",
            "headers: unknown key \"Tme\"; did you mean \"Time\"?"
        ),
        (
            "{ extends: \"whatsapp-campaign-reports\", headers: { Time: 5 } }",
            "headers.Time is 5; expected the column's new header."
        ),
        (
            "{ extends: \"whatsapp-campaign-reports\", headers: { Time: \"Status\" } }",
            "the file has the header \"Status\" a second time; expected a header of its own for "
                + "every column."
        ),
        (
            "{ extends: \"whatsapp-campaign-reports\", columns: [{ header: \"A\", field: \"a\" }, "
                + "{ header: \"A\", field: \"b\" }] }",
            "columns[1] has the header \"A\" a second time; expected a header of its own for every "
                + "column."
        ),
    ])
    func `a wrong extension is reported in one line`(_ text: String, _ line: String) {
        #expect(lines(text) == ["rows.json5:1: \(line)"])
    }
}
