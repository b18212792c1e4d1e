import HTTPTypes
import SheetsEmulator
import Testing
import TicksheetCore

@testable import GoogleSheets

/// A desk whose spreadsheets are full after about 1,600 rows of five columns.
struct GrowthDesk {
    static let cells = 10_000

    var desk: SheetDesk
    /// All spreadsheets, in the order in which they are filled.
    let books: [String]

    init(_ count: Int = 4, rows: ReportMapping.RowPolicy = .status, seed: UInt64 = 1) throws {
        desk = try SheetDesk(rows: rows, seed: seed, cells: Self.cells)
        let emulator = desk.emulator
        books =
            [desk.spreadsheet]
            + (1..<max(count, 1)).map { number in
                emulator.makeSpreadsheet(
                    "Campaigns \(number + 1)",
                    rowCount: 1,
                    columnCount: 1,
                    sharedWith: ["robot@example.com": "writer"]
                )
            }
        desk.supply = .list(books)
    }

    var state: SheetState {
        get throws { SheetState(try desk.ledger.record().state) }
    }

    /// The descriptions that stand in all of them, in their order.
    var descriptions: [String] { books.flatMap { desk.descriptions(in: $0) } }

    /// Adds a tab of so many cells, as a person does.
    func addTab(_ cells: Int, to book: String) {
        let reply = desk.emulator.perform(
            "POST",
            "/v4/spreadsheets/\(book):batchUpdate",
            [
                "requests": [
                    [
                        "addSheet": [
                            "properties": [
                                "title": .string("People's \(cells)"),
                                "gridProperties": ["rowCount": .int(cells), "columnCount": 1],
                            ]
                        ]
                    ]
                ]
            ]
        )
        #expect(reply.status == 200)
    }
}
