/// An answer to a request.
package struct HTTPReply: Sendable, Equatable {
    /// The status code.
    package var status: Int
    /// Header fields besides those that the server adds itself (Date, Content-Length, Connection).
    package var fields: [(name: String, value: String)]
    /// The body.
    package var body: [UInt8]

    /// Creates a reply.
    package init(status: Int, fields: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// Creates a reply whose body is plain text.
    package init(status: Int, text: String, fields: [(name: String, value: String)] = []) {
        self.init(
            status: status,
            fields: [("Content-Type", "text/plain; charset=utf-8")] + fields,
            body: Array(text.utf8)
        )
    }

    /// Compares status, fields and body.
    package static func == (left: Self, right: Self) -> Bool {
        left.status == right.status && left.body == right.body
            && left.fields.elementsEqual(right.fields) {
                $0.name == $1.name && $0.value == $1.value
            }
    }
}
