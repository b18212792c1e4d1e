import SheetsEmulator
import TestSupport
import Testing
import TicksheetCore

@testable import GoogleSheets

/// Rows per message and per number that outgrow a spreadsheet: each in one, and current there.
@Suite struct CurrentGrowthTests {
    private static let full = JournalError.diskFull(path: "journal.db", cause: "no space")
    private static let faults: [SheetsFault] =
        [.tooManyRequests, .stall(milliseconds: 800)]
        + [true, false].flatMap { commits -> [SheetsFault] in
            [
                .internalError(commits: commits), .unavailable(commits: commits),
                .closed(commits: commits),
            ]
        }

    @Test(arguments: [ReportMapping.RowPolicy.message, .number])
    func `rows go on in the next spreadsheet, and those before are kept current`(
        rows: ReportMapping.RowPolicy
    ) async throws {
        let growth = try GrowthDesk(3, rows: rows)
        let desk = growth.desk
        try await growth.tell(1...3000, "sent")
        let state = try growth.state
        #expect(state.volumes.full.map(\.spreadsheet) == Array(growth.books.prefix(2)))
        #expect(state.spreadsheet == growth.books[2])
        #expect(state.volumes.allRows == 3000)
        #expect(state.earlier.map(\.spreadsheet) == Array(growth.books.prefix(2)))
        let counts = growth.books.map { growth.statuses(in: [$0]).count }
        #expect(counts.reduce(0, +) == 3000)
        #expect(counts.allSatisfy { $0 > 100 })
        let refused = desk.emulator.requests.count { $0.status >= 400 }
        #expect(refused == 0, "nothing was refused on the way")
        try await growth.tell([1, 2, 700, 2999, 3001], "delivered")
        try await growth.tell([1, 1500], "read")
        var expected: [Int: [String]] = [:]
        for message in 1...3000 { expected[message] = ["sent"] }
        for message in [2, 700, 2999, 3001] { expected[message] = ["delivered"] }
        for message in [1, 1500] { expected[message] = ["read"] }
        #expect(growth.statuses == expected)
        #expect(growth.statuses(in: [growth.books[0]]).count == counts[0])
        #expect(try growth.state.added.isEmpty)
    }

    @Test func `what cannot have changed is not read again`() async throws {
        let growth = try GrowthDesk(2, rows: .message)
        let desk = growth.desk
        try await growth.tell(1...5, "sent")
        try growth.fill()
        try await growth.tell(6...9, "sent")
        let sink = desk.sink()
        try await sink.open(desk.ledger)
        func calls(_ told: [(message: Int, status: String)]) async throws -> Int {
            let before = desk.emulator.requests.count
            let checkpoint = try desk.ledger.record().checkpoint
            try await desk.append(told)
            let entries = try desk.ledger.entries(after: checkpoint, limit: 100)
            let batch = try #require(Batch(after: checkpoint, entries))
            #expect(try await sink.write(batch, desk.ledger).through == batch.last)
            return desk.emulator.requests.count - before
        }
        // A process looks at all of it once.
        let first = try await calls([(10, "sent")])
        let later = try await calls([(11, "sent"), (7, "delivered")])
        #expect(later == first - 3, "\(first), then \(later)")
        let changed = try await calls([(12, "sent"), (2, "delivered")])
        #expect(changed > first, "\(first), then \(changed)")
        #expect(try await calls([(13, "sent")]) == later)
        #expect(growth.statuses[2] == ["delivered"])
        #expect(growth.statuses.count == 13)
    }

