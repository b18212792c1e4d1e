import SheetsEmulator
import TestSupport
import Testing
import TicksheetCore

@testable import GoogleSheets

@Suite struct UnfinishedBatchTests {
    @Test func `a command before the first opening does not keep rows away`() async throws {
        let desk = try SheetDesk()
        try await desk.append([1, 2])
        let sink = desk.sink(scale: 20)
        _ = try await sink.erase(desk.ledger)
        for _ in 0..<2 {
            let checkpoint = try desk.ledger.record().checkpoint
            let entries = try desk.ledger.entries(after: checkpoint, limit: 10)
            guard let batch = Batch(after: checkpoint, entries) else { break }
            _ = try await sink.write(batch, desk.ledger)
        }
        #expect(desk.descriptions() == ["1", "2"])
    }

    @Test func `a batch that has nothing left to write is closed before it is acknowledged`()
        async throws
    {
        let desk = try SheetDesk(rows: .message)
        try await desk.append([(1, "sent")])
        try await desk.catchUp()
        try await desk.append([(1, "delivered")])
        desk.emulator.script(.closed(commits: false), on: "spreadsheets.batchUpdate")
        let sink = desk.sink(scale: 20)
        try await sink.open(desk.ledger)
        let batch = try desk.nextBatch()
        await #expect(throws: SinkError.self) { try await sink.write(batch, desk.ledger) }
        desk.emulator.act(.deleteRow, in: desk.spreadsheet, sheetId: try desk.number())
        try await desk.catchUp()
        #expect(SheetState(try desk.ledger.record().state).open == nil)
        #expect(desk.rows().isEmpty)
    }

    @Test func `a mark that is refused as used and not found is a trouble of its own`() async throws
    {
        let desk = try SheetDesk()
        try await desk.append([1])
        try await desk.catchUp()
        let state = SheetState(try desk.ledger.record().state)
        // Of another program, which nobody else sees.
        let id = Int(Marker.id(of: state.next, base: state.base))
        try desk.edit([
            [
                "createDeveloperMetadata": [
                    "developerMetadata": [
                        "metadataId": .int(id), "metadataKey": "theirs",
                        "location": ["spreadsheet": true], "visibility": "PROJECT",
                    ]
                ]
            ]
        ])
        try await desk.append([2])
        for _ in 0..<2 {
            let error = await #expect(throws: SinkError.self) { try await desk.process(limit: 10) }
            #expect(error?.code == "sheets.marker_hidden")
            #expect(error?.disposition == .retry(after: .seconds(300)))
            #expect(error?.cause?.contains("\(id) was asked about for a minute") == true)
            #expect(error?.remedy.contains("ticksheet rebuild --report r") == true)
        }
        let asked = desk.emulator.requests.count {
            $0.method == "spreadsheets.developerMetadata.get"
        }
        #expect(asked == 24)
        _ = try await desk.sink().rebuild(desk.ledger)
        try await desk.append([3])
        try await desk.catchUp()
        #expect(desk.descriptions() == ["1", "2", "3"])
    }

    @Test func `an erasure lets nothing arrive after it that holds the number`() async throws {
        let desk = try SheetDesk()
        try await desk.append([(1, "sent")])
        try await desk.catchUp()
        try await desk.append([(2, "sent")])
        desk.emulator.script(.stall(milliseconds: 4000), on: "spreadsheets.batchUpdate")
        let sink = desk.sink(scale: 150)
        try await sink.open(desk.ledger)
        let batch = try desk.nextBatch()
        await #expect(throws: SinkError.self) { try await sink.write(batch, desk.ledger) }
        try desk.journal.forget(digits: "573001000002")
        _ = try await desk.sink(scale: 20).erase(desk.ledger)
        #expect(SheetState(try desk.ledger.record().state).open == nil)
        try await Task.sleep(for: .milliseconds(4500))
        #expect(desk.rows().count == 1)
        #expect(!desk.rows().joined().contains("+573001000002"))
    }

    @Test func `a rebuild puts a foreign tab of the title aside`() async throws {
        let desk = try SheetDesk()
        try await desk.append([1])
        try await desk.catchUp()
        desk.emulator.act(.deleteTab, in: desk.spreadsheet, sheetId: try desk.number())
        _ = desk.emulator.perform(
            "POST",
            "/v4/spreadsheets/\(desk.spreadsheet):batchUpdate",
            ["requests": [["addSheet": ["properties": ["title": "Log"]]]]]
        )
        let receipt = try await desk.sink(scale: 20).rebuild(desk.ledger)
        #expect(receipt.kept?.hasPrefix("Log (before ") == true)
        #expect(desk.descriptions() == ["1"])
    }

    @Test func `an erasure reaches the tabs that rebuilds put aside`() async throws {
        let desk = try SheetDesk()
        try await desk.append([(1, "sent"), (2, "sent")])
        try await desk.catchUp()
        _ = try await desk.sink(scale: 20).rebuild(desk.ledger)
        _ = try await desk.sink(scale: 20).rebuild(desk.ledger)
        try desk.journal.forget(digits: "573001000002")
        #expect(try await desk.sink(scale: 20).erase(desk.ledger).places == 3)
        let titles = try desk.titles().filter { $0.hasPrefix("Log") }
        #expect(titles.count == 3)
        for title in titles {
            let texts = desk.rows(of: title).joined()
            #expect(texts.contains("+573001000001"), "\(title)")
            #expect(!texts.contains("+573001000002"), "\(title)")
        }
    }

    @Test func `rebuilds within one second put tabs aside under titles of their own`()
        async throws
    {
        let desk = try SheetDesk()
        try await desk.append([1])
        try await desk.catchUp()
        for _ in 0..<3 { _ = try await desk.sink(scale: 1).rebuild(desk.ledger) }
        let titles = try desk.titles().filter { $0.hasPrefix("Log (before ") }
        #expect(titles.count == 3)
        #expect(Set(titles).count == 3)
    }

    @Test func `a title that somebody took before the tab was made is looked at anew`()
        async throws
    {
        let desk = try SheetDesk()
        try await desk.append([1])
        desk.emulator.script(.closed(commits: false), on: "spreadsheets.batchUpdate")
        let sink = desk.sink(scale: 20)
        await #expect(throws: SinkError.self) { try await sink.open(desk.ledger) }
        try desk.edit([["addSheet": ["properties": ["title": "Log"]]]])
        try await desk.catchUp()
        #expect(desk.descriptions() == ["1"])
    }

    @Test func `a clock that went ahead once does not keep markers for ever`() {
        var state = SheetState()
        for batch in 1...1000 {
            state.next = Int64(batch)
            MarkerKeeping.note(batch == 10 ? 4_000_000_000 : Int64(batch) * 60, &state)
        }
        #expect(MarkerKeeping.removable(state, at: 60_000, isUrgent: false) != nil)
    }
}
