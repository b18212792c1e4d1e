import SQLiteBridge
import TestSupport
import Testing
import TicksheetCore
import WallTime

@testable import Journals

@Suite struct ReceivedTableTests {
    private static let table = ReceivedTable(name: "rows", key: "number", received: "at")
    private let connection: SQLiteConnection
    private let folder = TemporaryDirectory()

    init() throws {
        connection = try SQLiteConnection(folder.file("rows.db"), .readWriteCreate)
        try connection.execute("CREATE TABLE rows (number INTEGER PRIMARY KEY, at INTEGER)")
    }

    private func fill(_ rows: [(key: Int64, at: Int64)]) throws {
        try connection.transaction { () throws(SQLiteError) in
            try connection.execute("DELETE FROM rows")
            let insert = try connection.prepare("INSERT INTO rows VALUES (?, ?)")
            for row in rows {
                insert.bind(1, row.key)
                insert.bind(2, row.at)
                try insert.run()
            }
        }
    }

    private static let ages = ReceiptAges(before: Sample.noon, now: Sample.noon)

    private func next(after key: Int64) throws -> Int64? {
        try Self.table.firstPossible(after: key, Self.ages, connection)
    }

    @Test(arguments: [0, 1, 2, 999, 1000, 1001, 1002, 1063, 1064, 1065, 4000])
    func `the first behind a stretch of wrong times is found`(_ length: Int64) throws {
        let noon = Sample.noon.seconds
        for wrong in [3600, noon + 900_000] {
            let stretch: [(key: Int64, at: Int64)] = (0..<length).map { (key: 10 + $0, at: wrong) }
            try fill(stretch)
            #expect(try next(after: 9) == nil)
            let right: [(key: Int64, at: Int64)] = (0..<5).map {
                (key: 10 + length + $0, at: noon - 100 + $0)
            }
            try fill(stretch + right)
            #expect(try next(after: 9) == noon - 100)
            #expect(try next(after: 9 + length) == noon - 100)
            #expect(try next(after: 10 + length) == noon - 99)
            #expect(try next(after: 14 + length) == nil)
        }
    }

    @Test func `a time is found where there is one, and the last row tells one`() throws {
        var random = SeededRandom("rows among wrong times")
        for _ in 0..<100 {
            var rows: [(key: Int64, at: Int64)] =
                Bool.random(using: &random)
                ? [] : (1...1010).map { ($0, 3600) }
            for place in 0..<Int64.random(in: 1...40, using: &random) {
                let key = (rows.last?.key ?? 0) + .random(in: 1...5, using: &random)
                let isWrong = Int.random(in: 0..<3, using: &random) > 0
                rows.append((key, isWrong ? 3600 : Sample.noon.seconds - 900 + place))
            }
            try fill(rows)
            let start =
                Int64.random(in: 0...(rows.last?.key ?? 0), using: &random)
                / .random(in: 1...900, using: &random)
            let behind = rows.filter { $0.key > start }
            let found = try next(after: start)
            if let found {
                let place = try #require(
                    behind.firstIndex { $0.at == found },
                    "\(rows.suffix(40)) \(start)"
                )
                #expect(Self.ages.isPossible(found), "\(rows.suffix(40)) \(start)")
                let before = place > behind.startIndex ? behind[place - 1].at : 3600
                #expect(!Self.ages.isPossible(before), "\(rows.suffix(40)) \(start)")
            } else {
                #expect(behind.last.map { !Self.ages.isPossible($0.at) } ?? true)
            }
        }
    }
}
