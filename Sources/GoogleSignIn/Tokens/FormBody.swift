/// Writes name and value pairs as `application/x-www-form-urlencoded`.
enum FormBody {
    static let type = "application/x-www-form-urlencoded"

    /// Joins the pairs; all but letters, digits and `-._~` is escaped, a space as `%20`, so that the text
    /// is right in a query too.
    static func text(_ pairs: [(name: String, value: String)]) -> String {
        pairs.map { "\(encoded($0.name))=\(encoded($0.value))" }.joined(separator: "&")
    }

    /// Encodes one name or value.
    ///
    /// Source: <https://www.rfc-editor.org/rfc/rfc3986#section-2.3>
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
