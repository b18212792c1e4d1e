/// A request as its bytes came over the wire.
struct ReceivedRequest: Sendable, Equatable {
    /// The connection on which it came.
    let connection: Int
    /// The first line.
    let line: String
    /// The lines of the header below it.
    let fields: [String]
    let body: [UInt8]

    /// Reads a request that is whole, and its length; nil where bytes are missing.
    static func first(of bytes: [UInt8], on connection: Int) -> (request: Self, length: Int)? {
        let end = Array("\r\n\r\n".utf8)
        guard let head = bytes.firstRange(of: end) else { return nil }
        // Swift takes a line break of two characters for one.
        var lines = String(decoding: bytes[..<head.lowerBound], as: UTF8.self)
            .split(separator: "\r\n", omittingEmptySubsequences: false)
            .map(String.init)
        let line = lines.removeFirst()
        let length = lines.compactMap { value(of: "content-length", in: $0) }.first.flatMap(
            Int.init
        )
        let body = bytes[head.upperBound...].prefix(length ?? 0)
        guard body.count == length ?? 0 else { return nil }
        let request = Self(connection: connection, line: line, fields: lines, body: Array(body))
        return (request, head.upperBound + body.count)
    }

    /// Returns the values of all fields of that name.
    func values(_ name: String) -> [String] {
        fields.compactMap { Self.value(of: name, in: $0) }
    }

    private static func value(of name: String, in field: String) -> String? {
        let parts = field.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].lowercased() == name else { return nil }
        return String(parts[1].drop { $0 == " " })
    }
}
