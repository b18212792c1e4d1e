import SheetsEmulator
import TestSupport
import Testing
import TicksheetCore

@testable import GoogleSheets

/// What commands do to a report that stands in several spreadsheets.
@Suite struct GrowthCommandTests {
    @Test func `a rebuild fills new tabs and puts the old ones aside, in all of them`()
        async throws
    {
        let growth = try GrowthDesk(4)
        let desk = growth.desk
        try await desk.append(1...500)
        try await desk.catchUp(limit: 100)
        // The first one takes no more.
        growth.addTab(4797, to: growth.books[0])
        try await desk.append(501...900)
        try await desk.catchUp(limit: 400)
        #expect(try growth.state.volumes.full.count == 1)
        let receipt = try await desk.sink(scale: 20).rebuild(desk.ledger)
        #expect(receipt.rows == 900)
        let aside = try #require(receipt.kept)
        let state = try growth.state
        #expect(state.spares.isEmpty)
        #expect(state.volumes.full.isEmpty)
        #expect(desk.descriptions(in: state.spreadsheet) == (1...900).map(String.init))
        // Nobody takes the old one for the report.
        #expect(desk.emulator.values(growth.books[0], tab: "Log") == nil)
        #expect(desk.descriptions(of: aside, in: growth.books[0]).count == 500)
        try await desk.append([901])
        try await desk.catchUp()
        #expect(desk.descriptions(in: state.spreadsheet).last == "901")
    }

    @Test func `a rebuild goes on in the next spreadsheet`() async throws {
        var growth = try GrowthDesk(3)
        growth.desk.supply = .list(Array(growth.books.prefix(1)))
        try await growth.desk.append(1...300)
        try await growth.desk.catchUp()
        growth.desk.supply = .list(growth.books)
        let desk = growth.desk
        try await desk.append(301...3000)
        let receipt = try await desk.sink(scale: 20).rebuild(desk.ledger)
        #expect(receipt.rows == 3000)
        let books = try growth.state.volumes.full.map(\.spreadsheet) + [growth.state.spreadsheet]
        #expect(books.count > 1)
        #expect(books.flatMap { desk.descriptions(in: $0) } == (1...3000).map(String.init))
        #expect(try growth.state.volumes.allRows == 3000)
        try await desk.append([3001])
        try await desk.catchUp()
        #expect(desk.descriptions(in: books.last).last == "3001")
    }

