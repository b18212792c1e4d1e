import Testing

@testable import PhoneRegions

struct LongestPrefixTests {
    // The table read a second time in the plainest way, as an oracle for the tree.
    private struct PlainTable {
        var answers: [String: PhoneRegion] = [:]
        var aliases: [String: String] = [:]

        init() {
            var usual: [String: String] = [:]
            for line in RegionTable.usualZones.split(separator: "\n") {
                let words = line.split(separator: " ").map(String.init)
                usual[words[0]] = words[1]
            }
            for line in RegionTable.texts.flatMap({ $0.split(separator: "\n") }) {
                var words = line.split(separator: " ").map(String.init)
                let prefixes = words.filter { Int($0) != nil }
                words.removeAll { Int($0) != nil }
                for prefix in prefixes {
                    if words[0].hasPrefix("=") {
                        aliases[prefix] = String(words[0].dropFirst())
                    } else {
                        answers[prefix] = PhoneRegion(
                            country: words[0],
                            zone: words.count > 1 ? words[1] : usual[words[0]] ?? "none",
                            evidence: words.count > 1 ? .prefix : .country
                        )
                    }
                }
            }
        }

        func region(of digits: String) -> PhoneRegion? {
            for (alias, original) in aliases where digits.hasPrefix(alias) {
                return region(of: original + digits.dropFirst(alias.count))
            }
            return (0...digits.count).reversed()
                .lazy.compactMap { answers[String(digits.prefix($0))] }.first
        }
    }

    @Test
    func `any prefix followed by random digits gives the answer of the longest that fits`() {
        let seed = UInt64.random(in: 0...(.max))
        print("seed \(seed)")
        var chance = SeededGenerator(seed: seed)
        let plain = PlainTable()
        for prefix in plain.answers.keys.sorted() + plain.aliases.keys.sorted() {
            for _ in 0..<40 {
                let length = Int.random(in: 8...15, using: &chance)
                var digits = prefix
                while digits.count < length {
                    digits += String(Int.random(in: 0...9, using: &chance))
                }
                let expected = plain.region(of: digits)
                #expect(expected != nil)
                #expect(PhoneRegions.shared.region(of: "+" + digits) == expected, "+\(digits)")
            }
        }
    }

    @Test
    func `any digits give the answer of the longest prefix that fits or none`() {
        let seed = UInt64.random(in: 0...(.max))
        print("seed \(seed)")
        var chance = SeededGenerator(seed: seed)
        let plain = PlainTable()
        for _ in 0..<20_000 {
            var digits = ""
            for _ in 0..<Int.random(in: 8...15, using: &chance) {
                digits += String(Int.random(in: 0...9, using: &chance))
            }
            let number = "+" + digits
            #expect(PhoneRegions.shared.region(of: number) == plain.region(of: digits), "\(number)")
        }
    }
}
