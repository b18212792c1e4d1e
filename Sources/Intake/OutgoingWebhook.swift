package import HTTPTypes
package import TicksheetCore

extension HTTPRequest {
    /// Creates a request as a provider sends it, without a proof.
    ///
    /// For trying a source.
    ///
    /// `form`: How the body is written; one that is a query goes into the address.
    package init(webhook body: [UInt8], as form: SourceMapping.BodyForm, to path: String) {
        guard form != .query else {
            let query = Self.query(body)
            self.init(method: "GET", target: query.isEmpty ? path : "\(path)?\(query)")
            return
        }
        self.init(method: "POST", target: path, body: body)
        fields.append(
            "Content-Type",
            form == .form ? "application/x-www-form-urlencoded" : "application/json"
        )
    }

    // A saved query ends with a line's end, and may hold what no address does.
    // Source: <https://www.rfc-editor.org/rfc/rfc3986#section-3.4>
    private static func query(_ body: [UInt8]) -> String {
        let text = String(decoding: body, as: UTF8.self)
        let line = text.drop(while: \.isWhitespace).drop { $0 == "?" }
        let end = line.lastIndex { !$0.isWhitespace }.map { line.index(after: $0) }
        return line[..<(end ?? line.startIndex)].unicodeScalars.reduce(into: "") { query, scalar in
            let isLegal =
                scalar.properties.isAlphabetic && scalar.isASCII
                || "0123456789-._~%!$&'()*+,;=:@/?".unicodeScalars.contains(scalar)
            query += isLegal ? String(scalar) : percentEncoded(String(scalar))
        }
    }
}

/// What a receiver's answer to a webhook that it took says became of the webhook.
package struct WebhookOutcome: Sendable, Equatable {
    /// Events that were new.
    package let new: Int
    /// Events that were there already.
    package let copies: Int
    /// What could not be mapped.
    package let problems: Int

    /// Reads an answer such as `1 new, 0 copies, 0 problems`; nil for another text.
    package init?(_ answer: String) {
        let words = answer.split { ", \n".contains($0) }
        guard words.count == 6, words[1] == "new", words[3] == "copies", words[5] == "problems",
            let new = Int(words[0]), let copies = Int(words[2]), let problems = Int(words[4])
        else { return nil }
        self.new = new
        self.copies = copies
        self.problems = problems
    }
}
