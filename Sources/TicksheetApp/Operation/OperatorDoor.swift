import HTTPTypes
import Intake
import MicroHTTPDBridge
import PosixBridge
import Synchronization
import TicksheetCore

/// What those who run the program ask over HTTP: `/metrics` and `/health`, on a listener of its own.
final class OperatorDoor: Sendable {
    // A monitor asks every few seconds over one connection; nothing of it is large.
    private static let limits = ServerLimits(body: 1024, connections: 64, threads: 2)

    private let verifier: Mutex<Verifier?>
    private let metrics: @Sendable () throws(JournalError) -> String
    private let isAccepting: @Sendable () -> Bool
    private let rejections: RejectionLog

    /// Creates the door.
    ///
    /// `token`: What a request has to bring; nil where the listener is reached from this machine only.
    init(
        token: Secret?,
        metrics: @escaping @Sendable () throws(JournalError) -> String,
        isAccepting: @escaping @Sendable () -> Bool,
        rejections: RejectionLog
    ) {
        verifier = Mutex(Self.verifier(token))
        self.metrics = metrics
        self.isAccepting = isAccepting
        self.rejections = rejections
    }

    /// Begins to answer.
    func server(on address: Settings.Address) throws(SystemError) -> MicroHTTPServer {
        try MicroHTTPServer(
            on: try ListeningSocket(host: address.host, port: address.port),
            limits: Self.limits,
            admit: { self.refusal(of: $0) },
            handle: { request, _ in self.answer(request) }
        )
    }

    /// Takes another token from now on.
    func expect(_ token: Secret?) {
        verifier.withLock { $0 = Self.verifier(token) }
    }

    private static func verifier(_ token: Secret?) -> Verifier? {
        token.map { Verifier(.bearer(tokens: [$0]), path: "", publicURL: nil) }
    }

    private func refusal(of head: HTTPRequest) -> HTTPReply? {
        let verifier = verifier.withLock { $0 }
        if let failure = verifier?.failure(of: head, now: SystemClock().now) {
            rejections.note(.operatorToken(failure), peer: head.peer, source: nil)
            return HTTPReply(
                status: 401,
                text: "Not accepted: \(failure.reason).\n",
                fields: [("WWW-Authenticate", "Bearer")]
            )
        }
        guard ["/metrics", "/health"].contains(head.path) else {
            return HTTPReply(status: 404, text: "There is /metrics and /health.\n")
        }
        guard ["GET", "HEAD"].contains(head.method) else {
            return HTTPReply(
                status: 405,
                text: "\(head.method) is not taken here; expected GET.\n",
                fields: [("Allow", "GET")]
            )
        }
        return nil
    }

    private func answer(_ request: HTTPRequest) -> HTTPReply {
        if request.path == "/health" {
            return isAccepting()
                ? HTTPReply(status: 200, text: "accepting\n")
                : HTTPReply(status: 503, text: "The intake takes nothing now.\n")
        }
        do throws(JournalError) {
            let text = try metrics()
            return HTTPReply(
                status: 200,
                fields: [("Content-Type", MetricsText.mediaType)],
                body: Array(text.utf8)
            )
        } catch {
            return HTTPReply(status: 503, text: "\(error.summary).\n")
        }
    }
}
