import SheetsEmulator
import TestSupport
import Testing
import TicksheetCore

@testable import GoogleSheets

@Suite struct MessageRowTests {
    /// The status of each message by its number, from the rows with one.
    private static func statuses(_ desk: SheetDesk) -> [String: [String]] {
        var found: [String: [String]] = [:]
        for row in desk.rows() where row.count > 3 && !row[2].isEmpty {
            found[String(row[2].dropFirst(10)), default: []].append(row[3])
        }
        return found
    }

    @Test func `what a row stands for and which state it shows never change`() {
        // Tabs that were written by older programs hold them.
        let key = RowMarks.key(of: 7, stream: "a-_b")
        #expect(key == "H2MRVhr3VrmS-XH_")
        let row: Row = [.text("+57"), .empty, .text("sent é")]
        let headers = RowMarks.headers(["To", "Sent", "Status"])
        #expect(RowMarks.state(of: row, under: headers, key: key) == "H2MRVhr3Vr.tDWX0Y")
    }

    @Test func `more rows than a batch holds are there once, and later ones too`() async throws {
        let desk = try SheetDesk(rows: .message)
        let long = String(repeating: "x", count: 2500)
        func told(_ numbers: ClosedRange<Int>, _ status: String, _ first: Int) -> Delivery {
            let events = numbers.map { number in
                var fields = Sample.fields(first + number, status: status)
                fields.message = "m\(number)"
                fields.description = "\(number) \(long)"
                return Event(
                    id: Sample.id(first + number, in: desk.journal),
                    kind: .status,
                    element: number,
                    fields: fields
                )
            }
            return Sample.delivery(events)
        }
        try await desk.journal.append(told(1...2300, "sent", 0))
        try await desk.catchUp(limit: 5000)
        #expect(desk.rows().count == 2300)
        #expect(desk.writes() >= 3)
        try await desk.journal.append(told(1...2300, "read", 5000))
        try await desk.journal.append(told(2301...2302, "sent", 0))
        try await desk.catchUp(limit: 5000)
        #expect(desk.rows().count == 2302)
        #expect(desk.rows().count { $0[3] == "read" } == 2300)
        #expect(Set(desk.rows().map { $0[4] }).count == 2302)
    }

