import TestSupport
import Testing
import TicksheetCore
import WallTime

@Suite struct JournalFieldsContract {
    private let folder = TemporaryDirectory()

    @Test(arguments: JournalSubject.all)
    func `any fields come back as they were given`(_ subject: JournalSubject) async throws {
        try await subject.place(in: folder).withJournal { journal in
            var random = SeededRandom("fields")
            for round in 0..<40 {
                let events = (0..<10).map { index in
                    Event(
                        id: Sample.id(round * 10 + index, in: journal),
                        kind: EventKind.allCases.randomElement(using: &random) ?? .status,
                        element: index,
                        fields: Self.fields(&random)
                    )
                }
                let origin = Origin.allCases.randomElement(using: &random) ?? .webhook
                let head = try journal.head()
                try await journal.append(
                    Sample.delivery(events, source: random.text(upTo: 5), origin: origin)
                )
                let entries = try journal.entries(after: head, limit: 20)
                #expect(entries.map(\.fields) == events.map(\.fields))
                #expect(entries.map(\.kind) == events.map(\.kind))
                #expect(entries.allSatisfy { $0.origin == origin })
            }
        }
    }

    @Test(arguments: JournalSubject.all)
    func `absent fields stay absent`(_ subject: JournalSubject) async throws {
        try await subject.place(in: folder).withJournal { journal in
            let fields = Fields(time: Timestamp(seconds: -1, nanoseconds: 999_999_999))
            let event = Event(
                id: Sample.id(1, in: journal),
                kind: .status,
                element: 0,
                fields: fields
            )
            try await journal.append(Sample.delivery([event]))
            let entry = try #require(try journal.entries(after: 0, limit: 1).first)
            #expect(entry.fields == fields)
            #expect(entry.fields.status == nil)
            #expect(entry.fields.custom.isEmpty)
            #expect(try journal.summary().counts == ["": 1])
        }
    }

    private static func fields(_ random: inout SeededRandom) -> Fields {
        var fields = Fields(
            time: Timestamp(
                seconds: Int64.random(in: -1 << 40...1 << 40, using: &random),
                nanoseconds: Int32.random(in: 0...999_999_999, using: &random)
            )
        )
        fields.isTimeOfReceipt = Bool.random(using: &random)
        for field in StandardField.allCases where Bool.random(using: &random) {
            let text = random.text(upTo: 12)
            fields[field] = text.isEmpty ? nil : text
        }
        var names: Set<String> = []
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            let name = random.text(upTo: 6)
            // A field's own words must not be taken for the marks of its form.
            let awkward = ["number", "seconds", "nanoseconds", name].randomElement(using: &random)
            guard let awkward, names.insert(awkward).inserted else { continue }
            fields.custom.append(
                Fields.CustomField(name: awkward, value: value(&random))
            )
        }
        return fields
    }

    private static func value(_ random: inout SeededRandom) -> FieldValue {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: .text(random.text(upTo: 20))
        case 1: .number(["0", "-12.50", "1e400", "00042"].randomElement(using: &random) ?? "1")
        default:
            .time(
                Timestamp(
                    seconds: Int64.random(in: -1 << 50...1 << 50, using: &random),
                    nanoseconds: Int32.random(in: 0...999_999_999, using: &random)
                )
            )
        }
    }
}
