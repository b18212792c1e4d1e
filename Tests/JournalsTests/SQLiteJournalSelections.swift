import Journals
import TestSupport
import Testing
import TicksheetCore
import WallTime

@Suite struct SQLiteJournalSelections {
    private let folder = TemporaryDirectory()

    private static var fields: Fields {
        Fields(
            time: Timestamp(seconds: 7, nanoseconds: 5),
            from: "+1",
            to: "+2",
            status: "sent",
            description: "why",
            message: "id",
            code: "131026",
            campaign: "spring",
            channel: "whatsapp",
            template: "offer",
            custom: [.init(name: "shop", value: .text("Centro"))]
        )
    }

    @Test func `only the fields that were asked for are there, one after another`() async throws {
        try await SQLiteJournal.with(folder.file("journal.db")) { journal in
            for (number, source) in ["meta", "bird", "meta"].enumerated() {
                let event = Event(
                    id: Sample.id(number, in: journal),
                    kind: .status,
                    element: 0,
                    fields: Self.fields
                )
                try await journal.append(Sample.delivery([event], source: source))
            }
            let texts = StandardField.allCases.filter { $0 != .time }
            let selections =
                [FieldSelection(), .all, FieldSelection(hasCustom: true)]
                + texts.map { FieldSelection(standard: [$0]) }
                + [FieldSelection(standard: [.to, .code], hasCustom: true), .all]
            for selection in selections {
                var expected = Self.fields
                for field in texts where !selection.standard.contains(field) {
                    expected[field] = nil
                }
                if !selection.hasCustom { expected.custom = [] }
                let entries = try journal.entries(after: 0, limit: 9, fields: selection)
                #expect(entries.map(\.fields) == [expected, expected, expected])
                #expect(entries.map(\.source) == ["meta", "bird", "meta"])
                #expect(try journal.entries(after: 1, limit: 1, fields: selection).count == 1)
            }
            #expect(
                try journal.entries(after: 0, limit: 9).map(\.fields)
                    == Array(repeating: Self.fields, count: 3)
            )
        }
    }
}
