/// Random numbers that a seed repeats; prints the seed, so that a failure can be run again.
///
/// Source: <https://prng.di.unimi.it/splitmix64.c>
package struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Starts at a seed; a new one each time unless one is given.
    package init(_ test: String, seed: UInt64 = .random(in: 0...UInt64.max)) {
        print("\(test): seed \(seed)")
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Returns a text of any characters, those that trouble spreadsheets and parsers among them.
    package mutating func text(upTo length: Int) -> String {
        let troublesome = Array("\",;'\r\n\t =+-@\\{}[]\u{0}\u{1}\u{FEFF}é𝄞👍🏽\u{202E}\u{FFFD}")
        var text = ""
        for _ in 0..<Int.random(in: 0...length, using: &self) {
            switch Int.random(in: 0..<3, using: &self) {
            case 0: text.append(troublesome.randomElement(using: &self) ?? "x")
            case 1: text.append(Character(UnicodeScalar(UInt8.random(in: 32...126, using: &self))))
            default:
                let scalar = UnicodeScalar(UInt32.random(in: 0x20...0x10FFFF, using: &self))
                text.unicodeScalars.append(scalar ?? "?")
            }
        }
        return text
    }
}
