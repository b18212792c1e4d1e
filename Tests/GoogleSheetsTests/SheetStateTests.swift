import TestSupport
import Testing
import TicksheetCore

@testable import GoogleSheets

@Suite struct SheetStateTests {
    @Test func `a state reads back as it was written`() {
        var state = SheetState()
        #expect(SheetState(state.encoded) == state)
        state.spreadsheet = "1AbC"
        state.sheet = 12
        state.stream = "a-_b"
        state.epoch = 3
        state.base = 2_000_000_000
        state.next = 77
        state.columns = ["Time", "Für \"dich\"", "K"]
        state.patterns = ["yyyy", "", ""]
        state.rowPolicy = .number
        state.mapping = "m"
        state.filter = "[]"
        state.isMade = true
        state.times = [(5, 1_700_000_000), (9, 1_700_000_300)]
        state.collected = 4
        state.lifetime = 43_200
        state.added = ["k1", "k2"]
        state.writes = (7, 1_700_000_123)
        state.spares = [
            SheetState.Spare(spreadsheet: "1AbC", sheet: 99),
            SheetState.Spare(spreadsheet: "2", sheet: 0),
        ]
        state.volumes.begun = 1_700_000_000
        state.volumes.rows = 12
        state.volumes.cells = 5000
        state.volumes.width = 5
        state.volumes.since = 3
        state.volumes.made = ["m1", "m2"]
        state.volumes.key = "k"
        state.volumes.asked = 1_700_000_001
        state.volumes.full = [
            SheetVolumes.Full(
                spreadsheet: "0",
                sheet: 4,
                columns: ["Time"],
                rows: 9,
                begun: 1,
                ended: 2
            )
        ]
        state.volumes.kept = [SheetState.Spare(spreadsheet: "9", sheet: 5)]
        state.swap = SheetState.Swap(
            through: 8,
            title: "Log",
            aside: "Log (before)",
            state: SheetState().encoded,
            refused: [Self.refused(12)]
        )
        state.refused = [Self.refused(3, key: "k1").mark, Self.refused(4, key: "k2", isNew: true)]
        state.refusals = 5
        var open = SheetState.Open(through: 500)
        open.count = 4
        open.attempts = [
            SheetState.Attempt(number: 2, digest: "abcdef", through: 500, rows: 9, sent: 1),
            SheetState.Attempt(
                number: 4,
                digest: "ghijkl",
                through: 400,
                rows: 8,
                sent: 2,
                keys: ["k3"]
            ),
            SheetState.Attempt(
                number: 5,
                digest: "mnopqr",
                through: 9,
                rows: 0,
                sent: 3,
                refused: Self.refused(9),
                emptied: [Self.emptied(6)]
            ),
            SheetState.Attempt(
                number: 6,
                digest: "stuvwx",
                through: 8,
                rows: 1,
                sent: 4,
                retried: 7
            ),
        ]
        state.open = open
        var earlier = state
        earlier.spreadsheet = "0"
        state.earlier = [earlier, SheetState()]
        let read = SheetState(state.encoded)
        #expect(read == state)
        #expect(read.earlier == state.earlier)
        #expect(read.earlier[0].open == open)
        #expect(read.open == open)
        #expect(read.swap == state.swap)
        #expect(read.added == state.added)
        #expect(read.writes == (7, 1_700_000_123))
        #expect(read.volumes == state.volumes)
        #expect(read.spares == state.spares)
        #expect(read.refused == state.refused)
        #expect(read.refused[0].words.isEmpty)
        #expect(read.refused[1].words == "no \"such\" cell")
        #expect(read.refusals == 5)
    }

    private static func emptied(_ place: Int) -> EmptiedRow {
        let entry = Sample.entry(7)
        let shown = PlannedRow([], under: [], RowContent(entry, RowFacts(), key: 7), stream: "s")
        return EmptiedRow(shown, at: place)
    }

    private static func refused(
        _ row: Int64,
        key: String = "",
        isNew: Bool = false
    ) -> RefusedRow {
        RefusedRow(
            row: row,
            entry: row + 1,
            source: "meta",
            refusal: SheetsAnswer.Refusal(
                status: 400,
                kind: "INVALID_ARGUMENT",
                message: "no \"such\" cell",
                reasons: [],
                request: 12
            ),
            key: key,
            state: key.isEmpty ? "" : "\(key).s",
            isNew: isNew
        )
    }

    @Test(arguments: ["", "[]", "{", "{\"open\":{}}", "{\"times\":[1]}"])
    func `what is no state is one that never wrote`(text: String) {
        #expect(SheetState(Array(text.utf8)).next == 0)
    }
}
