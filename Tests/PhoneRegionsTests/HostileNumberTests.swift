import Testing

@testable import PhoneRegions

struct HostileNumberTests {
    @Test(arguments: [
        "", "+", "57", "573001112233", "+5730011", "+5730011122334455", "+57 300111223",
        "++573001112233",
        "+57300111223a", "+a573001112233", "+57300111223\u{0}", "\u{0}+573001112233",
        " +573001112233",
        "+573001112233 ", "+573001112233\n", "+٥٧٣٠٠١١١٢٢٣", "+５７３００１１１２２３３", "＋573001112233",
        "+57300111223\u{301}", "+57300111/2", "+57300111:2", "+5:300111223", "-573001112233",
        "whatsapp:+573001112233", "🇨🇴",
        "+" + String(repeating: "5", count: 200), String(repeating: "+", count: 12),
        String(repeating: "9", count: 100_000),
    ])
    func `text that is no international number gets no answer`(text: String) {
        #expect(PhoneRegions.shared.region(of: text) == nil)
        #expect(PhoneRegions.shared.country(of: text) == nil)
        let overridden = PhoneRegions(overrides: [("+5", "Asia/Tokyo"), ("+9", "Asia/Tokyo")])
        #expect(overridden.region(of: text) == nil)
    }

    @Test(arguments: 8...15)
    func `8 to 15 digits are a number`(count: Int) {
        let number = "+57" + String(repeating: "1", count: count - 2)
        #expect(PhoneRegions.shared.country(of: number) == "CO")
    }

    @Test
    func `random bytes are never taken for a number unless they have its form`() {
        let seed = UInt64.random(in: 0...(.max))
        print("seed \(seed)")
        var chance = SeededGenerator(seed: seed)
        let alphabet = Array("+0123456789 a٣\u{FFFD}".unicodeScalars)
        for _ in 0..<20_000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...18, using: &chance) {
                text.append(alphabet.randomElement(using: &chance) ?? "+")
            }
            let number = String(text)
            let digits = number.utf8.dropFirst()
            let hasForm =
                number.utf8.first == 0x2B && (8...15).contains(digits.count)
                && digits.allSatisfy { (0x30...0x39).contains($0) }
            if !hasForm {
                #expect(PhoneRegions.shared.region(of: number) == nil, "\(number.debugDescription)")
            }
        }
    }
}
