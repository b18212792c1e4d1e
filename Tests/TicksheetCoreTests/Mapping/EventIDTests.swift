import TestSupport
import Testing
import TicksheetCore

@Suite struct EventIDTests {
    @Test func `an id keeps the first sixteen bytes`() {
        let hash = (0..<32).map { UInt8($0 * 8) }
        #expect(EventID(hash).bytes == Array(hash[..<16]))
        #expect(EventID(Array(hash[..<16])) == EventID(hash))
        let ones = [UInt8](repeating: 0xFF, count: 16)
        #expect(EventID(ones).bytes == ones)
    }

    @Test func `ids are equal and ordered as their bytes are`() {
        var random = SeededRandom("ids are ordered as their bytes")
        for _ in 0..<5_000 {
            let first = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
            var second = first
            let changed = Int.random(in: 0..<16, using: &random)
            second[changed] = UInt8.random(in: 0...255, using: &random)
            #expect(EventID(first).bytes == first)
            let inline = EventID(first).inlineBytes
            #expect(inline.indices.map { inline[$0] } == first)
            #expect((EventID(first) == EventID(second)) == (first == second))
            #expect((EventID(first) < EventID(second)) == first.lexicographicallyPrecedes(second))
        }
    }
}
