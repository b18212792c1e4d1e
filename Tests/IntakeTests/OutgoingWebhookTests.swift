import HTTPTypes
import Testing
import TicksheetCore

@testable import Intake

@Suite struct OutgoingWebhookTests {
    @Test(arguments: [
        (SourceMapping.BodyForm.json, "application/json"),
        (.form, "application/x-www-form-urlencoded"),
    ])
    func `a body is posted with its type`(_ form: SourceMapping.BodyForm, _ type: String) {
        let sent = HTTPRequest(webhook: Array("a=1\n".utf8), as: form, to: "/hook")
        #expect(sent.method == "POST")
        #expect(sent.target == "/hook")
        #expect(sent.fields["content-type"] == type)
        #expect(sent.body == Array("a=1\n".utf8))
    }

    @Test(arguments: [
        ("id=1&to=%2B573001112233", "/hook?id=1&to=%2B573001112233"),
        (" ?id=1&to=a+b\r\n", "/hook?id=1&to=a+b"),
        ("price[amount]=1&text=a b#c\"é", "/hook?price%5Bamount%5D=1&text=a%20b%23c%22%C3%A9"),
        ("\n", "/hook"), ("", "/hook"),
    ])
    func `a query goes into the address`(_ body: String, _ target: String) {
        let sent = HTTPRequest(webhook: Array(body.utf8), as: .query, to: "/hook")
        #expect(sent.method == "GET")
        #expect(sent.target == target)
        #expect(sent.body.isEmpty)
        #expect(sent.fields.all.isEmpty)
    }

    @Test func `a query that is sent is the event that it tells`() throws {
        let source = WebhookSource(
            name: "acme",
            path: "/hook",
            mapping: try mapping(
                """
                { provider: "acme", body: "query", phones: "international", events: [{ fields: {
                    message: "$.id", to: "$.recipient", status: "$.status",
                    time: "$.statusDatetime" } }] }
                """
            ),
            verification: .token(.query("key"), tokens: [Secret("a+b")]),
            publicURL: nil
        )
        let sent = Verification.token(.query("key"), tokens: [Secret("a+b")]).signed(
            HTTPRequest(
                webhook: Array(
                    "id=m&recipient=31612345678&status=sent&statusDatetime=2026-03-01T12:00:00%2B00:00"
                        .utf8
                ),
                as: .query,
                to: "/hook"
            ),
            publicURL: "http://127.0.0.1",
            now: receivedAt
        )
        let journal = FakeJournal()
        let receiver = Receiver(
            sources: [source],
            journal: journal,
            now: { receivedAt },
            isReady: { true },
            log: FakeLog()
        )
        let box = ReplyBox()
        #expect(receiver.admit(sent) == nil)
        #expect(receiver.handle(sent, answer: box.put) == nil)
        let event = try #require(journal.deliveries.first?.events.first)
        #expect(event.fields.message == "m")
        #expect(event.fields.to == "+31612345678")
        #expect(event.fields.time == receivedAt)
        let answer = try #require(box.replies.first)
        let outcome = WebhookOutcome(String(decoding: answer.body, as: UTF8.self))
        #expect(outcome?.new == 1)
        #expect(outcome?.copies == 0)
        #expect(outcome?.problems == 0)
    }

    @Test func `an answer tells what became of a webhook`() {
        let outcome = WebhookOutcome("3 new, 20 copies, 1 problems\n")
        #expect(outcome?.new == 3)
        #expect(outcome?.copies == 20)
        #expect(outcome?.problems == 1)
    }

    @Test(arguments: ["", "ok", "1 new, 0 copies", "a new, 0 copies, 0 problems", "<html>"])
    func `another program's answer tells nothing`(_ answer: String) {
        #expect(WebhookOutcome(answer) == nil)
    }
}
