import Testing
import TicksheetCore

@Suite struct BackoffTable {
    @Test(arguments: [
        (attempt: -1, milliseconds: 500), (attempt: 0, milliseconds: 500),
        (attempt: 1, milliseconds: 500), (attempt: 2, milliseconds: 1000),
        (attempt: 3, milliseconds: 2000), (attempt: 4, milliseconds: 4000),
        (attempt: 5, milliseconds: 8000), (attempt: 6, milliseconds: 16_000),
        (attempt: 7, milliseconds: 32_000), (attempt: 8, milliseconds: 60_000),
        (attempt: 9, milliseconds: 60_000), (attempt: .max, milliseconds: 60_000),
    ])
    func `the wait doubles from half a second to a minute, give or take a fifth`(
        _ row: (attempt: Int, milliseconds: Int)
    ) {
        let middle = Duration.milliseconds(row.milliseconds)
        for (jitter, factor) in [(0.0, 0.8), (0.5, 1), (1, 1.2), (-3, 0.8), (7, 1.2)] {
            let wait = Backoff.wait(after: row.attempt, jitter: jitter)
            let expected = middle * factor
            #expect(abs((wait - expected) / .milliseconds(1)) < 0.001)
        }
    }
}
