import HTTPTypes
import TestSupport

/// Answers calls by a function and keeps them.
final class ScriptedTransport: HTTPTransport {
    typealias Script = @Sendable (HTTPCall) async throws(HTTPFailure) -> HTTPResponse

    let calls = Shared<[HTTPCall]>([])
    private let script: Script

    /// The calls so far, in order.
    var sent: [HTTPCall] { calls.value }

    init(_ script: @escaping Script) {
        self.script = script
    }

    convenience init(status: Int = 200, _ body: String, retryAfter: String? = nil) {
        self.init { _ throws(HTTPFailure) in
            var fields = HTTPFields()
            if let retryAfter { fields.append("Retry-After", retryAfter) }
            return HTTPResponse(status: status, fields: fields, body: Array(body.utf8))
        }
    }

    func send(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPResponse {
        calls.change { $0.append(call) }
        return try await script(call)
    }
}
