import TestSupport
import Testing
import TicksheetCore
import WallTime

/// Events of a few messages to one number, in the order in which they arrive.
private struct Arrivals {
    var told: [(message: Int, event: MessageEvent)]

    init(_ random: inout SeededRandom) {
        let statuses = ["sent", "delivered", "read", "rejected", "deferred", "played", nil]
        let count = Int.random(in: 1...12, using: &random)
        told = (1...count).map { number in
            let second = Int.random(in: 0..<4, using: &random)
            let code = Int.random(in: 0..<3, using: &random)
            let status = statuses.randomElement(using: &random) ?? nil
            let campaign = [nil, "spring", "autumn"].randomElement(using: &random) ?? nil
            let shop = [nil, "north", "south"].randomElement(using: &random) ?? nil
            let message = Int.random(in: 0..<3, using: &random)
            let event = MessageSample.event("x \(second) \(code)", SequenceNumber(number)).telling {
                $0.status = status
                $0.message = "m\(message)"
                $0.campaign = campaign
                $0.custom = shop.map { [Fields.CustomField(name: "shop", value: .text($0))] } ?? []
            }
            return (message, event)
        }
    }

    /// The messages when only the first events have arrived, numbered as they came up.
    func messages(_ arrived: Int) -> [StoredMessage] {
        var order: [Int] = []
        var states: [Int: MessageState] = [:]
        for (position, (message, event)) in told.prefix(arrived).enumerated() {
            let event = event.at(SequenceNumber(position + 1))
            if states[message] == nil { order.append(message) }
            states[message, default: MessageState()].merge(event)
        }
        return order.enumerated().map { index, message in
            StoredMessage(
                number: Int64(index + 1),
                recipient: 1,
                state: states[message] ?? MessageState()
            )
        }
    }
}

@Suite struct StayingRowsTests {
    @Test(arguments: [
        "status: \"sent\"", "status: \"rejected\"", "status: [\"rejected\", \"read\"]",
        "code: \"1\"", "status: \"delivered\", code: \"1\"", "campaign: \"spring\"",
        "status: \"delivered\", campaign: \"spring\"",
        "status: \"read\", campaign: \"spring\", shop: \"north\"",
        "shop: \"south\", source: \"meta\"", "time: \"2026-03-01T12:00:01Z\"",
    ])
    func `no event takes a row away, and every order leads to the same of what is now`(
        _ conditions: String
    ) throws {
        var random = SeededRandom("staying rows")
        let rows = MessageRows(try MessageSample.report(conditions).filter)
        for _ in 0..<200 {
            var arrivals = Arrivals(&random)
            let end = arrivals.told.count
            let expected = now(arrivals.messages(end))
            for _ in 0..<3 {
                arrivals.told.shuffle(using: &random)
                var before: Set<String> = []
                for arrived in 1...end {
                    let messages = arrivals.messages(arrived)
                    let there = Set(shown(rows, messages).keys)
                    #expect(before.isSubset(of: there), "after \(arrivals.told.prefix(arrived))")
                    before = there
                    let row = rows.row(ofNumber: messages)
                    #expect((row?.facts.times ?? 0) == there.count)
                }
                for (message, fields) in shown(rows, arrivals.messages(end)) {
                    #expect(fields == expected[message])
                }
            }
        }
    }

    @Test func `what meets the filter now has a row`() throws {
        var random = SeededRandom("rows of now")
        let conditions = "status: [\"delivered\", \"rejected\"], campaign: \"spring\""
        let filter = try #require(try MessageSample.report(conditions).filter)
        for _ in 0..<500 {
            let arrivals = Arrivals(&random)
            for message in arrivals.messages(arrivals.told.count) {
                let state = message.state
                let now = try #require(state.entry(at: state.moments - 1, number: 1))
                guard filter.holds(for: now) else { continue }
                #expect(MessageRows(filter).row(of: message) != nil)
            }
        }
    }

    @Test func `a row that never met the filter is not there`() throws {
        var random = SeededRandom("rows that never met it")
        let filter = try #require(try MessageSample.filter("rejected"))
        for _ in 0..<500 {
            let arrivals = Arrivals(&random)
            var met: Set<String> = []
            for arrived in arrivals.told.indices {
                for message in arrivals.messages(arrived + 1) {
                    let moments = 0..<message.state.moments
                    let entries = moments.compactMap { message.state.entry(at: $0, number: 1) }
                    guard let entry = entries.first(where: filter.holds) else { continue }
                    met.insert(entry.fields.message ?? "")
                }
            }
            let rows = shown(MessageRows(filter), arrivals.messages(arrivals.told.count))
            #expect(Set(rows.keys) == met)
        }
    }

    private func now(_ messages: [StoredMessage]) -> [String: Fields] {
        shown(MessageRows(nil), messages)
    }

    private func shown(_ rows: MessageRows, _ messages: [StoredMessage]) -> [String: Fields] {
        var found: [String: Fields] = [:]
        for message in messages {
            guard let entry = rows.row(of: message)?.entry else { continue }
            found[entry.fields.message ?? ""] = entry.fields
        }
        return found
    }
}
