import Suggestions
import Testing

@Suite struct NearestTests {
    private static let keys = ["report", "settings", "format", "to", "zone", "wamid", "list"]

    @Test(arguments: [
        ("reprot", "report"), ("REPORT", "report"), ("repor", "report"), ("reports", "report"),
        ("rpeotr", "report"), ("rpetor", nil), ("setings", "settings"), ("settingss", "settings"),
        ("formta", "format"), ("fromat", "format"), ("ot", "to"), ("ls", "list"),
        ("xy", nil), ("", nil), ("quality", nil), ("zoné", "zone"),
    ])
    func `a mistyped word finds what was meant, or nothing`(_ given: String, _ meant: String?) {
        #expect(nearest(to: given, in: Self.keys) == meant)
    }

    @Test func `of equally near words the first wins`() {
        #expect(nearest(to: "bat", in: ["cat", "hat"]) == "cat")
        #expect(nearest(to: "bat", in: ["hat", "cat"]) == "hat")
        #expect(nearest(to: "bat", in: ["boot", "cat"]) == "cat")
    }

    @Test(arguments: [
        ("mesagebird", "messagebird-conversations"), ("meta", "meta-cloud-api"),
        ("meta-clod", "meta-cloud-api"), ("vonnage", "vonage"), ("bird", nil), ("brid", nil),
        ("bird-flow", "bird-flows"), ("", nil), ("conversations", nil),
    ])
    func `a name's first words find it where no other begins so`(_ given: String, _ meant: String?)
    {
        let names = [
            "meta-cloud-api", "bird-flows", "bird-channels", "messagebird-conversations", "vonage",
        ]
        #expect(nearest(to: given, inOrBeginning: names) == meant)
    }

    @Test func `a very long text is near nothing`() {
        let long = String(repeating: "a", count: 129)
        #expect(nearest(to: long, in: [long]) == nil)
        #expect(nearest(to: String(long.dropLast()), in: [String(long.dropLast(2))]) != nil)
    }

    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("", "ab", 2), ("ab", "ba", 1), ("abc", "abc", 0),
        ("abcd", "badc", 2), ("kitten", "sitting", 3), ("ca", "abc", 3), ("añb", "anb", 1),
    ])
    func `the distance counts inserted, removed, replaced and swapped scalars`(
        _ first: String,
        _ second: String,
        _ distance: Int
    ) {
        let (left, right) = (Array(first.unicodeScalars), Array(second.unicodeScalars))
        #expect(editDistance(left, right, atMost: 9) == distance)
        #expect(editDistance(right, left, atMost: 9) == distance)
        #expect(editDistance(left, right, atMost: distance) == distance)
        #expect(editDistance(left, right, atMost: distance - 1) == nil)
    }

    @Test func `random edits within the limit are never missed`() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(state: seed)
        let letters: [Unicode.Scalar] = ["a", "b", "c"]
        for _ in 0..<2_000 {
            let word = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                letters[Int.random(in: 0..<3, using: &random)]
            }
            let other = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                letters[Int.random(in: 0..<3, using: &random)]
            }
            let exact = editDistance(word, other, atMost: 99)
            for limit in 0...4 {
                let expected = exact.flatMap { $0 <= limit ? $0 : nil }
                #expect(
                    editDistance(word, other, atMost: limit) == expected,
                    "seed \(seed): \(word) \(other) limit \(limit)"
                )
            }
        }
    }
}

private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
