import HTTPTypes

/// Returns a text as one word of a shell's command line, quoted where that is needed.
package func shellWord(_ text: String) -> String {
    let isPlain =
        !text.isEmpty
        && text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "+")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "=")
                || byte == UInt8(ascii: "@") || byte == UInt8(ascii: ":")
        }
    if isPlain { return text }
    return "'" + text.parts(at: "'").joined(separator: "'\\''") + "'"
}
