import PosixBridge
import TicksheetCore

extension CSVSink {
    /// Makes the file with its header row.
    func begun(
        _ ledger: ReaderLedger,
        after checkpoint: SequenceNumber,
        in existing: File? = nil
    ) throws(FileTrouble) -> Settled {
        let file: File
        if let existing {
            file = existing
        } else {
            if let found = try onSystem({ () throws(SystemError) in try Paths.status(path) }) {
                guard found.isRegular else { throw .sink(.notAFile(path: path)) }
                guard found.size == 0 else { throw .sink(.foreign(path: path, rebuild: rebuild)) }
            }
            // What the journal knew of a file that is gone must not be held against the new one.
            try onLedger { () throws(SinkError) in try ledger.keep([]) }
            file = try onSystem { () throws(SystemError) in
                _ = try File(path, .updateOrCreate)
                return try File(path, .append)
            }
        }
        isNew = true
        let pending = CSVState.Pending(
            after: checkpoint,
            through: checkpoint,
            end: Int64(headerBytes.count),
            sum: CSVState.checksum(headerBytes),
            mapping: mapping
        )
        var state = CSVState()
        state.layout = layout
        state.mapping = mapping
        try append(headerBytes, pending, to: file, state, ledger)
        let record = try onLedger { () throws(SinkError) in try ledger.record() }
        return Settled(
            file: file,
            state: CSVState(record.state) ?? CSVState(),
            checkpoint: record.checkpoint
        )
    }

    func replacedMissing(
        _ ledger: ReaderLedger,
        _ record: ReaderRecord
    ) throws(FileTrouble) -> Settled {
        switch missing {
        case .stop:
            throw .sink(.missing(path: path, rebuild: rebuild))
        case .continue:
            return try begun(ledger, after: record.checkpoint)
        case .rebuild:
            _ = try rebuilt(ledger)
            return try settled(ledger)
        }
    }

    var layout: String { dialect.layout(headers) }

    var headerBytes: [UInt8] {
        var bytes: [UInt8] = []
        encoder.appendHeader(headers, to: &bytes)
        return bytes
    }

    func tail(of file: File, size: Int64) throws(FileTrouble) -> String {
        let start = max(0, size - CSVState.tailLength)
        return try onSystem { () throws(SystemError) in
            CSVState.checksum(try file.read(at: start, count: Int(size - start)))
        }
    }
}
