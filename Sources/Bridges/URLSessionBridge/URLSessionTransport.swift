import Foundation
import FoundationNetworking
package import HTTPTypes

/// Sends calls over Foundation's URLSession.
///
/// Each call has a connection of its own. URLSession is libcurl inside, and libcurl sends a request
/// again by itself when a connection that it kept is closed before the answer begins; no setting of
/// URLSession stops it. Only on a new connection is a call certain to be sent once.
///
/// What else URLSession sets bounds to:
/// - Whether a connection is open shows only when bytes of a body are sent: the limit `connect` holds
///   for calls with a body; one without waits until `firstByte`.
/// - The body of a redirect (301 to 308) is not seen while it arrives: the limits `firstByte` and
///   `body` look at it when it is whole. Where a redirect names no address, its body is lost.
/// - An answer is `broken` where a line of its header has no space after the colon, or is no UTF-8.
/// - A host that is named by an IPv6 address is refused as no address.
/// - Up to Swift 6.3, an answer that ends inside its header, or has fields after its last chunk, ends
///   the process. Source: <https://github.com/swiftlang/swift-corelibs-foundation/issues/5285>
/// - Fields of one name are joined with commas, and the order of names is lost.
package struct URLSessionTransport: HTTPTransport {
    private let configuration: URLSessionConfiguration
    private let queue: OperationQueue

    /// Creates a transport; while no call is on its way, it holds no thread.
    package init() {
        ProxyVariables.spareLoopback()
        configuration = .ephemeral
        configuration.urlCache = nil
        configuration.urlCredentialStorage = nil
        configuration.httpCookieStorage = nil
        configuration.httpCookieAcceptPolicy = .never
        configuration.httpShouldSetCookies = false
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        // As many as there are calls at once.
        configuration.httpMaximumConnectionsPerHost = 0
        // It cannot be switched off; the limits of a call come long before.
        configuration.timeoutIntervalForRequest = 7 * 86400
        queue = OperationQueue()
        queue.maxConcurrentOperationCount = 1
    }

    /// Sends a call once and returns what came back.
    package func send(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPResponse {
        let request = try OutgoingRequest(call)
        // A session has connections of its own; they are closed when its last task has ended.
        let session = URLSession(
            configuration: configuration,
            delegate: Switchboard(),
            delegateQueue: queue
        )
        let exchange = Exchange(call)
        exchange.begin(session.dataTask(with: request.request))
        let outcome = await withTaskGroup { group in
            group.addTask { await exchange.watchLimits() }
            defer { group.cancelAll() }
            return await exchange.outcome()
        }
        return try outcome.get()
    }
}
