import CurlBridge
import HTTPTypes
import TestSupport
import Testing
import URLSessionBridge

/// A kind of transport under test: what to call it, how to make one, and where it keeps less than
/// the contract promises.
struct TransportSubject: Sendable, CustomTestStringConvertible {
    /// Calls with or without a body, where a transport tells them apart.
    enum Calls: Sendable {
        case all
        case withBody
        case none

        func holds(_ call: HTTPCall) -> Bool {
            switch self {
            case .all: true
            case .withBody: !call.body.isEmpty
            case .none: false
            }
        }
    }

    let testDescription: String
    let make: @Sendable () -> any HTTPTransport
    /// Which calls use the connection of an earlier one again.
    var keeps = Calls.all
    /// Which calls end at the limit `connect`; the others do at `firstByte`.
    var tellsConnecting = Calls.all
    /// Whether the head of a call may come twice when a kept connection was closed unanswered.
    var mayRepeatHead = false
    /// Whether an answer that came unasked on a kept connection is never taken for the next one's.
    var passesStrayAnswers = true
    /// Whether header lines of an answer are read that are odd but allowed.
    var readsOddHeaders = true
    /// Whether an address may name its host by an IPv6 address.
    var takesIPv6 = true
    /// Whether the process lives on when an answer ends inside its header or has fields at its end.
    var survivesHalfHeaders = true

    static let all = [curl, urlSession, urlSessionKeeping]

    static let curl = TransportSubject(testDescription: "curl", make: { CurlTransport() })

    static let urlSession = TransportSubject(
        testDescription: "URLSession",
        make: { URLSessionTransport() },
        keeps: .none,
        tellsConnecting: .withBody,
        readsOddHeaders: false,
        takesIPv6: false,
        survivesHalfHeaders: false
    )

    static let urlSessionKeeping = TransportSubject(
        testDescription: "URLSession keeping connections",
        make: { URLSessionTransport(keepsConnections: true) },
        keeps: .withBody,
        tellsConnecting: .withBody,
        mayRepeatHead: true,
        passesStrayAnswers: false,
        readsOddHeaders: false,
        takesIPv6: false,
        survivesHalfHeaders: false
    )

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
