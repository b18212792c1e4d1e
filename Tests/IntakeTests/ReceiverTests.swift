import CryptoBridge
import HTTPTypes
import Testing
import TicksheetCore

@testable import Intake

private let verification = Verification.meta(
    appSecrets: [Secret("app-s3cret")],
    verifyToken: Secret("hand+shake")
)

private func source(
    _ verification: Verification = verification,
    mapping name: String = "meta-cloud-api",
    path: String = "/hook"
) throws -> WebhookSource {
    WebhookSource(
        name: "acme",
        path: path,
        mapping: try mapping(name),
        verification: verification,
        publicURL: nil
    )
}

private func receiver(
    _ sources: [WebhookSource],
    journal: FakeJournal = FakeJournal(),
    log: FakeLog = FakeLog(),
    isReady: Bool = true
) -> Receiver {
    Receiver(
        sources: sources,
        journal: journal,
        now: { receivedAt },
        isReady: { isReady },
        log: log
    )
}

private func signed(_ body: String, target: String = "/hook") -> HTTPRequest {
    let bytes = Array(body.utf8)
    let signature = Hex.encoded(HMACKey(.sha256, secret: "app-s3cret").sign(bytes))
    return request(
        "POST",
        target,
        fields: [("X-Hub-Signature-256", "sha256=" + signature)],
        bytes: bytes
    )
}

private let update =
    "{\"entry\":[{\"changes\":[{\"value\":{\"metadata\":{\"phone_number_id\":\"7\"},"
    + "\"statuses\":[{\"id\":\"wamid.A\",\"status\":\"sent\",\"timestamp\":\"1772366400\"}]}}]}]}"

private func text(_ reply: HTTPReply?) -> String? {
    reply.map { String(decoding: $0.body, as: UTF8.self) }
}

@Suite struct ReceiverTests {
    @Test(
        arguments: [
            ("POST", "/hook", nil, nil), ("GET", "/hook", nil, nil),
            ("POST", "/hook?x=1", nil, nil),
            ("PUT", "/hook", 405, "GET, POST"), ("DELETE", "/hook", 405, "GET, POST"),
            ("POST", "/other", 404, nil), ("POST", "/hook/", 404, nil), ("GET", "/", 404, nil),
            ("POST", "/HOOK", 404, nil), ("POST", "/%68ook", 404, nil),
            ("POST", "//hook", 404, nil),
            ("GET", "/healthz", nil, nil), ("HEAD", "/readyz", nil, nil),
            ("POST", "/healthz", 405, "GET"), ("DELETE", "/readyz?x", 405, "GET"),
        ] as [(String, String, Int?, String?)]
    )
    func `the head alone decides on unknown paths and methods`(
        _ method: String,
        _ target: String,
        _ status: Int?,
        _ allow: String?
    ) throws {
        let reply = receiver([try source()]).admit(request(method, target))
        #expect(reply?.status == status)
        #expect(reply?.fields.first { $0.name == "Allow" }?.value == allow)
    }

    @Test func `a source without a handshake takes no GET`() throws {
        let plain = try source(.none)
        let reply = receiver([plain]).admit(request("GET", "/hook"))
        #expect(reply?.status == 405)
        #expect(reply?.fields.first { $0.name == "Allow" }?.value == "POST")
    }

