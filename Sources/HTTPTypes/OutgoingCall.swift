/// A call after a look at whether it can be sent as it stands.
///
/// Refused is what would be changed on the way or would end a header line: an address that is none,
/// line breaks in fields, a method that is no word, a GET or HEAD with a body.
package struct OutgoingCall: Sendable {
    /// The address.
    package let address: HTTPAddress
    /// The fields to send, in order: names in lower case, values without blanks around them, without
    /// those that are the transport's own.
    package let fields: [(name: String, value: String)]

    // With these, a request could be split in two or reach another server than its address names;
    // libcurl sends a call with Expect again where a server answers 417.
    private static let own: Set = [
        "host", "content-length", "transfer-encoding", "connection", "expect",
    ]

    /// Looks at a call.
    package init(_ call: HTTPCall) throws(HTTPFailure) {
        let given = call.fields.all
        guard let address = HTTPAddress(call.url), HTTPFields.isToken(call.method),
            call.body.isEmpty || !["GET", "HEAD"].contains(call.method),
            given.allSatisfy({ HTTPFields.isToken($0.name) && Self.isValue($0.value) })
        else { throw .address(origin: HTTPCall.origin(of: call.url)) }
        self.address = address
        fields =
            given
            .filter { !Self.own.contains($0.name) }
            .map { ($0.name, Self.trimmed($0.value)) }
    }

    private static func isValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }

    private static func trimmed(_ text: String) -> String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let start = text.utf8.drop(while: isBlank)
        guard let last = start.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(start[...last]) ?? text
    }
}
