/// Encodes one part of a path, or one name or value of a query: all but letters, digits and `-._~`.
///
/// Source: <https://www.rfc-editor.org/rfc/rfc3986#section-2.3>
package func percentEncoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            bytes.append(byte)
        default:
            let digits = Array("0123456789ABCDEF".utf8)
            bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// Decodes one part of a path: `%XX` is a byte, a broken escape and `+` stand for themselves.
///
/// Bytes that are no UTF-8 are read as U+FFFD.
package func percentDecoded(_ bytes: some Collection<UInt8>) -> String {
    percentDecoded(bytes, plus: UInt8(ascii: "+"))
}

/// Decodes escapes, and `+` as the byte that it stands for.
func percentDecoded(_ bytes: some Collection<UInt8>, plus: UInt8) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index != bytes.endIndex {
        let byte = bytes[index]
        bytes.formIndex(after: &index)
        if byte == UInt8(ascii: "+") {
            result.append(plus)
        } else if byte == UInt8(ascii: "%"), let (value, after) = escape(in: bytes, at: index) {
            result.append(value)
            index = after
        } else {
            result.append(byte)
        }
    }
    return String(decoding: result, as: UTF8.self)
}

private func escape<Bytes: Collection<UInt8>>(
    in bytes: Bytes,
    at index: Bytes.Index
) -> (UInt8, Bytes.Index)? {
    guard index != bytes.endIndex,
        let high = Character(UnicodeScalar(bytes[index])).hexDigitValue
    else { return nil }
    let second = bytes.index(after: index)
    guard second != bytes.endIndex,
        let low = Character(UnicodeScalar(bytes[second])).hexDigitValue
    else { return nil }
    return (UInt8(high * 16 + low), bytes.index(after: second))
}
