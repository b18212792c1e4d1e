import Testing
import WallTime

@testable import Zones

@Suite(.timeLimit(.minutes(10))) struct TimeZoneDBWindowTests {
    @Test func `an answer becomes a window that ends a second after its last one`() async throws {
        #expect(try await Denver.ask(ScriptedTransport(Denver.body())) == Denver.winter)
    }

    @Test(arguments: [#""1""#, "1"])
    func `daylight saving time is told by text or number`(_ mark: String) async throws {
        let window = try await Denver.ask(ScriptedTransport(Denver.body(["dst": mark])))
        #expect(window.offset.isDaylight)
    }

    @Test(arguments: ["null", "0", #""0""#, #""""#, nil])
    func `an end without a time is open`(_ value: String?) async throws {
        let noEnd = try await Denver.ask(ScriptedTransport(Denver.body(["zoneEnd": value])))
        #expect(noEnd.end == nil)
        #expect(noEnd.start == Denver.winter.start)
        let noStart = try await Denver.ask(ScriptedTransport(Denver.body(["zoneStart": value])))
        #expect(noStart.start == nil)
        #expect(noStart.end == Denver.winter.end)
    }

    @Test(arguments: ["gmtOffset", "zoneStart", "zoneEnd", "timestamp"])
    func `numbers may come as text`(_ name: String) async throws {
        let value = try #require(Denver.fields[name])
        let body = Denver.body([name: "\"\(value)\""])
        #expect(try await Denver.ask(ScriptedTransport(body)) == Denver.winter)
    }

    @Test(arguments: ["null", nil])
    func `an answer without a wall clock is taken`(_ value: String?) async throws {
        let body = Denver.body(["timestamp": value])
        #expect(try await Denver.ask(ScriptedTransport(body)) == Denver.winter)
    }

    @Test func `an answer of the named fields alone is taken`() async throws {
        let body = Denver.body(["status": nil, "message": nil])
        #expect(try await Denver.ask(ScriptedTransport(body)) == Denver.winter)
    }

    @Test func `the first and the last second of a window are inside`() async throws {
        let first = Denver.body(["timestamp": "1604192400"])
        #expect(try await Denver.ask(ScriptedTransport(first), at: 1_604_217_600) == Denver.winter)
        let last = Denver.body(["timestamp": "1615687199"])
        #expect(try await Denver.ask(ScriptedTransport(last), at: 1_615_712_399) == Denver.winter)
    }

    @Test func `a place may be answered by its other name`() async throws {
        let body = Denver.body(["zoneName": #""US\/Mountain""#])
        #expect(try await Denver.ask(ScriptedTransport(body)) == Denver.winter)
    }

    @Test func `ends of time neither overflow nor lose the window`() async throws {
        let body = Denver.body([
            "zoneStart": String(Int64.min), "zoneEnd": String(Int64.max),
        ])
        let window = try await Denver.ask(ScriptedTransport(body))
        #expect(window.start == .min)
        #expect(window.end == nil)
    }
}
