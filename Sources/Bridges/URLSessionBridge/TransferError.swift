import Foundation
import FoundationNetworking
import HTTPTypes

/// What URLSession says of a transfer that ended early.
///
/// Its code is too coarse (a bad certificate is "unknown"; a refused first address of a host makes
/// every later trouble "cannot connect"), so libcurl's sentence decides. Neither is ever passed on:
/// URLSession's errors carry the whole address.
struct TransferError {
    /// Said of a connection that was closed before an answer began.
    static let unanswered = "it closed the connection without an answer"

    private let code: URLError.Code?
    private let text: String

    init(_ error: any Error) {
        code = (error as? URLError)?.code
        text = error.localizedDescription.lowercased()
    }

    /// Whether an answer is whole after all: URLSession forgets it when fields follow the last chunk.
    static func isWhole(_ error: any Error) -> Bool {
        (error as? URLError)?.code == .networkConnectionLost
            && error.localizedDescription == "Transfer completed, but there's no response."
    }

    /// Returns the failure.
    ///
    /// `hasSent`: Whether bytes of the body were sent, so that a connection was open.
    func failure(at origin: String, hasSent: Bool) -> HTTPFailure {
        if code == .cancelled { return .cancelled }
        if code == .badURL { return .address(origin: origin) }
        if !hasSent, let failure = failureToConnect(to: origin) { return failure }
        return .broken(origin: origin, cause: cause)
    }

    private func failureToConnect(to origin: String) -> HTTPFailure? {
        if has("resolve proxy") {
            return .unreachable(origin: origin, cause: "the host of the proxy is not known")
        }
        if has("could not resolve", "couldn't resolve", "resolving timed out") {
            return .unresolved(origin: origin)
        }
        if has("failed to connect to", "couldn't connect to", "could not connect to") {
            let isRefused = code == .cannotConnectToHost
            let cause = isRefused ? "the connection was refused" : "no connection could be opened"
            return .unreachable(origin: origin, cause: cause)
        }
        if has("from proxy after connect", "connect tunnel failed", "proxy connect aborted") {
            return .unreachable(origin: origin, cause: "the proxy refused")
        }
        return trouble.map { .untrusted(origin: origin, cause: $0) }
    }

    // What went wrong in the TLS handshake, or nil where it was not the handshake.
    private var trouble: String? {
        // These come after it, when the request may have arrived.
        if has("ssl_read", "ssl_write", "gnutls recv", "gnutls send") { return nil }
        if has("wrong version number", "unknown protocol", "packet length too long") {
            return "the port speaks no TLS"
        }
        if has("self-signed", "self signed") { return "its certificate is self-signed" }
        if has("has expired") { return "its certificate has expired" }
        if has("not yet valid") { return "its certificate is not yet valid" }
        if has("does not match", "no alternative certificate subject name") {
            return "its certificate is for another host"
        }
        if has("local issuer", "unable to get issuer", "unknown ca") {
            return "the issuer of its certificate is not known"
        }
        if has("certificate") { return "its certificate is not accepted" }
        return has("ssl_connect", "ssl connect", "ssl routines", "gnutls", "tls ")
            ? "the TLS handshake did not succeed" : nil
    }

    private var cause: String {
        if has("empty reply") { return Self.unanswered }
        if has("http/0.9", "unsupported protocol", "weird server reply", "unsupported http") {
            return "the answer is no HTTP"
        }
        if has("failed writing header", "failure writing output", "header") {
            return "the header of the answer cannot be read"
        }
        if has("transfer closed", "end of response", "partial file") {
            return "the connection was closed before the answer was whole"
        }
        if has("content encoding", "content-encoding", "decompress") {
            return "the answer cannot be decompressed"
        }
        if code == .networkConnectionLost || has("reset") { return "the connection was reset" }
        return "the answer did not arrive whole"
    }

    private func has(_ parts: String...) -> Bool {
        parts.contains { text.contains($0) }
    }
}
