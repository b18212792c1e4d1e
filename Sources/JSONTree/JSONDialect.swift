/// The grammar a text is read by.
package enum JSONDialect: Sendable {
    /// Strict JSON. One leniency: a byte order mark at the very start is passed over.
    ///
    /// Source: <https://www.rfc-editor.org/rfc/rfc8259>
    case json
    /// JSON5: comments, trailing commas, single quotes, bare keys, hexadecimal and more.
    ///
    /// Source: <https://spec.json5.org>
    case json5
}
