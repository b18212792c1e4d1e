/// A request to another server, with the limits of how long and how large its answer may be.
package struct HTTPCall: Sendable {
    /// How long each part may take and how much may come back.
    package struct Limits: Sendable, Equatable {
        /// From the start to an open connection, the TLS handshake included.
        package var connect: Duration
        /// From the start to the first byte of the answer.
        package var firstByte: Duration
        /// From the start to the last byte of the answer.
        package var total: Duration
        /// Bytes of the answer's body at most.
        package var body: Int

        /// Creates limits.
        package init(
            connect: Duration = .seconds(10),
            firstByte: Duration = .seconds(60),
            total: Duration = .seconds(120),
            body: Int = 16 << 20
        ) {
            self.connect = connect
            self.firstByte = firstByte
            self.total = total
            self.body = body
        }
    }

    /// The method in capitals, such as `GET`.
    package var method: String
    /// The whole address, `http` or `https`.
    package var url: String
    /// Header fields besides those that are the transport's own (Host, Content-Length,
    /// Transfer-Encoding, Connection, Expect).
    package var fields: HTTPFields
    /// The body; a call without one sends none, and a GET or HEAD never has one.
    package var body: [UInt8]
    /// The limits.
    package var limits: Limits

    /// Creates a call.
    package init(
        _ method: String,
        _ url: String,
        fields: HTTPFields = HTTPFields(),
        body: [UInt8] = [],
        limits: Limits = Limits()
    ) {
        self.method = method
        self.url = url
        self.fields = fields
        self.body = body
        self.limits = limits
    }

    /// Scheme, host and port of an address: what may stand in an error or a log.
    ///
    /// Keys stand in paths, queries and before an `@`, so all of that is left out, and so is whatever
    /// looks like none of the three.
    package static func origin(of url: String) -> String {
        guard let schemeEnd = url.firstRange(of: "://") else { return "(no address)" }
        let scheme = url[..<schemeEnd.lowerBound]
        let rest = url[schemeEnd.upperBound...].prefix { !"/?#".contains($0) }
        let host = rest.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        let isHost = !host.isEmpty && host.allSatisfy { isPlain($0) || ".-_:[]".contains($0) }
        guard !scheme.isEmpty, scheme.allSatisfy(isPlain), isHost, hasPortOrNone(host) else {
            return "(no address)"
        }
        return "\(scheme)://\(host)"
    }

    private static func isPlain(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber)
    }

    // What follows a colon may be a password: the address is then cut off before its `@`.
    private static func hasPortOrNone(_ host: Substring) -> Bool {
        guard !host.hasPrefix("["), let colon = host.firstIndex(of: ":") else { return true }
        return host[colon...].dropFirst().allSatisfy { $0.isASCII && $0.isNumber }
    }
}
