// A run of one letter, with where it stands, for what can only be judged beside the others.
struct PatternRun {
    let letter: UInt8
    let count: Int
    let position: Int
    // The single byte between the run before and this one, if it is one.
    let separator: UInt8?

    var scalar: UnicodeScalar { UnicodeScalar(letter) }

    // The run as it stands in the pattern, or as many of another letter.
    func text(_ other: UInt8? = nil) -> String {
        String(repeating: Character(UnicodeScalar(other ?? letter)), count: count)
    }

    func fault(_ reason: String, _ remedy: String) -> PatternFault {
        PatternFault(position: position, found: text(), reason: reason, remedy: remedy)
    }
}

extension [PatternRun] {
    // Finds the letter that stands for another time than its writer meant; `noun` is what a message
    // calls the whole.
    func confusedFault(in noun: String) -> PatternFault? {
        let letters = map(\.scalar)
        let hasHour = letters.contains { "HhKk".unicodeScalars.contains($0) }
        let hasDate = letters.contains { "yuMLdD".unicodeScalars.contains($0) }
        for (index, run) in enumerated() {
            let previous = index > 0 ? letters[index - 1] : nil
            switch letters[index] {
            case "h" where !letters.contains("a"), "K" where !letters.contains("a"):
                return run.fault(
                    "this hour counts to 12 and nothing tells morning from evening",
                    "Did you mean \"\(run.text(UInt8(ascii: "H")))\"? Otherwise add \" a\"."
                )
            case "m" where hasDate && !hasHour:
                return run.fault(
                    "m is the minute, and no hour stands in the \(noun)",
                    "Did you mean \"\(run.text(UInt8(ascii: "M")))\", the month?"
                )
            case "M"
            where run.count < 3 && run.separator == UInt8(ascii: ":")
                && previous.map("HhKk".unicodeScalars.contains) == true:
                return run.fault(
                    "M is the month, and an hour stands before it",
                    "Did you mean \"\(run.text(UInt8(ascii: "m")))\", the minute?"
                )
            case "S" where previous == "m" && run.separator == UInt8(ascii: ":"):
                return run.fault(
                    "S is the fraction of the second, and a minute stands before it",
                    "Did you mean \"\(run.text(UInt8(ascii: "s")))\", the second?"
                )
            default:
                break
            }
        }
        return nil
    }
}
