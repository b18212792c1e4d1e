import Journals
import PosixBridge
import SQLiteBridge
import TestSupport
import Testing
import TicksheetCore
import WallTime

@Suite struct SQLiteJournalPurges {
    private let folder = TemporaryDirectory()
    private var path: String { folder.file("journal.db") }
    private static let all = PurgeLimits(
        passed: .max,
        bodiesBefore: Timestamp(seconds: Sample.noon.seconds + 10_000_000),
        entriesBefore: Timestamp(seconds: Sample.noon.seconds + 10_000_000),
        now: Timestamp(seconds: Sample.noon.seconds + 10_000_000)
    )

    // Filed in the table, or in their entries only.
    private static let ids = """
        (SELECT id FROM event_ids UNION SELECT event FROM entries
            WHERE sequence > (SELECT value FROM facts WHERE name = 'filed'))
        """

    private static func count(_ table: String, _ path: String) throws -> Int64 {
        let connection = try SQLiteConnection(path, .readOnly)
        let statement = try connection.prepare("SELECT count(*) FROM \(table)")
        defer { statement.reset() }
        return try statement.step() ? statement.integer(0) : 0
    }

    private static func purge(_ journal: SQLiteJournal, _ limits: PurgeLimits = all) throws {
        var cursor = PurgeCursor()
        for _ in 0..<10_000 {
            let step = try journal.purge(limits, rows: 500, after: cursor)
            cursor = step.cursor
            if step.isLast { return }
        }
        Issue.record("a purge never ended")
    }

    @Test func `times of a wrong clock are told only where there are no others`() async throws {
        let (ahead, noon) = (Timestamp(seconds: Sample.noon.seconds + 90_000_000), Sample.noon)
        try await SQLiteJournal.with(path) { journal in
            try await journal.append(Sample.delivery([1], in: journal, received: ahead))
            #expect(try journal.summary().lastReceived == ahead)
            #expect(try journal.summary().oldestEntry == ahead)
            let past = Timestamp(seconds: 3600)
            for (number, time) in [past, noon, ahead].enumerated() {
                try await journal.append(
                    Sample.delivery([number + 2], in: journal, received: time)
                )
            }
            let summary = try journal.summary()
            #expect(summary.lastReceived == noon)
            #expect(summary.oldestEntry == noon)
            #expect(summary.oldestBody == noon)
        }
    }

    @Test func `event ids go with their entries`() async throws {
        try await SQLiteJournal.with(path) { journal in
            try await journal.append(Sample.delivery(0..<700, in: journal))
            let limits = PurgeLimits(
                passed: 300,
                bodiesBefore: nil,
                entriesBefore: Self.late,
                now: Self.late
            )
            try Self.purge(journal, limits)
            #expect(try Self.count("entries", path) == 400)
            #expect(try Self.count(Self.ids, path) == 400)
            #expect(try Self.count("bodies", path) == 1)
        }
    }

    @Test func `a journal that dropped its pages knows what it knew`() async throws {
        try await SQLiteJournal.with(path) { journal in
            try await journal.append(Sample.delivery(0..<700, in: journal))
            let entries = try journal.entries(after: 0, limit: 1000)
            #expect(entries.count == 700)
            try journal.dropPages()
            #expect(try journal.entries(after: 0, limit: 1000) == entries)
            let again = try await journal.append(Sample.delivery(0..<701, in: journal))
            #expect(again == AppendReceipt(appended: 1, duplicates: 700))
        }
        let journal = try SQLiteJournal(path, role: .serve) { Sample.noon }
        journal.close()
        #expect(throws: JournalError.closed(path: path)) { try journal.dropPages() }
    }

    private static let late = Timestamp(seconds: Sample.noon.seconds + 10_000_000)

    @Test func `freed pages go back to the disk in steps, but for a few`() async throws {
        try await SQLiteJournal.with(path) { journal in
            let body = String(repeating: "b", count: 100_000)
            for number in 0..<60 {
                try await journal.append(Sample.delivery([number], in: journal, body: body))
            }
            try Self.purge(journal)
            var pages = 0
            for _ in 0..<1000 {
                let step = try journal.shrink(pages: 100)
                #expect(step.pages <= 100)
                if step.pages == 0 { break }
                pages += step.pages
            }
            #expect(pages > 1000)
            #expect(try journal.shrink(pages: 100).pages == 0)
        }
        let size = try Paths.status(path)?.size ?? 0
        #expect(size < 3 << 20)
        let connection = try SQLiteConnection(path, .readOnly)
        let check = try connection.prepare("PRAGMA integrity_check")
        #expect(try check.step())
        #expect(check.text(0) == "ok")
    }

    @Test func `long bodies weigh as much as their pages`() async throws {
        try await SQLiteJournal.with(path) { journal in
            let body = String(repeating: "b", count: 400_000)
            for number in 0..<8 {
                try await journal.append(Sample.delivery([number], in: journal, body: body))
            }
            let limits = PurgeLimits(
                passed: .max,
                bodiesBefore: Self.late,
                entriesBefore: nil,
                now: Self.late
            )
            let step = try journal.purge(limits, rows: 150, after: PurgeCursor())
            #expect(step.bodies == 2)
            #expect(!step.isLast)
        }
    }

