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

    /// The statuses of the rows of each message, or of each number, by its number, in all of them.
    var statuses: [Int: [String]] { statuses(in: books) }

    /// The same in some of them.
    func statuses(in books: [String]) -> [Int: [String]] {
        var found: [Int: [String]] = [:]
        for row in books.flatMap({ desk.rows(in: $0) }) where row.count > 3 && !row[2].isEmpty {
            guard let phone = Int(row[2].dropFirst()) else { continue }
            found[phone - 573_001_000_000, default: []].append(row[3])
        }
        return found
    }

    /// Lets no more rows into the spreadsheet in which rows kept current stand.
    func fill() throws { addTab(2799, to: try state.spreadsheet) }

    /// Appends events of one status and writes all there is.
    func tell(_ messages: some Sequence<Int>, _ status: String) async throws {
        try await desk.append(messages.map { ($0, status) })
        try await desk.catchUp()
    }

    /// Deletes rows of a tab, as a person does.
    func deleteRows(_ rows: Range<Int>, of sheet: Int64, in book: String) {
        let range: JSONValue = [
            "sheetId": .int(Int(sheet)), "dimension": "ROWS", "startIndex": .int(rows.lowerBound),
            "endIndex": .int(rows.upperBound),
        ]
        let reply = desk.emulator.perform(
            "POST",
            "/v4/spreadsheets/\(book):batchUpdate",
            ["requests": [["deleteDimension": ["range": range]]]]
        )
        #expect(reply.status == 200)
    }

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
