/// Something odd in a text that could be read all the same.
package struct JSONNote: Hashable, Sendable {
    /// What is odd.
    package enum Reason: Hashable, Sendable {
        /// An object has this key more than once; the last one counts.
        case repeatedKey(String)
        /// Bytes in a string are no UTF-8; they are read as U+FFFD.
        case notUTF8
    }

    /// What is odd.
    package let reason: Reason
    /// Where: the repeated key, or the first of the bytes.
    package let position: JSONPosition
}

/// A note while the text is being read: only where it stands.
struct NoteMark {
    let offset: Int
    /// The index of the repeated key's entry; nil for bytes that are no UTF-8.
    let key: Int?
}
