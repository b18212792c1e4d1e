import HTTPTypes

/// Posts webhooks as a provider would.
struct WebhookPoster: Sendable {
    private let base: String
    private let transport: any HTTPTransport

    /// Creates a poster.
    ///
    /// `base`: Scheme, host and port.
    init(base: String, over transport: any HTTPTransport) {
        self.base = base
        self.transport = transport
    }

    /// Posts a request once.
    func post(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        try await transport.send(
            HTTPCall(
                request.method,
                base + request.target,
                fields: request.fields,
                body: request.body,
                limits: HTTPCall.Limits(firstByte: .seconds(30), total: .seconds(60))
            )
        )
    }
}
