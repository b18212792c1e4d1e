// Words with the numbers that they stand for, to be found in a text in small or capital letters.
//
// One stretch of bytes, so that looking a word up allocates nothing.
struct NameTable: Sendable {
    private struct Entry {
        let start: Int
        let end: Int
        let number: Int
    }

    private let bytes: [UInt8]
    // The longest first: "June" is not to be read as "Jun".
    private let entries: [Entry]

    private init(_ words: [(text: String, number: Int)]) {
        var bytes: [UInt8] = []
        var entries: [Entry] = []
        for word in words.sorted(by: { $0.text.utf8.count > $1.text.utf8.count }) {
            let start = bytes.count
            bytes += Array(word.text.utf8)
            entries.append(Entry(start: start, end: bytes.count, number: word.number))
        }
        self.bytes = bytes
        self.entries = entries
    }

    // Month names or weekdays, each list in order from 1, the full names first. A full stop at a
    // name's end is left out, and the first three or four letters stand for a name where they can
    // be no other.
    init(_ lists: [[[UInt8]]]) {
        var words: [(text: String, number: Int)] = []
        for list in lists {
            for (index, name) in list.enumerated() {
                let text = String(decoding: name, as: UTF8.self)
                words.append((text.hasSuffix(".") ? String(text.dropLast()) : text, index + 1))
            }
        }
        for (index, name) in (lists.first ?? []).enumerated() {
            for length in 3...4 {
                let start = String(String(decoding: name, as: UTF8.self).prefix(length))
                let isOwn = words.allSatisfy { $0.number == index + 1 || !$0.text.hasPrefix(start) }
                if isOwn { words.append((start, index + 1)) }
            }
        }
        self.init(words)
    }

    // Months of a language, from 1.
    static func months(_ locale: TimeLocale) -> NameTable {
        let names = locale.names
        return NameTable([names.months, names.shortMonths, names.standaloneShortMonths])
    }

    // Weekdays of a language, 1 for Monday.
    static func weekdays(_ locale: TimeLocale) -> NameTable {
        NameTable([locale.names.weekdays, locale.names.shortWeekdays])
    }

    // 0 for the half before noon, 1 for the one after, in a language's words and in the common ones.
    static func dayPeriods(_ locale: TimeLocale) -> NameTable {
        var words: [(text: String, number: Int)] = []
        for (number, letter) in ["a", "p"].enumerated() {
            words.append(
                (
                    String(decoding: locale.dayPeriod(isAfternoon: number == 1), as: UTF8.self),
                    number
                )
            )
            for rest in ["m", ".m.", ". m.", ".\u{A0}m.", ".\u{202F}m."] {
                words.append((letter + rest, number))
            }
        }
        return NameTable(words)
    }

    // The words that stand at a place, one after the other from the longest on, each with where to
    // go on looking for the next.
    func find(
        in text: borrowing Span<UInt8>,
        at place: Int,
        from first: Int = 0
    ) -> (number: Int, end: Int, next: Int)? {
        let bytes = bytes.span
        for index in first..<entries.count {
            let entry = entries[index]
            if text.has(bytes, entry.start, entry.end, at: place) {
                return (entry.number, place + entry.end - entry.start, index + 1)
            }
        }
        return nil
    }
}
