/// Header fields of a request or reply, in order, in one buffer.
///
/// Names are compared without regard to case, values are kept byte for byte.
/// A look-up is a scan: webhooks carry about ten fields.
package struct HTTPFields: Sendable {
    @usableFromInline
    struct Field: Sendable {
        @usableFromInline let nameEnd: Int
        @usableFromInline let valueEnd: Int

        @inlinable
        init(nameEnd: Int, valueEnd: Int) {
            self.nameEnd = nameEnd
            self.valueEnd = valueEnd
        }
    }

    @usableFromInline var bytes: [UInt8] = []
    @usableFromInline var fields: [Field] = []

    /// Creates an empty list.
    package init() {}

    /// The number of fields.
    package var count: Int { fields.count }

    /// Appends one field.
    package mutating func append(_ name: String, _ value: String) {
        bytes.append(contentsOf: name.utf8)
        let nameEnd = bytes.count
        bytes.append(contentsOf: value.utf8)
        fields.append(Field(nameEnd: nameEnd, valueEnd: bytes.count))
    }

    // Inlinable, so that it is compiled for the bytes of the bridge: it runs for every field.
    /// Appends one field given as bytes.
    @inlinable
    package mutating func append(
        name: some Collection<UInt8>,
        value: some Collection<UInt8>
    ) {
        bytes.append(contentsOf: name)
        let nameEnd = bytes.count
        bytes.append(contentsOf: value)
        fields.append(Field(nameEnd: nameEnd, valueEnd: bytes.count))
    }

    /// Returns the value of the first field of that name, or nil.
    ///
    /// - Parameter name: The name in lower case.
    package subscript(_ name: StaticString) -> String? {
        first(named: name.description)
    }

    /// Returns the value of the first field of that name, or nil.
    ///
    /// `name`: The name in any case.
    package func first(named name: String) -> String? {
        let wanted = Array(name.utf8)
        var start = 0
        for field in fields {
            if field.nameEnd - start == wanted.count, matches(wanted, at: start) {
                return String(decoding: bytes[field.nameEnd..<field.valueEnd], as: UTF8.self)
            }
            start = field.valueEnd
        }
        return nil
    }

    /// Returns the values of all fields of that name, in order.
    ///
    /// `name`: The name in any case.
    package func values(named name: String) -> [String] {
        let wanted = Array(name.utf8)
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

    private func matches(_ wanted: [UInt8], at start: Int) -> Bool {
        for index in wanted.indices where lowered(bytes[start + index]) != lowered(wanted[index]) {
            return false
        }
        return true
    }

    private func lowered(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
    }
}
