import HTTPTypes
import JSONTree
import TicksheetCore
import WallTime

/// Reads what a token endpoint answered, and trusts none of it.
struct TokenAnswer {
    let response: HTTPResponse
    let account: String
    let server: String
    let mask: SecretMask

    /// Google's time, where the answer tells it.
    var serverTime: Timestamp? {
        response.fields["date"].flatMap { try? Timestamp.parse($0, zone: nil) }
    }

    /// Returns the JSON object that an answer is.
    func object() throws(SignInError) -> JSONDocument {
        let body = response.body
        if let document = try? JSONDocument.parse(body, depthLimit: 16),
            document.kind(document.root) == .object
        {
            return document
        }
        if response.status >= 500 || response.status == 429 { throw unavailable("") }
        throw error(.notJSON(status: response.status, found: found))
    }

    /// Returns the token of an answer with HTTP 200.
    ///
    /// `scopes`: What was asked for, for messages.
    func token(scopes: String) throws(SignInError) -> GrantedToken {
        let document = try object()
        let root = document.root
        if document.member(root, "access_token") == nil, document.member(root, "id_token") != nil {
            throw error(.noAccessToken(scopes: scopes))
        }
        let value = try secret("access_token", in: document)
        if let type = document.member(root, "token_type"),
            document.text(type).lowercased() != "bearer"
        {
            throw answer("token_type", shown(type, document), "Bearer")
        }
        let scope = document.member(root, "scope").flatMap { node in
            document.kind(node) == .string ? document.text(node) : nil
        }
        var refreshToken: Secret?
        if document.member(root, "refresh_token") != nil {
            refreshToken = try secret("refresh_token", in: document)
        }
        return GrantedToken(
            value: value,
            lifetime: try lifetime(document),
            scopes: scope,
            refreshToken: refreshToken
        )
    }

    /// Returns a token or the like of an answer: visible ASCII, so that it can stand in a header field.
    func secret(_ name: JSONKey, in document: JSONDocument) throws(SignInError) -> Secret {
        guard let node = document.member(document.root, name) else {
            throw answer(name.description, "missing", "a token")
        }
        let text = document.kind(node) == .string ? document.text(node) : ""
        guard !text.isEmpty, text.utf8.count <= 16 << 10,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else {
            // Not shown, whatever it is: it may be half a token.
            let found =
                document.kind(node) != .string
                ? document.kind(node).description
                : text.isEmpty ? "empty" : "a text that no header field can carry"
            throw answer(name.description, found, "a token")
        }
        return Secret(text)
    }

    /// Returns an error about a field.
    func answer(_ field: String, _ found: String, _ expected: String) -> SignInError {
        error(.answer(field: field, found: found, expected: expected))
    }

    /// Returns an error of this request.
    func error(_ kind: SignInError.Kind) -> SignInError {
        SignInError(kind, account: account, server: server)
    }

    /// Returns that the server cannot answer now.
    func unavailable(_ said: String) -> SignInError {
        let after = response.fields["retry-after"].flatMap { UInt16($0) }
            .map { Duration.seconds(Int64($0)) }
        return error(.unavailable(status: response.status, said: said, after: after))
    }

    /// Returns a value as an error may show it.
    func shown(_ node: JSONDocument.Node, _ document: JSONDocument) -> String {
        switch document.kind(node) {
        case .string: "\"\(mask.masked(document.text(node), limit: 40))\""
        case .object, .array: document.kind(node).description
        default: mask.masked(document.text(node), limit: 40)
        }
    }

    // Most answers have a number, some metadata servers and stand-ins a text.
    private func lifetime(_ document: JSONDocument) throws(SignInError) -> Duration {
        let expected = "seconds from 1 to 604800"
        guard let node = document.member(document.root, "expires_in") else {
            throw answer("expires_in", "missing", expected)
        }
        let isText = document.kind(node) == .string
        let seconds = isText ? Int64(document.text(node)) : document.integer(node)
        guard let seconds, (1...604_800).contains(seconds) else {
            throw answer("expires_in", shown(node, document), expected)
        }
        return .seconds(seconds)
    }

    // MARK: What is no JSON

    private var found: String {
        let body = response.body
        guard !body.isEmpty else { return "nothing" }
        let start = body.drop { $0 <= 0x20 }
        let type = response.fields["content-type"]?.lowercased() ?? ""
        guard start.first == UInt8(ascii: "<") || type.hasPrefix("text/html") else {
            return "a text that is no JSON object: "
                + "\"\(mask.masked(String(decoding: body.prefix(4096), as: UTF8.self), limit: 60))\""
        }
        return "an HTML page" + (title.map { " titled \"\($0)\"" } ?? "")
    }

    private var title: String? {
        let text = String(decoding: response.body.prefix(16 << 10), as: UTF8.self)
        let lowered = text.lowercased()
        // Lowered letters may have other lengths: then the title is not told.
        guard lowered.utf8.count == text.utf8.count,
            let begin = lowered.firstRange(of: "<title>"),
            let end = lowered[begin.upperBound...].firstRange(of: "</title>")
        else { return nil }
        let bytes = Array(text.utf8)
        let from = lowered.utf8.distance(from: lowered.startIndex, to: begin.upperBound)
        let to = lowered.utf8.distance(from: lowered.startIndex, to: end.lowerBound)
        let title = mask.masked(String(decoding: bytes[from..<to], as: UTF8.self), limit: 60)
        return title.isEmpty ? nil : title
    }
}
