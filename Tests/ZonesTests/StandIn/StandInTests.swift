import HTTPTypes
import PosixBridge
import TestSupport
import Testing
import TicksheetCore
import URLSessionBridge
import WallTime

@testable import TimeZoneStandIn
@testable import Zones

@Suite(.timeLimit(.minutes(10))) struct StandInTests {
    private let places = [
        TimeZoneStandIn.Place(zone: "Test/One", countryCode: "XX", countryName: "Testland"),
        TimeZoneStandIn.Place(zone: "None/Such", countryCode: "XX", countryName: "Testland"),
        TimeZoneStandIn.Place(zone: "Test/Two", countryCode: "YY", countryName: "Elsewhere"),
    ]

    private func server(refusingWithin milliseconds: UInt64 = 0) throws -> TimeZoneStandIn {
        try TimeZoneStandIn(key: "k&y", places: places, refusingWithin: milliseconds) {
            Seasons.rules($0)
        }
    }

    private func client(_ server: TimeZoneStandIn, key: String = "k&y") -> TimeZoneDBClient {
        TimeZoneDBClient(URLSessionTransport(), key: Secret(key), base: server.endpoint)
    }

    private func get(_ server: TimeZoneStandIn, _ rest: String) async throws -> (Int, String) {
        let call = HTTPCall("GET", server.endpoint + rest)
        let response = try await URLSessionTransport().send(call)
        return (response.status, String(decoding: response.body, as: UTF8.self))
    }

    @Test func `it answers as the real one does`() async throws {
        let server = try server()
        defer { server.stop() }
        let (status, body) = try await get(
            server,
            "/get-time-zone?key=k%26y&format=json&by=zone&zone=Test/One&time=\(Seasons.noon)"
        )
        #expect(status == 200)
        #expect(
            body == #"{"status":"OK","message":"","countryCode":"XX","countryName":"Testland","#
                + #""regionName":"","cityName":"","zoneName":"Test/One","abbreviation":"ST","#
                + #""gmtOffset":7200,"dst":"1","zoneStart":1771200000,"zoneEnd":1779839999,"#
                + #""nextAbbreviation":"WT","timestamp":1772373600,"#
                + #""formatted":"2026-03-01 14:00:00"}"#
        )
    }

    @Test(arguments: [
        ("/get-time-zone?key=k%26y&by=zone&zone=Test/One&time=1", 200, "<?xml"),
        ("/get-time-zone?key=k%26y&format=xml&by=zone&zone=Test/One", 200, "<?xml"),
        ("/get-time-zone?format=json&by=zone&zone=Test/One", 200, "Invalid API key."),
        ("/get-time-zone?key=K%26Y&format=json&by=zone&zone=Test/One", 200, "Invalid API key."),
        ("/get-time-zone?key=k%26y&format=json&by=zone&zone=None/Such", 200, "Record not found."),
        ("/get-time-zone?key=k%26y&format=json&by=position&lat=1&lng=1", 200, "Record not found."),
        (
            "/get-time-zone?key=k%26y&format=json&by=zone&zone=Test/One&time=9223372036854775807",
            200, "Record not found."
        ),
        (
            "/get-time-zone?key=k%26y&format=json&by=zone&zone=Test/One&time=-9223372036854775808",
            200, "Record not found."
        ),
        ("/list-time-zone?key=k%26y&format=json&country=ZZ", 200, "Record not found."),
        ("/convert-time-zone?key=k%26y&format=json", 404, "no such method"),
    ])
    func `what it refuses it refuses as the real one does`(
        _ rest: String,
        _ status: Int,
        _ text: String
    ) async throws {
        let server = try server()
        defer { server.stop() }
        let reply = try await get(server, rest)
        #expect(reply.0 == status)
        #expect(reply.1.contains(text))
        #expect(server.requests == 1)
        #expect(server.questions.isEmpty)
    }

    @Test func `it lists the zones of a country that it knows`() async throws {
        let server = try server()
        defer { server.stop() }
        let zones = try await client(server).zones(of: "XX")
        #expect(zones.map(\.zone) == ["Test/One"])
        #expect(zones.map(\.countryName) == ["Testland"])
    }

    private static let faults: [(StandInFault, String)] = [
        (.failed("Down."), "zones.timezonedb.failed"),
        (.failed("Record not found."), "zones.timezonedb.unknown"),
        (.status(500), "zones.timezonedb.refused"),
        (.status(302), "zones.timezonedb.refused"),
        (.status(429), "zones.timezonedb.rate"),
        (.html, "zones.timezonedb.unreadable"),
        (.garbage, "zones.timezonedb.unreadable"),
        (.wrongWindow, "zones.timezonedb.misfit"),
        (.invalidKey, "zones.timezonedb.key"),
    ]

    @Test(arguments: faults)
    func `each fault comes to its error, and ends`(
        _ fault: StandInFault,
        _ code: String
    ) async throws {
        let server = try server()
        defer { server.stop() }
        server.set(fault)
        let error = await #expect(throws: TimeZoneDBError.self) {
            _ = try await client(server).window(of: "Test/One", at: Seasons.noon)
        }
        #expect(error?.code == code)
        server.set(nil)
        #expect(try await client(server).window(of: "Test/One", at: Seasons.noon) == Seasons.now)
    }

    @Test func `a shifted answer holds together`() async throws {
        let server = try server()
        defer { server.stop() }
        server.set(.shifted(seconds: -1_800))
        let window = try await client(server).window(of: "Test/One", at: Seasons.noon)
        #expect(window.offset.seconds == 5_400)
        #expect(window.start == Seasons.now.start)
        #expect(window.end == Seasons.now.end)
    }

    @Test func `who waits longer than it stalls is answered, who does not is not`() async throws {
        let server = try server()
        defer { server.stop() }
        server.set(.stall(milliseconds: 1))
        #expect(try await client(server).window(of: "Test/One", at: Seasons.noon) == Seasons.now)
        server.set(.stall(milliseconds: 600_000))
        let asking = Task { try await client(server).window(of: "Test/One", at: Seasons.noon) }
        while server.requests < 2, !Task.isCancelled { await Task.yield() }
        asking.cancel()
        await #expect(throws: TimeZoneDBError.self) { try await asking.value }
    }

    @Test func `a wrong key is refused, and the right one is told to nobody`() async throws {
        let server = try server()
        defer { server.stop() }
        let error = await #expect(throws: TimeZoneDBError.self) {
            _ = try await client(server, key: "other").window(of: "Test/One", at: Seasons.noon)
        }
        #expect(error?.code == "zones.timezonedb.key")
    }

    @Test func `a request that comes too early is refused and counted`() async throws {
        let server = try server(refusingWithin: 3_600_000)
        defer { server.stop() }
        let client = client(server)
        #expect(try await client.window(of: "Test/One", at: Seasons.noon) == Seasons.now)
        let error = await #expect(throws: TimeZoneDBError.self) {
            _ = try await client.window(of: "Test/One", at: Seasons.noon)
        }
        #expect(error?.code == "zones.timezonedb.rate")
        #expect(server.requests == 2)
        #expect(server.tooEarly == 1)
    }

    @Test func `it counts what it answered by zone and window`() async throws {
        let server = try server()
        defer { server.stop() }
        let client = client(server)
        for instant in [Seasons.noon, Seasons.noon + 1, Seasons.noon - Seasons.length] {
            _ = try await client.window(of: "Test/One", at: instant)
        }
        let start = try #require(Seasons.now.start)
        #expect(
            server.questions == [
                TimeZoneStandIn.Question(zone: "Test/One", windowStart: start): 2,
                TimeZoneStandIn.Question(zone: "Test/One", windowStart: start - Seasons.length): 1,
            ]
        )
    }
}
