import CurlBridge
import HTTPTypes
import TestSupport
import Testing
import URLSessionBridge

/// A kind of transport under test: what to call it, how to make one, and where it keeps less than
/// the contract promises.
struct TransportSubject: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let make: @Sendable () -> any HTTPTransport
    /// Whether calls use the connection of an earlier one again.
    var keepsConnections = true
    /// Whether calls without a body end at the limit `connect`; otherwise they do at `firstByte`.
    var tellsConnectingWithoutBody = true
    /// Whether header lines of an answer are read that are odd but allowed.
    var readsOddHeaders = true
    /// Whether an address may name its host by an IPv6 address.
    var takesIPv6 = true
    /// Whether the process lives on when an answer ends inside its header or has fields at its end.
    var survivesHalfHeaders = true

    static let all = [curl, urlSession]

    static let curl = TransportSubject(testDescription: "curl", make: { CurlTransport() })

    static let urlSession = TransportSubject(
        testDescription: "URLSession",
        make: { URLSessionTransport() },
        keepsConnections: false,
        tellsConnectingWithoutBody: false,
        readsOddHeaders: false,
        takesIPv6: false,
        survivesHalfHeaders: false
    )

    /// Whether a call ends at the limit `connect`.
    func tellsConnecting(_ call: HTTPCall) -> Bool {
        tellsConnectingWithoutBody || !call.body.isEmpty
    }

    /// Sends a call over a transport of its own.
    func send(_ call: HTTPCall) async throws -> HTTPResponse {
        try await make().send(call)
    }

    /// Sends a call that must fail, without a word of its secrets.
    ///
    /// Servers of these tests hold their silence for ever, so a limit that does not hold hangs the
    /// test until its own limit ends it.
    func failure(
        of call: HTTPCall,
        over transport: (any HTTPTransport)? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async -> HTTPFailure? {
        do throws(HTTPFailure) {
            let response = try await (transport ?? make()).send(call)
            Issue.record("answered with \(response.status)", sourceLocation: sourceLocation)
            return nil
        } catch {
            var shown = "\(error)"
            dump(error, to: &shown)
            #expect(!shown.contains("SECRET"), sourceLocation: sourceLocation)
            return error
        }
    }
}
