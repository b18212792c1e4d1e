import Testing
import TicksheetCore

@Suite struct EventKeyTests {
    @Test func `absent, empty and split parts give different bytes`() {
        let lists: [[String?]] = [
            [], [nil], [""], [nil, nil], ["", nil], [nil, ""], ["a"], ["a", nil], ["a", ""],
            ["a", "b"], ["ab"], ["b", "a"], ["a\u{0}"], ["\u{0}a"], ["\u{1}\u{0}\u{0}\u{0}\u{1}a"],
        ]
        let keys = lists.map { key("acme", $0) }
        #expect(Set(keys).count == lists.count)
        #expect(key("acme", ["a"]) != key("acm", ["ea"]))
        #expect(key("acme", ["a"]) != key("meta", ["a"]))
    }

    @Test func `the form of a key never changes`() {
        #expect(
            hexadecimal(key("acme", ["m-1", nil, ""]).bytes)
                == "010000000461636d65" + "01000000036d2d31" + "00" + "0100000000"
        )
    }

    @Test func `no two lists of random parts have the same bytes`() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        // Few and small symbols, those of the form itself among them, so that lists nearly collide.
        let symbols: [UInt8] = [0, 1, 2, 0x61]
        var seen: [EventKey: [[UInt8]?]] = [:]
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...4, using: &random)
            let parts: [[UInt8]?] = (0..<count).map { _ in
                guard Int.random(in: 0...3, using: &random) > 0 else { return nil }
                let length = Int.random(in: 0...6, using: &random)
                return (0..<length).map { _ in symbols.randomElement(using: &random) ?? 0 }
            }
            var key = EventKey(provider: "p")
            for part in parts { key.append(part) }
            let known = seen[key]
            #expect(known == nil || known == parts, "seed \(seed)")
            seen[key] = parts
        }
        #expect(seen.count > 5_000, "seed \(seed)")
    }

    private func key(_ provider: String, _ parts: [String?]) -> EventKey {
        var key = EventKey(provider: provider)
        for part in parts { key.append(part.map { Array($0.utf8) }) }
        return key
    }
}

/// Random numbers that a seed repeats (SplitMix64).
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
