import Testing
import TicksheetCore

@testable import Intake

@Suite struct SilenceWatchTests {
    private let log = FakeLog()
    private let start = ContinuousClock.now
    private let source = SourceCounts(source: "meta")
    private let limit = Duration.seconds(6 * 3600)

    private func look(
        _ watch: inout SilenceWatch,
        hours: Double,
        limit: Duration? = .seconds(6 * 3600)
    ) {
        watch.look(
            at: [source],
            limit: limit,
            now: start + .seconds(hours * 3600),
            log: log
        )
    }

    private func comes(hours: Double) {
        source.noteAuthentic(at: start + .seconds(hours * 3600))
    }

    private var short: [String] {
        log.lines.map { $0.split(separator: " remedy=").first.map(String.init) ?? "" }
    }

    @Test func `a silence is said once, and so is its end`() {
        var watch = SilenceWatch()
        look(&watch, hours: 0)
        look(&watch, hours: 5.99)
        #expect(short.isEmpty)
        for hours in [6.0, 7, 20] { look(&watch, hours: hours) }
        #expect(short == ["warn no webhook came source=meta for=6h"])
        comes(hours: 21)
        look(&watch, hours: 21.1)
        look(&watch, hours: 26)
        #expect(short.dropFirst() == ["info webhooks come again source=meta silent_for=21h"])
        look(&watch, hours: 27)
        #expect(short.count == 3)
        #expect(short.last == "warn no webhook came source=meta for=6h")
    }

    @Test func `webhooks that come keep it silent`() {
        var watch = SilenceWatch()
        look(&watch, hours: 0)
        for hour in 1...40 {
            comes(hours: Double(hour))
            look(&watch, hours: Double(hour) + 0.5)
        }
        #expect(log.lines.isEmpty)
    }

    @Test func `one webhook and silence again is two stretches`() {
        var watch = SilenceWatch()
        look(&watch, hours: 0)
        look(&watch, hours: 6)
        comes(hours: 6.5)
        // Nobody looked in between: both are said, in their order.
        look(&watch, hours: 13)
        #expect(
            short == [
                "warn no webhook came source=meta for=6h",
                "info webhooks come again source=meta silent_for=6h",
                "warn no webhook came source=meta for=6h",
            ]
        )
    }

    @Test func `each source has its own silence, one that is new begins then`() {
        var watch = SilenceWatch()
        let other = SourceCounts(source: "bird")
        watch.look(at: [source], limit: limit, now: start, log: log)
        watch.look(at: [source, other], limit: limit, now: start + .seconds(5 * 3600), log: log)
        watch.look(at: [source, other], limit: limit, now: start + .seconds(7 * 3600), log: log)
        #expect(short == ["warn no webhook came source=meta for=7h"])
        watch.look(at: [source, other], limit: limit, now: start + .seconds(11 * 3600), log: log)
        #expect(short.last == "warn no webhook came source=bird for=6h")
    }

    @Test func `off says nothing, however long`() {
        var watch = SilenceWatch()
        look(&watch, hours: 0, limit: nil)
        look(&watch, hours: 9000, limit: nil)
        #expect(log.lines.isEmpty)
    }

    @Test func `the line says what to do`() {
        var watch = SilenceWatch()
        look(&watch, hours: 0)
        look(&watch, hours: 6)
        #expect(log.lines.first?.contains(" remedy=Look whether the provider") == true)
    }
}
