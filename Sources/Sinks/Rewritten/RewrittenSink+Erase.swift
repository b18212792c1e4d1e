import PosixBridge
package import TicksheetCore

extension RewrittenSink {
    /// Writes the report anew from the journal, in which numbers are masked already; the old file is
    /// removed, as with every writing.
    ///
    /// Throws where rows would go with it because retention has removed their entries.
    package func erase(_ ledger: ReaderLedger) async throws(SinkError) -> EraseReceipt {
        try FileLock.held(on: path) { () throws(FileTrouble) in
            let state = try settled(ledger)
            let mask = try onLedger { () throws(SinkError) in try ledger.forgotten() }
            let places = try onSystem { () throws(SystemError) in try found(mask) }
            guard places > 0 else { return EraseReceipt(places: 0, kept: nil) }
            try requireEntries(state.written, ledger)
            let head = try onLedger { () throws(SinkError) in try ledger.head() }
            let receipt = try write(.all, through: head, over: state, ledger, keepsOld: false)
            return EraseReceipt(places: places, kept: receipt.kept)
        }
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
