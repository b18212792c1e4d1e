import CryptoBridge
import TestSupport
import Testing

@testable import TicksheetCore

@Suite struct NumberMaskTests {
    private let mask = NumberMask(digits: "573001112233")

    // Tables show nines where the digits of the mask stand.
    private func filled(_ nines: String, over text: String, _ count: Int = 12) -> String {
        let digits = Array("999\(String(repeating: "0", count: count - 4))1".utf8)
        var next = 0
        let bytes = zip(nines.utf8, text.utf8).map { nine, byte in
            guard nine != byte else { return byte }
            defer { next += 1 }
            return digits[next % count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

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
        #expect(mask.masked(text) == filled(wanted, over: text))
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
        #expect(mask.masked(text) == filled(wanted, over: text))
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
            let nines = String(text.map { $0.isNumber ? "9" : $0 })
            let wanted = filled(nines, over: text, length)
            let mask = NumberMask(digits: digits.joined())
            #expect(
                mask.masked("to \(text), \(text)") == "to \(wanted), \(wanted)",
                "round \(round)"
            )
        }
    }

    @Test(arguments: [
        (
            #"{"to":"\u002b\u0035\u0037300111\u00322\u00333"}"#,
            #"{"to":"\u002b\u0039\u0039999999\u00399\u00399"}"#
        ),
        (#""\u00357300111223\u0033""#, #""\u00399999999999\u0039""#),
        (#""1\u0035""573001112233""#, #""1\u0035""999999999999""#),
        (#"a\t573001112233\/573001112233"#, #"a\t999999999999\/999999999999"#),
        (#"57\u0020300\u0020111-2233"#, #"99\u0020999\u0020999-9999"#),
        ("to=%357%33001112233&", "to=%399%39999999999&"),
        ("To=%2B57+300+111+2233&n=4", "To=%2B99+999+999+9999&n=4"),
        ("To=whatsapp%3A+%2B57+300+111+2233", "To=whatsapp%3A+%2B99+999+999+9999"),
        ("To=57%20300%20%28111%292233", "To=99%20999%20%28999%299999"),
        ("text=%2B57+300+111+2233+or+4", "text=%2B99+999+999+9999+or+4"),
        // Escapes in escapes: JSON in JSON, in a form, and a form in a form.
        (
            #"{"a":"{\"to\":\"\\u00357300111223\\u0033\"}"}"#,
            #"{"a":"{\"to\":\"\\u00399999999999\\u0039\"}"}"#
        ),
        ("payload=%22%5Cu00357300111223%5Cu0033%22", "payload=%22%5Cu00399999999999%5Cu0039%22"),
        ("a=%2535%2537%2533001112233", "a=%2539%2539%2539999999999"),
        // Another number.
        (#""\u00317573001112233""#, #""\u00317573001112233""#),
        ("%31573001112233", "%31573001112233"),
        ("573001112233%", "999999999999%"), (#"573001112233\u"#, #"999999999999\u"#),
    ])
    func `escaped characters are found, and are escaped as before`(_ text: String, _ wanted: String)
    {
        #expect(mask.masked(text) == filled(wanted, over: text))
        #expect(mask.places(in: Array(text.utf8)).isEmpty == (text == wanted))
    }

    @Test func `a text in which any characters are escaped reads as the masked text`() {
        var random = SeededRandom("escaped numbers")
        let texts = [
            "+573001112233", "57 300 111-2233", "wamid.HBgMNTczMDAxMTEyMjMzFQIAERgSMkY=",
            "x/573001112233\"", "1573001112233",
            Base64.encoded([0x18] + Array("573001112233".utf8) + [0xFF, 0x15]),
        ]
        func escaped(_ text: some Sequence<UInt8>) -> String {
            text.map { byte in
                let hex = String(byte, radix: 16, uppercase: Bool.random(using: &random))
                return switch Int.random(in: 0..<4, using: &random) {
                case 0: "\\u00\(hex)"
                case 1: "%\(hex)"
                case 2 where byte == UInt8(ascii: "/"): "\\/"
                default:
                    byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "%")
                        ? "%\(hex)" : String(UnicodeScalar(byte))
                }
            }.joined()
        }
        func read(_ text: String) -> [UInt8] {
            var text = DecodedText(Array(text.utf8))
            while text.decode() {}
            return text.bytes
        }
        for round in 0..<3000 {
            let text = texts.randomElement(using: &random) ?? ""
            let once = escaped(text.utf8)
            let written = Bool.random(using: &random) ? once : escaped(once.utf8)
            let masked = mask.masked(written)
            #expect(masked.utf8.count == written.utf8.count, "round \(round)")
            #expect(read(masked) == Array(mask.masked(text).utf8), "round \(round): \(written)")
        }
    }

    @Test func `of a number in Base64 of which a slash tells only that slash stays`() throws {
        let encoded = Base64.encoded([0x18] + Array("573001112233".utf8) + [0xFF, 0x15])
        #expect(encoded.contains("/"))
        for text in [encoded, encoded.replacing("/", with: #"\/"#)] {
            var bytes = Array(text.utf8)
            #expect(mask.mask(&bytes) == 1)
            let masked = String(decoding: bytes, as: UTF8.self).replacing(#"\/"#, with: "/")
            #expect(Base64.decoded(masked)?[1...12] == Array("999000000003".utf8)[...])
        }
    }

    @Test func `each number has a mask of its own, which is told from other digits`() {
        let numbers = ["573001112233", "573001112299", "5730011"].map { Array($0.utf8) }
        let mask = NumberMask(lengths: [12, 7], count: 3) { digits in
            numbers.firstIndex(of: digits).map { Int64($0) + 1 }
        }
        let masked = mask.masked("573001112233 +573001112299 5730011")
        #expect(masked == "999000000001 +999000000002 9990003")
        #expect(mask.ofMasks.places(in: Array(masked.utf8)).count == 3)
        #expect(mask.ofMasks.places(in: Array("999000000004 999999999999 9991".utf8)).isEmpty)
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
            func noise(_ count: Int, upTo most: UInt8) -> [UInt8] {
                (0..<count).map { _ in UInt8.random(in: 0x3A...most, using: &random) }
            }
            let before = noise(Int.random(in: 0...20, using: &random), upTo: 0xFF)
            // A digit of which "/" tells has its own test.
            let after = noise(Int.random(in: 0...20, using: &random), upTo: 0xDF)
            let isURLSafe = Bool.random(using: &random)
            func text(_ bytes: [UInt8]) -> [UInt8] {
                let encoded = isURLSafe ? Base64.urlEncoded(bytes) : Base64.encoded(bytes)
                return Array("{\"id\":\"wamid.\(encoded)\"}".utf8)
            }
            let mask = NumberMask(digits: String(decoding: digits, as: UTF8.self))
            var found = text(before + digits + after)
            #expect(mask.mask(&found) == 1, "round \(round)")
            let masks = Array("999\(String(repeating: "0", count: length - 4))1".utf8)
            #expect(found == text(before + masks + after), "round \(round)")
            #expect(mask.places(in: found).isEmpty || digits == masks)
            #expect(!mask.ofMasks.places(in: found).isEmpty)
        }
    }
}
