import TestSupport
import Testing
import TicksheetCore
import WallTime

@testable import Zones

@Suite(.timeLimit(.minutes(10))) struct KeeperAskingTests {
    private let zone = "Test/One"
    private let noon = Seasons.noon
    private let day = Seasons.day

    private func answer(_ seconds: Int32, asked: Int64) -> ZoneAnswer {
        ZoneAnswer(
            zone: zone,
            window: OffsetWindow(
                start: Seasons.now.start,
                end: Seasons.now.end,
                offset: ZoneOffset(seconds: seconds, abbreviation: "K")
            ),
            asked: Timestamp(seconds: asked)
        )
    }

    @Test func `an answer is asked for once, kept and pinned`() async throws {
        let stage = KeeperStage(isRunning: true)
        try await stage.cover(zone, noon, noon + day)
        try await stage.cover(zone, noon + 2 * day)
        #expect(stage.service.requests == 1)
        let midnight = Seasons.midnight
        #expect(
            try stage.pins(zone) == ["\(midnight)...\(midnight + 3 * day - 1) 7200 timezonedb"]
        )
        let kept = try stage.pinning.journal.answers()
        #expect(kept.map(\.window) == [Seasons.now])
        #expect(kept.first?.asked.seconds == noon)
        #expect(stage.keeper.standing.lastAnswer?.seconds == noon)
        await stage.keeper.close()
    }

    @Test func `an answer that was kept serves at once and is not asked for`() async throws {
        let stage = KeeperStage()
        try stage.pinning.journal.keep(answer(60, asked: noon - day + 1))
        try await stage.cover(zone, noon)
        #expect(stage.service.requests == 0)
        #expect(stage.time.patiences == 0)
        #expect(stage.keeper.known.offset(of: zone, at: noon)?.offset.seconds == 60)
        #expect(stage.keeper.known.offset(of: zone, at: noon)?.source == .timezonedb)
    }

    @Test(arguments: [-1, 1])
    func `an answer of a day ago, or ahead, serves and is asked for anew once`(
        _ sign: Int64
    ) async throws {
        let stage = KeeperStage()
        try stage.pinning.journal.keep(answer(60, asked: noon + sign * day))
        try await stage.cover(zone, noon)
        try await stage.cover(zone, noon + 2 * day)
        #expect(stage.time.patiences == 0)
        // The one that is asked for may come before anything is pinned by the kept one.
        let offset = stage.keeper.known.offset(of: zone, at: noon)?.offset.seconds
        #expect(offset == 60 || (offset == 7_200 && stage.service.requests == 1))
        await stage.until { $0.requests == 1 && $0.queued == 0 }
        await stage.keeper.close()
        #expect(stage.service.requests == 1)
    }

    @Test func `a changed answer holds for what comes, never for what is pinned`() async throws {
        let stage = KeeperStage()
        try stage.pinning.journal.keep(answer(60, asked: noon - 2 * day))
        try await stage.cover(zone, noon)
        let before = try stage.pinning.journal.pins()
        await stage.until { $0.requests == 1 && $0.queued == 0 }
        await stage.keeper.close()
        #expect(try stage.pinning.journal.answers().map(\.window) == [Seasons.now])
        try await stage.cover(zone, noon, noon + 3 * day)
        let after = try stage.pinning.journal.pins()
        #expect(before.allSatisfy(after.contains))
        #expect(stage.keeper.known.offset(of: zone, at: noon)?.offset.seconds == 60)
        #expect(stage.keeper.known.offset(of: zone, at: noon + 3 * day)?.offset.seconds == 7_200)
    }

    @Test func `needs of one window at one time share one request`() async throws {
        let stage = KeeperStage(isRunning: true)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in Int64(0)..<20 {
                group.addTask { try await stage.cover("Test/One", Seasons.noon + index * 60) }
            }
            try await group.waitForAll()
        }
        #expect(stage.service.requests == 1)
        #expect(stage.keeper.known.all.allSatisfy { $0.source == .timezonedb })
        await stage.keeper.close()
    }

    @Test func `requests keep their interval and never run beside each other`() async throws {
        let stage = KeeperStage(patience: .milliseconds(30_500), isRunning: true)
        try await stage.keeper.cover(
            (0..<5).map { zone in
                ZoneNeed(zone: "Test/Z\(zone)", instants: [noon, noon - Seasons.length])
            }
        )
        let asked = stage.service.record.value.asked
        #expect(asked.count == 10)
        #expect(stage.service.record.value.mostUnderWay == 1)
        for (left, right) in zip(asked, asked.dropFirst()) {
            #expect(right.at - left.at >= .seconds(1))
        }
        #expect(stage.keeper.known.all.count == 10)
        #expect(stage.keeper.known.all.allSatisfy { $0.source == .timezonedb })
        await stage.keeper.close()
    }

    @Test func `zones without a slash and times far from today are not asked for`() async throws {
        let stage = KeeperStage(system: { _ in Seasons.both })
        try await stage.cover("UTC", noon)
        try await stage.cover(zone, -1, noon + 401 * day)
        #expect(stage.service.requests == 0)
        #expect(stage.time.patiences == 0)
        #expect(stage.keeper.known.all.allSatisfy { $0.source == .system })
        try await stage.cover("UTC", noon + 2 * day)
        #expect(stage.keeper.known.pins(of: "UTC").count == 2)
    }

    @Test func `an open side of an answer is closed by what the system knows`() async throws {
        let open = TimeZoneRules.fixed(ZoneOffset(seconds: 7_200, abbreviation: "O"))
        let stage = KeeperStage(isRunning: true, service: { _ in open })
        try await stage.cover(zone, noon)
        let kept = try stage.pinning.journal.answers()
        #expect(kept.map(\.window.start) == [Seasons.now.start])
        #expect(kept.map(\.window.end) == [Seasons.now.end])
        await stage.keeper.close()
    }

    @Test func `an answer that the journal does not keep serves all the same`() async throws {
        let stage = KeeperStage(isRunning: true)
        try await stage.cover(zone, noon)
        stage.pinning.refuse(.busy(path: "j"))
        await #expect(throws: JournalError.self) { try await stage.cover("Test/Two", noon) }
        stage.pinning.refuse(nil)
        try await stage.cover("Test/Two", noon)
        #expect(stage.service.requests == 2)
        #expect(stage.keeper.known.offset(of: "Test/Two", at: noon)?.source == .timezonedb)
        let lines = stage.log.lines
        #expect(lines.count == 1)
        #expect(
            lines.first?.hasPrefix("warn an answer of timezonedb is not kept zone=Test/Two code=")
                == true
        )
        await stage.keeper.close()
    }
}
