import TestSupport
import Testing
import TicksheetCore
import WallTime

@testable import GoogleSheets

@Suite struct CallBudgetTests {
    @Test func `calls of the last minute are counted, and a refusal uses up the rest`() {
        let clock = ManualClock()
        let budget = CallBudget(perMinute: 3, clock: clock)
        #expect(budget.used == 0)
        #expect(budget.take() == nil)
        clock.advance(by: 20)
        #expect(budget.take() == nil)
        #expect(budget.used == 2)
        clock.advance(by: 41)
        #expect(budget.used == 1)
        #expect(budget.take() == nil)
        #expect(budget.take() == nil)
        #expect(budget.take() == .seconds(19))
        clock.advance(by: 60)
        #expect(budget.used == 0)
        // Noon: the next minute begins in 60 s.
        budget.close(at: Sample.noon.seconds)
        #expect(budget.used == 3)
        clock.advance(by: 60)
        #expect(budget.used == 0)
    }

    @Test func `what a batch left of its minute is in the reader's state`() async throws {
        let desk = try SheetDesk()
        #expect(SheetsSink.writes([]) == nil)
        try await desk.append(1...3)
        // Within a minute of the machine's.
        try await desk.catchUp(with: desk.sink(scale: 1))
        let writes = try #require(SheetsSink.writes(try desk.ledger.record().state))
        // The tab was made, and the batch was sent.
        #expect(writes.used == 2)
        #expect(writes.at >= 1_800_000_000)
    }
}