    @Test func `each message has one row, kept current`() async throws {
        let desk = try SheetDesk(rows: .message)
        try await desk.append([(1, "sent"), (2, "sent"), (3, "sent")])
        try await desk.catchUp()
        #expect(desk.rows().count == 3)
        #expect(desk.emulator.values(desk.spreadsheet, tab: "Log")?[0].count == 7)
        try await desk.append([(2, "delivered"), (4, "sent"), (3, "rejected")])
        try await desk.catchUp()
        #expect(
            Self.statuses(desk)
                == ["001": ["sent"], "002": ["delivered"], "003": ["rejected"], "004": ["sent"]]
        )
        let writes = desk.emulator.requests.count {
            $0.isCommitted && $0.method.hasSuffix("batchUpdate")
        }
        try await desk.append([(4, "sent")])
        try await desk.catchUp()
        let after = desk.emulator.requests.count {
            $0.isCommitted && $0.method.hasSuffix("batchUpdate")
        }
        // A copy of a status changes no row.
        #expect(after == writes)
    }

    @Test func `rows are found wherever people sorted them, and theirs stay`() async throws {
        let desk = try SheetDesk(rows: .message)
        try await desk.append((1...20).map { ($0, "sent") })
        try await desk.catchUp()
        for round in 0..<8 {
            let deed: PeopleAction = [.sortRows, .moveColumn, .insertColumn, .insertRow][round % 4]
            desk.emulator.act(deed, in: desk.spreadsheet, sheetId: try desk.number())
            try await desk.append([(round + 1, "delivered"), (30 + round, "sent")])
            try await desk.catchUp()
        }
        let rows = desk.rows()
        for message in Array(1...20) + Array(30..<38) {
            let number = "+57300\(1_000_000 + message)"
            let found = rows.filter { $0.contains(number) }
            #expect(found.count == 1, "\(number)")
            #expect(found.first?.contains(message <= 8 ? "delivered" : "sent") == true)
        }
    }

    @Test func `a row that a person deleted stays deleted`() async throws {
        let desk = try SheetDesk(rows: .message)
        try await desk.append([(1, "sent"), (2, "sent"), (3, "sent")])
        try await desk.catchUp()
        desk.emulator.act(.deleteRow, in: desk.spreadsheet, sheetId: try desk.number())
        #expect(desk.rows().count == 2)
        try await desk.append([(1, "delivered"), (2, "delivered"), (3, "delivered"), (4, "sent")])
        try await desk.catchUp()
        #expect(desk.rows().count == 3)
        #expect(Self.statuses(desk).values.count { $0 == ["delivered"] } == 2)
    }

    @Test func `many rows that are gone at once stop the report until somebody decides`()
        async throws
    {
        let desk = try SheetDesk(rows: .message)
        try await desk.append((1...50).map { ($0, "sent") })
        try await desk.catchUp()
        let sheet = JSONValue.int(Int(try desk.number()))
        func delete(_ count: Int) throws {
            let rows: JSONValue = [
                "sheetId": sheet, "dimension": "ROWS", "startIndex": 1, "endIndex": .int(1 + count),
            ]
            try desk.edit([["deleteDimension": ["range": rows]]])
        }
        // As many as people delete.
        try delete(19)
        try await desk.append([(50, "delivered")])
        try await desk.catchUp()
        #expect(desk.rows().count == 31)
        try delete(20)
        try await desk.append([(50, "read"), (51, "sent")])
        let error = await #expect(throws: SinkError.self) { try await desk.catchUp() }
        #expect(error?.code == "sheets.rows_gone")
        #expect(error?.explanation.contains("20 of the 31 rows of the tab Log are gone") == true)
        #expect(desk.rows().count == 11)
        #expect(try await desk.sink(scale: 20).adopt(skips: true, desk.ledger) == 0)
        try await desk.catchUp()
        #expect(desk.rows().count == 12)
        #expect(Self.statuses(desk)["050"] == ["read"])
        #expect(Self.statuses(desk)["051"] == ["sent"])
    }

    @Test func `a deleted row stays deleted though it came before its time`() async throws {
        let desk = try SheetDesk(rows: .message)
        try await desk.append([(1, "sent"), (2, "sent")])
        let sink = desk.sink(scale: 20)
        try await sink.open(desk.ledger)
        let batch = try #require(Batch(after: 0, try desk.ledger.entries(after: 0, limit: 1)))
        // Messages are folded to the end, so that both have rows.
        #expect(try await sink.write(batch, desk.ledger).through == 1)
        #expect(desk.rows().count == 2)
        let sheet = JSONValue.int(Int(try desk.number()))
        let rows: JSONValue = [
            "sheetId": sheet, "dimension": "ROWS", "startIndex": 1, "endIndex": 3,
        ]
        try desk.edit([["deleteDimension": ["range": rows]]])
        try await desk.append([(1, "delivered"), (2, "delivered"), (3, "sent")])
        try await desk.catchUp()
        #expect(Self.statuses(desk) == ["003": ["sent"]])
    }

    @Test(arguments: [
        SheetsFault.closed(commits: true), .closed(commits: false), .unavailable(commits: true),
        .stall(milliseconds: 900),
    ])
    func `new rows are there once, whatever becomes of the answer`(fault: SheetsFault) async throws
    {
        let desk = try SheetDesk(rows: .message)
        for round in 0..<4 {
            desk.emulator.script(fault, on: "spreadsheets.batchUpdate", times: 1 + round % 2)
            try await desk.append([(round, "sent"), (round + 10, "sent"), (round, "delivered")])
            try await desk.catchUp()
        }
        try await Task.sleep(for: .milliseconds(1000))
        #expect(desk.rows().count == 8)
        #expect(Self.statuses(desk).values.allSatisfy { $0.count == 1 })
        #expect(desk.emulator.requests.contains { $0.fault == fault.word })
    }

    @Test func `numbers have a row each`() async throws {
        let desk = try SheetDesk(rows: .number)
        try await desk.append([(1, "sent"), (2, "rejected")])
        try await desk.catchUp()
        try await desk.append([(1, "delivered"), (3, "sent")])
        try await desk.catchUp()
        #expect(
            Self.statuses(desk) == ["001": ["delivered"], "002": ["rejected"], "003": ["sent"]]
        )
    }

    @Test(arguments: [ReportMapping.RowPolicy.status, .message])
    func `a rebuild fills a new tab, takes the title and keeps the old tab`(
        rows: ReportMapping.RowPolicy
    ) async throws {
        let desk = try SheetDesk(rows: rows)
        try await desk.append((1...30).map { ($0, "sent") })
        try await desk.catchUp()
        desk.emulator.act(.deleteColumn, in: desk.spreadsheet, sheetId: try desk.number())
        let sink = desk.sink(scale: 20)
        let receipt = try await sink.rebuild(desk.ledger)
        #expect(receipt.rows == 30)
        let kept = try #require(receipt.kept)
        #expect(kept.hasPrefix("Log (before "))
        #expect(desk.emulator.values(desk.spreadsheet, tab: kept) != nil)
        #expect(desk.rows().count == 30)
        try await desk.append([(31, "sent"), (1, "delivered")])
        try await desk.catchUp()
        #expect(desk.rows().count == (rows == .status ? 32 : 31))
        #expect(try desk.titles().contains { $0.contains("being written") } == false)
    }

    @Test func `forgotten numbers are masked wherever their rows are`() async throws {
        let desk = try SheetDesk()
        try await desk.append((1...9).map { ($0, "sent") })
        try await desk.catchUp()
        desk.emulator.act(.sortRows, in: desk.spreadsheet, sheetId: try desk.number())
        let number = "+573001000004"
        #expect(desk.rows().joined().count { $0 == number } == 1)
        try desk.journal.forget(digits: String(number.dropFirst()))
        let receipt = try await desk.sink(scale: 20).erase(desk.ledger)
        #expect(receipt.places == 1)
        #expect(!desk.rows().joined().contains(number))
        #expect(desk.rows().joined().contains("+999000000001"))
        #expect(desk.rows().count == 9)
    }

    @Test func `a copied file is noticed, and taken over where somebody says so`() async throws {
        let desk = try SheetDesk()
        try await desk.append([(1, "sent"), (2, "sent")])
        try await desk.catchUp()
        let before = Set(desk.emulator.spreadsheets)
        desk.emulator.act(.copyFile, in: desk.spreadsheet)
        let copy = try #require(Set(desk.emulator.spreadsheets).subtracting(before).first)
        desk.emulator.share(copy, with: "robot@example.com")
        try await desk.append([(3, "sent")])
        // A reader of its own, as another destination has.
        let other = ReaderLedger(
            ReaderID("sheets:copy"),
            start: .beginning,
            journal: desk.journal
        )
        let sink = desk.sink(spreadsheet: copy, scale: 20)
        let error = await #expect(throws: SinkError.self) { try await sink.open(other) }
        #expect(error?.code == "sheets.copied")
        #expect(try await sink.adopt(skips: true, other) == 3)
        try await sink.open(other)
        try await desk.append([(4, "sent")])
        let checkpoint = try other.record().checkpoint
        let batch = try #require(
            Batch(after: checkpoint, try other.entries(after: checkpoint, limit: 10))
        )
        _ = try await sink.write(batch, other)
        let rows = desk.emulator.values(copy, tab: "Log")?.count
        #expect(rows == 4)
    }
}
