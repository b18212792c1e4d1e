import HTTPTypes
import Testing
import TicksheetCore

@testable import Intake

@Suite struct IntakeCountsTests {
    private static let update =
        "{\"entry\":[{\"changes\":[{\"value\":{\"metadata\":{\"phone_number_id\":\"7\"},"
        + "\"statuses\":[{\"id\":\"wamid.A\",\"status\":\"sent\",\"timestamp\":\"1772366400\"}]}}]}]}"
    private let counts = IntakeCounts()

    private func receiver(
        _ verification: Verification = .none,
        journal: FakeJournal = FakeJournal()
    ) throws -> Receiver {
        let source = WebhookSource(
            name: "acme",
            path: "/hook",
            mapping: try mapping("meta-cloud-api"),
            verification: verification,
            publicURL: nil
        )
        return Receiver(
            sources: [source],
            counts: counts,
            journal: journal,
            now: { receivedAt },
            isReady: { true },
            log: FakeLog()
        )
    }

    private var lines: [Substring] {
        var metrics = MetricsText()
        counts.write(to: &metrics)
        return metrics.text.split(separator: "\n")
    }

    private func rejected() -> [String] {
        SourceCounts.Rejection.allCases.filter { counts.of("acme").rejected($0) == 1 }
            .map { "\($0)" }
    }

    @Test func `what was stored and what was a copy is counted`() throws {
        let receiver = try receiver()
        for _ in 1...3 { _ = receiver.handle(request(body: Self.update)) { _ in } }
        #expect(lines.contains("ticksheet_received_total{source=\"acme\"} 3"))
        #expect(lines.contains("ticksheet_duplicates_total 2"))
        #expect(lines.contains("ticksheet_append_seconds_count 3"))
        #expect(lines.contains("ticksheet_append_seconds_bucket{le=\"+Inf\"} 3"))
        #expect(counts.of("acme").lastAuthentic != nil)
    }

    @Test func `each refusal is counted by its reason`() throws {
        let secret = Verification.bearer(tokens: [Secret("s3cret")])
        _ = try receiver(secret).handle(request()) { _ in }
        #expect(rejected() == ["signature"])
        #expect(counts.of("acme").lastAuthentic == nil)
        _ = try receiver().admit(request("PUT"))
        #expect(rejected() == ["method", "signature"])
        try receiver().noteTooLarge(request())
        #expect(rejected() == ["method", "size", "signature"])
        try receiver().noteAmbiguousLength(request())
        #expect(rejected() == ["method", "size", "length", "signature"])
        let meta = Verification.meta(appSecrets: [Secret("a")], verifyToken: Secret("t"))
        _ = try receiver(meta).handle(request("GET")) { _ in }
        #expect(rejected() == ["method", "size", "length", "signature", "handshake"])
        let full = FakeJournal(failure: .diskFull(path: "t.db", cause: "full"))
        _ = try receiver(journal: full).handle(request(body: Self.update)) { _ in }
        #expect(rejected() == ["method", "size", "length", "signature", "handshake", "journal"])
        #expect(counts.of("acme").lastAuthentic != nil)
        _ = try receiver().admit(request("POST", "/elsewhere"))
        try receiver().noteTooLarge(request("POST", "/elsewhere"))
        try receiver().noteAmbiguousLength(request("POST", "/elsewhere"))
        for reason in ["path", "size", "length"] {
            #expect(lines.contains("ticksheet_rejected_total{source=\"\",reason=\"\(reason)\"} 1"))
        }
        #expect(
            lines.contains("ticksheet_rejected_total{source=\"acme\",reason=\"signature\"} 1")
        )
    }

    @Test func `what cannot be stored is told for half a minute, or until something is`() throws {
        let full = FakeJournal(failure: .diskFull(path: "t.db", cause: "full"))
        #expect(counts.isStoring(at: .now))
        _ = try receiver(journal: full).handle(request(body: Self.update)) { _ in }
        #expect(!counts.isStoring(at: .now))
        #expect(!counts.isStoring(at: .now + .seconds(29)))
        #expect(counts.isStoring(at: .now + .seconds(31)))
        _ = try receiver().handle(request(body: Self.update)) { _ in }
        #expect(counts.isStoring(at: .now))
    }

    @Test func `sources of one name have one count`() {
        #expect(counts.of("a") === counts.of("a"))
        #expect(counts.of("a") !== counts.of("b"))
    }

    @Test(
        arguments: [
            (0, 0), (500, 0), (501, 1), (1000, 1), (5_000_000, 12), (5_000_001, 13),
            (900_000_000, 13), (-1, 0),
        ]
    )
    func `a duration is counted in every bucket that it fits into`(
        _ microseconds: Int64,
        _ first: Int
    ) {
        let histogram = DurationHistogram()
        histogram.record(.microseconds(microseconds))
        var metrics = MetricsText()
        histogram.write(to: &metrics, "x", "y")
        let buckets = metrics.text.split(separator: "\n").filter { $0.hasPrefix("x_bucket") }
            .map { $0.hasSuffix(" 1") }
        #expect(buckets == (0..<14).map { $0 >= first })
    }

    @Test func `no count is lost where several threads count`() async {
        let histogram = DurationHistogram()
        let source = SourceCounts(source: "a")
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for number in 0..<10_000 {
                        histogram.record(.microseconds(number))
                        source.countReceived()
                    }
                }
            }
        }
        var metrics = MetricsText()
        histogram.write(to: &metrics, "x", "y")
        #expect(metrics.text.contains("x_count 80000\n"))
        #expect(source.received == 80_000)
    }
}
