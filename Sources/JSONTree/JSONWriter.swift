/// Writes JSON into bytes, with the commas in their places.
///
/// The calls have to be balanced as the brackets are; the writer does not check that.
package struct JSONWriter: Sendable {
    /// What has been written.
    package private(set) var bytes: [UInt8]
    private var needsComma = false

    /// Starts with nothing, or after what is in `bytes`.
    package init(appendingTo bytes: [UInt8] = []) {
        self.bytes = bytes
    }

    /// Opens an object.
    package mutating func beginObject() {
        separate()
        bytes.append(0x7B)
        needsComma = false
    }

    /// Closes an object.
    package mutating func endObject() {
        bytes.append(0x7D)
        needsComma = true
    }

    /// Opens an array.
    package mutating func beginArray() {
        separate()
        bytes.append(0x5B)
        needsComma = false
    }

    /// Closes an array.
    package mutating func endArray() {
        bytes.append(0x5D)
        needsComma = true
    }

    /// Writes the key of the next value.
    package mutating func key(_ name: String) {
        separate()
        Self.append(name, to: &bytes)
        bytes.append(0x3A)
        needsComma = false
    }

    /// Writes a string.
    package mutating func string(_ value: String) {
        separate()
        Self.append(value, to: &bytes)
    }

    /// Writes a string of which the UTF-8 bytes are at hand.
    package mutating func string(utf8 value: [UInt8]) {
        separate()
        Self.append(utf8: value, to: &bytes)
    }

    /// Writes a whole number.
    package mutating func integer(_ value: some BinaryInteger) {
        raw(Array(String(value).utf8))
    }

    /// Writes a number in its shortest form that reads back the same; null when it is not finite.
    package mutating func double(_ value: Double) {
        raw(Array((value.isFinite ? "\(value)" : "null").utf8))
    }

    /// Writes true or false.
    package mutating func bool(_ value: Bool) {
        raw(Array((value ? "true" : "false").utf8))
    }

    /// Writes null.
    package mutating func null() {
        raw(Array("null".utf8))
    }

    /// Writes a value that is JSON text already, such as ``JSONDocument/source(_:)``.
    package mutating func raw(_ json: some Sequence<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    private mutating func separate() {
        if needsComma { bytes.append(0x2C) }
        needsComma = true
    }
}

extension JSONWriter {
    /// Appends a string literal with its quotes; only what must be escaped is.
    package static func append(_ value: String, to output: inout [UInt8]) {
        output.append(0x22)
        for byte in value.utf8 { append(byte, to: &output) }
        output.append(0x22)
    }

    /// Appends a string literal with its quotes, from UTF-8 bytes.
    package static func append(utf8 value: [UInt8], to output: inout [UInt8]) {
        output.append(0x22)
        for byte in value { append(byte, to: &output) }
        output.append(0x22)
    }

    @inline(__always)
    private static func append(_ byte: UInt8, to output: inout [UInt8]) {
        if byte >= 0x20, byte != 0x22, byte != 0x5C {
            output.append(byte)
        } else {
            appendEscaped(byte, to: &output)
        }
    }

    private static func appendEscaped(_ byte: UInt8, to output: inout [UInt8]) {
        output.append(0x5C)
        switch byte {
        case 0x22, 0x5C: output.append(byte)
        case 0x08: output.append(0x62)
        case 0x09: output.append(0x74)
        case 0x0A: output.append(0x6E)
        case 0x0C: output.append(0x66)
        case 0x0D: output.append(0x72)
        default:
            let digits = Array("0123456789abcdef".utf8)
            output.append(contentsOf: [0x75, 0x30, 0x30])
            output.append(digits[Int(byte >> 4)])
            output.append(digits[Int(byte & 15)])
        }
    }
}