    @Test func `a rebuild without room takes its tabs back and says so`() async throws {
        var growth = try GrowthDesk(1)
        growth.desk.supply = nil
        let desk = growth.desk
        try await desk.append(1...900)
        try await desk.catchUp(limit: 300)
        let error = await #expect(throws: SinkError.self) {
            try await desk.sink(scale: 20).rebuild(desk.ledger)
        }
        #expect(error?.code == "sheets.no_room")
        try await desk.append([901])
        try await desk.catchUp()
        #expect(try desk.titles().count == 2)
        #expect(desk.descriptions() == (1...901).map(String.init))
    }

    @Test(arguments: 0..<12)
    func `a rebuild over several that dies at any step leaves each row once`(
        step: Int
    ) async throws {
        let growth = try GrowthDesk(3)
        let desk = growth.desk
        try await desk.append(1...300)
        try await desk.catchUp()
        growth.addTab(4797, to: growth.books[0])
        try await desk.append(301...305)
        try await desk.catchUp()
        let full = JournalError.diskFull(path: "journal.db", cause: "no space")
        desk.journal.failNext(Array(repeating: nil, count: step) + [full])
        _ = try? await desk.sink(scale: 20).rebuild(desk.ledger)
        desk.emulator.script(
            .closed(commits: step.isMultiple(of: 2)),
            on: "spreadsheets.batchUpdate"
        )
        try? await desk.append([306])
        try await desk.catchUp()
        try? await desk.append([306])
        try await desk.catchUp()
        let books = try growth.state.volumes.full.map(\.spreadsheet) + [growth.state.spreadsheet]
        #expect(books.flatMap { desk.descriptions(in: $0) } == (1...306).map(String.init))
        for book in growth.books where !books.contains(book) {
            #expect(desk.emulator.values(book, tab: "Log") == nil)
        }
    }

    @Test(arguments: 0..<3)
    func `chaos around rebuilds leaves each row once`(run: Int) async throws {
        var random = SeededRandom("chaos around rebuilds, run \(run)")
        let growth = try GrowthDesk(5, seed: random.next())
        let desk = growth.desk
        desk.emulator.setFaults([
            (.closed(commits: true), 0.08), (.closed(commits: false), 0.08),
            (.unavailable(commits: true), 0.05), (.tooManyRequests, 0.05),
        ])
        var count = 0
        for _ in 0..<5 {
            let more = Int.random(in: 50...400, using: &random)
            try await desk.append(count..<count + more)
            count += more
            try await desk.catchUp(limit: 200)
            let full = JournalError.diskFull(path: "journal.db", cause: "no space")
            let steps = Int.random(in: 0..<14, using: &random)
            desk.journal.failNext(Array(repeating: nil, count: steps) + [full])
            // It may have no room for the rows once more.
            _ = try? await desk.sink(scale: 200).rebuild(desk.ledger)
            // What it did not come to is not to befall the next.
            for _ in 0...steps { _ = try? desk.ledger.entries(after: 0, limit: 1) }
            try await desk.catchUp(limit: 200)
            let state = try growth.state
            let books = state.volumes.full.map(\.spreadsheet) + [state.spreadsheet]
            let found = books.flatMap { desk.descriptions(in: $0) }
            #expect(found == (0..<count).map(String.init))
            for book in growth.books where !books.contains(book) {
                #expect(desk.emulator.values(book, tab: "Log") == nil)
            }
        }
    }

    @Test func `an erasure reaches the full ones, wherever the tab is`() async throws {
        let growth = try GrowthDesk(3)
        let desk = growth.desk
        try await desk.append([(1, "sent")])
        try await desk.catchUp()
        growth.addTab(4797, to: growth.books[0])
        try await desk.append([(1, "delivered")])
        try await desk.catchUp()
        growth.addTab(4797, to: growth.books[1])
        try await desk.append([(1, "read"), (2, "sent")])
        try await desk.catchUp()
        #expect(try growth.state.volumes.full.count == 2)
        try desk.journal.forget(digits: "573001000001")
        let receipt = try await desk.sink(scale: 20).erase(desk.ledger)
        #expect(receipt.places == 3)
        let all = growth.books.flatMap { desk.rows(in: $0) }.joined()
        #expect(!all.contains("+573001000001"))
        #expect(all.contains("+573001000002"))
    }

    @Test func `another journal takes over the last tab, and knows the others`() async throws {
        let growth = try GrowthDesk(3)
        try await growth.desk.append(1...200)
        try await growth.desk.catchUp()
        growth.addTab(4797, to: growth.books[0])
        try await growth.desk.append(201...300)
        try await growth.desk.catchUp()
        let other = growth.desk.withNewJournal()
        try await other.append(1...301)
        let error = await #expect(throws: SinkError.self) { try await other.catchUp() }
        #expect(error?.code == "sheets.other_writer")
        let count = try await other.sink(scale: 20).adopt(skips: true, other.ledger)
        #expect(count == 301)
        try await other.append([302])
        try await other.catchUp()
        #expect(growth.descriptions == ((1...300) + [302]).map(String.init))
        let state = SheetState(try other.ledger.record().state)
        #expect(state.spreadsheet == growth.books[1])
        #expect(state.volumes.full.map(\.spreadsheet) == [growth.books[0]])
    }

    @Test func `a look says how full they are and what comes next`() async throws {
        let growth = try GrowthDesk(3)
        let desk = growth.desk
        try await desk.append(1...200)
        try await desk.catchUp()
        growth.addTab(4797, to: growth.books[0])
        try await desk.append(201...300)
        try await desk.catchUp()
        let lines = try await desk.sink().plan(try desk.ledger.record().state)
        #expect(
            lines.prefix(3) == [
                "The spreadsheet is \"Campaigns 2\": 5,001 of 10,000 cells are used.",
                "Before it \"Campaigns\" was filled.",
                "When it is full rows go on in \"Campaigns 3\", of which 1 cells are used.",
            ]
        )
        let growing = SheetGrowth(try desk.ledger.record().state, room: desk.room)
        let forecast = try #require(growing.forecast(entriesPerDay: 100, checkpoint: 300))
        #expect(forecast.rowsPerWeek == 700)
        #expect(try #require(forecast.daysUntilFull).rounded() == 10)
        #expect(growing.forecast(entriesPerDay: 100, checkpoint: 0) == nil)
        #expect(growing.forecast(entriesPerDay: nil, checkpoint: 300) == nil)
    }
}
