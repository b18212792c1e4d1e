import TestSupport
import Testing
import TicksheetCore

@testable import Sinks

@Suite struct CSVStateTable {
    @Test func `a state comes back as it was written`() {
        var random = SeededRandom("csv state")
        for _ in 0..<200 {
            var state = CSVState()
            state.size = Int64.random(in: 0...1 << 53, using: &random)
            state.tail = CSVState.checksum(Array(random.text(upTo: 9).utf8))
            state.layout = random.text(upTo: 20)
            state.mapping = random.text(upTo: 9)
            if Bool.random(using: &random) {
                state.pending = CSVState.Pending(
                    after: Int64.random(in: 0...1 << 53, using: &random),
                    through: Int64.random(in: 0...1 << 53, using: &random),
                    end: Int64.random(in: 0...1 << 53, using: &random),
                    sum: CSVState.checksum([1]),
                    mapping: random.text(upTo: 9)
                )
            }
            if Bool.random(using: &random) {
                state.swap = CSVState.Swap(
                    through: Int64.random(in: 0...1 << 53, using: &random),
                    size: Int64.random(in: 0...1 << 53, using: &random),
                    tail: CSVState.checksum([2]),
                    layout: random.text(upTo: 20),
                    mapping: random.text(upTo: 9),
                    inode: UInt64.random(in: 0...1 << 53, using: &random)
                )
            }
            #expect(CSVState(state.encoded) == state)
        }
    }

    @Test(arguments: ["", "{", "{}", "[]", "{\"size\":1}", "{\"tail\":\"a\"}", "x", "null"])
    func `what is no state is none`(_ text: String) {
        #expect(CSVState(Array(text.utf8)) == nil)
    }

    @Test func `the checksum is 16 digits and differs by a bit`() {
        #expect(CSVState.checksum([]) == "e3b0c44298fc1c14")
        #expect(CSVState.checksum([0]) != CSVState.checksum([1]))
    }
}
