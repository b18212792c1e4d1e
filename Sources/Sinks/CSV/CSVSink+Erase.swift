import PosixBridge
package import TicksheetCore

extension CSVSink {
    /// Ends or takes back a batch or a rebuild, whatever the mapping says now.
    package func settle(_ ledger: ReaderLedger) async throws(SinkError) {
        try FileLock.held(on: path) { () throws(FileTrouble) in
            if try rewritten.settled(ledger) == nil { _ = try settled(ledger, asItIs: true) }
        }
    }

    /// Puts a copy of the file without forgotten numbers in its place, and removes the old one.
    ///
    /// It is the file itself that is copied: rows whose entries retention has removed stay, too.
    package func erase(_ ledger: ReaderLedger) async throws(SinkError) -> EraseReceipt {
        try FileLock.held(on: path) { () throws(FileTrouble) in
            let mask = try onLedger { () throws(SinkError) in try ledger.forgotten() }
            // Rows that are kept current, before the mapping said otherwise.
            if let receipt = try rewritten.masked(mask, ledger) { return receipt }
            let found = try settled(ledger, asItIs: true)
            let files = FileSwap(path: path)
            let hasPlace = try onSystem { () throws(SystemError) in
                try MaskedFile.holdsPlace(ReportBytes(found.file), mask)
            }
            guard hasPlace else {
                // What a process left that was ended may hold one.
                try onSystem { () throws(SystemError) in try files.discard() }
                return EraseReceipt(places: 0, kept: nil)
            }
            let new = try onSystem { () throws(SystemError) in try files.begin() }
            do throws(FileTrouble) {
                let places = try copy(found.file, to: new, mask)
                let swap = try swap(to: new, of: found)
                let kept = try exchange(new, swap, mask, ledger)
                return EraseReceipt(places: places, kept: kept)
            } catch {
                discard(new)
                throw error
            }
        }
    }

    private func copy(
        _ file: File,
        to new: File,
        _ mask: NumberMask
    ) throws(FileTrouble) -> Int {
        try onSystem { () throws(SystemError) in
            let places = try MaskedFile.copy(file, to: new, mask)
            try new.sync()
            return places
        }
    }

    private func swap(to new: File, of found: Settled) throws(FileTrouble) -> CSVState.Swap {
        let status = try onSystem { () throws(SystemError) in try new.status() }
        return CSVState.Swap(
            through: found.checkpoint,
            size: status.size,
            tail: try tail(of: new, size: status.size),
            layout: found.state.layout,
            mapping: found.state.mapping,
            inode: status.inode
        )
    }
}
