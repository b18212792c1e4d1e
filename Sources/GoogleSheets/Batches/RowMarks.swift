import CryptoBridge
import TicksheetCore

/// The two hidden columns of a tab whose rows are kept current: what a row stands for, and which
/// state of that it shows.
enum RowMarks {
    /// The names by which the columns are bound, and their headers.
    static let columns = ["Ticksheet key", "Ticksheet state"]

    /// Returns what a row stands for: 16 characters, the same for good on one tab.
    static func key(of number: Int64, stream: String) -> String {
        text(of: Array("\(stream).\(number)".utf8), 16)
    }

    /// Returns which state a row shows: the first ten characters of its key and six of its content.
    static func state(of row: Row, key: String) -> String {
        var content: [UInt8] = []
        content.reserveCapacity(256)
        for (index, cell) in row.enumerated() {
            if index > 0 { content.append(0x1F) }
            content += cell.text.utf8
        }
        return "\(beginning(of: key)).\(text(of: content, 6))"
    }

    /// Returns what a key and its states have in common: the first ten characters.
    static func beginning(of text: String) -> String { String(text.prefix(10)) }

    private static func text(of source: [UInt8], _ count: Int) -> String {
        // Four characters are three bytes; the rest of the hash is not looked at.
        let hash = Digest.hash(.sha256, source).prefix((count * 3 + 3) / 4)
        return String(Base64.urlEncoded(Array(hash)).prefix(count))
    }
}

/// What the two columns hold now.
struct MarkedRows {
    /// A row that stands for something.
    struct Place {
        /// From 0, the header being 0.
        let row: Int
        let state: String
    }

    /// By key; where people copied a row, the topmost is ours.
    private(set) var places: [String: Place] = [:]

    /// Rows that show a state and stand for nothing, by the beginning of the state.
    ///
    /// People inserted or moved rows while a write was on its way: it hit a row that is not ours.
    private var strays: [String: [Int]] = [:]

    /// Reads both columns, the header first.
    init(keys: [String], states: [String]) {
        for index in 1..<max(1, keys.count, states.count) {
            let key = index < keys.count ? keys[index] : ""
            let state = index < states.count ? states[index] : ""
            if key.isEmpty, !state.isEmpty {
                strays[RowMarks.beginning(of: state), default: []].append(index)
            } else if !key.isEmpty, places[key] == nil {
                places[key] = Place(row: index, state: state)
            }
        }
    }

    /// Returns the rows that show a state of what a key stands for, without bearing the key.
    func strays(of key: String) -> [Int] { strays[RowMarks.beginning(of: key)] ?? [] }
}
