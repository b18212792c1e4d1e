import HTTPTypes
import Testing
import TicksheetCore
import WallTime

@testable import Intake

@Suite struct KeptBodyTests {
    // What each mapping uses of the request: nothing, the time of receipt, a header and the query.
    private static let mappings = [
        "$.at", "request.received", "request.minute", "request.header['x-at']", "request.query.at",
    ]

    @Test(arguments: mappings)
    func `a kept body gives what the request gave`(_ time: String) throws {
        let source = try source(time)
        let now = Timestamp(seconds: receivedAt.seconds, nanoseconds: 250_000_000)
        let request = request(
            "POST",
            "/hook?at=1772366402",
            fields: [("X-At", "1772366401")],
            body: #"{"id":"m-1","at":1772366403,"status":"sent"}"#
        )
        let first = source.delivery(
            of: request.body,
            request: request,
            origin: .webhook,
            received: now,
            identity: FakeJournal().identity
        )
        #expect(first.events.count == 1)
        #expect(first.request.isEmpty == (time == "$.at"))
        let again = source.delivery(of: kept(first), identity: FakeJournal().identity)
        #expect(again.events == first.events)
        #expect(again.request == first.request)
        #expect(again.origin == .replay)
        #expect(again.body == first.body)
        #expect(again.received == receivedAt)
    }

    @Test func `a body that was kept without the minute of receipt has it all the same`() throws {
        let body = KeptBody(
            number: 1,
            received: Timestamp(seconds: receivedAt.seconds + 7),
            source: "acme",
            request: Array(#"{"received":"2026-03-01T12:00:07.5Z","source":"acme"}"#.utf8),
            bytes: Array(#"{"id":"m-1","status":"sent"}"#.utf8)
        )
        let delivery = try source("request.minute")
            .delivery(of: body, identity: FakeJournal().identity)
        #expect(delivery.events.map(\.fields.time) == [receivedAt])
        #expect(delivery.request == body.request)
    }

    @Test func `of a request that the first mapping did not look at only the receipt is known`()
        throws
    {
        let body = #"{"id":"m-1","at":1772366403,"status":"sent"}"#
        let first = try source("$.at").delivery(
            of: Array(body.utf8),
            request: request("POST", "/hook?at=1", fields: [("X-At", "1")], body: body),
            origin: .webhook,
            received: receivedAt,
            identity: FakeJournal().identity
        )
        let byReceipt = try source("request.received")
            .delivery(of: kept(first), identity: FakeJournal().identity)
        #expect(byReceipt.events.map(\.fields.time) == [receivedAt])
        #expect(byReceipt.events.map(\.fields.isTimeOfReceipt) == [true])
        let byHeader = try source("request.header['x-at']")
            .delivery(of: kept(first), identity: FakeJournal().identity)
        #expect(byHeader.problems.map(\.code) == ["mapping.no_time"])
    }

    private func source(_ time: String) throws -> WebhookSource {
        WebhookSource(
            name: "acme",
            path: "/hook",
            mapping: try mapping(
                """
                { provider: "acme", events: [{ fields: {
                    message: "$.id", time: "\(time)", status: "$.status" } }] }
                """
            ),
            verification: .none,
            publicURL: nil
        )
    }

    private func kept(_ delivery: Delivery) -> KeptBody {
        KeptBody(
            number: 1,
            received: Timestamp(seconds: delivery.received.seconds),
            source: delivery.source,
            request: delivery.request,
            bytes: delivery.body
        )
    }
}
