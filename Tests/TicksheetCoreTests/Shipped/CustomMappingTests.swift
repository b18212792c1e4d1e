import Testing
import TicksheetCore
import WallTime

private func map(_ body: String) throws -> MappedBody {
    try shippedSource("custom").map(body)
}

private let event =
    "\"message\":\"m-1\",\"time\":\"2026-03-01T12:00:00Z\",\"from\":\"15550001111\","
    + "\"to\":\"573001112233\",\"status\":\"rejected\",\"code\":7,\"description\":\"No\","
    + "\"campaign\":\"c\",\"channel\":\"sms\",\"template\":\"t\""

@Suite struct CustomMappingTests {
    @Test(arguments: ["{\(event)}", "[{\(event)}]"])
    func `one event or a list of them is read by plain names`(_ body: String) throws {
        var expected = Fields(time: receivedAt)
        expected.message = "m-1"
        expected.from = "+15550001111"
        expected.to = "+573001112233"
        expected.status = "rejected"
        expected.code = "7"
        expected.description = "No"
        expected.campaign = "c"
        expected.channel = "sms"
        expected.template = "t"
        let mapped = try map(body)
        #expect(mapped.fields == [expected])
        #expect(mapped.problems.isEmpty)
    }

    @Test func `the other names of id and time are read, too`() throws {
        let mapped = try map("{\"id\":9,\"timestamp\":1772366400,\"status\":\"sent\"}")
        #expect(mapped.fields.map(\.message) == ["9"])
        #expect(mapped.fields.map(\.time) == [receivedAt])
    }

    @Test func `an object inside an event is no event of its own`() throws {
        let mapped = try map("{\(event),\"extra\":{\"status\":\"x\"}}")
        #expect(mapped.events.count == 1)
        #expect(mapped.problems.isEmpty)
    }

    @Test func `an element of a list without a status is a problem and the others go on`() throws {
        let mapped = try map("[{\(event)},{\"id\":\"m-2\",\"time\":1},7]")
        #expect(mapped.events.count == 1)
        #expect(mapped.codes == ["mapping.no_status", "mapping.no_time", "mapping.no_status"])
        #expect(mapped.problems.map(\.path) == ["$[1]", "$[2]", "$[2]"])
    }
}
