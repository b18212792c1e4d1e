package import HTTPTypes
package import TicksheetCore
package import WallTime

/// The one road in: verify → decode → map → append → reply, on the thread that read the request.
///
/// A class, because each request is passed through it: a struct of its size is copied.
package final class Receiver: Sendable {
    /// A source and its counts.
    private final class Door: Sendable {
        let source: WebhookSource
        let counts: SourceCounts

        init(source: WebhookSource, counts: SourceCounts) {
            self.source = source
            self.counts = counts
        }
    }

    /// The reply to nearly every webhook, made once.
    private static let usualReply = reply(AppendReceipt(appended: 1, duplicates: 0), problems: 0)

    private let doors: [Door]
    private let proxy: TrustedProxy?
    private let counts: IntakeCounts
    private let journal: any JournalAppending
    private let now: @Sendable () -> Timestamp
    private let isReady: @Sendable () -> Bool
    private let rejections: RejectionLog

    /// Creates a receiver.
    ///
    /// `proxy`: Proxies that say who their clients are.
    ///
    /// `counts`: Where requests are counted, by the sources' names.
    ///
    /// `isReady`: Whether deliveries can be stored, for `/readyz`.
    package convenience init(
        sources: [WebhookSource],
        proxy: TrustedProxy? = nil,
        counts: IntakeCounts = IntakeCounts(),
        journal: any JournalAppending,
        now: @escaping @Sendable () -> Timestamp,
        isReady: @escaping @Sendable () -> Bool,
        log: any Log
    ) {
        self.init(
            sources: sources,
            proxy: proxy,
            counts: counts,
            journal: journal,
            now: now,
            isReady: isReady,
            rejections: RejectionLog(log)
        )
    }

    /// Creates a receiver that shares its log lines with others.
    package init(
        sources: [WebhookSource],
        proxy: TrustedProxy?,
        counts: IntakeCounts,
        journal: any JournalAppending,
        now: @escaping @Sendable () -> Timestamp,
        isReady: @escaping @Sendable () -> Bool,
        rejections: RejectionLog
    ) {
        doors = sources.map { Door(source: $0, counts: counts.of($0.name)) }
        self.proxy = proxy
        self.counts = counts
        self.journal = journal
        self.now = now
        self.isReady = isReady
        self.rejections = rejections
    }

    /// Returns a receiver of other sources that goes on with the same journal, counts and log.
    package func taking(_ sources: [WebhookSource], proxy: TrustedProxy?) -> Receiver {
        Receiver(
            sources: sources,
            proxy: proxy,
            counts: counts,
            journal: journal,
            now: now,
            isReady: isReady,
            rejections: rejections
        )
    }

    /// The counts of its sources, in the settings' order.
    package var sourceCounts: [SourceCounts] { doors.map(\.counts) }

    /// Answers by the header alone what needs no body: unknown paths, strangers, other methods.
    package func admit(_ head: HTTPRequest) -> HTTPReply? {
        let path = head.path
        if path == "/healthz" || path == "/readyz" {
            return ["GET", "HEAD"].contains(head.method) ? nil : notAllowed(["GET"], head)
        }
        guard let door = door(of: path) else {
            counts.strangers.count(.path)
            rejections.note(.unknownPath, peer: client(of: head).text, source: nil)
            return HTTPReply(
                status: 404,
                text: "There is no source at this path. Compare it with \"path\" of the sources in "
                    + "the settings.\n"
            )
        }
        return refusal(of: head, at: door)
    }

    private func refusal(of head: HTTPRequest, at door: Door) -> HTTPReply? {
        let source = door.source
        if !source.allow.isEmpty {
            let client = client(of: head)
            guard let address = client.address, source.allow.cover(address) else {
                door.counts.count(.address)
                rejections.note(.address, peer: client.text, source: source.name)
                return HTTPReply(status: 403, text: "This source does not take your address.\n")
            }
        }
        if source.methods.contains(head.method) { return nil }
        door.counts.count(.method)
        rejections.note(
            .method(source.methods),
            peer: client(of: head).text,
            source: source.name
        )
        return notAllowed(source.methods, head)
    }

    /// Counts a request whose body is larger than the server's limit.
    package func noteTooLarge(_ head: HTTPRequest) {
        note(.size, .size, head)
    }

    /// Counts a request that says more than once how long its body is.
    package func noteAmbiguousLength(_ head: HTTPRequest) {
        note(.length, .length, head)
    }

    private func note(
        _ rejection: SourceCounts.Rejection,
        _ refusal: RejectionLog.Refusal,
        _ head: HTTPRequest
    ) {
        let door = door(of: head.path)
        (door?.counts ?? counts.strangers).count(rejection)
        rejections.note(refusal, peer: client(of: head).text, source: door?.source.name)
    }

    private func door(of path: Substring) -> Door? {
        for door in doors where door.source.owns(path) { return door }
        return nil
    }

    private func client(of head: HTTPRequest) -> ClientAddress {
        proxy?.client(of: head) ?? ClientAddress(peer: head.peer)
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
        guard let door = door(of: request.path) else { return admit(request) }
        // Another receiver may have admitted it, before the settings were changed.
        if let refusal = refusal(of: request, at: door) { return refusal }
        if request.method == "GET", door.source.verifyToken != nil {
            return handshake(request, door)
        }
        return receive(request, door, answer: answer)
    }

    private func receive(
        _ request: HTTPRequest,
        _ door: Door,
        answer: @escaping @Sendable (HTTPReply) -> Void
    ) -> HTTPReply? {
        let received = now()
        let source = door.source
        if let failure = source.verifier.failure(of: request, now: received) {
            door.counts.count(.signature)
            rejections.note(
                .unverified(failure),
                peer: client(of: request).text,
                source: source.name
            )
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
        let start = ContinuousClock.now
        door.counts.noteAuthentic(at: start)
        journal.append(delivery) { [self] result in
            switch result {
            case .success(let receipt):
                door.counts.countReceived()
                counts.countAppend(receipt, took: .now - start)
                answer(Self.reply(to: receipt, problems: problems))
            case .failure(let error):
                door.counts.count(.journal)
                counts.noteFailure(at: .now)
                rejections.note(
                    .unstored(error),
                    peer: client(of: request).text,
                    source: source.name
                )
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

    private static func reply(to receipt: AppendReceipt, problems: Int) -> HTTPReply {
        let isUsual =
            receipt.appended == 1 && receipt.duplicates == 0 && problems + receipt.tooOld == 0
        return isUsual ? usualReply : reply(receipt, problems: problems)
    }

    private static func reply(_ receipt: AppendReceipt, problems: Int) -> HTTPReply {
        HTTPReply(
            status: 200,
            text: "\(receipt.appended) new, \(receipt.duplicates) copies, "
                + "\(problems + receipt.tooOld) problems\n"
        )
    }

    /// Answers Meta's question whether this is the right endpoint.
    private func handshake(_ request: HTTPRequest, _ door: Door) -> HTTPReply {
        let source = door.source
        let query = FormFields(request.query.utf8)
        let isKnown =
            if let given = query["hub.verify_token"], let expected = source.verifyToken {
                Verifier.isEqual(given, expected)
            } else {
                false
            }
        guard isKnown, query["hub.mode"] == "subscribe", let challenge = query["hub.challenge"]
        else {
            door.counts.count(.handshake)
            rejections.note(.handshake, peer: client(of: request).text, source: source.name)
            return HTTPReply(
                status: 403,
                text: isKnown
                    ? "The verify token is right; expected hub.mode=subscribe and a hub.challenge "
                        + "beside it.\n"
                    : "The verify token is not the one of this source. Compare verifyToken in the "
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
