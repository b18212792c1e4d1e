import TestSupport
import Testing
import TicksheetCore
import WallTime

@Suite struct JournalAppendingContract {
    private let folder = TemporaryDirectory()

    @Test(arguments: JournalSubject.all)
    func `an event sent twice in one delivery is stored once`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            let receipt = try await journal.append(Sample.delivery([1, 2, 1], in: journal))
            #expect(receipt == AppendReceipt(appended: 2, duplicates: 1))
            let entries = try journal.entries(after: 0, limit: 10)
            #expect(entries.map(\.fields.description) == ["1", "2"])
        }
    }

    @Test(arguments: JournalSubject.all)
    func `an event sent in two deliveries is stored once and the first one stays`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try await journal.append(Sample.delivery([1], in: journal, source: "first"))
            let receipt = try await journal.append(
                Sample.delivery([1, 2], in: journal, source: "second")
            )
            #expect(receipt == AppendReceipt(appended: 1, duplicates: 1))
            let entries = try journal.entries(after: 0, limit: 10)
            #expect(entries.map(\.source) == ["first", "second"])
        }
    }

    @Test(arguments: JournalSubject.all)
    func `an event sent again after reopening is stored once`(
        _ subject: JournalSubject
    ) async throws {
        let place = subject.place(in: folder)
        let first = try await place.withJournal { journal in
            try await journal.append(Sample.delivery(1...3, in: journal))
            return try journal.entries(after: 0, limit: 10)
        }
        try await place.withJournal { journal in
            let receipt = try await journal.append(Sample.delivery(2...4, in: journal))
            #expect(receipt == AppendReceipt(appended: 1, duplicates: 2))
            let entries = try journal.entries(after: 0, limit: 10)
            #expect(entries.dropLast() == first[...])
            #expect(entries.last?.fields.description == "4")
        }
    }

    @Test(arguments: JournalSubject.all)
    func `the order of events is kept in a delivery and over deliveries`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try await journal.append(Sample.delivery([5, 3, 9], in: journal))
            try await journal.append(Sample.delivery([1, 8], in: journal))
            let entries = try journal.entries(after: 0, limit: 10)
            #expect(entries.map(\.fields.description) == ["5", "3", "9", "1", "8"])
            #expect(entries.map(\.sequence) == entries.map(\.sequence).sorted())
            #expect(try journal.head() == entries.last?.sequence)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `both counts of a receipt add up to the events of its delivery`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            var random = SeededRandom("receipts")
            var distinct: Set<Int> = []
            var duplicates = 0
            for _ in 0..<30 {
                let numbers = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                    Int.random(in: 0..<60, using: &random)
                }
                let receipt = try await journal.append(Sample.delivery(numbers, in: journal))
                #expect(receipt.appended + receipt.duplicates == numbers.count)
                #expect(receipt.appended == distinct.union(numbers).count - distinct.count)
                distinct.formUnion(numbers)
                duplicates += receipt.duplicates
            }
            let summary = try journal.summary()
            #expect(summary.entries == distinct.count)
            #expect(summary.duplicates == duplicates)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `a sequence is never used twice, not even after reopening`(
        _ subject: JournalSubject
    ) async throws {
        let place = subject.place(in: folder)
        var seen: [SequenceNumber] = []
        for round in 0..<4 {
            try await place.withJournal { journal in
                try await journal.append(
                    Sample.delivery(round * 5..<round * 5 + 5, in: journal)
                )
                let after = seen.last ?? 0
                let fresh = try journal.entries(after: after, limit: 100).map(\.sequence)
                #expect(fresh.count == 5)
                #expect(fresh.allSatisfy { $0 > after })
                seen += fresh
            }
        }
        #expect(Set(seen).count == 20)
    }

    @Test(arguments: JournalSubject.all)
    func `a delivery of 1000 events is stored whole and in order`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            let receipt = try await journal.append(
                Sample.delivery(
                    0..<1000,
                    in: journal,
                    problems: [Sample.problem("$.late")],
                    ignored: 2
                )
            )
            #expect(receipt == AppendReceipt(appended: 1000, duplicates: 0))
            let entries = try journal.entries(after: 0, limit: 2000)
            #expect(entries.map(\.fields.description) == (0..<1000).map { String($0) })
            let summary = try journal.summary()
            #expect(summary.bodies == 1)
            #expect(summary.problems == 1)
            #expect(summary.ignored == 2)
            let again = try await journal.append(Sample.delivery(0..<1000, in: journal))
            #expect(again == AppendReceipt(appended: 0, duplicates: 1000))
        }
    }

    @Test(arguments: JournalSubject.all)
    func `64 who append at once lose nothing and store nothing twice`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            let receipts = try await withThrowingTaskGroup(of: AppendReceipt.self) { group in
                for writer in 0..<64 {
                    group.addTask {
                        var sum = AppendReceipt(appended: 0, duplicates: 0)
                        for round in 0..<10 {
                            // One event of its own and one that all 64 send.
                            let numbers = [1000 + writer * 10 + round, round]
                            let receipt = try await journal.append(
                                Sample.delivery(numbers, in: journal)
                            )
                            sum.appended += receipt.appended
                            sum.duplicates += receipt.duplicates
                        }
                        return sum
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(receipts.map(\.appended).reduce(0, +) == 650)
            #expect(receipts.map(\.duplicates).reduce(0, +) == 630)
            let texts = try journal.entries(after: 0, limit: 2000).map(\.fields.description)
            #expect(texts.count == 650)
            #expect(Set(texts).count == 650)
            // What one writer sent one after the other stands in that order.
            let first = texts.compactMap { $0.flatMap { Int($0) } }.filter { 1000..<1010 ~= $0 }
            #expect(first == Array(1000..<1010))
        }
    }
}
