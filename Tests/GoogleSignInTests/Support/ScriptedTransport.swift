package import HTTPTypes
import TestSupport
import Testing

/// Answers calls by a function and keeps them.
final class ScriptedTransport: HTTPTransport {
    typealias Script = @Sendable (HTTPCall) async throws(HTTPFailure) -> HTTPResponse

    private let calls = Shared<[HTTPCall]>([])
    private let script: Script

    /// The calls so far, in order.
    var sent: [HTTPCall] { calls.value }

    init(_ script: @escaping Script) {
        self.script = script
    }

    convenience init(_ response: HTTPResponse) {
        self.init { _ throws(HTTPFailure) in response }
    }

    /// Answers one call after the other; the last answer stays.
    convenience init(_ steps: [Result<HTTPResponse, HTTPFailure>]) {
        let left = Shared(steps)
        self.init { _ throws(HTTPFailure) in
            let step = left.change { steps in
                steps.count > 1 ? steps.removeFirst() : steps[0]
            }
            return try step.get()
        }
    }

    func send(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPResponse {
        calls.change { $0.append(call) }
        return try await script(call)
    }

    /// Returns after so many calls have come.
    func hasCalls(_ count: Int) async {
        await calls.reaches { $0.count >= count }
    }
}

extension HTTPResponse {
    init(
        _ status: Int = 200,
        _ body: String,
        _ fields: [(name: String, value: String)] = []
    ) {
        var all = HTTPFields()
        for field in fields { all.append(field.name, field.value) }
        self.init(status: status, fields: all, body: Array(body.utf8))
    }

    static func token(_ value: String, lifetime: Int = 3599) -> Self {
        Self(
            200,
            #"{"access_token":"\#(value)","expires_in":\#(lifetime),"token_type":"Bearer"}"#
        )
    }
}

extension HTTPResponse: CustomTestStringConvertible {
    /// Status and body as text, where a test's cases are named.
    package var testDescription: String { "\(status) \(String(decoding: body, as: UTF8.self))" }
}

extension HTTPCall {
    /// The fields of a form that is sent.
    var form: FormFields { FormFields(body) }
    /// The fields of the address's query.
    var query: FormFields { FormFields(url.utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst()) }
}