    @Test(arguments: [ReportMapping.RowPolicy.message, .number])
    func `a row that a person deleted stays deleted, wherever it stood`(
        rows: ReportMapping.RowPolicy
    ) async throws {
        let growth = try GrowthDesk(2, rows: rows)
        try await growth.tell(1...5, "sent")
        try growth.fill()
        try await growth.tell(6...9, "sent")
        let state = try growth.state
        let first = try #require(state.volumes.full.first)
        growth.deleteRows(1..<2, of: first.sheet, in: first.spreadsheet)
        growth.deleteRows(1..<2, of: try #require(state.sheet), in: state.spreadsheet)
        try await growth.tell([1, 2, 6, 7], "delivered")
        try await growth.tell([1, 6, 10], "read")
        let expected = [
            2: ["delivered"], 3: ["sent"], 4: ["sent"], 5: ["sent"], 7: ["delivered"],
            8: ["sent"], 9: ["sent"], 10: ["read"],
        ]
        #expect(growth.statuses == expected)
    }

    @Test(arguments: faults, 1...2)
    func `a move leaves each row once and current, whatever becomes of its answers`(
        fault: SheetsFault,
        times: Int
    ) async throws {
        let growth = try GrowthDesk(2, rows: .message)
        let desk = growth.desk
        try await growth.tell(1...20, "sent")
        try growth.fill()
        desk.emulator.script(fault, on: "spreadsheets.batchUpdate", times: times)
        try await desk.append([(21, "sent"), (1, "delivered"), (22, "sent"), (21, "delivered")])
        try await desk.catchUp()
        desk.emulator.script(fault, on: "spreadsheets.batchUpdate", times: times)
        try await growth.tell([2, 23], "read")
        if case .stall = fault { try await Task.sleep(for: .milliseconds(1000)) }
        var expected: [Int: [String]] = [:]
        for message in 3...20 { expected[message] = ["sent"] }
        for message in [1, 21] { expected[message] = ["delivered"] }
        for message in [2, 23] { expected[message] = ["read"] }
        expected[22] = ["sent"]
        #expect(growth.statuses == expected)
        #expect(growth.statuses(in: [growth.books[1]]).count == 3)
    }

    @Test(arguments: [true, false], [true, false])
    func `new rows whose answer was lost are in one of the two spreadsheets`(
        commits: Bool,
        arrivesLate: Bool
    ) async throws {
        let growth = try GrowthDesk(2, rows: .message)
        let desk = growth.desk
        try await growth.tell(1...5, "sent")
        try await desk.append((6...15).map { ($0, "sent") })
        let fault: SheetsFault =
            arrivesLate ? .stall(milliseconds: 2500) : .closed(commits: commits)
        desk.emulator.script(fault, on: "spreadsheets.batchUpdate")
        let sink = desk.sink(scale: 200)
        try await sink.open(desk.ledger)
        let batch = try desk.nextBatch()
        await #expect(throws: SinkError.self) { try await sink.write(batch, desk.ledger) }
        try growth.fill()
        try await desk.catchUp()
        try await Task.sleep(for: .milliseconds(2600))
        try await growth.tell([5, 6, 15, 16], "delivered")
        #expect(growth.statuses.count == 16)
        #expect(growth.statuses.values.allSatisfy { $0.count == 1 })
        #expect(growth.statuses.values.count { $0 == ["delivered"] } == 4)
    }

    /// Each call of a move: its method, how many of that method come before it, and whether it is carried
    /// out before its answer is lost.
    private static let calls: [(method: String, step: Int, commits: Bool)] =
        (0..<4).flatMap { step in
            [true, false].map { ("spreadsheets.batchUpdate", step, $0) }
        }
        + [
            ("spreadsheets.get", 8), ("spreadsheets.developerMetadata.search", 8),
            ("spreadsheets.values.batchGetByDataFilter", 5),
        ].flatMap { method, count in (0..<count).map { (method, $0, false) } }

    @Test(arguments: calls)
    func `a call that is lost at any step of a move leaves each row once and current`(
        method: String,
        step: Int,
        commits: Bool
    ) async throws {
        let growth = try GrowthDesk(2, rows: .message)
        let desk = growth.desk
        try await growth.tell(1...3, "sent")
        try growth.fill()
        try await desk.append([(4, "sent"), (1, "delivered"), (5, "sent"), (4, "delivered")])
        if step > 0 {
            desk.emulator.script(.lateAnswer(milliseconds: 0), on: method, times: step)
        }
        desk.emulator.script(.closed(commits: commits), on: method)
        try await desk.catchUp()
        #expect(!desk.emulator.hasScript, "a move takes more calls")
        try await growth.tell([2, 6], "read")
        let expected = [
            1: ["delivered"], 2: ["read"], 3: ["sent"], 4: ["delivered"], 5: ["sent"], 6: ["read"],
        ]
        #expect(growth.statuses == expected)
        #expect(growth.statuses(in: [growth.books[1]]).count == 3)
        #expect(try growth.state.earlier.count == 1)
        #expect(try growth.state.added.isEmpty)
    }

    @Test(arguments: 0..<24)
    func `a journal that fails at any step of a move leaves each row once`(
        step: Int
    ) async throws {
        let growth = try GrowthDesk(3, rows: .message)
        let desk = growth.desk
        try await growth.tell(1...3, "sent")
        for first in [4, 6] {
            try growth.fill()
            try await desk.append([(first, "sent"), (first + 1, "sent"), (1, "delivered")])
            try await desk.append([
                (first - 1, "delivered"), (2, first == 4 ? "delivered" : "read"),
            ])
            let steps: [JournalError?] = Array(repeating: nil, count: step)
            desk.journal.failNext(steps + [Self.full])
            try await desk.catchUp()
            // What was not come to is not to befall the next.
            for _ in 0...step { _ = try? desk.ledger.entries(after: 0, limit: 1) }
        }
        let expected = [
            1: ["delivered"], 2: ["read"], 3: ["delivered"], 4: ["sent"], 5: ["delivered"],
            6: ["sent"], 7: ["sent"],
        ]
        #expect(growth.statuses == expected)
        #expect(try growth.state.earlier.count == 2)
        #expect(try growth.state.added.isEmpty)
    }

    @Test func `a row that came before its time is added once though the report moves`()
        async throws
    {
        let growth = try GrowthDesk(2, rows: .message)
        let desk = growth.desk
        try await growth.tell(1...3, "sent")
        try await desk.append([(4, "sent")])
        let sink = desk.sink(scale: 20)
        try await sink.open(desk.ledger)
        let batch = try desk.nextBatch(limit: 1)
        // While it is written other readers fold what comes.
        desk.emulator.script(.lateAnswer(milliseconds: 300), on: "spreadsheets.batchUpdate")
        async let receipt = sink.write(batch, desk.ledger)
        try await Task.sleep(for: .milliseconds(100))
        try await desk.append([(5, "sent")])
        _ = try desk.journal.foldMessages(limit: 1000)
        #expect(try await receipt.through == batch.last)
        #expect(growth.statuses.count == 5)
        try growth.fill()
        try await growth.tell([6], "sent")
        #expect(growth.statuses.count == 6)
        #expect(growth.statuses.values.allSatisfy { $0 == ["sent"] })
        #expect(growth.statuses(in: [growth.books[1]]).count == 1)
    }

    @Test func `without a next one it stops in time, says so, and goes on with one`()
        async throws
    {
        var growth = try GrowthDesk(2, rows: .message)
        growth.desk.supply = .list([growth.books[0]])
        try await growth.tell(1...10, "sent")
        try growth.fill()
        try await growth.desk.append([(11, "sent"), (10, "delivered")])
        let desk = growth.desk
        let error = await #expect(throws: SinkError.self) { try await desk.catchUp() }
        #expect(error?.code == "sheets.full")
        #expect(error?.disposition == .stop)
        #expect(
            error?.remedy
                == "Make a spreadsheet, share it with robot@example.com as an editor, and add it in "
                + "the settings: spreadsheet: [\"\(growth.books[0])\", \"the new one's address\"]. "
                + "The rows wait in the journal"
        )
        // What is there is brought up to date all the same, once.
        #expect(growth.statuses[10] == ["delivered"])
        #expect(growth.statuses.count == 10)
        let sent = desk.writes()
        await #expect(throws: SinkError.self) { try await desk.catchUp() }
        #expect(desk.writes() == sent)
        growth.desk.supply = .list(growth.books)
        try await growth.tell([1], "delivered")
        #expect(growth.statuses.count == 11)
        #expect(growth.statuses(in: [growth.books[1]]) == [11: ["sent"]])
    }

