import TestSupport
import Testing
import TicksheetCore

@Suite struct MaskedTwinsTests {
    private let journal = MemoryJournal()
    private let digits = "573004445566"
    private let masked = "999000000001"
    private let mask = NumberMask(digits: "573004445566")

    private func twins(of delivery: Delivery, _ mask: NumberMask) -> [EventID?] {
        MaskedTwins(of: delivery, maskedBy: mask, identity: journal.identity).ids
    }

    @Test func `events whose ids hold the number have those of its mask, others none`() {
        let delivery = WordMapping().delivery(of: "a \(digits) b", in: journal)
        let filed = WordMapping().delivery(of: "a \(masked) b", in: journal)
        #expect(twins(of: delivery, mask) == [nil, filed.events[1].id, nil])
    }

    @Test func `a body that holds no such number is not mapped again`() {
        let delivery = WordMapping().delivery(of: "a b", in: journal)
        #expect(twins(of: delivery, mask).isEmpty && twins(of: delivery, .none).isEmpty)
    }

    /// Takes words that begin with a 5 for two events, and others for one.
    private struct FivesTwice: KeptBodyMapping {
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
        #expect(twins(of: delivery, mask) == [ids[0], nil, ids[1]])
    }
}
