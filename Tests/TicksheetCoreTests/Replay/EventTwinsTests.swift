import TestSupport
import Testing
import TicksheetCore

@Suite struct EventTwinsTests {
    private let journal = MemoryJournal()
    private let digits = "573004445566"
    private let masked = "999000000001"
    private let mask = NumberMask(digits: "573004445566")

    private func twins(of delivery: Delivery, _ mask: NumberMask) -> [[EventID]] {
        let twins = EventTwins(of: delivery, maskedBy: mask, identity: journal.identity)
        return delivery.events.indices.map(twins.ids)
    }

    @Test func `events whose ids hold the number have those of its mask, others none`() {
        let delivery = WordMapping().delivery(of: "a \(digits) b", in: journal)
        let filed = WordMapping().delivery(of: "a \(masked) b", in: journal)
        #expect(twins(of: delivery, mask) == [[], [filed.events[1].id], []])
    }

    @Test func `a body that holds no such number is not mapped again`() {
        let delivery = WordMapping().delivery(of: "a b", in: journal)
        #expect(twins(of: delivery, mask) == [[], []] && twins(of: delivery, .none) == [[], []])
    }

    @Test func `events have the ids of mappings of before, and of masks`() {
        let formers = [WordMapping("before"), WordMapping("earlier")]
        let delivery = WordMapping(formers: formers).delivery(of: "a \(digits)", in: journal)
        let known = formers.map { $0.delivery(of: "a \(digits)", in: journal).events.map(\.id) }
        let filed = WordMapping().delivery(of: "a \(masked)", in: journal).events[1].id
        #expect(twins(of: delivery, .none) == [[known[0][0], known[1][0]], known.map { $0[1] }])
        #expect(twins(of: delivery, mask)[1] == [known[0][1], known[1][1], filed])
    }

    /// Takes words that begin with a 5 for two events, and others for one.
    private struct FivesTwice: KeptBodyMapping {
        let formers: [any KeptBodyMapping] = []

        func delivery(of body: KeptBody, identity: (EventKey) -> EventID) -> Delivery {
            let one = WordMapping().delivery(of: body, identity: identity)
            let events = one.events.flatMap { event in
                let isTwice = body.bytes[event.element] == UInt8(ascii: "5")
                return isTwice ? [event, event] : [event]
            }
            return Sample.delivery(
                events,
                body: String(decoding: body.bytes, as: UTF8.self),
                mapping: self
            )
        }
    }

    @Test func `elements are found by their places where the mask gives fewer events`() {
        let body = KeptBody(
            number: 0,
            received: Sample.noon,
            source: "meta",
            request: [],
            bytes: Array("\(digits) b+\(digits)".utf8)
        )
        let delivery = FivesTwice().delivery(of: body, identity: journal.identity)
        let filed = WordMapping().delivery(of: "\(masked) b+\(masked)", in: journal)
        let ids = filed.events.map(\.id)
        #expect(twins(of: delivery, mask) == [[ids[0]], [], [ids[1]]])
    }
}
