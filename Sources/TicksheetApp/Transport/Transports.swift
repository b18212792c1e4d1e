import CurlBridge
import HTTPTypes
import URLSessionBridge

/// Which transport calls to other servers take.
enum TransportChoice: String, Sendable, CaseIterable {
    /// libcurl: keeps connections, and survives every answer.
    case curl
    /// Foundation's URLSession.
    case urlsession

    /// Makes it.
    func transport() -> any HTTPTransport {
        switch self {
        case .curl: CurlTransport()
        case .urlsession: URLSessionTransport()
        }
    }
}
