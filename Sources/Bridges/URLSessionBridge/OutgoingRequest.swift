import Foundation
import FoundationNetworking
import HTTPTypes

/// A call as URLSession takes it.
struct OutgoingRequest {
    let request: URLRequest

    /// Translates a call.
    ///
    /// Refuses also what Foundation holds for no address, such as an IPv6 address for a host.
    init(_ call: HTTPCall) throws(HTTPFailure) {
        let outgoing = try OutgoingCall(call)
        let url = URL(string: outgoing.address.text, encodingInvalidCharacters: false)
        guard let url, url.host?.isEmpty == false else {
            throw .address(origin: HTTPCall.origin(of: call.url))
        }
        var request = URLRequest(url: url)
        request.httpMethod = call.method
        if !call.body.isEmpty { request.httpBody = Data(call.body) }
        for name in ["User-Agent", "Accept-Language", "Content-Type"] {
            request.setValue(Self.omitted, forHTTPHeaderField: name)
        }
        var given: [String: String] = [:]
        for (name, value) in outgoing.fields {
            given[name] = given[name].map { "\($0), \(value)" } ?? value
        }
        for (name, value) in given { request.setValue(value, forHTTPHeaderField: name) }
        // libcurl sends a call with this field again where a server answers 417.
        request.setValue(Self.omitted, forHTTPHeaderField: "Expect")
        request.setValue("close", forHTTPHeaderField: "Connection")
        self.request = request
    }

    // A field of which libcurl is given nothing but a space is not sent, even where URLSession or
    // libcurl would add it.
    private static let omitted = " "
}
