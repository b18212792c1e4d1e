import HTTPTypes
import PosixBridge
import TestSupport
import Testing
import TicksheetCore
import TimeZoneStandIn
import URLSessionBridge
import WallTime

@testable import Zones

@Suite(.timeLimit(.minutes(10))) struct ZoneKeeperOverHTTP {
    private let bogota = TimeZoneRules.fixed(ZoneOffset(seconds: -18_000, abbreviation: "-05"))

    @Test func `a zone is asked for once and its rows are pinned by timezonedb`() async throws {
        let server = try TimeZoneStandIn(key: "k") { [bogota] _ in bogota }
        defer { server.stop() }
        let journal = MemoryJournal()
        let keeper = ZoneKeeper(
            pinning: journal,
            asking: TimeZoneDBClient(
                URLSessionTransport(),
                key: Secret("k"),
                base: server.endpoint
            ),
            file: nil,
            system: { [bogota] _ in bogota },
            clock: ManualClock(),
            patience: .seconds(60),
            interval: .zero,
            log: SilentLog()
        )
        for _ in 0..<3 {
            try await keeper.cover([
                ZoneNeed(zone: "America/Bogota", instants: [Sample.noon.seconds])
            ])
        }
        #expect(server.requests == 1)
        #expect(try journal.pins().map(\.source) == [.timezonedb])
        await keeper.close()
    }
}

struct SilentLog: Log {
    func write(_ level: LogLevel, _ message: String, _ fields: [(name: String, value: String)]) {}
}
