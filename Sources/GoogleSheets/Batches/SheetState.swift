import JSONTree
import TicksheetCore

/// What the journal holds of a tab: who writes there, under which ids, and the batch of which it is
/// not yet known whether it is there.
package struct SheetState: Equatable {
    /// One rendering of a batch that was, or may have been, sent.
    struct Attempt: Equatable {
        /// Its number in the batch, from 1.
        var number: Int
        /// What its marker says if it is the one that was committed.
        var digest: String
        /// The last entry that it covers.
        var through: Int64
        /// Its rows.
        var rows: Int
        /// When it was sent, in Unix seconds.
        var sent: Int64
        /// What its new rows stand for, where rows are kept current.
        var keys: [String] = []
        /// The row that it passes over because the service refuses it.
        var refused: RefusedRow?
        /// The entry whose row it writes after that was refused before.
        var retried: Int64?
        /// The rows that it empties because a write hit them, where rows are kept current.
        var emptied: [EmptiedRow] = []
    }

    /// A batch whose id may be in use.
    struct Open: Equatable {
        /// The last entry that any of its attempts covers.
        var through: Int64
        var attempts: [Attempt] = []
        /// The number of the newest attempt, also of those that are forgotten.
        var count = 0
    }

    /// A tab that a rebuild is filling.
    struct Spare: Equatable {
        var spreadsheet: String
        var sheet: Int64

        static func list(
            _ document: JSONDocument,
            _ node: JSONDocument.Node,
            _ key: JSONKey
        ) -> [Self] {
            guard let list = document.member(node, key) else { return [] }
            return document.elements(list).map { node in
                Self(
                    spreadsheet: document.member(node, "spreadsheet").map(document.text) ?? "",
                    sheet: document.member(node, "sheet").flatMap(document.integer) ?? 0
                )
            }
        }

        var json: RequestValue {
            ["spreadsheet": .string(spreadsheet), "sheet": .integer(sheet)]
        }
    }

    /// The exchange of a tab for one that a rebuild has filled.
    struct Swap: Equatable {
        /// The last entry that the new one covers.
        var through: Int64
        /// The title that the new one takes.
        var title: String
        /// The title under which the old one is kept.
        var aside: String
        /// The state that is to hold.
        var state: [UInt8]
        /// The rows that the new one lacks because the service refuses them.
        var refused: [RefusedRow] = []
    }

    /// The spreadsheet's id.
    var spreadsheet = ""
    /// The tab's number; nil until it is decided.
    var sheet: Int64?
    /// Names the stream of batches for good: random, no part of anything else.
    var stream = ""
    /// Counts how often the stream began anew under other ids.
    var epoch: Int64 = 1
    /// The first of the ids that batches take in turn.
    var base: Int64 = 0
    /// The number of the next batch, or of the open one.
    var next: Int64 = 0
    /// The columns that were bound, by their headers.
    var columns: [String] = []
    /// How times are shown in each of them, empty where none are; nothing in states of earlier versions.
    var patterns: [String] = []
    /// What a row of the tab stands for; nil in states of earlier versions.
    var rowPolicy: ReportMapping.RowPolicy?
    /// What made the rows that are there.
    var mapping = ""
    /// Which events become rows of those that are there, where rows are kept current.
    var filter = ""
    /// Whether the tab is known to be there.
    var isMade = false
    /// Whether rows were written while people moved columns, so that they stand in wrong ones.
    var isDisplaced = false
    /// The batch that is not decided; nil between batches.
    var open: Open?
    /// Which batch was the next at which time, in Unix seconds, the oldest first; a few of the last
    /// hours.
    var times: [(batch: Int64, at: Int64)] = []
    /// Markers of batches before this one are removed.
    var collected: Int64 = 0
    /// The tabs that a rebuild has filled, and the one that it is filling.
    var spares: [Spare] = []
    /// What is left to do once they are whole; nil before.
    var swap: Swap?
    /// The rows that were there when all was shown, where rows are kept current.
    var rows: Int64 = 0
    /// What rows stand for that were added since the last acknowledgement, where rows are kept current.
    var added: [String] = []
    /// The rows that the service refused in the state that they have, where rows are kept current.
    var refused: [RefusedRow] = []
    /// The tabs in spreadsheets that take no more rows, where rows are kept current, the oldest first.
    ///
    /// Each has its own batches: its rows are still brought up to date.
    var earlier: [SheetState] = []
    /// How many rows were refused since one was written.
    var refusals: Int64 = 0
    /// How many writes of its minute the account had used up when a batch was last sent, and when that
    /// was, in Unix seconds.
    var writes: (used: Int64, at: Int64) = (0, 0)
    /// The spreadsheets of the report, besides the one in `spreadsheet`.
    var volumes = SheetVolumes()
    /// The longest that a token held with which a batch was sent, in seconds.
    var lifetime: Int64 = 3600

    init() {}

    /// Whether a rebuild has begun that is not over.
    var isBeingRebuilt: Bool { !spares.isEmpty || swap != nil }

    /// Compares what the journal would hold.
    package static func == (left: Self, right: Self) -> Bool { left.encoded == right.encoded }
}
