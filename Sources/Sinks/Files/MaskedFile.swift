import PosixBridge
import TicksheetCore

/// Reads a file part by part, with numbers masked.
struct MaskedFile {
    private static let part = 1 << 20
    private static let lineEnd = UInt8(ascii: "\n")

    private var content: ReportBytes
    private let mask: NumberMask
    // Behind the last line that is whole.
    private var rest: [UInt8] = []
    /// In how many places a number stood so far.
    private(set) var places = 0

    init(_ content: ReportBytes, _ mask: NumberMask) {
        self.content = content
        self.mask = mask
    }

    /// Whether one of the numbers stands in a file at all: to read is cheaper by far than to write a copy,
    /// behind which the journal would wait for the disk.
    static func holdsPlace(_ content: ReportBytes, _ mask: NumberMask) throws(SystemError) -> Bool {
        var parts = MaskedFile(content, mask)
        while try parts.next() != nil {
            if parts.places > 0 { return true }
        }
        return false
    }

    /// In how many places numbers stand in a file.
    static func places(in content: ReportBytes, _ mask: NumberMask) throws(SystemError) -> Int {
        var parts = MaskedFile(content, mask)
        while try parts.next() != nil {}
        return parts.places
    }

    /// Copies a file with the numbers masked; the copy is not synced.
    ///
    /// - Returns: In how many places a number stood.
    static func copy(
        _ file: File,
        to new: File,
        _ mask: NumberMask
    ) throws(SystemError) -> Int {
        var parts = MaskedFile(ReportBytes(file), mask)
        var position: Int64 = 0
        while let part = try parts.next() {
            try new.writePart(part, at: position)
            position += Int64(part.count)
        }
        return parts.places
    }

    /// Returns the next part, or nil behind the last; no line lies in two parts.
    mutating func next() throws(SystemError) -> [UInt8]? {
        var bytes: [UInt8] = []
        swap(&bytes, &rest)
        while true {
            let part = try content.next(count: Self.part)
            bytes += part
            if part.isEmpty { break }
            guard let end = part.lastIndex(of: Self.lineEnd) else { continue }
            let kept = part.count - end - 1
            rest = Array(bytes.suffix(kept))
            bytes.removeLast(kept)
            break
        }
        guard !bytes.isEmpty else { return nil }
        places += mask.mask(&bytes)
        return bytes
    }
}
