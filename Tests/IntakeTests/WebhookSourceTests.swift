import CryptoBridge
import HTTPTypes
import Testing
import TicksheetCore

@testable import Intake

private let reports = """
    { provider: "sms", body: "query", phones: "international", events: [{
        when: "$.status",
        fields: { message: "$.id", time: "$.at", to: "$.recipient", status: "$.status" } }] }
    """

private func source(_ mapping: SourceMapping, _ verification: Verification = .none) -> WebhookSource
{
    WebhookSource(
        name: "acme",
        path: "/hook",
        mapping: mapping,
        verification: verification,
        publicURL: nil
    )
}

private func delivery(_ source: WebhookSource, _ request: HTTPRequest) -> Delivery {
    let journal = FakeJournal()
    return source.delivery(
        of: request.body,
        request: request,
        origin: .webhook,
        received: receivedAt,
        identity: journal.identity
    )
}

@Suite struct WebhookSourceTests {
    @Test func `a report in the query is an event, and the query is what is kept`() throws {
        let query = "id=m-1&at=2026-03-01T12%3A00%3A00%2B00%3A00&recipient=573001112233&status=sent"
        let source = source(try mapping(reports))
        #expect(source.methods == ["GET", "POST"])
        let first = delivery(source, request("GET", "/hook?\(query)"))
        #expect([first.source, first.provider] == ["acme", "sms"])
        #expect(first.events.map(\.fields.to) == ["+573001112233"])
        #expect(first.events.map(\.fields.time) == [receivedAt])
        #expect(first.body == Array(query.utf8))
        let again = source.delivery(
            of: first.body,
            request: nil,
            origin: .replay,
            received: receivedAt,
            identity: FakeJournal().identity
        )
        #expect(again.events == first.events)
        #expect(again.problems == first.problems)
    }

    @Test(arguments: ["", "\n", "\r\n", "\n\n"], ["", "\u{FEFF}"])
    func `a form's last line end and its mark are not of it, whichever way it comes`(
        _ end: String,
        _ mark: String
    ) throws {
        let text = reports.replacing("\"query\"", with: "\"form\"")
        let source = source(try mapping(text))
        let form = "at=1&recipient=573001112233&id=m-1&status=sent"
        let plain = delivery(source, request("POST", "/hook", body: form))
        let other = delivery(source, request("POST", "/hook", body: mark + form + end))
        #expect(plain.events.map(\.fields.status) == ["sent"])
        #expect(other.events == plain.events)
        #expect(other.body == plain.body)
    }

    @Test func `two reports without an identity of their own stay two`() throws {
        let source = source(try mapping(reports))
        let one = delivery(source, request("GET", "/hook?at=1&status=sent&recipient=573001112233"))
        let two = delivery(source, request("GET", "/hook?at=1&status=sent&recipient=573001112244"))
        let copy = delivery(source, request("GET", "/hook?at=1&status=sent&recipient=573001112233"))
        #expect(one.problems.map(\.code) == ["mapping.no_identity"])
        #expect(one.events.count == 1 && two.events.count == 1)
        #expect(one.events.map(\.id) != two.events.map(\.id))
        #expect(one.events.map(\.id) == copy.events.map(\.id))
    }

    @Test func `events of one body without identity differ by kind and place`() throws {
        let source = source(try mapping("custom"))
        let body = "[{\"time\":1,\"status\":\"sent\"},{\"time\":1,\"status\":\"sent\"}]"
        let found = delivery(source, request(body: body))
        #expect(found.events.count == 2)
        #expect(Set(found.events.map(\.id)).count == 2)
        let other = delivery(source, request(body: body + " "))
        #expect(Set(found.events.map(\.id)).isDisjoint(with: other.events.map(\.id)))
    }

    @Test(
        arguments: [
            (Verification.token(.query("key"), tokens: [Secret("t0ken")]), "key=t0ken", ("a", "b")),
            (.token(.query("my key"), tokens: [Secret("t0ken")]), "my%20key=t0ken", ("a", "b")),
            // What combines with the "&" must not hide it.
            (.token(.query("key"), tokens: [Secret("t0ken")]), "x=\u{600}&key=t0ken", ("a", "b")),
            (
                .token(.header("X-Acme-Key"), tokens: [Secret("t0ken")]), "x=1",
                ("X-Acme-Key", "t0ken")
            ),
            (
                .hmac(
                    Verification.HMACScheme(
                        header: "X-Acme-Mac",
                        algorithm: .sha256,
                        encoding: .hex,
                        prefix: ""
                    ),
                    secrets: [Secret("s")]
                ),
                "x=1", ("X-Acme-Mac", "t0ken")
            ),
            (.bearer(tokens: [Secret("t0ken")]), "x=1", ("Authorization", "Bearer t0ken")),
        ] as [(Verification, String, (String, String))]
    )
    func `a source's secret is neither mapped nor kept`(
        _ verification: Verification,
        _ query: String,
        _ field: (String, String)
    ) throws {
        let mapping = try mapping(
            """
            { provider: "acme", body: "query", events: [{ fields: {
                message: "$.id", time: "request.received", status: "$.status" } }] }
            """
        )
        let request = request(
            "GET",
            "/hook?id=1&\(query)&status=sent",
            fields: [("X-Plain", "p"), field]
        )
        let found = delivery(source(mapping, verification), request)
        #expect(found.events.count == 1)
        let kept = String(decoding: found.request + found.body, as: UTF8.self)
        #expect(kept.contains("\"x-plain\":\"p\"") && kept.contains("id=1"))
        #expect(!kept.contains("t0ken"))
    }

    @Test func `a source with its token in the path owns one part behind its path`() throws {
        let open = source(try mapping("custom"))
        let secret = source(try mapping("custom"), .token(.path, tokens: [Secret("t")]))
        for (path, isOpen, isSecret) in [
            ("/hook", true, false), ("/hook/", false, true), ("/hook/t", false, true),
            ("/hook/t/u", false, false), ("/hookt", false, false), ("/", false, false),
            ("/hook/\u{301}t", false, true), ("/hoo\u{212A}", false, false),
        ] {
            #expect(open.owns(path[...]) == isOpen, "\(path)")
            #expect(secret.owns(path[...]) == isSecret, "\(path)")
        }
    }
}
