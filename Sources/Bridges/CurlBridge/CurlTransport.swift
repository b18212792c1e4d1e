package import HTTPTypes

/// Sends calls over libcurl, on one thread for all of them.
///
/// HTTP/1.1 only: of HTTP/2 a server may refuse a call that libcurl would then send again. Idle
/// connections are kept for half a minute. libcurl asks before it sends a request: for a second time
/// of the same call it gets no connection and no permission, so that a kept connection that closes
/// unanswered is a failure and never a second request; and a kept connection on which something
/// waits to be read is closed instead of used, for what waits is no answer to this call.
///
/// Proxies are those of the environment (`http_proxy`, `https_proxy`, `all_proxy`, `no_proxy`), never
/// for this machine itself. Certificates are checked against the system's, or those of
/// `CURL_CA_BUNDLE`, `SSL_CERT_FILE`, `SSL_CERT_DIR`; TLS is 1.2 or newer.
package final class CurlTransport: HTTPTransport {
    private let queue: TransferQueue

    /// Creates a transport; its thread begins with the first call.
    package init() {
        queue = TransferQueue(trusted: .ofEnvironment)
    }

    deinit {
        queue.close()
    }

    /// Sends a call once and returns what came back.
    package func send(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPResponse {
        let outgoing = try OutgoingCall(call)
        let ticket = Ticket()
        let queue = queue
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                queue.add(Order(call, outgoing, ticket, continuation))
            }
        } onCancel: {
            ticket.cancel()
            queue.noteCancelled()
        }
        return try outcome.get()
    }
}
