import HTTPTypes
import SheetsEmulator
import TestSupport
import Testing
import TicksheetCore

@testable import GoogleSheets

/// What commands and people do to rows kept current that stand in several spreadsheets.
@Suite struct CurrentGrowthCommandTests {
    private static let full = JournalError.diskFull(path: "journal.db", cause: "no space")

    /// Messages 1 to 30 in the first spreadsheet, 31 to 39 in the second.
    private static func moved(_ count: Int = 3) async throws -> GrowthDesk {
        let growth = try GrowthDesk(count, rows: .message)
        try await growth.tell(1...30, "sent")
        try growth.fill()
        try await growth.tell(31...39, "sent")
        #expect(growth.statuses(in: [growth.books[1]]).count == 9)
        return growth
    }

    private static func sheet(_ growth: GrowthDesk) throws -> Int64 {
        try #require(try growth.state.earlier.first?.sheet)
    }

    // MARK: Older copies of the journal

    @Test func `an older copy is noticed where the report stood then`() async throws {
        let growth = try GrowthDesk(2, rows: .message)
        let desk = growth.desk
        try await growth.tell(1...5, "sent")
        let old = try desk.ledger.record()
        try growth.fill()
        try await growth.tell([6], "sent")
        try desk.journal.keep(old.state, of: SheetDesk.reader)
        let error = await #expect(throws: SinkError.self) { try await desk.catchUp() }
        #expect(error?.code == "sheets.journal_older")
    }

