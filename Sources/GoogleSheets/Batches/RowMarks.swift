import CryptoBridge
import TicksheetCore

/// The two hidden columns of a tab whose rows are kept current: what a row stands for, and which
/// state of that it shows.
enum RowMarks {
    /// The names by which the columns are bound, and their headers.
    static let columns = ReportMapping.markHeaders

    /// Returns what a row stands for: 16 characters, the same for good on one tab.
    static func key(of number: Int64, stream: String) -> String {
        text(of: Array("\(stream).\(number)".utf8), 16)
    }

    /// Returns what a state tells of the columns in which a row's cells stand.
    static func headers(_ names: [String]) -> [UInt8] {
        names.flatMap { Array($0.utf8) + [0x1F] }
    }

    /// Returns which state a row shows: the first ten characters of its key and six of its content.
    static func state(of row: Row, under headers: [UInt8], key: String) -> String {
        var content = headers
        content.reserveCapacity(headers.count + 256)
        for (index, cell) in row.enumerated() {
            if index > 0 { content.append(0x1F) }
            content += cell.text.utf8
        }
        return "\(beginning(of: key)).\(text(of: content, 6))"
    }

    /// Returns what a key and its states have in common: the first ten characters.
    static func beginning(of text: String) -> String { String(text.prefix(10)) }

    /// Whether a text is a state of what a key stands for.
    static func isState(_ state: String, of key: String) -> Bool {
        state.utf8.starts(with: key.utf8.prefix(10))
    }

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

    /// A row that shows a state of what it does not stand for.
    ///
    /// People inserted or moved rows while a write was on its way: it hit this one.
    struct Stray {
        /// From 0, the header being 0.
        let row: Int
        /// What it stands for; nil for nothing, or where it is a copy that people made.
        let key: String?
    }

    /// By the beginning of the state.
    private var strays: [String: [Stray]] = [:]
    /// What strays stand for.
    private(set) var hit: Set<String> = []

    /// Reads both columns, the header first.
    init(keys: [String], states: [String]) {
        for index in 1..<max(1, keys.count, states.count) {
            let key = index < keys.count ? keys[index] : ""
            let state = index < states.count ? states[index] : ""
            let isCopy = key.isEmpty || places[key] != nil
            if !isCopy { places[key] = Place(row: index, state: state) }
            guard !state.isEmpty, key.isEmpty || !RowMarks.isState(state, of: key) else { continue }
            let shown = RowMarks.beginning(of: state)
            strays[shown, default: []].append(Stray(row: index, key: isCopy ? nil : key))
            if !isCopy { hit.insert(key) }
        }
    }

    /// Returns the rows that show a state of what a key stands for, without being its row.
    func strays(of key: String) -> [Stray] {
        strays.isEmpty ? [] : strays[RowMarks.beginning(of: key)] ?? []
    }
}
