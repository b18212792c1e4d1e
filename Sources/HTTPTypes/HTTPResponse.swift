/// What a server answered to a call.
package struct HTTPResponse: Sendable {
    /// The status code, whatever it says.
    package var status: Int
    /// The header fields.
    package var fields: HTTPFields
    /// The body, decompressed where the transport asked for compression.
    package var body: [UInt8]

    /// Creates a response.
    package init(status: Int, fields: HTTPFields = HTTPFields(), body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}
