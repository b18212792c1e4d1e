/// Packs bytes as gzip without making them smaller: what shows whether packed bodies are taken.
///
/// Source: <https://www.rfc-editor.org/rfc/rfc1952>, <https://www.rfc-editor.org/rfc/rfc1951#section-3.2.4>
enum StoredGzip {
    /// Returns at most 65,535 bytes as one stored block.
    static func packed(_ bytes: [UInt8]) -> [UInt8] {
        precondition(bytes.count <= 0xFFFF, "a stored block has 65,535 bytes at most")
        let count = UInt16(bytes.count)
        let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        return header + [1] + littleEndian(count) + littleEndian(~count) + bytes
            + littleEndian(checksum(bytes)) + littleEndian(UInt32(count))
    }

    private static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        stride(from: 0, to: number.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    /// Returns the CRC-32 of bytes.
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum = UInt32.max
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }
}
