import Testing
import TicksheetCore
import WallTime

@testable import Zones

/// A zone and what the service answers for one of its winters.
enum Denver {
    static let zone = "America/Denver"
    static let instant: Int64 = 1_607_142_306
    static let winter = OffsetWindow(
        start: 1_604_217_600,
        end: 1_615_712_400,
        offset: ZoneOffset(seconds: -25_200, abbreviation: "MST")
    )

    static let fields = [
        "status": #""OK""#, "message": #""""#, "zoneName": #""America\/Denver""#,
        "abbreviation": #""MST""#, "gmtOffset": "-25200", "dst": #""0""#,
        "zoneStart": "1604217600", "zoneEnd": "1615712399", "timestamp": "1607117106",
    ]

    /// The service's answer with some fields changed, and those with nil left out.
    static func body(_ changes: [String: String?] = [:]) -> String {
        var changed = fields
        for (name, value) in changes { changed[name] = value }
        let members = changed.sorted { $0.key < $1.key }.map { "\"\($0)\":\($1)" }
        return "{" + members.joined(separator: ",") + "}"
    }

    static func ask(
        _ transport: ScriptedTransport,
        key: String = "SECRETKEY7",
        of zone: String = zone,
        at seconds: Int64 = instant
    ) async throws(TimeZoneDBError) -> OffsetWindow {
        let client = TimeZoneDBClient(transport, key: Secret(key), base: "https://tz.test/v2.1")
        return try await client.window(of: zone, at: seconds)
    }

    /// The error that an answer comes to.
    static func error(
        _ transport: ScriptedTransport,
        key: String = "SECRETKEY7",
        of zone: String = zone
    ) async throws -> TimeZoneDBError {
        var caught: TimeZoneDBError?
        do throws(TimeZoneDBError) {
            let window = try await ask(transport, key: key, of: zone)
            Issue.record("there is an answer: \(window)")
        } catch {
            caught = error
        }
        return try #require(caught)
    }
}
