import HTTPTypes
import Testing
import TicksheetCore

@testable import Zones

@Suite(.timeLimit(.minutes(10))) struct TimeZoneDBRequestTests {
    @Test func `one question is one call, with JSON asked for and the fields named`() async throws {
        let transport = ScriptedTransport(Denver.body())
        _ = try await Denver.ask(transport)
        let call = try #require(transport.sent.first)
        #expect(transport.sent.count == 1)
        #expect(call.method == "GET")
        #expect(
            call.url
                == "https://tz.test/v2.1/get-time-zone?key=SECRETKEY7&format=json&by=zone"
                + "&zone=America%2FDenver&time=1607142306"
                + "&fields=zoneName,abbreviation,gmtOffset,dst,zoneStart,zoneEnd,timestamp"
        )
        #expect(call.fields.count == 0)
        #expect(call.body.isEmpty)
        #expect(
            call.limits
                == HTTPCall.Limits(
                    connect: .seconds(2),
                    firstByte: .seconds(5),
                    total: .seconds(5),
                    body: 256 << 10
                )
        )
    }

    @Test func `key and zone are encoded byte by byte`() async throws {
        let transport = ScriptedTransport(Denver.body(["zoneName": #""Etc\/GMT+5""#]))
        _ = try await Denver.ask(transport, key: "a b&c=d/é%2F+~", of: "Etc/GMT+5")
        let url = try #require(transport.sent.first?.url)
        #expect(url.contains("?key=a%20b%26c%3Dd%2F%C3%A9%252F%2B~&format=json&"))
        #expect(url.contains("&zone=Etc%2FGMT%2B5&"))
        let query = FormFields(url.utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst())
        #expect(query["key"] == "a b&c=d/é%2F+~")
        #expect(query["zone"] == "Etc/GMT+5")
    }

    @Test(arguments: [
        ("https://tz.test/v2.1/", "https://tz.test/v2.1/get-time-zone?"),
        ("http://127.0.0.1:8080/gate", "http://127.0.0.1:8080/gate/get-time-zone?"),
        (TimeZoneDBClient.freeService, "https://api.timezonedb.com/v2.1/get-time-zone?"),
        (TimeZoneDBClient.premiumService, "https://vip.timezonedb.com/v2.1/get-time-zone?"),
    ])
    func `the method follows the address`(_ base: String, _ begin: String) async throws {
        let transport = ScriptedTransport(Denver.body())
        let client = TimeZoneDBClient(transport, key: Secret("SECRETKEY7"), base: base)
        _ = try await client.window(of: Denver.zone, at: Denver.instant)
        #expect(transport.sent.first?.url.hasPrefix(begin) == true)
    }

    @Test func `instants before 1970 are asked with their sign`() async throws {
        let body = Denver.body(["zoneStart": "null", "zoneEnd": "null", "timestamp": "-25201"])
        let transport = ScriptedTransport(body)
        _ = try await Denver.ask(transport, at: -1)
        #expect(transport.sent.first?.url.contains("&time=-1&") == true)
    }
}
