import Testing
import TicksheetCore
import WallTime

private let bogota = TimeZoneRules.fixed(ZoneOffset(seconds: -18_000, abbreviation: "-05"))

private func entry(
    _ status: String?,
    kind: EventKind = .status,
    change: (inout Fields) -> Void = { _ in }
) -> Entry {
    var fields = Fields(time: receivedAt)
    fields.from = "+15550001111"
    fields.to = "+573001112233"
    fields.status = status
    change(&fields)
    return Entry(
        sequence: 7,
        origin: .webhook,
        source: "meta",
        provider: "meta",
        received: Timestamp(seconds: receivedAt.seconds + 61),
        kind: kind,
        fields: fields
    )
}

private func row(_ mapping: ReportMapping, _ entry: Entry) -> [String]? {
    var builder = RowBuilder(mapping, RowZones("America/Bogota", otherwise: "UTC") { _ in bogota })
    return builder.row(for: entry)?.map(\.text)
}

/// One column's cell.
private func cell(_ column: String, root: String = "", _ entry: Entry) throws -> Cell? {
    let mapping = try reportMapping("{ \(root) columns: [{ header: \"A\", \(column) }] }")
    var builder = RowBuilder(mapping, RowZones("America/Bogota", otherwise: "UTC") { _ in bogota })
    return builder.row(for: entry)?.first
}

private func shippedReport(_ name: String) throws -> ReportMapping {
    try reportMapping("{ extends: \"\(name)\" }")
}