    @Test func `what Google itself refuses for its cells goes on elsewhere`() async throws {
        var growth = try GrowthDesk(3, rows: .message)
        growth.desk.room = CellRoom(limit: 1_000_000)
        try await growth.tell(1...1300, "sent")
        try await growth.tell(1301...1600, "sent")
        try await growth.tell([1, 1600], "read")
        #expect(growth.statuses.count == 1600)
        #expect(growth.statuses.values.allSatisfy { $0.count == 1 })
        #expect(growth.statuses[1] == ["read"])
        #expect(growth.statuses[1600] == ["read"])
        #expect(try growth.state.earlier.count == 1)
    }

    @Test func `in a folder the next ones are made`() async throws {
        var desk = try SheetDesk(rows: .message, cells: 40_000)
        let folder = desk.emulator.makeFolder(
            "Reports",
            sharedWith: ["robot@example.com": "writer"],
            isShared: true
        )
        desk.supply = .folder(folder, title: "Reports of messages")
        desk.isNamed = false
        try await desk.append((1...6000).map { ($0, "sent") })
        try await desk.catchUp(limit: 10_000)
        let state = SheetState(try desk.ledger.record().state)
        #expect(state.volumes.made.count == 2)
        try await desk.append([(1, "read"), (6000, "read")])
        try await desk.catchUp()
        let rows = state.volumes.made.flatMap { desk.rows(in: $0) }
        #expect(rows.count == 6000)
        #expect(Set(rows.map { $0[2] }).count == 6000)
        #expect(rows.filter { $0[3] == "read" }.count == 2)
    }

    @Test(arguments: 0..<2)
    func `chaos over several spreadsheets leaves each row once and current`(run: Int) async throws {
        var random = SeededRandom("chaos of moves of rows kept current, run \(run)")
        let growth = try GrowthDesk(8, rows: .message, seed: random.next())
        let desk = growth.desk
        desk.emulator.setFaults(Self.faults.map { ($0, 0.015) })
        var expected: [Int: [String]] = [:]
        for round in 0..<10 {
            var told: [(message: Int, status: String)] = []
            for _ in 0..<Int.random(in: 1...9, using: &random) {
                let message = Int.random(in: 1...80, using: &random)
                let now = expected[message]?[0]
                let status = now == nil ? "sent" : now == "sent" ? "delivered" : "read"
                told.append((message, status))
                expected[message] = [status]
            }
            try await desk.append(told)
            if round % 4 == 2 { try growth.fill() }
            try await desk.catchUp(limit: Int.random(in: 1...12, using: &random))
        }
        try await Task.sleep(for: .milliseconds(1000))
        #expect(growth.statuses == expected)
        #expect(try growth.state.earlier.count > 1)
    }
}
