package import HTTPTypes
package import TicksheetCore
package import WallTime

/// The one road in: verify → decode → map → append → reply, on the thread that read the request.
package struct Receiver: Sendable {
    private let sources: [WebhookSource]
    private let journal: any JournalAppending
    private let now: @Sendable () -> Timestamp
    private let isReady: @Sendable () -> Bool
    private let rejections: RejectionLog

    /// Creates a receiver.
    ///
    /// `isReady`: Whether deliveries can be stored, for `/readyz`.
    package init(
        sources: [WebhookSource],
        journal: any JournalAppending,
        now: @escaping @Sendable () -> Timestamp,
        isReady: @escaping @Sendable () -> Bool,
        log: any Log
    ) {
        self.sources = sources
        self.journal = journal
        self.now = now
        self.isReady = isReady
        rejections = RejectionLog(log)
    }

    /// Answers by the header alone what needs no body: unknown paths and methods.
    package func admit(_ head: HTTPRequest) -> HTTPReply? {
        let path = head.path
        if path == "/healthz" || path == "/readyz" {
            return ["GET", "HEAD"].contains(head.method) ? nil : notAllowed(["GET"], head)
        }
        guard let source = sources.first(where: { $0.owns(path) }) else {
            rejections.note(.unknownPath, peer: head.peer, source: nil)
            return HTTPReply(
                status: 404,
                text: "There is no source at this path. Compare it with \"path\" of the sources in "
                    + "the settings.\n"
            )
        }
        return source.methods.contains(head.method) ? nil : notAllowed(source.methods, head)
    }

    /// Handles a whole request.
    ///
    /// `answer`: Called later, from another thread, where nil is returned.
    package func handle(
        _ request: HTTPRequest,
        answer: @escaping @Sendable (HTTPReply) -> Void
    ) -> HTTPReply? {
        switch request.path {
        case "/healthz":
            return HTTPReply(status: 200, text: "ok\n")
        case "/readyz":
            return isReady()
                ? HTTPReply(status: 200, text: "ready\n")
                : HTTPReply(status: 503, text: "The journal cannot be written.\n")
        default:
            break
        }
        guard let source = sources.first(where: { $0.owns(request.path) }) else {
            return admit(request)
        }
        if request.method == "GET", source.verifyToken != nil { return handshake(request, source) }
        return receive(request, source, answer: answer)
    }

    private func receive(
        _ request: HTTPRequest,
        _ source: WebhookSource,
        answer: @escaping @Sendable (HTTPReply) -> Void
    ) -> HTTPReply? {
        let received = now()
        if let failure = source.verifier.failure(of: request, now: received) {
            rejections.note(.unverified(failure), peer: request.peer, source: source.name)
            return HTTPReply(status: 401, text: "Not accepted: \(failure.reason).\n")
        }
        let delivery = source.delivery(
            of: request.body,
            request: request,
            origin: .webhook,
            received: received,
            identity: journal.identity
        )
        let problems = delivery.problems.count
        journal.append(delivery) { result in
            switch result {
            case .success(let receipt):
                answer(
                    HTTPReply(
                        status: 200,
                        text: "\(receipt.appended) new, \(receipt.duplicates) copies, "
                            + "\(problems) problems\n"
                    )
                )
            case .failure(let error):
                rejections.note(.unstored(error), peer: request.peer, source: source.name)
                answer(
                    HTTPReply(
                        status: 503,
                        text: "The event cannot be stored now; send it again.\n",
                        fields: [("Retry-After", "5")]
                    )
                )
            }
        }
        return nil
    }

    /// Answers Meta's question whether this is the right endpoint.
    private func handshake(_ request: HTTPRequest, _ source: WebhookSource) -> HTTPReply {
        let query = FormFields(request.query.utf8)
        guard query["hub.mode"] == "subscribe", let challenge = query["hub.challenge"],
            let given = query["hub.verify_token"], let expected = source.verifyToken,
            Verifier.isEqual(given, expected)
        else {
            rejections.note(.handshake, peer: request.peer, source: source.name)
            return HTTPReply(
                status: 403,
                text: "The verify token is not the one of this source. Compare verifyToken in the "
                    + "settings with the one entered at the provider.\n"
            )
        }
        return HTTPReply(status: 200, text: challenge)
    }

    private func notAllowed(_ methods: [String], _ request: HTTPRequest) -> HTTPReply {
        HTTPReply(
            status: 405,
            text: "\(request.method) is not taken here; expected \(list(methods)).\n",
            fields: [("Allow", methods.joined(separator: ", "))]
        )
    }
}
