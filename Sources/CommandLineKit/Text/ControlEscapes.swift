/// Returns the text with everything that steers a terminal or hides in a log line made visible.
///
/// Escaped are C0, DEL and C1 (so no escape sequence gets through), U+2028 and U+2029, and the
/// characters that turn the direction of writing: as `\n`, `\r`, `\t`, else `\u` and four digits.
/// A backslash stays as it is; to be able to read the text back, escape that as well.
///
/// Cost: one pass over the bytes, no copy when nothing is to be escaped.
///
/// - Parameters:
///   - text: Any text, whoever wrote it.
///   - escapingBackslash: Whether `\` becomes `\\`, which makes the result reversible.
/// - Returns: One line that is safe to print.
package func escapedControls(_ text: String, escapingBackslash: Bool = false) -> String {
    let utf8 = text.utf8Span
    let bytes = utf8.span
    var result: [UInt8] = []
    // Everything before this is in the result, or stays as it is if nothing is ever escaped.
    var copied = 0
    var index = 0
    while index < bytes.count {
        let control = control(at: index, in: bytes)
        let isBackslash = escapingBackslash && bytes[index] == UInt8(ascii: "\\")
        guard control != nil || isBackslash else {
            index += 1
            continue
        }
        if copied == 0 { result.reserveCapacity(bytes.count + 16) }
        for place in copied..<index { result.append(bytes[place]) }
        if let control {
            appendEscape(of: control.value, to: &result)
        } else {
            result += [UInt8(ascii: "\\"), UInt8(ascii: "\\")]
        }
        index += control?.length ?? 1
        copied = index
    }
    if copied == 0 { return text }
    for place in copied..<index { result.append(bytes[place]) }
    return String(decoding: result, as: UTF8.self)
}

/// Returns the control that begins at a byte of valid UTF-8, and how many bytes it takes.
private func control(at index: Int, in bytes: Span<UInt8>) -> (value: UInt16, length: Int)? {
    let lead = bytes[index]
    switch lead {
    case ..<0x20, 0x7F:
        return (UInt16(lead), 1)
    // Their second byte is always there, as is the third after E2: a string is valid UTF-8.
    case 0xC2:
        let second = bytes[index + 1]
        return second < 0xA0 ? (UInt16(second), 2) : nil
    case 0xD8:
        return bytes[index + 1] == 0x9C ? (0x061C, 2) : nil
    case 0xE2:
        let second = UInt16(bytes[index + 1] & 0x3F)
        let value = 0x2000 | second << 6 | UInt16(bytes[index + 2] & 0x3F)
        switch value {
        // Line and paragraph separator, and the other eleven with the property Bidi_Control.
        case 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: return (value, 3)
        default: return nil
        }
    default:
        return nil
    }
}

private func appendEscape(of value: UInt16, to result: inout [UInt8]) {
    result.append(UInt8(ascii: "\\"))
    switch value {
    case 0x0A: result.append(UInt8(ascii: "n"))
    case 0x0D: result.append(UInt8(ascii: "r"))
    case 0x09: result.append(UInt8(ascii: "t"))
    default:
        result.append(UInt8(ascii: "u"))
        for place in 0..<4 {
            let digit = UInt8(value >> (12 - 4 * place) & 0xF)
            result.append(digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10))
        }
    }
}
