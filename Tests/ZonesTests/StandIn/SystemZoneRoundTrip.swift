import PosixBridge
import TestSupport
import Testing
import TicksheetCore
import TimeZoneStandIn
import URLSessionBridge
import WallTime

@testable import Zones

@Suite(.timeLimit(.minutes(10))) struct SystemZoneRoundTrip {
    private static let folder = "/usr/share/zoneinfo"
    private static let isThere = (try? Paths.status("\(folder)/America/Bogota")) ?? nil != nil

    /// The rules of all zones in the folders of the continents.
    private static func zones() throws -> [String: TimeZoneRules] {
        var zones: [String: TimeZoneRules] = [:]
        for area in ["Africa", "America", "Asia", "Australia", "Europe", "Pacific"] {
            for name in try Paths.names(in: "\(folder)/\(area)") {
                let zone = "\(area)/\(name)"
                let bytes = (try? File.bytes(at: "\(folder)/\(zone)")) ?? []
                if let rules = try? TimeZoneRules(tzif: bytes) { zones[zone] = rules }
            }
        }
        return zones
    }

    @Test(.enabled(if: isThere, "the system has no tz database"))
    func `windows of the system's zones come back over HTTP as they are`() async throws {
        var random = SeededRandom("stand-in, system's zones")
        let zones = try Self.zones()
        let names = zones.keys.sorted()
        #expect(names.count > 100)
        let server = try TimeZoneStandIn(key: "k") { zones[$0] }
        defer { server.stop() }
        let client = TimeZoneDBClient(
            URLSessionTransport(),
            key: Secret("k"),
            base: server.endpoint
        )
        for _ in 0..<300 {
            let zone = try #require(names.randomElement(using: &random))
            // From 1902 to 2099.
            let instant = Int64.random(in: -2_145_916_800...4_102_444_799, using: &random)
            let expected = try #require(zones[zone]).window(at: instant)
            let found = try await client.window(of: zone, at: instant)
            #expect(found == expected, "\(zone) at \(instant)")
        }
        #expect(server.requests == 300)
    }
}