    @Test func `an entry of an older program goes and its id stays`() async throws {
        try await SQLiteJournal.with(path) { journal in
            try await journal.append(Sample.delivery([1, 2], in: journal))
        }
        let connection = try SQLiteConnection(path, .readWrite)
        try connection.execute("INSERT OR IGNORE INTO event_ids SELECT event FROM entries")
        try connection.execute("UPDATE facts SET value = 2 WHERE name = 'filed'")
        try connection.execute("UPDATE entries SET event = NULL WHERE sequence = 1")
        try await SQLiteJournal.with(path) { journal in
            try Self.purge(journal)
            #expect(try Self.count("entries", path) == 0)
            #expect(try Self.count("event_ids", path) == 1)
            let again = try await journal.append(Sample.delivery([1, 2], in: journal))
            #expect(again.duplicates == 1)
            #expect(again.tooOld == 1)
        }
    }

    @Test func `a clock that jumps ahead is doubted for a day, in each process`() async throws {
        let noon = Sample.noon.seconds
        let day: Int64 = 86_400
        // Each look: the clock, and until when it is doubted.
        let looks: [(now: Int64, until: Int64?)] = [
            (noon, nil), (noon + 2 * day, nil), (noon + 1000 * day, noon + 1001 * day),
            (noon + 1000 * day + 600, noon + 1001 * day), (noon + 2 * day + 1200, nil),
            (noon + 1000 * day, noon + 1001 * day), (noon + 1001 * day - 1, noon + 1001 * day),
            (noon + 1001 * day, nil), (noon + 1002 * day, nil), (noon - 9000 * day, nil),
            (noon + 1002 * day, noon + 1003 * day),
            // A second jump while the first is doubted is no proof of it.
            (noon + 2000 * day, noon + 2001 * day), (noon + 1003 * day, noon + 1004 * day),
            // Who looks once a week is doubted every other time.
            (noon + 1010 * day, nil), (noon + 1017 * day, noon + 1018 * day),
            (noon + 1024 * day, nil),
        ]
        for look in looks {
            try await SQLiteJournal.with(path) { journal in
                let until = try journal.doubt(Timestamp(seconds: look.now))
                #expect(until?.seconds == look.until, "at \(look.now - noon)")
            }
        }
    }

    @Test func `the pace of the last week is found by few looks`() async throws {
        try await SQLiteJournal.with(path) { journal in
            let day: Int64 = 86_400
            for number in 0..<200 {
                let received = Timestamp(seconds: Sample.noon.seconds + Int64(number) * day / 4)
                try await journal.append(
                    Sample.delivery([number], in: journal, received: received, body: "12345678")
                )
            }
            let now = Timestamp(seconds: Sample.noon.seconds + 50 * day)
            let space = try journal.space(now: now)
            #expect(space.entries == JournalSpace.Pace(count: 28, seconds: 7 * day))
            #expect(space.entries.perDay == 4)
            #expect(space.bodies == space.entries)
            #expect(space.body == 88)
            #expect(space.used > 40_000)
            let early = try journal.space(now: Timestamp(seconds: Sample.noon.seconds + 60))
            #expect(early.entries.perDay == nil)
            let idle = try journal.space(now: Timestamp(seconds: Sample.noon.seconds + 90 * day))
            #expect(idle.entries == JournalSpace.Pace(count: 0, seconds: 7 * day))
        }
    }

    // Retention keeps bodies with open problems amid removed ones.
    @Test func `the pace is found whichever bodies are left`() async throws {
        let day: Int64 = 86_400
        let now = Sample.noon.seconds + 10 * day
        // Four are old, three came in the last week.
        let days: [Int64: Int64] = [1: 0, 2: 1, 3: 1, 4: 2, 5: 5, 6: 9, 7: 9]
        try await SQLiteJournal.with(path) { journal in
            let connection = try SQLiteConnection(path, .readWrite)
            for mask in 0..<128 {
                let kept = (1...7).filter { mask & 1 << ($0 - 1) != 0 }.map(Int64.init)
                try connection.execute("DELETE FROM bodies")
                for number in kept {
                    let received = Sample.noon.seconds + (days[number] ?? 0) * day
                    try connection.execute(
                        """
                        INSERT INTO bodies (number, received, source, origin, request, body)
                        VALUES (\(number), \(received), 1, 'webhook', x'', x'')
                        """
                    )
                }
                let old = kept.filter { $0 <= 4 }
                // What went between two of the last week came in it too.
                let count =
                    old.count == kept.count
                    ? 0 : (kept.last ?? 0) - (old.last ?? (kept.first ?? 0) - 1)
                let space = try journal.space(now: Timestamp(seconds: now))
                #expect(space.bodies.count == count, "bodies \(kept)")
            }
        }
    }
}