    @Test func `an older copy is noticed in an earlier spreadsheet that alone was written since`()
        async throws
    {
        let growth = try await Self.moved()
        let desk = growth.desk
        let old = try desk.ledger.record()
        try await growth.tell([3], "delivered")
        try desk.journal.keep(old.state, of: SheetDesk.reader)
        try await desk.append([(3, "read")])
        let error = await #expect(throws: SinkError.self) { try await desk.catchUp() }
        #expect(error?.code == "sheets.journal_older")
        #expect(
            error?.summary
                == "in the spreadsheet \(growth.books[0]), where earlier rows stand, the tab Log "
                + "holds rows that this journal does not know of"
        )
        #expect(
            error?.remedy
                == "End the other one, or write the report anew: ticksheet rebuild --report r. Or take "
                + "it from the list in the settings: its rows then stay as they are"
        )
        #expect(growth.statuses[3] == ["delivered"])
        // What is there stays as it is, and new rows follow.
        #expect(try await desk.sink(scale: 20).adopt(skips: true, desk.ledger) == 0)
        try await growth.tell([40, 31], "read")
        #expect(growth.statuses.count == 40)
        #expect(growth.statuses[40] == ["read"])
        #expect(growth.statuses[31] == ["read"])
        #expect(growth.statuses[3] == ["delivered"])
        #expect(growth.statuses.values.allSatisfy { $0.count == 1 })
    }

    // MARK: People

    @Test(arguments: [true, false])
    func `an earlier tab that people deleted stays away, and new rows go on`(
        withItsFile: Bool
    ) async throws {
        let growth = try await Self.moved()
        let desk = growth.desk
        desk.emulator.refuse(["read"])
        try await growth.tell([4], "read")
        #expect(try desk.problems().count == 1)
        desk.emulator.refuse([])
        if withItsFile {
            let file = "/drive/v3/files/\(growth.books[0])?supportsAllDrives=true"
            #expect(desk.emulator.perform("DELETE", file).status < 300)
        } else {
            let tab = Int32(try Self.sheet(growth))
            desk.emulator.act(.deleteTab, in: growth.books[0], sheetId: tab)
        }
        try await growth.tell([1, 31, 40], "delivered")
        let rows = growth.statuses(in: [growth.books[1]])
        #expect(rows.count == 10)
        #expect(rows[31] == ["delivered"])
        #expect(rows[40] == ["delivered"])
        #expect(rows[1] == nil)
        // Nobody misses the row.
        #expect(try desk.problems().isEmpty)
        let lines = try await desk.sink().plan(try desk.ledger.record().state)
        let line =
            withItsFile
            ? "Before it the spreadsheet \(growth.books[0]) was filled; it was deleted since."
            : "Before it \"Campaigns\" was filled; its tab was deleted since."
        #expect(lines.contains(line), "\(lines)")
    }

    @Test func `an earlier tab that people bring back is current again`() async throws {
        let growth = try await Self.moved()
        let desk = growth.desk
        let version = try #require(desk.emulator.keepVersion(of: growth.books[0]))
        let tab = Int32(try Self.sheet(growth))
        desk.emulator.act(.deleteTab, in: growth.books[0], sheetId: tab)
        try await growth.tell([1, 40], "delivered")
        #expect(growth.statuses[1] == nil)
        let isBack = desk.emulator.restoreVersion(
            version,
            of: growth.books[0],
            keepingMetadata: false
        )
        #expect(isBack)
        try await growth.tell([41], "sent")
        #expect(growth.statuses[1] == ["delivered"])
        #expect(growth.statuses.count == 41)
    }

    @Test func `an older version of an earlier one stops the report until somebody decides`()
        async throws
    {
        let growth = try await Self.moved()
        let desk = growth.desk
        let version = try #require(desk.emulator.keepVersion(of: growth.books[0]))
        try await growth.tell([1, 2], "delivered")
        _ = desk.emulator.restoreVersion(version, of: growth.books[0], keepingMetadata: false)
        try await desk.append([(1, "read"), (40, "sent")])
        let error = await #expect(throws: SinkError.self) { try await desk.catchUp() }
        #expect(error?.code == "sheets.rolled_back")
        #expect(error?.disposition == .stop)
        #expect(error?.summary.contains(growth.books[0]) == true)
        _ = try await desk.sink(scale: 20).rebuild(desk.ledger)
        try await growth.tell([2, 41], "read")
        let now = growth.statuses(in: try growth.current())
        #expect(now.count == 41)
        #expect(now[1] == ["read"])
        #expect(now[2] == ["read"])
    }

    @Test func `many rows of an earlier one that are gone at once stop it until somebody decides`()
        async throws
    {
        let growth = try await Self.moved()
        let desk = growth.desk
        try await growth.tell([1], "delivered")
        growth.deleteRows(2..<23, of: try Self.sheet(growth), in: growth.books[0])
        try await desk.append([(1, "read"), (2, "read"), (40, "sent")])
        let error = await #expect(throws: SinkError.self) { try await desk.catchUp() }
        #expect(error?.code == "sheets.rows_gone")
        #expect(error?.summary.contains("21 of the 30 rows of the tab Log") == true)
        #expect(try await desk.sink(scale: 20).adopt(skips: true, desk.ledger) == 0)
        try await desk.catchUp()
        #expect(growth.statuses.count == 19)
        #expect(growth.statuses[1] == ["read"])
        #expect(growth.statuses[2] == nil)
        #expect(growth.statuses[40] == ["sent"])
    }

    @Test func `one that is not shared any more is named, and new rows are there`() async throws {
        var growth = try await Self.moved()
        growth.desk.emulator.share(growth.books[0], with: "robot@example.com", as: "reader")
        let desk = growth.desk
        try await desk.append([(1, "delivered"), (31, "delivered"), (40, "sent")])
        for _ in 0..<2 {
            let error = await #expect(throws: SinkError.self) {
                try await desk.process(limit: 10)
            }
            #expect(error?.code == "sheets.forbidden")
            #expect(error?.summary.contains(growth.books[0]) == true)
            #expect(error?.remedy.contains("Or take it from the list in the settings") == true)
        }
        #expect(growth.statuses[31] == ["delivered"])
        #expect(growth.statuses[40] == ["sent"])
        growth.desk.supply = .list(Array(growth.books.dropFirst()))
        try await growth.tell([41], "sent")
        #expect(growth.statuses[1] == ["sent"])
        #expect(growth.statuses.count == 41)
    }

    @Test func `the rows of one that the settings name no more stay as they are`() async throws {
        var growth = try await Self.moved()
        growth.desk.supply = .list(Array(growth.books.dropFirst()))
        try await growth.tell([1, 31, 40], "delivered")
        #expect(growth.statuses[1] == ["sent"])
        #expect(growth.statuses[31] == ["delivered"])
        let state = try growth.desk.ledger.record().state
        let lines = try await growth.desk.sink().plan(state)
        #expect(
            lines.contains(
                "Before it \"Campaigns\" was filled; the settings do not name it any more: its rows "
                    + "stay as they are."
            )
        )
        growth.desk.supply = .list(growth.books)
        try await growth.tell([41], "sent")
        #expect(growth.statuses[1] == ["delivered"])
        #expect(growth.statuses.count == 41)
    }

    @Test func `a look says where rows are kept current`() async throws {
        let growth = try await Self.moved()
        let lines = try await growth.desk.sink().plan(try growth.desk.ledger.record().state)
        #expect(
            lines.prefix(3) == [
                "The spreadsheet is \"Campaigns 2\": 7,001 of 10,000 cells are used.",
                "Before it \"Campaigns\" was filled; its rows are kept current there.",
                "When it is full rows go on in \"Campaigns 3\", of which 1 cells are used.",
            ]
        )
    }

    // MARK: Refused rows

    @Test func `refused rows are retried wherever they stand`() async throws {
        let growth = try GrowthDesk(2, rows: .message)
        let desk = growth.desk
        desk.emulator.refuse(["+573001000005"])
        try await growth.tell(1...9, "sent")
        #expect(growth.statuses.count == 8)
        try growth.fill()
        try await growth.tell(10...12, "sent")
        desk.emulator.refuse(["+573001000005", "read"])
        try await growth.tell([2, 11], "read")
        #expect(try desk.problems().count == 3)
        #expect(growth.statuses[2] == ["sent"])
        #expect(try await desk.retryAll() == "0 written, 3 refused")
        desk.emulator.refuse([])
        #expect(try await desk.retryAll() == "3 written, 0 refused")
        #expect(growth.statuses[2] == ["read"])
        #expect(growth.statuses[11] == ["read"])
        #expect(growth.statuses(in: [growth.books[1]])[5] == ["sent"])
        #expect(growth.statuses.count == 12)
        #expect(try desk.problems().isEmpty)
        try await growth.tell([2, 5, 11], "played")
        #expect(growth.statuses.values.allSatisfy { $0.count == 1 })
        #expect(growth.statuses.values.count { $0 == ["played"] } == 3)
    }

    // MARK: Erasing

    @Test func `an erasure waits for what may still arrive in an earlier one`() async throws {
        let growth = try await Self.moved()
        let desk = growth.desk
        let sink = desk.sink(scale: 200)
        try await sink.open(desk.ledger)
        try await desk.append([(7, "delivered")])
        let batch = try desk.nextBatch()
        desk.emulator.script(.stall(milliseconds: 2500), on: "spreadsheets.batchUpdate")
        // The present one has nothing to write, so that this is the earlier one's.
        await #expect(throws: SinkError.self) { try await sink.write(batch, desk.ledger) }
        #expect(try growth.state.earlier[0].open != nil)
        try desk.journal.forget(digits: "573001000007")
        _ = try await desk.sink(scale: 20).erase(desk.ledger)
        #expect(try growth.state.earlier[0].open == nil)
        try await Task.sleep(for: .milliseconds(2600))
        let all = growth.books.flatMap { desk.rows(in: $0) }.joined()
        #expect(!all.contains("+573001000007"))
        #expect(all.contains("+573001000008"))
        #expect(all.contains("+573001000038"))
    }

    // MARK: Rebuilding

    @Test(arguments: [ReportMapping.RowPolicy.message, .number])
    func `a rebuild goes on in the next spreadsheet, and all are kept current`(
        rows: ReportMapping.RowPolicy
    ) async throws {
        let growth = try GrowthDesk(4, rows: rows)
        let desk = growth.desk
        try await growth.tell(1...300, "sent")
        try await desk.append((301...2000).map { ($0, "sent") })
        let receipt = try await desk.sink(scale: 20).rebuild(desk.ledger)
        #expect(receipt.rows == 2000)
        let books = try growth.current()
        #expect(books.count > 1)
        #expect(try growth.state.volumes.allRows == 2000)
        #expect(try growth.state.earlier.map(\.spreadsheet) == books.dropLast())
        #expect(growth.statuses(in: books).count == 2000)
        try await growth.tell([1, 1000, 2000, 2001], "read")
        let now = growth.statuses(in: books)
        #expect(now.count == 2001)
        #expect(now.values.allSatisfy { $0.count == 1 })
        #expect(now.filter { $0.value == ["read"] }.keys.sorted() == [1, 1000, 2000, 2001])
    }

    @Test func `rows that come while a rebuild goes on are there once`() async throws {
        let growth = try GrowthDesk(4, rows: .message)
        let desk = growth.desk
        try await growth.tell(1...5, "sent")
        let sink = desk.sink(scale: 20)
        desk.emulator.script(.lateAnswer(milliseconds: 400), on: "spreadsheets.batchUpdate")
        async let receipt = sink.rebuild(desk.ledger)
        try await Task.sleep(for: .milliseconds(150))
        // Other readers fold them meanwhile; they fill the first of the new tabs and more.
        try await desk.append((6...2000).map { ($0, "sent") })
        _ = try desk.journal.foldMessages(limit: 10_000)
        #expect(try await receipt.rows == 2000)
        let books = try growth.current()
        #expect(books.count > 1)
        try await growth.tell([6], "delivered")
        #expect(growth.statuses(in: books).count == 2000)
        #expect(growth.statuses(in: books).values.allSatisfy { $0.count == 1 })
        #expect(growth.statuses(in: books)[6] == ["delivered"])
        #expect(try growth.state.added.isEmpty)
    }

    @Test func `a rebuild does not begin anew because of readings that get no answer`() async throws
    {
        let growth = try GrowthDesk(3, rows: .message)
        let desk = growth.desk
        try await growth.tell(1...1010, "sent")
        // The first new tab takes 1,001 rows.
        growth.addTab(2785, to: growth.books[1])
        for method in ["spreadsheets.get", "spreadsheets.developerMetadata.search"] {
            for _ in 0..<4 {
                desk.emulator.script(.unavailable(commits: false), on: method)
                desk.emulator.script(.lateAnswer(milliseconds: 0), on: method)
            }
        }
        let receipt = try await desk.sink(scale: 1000).rebuild(desk.ledger)
        #expect(receipt.rows == 1010)
        #expect(growth.statuses(in: try growth.current()).count == 1010)
        #expect(!desk.emulator.hasScript, "a rebuild reads more often")
    }

    @Test(arguments: 0..<18)
    func `a rebuild over several that dies at any step leaves each row once`(
        step: Int
    ) async throws {
        let growth = try GrowthDesk(3, rows: .message)
        let desk = growth.desk
        try await growth.tell(1...1010, "sent")
        // The first new tab takes 1,001 rows.
        growth.addTab(2785, to: growth.books[1])
        desk.journal.failNext(Array(repeating: nil, count: step) + [Self.full])
        _ = try? await desk.sink(scale: 20).rebuild(desk.ledger)
        desk.emulator.script(
            .closed(commits: step.isMultiple(of: 2)),
            on: "spreadsheets.batchUpdate"
        )
        for _ in 0...step { _ = try? desk.ledger.entries(after: 0, limit: 1) }
        try await growth.tell([1, 1005, 1011], "read")
        let books = try growth.current()
        let now = growth.statuses(in: books)
        #expect(now.count == 1011)
        #expect(now.values.allSatisfy { $0.count == 1 })
        #expect(now.filter { $0.value == ["read"] }.keys.sorted() == [1, 1005, 1011])
        for book in growth.books where !books.contains(book) {
            #expect(desk.emulator.values(book, tab: "Log") == nil)
        }
    }

    @Test func `a rebuild without room takes its tabs back and says so`() async throws {
        let growth = try await Self.moved(2)
        let desk = growth.desk
        growth.addTab(1000, to: growth.books[1])
        let error = await #expect(throws: SinkError.self) {
            try await desk.sink(scale: 20).rebuild(desk.ledger)
        }
        #expect(error?.code == "sheets.no_room")
        try await growth.tell([1, 40], "delivered")
        #expect(growth.statuses.count == 40)
        #expect(growth.statuses[1] == ["delivered"])
    }
}

extension GrowthDesk {
    /// The spreadsheets in which the report stands now.
    func current() throws -> [String] {
        let state = try state
        return state.volumes.full.map(\.spreadsheet) + [state.spreadsheet]
    }
}
