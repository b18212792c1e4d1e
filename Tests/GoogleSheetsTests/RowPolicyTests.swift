import TestSupport
import Testing
import TicksheetCore

@testable import GoogleSheets

/// What the journal knows of a tab's rows, and what becomes of it when the mapping changes.
@Suite struct RowPolicyTests {
    private static func isStale(_ desk: SheetDesk) throws -> Bool {
        let state = try desk.ledger.record().state
        return SheetsSink.isStale(state, definition: desk.mapping.definition)
    }

    private static func isRenewed(_ desk: SheetDesk) throws -> Bool {
        SheetsSink.isRenewed(try desk.ledger.record().state, desk.mapping)
    }

    @Test(arguments: [
        (ReportMapping.RowPolicy.message, ReportMapping.RowPolicy.number), (.number, .message),
    ])
    func `a tab that an earlier version made notices from the first look on that rows change`(
        _ before: ReportMapping.RowPolicy,
        _ after: ReportMapping.RowPolicy
    ) async throws {
        var desk = try SheetDesk(rows: before)
        try await desk.append([(1, "sent"), (2, "sent")])
        try await desk.catchUp()
        var state = SheetState(try desk.ledger.record().state)
        state.rowPolicy = nil
        try desk.ledger.keep(state.encoded)
        // Nothing came meanwhile.
        try await desk.catchUp()
        desk.mapping = try SheetReport.mapping(rows: after)
        try await desk.append([(3, "sent")])
        let sink = desk.sink()
        let stop = await #expect(throws: SinkError.self) { try await sink.open(desk.ledger) }
        #expect(stop?.code == "sheets.rows_changed")
        #expect(desk.rows().count == 2)
    }

    @Test(arguments: [
        (ReportMapping.RowPolicy.message, ReportMapping.RowPolicy.number), (.message, .status),
        (.status, .number),
    ])
    func `a tab is not taken over for rows that stand for something else`(
        _ before: ReportMapping.RowPolicy,
        _ after: ReportMapping.RowPolicy
    ) async throws {
        var desk = try SheetDesk(rows: before)
        try await desk.append([(1, "sent"), (2, "sent")])
        try await desk.catchUp()
        let rows = desk.rows()
        desk.mapping = try SheetReport.mapping(rows: after)
        try await desk.append([(3, "sent")])
        let state = try desk.ledger.record().state
        let sink = desk.sink()
        let stop = await #expect(throws: SinkError.self) {
            _ = try await sink.adopt(skips: true, desk.ledger)
        }
        #expect(stop?.code == "sheets.rows_changed")
        #expect(desk.rows() == rows)
        #expect(try desk.ledger.record().state == state)
    }

    @Test(arguments: [ReportMapping.RowPolicy.message, .number])
    func `a tab of another journal is not taken over for rows that stand for something else`(
        _ before: ReportMapping.RowPolicy
    ) async throws {
        var desk = try SheetDesk(rows: before)
        try await desk.append([(1, "sent"), (2, "sent")])
        try await desk.catchUp()
        let rows = desk.rows()
        desk.mapping = try SheetReport.mapping(rows: .status)
        let journal = MemoryJournal()
        let other = ReaderLedger(SheetDesk.reader, start: .beginning, journal: journal)
        let sink = desk.sink()
        let stop = await #expect(throws: SinkError.self) {
            _ = try await sink.adopt(skips: true, other)
        }
        #expect(stop?.code == "sheets.rows_changed")
        #expect(desk.rows() == rows)
        #expect(try other.record().state.isEmpty)
    }

    @Test(arguments: [ReportMapping.RowPolicy.status, nil])
    func `people's column that is called like a mark is none`(
        _ known: ReportMapping.RowPolicy?
    ) async throws {
        let desk = try SheetDesk()
        var state = SheetState()
        state.rowPolicy = known
        state.columns = ["Time", RowMarks.columns[0], "Status"]
        try desk.sink().requireRows(state)
        state.rowPolicy = nil
        state.columns = ["Time"] + RowMarks.columns
        #expect(throws: SinkError.self) { try desk.sink().requireRows(state) }
    }

    @Test(arguments: [ReportMapping.RowPolicy.status, .message])
    func `rows from before are told of also when they go on in the next spreadsheet`(
        _ rows: ReportMapping.RowPolicy
    ) async throws {
        var growth = try GrowthDesk(3, rows: rows)
        growth.desk.mapping = try SheetReport.mapping(rows: rows, where: #"{ status: "sent" }"#)
        try await growth.tell(1...5, "sent")
        try await growth.tell(6...9, "read")
        growth.addTab(rows == .status ? 4799 : 2799, to: growth.books[0])
        growth.desk.mapping = try SheetReport.mapping(rows: rows)
        try await growth.tell(10...12, "sent")
        #expect(try growth.state.spreadsheet == growth.books[1])
        #expect(try Self.isStale(growth.desk))
        try await growth.tell(13...14, "sent")
        #expect(try Self.isStale(growth.desk))
        _ = try await growth.desk.sink().rebuild(growth.desk.ledger)
        #expect(try !Self.isStale(growth.desk))
    }

    @Test(arguments: [ReportMapping.RowPolicy.status, .message])
    func `a tab that is kept current tells before that opening writes its rows anew`(
        _ rows: ReportMapping.RowPolicy
    ) async throws {
        var desk = try SheetDesk(rows: rows)
        #expect(try !desk.sink().opensAnew(desk.ledger))
        try await desk.append([(1, "sent")])
        try await desk.catchUp()
        #expect(try !desk.sink().opensAnew(desk.ledger))
        desk.mapping = try SheetReport.mapping(columns: 4, rows: rows)
        #expect(try desk.sink().opensAnew(desk.ledger) == (rows == .message))
        #expect(try Self.isRenewed(desk) == (rows == .message))
        try await desk.catchUp()
        #expect(try !desk.sink().opensAnew(desk.ledger))
        desk.mapping = try SheetReport.mapping(rows: rows, where: #"{ status: ["sent"] }"#)
        #expect(try !Self.isRenewed(desk))
        desk.mapping = try SheetReport.mapping(rows: .number)
        #expect(try !Self.isRenewed(desk))
    }

    @Test func `a tab that an earlier version only made tells of its first rows`() async throws {
        var desk = try SheetDesk()
        try await desk.catchUp()
        var state = SheetState(try desk.ledger.record().state)
        state.mapping = ""
        try desk.ledger.keep(state.encoded)
        try await desk.append([(1, "sent")])
        try await desk.catchUp()
        #expect(try !Self.isStale(desk))
        desk.mapping = try SheetReport.mapping(columns: 4)
        try await desk.append([(2, "sent")])
        try await desk.catchUp()
        #expect(try Self.isStale(desk))
    }
}
