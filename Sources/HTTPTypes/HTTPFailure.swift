/// Why a call has no answer.
///
/// Names scheme, host and port, never the path or the query: keys may stand there.
package enum HTTPFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// A part of a call that has a limit of its own.
    package enum Phase: String, Sendable, CaseIterable {
        /// Until the connection is open.
        case connect
        /// Until the answer begins.
        case firstByte
        /// Until the answer is whole.
        case total
    }

    /// The text is no http or https address, or the call cannot be sent as it stands: a field with a
    /// line break, a method that is no word, a GET with a body.
    case address(origin: String)
    /// The host's name is not known.
    case unresolved(origin: String)
    /// No connection could be opened.
    case unreachable(origin: String, cause: String)
    /// The TLS handshake did not succeed, or the certificate is not trusted.
    case untrusted(origin: String, cause: String)
    /// A limit passed.
    case late(origin: String, Phase, after: Duration)
    /// The answer is larger than the limit.
    case tooLarge(origin: String, limit: Int)
    /// The connection ended before the answer was whole, or the answer is no HTTP.
    case broken(origin: String, cause: String)
    /// The task was cancelled.
    case cancelled

    /// Whether the request may have reached the server, so that a write may have been done.
    package var mayHaveArrived: Bool {
        switch self {
        case .address, .unresolved, .unreachable, .untrusted, .late(_, .connect, _): false
        case .late, .tooLarge, .broken, .cancelled: true
        }
    }

    /// One line for people.
    package var description: String {
        switch self {
        case .address(let origin): "a call to \(origin) is no call over http or https"
        case .unresolved(let origin): "the host of \(origin) is not known"
        case .unreachable(let origin, let cause): "\(origin) cannot be reached: \(cause)"
        case .untrusted(let origin, let cause): "\(origin) cannot be trusted: \(cause)"
        case .late(let origin, .connect, let limit):
            "\(origin) gave no connection within \(limit)"
        case .late(let origin, .firstByte, let limit): "\(origin) did not answer within \(limit)"
        case .late(let origin, .total, let limit):
            "\(origin) did not end its answer within \(limit)"
        case .tooLarge(let origin, let limit):
            "\(origin) answered with more than \(limit) bytes"
        case .broken(let origin, let cause): "\(origin) broke off: \(cause)"
        case .cancelled: "the call was cancelled"
        }
    }
}
