import MinizipBridge
package import PosixBridge

/// Reads what a report file says from beginning to end: the bytes of a CSV, the rows of an ODS as they
/// were before they were compressed.
package struct ReportBytes {
    private enum Source {
        case file(File)
        case part(ZipReader)
    }

    private let source: Source
    private var position: Int64 = 0

    /// Opens a file.
    package init(_ path: String) throws(SystemError) {
        if let part = ZipReader(path, part: "content.xml") {
            source = .part(part)
        } else {
            source = .file(try File(path, .read))
        }
    }

    /// Reads all of a file as it is.
    init(_ file: File) { source = .file(file) }

    /// Reads a part of a ZIP file.
    init(_ part: ZipReader) { source = .part(part) }

    /// Returns the next bytes, at most so many; none behind the end.
    package mutating func next(count: Int) throws(SystemError) -> [UInt8] {
        switch source {
        case .part(let part): return try part.next(count: count)
        case .file(let file):
            let bytes = try file.read(at: position, count: count)
            position += Int64(bytes.count)
            return bytes
        }
    }
}
