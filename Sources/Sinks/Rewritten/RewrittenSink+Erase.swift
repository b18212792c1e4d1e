import PosixBridge
package import TicksheetCore

extension RewrittenSink {
    /// Ends or takes back a writing, whatever the mapping says now.
    package func settle(_ ledger: ReaderLedger) async throws(SinkError) {
        if let appended = try appended(ledger) { return try await appended.settle(ledger) }
        try FileLock.held(on: path) { () throws(FileTrouble) in
            if try file.settled(ledger) == nil { _ = try settled(ledger) }
        }
    }

    /// Puts a copy of the file without forgotten numbers in its place, and removes the old one.
    ///
    /// It is the file itself that is copied: rows whose entries retention has removed stay, too, and what
    /// another mapping made.
    package func erase(_ ledger: ReaderLedger) async throws(SinkError) -> EraseReceipt {
        if let appended = try appended(ledger) { return try await appended.erase(ledger) }
        return try FileLock.held(on: path) { () throws(FileTrouble) in
            let mask = try onLedger { () throws(SinkError) in try ledger.forgotten() }
            if let receipt = try file.masked(mask, ledger) { return receipt }
            _ = try settled(ledger)
            return EraseReceipt(places: 0, kept: nil)
        }
    }

    private var file: WrittenFile {
        WrittenFile(
            path: path,
            isText: kind.isText,
            missing: missing,
            rebuild: rebuild,
            overwrites: overwrites,
            failPoint: failPoint
        )
    }

    // Rows that were appended before the mapping said otherwise.
    func appended(_ ledger: ReaderLedger) throws(SinkError) -> CSVSink? {
        guard case .csv(let dialect) = kind, CSVState(try ledger.record().state) != nil else {
            return nil
        }
        return CSVSink(
            path: path,
            dialect: dialect,
            missing: missing,
            headers: report.headers,
            definition: "",
            rows: rows,
            rebuild: rebuild,
            failPoint: failPoint
        )
    }
}
