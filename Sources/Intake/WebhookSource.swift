package import HTTPTypes
package import TicksheetCore
package import WallTime

/// One source of webhooks: where it posts, how it proves itself, what its bodies mean.
///
/// A class, because each request is passed through it: a struct of its size is copied.
package final class WebhookSource: KeptBodyMapping {
    /// Its name in the settings.
    package let name: String
    /// The path that it posts to.
    package let path: String
    /// What its bodies mean.
    package let mapping: SourceMapping
    /// Who may send; empty where everybody may.
    let allow: [AddressRange]
    let verifier: Verifier
    let verifyToken: Secret?
    let hasTokenInPath: Bool
    /// The methods that it takes.
    let methods: [String]
    /// The same source with mappings of before.
    package let formers: [any KeptBodyMapping]
    /// Where the request carries its secret; these are left out of what is kept.
    private let secretName: String?
    private let secretField: String?

    /// Creates a source.
    ///
    /// `publicURL`: What comes before the path in the address that the sender knows.
    ///
    /// `allow`: Who may send; empty where everybody may.
    package init(
        name: String,
        path: String,
        mapping: SourceMapping,
        verification: Verification,
        publicURL: String?,
        allow: [AddressRange] = []
    ) {
        self.name = name
        self.path = path
        self.mapping = mapping
        self.allow = allow
        formers = []
        verifier = Verifier(verification, path: path, publicURL: publicURL)
        if case .meta(_, let token) = verification {
            verifyToken = token
        } else {
            verifyToken = nil
        }
        if case .token(.path, _) = verification {
            hasTokenInPath = true
        } else {
            hasTokenInPath = false
        }
        methods = mapping.body == .query || verifyToken != nil ? ["GET", "POST"] : ["POST"]
        switch verification {
        case .token(.query(let name), _):
            secretName = name
            secretField = nil
        case .token(.header(let name), _):
            secretName = nil
            secretField = name.lowercased()
        case .hmac(let scheme, _):
            secretName = nil
            secretField = scheme.header.lowercased()
        case .meta, .messagebird, .birdChannels, .standardWebhooks, .twilio, .vonage, .bearer,
            .basic,
            .token(.path, _), .none:
            secretName = nil
            secretField = nil
        }
    }

    /// Creates the source of a mapping alone, for bodies that nobody has to verify.
    package convenience init(mapping name: String, _ mapping: SourceMapping) {
        self.init(
            name: name,
            path: "",
            mapping: mapping,
            verification: .none,
            publicURL: nil
        )
    }

    private init(_ source: WebhookSource, formers: [SourceMapping]) {
        name = source.name
        path = source.path
        mapping = source.mapping
        allow = source.allow
        verifier = source.verifier
        verifyToken = source.verifyToken
        hasTokenInPath = source.hasTokenInPath
        methods = source.methods
        self.formers = formers.map { WebhookSource(mapping: source.name, $0) }
        secretName = source.secretName
        secretField = source.secretField
    }

    /// Returns the source with mappings of before, by which the journal may know its events under other ids.
    package func knowing(_ formers: [SourceMapping]) -> WebhookSource {
        formers.isEmpty ? self : WebhookSource(self, formers: formers)
    }

    /// Whether a request's path is this source's.
    func owns(_ requestPath: Substring) -> Bool {
        hasTokenInPath
            ? Self.isToken(requestPath, below: path)
            : requestPath.utf8.elementsEqual(path.utf8)
    }

    /// Whether a request's path is a source's path and a token, as `/webhooks/bird/TOKEN`.
    package static func isToken(_ requestPath: Substring, below path: String) -> Bool {
        let slash = UInt8(ascii: "/")
        let rest = requestPath.utf8.dropFirst(path.utf8.count)
        return requestPath.utf8.starts(with: path.utf8) && rest.first == slash
            && !rest.dropFirst().contains(slash)
    }

    /// Maps a verified body into a delivery.
    package func delivery(
        of body: [UInt8],
        request: HTTPRequest?,
        origin: Origin,
        received: Timestamp,
        identity: (EventKey) -> EventID
    ) -> Delivery {
        let facts = RequestFacts(
            received: received,
            source: name,
            request: request,
            hiddenField: secretField,
            hiddenName: secretName
        )
        // Such a source's body is the query: it is what is kept, told apart and mapped again.
        let body = mapping.body == .query && request != nil ? Array(facts.query.utf8) : body
        return delivery(of: plain(body), facts, origin: origin, identity: identity)
    }

    // A saved form ends with its line, and an editor may have begun it with a mark: neither is of the form,
    // whichever way it comes.
    private func plain(_ body: [UInt8]) -> [UInt8] {
        guard mapping.body != .json else { return body }
        let start = body.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let end = body.lastIndex { $0 != 0x0A && $0 != 0x0D }.map { $0 + 1 } ?? start
        return start == 0 && end == body.count ? body : Array(body[start..<max(start, end)])
    }

    /// Maps a kept body again, by the same road as the first time.
    package func delivery(
        of body: KeptBody,
        identity: (EventKey) -> EventID
    ) -> Delivery {
        delivery(of: body.bytes, RequestFacts(of: body), origin: .replay, identity: identity)
    }

    private func delivery(
        of body: [UInt8],
        _ facts: RequestFacts,
        origin: Origin,
        identity: (EventKey) -> EventID
    ) -> Delivery {
        let mapped = mapping.map(body, facts: facts)
        var digest: [UInt8]?
        var events: [Event] = []
        events.reserveCapacity(mapped.events.count)
        let drafts = mapped.events.span
        for index in drafts.indices {
            let key =
                drafts[index].key
                ?? {
                    // Without an identity of its own the event is named by its body and place.
                    let bytes = digest ?? identity(EventKey(body: body)).bytes
                    digest = bytes
                    return EventKey(
                        provider: mapping.provider,
                        body: bytes,
                        place: mapped.events[index]
                    )
                }()
            events.append(
                Event(
                    id: identity(key),
                    kind: drafts[index].kind,
                    element: drafts[index].element,
                    fields: drafts[index].fields
                )
            )
        }
        return Delivery(
            source: facts.source,
            provider: mapping.provider,
            origin: origin,
            received: facts.received,
            body: body,
            request: mapped.request,
            events: events,
            problems: mapped.problems,
            ignored: mapped.ignored,
            mapping: self
        )
    }
}

extension EventKey {
    fileprivate init(body: [UInt8]) {
        self.init(provider: "body")
        append(body)
    }

    fileprivate init(provider: String, body: [UInt8], place: MappedBody.Draft) {
        self.init(provider: provider)
        append(Array("body".utf8))
        append(body)
        append(Array(place.kind.rawValue.utf8))
        append(Array(String(place.element).utf8))
    }
}
