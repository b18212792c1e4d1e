import CryptoBridge
import JSONTree
import TicksheetCore

/// A row of which nothing is known, which a write hit since people had moved rows, and which is emptied.
struct EmptiedRow: Equatable {
    /// Its row on the tab, as people count.
    var place: Int64
    /// The newest entry of what it shows by mistake.
    var entry: Int64
    /// The name of that entry's source.
    var source: String

    init(_ shown: PlannedRow, at place: Int) {
        self.place = Int64(place) + 1
        entry = shown.newest
        source = shown.source
    }

    /// What tells its problem from others: below nought, since it stands for nothing that is known.
    ///
    /// `state`: Of the tab, with the batch that empties it as the next.
    func row(_ state: SheetState) -> Int64 {
        let name = "\(state.spreadsheet) \(state.sheet ?? 0) \(state.next) \(place)"
        let hash = Digest.hash(.sha256, Array(name.utf8)).prefix(7)
        return -1 - hash.reduce(Int64(0)) { $0 << 8 | Int64($1) }
    }

    init(_ document: JSONDocument, _ node: JSONDocument.Node) {
        func integer(_ key: JSONKey) -> Int64 {
            document.member(node, key).flatMap(document.integer) ?? 0
        }
        place = integer("place")
        entry = integer("entry")
        source = document.member(node, "source").map(document.text) ?? ""
    }

    var json: RequestValue {
        ["place": .integer(place), "entry": .integer(entry), "source": .string(source)]
    }
}
