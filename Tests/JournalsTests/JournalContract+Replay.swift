import TestSupport
import Testing
import TicksheetCore
import WallTime

@Suite struct JournalReplayContract {
    private let folder = TemporaryDirectory()

    @Test(arguments: JournalSubject.all)
    func `bodies come back page by page with all that mapping them again needs`(
        _ subject: JournalSubject
    ) async throws {
        let place = subject.place(in: folder)
        try await place.withJournal { journal in
            #expect(try journal.bodyNumbers() == nil)
            #expect(try journal.bodies(after: 0, BodySelection()).bodies.isEmpty)
            for number in 0..<700 { try await append(number, to: journal) }
        }
        try await place.withJournal { journal in
            let bodies = try all(BodySelection(), journal)
            #expect(bodies.map(\.bytes) == (0..<700).map { Array("b\($0)".utf8) })
            #expect(bodies.map(\.number) == bodies.map(\.number).sorted())
            #expect(bodies.map(\.source) == (0..<700).map(source))
            let second = Sample.noon.seconds + 1
            #expect(bodies[1].received == Timestamp(seconds: second))
            #expect(bodies[1].request == Array("{\"n\":1}".utf8))
            let numbers = try #require(try journal.bodyNumbers())
            #expect(numbers == bodies[0].number...bodies[699].number)
            #expect(try journal.body(bodies[5].number) == bodies[5])
            #expect(try journal.body(numbers.upperBound + 1) == nil)

            var selection = BodySelection()
            selection.since = Timestamp(seconds: second)
            selection.until = Timestamp(seconds: second + 8, nanoseconds: 1)
            #expect(try all(selection, journal) == Array(bodies[1...9]))
            selection.since = Timestamp(seconds: second, nanoseconds: 1)
            selection.source = "bird"
            #expect(try all(selection, journal) == [bodies[3], bodies[6], bodies[9]])
            selection.source = "nobody"
            #expect(try all(selection, journal).isEmpty)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `a correction shows in place of its entry and is no entry of its own`(
        _ subject: JournalSubject
    ) async throws {
        let place = subject.place(in: folder)
        try await place.withJournal { journal in
            try await journal.append(Sample.delivery(1...4, in: journal))
            for status in ["sent", "read"] {
                let plan = try await plan([2, 4], status: status, in: journal)
                #expect(plan.corrections.count == 2)
                #expect(try journal.apply([plan]).corrected == 2)
                #expect(try await self.plan([2, 4], status: status, in: journal).isEmpty)
            }
        }
        try await place.withJournal { journal in
            let raw = try journal.entries(after: 0, limit: 100)
            #expect(raw.map(\.corrects) == [nil, nil, nil, nil, 2, 4, 2, 4])
            #expect(raw.dropFirst(4).allSatisfy { $0.origin == .replay })
            #expect(raw[4].source == raw[1].source && raw[4].received == raw[1].received)
            let corrected = try journal.correctedEntries(after: 0, limit: 100)
            #expect(corrected.map(\.sequence) == [1, 2, 3, 4])
            #expect(corrected.map(\.fields.status) == ["delivered", "read", "delivered", "read"])
            #expect(corrected.map(\.origin) == [.webhook, .webhook, .webhook, .webhook])
            #expect(corrected.allSatisfy { $0.corrects == nil })
            #expect(try journal.summary().counts == ["delivered": 2, "read": 2])
            #expect(try journal.summary().bodies == 1)
            let pages = [0, 1, 2, 3].map { after in
                try? journal.correctedEntries(after: Int64(after), limit: 1).map(\.sequence)
            }
            #expect(pages == [[1], [2], [3], [4]])
            #expect(try journal.correctedEntries(after: 4, limit: 2).isEmpty)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `entries behind many corrections are found`(_ subject: JournalSubject) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try await journal.append(Sample.delivery(1...300, in: journal))
            let plan = try await plan(Array(1...300), status: "read", in: journal)
            #expect(try journal.apply([plan]).corrected == 300)
            try await journal.append(Sample.delivery([301], in: journal, body: "other"))
            let found = try journal.correctedEntries(after: 300, limit: 7)
            #expect(found.map(\.sequence) == [601])
        }
    }

    @Test(arguments: JournalSubject.all)
    func `what is known of a body are its entries, the ids asked for and its problems`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try await journal.append(Sample.delivery([1, 2], in: journal, body: "first"))
            try await journal.append(
                Sample.delivery(
                    [2, 3],
                    in: journal,
                    body: "second",
                    problems: [Sample.problem("$.a"), Sample.problem("$.b")]
                )
            )
            let ids = [1, 2, 9].map { Sample.id($0, in: journal) }
            let contents = try journal.contents(of: [(1, ids), (2, []), (3, ids)])
            #expect(contents.map { $0.elements.map(\.element) } == [[1, 2], [3], []])
            #expect(contents.map { $0.elements.map(\.entry.sequence) } == [[1, 2], [3], []])
            #expect(
                contents.map { $0.elements.map(\.id) }
                    == [[1, 2], [3], []].map { numbers in
                        numbers.map { Sample.id($0, in: journal) }
                    }
            )
            #expect(contents.map(\.copies) == [[], [2], []])
            #expect(contents.map(\.known) == [Set(ids.prefix(2)), [], Set(ids.prefix(2))])
            #expect(contents.map { $0.problems.map(\.problem.path) } == [[], ["$.a", "$.b"], []])
            let problem = try #require(contents[1].problems.first)
            #expect(problem.problem == Sample.problem("$.a"))
            #expect(problem.body == 2)
            #expect(try journal.problems(after: 0, limit: 9) == contents[1].problems)
            #expect(try journal.problems(after: problem.number, limit: 1).map(\.number) == [2])
        }
    }

    @Test(arguments: JournalSubject.all)
    func `copies of a long body are known in whatever part of it they stand`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try await journal.append(Sample.delivery(0..<1100, in: journal))
            let numbers = Array(0..<1100) + [2000, 7]
            try await journal.append(Sample.delivery(numbers, in: journal, body: "later"))
            try await journal.append(Sample.delivery(0..<1100, in: journal, body: "only copies"))
            let contents = try journal.contents(of: [(1, []), (2, []), (3, [])])
            #expect(contents.map(\.copies) == [[], Set(0..<1100), []])
            #expect(try journal.bodyNumbers() == 1...2)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `new events of a plan are written once however often it is applied`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try await journal.append(Sample.delivery([1], in: journal))
            let plan = try await plan(Array(1...600), in: journal)
            #expect(plan.new.count == 599)
            #expect(try journal.apply([plan, plan]).appended == 599)
            #expect(try journal.apply([plan]).appended == 0)
            let entries = try journal.entries(after: 0, limit: 1000)
            #expect(entries.map(\.fields.description) == (1...600).map(String.init))
            #expect(entries.map(\.origin.rawValue).dropFirst().allSatisfy { $0 == "replay" })
            #expect(try await self.plan(Array(1...600), in: journal).unchanged == 600)
            // A webhook that brings one of them is a copy.
            let receipt = try await journal.append(Sample.delivery([600], in: journal))
            #expect(receipt.duplicates == 1)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `the id of a changed key is known from then on`(_ subject: JournalSubject) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try await journal.append(Sample.delivery([1], in: journal))
            let renamed = Event(
                id: Sample.id(77, in: journal),
                kind: .status,
                element: 1,
                fields: Sample.fields(1)
            )
            let content = try #require(try journal.contents(of: [(1, [renamed.id])]).first)
            let plan = ReplayPlan(Sample.delivery([renamed], origin: .replay), of: 1, content)
            #expect(try journal.apply([plan]) == ReplayReceipt())
            #expect(try await journal.append(Sample.delivery([renamed])).duplicates == 1)
            #expect(try journal.entries(after: 0, limit: 9).count == 1)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `problems go, stay in new words, and come`(_ subject: JournalSubject) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try await journal.append(
                Sample.delivery(
                    [],
                    in: journal,
                    problems: ["$.a", "$.b"].map { Sample.problem($0) }
                )
            )
            let now = [Sample.problem("$.b", code: "mapping.no_status"), Sample.problem("$.c")]
            for round in 0..<2 {
                let plan = try await plan([1], problems: now, in: journal)
                let receipt = try journal.apply([plan])
                #expect(receipt.solved == (round == 0 ? 1 : 0))
                #expect(receipt.raised == (round == 0 ? 1 : 0))
                #expect(plan.isEmpty == (round == 1))
            }
            let problems = try journal.problems(limit: 9)
            #expect(problems.map(\.number) == [3, 2])
            #expect(problems.map(\.path) == ["$.c", "$.b"])
            #expect(problems.map(\.code) == ["mapping.time", "mapping.no_status"])
            // The same body by the road of webhooks brings nothing new.
            try await journal.append(Sample.delivery([], in: journal, problems: now))
            #expect(try journal.problems(limit: 9).count == 2)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `discarded problems are gone and their bodies stay`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            let paths = (0..<600).map { "$[\($0)]" }
            try await journal.append(
                Sample.delivery([], in: journal, problems: paths.map { Sample.problem($0) })
            )
            #expect(try journal.discard([1, 1, 999]) == 1)
            #expect(try journal.problem(1) == nil)
            #expect(try journal.discard(Array(1...600)) == 599)
            #expect(try journal.problems(limit: 9).isEmpty)
            #expect(try journal.summary().bodies == 1)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `by which mappings bodies were mapped is kept for each source`(
        _ subject: JournalSubject
    ) async throws {
        let place = subject.place(in: folder)
        try await place.withJournal { journal in
            #expect(try journal.mappings(of: "meta") == MappingHistory())
            try journal.changeMappings(of: "meta", keeping: nil) { $0.note([1, 0, 255], after: 0) }
            try journal.changeMappings(of: "meta", keeping: nil) { $0.note([2], after: 7) }
            try journal.changeMappings(of: "bird", keeping: nil) { $0.note([3], after: 2) }
            try journal.changeMappings(of: "meta", keeping: nil) { $0.set([2], for: 5...7) }
        }
        try await place.withJournal { journal in
            let meta = try journal.mappings(of: "meta").stretches
            #expect(meta.map(\.first) == [1, 5])
            #expect(meta.map(\.digest) == [[1, 0, 255], [2]])
            #expect(try journal.mappings(of: "bird").stretches.map(\.first) == [3])
        }
    }

    @Test(arguments: JournalSubject.all)
    func `the text of a mapping is kept as long as a source was mapped by it`(
        _ subject: JournalSubject
    ) async throws {
        let place = subject.place(in: folder)
        let texts = (1...3).map { MappingText(digest: [$0], bytes: [$0, 0, $0]) }
        try await place.withJournal { journal in
            try journal.changeMappings(of: "meta", keeping: texts[0]) { $0.note([1], after: 0) }
            try journal.changeMappings(of: "meta", keeping: texts[1]) { $0.note([2], after: 7) }
            try journal.changeMappings(of: "bird", keeping: texts[2]) { _ in }
            // Nothing changes but that it is kept from now on.
            try journal.changeMappings(of: "bird", keeping: nil) { $0.note([3], after: 0) }
            try journal.changeMappings(of: "bird", keeping: texts[2]) { $0.note([3], after: 0) }
        }
        try await place.withJournal { journal in
            #expect(try (1...4).map { try journal.mappingText([$0])?.count } == [3, 3, 3, nil])
            try journal.changeMappings(of: "meta", keeping: texts[1]) { $0.set([2], for: 1...9) }
            #expect(try (1...3).map { try journal.mappingText([$0])?.count } == [nil, 3, 3])
        }
    }

    // MARK: Bodies and plans

    private func source(_ number: Int) -> String {
        number.isMultiple(of: 3) ? "bird" : "meta"
    }

    private func append(_ number: Int, to journal: any Journal) async throws {
        try await journal.append(
            Delivery(
                source: source(number),
                provider: "sample",
                origin: .webhook,
                received: Timestamp(seconds: Sample.noon.seconds + Int64(number)),
                body: Array("b\(number)".utf8),
                request: Array("{\"n\":\(number)}".utf8),
                events: [Sample.event(number, in: journal)],
                problems: [],
                ignored: 0
            )
        )
    }

    private func all(_ selection: BodySelection, _ journal: any Journal) throws -> [KeptBody] {
        var bodies: [KeptBody] = []
        var position: Int64 = 0
        while true {
            let page = try journal.bodies(after: position, selection)
            bodies += page.bodies
            guard page.through > position else { return bodies }
            position = page.through
        }
    }

    /// Plans what the first body, the sample's standard one, gives by another mapping.
    private func plan(
        _ numbers: [Int],
        status: String = "delivered",
        problems: [MappingProblem] = [],
        in journal: any Journal
    ) async throws -> ReplayPlan {
        let delivery = Sample.delivery(
            numbers.map { Sample.event($0, in: journal, status: status) },
            origin: .replay,
            problems: problems
        )
        let content = try #require(
            try journal.contents(of: [(1, delivery.events.map(\.id))]).first
        )
        return ReplayPlan(delivery, of: 1, content)
    }
}
