import HTTPTypes
import Testing
import TicksheetCore

@testable import Intake

@Suite struct AllowListTests {
    private let counts = IntakeCounts()
    private let log = FakeLog()
    private let journal = FakeJournal()

    private func receiver(
        _ allow: [String],
        _ verification: Verification = .none,
        proxy: TrustedProxy? = nil
    ) throws -> Receiver {
        let source = WebhookSource(
            name: "acme",
            path: "/hook",
            mapping: try mapping("meta-cloud-api"),
            verification: verification,
            publicURL: nil,
            allow: try allow.map { text in try AddressRange(text) }
        )
        return Receiver(
            sources: [source],
            proxy: proxy,
            counts: counts,
            journal: journal,
            now: { receivedAt },
            isReady: { true },
            log: log
        )
    }

    private func head(from peer: String, _ fields: [(String, String)] = []) -> HTTPRequest {
        var head = request("POST", "/hook", fields: fields)
        head.peer = peer
        return head
    }

    @Test(
        arguments: [
            ("173.252.88.9", nil), ("2a03:2880::9", nil), ("::ffff:173.252.88.9", nil),
            ("192.0.2.7", 403), ("2001:db8::1", 403), ("", 403), ("unix", 403),
        ] as [(String, Int?)]
    )
    func `strangers are refused before their body is read`(_ peer: String, _ status: Int?) throws {
        let receiver = try receiver(["173.252.88.0/21", "2a03:2880::/32"])
        #expect(receiver.admit(head(from: peer))?.status == status)
        #expect(counts.of("acme").rejected(.address) == (status == nil ? 0 : 1))
    }

    @Test func `a source without a list takes everybody`() throws {
        #expect(try receiver([]).admit(head(from: "192.0.2.7")) == nil)
        #expect(try receiver([]).admit(head(from: "")) == nil)
    }

    @Test func `the log has the address and what to do, once a minute`() throws {
        let receiver = try receiver(["10.0.0.0/8"])
        for _ in 1...3 { _ = receiver.admit(head(from: "192.0.2.7")) }
        #expect(
            log.lines == [
                "warn request refused code=intake.address peer=192.0.2.7 source=acme reason=the "
                    + "address is in no range of the source's allow remedy=Where it is the "
                    + "provider's, add it to allow; where it is your proxy's, set trustedProxy"
            ]
        )
        #expect(counts.of("acme").rejected(.address) == 3)
    }

    @Test func `behind a proxy the client's address counts, and nobody else can claim one`() throws
    {
        let proxy = TrustedProxy(
            addresses: [try AddressRange("10.0.0.1")],
            header: "X-Forwarded-For"
        )
        let receiver = try receiver(["173.252.88.0/21"], proxy: proxy)
        let claim = [("X-Forwarded-For", "173.252.88.9")]
        #expect(receiver.admit(head(from: "10.0.0.1", claim)) == nil)
        #expect(receiver.admit(head(from: "192.0.2.7", claim))?.status == 403)
        #expect(receiver.admit(head(from: "10.0.0.1"))?.status == 403)
        let appended = [("X-Forwarded-For", "173.252.88.9, 192.0.2.7")]
        #expect(receiver.admit(head(from: "10.0.0.1", appended))?.status == 403)
    }

    @Test func `other sources are taken from the next request on, counts and log stay`() throws {
        let first = try receiver(["10.0.0.0/8"])
        _ = first.admit(head(from: "192.0.2.7"))
        let other = WebhookSource(
            name: "acme",
            path: "/hook",
            mapping: try mapping("meta-cloud-api"),
            verification: .none,
            publicURL: nil
        )
        let second = first.taking([other], proxy: nil)
        #expect(second.admit(head(from: "192.0.2.7")) == nil)
        #expect(second.sourceCounts.map { $0.rejected(.address) } == [1])
        // The first goes on for requests that it admitted, and its minute in the log is shared.
        _ = first.admit(head(from: "192.0.2.7"))
        #expect(log.lines.count == 1)
    }

    @Test func `a request that was admitted before a reload is judged by the new sources`() throws {
        let first = try receiver([])
        let head = head(from: "192.0.2.7")
        #expect(first.admit(head) == nil)
        let second = first.taking(
            [
                WebhookSource(
                    name: "acme",
                    path: "/hook",
                    mapping: try mapping("meta-cloud-api"),
                    verification: .none,
                    publicURL: nil,
                    allow: [try AddressRange("10.0.0.0/8")]
                )
            ],
            proxy: nil
        )
        #expect(second.handle(head) { _ in }?.status == 403)
        #expect(journal.deliveries.isEmpty)
        #expect(counts.of("acme").rejected(.address) == 1)
        // So is its method: nobody asks for a challenge there any more.
        var question = request("GET", "/hook")
        question.peer = "10.0.0.1"
        #expect(second.handle(question) { _ in }?.status == 405)
    }
}
