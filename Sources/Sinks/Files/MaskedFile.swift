import PosixBridge
import TicksheetCore

/// Reads a file part by part, with numbers masked.
struct MaskedFile {
    private static let part = 1 << 20

    let file: File
    let mask: NumberMask
    private(set) var position: Int64 = 0
    /// In how many places a number stood so far.
    private(set) var places = 0

    init(_ file: File, _ mask: NumberMask) {
        self.file = file
        self.mask = mask
    }

    /// Whether one of the numbers stands in a file at all: to read is cheaper by far than to write a copy,
    /// behind which the journal would wait for the disk.
    static func holdsPlace(_ file: File, _ mask: NumberMask) throws(SystemError) -> Bool {
        var parts = MaskedFile(file, mask)
        while try parts.next() != nil {
            if parts.places > 0 { return true }
        }
        return false
    }

    /// Returns the next part, or nil behind the last; no row lies in two parts.
    mutating func next() throws(SystemError) -> [UInt8]? {
        var bytes = try file.read(at: position, count: Self.part)
        if bytes.count == Self.part, let end = bytes.lastIndex(of: UInt8(ascii: "\n")) {
            bytes.removeSubrange((end + 1)...)
        }
        guard !bytes.isEmpty else { return nil }
        position += Int64(bytes.count)
        places += mask.mask(&bytes)
        return bytes
    }
}
