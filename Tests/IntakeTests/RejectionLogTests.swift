import Synchronization
import Testing
import TicksheetCore

@testable import Intake

/// A clock that stands still until it is moved.
private final class HandClock: Sendable {
    private let state = Mutex(ContinuousClock.now)

    var now: ContinuousClock.Instant { state.withLock { $0 } }

    func advance(_ duration: Duration) { state.withLock { $0 += duration } }
}

private let mismatch = RejectionLog.Refusal.unverified(
    .mismatch("X-Hub-Signature-256", "Compare appSecrets")
)

@Suite struct RejectionLogTests {
    private let log = FakeLog()
    private let clock = HandClock()

    @Test func `a kind of refusal has one line a minute with the count of those since`() {
        let clock = clock
        let rejections = RejectionLog(log) { clock.now }
        for _ in 1...5 { rejections.note(mismatch, peer: "192.0.2.7", source: "meta") }
        clock.advance(.seconds(59))
        rejections.note(mismatch, peer: "192.0.2.8", source: "meta")
        #expect(log.lines.count == 1)
        clock.advance(.seconds(1))
        rejections.note(mismatch, peer: "192.0.2.9", source: "meta")
        clock.advance(.seconds(60))
        rejections.note(mismatch, peer: "192.0.2.9", source: "meta")
        let words = "reason=X-Hub-Signature-256 does not match remedy=Compare appSecrets"
        let start = "warn request refused code=intake.signature"
        #expect(
            log.lines == [
                "\(start) peer=192.0.2.7 source=meta \(words)",
                "\(start) peer=192.0.2.9 source=meta count=6 \(words)",
                "\(start) peer=192.0.2.9 source=meta \(words)",
            ]
        )
    }

    @Test func `kinds and sources are counted apart`() {
        let clock = clock
        let rejections = RejectionLog(log) { clock.now }
        for _ in 1...3 {
            rejections.note(mismatch, peer: "p", source: "a")
            rejections.note(mismatch, peer: "p", source: "b")
            rejections.note(.handshake, peer: "p", source: "a")
            rejections.note(.unknownPath, peer: "p", source: nil)
            rejections.note(.unstored(.busy(path: "t.db")), peer: "p", source: "a")
        }
        #expect(
            log.lines.map { $0.split(separator: " ")[3] } == [
                "code=intake.signature", "code=intake.signature", "code=intake.handshake",
                "code=intake.path", "code=journal.busy",
            ]
        )
    }

    @Test func `the line of what could not be stored tells the cause`() throws {
        let rejections = RejectionLog(log)
        let error = JournalError.diskFull(path: "t.db", cause: "write: no space")
        rejections.note(.unstored(error), peer: "p", source: "a")
        #expect(try #require(log.lines.first).contains("write: no space"))
    }

    @Test func `every line says what to do`() {
        let rejections = RejectionLog(log)
        rejections.note(.unknownPath, peer: "", source: nil)
        rejections.note(.handshake, peer: "", source: "a")
        rejections.note(.method(["GET", "POST"]), peer: "", source: "a")
        rejections.note(.size, peer: "", source: "a")
        rejections.note(.unstored(.closed(path: "t.db")), peer: "", source: "a")
        #expect(log.lines.count == 5)
        for line in log.lines { #expect(line.contains(" reason=") && line.contains(" remedy=")) }
    }
}
