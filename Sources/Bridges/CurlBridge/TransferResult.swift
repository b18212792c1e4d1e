internal import CCurl
import HTTPTypes

/// Why libcurl ended a transfer early, in words that name neither path nor key.
struct TransferResult {
    /// Said of a connection that was closed before an answer began.
    static let unanswered = "it closed the connection without an answer"

    let code: CURLcode
    /// What OpenSSL found wrong with the certificate; 0 where it found nothing.
    let verification: Int
    /// The number of the system's error, such as ECONNREFUSED.
    let systemError: Int32
    /// What the proxy answered when it was asked for a way through; 0 where none was asked.
    let proxyStatus: Int
    /// libcurl's own sentence, only to look for words in it.
    let words: String

    /// Returns the failure of a transfer that had no connection yet: nothing was sent.
    func failureToConnect(to origin: String) -> HTTPFailure {
        switch code {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .address(origin: origin)
        case CURLE_COULDNT_RESOLVE_HOST: .unresolved(origin: origin)
        case CURLE_COULDNT_RESOLVE_PROXY:
            .unreachable(origin: origin, cause: "the host of the proxy is not known")
        case CURLE_COULDNT_CONNECT: .unreachable(origin: origin, cause: obstacle)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT:
            .untrusted(origin: origin, cause: doubt)
        default:
            .unreachable(
                origin: origin,
                cause: proxyStatus >= 300
                    ? "the proxy answered \(proxyStatus)" : "no connection could be opened"
            )
        }
    }

    /// Returns what broke after the connection was open.
    var breakage: String {
        switch code {
        case CURLE_GOT_NOTHING, CURLE_ABORTED_BY_CALLBACK, CURLE_SEND_FAIL_REWIND,
            CURLE_COULDNT_CONNECT:
            Self.unanswered
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY: "the answer is no HTTP"
        case CURLE_PARTIAL_FILE, CURLE_OK:
            "the connection was closed before the answer was whole"
        case CURLE_BAD_CONTENT_ENCODING: "the answer cannot be decompressed"
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            has("chunk") ? "the answer is no HTTP" : "the connection was reset"
        default: "the answer did not arrive whole"
        }
    }

    private var obstacle: String {
        switch systemError {
        case ECONNREFUSED: "the connection was refused"
        case ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL: "no way leads there"
        case ETIMEDOUT: "nothing answered there"
        default: "no connection could be opened"
        }
    }

    private var doubt: String {
        if code == CURLE_SSL_CACERT_BADFILE { return "the trusted certificates cannot be read" }
        if code == CURLE_SSL_CLIENTCERT { return "it asks for a certificate of ours" }
        if code == CURLE_PEER_FAILED_VERIFICATION { return objection }
        // OpenSSL's words: plain text where a handshake was expected.
        if has("wrong version number", "unknown protocol", "packet length too long", "http request")
        {
            return "the port speaks no TLS"
        }
        return has("protocol version", "unsupported protocol")
            ? "it speaks no TLS as new as 1.2" : "the TLS handshake did not succeed"
    }

    // Source: <https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/>
    private var objection: String {
        switch verification {
        case 9: "its certificate is not yet valid"
        case 10: "its certificate has expired"
        case 18: "its certificate is self-signed"
        case 2, 19, 20, 21, 27: "the issuer of its certificate is not known"
        case 23: "its certificate was revoked"
        // OpenSSL is content: it is libcurl that compares the names.
        default:
            has("subject name", "host name")
                ? "its certificate is for another host" : "its certificate is not accepted"
        }
    }

    private func has(_ parts: String...) -> Bool {
        let text = words.lowercased()
        return parts.contains { text.contains($0) }
    }
}
