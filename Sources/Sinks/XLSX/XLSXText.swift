/// Writes texts for XLSX files, in which `_x0041_` stands for a character: one that is meant as it stands
/// gets its first `_` written as `_x005F_`.
///
/// Source: <https://learn.microsoft.com/openspecs/office_standards/ms-oi29500/>, ST_Xstring
enum XLSXText {
    private static let underscore = UInt8(ascii: "_")
    private static let mark = Array("_x005F".utf8)

    /// Whether a text stands for itself.
    static func isPlain(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.allSatisfy { $0 >= 0x20 && $0 != 0xEF && $0 != underscore }
    }

    /// Returns the bytes of a text as the file has them.
    static func written(_ text: String) -> [UInt8] {
        let kept = XMLText.kept(Array(text.utf8))
        guard kept.contains(underscore) else { return kept }
        var bytes: [UInt8] = []
        for index in kept.indices {
            if isEscape(kept, at: index) { bytes += mark }
            bytes.append(kept[index])
        }
        return bytes
    }

    // `_x`, four hexadecimal digits, `_`.
    private static func isEscape(_ bytes: [UInt8], at index: Int) -> Bool {
        guard bytes[index] == underscore, index + 6 < bytes.count,
            bytes[index + 1] | 0x20 == UInt8(ascii: "x"), bytes[index + 6] == underscore
        else { return false }
        return bytes[index + 2..<index + 6].allSatisfy { byte in
            UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte | 0x20
        }
    }
}