@Suite struct ReportRowTests {
    @Test func `a report names the fields that its columns and its filter look at`() throws {
        let shipped = try shippedReport("whatsapp-campaign-reports").fields
        #expect(
            shipped
                == FieldSelection(standard: [.time, .from, .to, .status, .description, .code])
        )
        let mapping = try reportMapping(
            """
            { where: { channel: ["whatsapp"] }, columns: [
                { header: "A", template: "{message}[ ({shop})]" }, { header: "B", field: "zone" },
            ] }
            """
        )
        #expect(
            mapping.fields
                == FieldSelection(standard: [.message, .channel, .to], hasCustom: true)
        )
    }

    @Test func `the English report has the five columns of the campaign sheet`() throws {
        let mapping = try shippedReport("whatsapp-campaign-reports")
        #expect(
            mapping.headers == ["Time", "Message_From", "Message_To", "Status", "Description"]
        )
        let failed = entry("rejected") { fields in
            fields.description = "Message undeliverable"
            fields.code = "131026"
        }
        #expect(
            row(mapping, failed) == [
                "2026-03-01 07:00:00", "+15550001111", "+573001112233", "rejected",
                "Message undeliverable (131026)",
            ]
        )
        #expect(row(mapping, entry("in_orbit"))?[3] == "in_orbit")
        #expect(row(mapping, entry("sent"))?[4].isEmpty == true)
    }

    @Test(arguments: [
        ("accepted", "Aceptado"), ("sent", "Enviado"), ("delivered", "Entregado"),
        ("read", "Leído"), ("played", "Reproducido"), ("rejected", "Rechazado"),
        ("deleted", "Eliminado"), ("in_orbit", "in_orbit"),
    ])
    func `the Spanish report has Spanish headers and statuses`(
        _ status: String,
        _ label: String
    ) throws {
        let mapping = try shippedReport("informes-de-campanas-de-whatsapp")
        #expect(
            mapping.headers
                == ["La hora", "Mensaje_de", "Mensaje_Para", "Estado", "Descripción"]
        )
        #expect(row(mapping, entry(status))?[3] == label)
    }

    @Test func `every language has a word of its own for each status`() throws {
        let statuses = ["accepted", "sent", "delivered", "read", "played", "rejected", "deleted"]
        for language in TimeLocale.languages where language != "en" {
            let labels = try statuses.map { status in
                try cell("field: \"status\"", root: "locale: \"\(language)\",", entry(status))?.text
            }
            #expect(Set(labels).count == statuses.count, "\(language)")
            #expect(!labels.contains { label in statuses.contains(label ?? "sent") }, "\(language)")
        }
    }

    @Test func `labels replace what is shown and win over the language`() throws {
        let column = "field: \"status\", labels: { rejected: \"Lost\" }"
        #expect(try cell(column, entry("rejected")) == .text("Lost"))
        #expect(try cell(column, root: "locale: \"es\",", entry("rejected")) == .text("Lost"))
        #expect(try cell(column, root: "locale: \"es\",", entry("sent")) == .text("sent"))
    }

    @Test func `a language changes month names and translates an extended report`() throws {
        #expect(
            try cell(
                "field: \"time\", format: \"d MMMM yyyy\"",
                root: "locale: \"es\",",
                entry("x")
            )?
            .text == "1 marzo 2026"
        )
        let mapping = try reportMapping(
            "{ extends: \"informes-de-campanas-de-whatsapp\", locale: \"en\" }"
        )
        #expect(row(mapping, entry("read"))?[3] == "read")
        #expect(mapping.headers.first == "La hora")
    }

    @Test(arguments: [
        ("yyyy-MM-dd HH:mm:ss", "2026-03-01 07:00:00"), ("iso", "2026-03-01T07:00:00-05:00"),
        ("unix", "1772366400"), ("dd/MM/yy", "01/03/26"), ("VV xxx", "America/Bogota -05:00"),
    ])
    func `a time is written in its column's format, as the report's zone shows it`(
        _ format: String,
        _ text: String
    ) throws {
        #expect(
            try cell("field: \"time\", format: \"\(format)\"", entry("sent"))
                == .time(receivedAt, local: receivedAt.seconds - 18_000, text: text)
        )
    }

    @Test func `zone, offset, received and source follow from row and report`() throws {
        #expect(try cell("field: \"zone\"", entry("sent")) == .text("America/Bogota"))
        #expect(try cell("field: \"offset\"", entry("sent")) == .text("-05:00"))
        #expect(try cell("field: \"source\"", entry("sent")) == .text("meta"))
        #expect(try cell("field: \"received\"", entry("sent"))?.text == "2026-03-01 07:01:01")
        #expect(
            try cell("template: \"{received} {zone} {offset} {source}\"", entry("sent"))
                == .text("2026-03-01 07:01:01 America/Bogota -05:00 meta")
        )
    }

    @Test func `custom fields keep their kind`() throws {
        let custom = entry("sent") { fields in
            fields.custom = [
                .init(name: "price", value: .number("0.0500")),
                .init(name: "shop", value: .text("north")),
                .init(name: "seen", value: .time(receivedAt)),
            ]
        }
        #expect(try cell("field: \"price\"", custom) == .number("0.0500"))
        #expect(try cell("field: \"shop\"", custom) == .text("north"))
        #expect(try cell("field: \"seen\"", custom)?.text == "2026-03-01 07:00:00")
        #expect(try cell("field: \"none\"", custom) == .empty)
        let mapping = try reportMapping(
            "{ columns: [{ header: \"A\", field: \"shop\" }, { header: \"B\", template: \"{price}{to}\" }] }"
        )
        #expect(mapping.customFields == ["shop", "price"])
    }

    @Test func `only status events that the filter lets through become rows`() throws {
        let mapping = try reportMapping(
            """
            { where: { status: ["rejected", "delivered"], source: "meta" },
              columns: [{ header: "A", field: "status" }] }
            """
        )
        #expect(row(mapping, entry("rejected")) == ["rejected"])
        #expect(row(mapping, entry("sent")) == nil)
        #expect(row(mapping, entry(nil)) == nil)
        #expect(row(mapping, entry("rejected", kind: .inbound)) == nil)
        #expect(row(mapping, entry("rejected", kind: .signal)) == nil)
    }

    @Test func `an extension appends columns, replaces those of the same header and renames`()
        throws
    {
        let mapping = try reportMapping(
            """
            { extends: "whatsapp-campaign-reports", title: "Ours", zone: "America/Bogota",
              columns: [{ header: "Customer", field: "name" },
                        { header: "Time", field: "time", format: "unix" }],
              headers: { Time: "When", Customer: "Who" } }
            """
        )
        #expect(
            mapping.headers
                == ["When", "Message_From", "Message_To", "Status", "Description", "Who"]
        )
        #expect(mapping.title == "Ours")
        #expect(mapping.zone == "America/Bogota")
        #expect(row(mapping, entry("sent"))?.first == "1772366400")
    }
}
