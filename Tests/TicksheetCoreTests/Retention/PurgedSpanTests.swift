import Testing
import TicksheetCore
import WallTime

@Suite struct PurgedSpanTests {
    @Test(arguments: [(0, 40), (10, 40), (70, 30), (100, 0), (500, 0)])
    func `what is missing behind a position`(_ position: SequenceNumber, _ missing: Int) {
        let span = PurgedSpan(through: 100, entries: 40, before: Timestamp(seconds: 0))
        #expect(span.entries(after: position) == missing)
    }

    @Test func `limits follow from a retention; for ever sets none`() {
        let now = Timestamp(seconds: 1_000_000)
        let limits = PurgeLimits(
            Retention(bodies: 100, entries: nil),
            passed: 7,
            shownAfter: 3,
            holdsMessages: false,
            now: now
        )
        #expect(
            limits
                == PurgeLimits(
                    passed: 7,
                    shownAfter: 3,
                    bodiesBefore: Timestamp(seconds: 999_900),
                    entriesBefore: nil,
                    now: now
                )
        )
    }

    @Test func `messages go with the span of entries, unless a report shows them all`() {
        let now = Timestamp(seconds: 1_000_000)
        let limits = [false, true].map { holds in
            PurgeLimits(.standard, passed: 7, shownAfter: .max, holdsMessages: holds, now: now)
        }
        #expect(limits.map(\.messagesBefore) == [limits[0].entriesBefore, nil])
        #expect(limits[0].entriesBefore == Timestamp(seconds: now.seconds - 400 * 86_400))
    }
}
