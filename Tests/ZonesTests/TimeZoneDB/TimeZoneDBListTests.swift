import HTTPTypes
import Testing
import TicksheetCore

@testable import Zones

@Suite(.timeLimit(.minutes(10))) struct TimeZoneDBListTests {
    private func ask(_ transport: ScriptedTransport) async throws(TimeZoneDBError) -> [ListedZone] {
        try await TimeZoneDBClient(
            transport,
            key: Secret("SECRETKEY7"),
            base: "https://tz.test/v2.1"
        )
        .zones(of: "CO")
    }

    @Test func `a country's zones are listed`() async throws {
        let transport = ScriptedTransport(
            #"""
            {"status":"OK","message":"","zones":[
              {"countryCode":"CO","countryName":"Colombia","zoneName":"America\/Bogota",
               "gmtOffset":-18000,"dst":0,"timestamp":1}
            ]}
            """#
        )
        #expect(
            try await ask(transport) == [
                ListedZone(
                    zone: "America/Bogota",
                    countryCode: "CO",
                    countryName: "Colombia",
                    seconds: -18_000
                )
            ]
        )
        #expect(
            transport.sent.map(\.url) == [
                "https://tz.test/v2.1/list-time-zone?key=SECRETKEY7&format=json&country=CO"
                    + "&fields=countryCode,countryName,zoneName,gmtOffset"
            ]
        )
    }

    @Test(arguments: [
        (#"{"status":"OK"}"#, "zones is missing; expected a list of zones"),
        (#"{"zones":{}}"#, "zones is an object; expected a list of zones"),
        (#"{"zones":[7]}"#, "zoneName is missing; expected a text of 1 to 64 bytes"),
        (
            #"{"zones":[{"zoneName":"A/B","countryCode":"CO","countryName":"C","gmtOffset":"x"}]}"#,
            "gmtOffset is \"x\"; expected seconds from -64800 to 64800"
        ),
    ])
    func `a list that is none is told`(_ body: String, _ cause: String) async throws {
        let error = await #expect(throws: TimeZoneDBError.self) {
            _ = try await ask(ScriptedTransport(body))
        }
        #expect(
            error?.description
                == "error[zones.timezonedb.field]: timezonedb's answer cannot be used for the zones "
                + "of the country CO: \(cause). See that timezonedb.endpoint in the settings leads "
                + "to timezonedb and to no proxy's page; meanwhile the system's tz database answers."
        )
    }

    @Test func `a country that it does not know is told`() async throws {
        let body = #"{"status":"FAILED","message":"Record not found.","zones":[]}"#
        let error = await #expect(throws: TimeZoneDBError.self) {
            _ = try await ask(ScriptedTransport(body))
        }
        #expect(error?.code == "zones.timezonedb.unknown")
        #expect(error?.summary == "timezonedb does not know the zones of the country CO")
    }
}
