import TestSupport
import Testing
import TicksheetCore

@testable import GoogleSheets

/// What the journal holds of tabs that take no more rows, and when they are looked at again.
@Suite struct EarlierStateTests {
    private static let reader = ReaderID("sheets:test")

    private static func row(_ number: Int64, _ text: String) -> PlannedRow {
        PlannedRow(
            [.text(text)],
            under: [],
            RowContent(Sample.entry(number), RowFacts(), key: number),
            stream: "s"
        )
    }

    @Test func `what is kept of an earlier tab is a part, and acknowledges nothing`() async throws {
        let journal = MemoryJournal()
        _ = try await journal.append(Sample.delivery([1, 2, 3], in: journal))
        let ledger = ReaderLedger(Self.reader, start: .beginning, journal: journal)
        #expect(try ledger.record().checkpoint == 0)
        var state = SheetState()
        state.spreadsheet = "2"
        state.added = ["k"]
        state.earlier = [SheetState(), SheetState()]
        try ledger.acknowledge(through: 1, state: state.encoded)
        let whole = state
        let part = ledger.part { whole.with(SheetState($0), at: 1).encoded }
        var tab = state.earlier[1]
        tab.next = 7
        tab.writes = (5, 1000)
        try part.acknowledge(through: 3, state: tab.encoded)
        #expect(try ledger.record().checkpoint == 1)
        let kept = SheetState(try ledger.record().state)
        #expect(kept.spreadsheet == "2")
        #expect(kept.added == ["k"])
        #expect(kept.earlier.map(\.next) == [0, 7])
        // What the account has used up is told of all of them.
        #expect(kept.writes == (5, 1000))
        tab.next = 8
        try part.keep(tab.encoded)
        #expect(SheetState(try ledger.record().state).earlier[1].next == 8)
    }

    @Test func `a tab is looked at again where a row up to its last one changes, and only there`() {
        var shown = ShownStates()
        for number in Int64(1)...5 {
            shown.add(Self.row(number, "sent"), isFound: [2, 4].contains(number))
        }
        let bound = shown.found
        #expect(bound?.number == 4)
        func looked(_ texts: [Int64: String], upTo last: Int64 = 9) -> ShownStates.Bound? {
            var states = ShownStates(upTo: [4, 1])
            for number in 1...last {
                states.add(Self.row(number, texts[number] ?? "sent"), isFound: false)
            }
            #expect(states.found == nil)
            return states.bounds.first
        }
        #expect(looked([:]) == bound)
        #expect(looked([5: "read", 9: "read"]) == bound)
        #expect(looked([:], upTo: 4) == bound)
        #expect(looked([2: "read"]) != bound)
        #expect(looked([1: "read"]) != bound)
        #expect(looked([:], upTo: 3) != bound)
    }
}
