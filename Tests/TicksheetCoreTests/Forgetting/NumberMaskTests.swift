import CryptoBridge
import TestSupport
import Testing
import TicksheetCore

@Suite struct NumberMaskTests {
    private let mask = NumberMask(digits: "573001112233")

    @Test(arguments: [
        ("573001112233", "999999999999"), ("+573001112233", "+999999999999"),
        ("00573001112233", "00999999999999"), ("to=%2B573001112233&", "to=%2B999999999999&"),
        ("a%20573001112233", "a%20999999999999"),
        (#"\u00a0573001112233"#, #"\u00a0999999999999"#),
        ("573001112233@c.us", "999999999999@c.us"),
        ("{\"a\":573001112233}", "{\"a\":999999999999}"),
        ("1573001112233", "1573001112233"), ("5730011122330", "5730011122330"),
        ("57300111223", "57300111223"), ("", ""),
    ])
    func `a run of the number's digits is masked, a longer one is not`(
        _ text: String,
        _ wanted: String
    ) {
        #expect(mask.masked(text) == wanted)
    }

    @Test func `nothing is masked where no number is forgotten`() {
        #expect(NumberMask.none.isEmpty)
        #expect(NumberMask.none.masked("573001112233") == "573001112233")
    }

    @Test func `Base64 holds the number at any alignment, and only its digits change`() {
        var random = SeededRandom("Base64 alignments")
        for round in 0..<2000 {
            let length = Int.random(in: 7...15, using: &random)
            let digits = (0..<length).map { _ in UInt8.random(in: 0x30...0x39, using: &random) }
            // Bytes beside it that are digits would make it another number.
            func noise(_ count: Int) -> [UInt8] {
                (0..<count).map { _ in UInt8.random(in: 0x3A...0xFF, using: &random) }
            }
            let before = noise(Int.random(in: 0...20, using: &random))
            let after = noise(Int.random(in: 0...20, using: &random))
            let isURLSafe = Bool.random(using: &random)
            func text(_ bytes: [UInt8]) -> [UInt8] {
                let encoded = isURLSafe ? Base64.urlEncoded(bytes) : Base64.encoded(bytes)
                return Array("{\"id\":\"wamid.\(encoded)\"}".utf8)
            }
            let mask = NumberMask(digits: String(decoding: digits, as: UTF8.self))
            var found = text(before + digits + after)
            #expect(mask.mask(&found) == 1, "round \(round)")
            let nines = [UInt8](repeating: 0x39, count: length)
            #expect(found == text(before + nines + after), "round \(round)")
            #expect(mask.places(in: found).isEmpty || digits == nines)
        }
    }
}
