import PosixBridge
import TicksheetCore

/// A CSV or TSV file that is being written whole.
final class CSVRowFile: RowFile {
    private static let flushAt = 1 << 20

    private let file: File
    private let encoder: CSVEncoder
    private var bytes: [UInt8] = []
    private var size: Int64 = 0

    /// Begins the file with its header.
    init(
        _ path: String,
        _ dialect: CSVDialect,
        _ headers: [String]
    ) throws(FileTrouble) {
        file = try onSystem { () throws(SystemError) in try File(path, .replace) }
        encoder = CSVEncoder(dialect)
        bytes.reserveCapacity(Self.flushAt * 5 / 4)
        encoder.appendHeader(headers, to: &bytes)
    }

    var row: RowText { encoder.row }

    func append(_ row: RowText) throws(FileTrouble) {
        encoder.append(row, to: &bytes)
        if bytes.count >= Self.flushAt { try flush() }
    }

    func finish() throws(FileTrouble) { try flush() }

    private func flush() throws(FileTrouble) {
        try onSystem { () throws(SystemError) in try file.writePart(bytes, at: size) }
        size += Int64(bytes.count)
        bytes.removeAll(keepingCapacity: true)
    }
}
