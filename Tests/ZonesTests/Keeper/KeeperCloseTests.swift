import TestSupport
import Testing
import TicksheetCore
import TimeZoneStandIn
import WallTime

@testable import Zones

@Suite(.timeLimit(.minutes(10))) struct KeeperCloseTests {
    private let noon = Seasons.noon

    @Test func `closing ends the request under way and whoever waits for it`() async throws {
        let stage = KeeperStage()
        stage.service.set(.stall(milliseconds: 5_000))
        async let covered: Void = stage.cover("Test/One", noon)
        await stage.time.hasPauses(1)
        await stage.time.hasPatiences(1)
        await stage.keeper.close()
        try await covered
        #expect(stage.service.record.value.underWay == 0)
        #expect(stage.keeper.known.all.map(\.source) == [.system])
        #expect(stage.keeper.standing.trouble == nil)
        #expect(stage.keeper.standing.queued == 0)
        #expect(stage.log.lines.isEmpty)
    }

    @Test func `closing ends the wait between two requests`() async throws {
        let stage = KeeperStage()
        stage.service.set(.status(500))
        try await stage.cover("Test/One", noon)
        await stage.time.hasPauses(1)
        await stage.keeper.close()
        stage.time.advance(by: 10)
        #expect(stage.service.requests == 1)
    }

    @Test func `a closed keeper covers without asking`() async throws {
        let stage = KeeperStage()
        await stage.keeper.close()
        await stage.keeper.close()
        try await stage.cover("Test/One", noon)
        #expect(stage.service.requests == 0)
        #expect(stage.time.patiences == 0)
        #expect(stage.keeper.known.all.map(\.source) == [.system])
    }

    @Test func `a keeper that nobody holds any more is gone when its work is done`() async throws {
        weak var gone: ZoneKeeper?
        do {
            let stage = KeeperStage(isRunning: true)
            try await stage.cover("Test/One", noon)
            await stage.until { $0.queued == 0 }
            gone = stage.keeper
            await stage.keeper.close()
        }
        #expect(gone == nil)
    }
}
