import JSONTree
import TicksheetCore

/// A row that the service does not take, while it takes others.
struct RefusedRow: Equatable {
    /// What it stands for: an entry's position, or the number of a message or of a recipient.
    var row: Int64
    /// The newest entry that it tells of.
    var entry: Int64
    /// The name of that entry's source.
    var source: String
    /// What the service said; empty once that stands in a problem.
    var words = ""
    /// What it stands for on its tab, where rows are kept current.
    var key = ""
    /// The state that was refused, where rows are kept current: another one is tried.
    var state = ""
    /// Whether the tab has no row of it, because the first was refused.
    var isNew = false

    // Enough for people, and little in the state.
    private static let mostWords = 300

    init(
        row: Int64,
        entry: Int64,
        source: String,
        refusal: SheetsAnswer.Refusal,
        key: String = "",
        state: String = "",
        isNew: Bool = false
    ) {
        self.row = row
        self.entry = entry
        self.source = source
        words = String(refusal.message.prefix(Self.mostWords))
        self.key = key
        self.state = state
        self.isNew = isNew
    }

    /// The mark by which it is not tried in every round; the words stand in its problem.
    var mark: RefusedRow {
        var mark = self
        mark.words = ""
        return mark
    }

    // MARK: In the journal

    init(_ document: JSONDocument, _ node: JSONDocument.Node) {
        func integer(_ key: JSONKey) -> Int64 {
            document.member(node, key).flatMap(document.integer) ?? 0
        }
        func text(_ key: JSONKey) -> String { document.member(node, key).map(document.text) ?? "" }
        row = integer("row")
        entry = integer("entry")
        source = text("source")
        words = text("words")
        key = text("key")
        state = text("state")
        isNew = integer("isNew") == 1
    }

    /// Reads a list of them; an empty one where there is none.
    static func list(
        _ document: JSONDocument,
        _ node: JSONDocument.Node,
        _ key: JSONKey
    ) -> [Self] {
        guard let list = document.member(node, key) else { return [] }
        return document.elements(list).map { Self(document, $0) }
    }

    var json: RequestValue {
        var members: [(String, RequestValue)] = [
            ("row", .integer(row)), ("entry", .integer(entry)), ("source", .string(source)),
        ]
        for (name, text) in [("words", words), ("key", key), ("state", state)] where !text.isEmpty {
            members.append((name, .string(text)))
        }
        if isNew { members.append(("isNew", 1)) }
        return .object(members)
    }
}
