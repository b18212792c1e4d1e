/// A request as it came over the wire: nothing decoded, nothing trusted.
package struct HTTPRequest: Sendable {
    /// The method in capitals, such as `POST`.
    package var method: String
    /// The request target as sent, path and query, still percent-encoded.
    package var target: String {
        didSet { pathEnd = Self.pathEnd(of: target) }
    }
    private var pathEnd: String.Index
    /// The header fields.
    package var fields: HTTPFields
    /// The body's raw bytes: what signatures are computed over.
    package var body: [UInt8]
    /// The peer's address as text, or an empty text where it is not known.
    package var peer: String

    /// Creates a request.
    package init(
        method: String,
        target: String,
        fields: HTTPFields = HTTPFields(),
        body: [UInt8] = [],
        peer: String = ""
    ) {
        self.method = method
        self.target = target
        pathEnd = Self.pathEnd(of: target)
        self.fields = fields
        self.body = body
        self.peer = peer
    }

    /// The target's path, still percent-encoded.
    package var path: Substring {
        target[..<pathEnd]
    }

    /// The target's query without the question mark, still percent-encoded; empty where there is none.
    package var query: Substring {
        pathEnd == target.endIndex ? "" : target[target.utf8.index(after: pathEnd)...]
    }

    private static func pathEnd(of target: String) -> String.Index {
        target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
    }
}
