import TestSupport
import Testing
import TicksheetCore

@Suite struct MappingHistoryTests {
    @Test func `a mapping that stays is noted once`() {
        var history = MappingHistory()
        #expect(history.others(than: [1]).isEmpty)
        for last in [0, 5, 9] as [Int64] { history.note([1], after: last) }
        #expect(history.stretches == [.init(first: 1, digest: [1])])
        #expect(history.others(than: [1]).isEmpty)
        #expect(history.others(than: [2]) == [1 ... .max])
    }

    @Test func `a changed mapping begins behind the newest body`() {
        var history = MappingHistory()
        history.note([1], after: 0)
        history.note([2], after: 9)
        #expect(history.others(than: [2]) == [1...9])
        #expect(history.others(than: [1]) == [10 ... .max])
        // Nothing came by the second.
        history.note([3], after: 9)
        #expect(history.stretches.map(\.digest) == [[1], [3]])
        history.note([1], after: 9)
        #expect(history.stretches.map(\.digest) == [[1]])
    }

    @Test func `bodies that were mapped again count as mapped by the new mapping`() {
        var history = MappingHistory()
        history.note([1], after: 0)
        history.note([2], after: 9)
        history.set([2], for: 4...9)
        #expect(history.others(than: [2]) == [1...3])
        history.set([2], for: 1...3)
        #expect(history.stretches == [.init(first: 1, digest: [2])])
        history.set([3], for: 5...6)
        #expect(history.others(than: [2]) == [5...6])
    }

    @Test func `any changes leave each body with the last mapping noted for it`() {
        var random = SeededRandom("mappings")
        for _ in 0..<300 {
            var history = MappingHistory()
            var model: [UInt8?] = Array(repeating: nil, count: 20)
            for _ in 0..<6 {
                let digest = UInt8.random(in: 1...3, using: &random)
                let first = Int.random(in: 1...19, using: &random)
                if Bool.random(using: &random) {
                    history.note([digest], after: Int64(first - 1))
                    for body in first..<20 { model[body] = digest }
                } else {
                    let last = Int.random(in: first...19, using: &random)
                    history.set([digest], for: Int64(first)...Int64(last))
                    // Where nothing is known behind a range, its mapping is taken to go on.
                    let unknown = model[(last + 1)...].prefix { $0 == nil }
                    for body in first...last { model[body] = digest }
                    for body in unknown.indices { model[body] = digest }
                }
            }
            for digest in 1...3 as ClosedRange<UInt8> {
                let others = history.others(than: [digest])
                for body in 1..<20 {
                    let isOther = others.contains { $0.contains(Int64(body)) }
                    let wanted = model[body].map { $0 != digest } ?? false
                    #expect(isOther == wanted, "\(model) \(history.stretches)")
                }
            }
        }
    }
}
