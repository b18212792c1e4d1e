import Testing
import TicksheetCore

@testable import Zones

@Suite(.timeLimit(.minutes(10))) struct TimeZoneDBMisfitTests {
    private static let subject =
        "timezonedb's answer cannot be used for the offset of America/Denver at "
        + "2020-12-05T04:25:06Z: "
    private static let remedy =
        ". See that timezonedb.endpoint in the settings leads to timezonedb and to no proxy's page; "
        + "meanwhile the system's tz database answers."

    private static let bodies: [(String, String)] = [
        ("", "found nothing"),
        (
            "<!DOCTYPE html>\n<title>Sign in</title>",
            "found \"<!DOCTYPE html> <title>Sign in</title>\""
        ),
        (#"{"status":"OK""#, #"found "{"status":"OK"""#),
        ("[1]", "found an array"),
        ("null", "found null"),
        (
            String(repeating: "x", count: 300),
            "found \"" + String(repeating: "x", count: 61) + "…\""
        ),
    ]

    @Test(arguments: bodies)
    func `a body that is no object is quoted in short`(
        _ body: String,
        _ found: String
    ) async throws {
        #expect(
            try await Denver.error(ScriptedTransport(body)).description
                == "error[zones.timezonedb.unreadable]: " + Self.subject + found
                + "; expected a JSON object" + Self.remedy
        )
    }

    private static let values: [(String, String?, String)] = [
        ("status", "null", "status is null; expected \"OK\" or \"FAILED\""),
        ("status", #""ok""#, "status is \"ok\"; expected \"OK\" or \"FAILED\""),
        ("zoneName", nil, "zoneName is missing; expected a text of 1 to 64 bytes"),
        ("zoneName", "7", "zoneName is 7; expected a text of 1 to 64 bytes"),
        ("abbreviation", #""""#, "abbreviation is \"\"; expected a text of 1 to 64 bytes"),
        ("gmtOffset", nil, "gmtOffset is missing; expected seconds from -64800 to 64800"),
        ("gmtOffset", "-64801", "gmtOffset is -64801; expected seconds from -64800 to 64800"),
        ("gmtOffset", "-420.5", "gmtOffset is -420.5; expected seconds from -64800 to 64800"),
        (
            "gmtOffset", #""-07:00""#,
            "gmtOffset is \"-07:00\"; expected seconds from -64800 to 64800"
        ),
        ("dst", nil, "dst is missing; expected \"0\" or \"1\""),
        ("dst", "2", "dst is 2; expected \"0\" or \"1\""),
        ("dst", "true", "dst is true; expected \"0\" or \"1\""),
        ("zoneEnd", #""soon""#, "zoneEnd is \"soon\"; expected a Unix second, 0, null or nothing"),
        ("zoneStart", "[]", "zoneStart is an array; expected a Unix second, 0, null or nothing"),
        ("timestamp", #""""#, "timestamp is \"\"; expected the wall clock in seconds"),
    ]

    @Test(arguments: values)
    func `a field that is no such value is named`(
        _ name: String,
        _ value: String?,
        _ cause: String
    ) async throws {
        #expect(
            try await Denver.error(ScriptedTransport(Denver.body([name: value]))).description
                == "error[zones.timezonedb.field]: " + Self.subject + cause + Self.remedy
        )
    }

    private static let misfits: [([String: String], String)] = [
        (
            ["zoneName": #""EST""#], "it is the offset of \"EST\""
        ),
        (
            ["zoneEnd": "1607142305"],
            "it holds from 2020-11-01T08:00:00Z to 2020-12-05T04:25:05Z, which leaves that instant "
                + "out"
        ),
        (
            ["zoneStart": "1607142307", "zoneEnd": "null"],
            "it holds from 2020-12-05T04:25:07Z to ever, which leaves that instant out"
        ),
        (
            ["timestamp": "1607142306"],
            "its timestamp 1607142306 is not the instant 1607142306 plus its gmtOffset -25200"
        ),
    ]

    @Test(arguments: misfits)
    func `an answer to another question is refused`(
        _ changes: [String: String],
        _ cause: String
    ) async throws {
        let body = Denver.body(changes.mapValues { $0 })
        #expect(
            try await Denver.error(ScriptedTransport(body)).description
                == "error[zones.timezonedb.misfit]: " + Self.subject + cause + Self.remedy
        )
    }

    @Test func `a name without a slash has to be answered by itself`() async throws {
        let body = Denver.body(["zoneName": #""America\/Indiana\/Tell_City""#])
        let error = try await Denver.error(ScriptedTransport(body), of: "EST")
        #expect(error.cause == "it is the offset of \"America/Indiana/Tell_City\"")
    }
}
