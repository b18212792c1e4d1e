import Glibc
import Journals
import PosixBridge
import TestSupport
import Testing
import TicksheetCore

@Suite struct SQLiteJournalProcesses {
    private let folder = TemporaryDirectory()
    private var path: String { folder.file("journal.db") }

    @Test func `what was acknowledged just before a kill is in the journal`() async throws {
        let numbers = try await Self.acknowledged(path, isLimited: 1, milliseconds: 60_000)
        #expect(numbers == [0])
        try await Self.check(path, holds: numbers)
    }

    @Test func `12 kills at any moment lose nothing that was acknowledged`() async throws {
        var random = SeededRandom("kills")
        var acknowledged: [Int] = []
        for _ in 0..<12 {
            let delay = Int.random(in: 0...40, using: &random)
            acknowledged += try await Self.acknowledged(
                path,
                isLimited: .max,
                milliseconds: delay
            )
            try await Self.check(path, holds: acknowledged)
        }
        #expect(acknowledged.count > 12)
    }

    @Test func `a serve and another process that write at once lose nothing`() async throws {
        try await SQLiteJournal.with(path) { journal in
            async let others = Self.acknowledged(path, isLimited: 400, milliseconds: 60_000)
            var own = 0
            for number in 0..<400 {
                own += try await journal.append(
                    Sample.delivery([1_000_000 + number, 2_000_000], in: journal)
                ).appended
            }
            let numbers = try await others
            #expect(own == 401)
            try await Self.check(path, holds: numbers + [2_000_000])
            let entries = try journal.entries(after: 0, limit: 10_000)
            #expect(entries.count >= 801)
            #expect(Set(entries.map(\.sequence)).count == entries.count)
        }
    }

    @Test func `two writers of one process lose nothing and count one head`() async throws {
        try await SQLiteJournal.with(path) { serve in
            try await SQLiteJournal.with(path, role: .beside) { beside in
                let total = try await withThrowingTaskGroup(of: Int.self) { group in
                    for (index, journal) in [serve, beside].enumerated() {
                        for writer in 0..<4 {
                            group.addTask {
                                var count = 0
                                for round in 0..<50 {
                                    let own = (index * 4 + writer) * 50 + round
                                    count += try await journal.append(
                                        Sample.delivery([own, 10_000 + round], in: journal)
                                    ).appended
                                }
                                return count
                            }
                        }
                    }
                    return try await group.reduce(0, +)
                }
                #expect(total == 450)
                let heads = try [serve, beside].map { try $0.head() }
                #expect(heads[0] == heads[1])
                #expect(try beside.entries(after: 0, limit: 1000).count == 450)
                #expect(try serve.summary().duplicates == 350)
            }
        }
    }

    @Test func `a lease ends with the process that held it, however it dies`() async throws {
        let reader = ReaderID("csv:/a")
        try await SQLiteJournal.with(path) { _ in }
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let journal = try SQLiteJournal(path, role: .serve) { Sample.noon }
            let lease = try journal.lease(ReaderID("csv:/a"))
            withExtendedLifetime(lease) { ProcessFacts.die() }
        }
        try await SQLiteJournal.with(path) { journal in
            guard case .granted = try journal.lease(reader) else {
                Issue.record("a dead process holds the lease")
                return
            }
        }
    }

    @Test func `who looks whether a journal is served keeps no serve from it`() async throws {
        try await SQLiteJournal.with(path, role: .beside) { beside in
            #expect(try !beside.isServed())
            let isOver = Shared(false)
            let looks = Task.detached {
                while !isOver.value { _ = try beside.isServed() }
            }
            for _ in 0..<20 {
                try await SQLiteJournal.with(path) { _ throws in
                    #expect(try beside.isServed())
                }
            }
            isOver.change { $0 = true }
            try await looks.value
            #expect(try !beside.isServed())
        }
    }

    /// Lets a process append until it kills itself; returns the numbers whose completion it saw.
    private static func acknowledged(
        _ path: String,
        isLimited limit: Int,
        milliseconds: Int
    ) async throws -> [Int] {
        let result = await #expect(
            processExitsWith: .signal(SIGKILL),
            observing: [\.standardOutputContent]
        ) { [path = path as String, limit = limit as Int, milliseconds = milliseconds as Int] in
            let journal = try SQLiteJournal(path, role: .beside) { Sample.noon }
            let first = Int(try journal.head())
            _ = try Thread("killer") {
                Clocks.pause(nanoseconds: UInt64(milliseconds) * 1_000_000)
                ProcessFacts.die()
            }
            let count = Shared(0)
            for number in 0..<2_000_000_000 {
                let named = first + number
                journal.append(Sample.delivery([named], in: journal)) { result in
                    guard case .success(AppendReceipt(appended: 1, duplicates: 0)) = result else {
                        ProcessFacts.exit(1)
                    }
                    try? Terminal.write(Array("stored \(named)\n".utf8), to: .output)
                    let seen = count.change { count in
                        count += 1
                        return count
                    }
                    if seen >= limit { ProcessFacts.die() }
                }
                // The queue is not to grow without end.
                if number % 20 == 19 { _ = try journal.record(of: ReaderID("a"), start: .now) }
            }
        }
        let output = String(
            decoding: try #require(result).standardOutputContent,
            as: UTF8.self
        )
        return output.split(separator: "\n").compactMap { line in
            line.hasPrefix("stored ") ? Int(line.dropFirst(7)) : nil
        }
    }

    private static func check(_ path: String, holds numbers: [Int]) async throws {
        try await SQLiteJournal.with(path, role: .beside) { journal in
            var counts: [Int: Int] = [:]
            for entry in try journal.entries(after: 0, limit: 1_000_000) {
                counts[entry.fields.description.flatMap { Int($0) } ?? -1, default: 0] += 1
            }
            #expect(numbers.allSatisfy { counts[$0] == 1 })
            #expect(counts.values.allSatisfy { $0 == 1 })
        }
    }
}
