import TestSupport
import Testing
import TicksheetCore
import TimeZoneStandIn
import WallTime

@testable import Zones

@Suite(.timeLimit(.minutes(10))) struct KeeperDoubtTests {
    private let zone = "Test/One"
    private let noon = Seasons.noon
    private let day = Seasons.day

    @Test func `after its patience the system answers for exactly what is needed`() async throws {
        let stage = KeeperStage()
        stage.service.set(.stall(milliseconds: 5_000))
        async let covered: Void = stage.cover(zone, noon + 100, noon - 100, noon)
        await stage.time.hasPauses(1)
        await stage.time.hasPatiences(1)
        #expect(try stage.pinning.journal.pins().isEmpty)
        stage.time.advance(by: 8)
        try await covered
        #expect(try stage.pins(zone) == ["\(noon - 100)...\(noon + 100) 7200 system"])
        await stage.keeper.close()
    }

    @Test func `a failed request ends the wait, and nobody waits until one succeeds`() async throws
    {
        let stage = KeeperStage()
        stage.service.set(.status(500))
        try await stage.cover(zone, noon)
        #expect(try stage.pins(zone) == ["\(noon)...\(noon) 7200 system"])
        let patiences = stage.time.patiences
        for second in Int64(1)...20 { try await stage.cover(zone, noon + second * 10) }
        try await stage.cover("Test/Two", noon)
        #expect(stage.time.patiences == patiences)
        await stage.time.hasPauses(1)
        #expect(stage.service.requests == 1)
        #expect(stage.keeper.standing.trouble?.code == "zones.timezonedb.refused")
        #expect(stage.keeper.standing.queued == 2)

        stage.service.set(nil)
        stage.time.advance(by: 1)
        await stage.time.hasPauses(2)
        stage.time.advance(by: 1)
        await stage.until { $0.queued == 0 }
        #expect(stage.service.requests == 3)
        // What comes now is timezonedb's, next to what the system pinned.
        try await stage.cover(zone, noon + 1_000)
        #expect(stage.keeper.known.offset(of: zone, at: noon + 1_000)?.source == .timezonedb)
        #expect(stage.keeper.known.offset(of: zone, at: noon)?.source == .system)
        #expect(stage.keeper.standing.trouble == nil)
        #expect(stage.time.patiences == patiences)
        #expect(stage.log.lines.count == 2)
        #expect(stage.log.lines.first?.hasPrefix("warn timezonedb gave no offset zone=") == true)
        #expect(stage.log.lines.last == "info timezonedb answers again zone=Test/One")
        await stage.keeper.close()
    }

    @Test func `after a wait in vain nobody waits until all questions are answered`() async throws {
        let stage = KeeperStage()
        stage.service.set(.stall(milliseconds: 5_000))
        async let covered: Void = stage.cover(zone, noon)
        await stage.time.hasPauses(1)
        await stage.time.hasPatiences(1)
        stage.time.advance(by: 4)
        // The patience of 7.5 s ends while the request is still under way for others.
        async let second: Void = stage.cover("Test/Two", noon)
        await stage.time.hasPatiences(2)
        stage.service.set(nil)
        stage.time.advance(by: 4)
        try await covered
        try await second
        #expect(stage.keeper.known.all.map(\.source) == [.system, .system])
        try await stage.cover("Test/Three", noon)
        #expect(stage.time.patiences == 2)
        await stage.keeper.close()
    }

    @Test func `timezonedb takes over at the next instant, and old gaps stay narrow`() async throws
    {
        let stage = KeeperStage()
        stage.service.set(.html)
        try await stage.cover(zone, noon)
        try await stage.cover(zone, noon + day - 1)
        try await stage.cover(zone, noon + 3 * day)
        // Not more than a day away: joined. Further: apart.
        #expect(
            try stage.pins(zone) == [
                "\(noon)...\(noon + day - 1) 7200 system",
                "\(noon + 3 * day)...\(noon + 3 * day) 7200 system",
            ]
        )
        stage.service.set(nil)
        await stage.time.hasPauses(1)
        stage.time.advance(by: 1)
        await stage.until { $0.queued == 0 }
        #expect(stage.service.requests == 2)
        try await stage.cover(zone, noon + 2 * day)
        #expect(
            try stage.pins(zone)[1]
                == "\(Seasons.midnight + 2 * day)...\(Seasons.midnight + 3 * day - 1) 7200 timezonedb"
        )
        await stage.keeper.close()
    }

    @Test func `without patience nobody waits`() async throws {
        let stage = KeeperStage(patience: .zero)
        stage.service.set(.stall(milliseconds: 5_000))
        let covered = Task { try await stage.cover("Test/One", Seasons.noon) }
        await stage.time.hasPauses(1)
        try await covered.value
        #expect(stage.keeper.known.all.map(\.source) == [.system])
        await stage.keeper.close()
    }

    @Test func `a caller that is called off does not cast doubt on others`() async throws {
        let stage = KeeperStage()
        stage.service.set(.stall(milliseconds: 5_000))
        let first = Task { try await stage.cover("Test/One", Seasons.noon) }
        await stage.time.hasPauses(1)
        await stage.time.hasPatiences(1)
        first.cancel()
        try await first.value
        let second = Task { try await stage.cover("Test/Two", Seasons.noon) }
        await stage.time.hasPatiences(2)
        await stage.keeper.close()
        try await second.value
    }
}
