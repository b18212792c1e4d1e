import TestSupport
import Testing
import TicksheetCore
import WallTime

@testable import Zones

@Suite(.timeLimit(.minutes(10))) struct KeeperPinsTests {
    private let zone = "Test/One"
    private let noon = Seasons.noon

    @Test func `what is pinned is neither asked nor written nor read again`() async throws {
        let stage = KeeperStage()
        let pin = ZonePin(
            zone: zone,
            first: noon - 10,
            last: noon + 10,
            offset: ZoneOffset(seconds: 60, abbreviation: "X"),
            source: .system
        )
        try stage.pinning.journal.pin([pin])
        try await stage.cover(zone, noon, noon - 10, noon + 10)
        #expect(stage.service.requests == 0)
        let first = stage.pinning.uses
        #expect(first.pins == 0)
        #expect(first.answers == 0)
        try await stage.cover(zone, noon + 5)
        #expect(stage.pinning.uses == first)
        #expect(try stage.pinning.journal.pins() == [pin])
        #expect(stage.keeper.known.all == [pin])
        #expect(stage.keeper.standing.requests == 0)
    }

    @Test func `no need at all costs nothing`() async throws {
        let stage = KeeperStage()
        try await stage.keeper.cover([])
        try await stage.keeper.cover([ZoneNeed(zone: zone, instants: [])])
        #expect(stage.pinning.uses == WatchedPinning.Uses())
    }

    @Test func `the system alone pins whole days of UTC, cut to the window`() async throws {
        let stage = KeeperStage(asking: false)
        let (day, midnight) = (Seasons.day, Seasons.midnight)
        try await stage.cover(zone, noon + day, noon)
        #expect(
            try stage.pins(zone) == ["\(midnight)...\(midnight + 2 * day - 1) 7200 system"]
        )
        #expect(stage.service.requests == 0)
        #expect(stage.time.patiences == 0)
        // Neighbouring days join, others do not; a season's end is a pin's end.
        try await stage.cover(zone, noon + 2 * day, noon + 5 * day)
        let end = try #require(Seasons.now.end)
        try await stage.cover("Test/Two", end - 1, end)
        #expect(
            try stage.pins("Test/Two") == [
                "\(end - day)...\(end - 1) 7200 system", "\(end)...\(end + day - 1) 3600 system",
            ]
        )
        #expect(
            try stage.pins(zone) == ["\(midnight)...\(midnight + 6 * day - 1) 7200 system"]
        )
    }

    @Test func `the table comes before the system, where it knows the instant`() async throws {
        let text = "Test/One,XX,FT,\(noon),1800,0\n"
        let file = try TimeZoneDBFile(Array(text.utf8), path: "time_zone.csv")
        let stage = KeeperStage(asking: false, file: file)
        try await stage.cover(zone, noon - 1, noon, noon + 1)
        try await stage.cover("Test/Two", noon)
        let (day, midnight) = (Seasons.day, Seasons.midnight)
        #expect(
            try stage.pins(zone) == [
                "\(midnight)...\(noon - 1) 7200 system",
                "\(noon)...\(midnight + day - 1) 1800 timezonedb-file",
            ]
        )
        #expect(
            try stage.pins("Test/Two") == ["\(midnight)...\(midnight + day - 1) 7200 system"]
        )
        #expect(stage.keeper.standing.hasFile)
        #expect(!stage.keeper.standing.hasService)
    }

    @Test func `a zone that nobody knows stays without a pin and is named once`() async throws {
        let stage = KeeperStage(asking: false)
        for _ in 0..<3 { try await stage.cover("None/Such", noon) }
        #expect(try stage.pinning.journal.pins().isEmpty)
        #expect(stage.keeper.standing.unknown == ["None/Such"])
        #expect(stage.log.lines == ["warn no source knows the zone zone=None/Such"])
    }

    @Test func `a journal that does not pin is an error, and the need stays open`() async throws {
        let stage = KeeperStage(asking: false)
        let full = JournalError.diskFull(path: "j", cause: "no room")
        stage.pinning.refuse(full)
        await #expect(throws: full) { try await stage.cover(zone, noon) }
        #expect(stage.keeper.known.all.isEmpty)
        stage.pinning.refuse(nil)
        try await stage.cover(zone, noon)
        #expect(stage.keeper.known.all.count == 1)
    }

    @Test func `what another process pinned is kept`() async throws {
        let stage = KeeperStage(asking: false)
        try await stage.cover("Test/Two", noon)
        let other = ZonePin(
            zone: zone,
            first: noon,
            last: noon,
            offset: ZoneOffset(seconds: 60, abbreviation: "X"),
            source: .system
        )
        try stage.pinning.journal.pin([other])
        try await stage.cover(zone, noon, noon + 1)
        #expect(stage.keeper.known.offset(of: zone, at: noon) == other)
        #expect(stage.keeper.known.offset(of: zone, at: noon + 1)?.offset.seconds == 7_200)
    }
}
