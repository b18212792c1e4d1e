/// A member name prepared once, so that looking it up allocates nothing.
package struct JSONKey: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The name's UTF-8 bytes.
    package let bytes: [UInt8]

    /// Prepares a name.
    package init(_ name: String) {
        bytes = Array(name.utf8)
    }

    /// Prepares a name from its UTF-8 bytes.
    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Prepares a name written in the source code.
    package init(stringLiteral name: String) {
        self.init(name)
    }

    /// The name as text.
    package var description: String {
        String(decoding: bytes, as: UTF8.self)
    }
}
