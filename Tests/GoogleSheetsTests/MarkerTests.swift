import TestSupport
import Testing

@testable import GoogleSheets

@Suite struct MarkerTests {
    @Test func `an id tells its batch near any other, also where ids begin anew`() {
        var random = SeededRandom("markers")
        for _ in 0..<20_000 {
            let base = Marker.newBase()
            #expect(base >= 1)
            #expect(base + Marker.span < 1 << 31)
            let batch = Int64.random(in: 0...1_000_000, using: &random)
            let near = batch + Int64.random(in: -8000...8000, using: &random)
            guard near >= 0 else { continue }
            let id = Marker.id(of: batch, base: base)
            #expect(Marker.batch(of: id, base: base, near: near) == batch)
        }
        #expect(Marker.batch(of: 99, base: 100, near: 0) == nil)
        #expect(Marker.batch(of: 100 + Marker.span, base: 100, near: 0) == nil)
    }

    @Test func `each attempt has a digest of its own`() {
        var state = SheetState()
        state.stream = "abc"
        let rows = Array("[]".utf8)
        let first = Marker.digest(of: state, attempt: 1, rows: rows)
        #expect(first.count == 6)
        #expect(first == Marker.digest(of: state, attempt: 1, rows: rows))
        #expect(first != Marker.digest(of: state, attempt: 2, rows: rows))
        #expect(first != Marker.digest(of: state, attempt: 1, rows: Array("[1]".utf8)))
        state.next = 1
        #expect(first != Marker.digest(of: state, attempt: 1, rows: rows))
    }

    @Test func `markers stay seventy minutes and sixty-four batches, whichever is longer`() {
        var state = SheetState()
        // A batch every ten seconds for five hours.
        for batch in 1...1800 {
            state.next = Int64(batch)
            MarkerKeeping.note(Int64(batch) * 10, &state)
        }
        let now: Int64 = 18_000
        let bound = MarkerKeeping.removable(state, at: now, isUrgent: false)
        // Those of the last 70 minutes are 420.
        #expect(bound.map { $0 <= 1380 && $0 > 1300 } == true)
        state.collected = bound ?? 0
        #expect(MarkerKeeping.removable(state, at: now, isUrgent: false) == nil)
        // Tokens that hold long make markers stay longer; what was forgotten by then stays too.
        var longer = SheetState()
        longer.lifetime = 12_000
        for batch in 1...1800 {
            longer.next = Int64(batch)
            MarkerKeeping.note(Int64(batch) * 10, &longer)
        }
        let far = MarkerKeeping.removable(longer, at: now, isUrgent: false)
        #expect(far.map { $0 <= 540 && $0 > 480 } == true)
        state.collected = 0
        state.lifetime = 12_000
        #expect(MarkerKeeping.removable(state, at: now, isUrgent: false) == nil)
        // A slow stream: hours lie between its batches.
        var slow = SheetState()
        for batch in 1...100 {
            slow.next = Int64(batch)
            MarkerKeeping.note(Int64(batch) * 7200, &slow)
        }
        #expect(MarkerKeeping.removable(slow, at: 720_000, isUrgent: true) == 36)
    }
}
