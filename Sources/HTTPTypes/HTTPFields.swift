/// Header fields of a request or reply, in order, in one buffer.
///
/// Names are compared without regard to case, values are kept byte for byte.
/// A look-up is a scan: webhooks carry about ten fields.
package struct HTTPFields: Sendable {
    /// Where one field ends in the buffer of all.
    package struct Field: Sendable {
        let nameEnd: Int
        let valueEnd: Int

        /// Notes the ends: the name's, where the value begins, and the value's.
        package init(nameEnd: Int, valueEnd: Int) {
            self.nameEnd = nameEnd
            self.valueEnd = valueEnd
        }
    }

    private var bytes: [UInt8] = []
    private var fields: [Field] = []

    /// Creates an empty list.
    package init() {}

    /// Creates a list of what is written already: each field's name and value, one behind the other.
    package init(bytes: [UInt8], fields: [Field]) {
        self.bytes = bytes
        self.fields = fields
    }

    /// Whether a text can be the name of a field.
    ///
    /// Source: <https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2>
    package static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    /// The number of fields.
    package var count: Int { fields.count }

    /// Appends one field.
    package mutating func append(_ name: String, _ value: String) {
        bytes.append(contentsOf: name.utf8)
        let nameEnd = bytes.count
        bytes.append(contentsOf: value.utf8)
        fields.append(Field(nameEnd: nameEnd, valueEnd: bytes.count))
    }

    /// Appends one field given as bytes.
    package mutating func append(name: [UInt8], value: [UInt8]) {
        bytes.append(contentsOf: name)
        let nameEnd = bytes.count
        bytes.append(contentsOf: value)
        fields.append(Field(nameEnd: nameEnd, valueEnd: bytes.count))
    }

    /// Returns the value of the first field of that name, or nil.
    ///
    /// - Parameter name: The name in lower case.
    package subscript(_ name: String) -> String? {
        first(named: name)
    }

    /// Returns the value of the first field of that name, or nil.
    ///
    /// `name`: The name in any case.
    package func first(named name: String) -> String? {
        let wanted = name.utf8.span
        var start = 0
        for field in fields {
            if field.nameEnd - start == wanted.count, matches(wanted, at: start) {
                return String(decoding: bytes[field.nameEnd..<field.valueEnd], as: UTF8.self)
            }
            start = field.valueEnd
        }
        return nil
    }

    /// Counts the fields of that name, without an allocation.
    ///
    /// `name`: The name in any case.
    package func count(named name: String) -> Int {
        let wanted = name.utf8.span
        var count = 0
        var start = 0
        for field in fields {
            if field.nameEnd - start == wanted.count, matches(wanted, at: start) { count += 1 }
            start = field.valueEnd
        }
        return count
    }

    /// Whether two readers could see a body end in two places: by several lengths, by a coding other than
    /// `chunked`, or by a field whose name ends in a blank, which some take for the field without it.
    ///
    /// Source: <https://www.rfc-editor.org/rfc/rfc9112#section-6.3>
    package var isLengthAmbiguous: Bool {
        let lengths = count(named: "content-length")
        let codings = count(named: "transfer-encoding")
        if lengths + codings > 1 { return true }
        if codings == 1, first(named: "transfer-encoding")?.lowercased() != "chunked" {
            return true
        }
        var start = 0
        for field in fields {
            let last = field.nameEnd > start ? bytes[field.nameEnd - 1] : 0
            if last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { return true }
            start = field.valueEnd
        }
        return false
    }

    /// Returns the values of all fields of that name, in order.
    ///
    /// `name`: The name in any case.
    package func values(named name: String) -> [String] {
        let wanted = name.utf8.span
        var found: [String] = []
        var start = 0
        for field in fields {
            if field.nameEnd - start == wanted.count, matches(wanted, at: start) {
                found.append(
                    String(decoding: bytes[field.nameEnd..<field.valueEnd], as: UTF8.self)
                )
            }
            start = field.valueEnd
        }
        return found
    }

    /// All fields in order, names in lower case.
    package var all: [(name: String, value: String)] {
        var start = 0
        return fields.map { field in
            defer { start = field.valueEnd }
            return (
                String(decoding: bytes[start..<field.nameEnd].map(lowered), as: UTF8.self),
                String(decoding: bytes[field.nameEnd..<field.valueEnd], as: UTF8.self)
            )
        }
    }

    private func matches(_ wanted: Span<UInt8>, at start: Int) -> Bool {
        for index in wanted.indices where lowered(bytes[start + index]) != lowered(wanted[index]) {
            return false
        }
        return true
    }

    private func lowered(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
    }
}
