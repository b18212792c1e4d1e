import SheetsEmulator
import TestSupport
import Testing
import TicksheetCore

@testable import GoogleSheets

/// What becomes of a report when a spreadsheet takes no more rows.
@Suite struct GrowthTests {
    private static let faults: [SheetsFault] =
        [.tooManyRequests, .stall(milliseconds: 800)]
        + [true, false].flatMap { commits -> [SheetsFault] in
            [
                .internalError(commits: commits), .unavailable(commits: commits),
                .closed(commits: commits),
            ]
        }

    @Test func `rows go on in the next spreadsheet, with everything as in the first`()
        async throws
    {
        let growth = try GrowthDesk(3)
        let desk = growth.desk
        try await desk.append(1...4000)
        try await desk.catchUp(limit: 400)
        #expect(growth.descriptions == (1...4000).map(String.init))
        for book in growth.books {
            let values = try #require(desk.emulator.values(book, tab: "Log"))
            #expect(
                values[0]
                    == ["Time", "From", "To", "Status", "Description"].map { .text($0) }
            )
            #expect(values.count > 50)
        }
        let state = try growth.state
        #expect(state.spreadsheet == growth.books[2])
        #expect(state.volumes.full.map(\.spreadsheet) == Array(growth.books.prefix(2)))
        #expect(state.volumes.allRows == 4000)
        let requests = desk.emulator.requests.filter { $0.method == "spreadsheets.batchUpdate" }
        #expect(requests.allSatisfy { $0.status == 200 }, "nothing was refused on the way")
    }

    @Test(arguments: faults, 1...3)
    func `a move leaves each row once, whatever becomes of its answers`(
        fault: SheetsFault,
        times: Int
    ) async throws {
        let growth = try GrowthDesk(2)
        let desk = growth.desk
        try await desk.append(1...50)
        try await desk.catchUp()
        try await desk.append(51...60)
        growth.addTab(4797, to: growth.books[0])
        desk.emulator.script(fault, on: "spreadsheets.batchUpdate", times: times)
        try await desk.catchUp(limit: 100)
        try await Task.sleep(for: .milliseconds(1000))
        #expect(growth.descriptions == (1...60).map(String.init))
        #expect(desk.descriptions(in: growth.books[1]).count == 10)
    }

    @Test(arguments: [true, false], [true, false])
    func `a batch whose answer was lost is in one of the two spreadsheets`(
        commits: Bool,
        arrivesLate: Bool
    ) async throws {
        let growth = try GrowthDesk(2)
        let desk = growth.desk
        try await desk.append(1...50)
        try await desk.catchUp()
        try await desk.append(51...60)
        let fault: SheetsFault =
            arrivesLate ? .stall(milliseconds: 2500) : .closed(commits: commits)
        desk.emulator.script(fault, on: "spreadsheets.batchUpdate")
        let sink = desk.sink(scale: 200)
        try await sink.open(desk.ledger)
        let batch = try desk.nextBatch()
        // The answer is lost, and the process with it.
        await #expect(throws: SinkError.self) { try await sink.write(batch, desk.ledger) }
        // Rows of the lost batch would not fit any more.
        growth.addTab(4797, to: growth.books[0])
        try await desk.catchUp()
        try await Task.sleep(for: .milliseconds(2600))
        #expect(growth.descriptions == (1...60).map(String.init))
    }

    @Test(arguments: 0..<9)
    func `a journal that fails at any step of a move leaves each row once`(
        step: Int
    ) async throws {
        let growth = try GrowthDesk(4)
        let desk = growth.desk
        try await desk.append([1])
        try await desk.catchUp()
        let full = JournalError.diskFull(path: "journal.db", cause: "no space")
        for (number, book) in zip(2..<5, growth.books) {
            try await desk.append([number * 10])
            desk.emulator.script(.closed(commits: number == 3), on: "spreadsheets.batchUpdate")
            let sink = desk.sink(scale: 20)
            try await sink.open(desk.ledger)
            let batch = try desk.nextBatch()
            await #expect(throws: SinkError.self) { try await sink.write(batch, desk.ledger) }
            try await desk.append([number * 10 + 1])
            growth.addTab(4797, to: book)
            let steps: [JournalError?] = Array(repeating: nil, count: step)
            desk.journal.failNext(steps + [full, full])
            try await desk.catchUp()
        }
        #expect(growth.descriptions == [1, 20, 21, 30, 31, 40, 41].map(String.init))
        #expect(try growth.state.volumes.full.count == 3)
    }

    @Test func `what Google itself refuses for its cells goes on elsewhere`() async throws {
        var growth = try GrowthDesk(3)
        growth.desk.room = CellRoom(limit: 1_000_000)
        let desk = growth.desk
        try await desk.append(1...4000)
        try await desk.catchUp(limit: 700)
        #expect(growth.descriptions == (1...4000).map(String.init))
        let refused = desk.emulator.requests.count { $0.status == 400 }
        #expect(refused == 2, "\(refused)")
    }

    @Test func `without a next spreadsheet it stops in time, says so, and goes on with one`()
        async throws
    {
        var growth = try GrowthDesk(3)
        growth.desk.supply = .list(Array(growth.books.prefix(1)))
        let desk = growth.desk
        try await desk.append(1...2000)
        let error = await #expect(throws: SinkError.self) { try await desk.catchUp(limit: 400) }
        #expect(error?.code == "sheets.full")
        #expect(error?.disposition == .stop)
        #expect(
            error?.description
                == "error[sheets.full]: no more rows fit into the spreadsheet "
                + "\(growth.books[0]): 9,796 of 10,000 cells are in use: Google allows 10,000 cells in "
                + "all tabs, empty ones counted; 200 are left free for people. Make a "
                + "spreadsheet, share it with robot@example.com as an editor, and add it in the "
                + "settings: spreadsheet: [\"\(growth.books[0])\", \"the new one's address\"]. "
                + "The rows wait in the journal."
        )
        #expect(desk.descriptions().count == 1958)
        // Nothing is sent again and again.
        let sent = desk.emulator.requests.count { $0.method == "spreadsheets.batchUpdate" }
        await #expect(throws: SinkError.self) { try await desk.catchUp(limit: 400) }
        #expect(
            desk.emulator.requests.count { $0.method == "spreadsheets.batchUpdate" } == sent
        )
        growth.desk.supply = .list(growth.books)
        try await growth.desk.catchUp(limit: 400)
        #expect(growth.descriptions == (1...2000).map(String.init))
    }

    @Test func `a batch that is larger than a spreadsheet is cut to fit`() async throws {
        let growth = try GrowthDesk(4)
        let desk = growth.desk
        try await desk.append(1...5000)
        try await desk.catchUp(limit: 5000)
        #expect(growth.descriptions == (1...5000).map(String.init))
        #expect(try growth.state.volumes.full.count == 2)
    }

    @Test func `a spreadsheet that has no room itself is passed over`() async throws {
        let growth = try GrowthDesk(3)
        let desk = growth.desk
        growth.addTab(9000, to: growth.books[1])
        try await desk.append(1...2000)
        try await desk.catchUp(limit: 400)
        #expect(growth.descriptions == (1...2000).map(String.init))
        #expect(desk.emulator.values(growth.books[1], tab: "Log") == nil)
    }

    @Test func `a first spreadsheet without room for a tab is passed over too`() async throws {
        let growth = try GrowthDesk(2)
        let desk = growth.desk
        growth.addTab(5000, to: growth.books[0])
        try await desk.append([1, 2])
        try await desk.catchUp()
        #expect(desk.descriptions(in: growth.books[1]) == ["1", "2"])
        #expect(desk.emulator.values(growth.books[0], tab: "Log") == nil)
        #expect(try growth.state.volumes.full.isEmpty)
        try await desk.append([3])
        try await desk.catchUp()
        #expect(growth.descriptions == ["1", "2", "3"])
        var alone = desk
        alone.supply = nil
        let error = await #expect(throws: SinkError.self) {
            try await alone.sink().open(
                ReaderLedger(SheetDesk.reader, start: .beginning, journal: MemoryJournal())
            )
        }
        #expect(error?.code == "sheets.full")
        #expect(error?.summary.contains("5,001 of 10,000 cells") == true)
    }

    @Test func `an older copy of the journal is noticed where the report stood then`()
        async throws
    {
        let growth = try GrowthDesk(2)
        let desk = growth.desk
        try await desk.append(1...50)
        try await desk.catchUp()
        let old = try desk.ledger.record()
        growth.addTab(4797, to: growth.books[0])
        try await desk.append([51])
        try await desk.catchUp()
        #expect(desk.descriptions(in: growth.books[1]) == ["51"])
        try desk.journal.keep(old.state, of: SheetDesk.reader)
        // There is room again, so that rows would be written a second time.
        let tab = try #require(
            try desk.tabs().first { $0.value.hasPrefix("People's") }?.key
        )
        desk.emulator.act(.deleteTab, in: growth.books[0], sheetId: tab)
        let error = await #expect(throws: SinkError.self) { try await desk.catchUp() }
        #expect(error?.code == "sheets.journal_older")
        #expect(growth.descriptions == (1...51).map(String.init))
    }

    @Test func `a batch that turns out to be there at a move has a last mark behind it`()
        async throws
    {
        let growth = try GrowthDesk(2)
        let desk = growth.desk
        try await desk.append(1...50)
        try await desk.catchUp()
        try await desk.append(51...60)
        let sink = desk.sink()
        try await sink.open(desk.ledger)
        var state = try growth.state
        // Looked at before the batch arrives.
        let settled = try await sink.settled(&state, desk.ledger)
        let batch = try desk.nextBatch()
        desk.emulator.script(.closed(commits: true), on: "spreadsheets.batchUpdate")
        await #expect(throws: SinkError.self) { try await sink.write(batch, desk.ledger) }
        let copy = try desk.ledger.record()
        state = try growth.state
        try await sink.close(&state, settled, desk.ledger, always: true)
        #expect(try growth.state.open == nil)
        // A copy of the journal that knows of that batch does not go on there.
        try desk.journal.keep(copy.state, of: SheetDesk.reader)
        try await desk.append([61])
        let error = await #expect(throws: SinkError.self) { try await desk.catchUp() }
        #expect(error?.code == "sheets.journal_older")
        #expect(growth.descriptions == (1...60).map(String.init))
    }

    @Test func `one that the settings no longer name is asked for`() async throws {
        var growth = try GrowthDesk(3)
        try await growth.desk.append(1...2000)
        try await growth.desk.catchUp(limit: 400)
        growth.desk.supply = .list([growth.books[0], growth.books[2]])
        let desk = growth.desk
        let error = await #expect(throws: SinkError.self) { try await desk.catchUp() }
        #expect(error?.code == "sheets.not_listed")
        #expect(error?.remedy.contains(growth.books[1]) == true)
    }

    @Test func `chaos over several spreadsheets leaves each row once`() async throws {
        var random = SeededRandom("chaos of moves")
        let growth = try GrowthDesk(8, seed: random.next())
        let desk = growth.desk
        desk.emulator.setFaults(Self.faults.map { ($0, 0.04) })
        var count = 0
        for round in 0..<15 {
            let more = Int.random(in: 1...9, using: &random)
            try await desk.append(count..<count + more)
            count += more
            if round % 4 == 2 { growth.addTab(4797, to: try growth.state.spreadsheet) }
            try await desk.catchUp(limit: Int.random(in: 1...12, using: &random))
        }
        try await Task.sleep(for: .milliseconds(1000))
        #expect(growth.descriptions == (0..<count).map(String.init))
        #expect(try growth.state.volumes.full.count > 1)
    }
}
