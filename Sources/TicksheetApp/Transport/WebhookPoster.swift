import Foundation
import FoundationNetworking
import HTTPTypes

/// Posts webhooks as a provider would, over URLSession.
struct WebhookPoster: Sendable {
    /// What came back.
    struct Answer: Sendable {
        let status: Int
        let body: String
    }

    /// Why nothing came back.
    struct Failure: Error, Sendable {
        let reason: String
    }

    private let base: String
    private let session: URLSession

    /// Creates a poster.
    ///
    /// `base`: Scheme, host and port.
    init(base: String, connections: Int = 8) {
        self.base = base
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 30
        configuration.httpMaximumConnectionsPerHost = connections
        // A proxy of the environment does not lead to this machine.
        configuration.connectionProxyDictionary = [:]
        session = URLSession(configuration: configuration)
    }

    /// Posts a request once.
    func post(_ request: HTTPRequest) async throws(Failure) -> Answer {
        guard let url = URL(string: base + request.target) else {
            throw Failure(reason: "\(base)\(request.target) is no address")
        }
        var message = URLRequest(url: url)
        message.httpMethod = request.method
        for field in request.fields.all {
            message.setValue(field.value, forHTTPHeaderField: field.name)
        }
        message.httpBody = Data(request.body)
        do {
            let (data, response) = try await session.data(for: message)
            let status = (response as? HTTPURLResponse)?.statusCode ?? 0
            return Answer(status: status, body: String(decoding: data, as: UTF8.self))
        } catch {
            throw Failure(reason: error.localizedDescription)
        }
    }

    /// Ends the connections.
    func close() {
        session.invalidateAndCancel()
    }
}