    @Test func `what the head decides, a body too large and two lengths stand in the log`() throws {
        let log = FakeLog()
        let receiver = receiver([try source()], log: log)
        _ = receiver.admit(request("PUT", "/hook"))
        _ = receiver.admit(request("POST", "/other"))
        receiver.noteTooLarge(request("POST", "/hook"))
        receiver.noteAmbiguousLength(request("POST", "/hook"))
        #expect(
            log.lines.map { $0.split(separator: " ")[3] }
                == [
                    "code=intake.method", "code=intake.path", "code=intake.size",
                    "code=intake.length",
                ]
        )
        #expect(log.lines[0].contains(" source=acme reason=the source takes GET or POST only "))
    }

    @Test func `a path that nobody has gets the same answer with its body`() throws {
        let journal = FakeJournal()
        let box = ReplyBox()
        let reply = receiver([try source()], journal: journal)
            .handle(request("POST", "/other", body: "{}"), answer: box.put)
        #expect(reply?.status == 404)
        #expect(box.replies.isEmpty && journal.deliveries.isEmpty)
    }

    @Test func `health is always fine, readiness as the journal is`() throws {
        let ready = receiver([], isReady: true)
        let stuck = receiver([], isReady: false)
        #expect(ready.handle(request("GET", "/healthz")) { _ in }?.status == 200)
        #expect(stuck.handle(request("GET", "/healthz")) { _ in }?.status == 200)
        #expect(ready.handle(request("GET", "/readyz")) { _ in }?.status == 200)
        let reply = stuck.handle(request("GET", "/readyz")) { _ in }
        #expect(reply?.status == 503)
        #expect(text(reply) == "The journal cannot be written.\n")
    }

    @Test func `the handshake answers the bare challenge`() throws {
        let query = "hub.mode=subscribe&hub.verify_token=hand%2Bshake&hub.challenge=115%2E8+%3Cx"
        let journal = FakeJournal()
        let reply = receiver([try source()], journal: journal)
            .handle(request("GET", "/hook?\(query)")) { _ in }
        #expect(reply?.status == 200)
        #expect(text(reply) == "115.8 <x")
        #expect(
            reply?.fields.first { $0.name == "Content-Type" }?.value == "text/plain; charset=utf-8"
        )
        #expect(journal.deliveries.isEmpty)
    }

    @Test(arguments: [
        "hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1",
        "hub.mode=subscribe&hub.verify_token=&hub.challenge=1",
        "hub.mode=subscribe&hub.verify_token=hand+shake&hub.challenge=1",
        "hub.mode=subscribe&hub.challenge=1", "hub.mode=subscribe&hub.verify_token=hand%2Bshake",
        "hub.verify_token=hand%2Bshake&hub.challenge=1",
        "hub.mode=unsubscribe&hub.verify_token=hand%2Bshake&hub.challenge=1", "",
    ])
    func `a wrong or incomplete handshake is refused and never echoes`(_ query: String) throws {
        let log = FakeLog()
        let reply = receiver([try source()], log: log)
            .handle(request("GET", query.isEmpty ? "/hook" : "/hook?\(query)")) { _ in }
        #expect(reply?.status == 403)
        #expect(text(reply)?.contains("shake") == false)
        #expect(log.lines.count == 1)
        #expect(log.lines.first?.contains("code=intake.handshake") == true)
        #expect(log.lines.first?.contains("+shake") == false)
    }

    @Test func `a bad signature is refused, stores nothing and answers at once`() throws {
        let journal = FakeJournal()
        let log = FakeLog()
        let box = ReplyBox()
        var forged = signed(update)
        forged.body.append(0x20)
        let reply = receiver([try source()], journal: journal, log: log)
            .handle(forged, answer: box.put)
        #expect(reply?.status == 401)
        #expect(text(reply) == "Not accepted: X-Hub-Signature-256 does not match.\n")
        #expect(journal.deliveries.isEmpty && box.replies.isEmpty)
        #expect(
            log.lines.first?.contains("code=intake.signature peer=192.0.2.7 source=acme") == true
        )
    }

    @Test func `200 comes only after the journal said that the event is durable`() throws {
        let journal = FakeJournal(isHeld: true)
        let box = ReplyBox()
        let reply = receiver([try source()], journal: journal).handle(
            signed(update),
            answer: box.put
        )
        #expect(reply == nil)
        #expect(journal.deliveries.count == 1)
        #expect(box.replies.isEmpty)
        journal.complete()
        #expect(box.replies.map(\.status) == [200])
        #expect(text(box.replies.first) == "1 new, 0 copies, 0 problems\n")
    }

    @Test func `a copy is answered 200 and counted as one`() throws {
        let box = ReplyBox()
        let receiver = receiver([try source()])
        _ = receiver.handle(signed(update), answer: box.put)
        _ = receiver.handle(signed(" " + update), answer: box.put)
        #expect(
            box.replies.map { text($0) }
                == ["1 new, 0 copies, 0 problems\n", "0 new, 1 copies, 0 problems\n"]
        )
    }

    @Test(arguments: [
        JournalError.diskFull(path: "data/t.db", cause: "No space left on device"),
        .closed(path: "data/t.db"), .busy(path: "data/t.db"),
    ])
    func `what cannot be stored is asked for again`(_ error: JournalError) throws {
        let log = FakeLog()
        let box = ReplyBox()
        let reply = receiver([try source()], journal: FakeJournal(failure: error), log: log)
            .handle(signed(update), answer: box.put)
        #expect(reply == nil)
        #expect(box.replies.map(\.status) == [503])
        #expect(box.replies.first?.fields.first { $0.name == "Retry-After" }?.value == "5")
        #expect(log.lines.first?.contains("code=\(error.code)") == true)
        #expect(log.lines.first?.contains("wamid") == false)
    }

    @Test(arguments: [
        "", "no json", "{}", "{\"entry\":[{\"changes\":[{\"value\":{\"statuses\":[{}]}}]}]}",
    ])
    func `an authentic body that cannot be mapped is kept whole and answered 200`(
        _ body: String
    ) throws {
        let journal = FakeJournal()
        let box = ReplyBox()
        _ = receiver([try source()], journal: journal).handle(signed(body), answer: box.put)
        #expect(box.replies.map(\.status) == [200])
        let delivery = try #require(journal.deliveries.first)
        #expect(delivery.body == Array(body.utf8))
        #expect(delivery.events.isEmpty)
        #expect(!delivery.problems.isEmpty)
        #expect(delivery.source == "acme" && delivery.origin == .webhook)
        #expect(delivery.received == receivedAt)
    }
}
