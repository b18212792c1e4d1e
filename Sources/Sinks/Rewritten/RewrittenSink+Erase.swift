import PosixBridge
package import TicksheetCore

extension RewrittenCSVSink {
    /// Writes the report anew from the messages, in which numbers are masked already; the old file
    /// is removed, as with every writing.
    package func erase(_ ledger: ReaderLedger) async throws(SinkError) -> EraseReceipt {
        try FileLock.held(on: path) { () throws(FileTrouble) in
            let state = try settled(ledger)
            let mask = try onLedger { () throws(SinkError) in try ledger.forgotten() }
            let places = try onSystem { () throws(SystemError) in try found(mask) }
            guard places > 0 else { return EraseReceipt(places: 0, kept: nil) }
            let head = try onLedger { () throws(SinkError) in try ledger.head() }
            let receipt = try write(nil, through: head, over: state, ledger, keepsOld: false)
            return EraseReceipt(places: places, kept: receipt.kept)
        }
    }

    private func found(_ mask: NumberMask) throws(SystemError) -> Int {
        guard try Paths.status(path) != nil else { return 0 }
        var parts = MaskedFile(try File(path, .read), mask)
        while try parts.next() != nil {}
        return parts.places
    }
}
