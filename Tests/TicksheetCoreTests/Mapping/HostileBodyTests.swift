import Testing
import TicksheetCore

@Suite(.timeLimit(.minutes(5))) struct HostileBodyTests {
    @Test(arguments: ["[", "{\"a\":", "[{\"entry\":"])
    func `a body 10,000 deep is a problem`(_ opening: String) throws {
        let body = String(repeating: opening, count: 10_000)
        let mapped = try shippedSource("meta-cloud-api").map(body)
        #expect(mapped.codes == ["body.not_json"])
        #expect(mapped.events.isEmpty)
    }

    @Test func `a path that would walk a large body again and again is stopped`() throws {
        let mapping = try statusMapping(
            fields: "message: \"$.id\", time: \"$.t\", status: \"$.s\", x: \"$..*..*..*..none\""
        )
        let row = "[" + Array(repeating: "[0]", count: 500).joined(separator: ",") + "]"
        let rows = Array(repeating: row, count: 500).joined(separator: ",")
        let mapped = mapping.map("{\"id\":1,\"t\":1,\"s\":\"sent\",\"rows\":[\(rows)]}")
        #expect(mapped.codes == ["body.too_much_work"])
        #expect(
            mapped.problems.first?.finding
                == "The mapping takes more than 2000000 steps over this body"
        )
    }

    @Test func `an object of many keys that many elements look into is bounded`() throws {
        let keys = (0..<60_000).map { "\"k\($0)\":0," }.joined()
        let updates = Array(repeating: "{\"status\":\"s\",\"timestamp\":1}", count: 30_000)
        let body =
            "{\"entry\":[{\"changes\":[{\"value\":{\(keys)\"statuses\":["
            + updates.joined(separator: ",") + "]}}]}]}"
        let mapped = try shippedSource("meta-cloud-api").map(body)
        #expect(mapped.codes.contains("body.too_much_work"))
        #expect(mapped.events.count < 30_000)
    }

    @Test func `a long text that every element repeats does not fill the memory`() throws {
        let updates = Array(
            repeating: "{\"id\":1,\"status\":\"s\",\"timestamp\":1}",
            count: 10_000
        )
        let body =
            "{\"entry\":[{\"changes\":[{\"value\":{\"metadata\":{\"display_phone_number\":\""
            + String(repeating: "9", count: 500_000)
            + "\",\"phone_number_id\":1},\"statuses\":[" + updates.joined(separator: ",")
            + "]}}]}]}"
        let mapped = try shippedSource("meta-cloud-api").map(body)
        #expect(mapped.codes.contains("body.too_much_work"))
        #expect(mapped.events.count < 300)
    }

    @Test func `a long key in the way to every problem does not fill the memory`() throws {
        let key = String(repeating: "k", count: 1_000_000)
        let updates = Array(repeating: "{}", count: 1_000).joined(separator: ",")
        let body =
            "{\"entry\":{\"\(key)\":{\"changes\":[{\"value\":{\"statuses\":[\(updates)]}}]}}}"
        let mapped = try shippedSource("meta-cloud-api").map(body)
        #expect(mapped.codes.last == "body.too_much_work")
        #expect(mapped.problems.count < 100)
    }

    @Test func `more problems than anyone reads are cut at a thousand`() throws {
        let updates = Array(repeating: "{}", count: 5_000).joined(separator: ",")
        let body = "{\"entry\":[{\"changes\":[{\"value\":{\"statuses\":[\(updates)]}}]}]}"
        let mapped = try shippedSource("meta-cloud-api").map(body)
        #expect(mapped.problems.count == 1_000)
        #expect(mapped.events.isEmpty)
    }

    @Test func `a full batch of a thousand updates is mapped within the budget`() throws {
        let updates = (0..<1_000).map {
            "{\"id\":\"wamid.\($0)\",\"status\":\"sent\",\"timestamp\":\"1772366400\","
                + "\"recipient_id\":\"573001112233\",\"conversation\":{\"id\":\"c\",\"origin\":"
                + "{\"type\":\"marketing\"}},\"pricing\":{\"billable\":true}}"
        }
        let body =
            "{\"entry\":[{\"id\":\"1\",\"changes\":[{\"field\":\"messages\",\"value\":"
            + "{\"metadata\":{\"phone_number_id\":\"7\"},\"statuses\":["
            + updates.joined(separator: ",") + "]}}]}]}"
        let mapped = try shippedSource("meta-cloud-api").map(body)
        #expect(mapped.events.count == 1_000)
        #expect(mapped.problems.isEmpty)
        #expect(Set(mapped.keys).count == 1_000)
    }

    @Test(arguments: ["each: [{ as: \"e\", path: \"$[?match(@.a, $.p)]\" }]"])
    func `a pattern of a body's own cannot take minutes`(_ each: String) throws {
        let mapping = try statusMapping(
            fields: "message: \"e.id\", time: \"e.t\", status: \"e.s\"",
            event: "\(each),"
        )
        let text = String(repeating: "a", count: 20_000)
        let mapped = mapping.map("{\"p\":\"(a*)*(a*)*(a*)*b\",\"x\":{\"a\":\"\(text)\"}}")
        #expect(mapped.events.isEmpty)
        #expect(!mapped.problems.isEmpty)
    }
}
