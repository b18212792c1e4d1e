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
    /// Header fields besides those that the transport adds itself (Host, Content-Length).
    package var fields: HTTPFields
    /// The body; a call without one sends none.
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
    /// Keys stand in paths, queries and before an `@`, so all of that is left out.
    package static func origin(of url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return "(no address)" }
        let rest = url[scheme.upperBound...].prefix { !"/?#".contains($0) }
        let host = rest.split(separator: "@").last.map(String.init) ?? ""
        return url[..<scheme.upperBound] + host
    }
}
