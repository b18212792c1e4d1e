/// A key, token or password.
///
/// Never shown: its description is a mask.
package struct Secret: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// The secret's bytes.
    package let bytes: [UInt8]

    /// Creates a secret.
    package init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The secret as text.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// A mask of fixed length.
    package var description: String { "•••" }

    /// Nothing: a dump shows the mask only.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
