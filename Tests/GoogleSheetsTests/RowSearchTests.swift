import TestSupport
import Testing

@testable import GoogleSheets

@Suite struct RowSearchTests {
    /// Writes rows until all are there or found; returns how many calls that took.
    private func calls(_ rows: [Bool]) -> Int {
        var search = RowSearch()
        var left = rows[...]
        var calls = 0
        var found = 0
        while !left.isEmpty {
            calls += 1
            let sent = left.prefix(search.limit)
            if sent.allSatisfy({ $0 }) {
                search.wrote(sent.count)
                left = left.dropFirst(sent.count)
            } else if sent.count > 1 {
                search.refused(sent.count)
            } else {
                // Once refused, once passed.
                calls += 1
                found += 1
                search.found()
                left = left.dropFirst()
            }
        }
        #expect(found == rows.count { !$0 })
        return calls
    }

    @Test(arguments: [0, 1, 500, 998, 999])
    func `one of a thousand is found in a dozen calls`(place: Int) {
        var rows = Array(repeating: true, count: 1000)
        rows[place] = false
        #expect(calls(rows) <= 14)
    }

    @Test func `those that follow each other take three calls each`() {
        let rows = (0..<1000).map { !(300..<310).contains($0) }
        #expect(calls(rows) <= 14 + 9 * 4 + 12)
    }

    @Test func `whatever is refused, all others are written`() {
        var random = SeededRandom("search for refused rows")
        for _ in 0..<200 {
            let rows = (0..<Int.random(in: 1...300, using: &random)).map { _ in
                Int.random(in: 0..<8, using: &random) > 0
            }
            let bad = rows.count { !$0 }
            #expect(calls(rows) <= 1 + bad * 22)
        }
    }

    @Test func `without a refusal nothing is cut`() {
        var search = RowSearch()
        #expect(search.limit == .max)
        search.wrote(4000)
        #expect(search.limit == .max)
        #expect(!search.isOn)
    }
}
