import TestSupport
import Testing
import TicksheetCore
import WallTime

@Suite struct MessageStateTests {
    private func now(_ texts: String...) -> Entry? {
        let state = MessageSample.state(texts)
        return state.entry(at: state.moments - 1, number: 1)
    }

    @Test(arguments: [
        (["accepted 1", "sent 2", "delivered 3", "read 4"], "read"),
        (["read 4", "delivered 3", "sent 2"], "read"),
        (["read 4", "played 5"], "played"),
        // A status that is told late and is lower changes nothing.
        (["delivered 3", "sent 9"], "delivered"),
        (["rejected 2", "sent 9"], "rejected"),
        // What arrived, arrived.
        (["rejected 2", "delivered 3"], "delivered"),
        (["delivered 3", "rejected 5"], "delivered"),
        (["sent 1", "undelivered 2"], "undelivered"),
        (["undelivered 2", "delivered 3"], "delivered"),
        (["undelivered 2", "rejected 3"], "rejected"),
        (["undelivered 2", "deferred 3"], "deferred"),
        (["read 4", "deleted 5"], "deleted"),
    ])
    func `the furthest status is the message's`(_ texts: [String], _ status: String) {
        let state = MessageSample.state(texts)
        #expect(state.entry(at: state.moments - 1, number: 1)?.fields.status == status)
    }

    @Test func `reading implies arrival`() {
        let facts = MessageSample.state(["sent 1", "read 7"]).facts
        #expect(facts.deliveredAt == MessageSample.at(7))
        #expect(facts.readAt == MessageSample.at(7))
        #expect(facts.sentAt == MessageSample.at(1))
        #expect(facts.rejectedAt == nil)
    }

    @Test func `the earliest of several times counts`() {
        let facts = MessageSample.state(["delivered 9", "delivered 4", "read 6", "read 5"]).facts
        #expect(facts.deliveredAt == MessageSample.at(4))
        #expect(facts.readAt == MessageSample.at(5))
    }

    @Test func `a message that arrived shows no reason of a rejection`() {
        #expect(now("rejected 1 131026")?.fields.code == "131026")
        #expect(now("rejected 1 131026", "delivered 2")?.fields.code == nil)
        #expect(MessageSample.state(["rejected 1", "delivered 2"]).facts.rejectedAt != nil)
    }

    @Test func `what one event does not tell of a message another one does`() {
        var first = MessageSample.event("sent 1").fields
        first.campaign = "spring"
        first.custom = [Fields.CustomField(name: "shop", value: .text("north"))]
        var second = MessageSample.event("delivered 2").fields
        second.to = nil
        second.template = "offer"
        let state = MessageState(
            [first, second].map {
                MessageEvent(
                    sequence: 1,
                    source: "meta",
                    provider: "meta",
                    received: Sample.noon,
                    fields: $0
                )
            }
        )
        let fields = state.entry(at: 1, number: 1)?.fields
        #expect(fields?.to == "+573004445566")
        #expect(fields?.campaign == "spring")
        #expect(fields?.template == "offer")
        #expect(fields?.custom("shop") == .text("north"))
        #expect(fields?.time == MessageSample.at(2))
    }

    @Test func `any order and any number of copies make the same state`() {
        var random = SeededRandom("message state")
        let statuses = ["accepted", "sent", "delivered", "read", "rejected", "deferred", "played"]
        for _ in 0..<500 {
            let events = (0..<Int.random(in: 1...9, using: &random)).map { _ in
                let status = statuses.randomElement(using: &random) ?? "sent"
                let second = Int.random(in: 0..<4, using: &random)
                let code = Int.random(in: 0..<3, using: &random)
                return MessageSample.event("\(status) \(second) \(code)")
            }
            let expected = MessageState(events)
            let copies = (events + events).shuffled(using: &random)
            #expect(MessageState(copies) == expected)
            var halves = MessageState(Array(copies.prefix(copies.count / 2)))
            for event in MessageState(Array(copies.suffix(copies.count / 2 + 1))).kept {
                halves.merge(event)
            }
            #expect(halves == expected)
        }
    }

    @Test func `what two sources of one provider tell makes one state, whichever was first`() {
        var random = SeededRandom("message sources")
        for _ in 0..<500 {
            let events = (0..<Int.random(in: 2...6, using: &random)).map { _ in
                let status = ["sent", "delivered"].randomElement(using: &random) ?? "sent"
                let second = Int.random(in: 0..<2, using: &random)
                let source = ["meta", "other"].randomElement(using: &random) ?? "meta"
                return MessageSample.event("\(status) \(second)").from(source)
            }
            let states = [events, events.shuffled(using: &random)].map { order in
                MessageState(order.enumerated().map { $1.at(SequenceNumber($0 + 1)) })
            }
            // The same but for the positions, which are those of arrival.
            #expect(states[0].events.map { $0.at(0) } == states[1].events.map { $0.at(0) })
            let shown = states.map { $0.entry(at: $0.moments - 1, number: 1)?.source }
            #expect(shown[0] == shown[1])
        }
    }

    @Test func `what is taken back leaves what the other events tell`() {
        var random = SeededRandom("message corrections")
        let statuses = ["sent", "delivered", "read", "rejected"]
        for _ in 0..<500 {
            let events = (1...Int.random(in: 1...9, using: &random)).map { number in
                let status = statuses.randomElement(using: &random) ?? "sent"
                let second = Int.random(in: 0..<4, using: &random)
                return MessageSample.event("\(status) \(second) \(number)", SequenceNumber(number))
            }
            var state = MessageState(events.shuffled(using: &random))
            var rest = events
            while let gone = rest.indices.randomElement(using: &random) {
                let wasKept = state.remove(rest.remove(at: gone).sequence)
                #expect(wasKept)
                #expect(state == MessageState(rest))
                #expect(MessageState(state.kept) == state)
            }
            #expect(state.events.isEmpty)
        }
    }

    @Test func `of very many events of one status the earliest stay`() {
        let events = (0..<100).map { MessageSample.event("sent \($0)", SequenceNumber($0 + 1)) }
        var state = MessageState(events.reversed())
        #expect(state == MessageState(events))
        #expect(state.kept.count == 17)
        let wasKept = state.remove(1)
        #expect(wasKept)
        #expect(state.events.map(\.sequence) == [2])
    }

    @Test func `an event that is known changes nothing, and says so`() {
        var state = MessageSample.state(["sent 1"])
        let changes = ["sent 1", "sent 2", "delivered 2", "sent 0"].map {
            state.merge(MessageSample.event($0))
        }
        #expect(changes == [false, false, true, true])
    }
}
