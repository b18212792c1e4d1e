/// One look at a work: turns counts into the text of a line.
struct ProgressView {
    let title: String
    let noun: CountedNoun
    let done: Int
    let total: Int?
    let perSecond: Double?

    /// The line for a log: `campaigns: 12,400 of 20,000 rows (62%), 3,100/s, 3 s left`.
    var plainLine: String {
        let share = percent.map { " (\($0))" } ?? ""
        return ([title + ": " + count + share] + [speed, left].compactMap { $0 })
            .joined(separator: ", ")
    }

    /// The line for a terminal; what matters least goes first when there is no room.
    func line(width: Int) -> String {
        let (leastBar, longestBar) = (10, 30)
        let all = [percent, count, speed, left].compactMap { $0 }.joined(separator: "  ")
        let free = width - displayWidth(title) - displayWidth(all) - 4
        if let share, free >= leastBar {
            return [title, bar(share, length: min(free, longestBar)), all].joined(separator: "  ")
        }
        let choices = [
            [percent, count, speed, left], [percent, count, left], [percent, count], [count],
        ]
        for choice in choices {
            let line = ([title] + choice.compactMap { $0 }).joined(separator: "  ")
            if displayWidth(line) <= width { return line }
        }
        return truncated("\(count)  \(title)", to: width)
    }

    private var share: Double? {
        guard let total else { return nil }
        // More than was foreseen is still not more than all.
        return total > 0 ? min(Double(max(done, 0)) / Double(total), 1) : 1
    }

    private var percent: String? {
        // Rounded down, so that 100% means that all is done.
        share.map { "\(Int($0 * 100))%" }
    }

    private var count: String {
        guard let total, total >= done else { return noun.counted(done) }
        return "\(noun.number(done)) of \(noun.counted(total))"
    }

    private var speed: String? { perSecond.map { noun.rate(perSecond: $0) } }

    private var left: String? {
        guard let total, let perSecond, perSecond > 0, total > done else { return nil }
        let seconds = Double(total - done) / perSecond
        let tooFarToTell = 100.0 * 86_400
        guard seconds < tooFarToTell else { return nil }
        // Whole seconds, rounded up: tenths would flicker, and 0 s would promise the end.
        let whole = Int(seconds) + (seconds > Double(Int(seconds)) ? 1 : 0)
        return whole < 10 ? "\(whole) s left" : "\(Human.duration(.seconds(whole))) left"
    }

    private func bar(_ share: Double, length: Int) -> String {
        let full = Int(share * Double(length))
        return String(repeating: "█", count: full)
            + String(repeating: "░", count: length - full)
    }
}
