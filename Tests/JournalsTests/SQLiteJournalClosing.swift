import PosixBridge
import SQLiteBridge
import TestSupport
import Testing
import TicksheetCore

@testable import Journals

@Suite struct SQLiteJournalClosing {
    private let folder = TemporaryDirectory()
    private var path: String { folder.file("journal.db") }

    @Test func `closing writes and answers everything that waits`() async throws {
        let answers = Shared<[AppendReceipt]>([])
        let journal = try SQLiteJournal(path, role: .serve) { Sample.noon }
        for number in 0..<2000 {
            journal.append(Sample.delivery([number], in: journal)) { result in
                answers.change { $0 += (try? result.get()).map { [$0] } ?? [] }
            }
        }
        journal.close()
        #expect(answers.value.map(\.appended).reduce(0, +) == 2000)
        #expect(try await stored(path).count == 2000)
    }

    @Test func `what comes after the close is refused and says so`() async throws {
        let journal = try SQLiteJournal(path, role: .serve) { Sample.noon }
        journal.close()
        journal.close()
        let expected = JournalError.closed(path: path)
        await #expect(throws: expected) {
            try await journal.append(Sample.delivery([1], in: journal))
        }
        #expect(throws: expected) {
            _ = try journal.record(of: ReaderID("a"), start: .beginning)
        }
        #expect(throws: expected) { try journal.keep([], of: ReaderID("a")) }
        #expect(throws: expected) { _ = try journal.head() }
        #expect(
            expected.description
                == "error[journal.closed]: the journal \(path) is being closed. Nothing to do: the "
                + "sender repeats it."
        )
    }

    @Test func `every append is answered once while the journal closes`() async throws {
        for round in 0..<10 {
            let path = folder.file("\(round).db")
            let journal = try SQLiteJournal(path, role: .serve) { Sample.noon }
            let answers = Shared<[Int: [Bool]]>([:])
            await withTaskGroup(of: Void.self) { group in
                for writer in 0..<4 {
                    group.addTask {
                        for round in 0..<200 {
                            let number = writer * 200 + round
                            journal.append(Sample.delivery([number], in: journal)) { result in
                                let isStored = (try? result.get()) != nil
                                answers.change { $0[number, default: []].append(isStored) }
                            }
                        }
                    }
                }
                group.addTask {
                    for _ in 0..<round * 5 { await Task.yield() }
                    journal.close()
                }
            }
            let stored = answers.value.filter { $0.value == [true] }
            #expect(answers.value.count == 800)
            #expect(answers.value.values.allSatisfy { $0.count == 1 })
            #expect(try await self.stored(path) == Set(stored.keys))
        }
    }

    @Test func `closing ends a reader's wait`() async throws {
        let journal = try SQLiteJournal(path, role: .serve) { Sample.noon }
        async let waited: Void = journal.entriesMayHaveCome(after: 0, within: .seconds(60))
        journal.close()
        await waited
    }

    @Test func `a journal that was closed keeps no file open and leaves its log moved`() throws {
        for _ in 0..<5 {
            let journal = try SQLiteJournal(path, role: .serve) { Sample.noon }
            journal.close()
        }
        #expect(try Self.openFiles(in: folder.path).isEmpty)
        #expect(try Paths.status(path + "-wal")?.size ?? 0 == 0)
    }

    @Test func `a command files its own ids when it ends and leaves those of serve to it`()
        async throws
    {
        let serve = try SQLiteJournal(path, role: .serve) { Sample.noon }
        _ = try await serve.append(Sample.delivery(Array(0..<20_000), in: serve))
        // It reads them all, to know copies.
        let few = try SQLiteJournal(path, role: .beside) { Sample.noon }
        let receipt = try await few.append(Sample.delivery([7, 20_000], in: few))
        #expect(receipt == AppendReceipt(appended: 1, duplicates: 1))
        few.close()
        #expect(try filed() == 0)
        let many = try SQLiteJournal(path, role: .beside) { Sample.noon }
        _ = try await many.append(Sample.delivery(Array(30_000..<50_000), in: many))
        many.close()
        #expect(try filed() == 40_001)
        serve.close()
    }

    @Test func `a command files all ids when it ends where no serve is there`() async throws {
        try await SQLiteJournal.with(path, role: .serve) { serve in
            _ = try await serve.append(Sample.delivery(Array(0..<16_000), in: serve))
        }
        #expect(try filed() == 0)
        let journal = try SQLiteJournal(path, role: .beside) { Sample.noon }
        _ = try await journal.append(Sample.delivery(Array(16_000..<17_000), in: journal))
        journal.close()
        #expect(try filed() == 17_000)
    }

    private func filed() throws -> Int {
        let connection = try JournalFile.open(path, for: .reading)
        let find = try connection.prepare("SELECT value FROM facts WHERE name = 'filed'")
        return try find.step() ? Int(find.integer(0)) : 0
    }

    private func stored(_ path: String) async throws -> Set<Int> {
        try await SQLiteJournal.with(path, role: .beside) { journal in
            let entries = try journal.entries(after: 0, limit: 3000)
            return Set(entries.compactMap { $0.fields.description.flatMap { Int($0) } })
        }
    }

    private static func openFiles(in folder: String) throws -> [String] {
        try Paths.names(in: "/proc/self/fd")
            .compactMap { try? Paths.real("/proc/self/fd/\($0)") }
            .filter { $0.hasPrefix(folder + "/") }
    }
}
