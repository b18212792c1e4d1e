import PosixBridge
package import TicksheetCore

extension RewrittenSink {
    /// Ends or takes back a writing, whatever the mapping says now.
    package func settle(_ ledger: ReaderLedger) async throws(SinkError) {
        if let appended = try appended(ledger) { return try await appended.settle(ledger) }
        try FileLock.held(on: path) { () throws(FileTrouble) in
            if let text = try textOfOtherMapping(ledger) {
                _ = try text.settled(ledger)
            } else {
                _ = try settled(ledger)
            }
        }
    }

    /// Writes the report anew from the journal, in which numbers are masked already; the old file is
    /// removed, as with every writing.
    ///
    /// Texts that another mapping made stay what they are, but for the numbers.
    ///
    /// Throws where rows would go with it because retention has removed their entries.
    package func erase(_ ledger: ReaderLedger) async throws(SinkError) -> EraseReceipt {
        if let appended = try appended(ledger) { return try await appended.erase(ledger) }
        return try FileLock.held(on: path) { () throws(FileTrouble) in
            let mask = try onLedger { () throws(SinkError) in try ledger.forgotten() }
            if let text = try textOfOtherMapping(ledger),
                let receipt = try text.masked(mask, ledger)
            {
                return receipt
            }
            let state = try settled(ledger)
            let places = try onSystem { () throws(SystemError) in try found(mask) }
            guard places > 0 else { return EraseReceipt(places: 0, kept: nil) }
            try requireEntries(state.written, ledger)
            let head = try onLedger { () throws(SinkError) in try ledger.head() }
            let receipt = try write(.all, through: head, over: state, ledger, keepsOld: false)
            return EraseReceipt(places: places, kept: receipt.kept)
        }
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

    private func textOfOtherMapping(
        _ ledger: ReaderLedger
    ) throws(FileTrouble) -> RewrittenText? {
        guard case .csv = kind, let written = try stateOfRecord(ledger).written,
            written.mapping != mapping
        else { return nil }
        return RewrittenText(
            path: path,
            missing: missing,
            rebuild: rebuild,
            overwrites: overwrites,
            failPoint: failPoint
        )
    }

    private func found(_ mask: NumberMask) throws(SystemError) -> Int {
        guard try Paths.status(path) != nil else { return 0 }
        var content = try ReportBytes(path)
        var places = 0
        var rest: [UInt8] = []
        while true {
            let part = try content.next(count: 1 << 20)
            rest += part
            // Each row ends a line: no number lies in two parts.
            let end =
                part.isEmpty
                ? rest.endIndex : rest.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            var whole = Array(rest[..<end])
            places += mask.mask(&whole)
            rest.removeSubrange(..<end)
            if part.isEmpty { return places }
        }
    }
}
