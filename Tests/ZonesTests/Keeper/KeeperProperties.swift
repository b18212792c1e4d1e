import TestSupport
import Testing
import TicksheetCore
import TimeZoneStandIn
import WallTime

@testable import Zones

@Suite(.timeLimit(.minutes(10))) struct KeeperProperties {
    @Test func `a hundred thousand instants cost a request for each window and day`() async throws {
        var random = SeededRandom("keeper, healthy")
        let stage = KeeperStage(
            patience: .milliseconds(100_000_500),
            isRunning: true,
            system: { ManyZones.rules($0) }
        )
        let batches = ManyZones.batches(of: 100_000, upTo: 5_000, &random)
        for batch in batches { try await stage.keeper.cover(batch) }
        let record = stage.service.record.value
        #expect(record.questions.values.allSatisfy { $0 == 1 })
        #expect(record.questions.count == record.asked.count)
        #expect(record.mostUnderWay == 1)
        let pins = ZonePins(try stage.pinning.journal.pins())
        #expect(pins == stage.keeper.known)
        let wrong = Self.mistakes(batches, pins) { $0 == .timezonedb ? 0 : nil }
        #expect(wrong.isEmpty, "\(wrong.count), the first: \(wrong.prefix(3))")
        await stage.keeper.close()
    }

    private static let faults: [StandInFault] = [
        .failed("Down."), .status(500), .status(429), .html, .stall(milliseconds: 5_000),
        .garbage, .wrongWindow, .invalidKey,
    ]

    @Test(arguments: faults)
    func `whatever keeps timezonedb from answering, every instant is pinned right and in time`(
        _ fault: StandInFault
    ) async throws {
        var random = SeededRandom("keeper, \(fault)")
        let stage = KeeperStage(isRunning: true, system: { ManyZones.rules($0) })
        stage.service.set(fault)
        var waited = Duration.zero
        let batches = ManyZones.batches(of: 8_000, upTo: 1_000, &random)
        for batch in batches {
            let begin = stage.time.clock.monotonic
            try await stage.keeper.cover(batch)
            waited += stage.time.clock.monotonic - begin
            stage.time.advance(by: Int64.random(in: 0...100, using: &random))
        }
        // The time moves in whole seconds.
        #expect(waited <= VirtualTime.patience + .milliseconds(500))
        let wrong = Self.mistakes(batches, stage.keeper.known) { $0 == .system ? 0 : nil }
        #expect(wrong.isEmpty, "\(wrong.count), the first: \(wrong.prefix(3))")

        stage.service.set(nil)
        await stage.settle()
        try await expectTakenOver(stage, &random)
    }

    @Test func `what timezonedb says counts, until it says something else`() async throws {
        var random = SeededRandom("keeper, shifted")
        let stage = KeeperStage(isRunning: true, system: { ManyZones.rules($0) })
        stage.service.set(.shifted(seconds: 1_800))
        let batches = ManyZones.batches(of: 8_000, upTo: 1_000, &random)
        for batch in batches {
            try await stage.keeper.cover(batch)
            stage.time.advance(by: Int64.random(in: 0...100, using: &random))
        }
        let pins = stage.keeper.known
        let wrong = Self.mistakes(batches, pins) { $0 == .timezonedb ? 1_800 : 0 }
        #expect(wrong.isEmpty, "\(wrong.count), the first: \(wrong.prefix(3))")
        #expect(pins.all.contains { $0.source == .timezonedb })
        await stage.settle()

        // A day later it is asked anew, behind the back of who needs the old answers.
        stage.service.set(nil)
        stage.time.advance(by: Seasons.day)
        let again = ManyZones.batches(of: 8_000, upTo: 8_000, &random)
        let asked = Self.windows(again.joined(), without: pins)
        for batch in again { try await stage.keeper.cover(batch) }
        await stage.settle()
        let before = stage.keeper.known
        try await expectTakenOver(stage, &random, in: asked)
        #expect(
            Self.mistakes(batches, stage.keeper.known) { $0 == .timezonedb ? 1_800 : 0 }.isEmpty
        )
        #expect(Self.keeps(stage.keeper.known, before))
    }

    private struct Window: Hashable {
        let zone: String
        let start: Int64?

        init(_ zone: String, _ instant: Int64) {
            self.zone = zone
            start = ManyZones.rules(zone)?.window(at: instant).start
        }
    }

    /// The windows of instants that no pin covers.
    private static func windows(
        _ needs: some Sequence<ZoneNeed>,
        without pins: ZonePins
    ) -> Set<Window> {
        var windows: Set<Window> = []
        for need in needs {
            for instant in need.instants where pins.offset(of: need.zone, at: instant) == nil {
                windows.insert(Window(need.zone, instant))
            }
        }
        return windows
    }

    /// Expects that instants no pin covers yet are timezonedb's, and right.
    private func expectTakenOver(
        _ stage: KeeperStage,
        _ random: inout SeededRandom,
        in windows: Set<Window>? = nil
    ) async throws {
        let known = stage.keeper.known
        let late = ManyZones.batches(of: 4_000, upTo: 4_000, &random).map { batch in
            batch.map { need in
                let open = need.instants.filter { instant in
                    known.offset(of: need.zone, at: instant) == nil
                        && windows?.contains(Window(need.zone, instant)) != false
                }
                return ZoneNeed(zone: need.zone, instants: open)
            }
        }
        for batch in late { try await stage.keeper.cover(batch) }
        await stage.settle()
        #expect(stage.keeper.standing.trouble == nil)
        #expect(late.joined().contains { !$0.instants.isEmpty })
        let wrong = Self.mistakes(late, stage.keeper.known) { $0 == .timezonedb ? 0 : nil }
        #expect(wrong.isEmpty, "\(wrong.count), the first: \(wrong.prefix(3))")
        await stage.keeper.close()
    }

    /// The instants whose pins are missing or wrong.
    ///
    /// `shift`: How far a source is off the rules; nil where it must not be the source.
    private static func mistakes(
        _ batches: [[ZoneNeed]],
        _ pins: ZonePins,
        shift: (ZoneSource) -> Int32?
    ) -> [String] {
        var found: [String] = []
        for need in batches.joined() {
            guard let rules = ManyZones.rules(need.zone) else { continue }
            for instant in need.instants {
                let pin = pins.offset(of: need.zone, at: instant)
                let right = pin.flatMap { shift($0.source) }
                    .map { rules.offset(at: instant).seconds + $0 }
                if right == nil || pin?.offset.seconds != right {
                    found.append("\(need.zone) at \(instant): \(pin.map { "\($0)" } ?? "none")")
                }
            }
        }
        return found
    }

    /// Whether every pin of before is still there, perhaps as part of a larger one.
    private static func keeps(_ after: ZonePins, _ before: ZonePins) -> Bool {
        before.all.allSatisfy { old in
            after.offset(of: old.zone, at: old.first)?.agrees(with: old) == true
                && after.offset(of: old.zone, at: old.last)?.agrees(with: old) == true
        }
    }
}
