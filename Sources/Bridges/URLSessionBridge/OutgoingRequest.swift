import Foundation
import FoundationNetworking
import HTTPTypes

/// A call as URLSession takes it, after a look at whether it can be sent byte for byte.
struct OutgoingRequest {
    let request: URLRequest

    /// Translates a call.
    ///
    /// Refuses what URLSession or libcurl would change on the way or what would end a header line:
    /// characters that do not belong in an address, dot segments, line breaks in fields, a method
    /// that is no word, a GET or HEAD with a body.
    init(_ call: HTTPCall, keepsConnection: Bool) throws(HTTPFailure) {
        guard let url = Self.url(call.url), Self.isToken(call.method),
            call.body.isEmpty || !["GET", "HEAD"].contains(call.method)
        else { throw .address(origin: HTTPCall.origin(of: call.url)) }
        var request = URLRequest(url: url)
        request.httpMethod = call.method
        if !call.body.isEmpty { request.httpBody = Data(call.body) }
        for name in ["User-Agent", "Accept-Language", "Content-Type"] {
            request.setValue(Self.omitted, forHTTPHeaderField: name)
        }
        var given: [String: String] = [:]
        for field in call.fields.all {
            guard Self.isToken(field.name), Self.isValue(field.value) else {
                throw .address(origin: HTTPCall.origin(of: call.url))
            }
            // Those are the transport's, or a request could be split in two.
            guard !["content-length", "transfer-encoding", "connection"].contains(field.name)
            else { continue }
            let value = Self.trimmed(field.value)
            given[field.name] = given[field.name].map { "\($0), \(value)" } ?? value
        }
        for (name, value) in given { request.setValue(value, forHTTPHeaderField: name) }
        // libcurl sends a call with this field again where a server answers 417.
        request.setValue(Self.omitted, forHTTPHeaderField: "Expect")
        let connection = keepsConnection ? Self.omitted : "close"
        request.setValue(connection, forHTTPHeaderField: "Connection")
        self.request = request
    }

    // A field of which libcurl is given nothing but a space is not sent, even where URLSession or
    // libcurl would add it.
    private static let omitted = " "

    private static func url(_ text: String) -> URL? {
        guard let schemeEnd = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<schemeEnd.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let rest = text[schemeEnd.upperBound...]
        let path = rest.drop { $0 != "/" && $0 != "?" && $0 != "#" }.prefix {
            $0 != "?" && $0 != "#"
        }
        let hasDots = path.split(separator: "/").contains { $0 == "." || $0 == ".." }
        guard !hasDots,
            let url = URL(string: scheme + "://" + rest, encodingInvalidCharacters: false),
            url.host?.isEmpty == false
        else { return nil }
        return url
    }

    // Source: <https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2>
    private static func isToken(_ text: String) -> Bool {
        let marks = Set("!#$%&'*+-.^_`|~".utf8)
        return !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"):
                    true
                default: marks.contains(byte)
                }
            }
    }

    private static func isValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }

    private static func trimmed(_ text: String) -> String {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        let start = text.drop(while: isBlank)
        let end = start.reversed().prefix(while: isBlank).count
        return String(start.dropLast(end))
    }
}
