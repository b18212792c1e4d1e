import TestSupport
import Testing
import TicksheetCore
import WallTime

@Suite struct RowTextTests {
    @Test func `any row comes back as it was put in`() {
        var random = SeededRandom("row text")
        for _ in 0..<1000 {
            let row: Row = (0..<Int.random(in: 0...5, using: &random)).map { _ in
                let text = random.text(upTo: 6)
                return switch Int.random(in: 0..<4, using: &random) {
                case 0: .empty
                case 1: .text(text)
                case 2: .number(text)
                default: .time(receivedAt, local: 5, text: text)
                }
            }
            #expect(RowText(row).row == row)
        }
    }

    @Test func `each text has its separator behind it`() {
        let row = RowText([.text("a"), .empty, .number("1")], separator: UInt8(ascii: ";"))
        #expect(row.bytes == Array("a;;1;".utf8))
        #expect(row.cells.map(\.end) == [1, 2, 4])
        #expect(row.cells.map(\.isText) == [true, false, false])
    }

    @Test func `a row that is made again holds nothing of the one before`() throws {
        let mapping = try reportMapping(
            "{ columns: [{ header: \"A\", field: \"status\" }, { header: \"B\", field: \"code\" }] }"
        )
        var rows = RowBuilder(mapping, RowZones("UTC", otherwise: "UTC") { _ in .utc })
        var row = RowText()
        for status in ["delivered", "read"] {
            let entry = Entry(
                sequence: 1,
                origin: .webhook,
                source: "meta",
                provider: "meta",
                received: receivedAt,
                kind: .status,
                fields: Fields(time: receivedAt, status: status)
            )
            #expect(rows.write(entry, to: &row))
            #expect(row.row == [.text(status), .empty])
            #expect(rows.row(for: entry) == row.row)
        }
    }
}
