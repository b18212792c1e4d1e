import SQLiteBridge
import TestSupport
import Testing
import TicksheetCore

@testable import Journals

/// Two processes at one journal's ids, and what must be known of each id.
private struct Processes {
    enum Knowledge { case never, known, removed }

    let connections: [SQLiteConnection]
    var tables: [EventIDTable]
    var knowledge: [Knowledge]
    var sequence: SequenceNumber = 0
    var entries: [(sequence: SequenceNumber, id: Int)] = []

    init(_ path: String, ids: Int) throws {
        var connections: [SQLiteConnection] = []
        for _ in 0..<2 {
            let connection = try JournalFile.open(path, for: .writing)
            try JournalFile.migrate(connection, path: path)
            connections.append(connection)
        }
        self.connections = connections
        tables = try connections.map { try EventIDTable($0, most: 6, chunk: 4) }
        knowledge = Array(repeating: .never, count: ids)
    }

    static func id(_ number: Int) -> EventID {
        // Scattered, as real ones are.
        var bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 16)
        bytes[0] = UInt8(truncatingIfNeeded: number &* 167)
        return EventID(bytes)
    }

    struct TakenBack: Error {}

    /// Appends what is new of some ids, as one process and in one transaction.
    mutating func append(_ ids: [Int], process: Int, isTakenBack: Bool) throws {
        let table = tables[process]
        var after = self
        try transaction(process, isTakenBack) { connection in
            try table.refresh(newest: after.sequence)
            for id in ids {
                let isThere = try table.contains(Self.id(id))
                switch after.knowledge[id] {
                case .known: #expect(isThere)
                case .never: #expect(!isThere)
                // Another process may remember it still.
                case .removed: break
                }
                if isThere { continue }
                after.sequence += 1
                after.entries.append((after.sequence, id))
                after.knowledge[id] = .known
                let insert = try connection.prepare(
                    """
                    INSERT INTO entries (sequence, received, source, origin, kind, body, element, time,
                        nanoseconds, event) VALUES (?, 0, 1, 'webhook', 'status', 1, 0, 0, 0, ?)
                    """
                )
                insert.bind(1, after.sequence)
                insert.bind(2, bytes: Self.id(id).bytes)
                try insert.run()
                table.add(Self.id(id), of: after.sequence)
            }
        }
        if !isTakenBack { self = after }
    }

    /// Removes the oldest entries and their ids.
    mutating func purge(_ count: Int, process: Int, isTakenBack: Bool) throws {
        let table = tables[process]
        var after = self
        // It need not know what others wrote.
        try transaction(process, isTakenBack) { connection in
            // The newest stays, so that its position is known.
            for entry in after.entries.prefix(min(count, max(0, after.entries.count - 1))) {
                try table.remove(Self.id(entry.id))
                try connection.execute("DELETE FROM entries WHERE sequence = \(entry.sequence)")
                after.knowledge[entry.id] = .removed
                after.entries.removeFirst()
            }
        }
        if !isTakenBack { self = after }
    }

    private func transaction(
        _ process: Int,
        _ isTakenBack: Bool,
        _ body: (SQLiteConnection) throws -> Void
    ) throws {
        let connection = connections[process]
        try connection.execute("BEGIN IMMEDIATE")
        try body(connection)
        try connection.execute(isTakenBack ? "ROLLBACK" : "COMMIT")
        if isTakenBack { tables[process].rolledBack() } else { tables[process].committed() }
    }

    /// Ids whose entries are said to be filed and that the table has not.
    func lost() throws -> Int64 {
        let find = try connections[0].prepare(
            """
            SELECT count(*) FROM entries WHERE event NOT IN (SELECT id FROM event_ids)
                AND sequence <= (SELECT value FROM facts WHERE name = 'filed')
            """
        )
        return try find.step() ? find.integer(0) : -1
    }
}

@Suite struct EventIDTableTests {
    private let folder = TemporaryDirectory()

    @Test(arguments: 0..<12) func `no id is forgotten, whatever two processes do`(_ run: Int) throws
    {
        var random = SeededRandom("event ids, run \(run)")
        var processes = try Processes(folder.file("journal-\(run).db"), ids: 200)
        for _ in 0..<400 {
            let process = Int.random(in: 0...1, using: &random)
            let isTakenBack = Int.random(in: 0..<5, using: &random) == 0
            switch Int.random(in: 0..<10, using: &random) {
            case 0...4:
                let count = Int.random(in: 1...5, using: &random)
                let ids = (0..<count).map { _ in Int.random(in: 0..<200, using: &random) }
                try processes.append(ids, process: process, isTakenBack: isTakenBack)
            case 5...7:
                processes.tables[process].fileSome()
            case 8:
                let count = Int.random(in: 1...4, using: &random)
                try processes.purge(count, process: process, isTakenBack: isTakenBack)
            default:
                let table = try EventIDTable(processes.connections[process], most: 6, chunk: 4)
                #expect(!table.isRead)
                // Before its first transaction, between which others write.
                if Bool.random(using: &random) { try table.refresh(newest: processes.sequence) }
                processes.tables[process] = table
            }
            #expect(try processes.lost() == 0)
        }
        // Both know all, also after a restart.
        for process in 0...1 {
            try processes.append(Array(0..<200), process: process, isTakenBack: true)
        }
    }

    @Test func `ids wait until they are many, then are filed a few at a time`() throws {
        var processes = try Processes(folder.file("journal.db"), ids: 20)
        let table = processes.tables[0]
        #expect(table.nextFiling == nil)
        try processes.append([1, 2, 3], process: 0, isTakenBack: false)
        let later = try #require(table.nextFiling)
        #expect(later > 0)
        try processes.append([4, 5, 6], process: 0, isTakenBack: false)
        #expect(table.nextFiling == 0)
        table.fileSome()
        #expect(table.nextFiling == 0)
        table.fileSome()
        #expect(table.nextFiling == nil)
        let count = try processes.connections[0].prepare("SELECT count(*) FROM event_ids")
        #expect(try count.step())
        #expect(count.integer(0) == 6)
    }
}
