import CryptoBridge
import TicksheetCore

/// The two hidden columns of a tab whose rows are kept current: what a row stands for, and which
/// state of that it shows.
enum RowMarks {
    /// The names by which the columns are bound, and their headers.
    static let columns = ["Ticksheet key", "Ticksheet state"]

    /// Returns what a row stands for: 16 characters, the same for good on one tab.
    static func key(of number: Int64, stream: String) -> String {
        text(of: "\(stream).\(number)", 16)
    }

    /// Returns which state a row shows: the first ten characters of its key and six of its content.
    static func state(of row: Row, key: String) -> String {
        let content = row.map(\.text).joined(separator: "\u{1F}")
        return "\(key.prefix(10)).\(text(of: content, 6))"
    }

    private static func text(of source: String, _ count: Int) -> String {
        String(Base64.urlEncoded(Digest.hash(.sha256, Array(source.utf8))).prefix(count))
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

    /// Reads both columns, as they stand below the header.
    init(keys: [String], states: [String]) {
        for (index, key) in keys.enumerated() where !key.isEmpty && places[key] == nil {
            let state = index < states.count ? states[index] : ""
            places[key] = Place(row: index + 1, state: state)
        }
    }
}
