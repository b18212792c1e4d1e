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

    @Test(arguments: [
        ("+57 300 111 2233", "+99 999 999 9999"), ("57 300 111 2233", "99 999 999 9999"),
        ("call +57 (300) 111-2233, twice", "call +99 (999) 999-9999, twice"),
        ("(+57) 300.111.2233", "(+99) 999.999.9999"), ("+57-300-1112233.", "+99-999-9999999."),
        ("0057 300 1112233", "0099 999 9999999"),
        ("+57 300 111 2233 4 times", "+99 999 999 9999 4 times"),
        (#"{"text":"to 57-300-111-2233"}"#, #"{"text":"to 99-999-999-9999"}"#),
        ("%2B57 3001112233", "%2B99 9999999999"),
        ("+57 300 111 2233 +57 300 111 2233", "+99 999 999 9999 +99 999 999 9999"),
        // Another number, a part of one, or what is not written as one.
        ("1 57 300 111 2233", "1 57 300 111 2233"), ("57 300 111 2233 4", "57 300 111 2233 4"),
        ("+1 57 300 111 2233", "+1 57 300 111 2233"), ("+57 300 111 22334", "+57 300 111 22334"),
        ("57,300,111,2233", "57,300,111,2233"), ("57  300  1112233", "57  300  1112233"),
        ("57--300--1112233", "57--300--1112233"), ("57\n3001112233", "57\n3001112233"),
        ("57:300:1112233", "57:300:1112233"), ("57", "57"),
    ])
    func `groups of digits are masked where they are the number`(_ text: String, _ wanted: String) {
        #expect(mask.masked(text) == wanted)
        #expect(mask.places(in: Array(text.utf8)).isEmpty == (text == wanted))
    }

    @Test(arguments: [
        ("20260301", "2026-03-01"), ("202603010930", "2026-03-01 09.30"),
        ("01032026", "01.03.2026"), ("1032026", "1.03.2026"), ("20260301", "2026 03 01"),
    ])
    func `a date is not taken for a number, though its digits are one`(
        _ number: String,
        _ text: String
    ) {
        let mask = NumberMask(digits: number)
        #expect(mask.masked(text) == text)
        #expect(mask.masked(number) != number)
        #expect(mask.masked("+" + text) != "+" + text)
    }

    @Test func `any way to write a number in groups is found, and nothing but its digits changes`()
    {
        var random = SeededRandom("grouped numbers")
        let gaps = [" ", ".", "-", "(", ")", ") ", " (", ")-"]
        for round in 0..<5000 {
            let length = Int.random(in: 7...15, using: &random)
            let digits = (0..<length).map { _ in String(Int.random(in: 0...8, using: &random)) }
            var text = "+"
            for (index, digit) in digits.enumerated() {
                if index > 0, Int.random(in: 0..<3, using: &random) == 0 {
                    text += gaps.randomElement(using: &random) ?? ""
                }
                text += digit
            }
            let wanted = String(text.map { $0.isNumber ? "9" : $0 })
            let mask = NumberMask(digits: digits.joined())
            #expect(
                mask.masked("to \(text), \(text)") == "to \(wanted), \(wanted)",
                "round \(round)"
            )
        }
    }

    @Test func `a text of nothing but short groups takes no longer for each of them`() {
        let text = Array(String(repeating: "1 ", count: 200_000).utf8)
        #expect(mask.places(in: text).isEmpty)
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
