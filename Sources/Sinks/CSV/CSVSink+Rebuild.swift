import PosixBridge
package import TicksheetCore

extension CSVSink {
    private static let page = 5000
    private static let flushAt = 1 << 20

    /// Writes the whole report beside the old one, and swaps them.
    package func rebuild(_ ledger: ReaderLedger) async throws(SinkError) -> RebuildReceipt {
        try FileLock.held(on: path) { () throws(FileTrouble) in
            // The reader may be new, and what an ended rebuild left must not be lost.
            var kept = try settleSwap(ledger)
            if kept == nil { kept = try rewritten.settlePending(ledger) }
            let receipt = try rebuilt(ledger)
            // What an ended rebuild put aside is news for whoever asks again.
            return RebuildReceipt(rows: receipt.rows, kept: receipt.kept ?? kept)
        }
    }

    /// Ends, or takes back, a rebuild that a process did not end.
    ///
    /// - Returns: Where the old file is kept, where it is.
    @discardableResult
    func settleSwap(_ ledger: ReaderLedger) throws(FileTrouble) -> String? {
        let record = try onLedger { () throws(SinkError) in try ledger.record() }
        guard let state = CSVState(record.state), let swap = state.swap else { return nil }
        return try settle(swap, state, ledger)
    }

    /// Writes the whole report beside the old one and puts it in its place.
    func rebuilt(_ ledger: ReaderLedger) throws(FileTrouble) -> RebuildReceipt {
        let files = FileSwap(path: path)
        let file = try onSystem { () throws(SystemError) in try files.begin() }
        do throws(FileTrouble) {
            let written = try writeAll(to: file, ledger)
            let mask = try onLedger { () throws(SinkError) in try ledger.forgotten() }
            let kept = try exchange(file, written.swap, mask, ledger)
            return RebuildReceipt(rows: written.rows, kept: kept)
        } catch {
            discard(file)
            throw error
        }
    }

    /// Puts a new file that is whole in the place of the one that is there, and acknowledges it.
    ///
    /// - Returns: Where the old one is kept; nil where the new one, but for masked numbers, begins
    ///   with all of it.
    func exchange(
        _ new: File,
        _ swap: CSVState.Swap,
        _ mask: NumberMask,
        _ ledger: ReaderLedger
    ) throws(FileTrouble) -> String? {
        let files = FileSwap(path: path)
        failPoint.reach(.rebuilt)
        try keep(swap, ledger)
        failPoint.reach(.beforeExchange)
        let kept = try onSystem { () throws(SystemError) in
            guard try files.exchange(new) else { return nil as String? }
            failPoint.reach(.afterExchange)
            return try files.setAside(mask)
        }
        failPoint.reach(.afterSetAside)
        try acknowledge(swap, ledger)
        return kept
    }

    /// Removes a new file that never got its name: a full disk is not made fuller by what nobody
    /// will use.
    func discard(_ new: File) {
        let files = FileSwap(path: path)
        if let inode = (try? new.status())?.inode,
            (try? files.isExchanged(inode: inode)) == false
        {
            try? files.discard()
        }
    }

    private func keep(_ swap: CSVState.Swap, _ ledger: ReaderLedger) throws(FileTrouble) {
        let record = try onLedger { () throws(SinkError) in try ledger.record() }
        var state = CSVState(record.state) ?? CSVState()
        state.swap = swap
        let encoded = state.encoded
        try onLedger { () throws(SinkError) in try ledger.keep(encoded) }
    }

    private func writeAll(
        to file: File,
        _ ledger: ReaderLedger
    ) throws(FileTrouble) -> (swap: CSVState.Swap, rows: Int) {
        let head = try onLedger { () throws(SinkError) in try ledger.head() }
        var position = try onLedger { () throws(SinkError) in try ledger.beginning() }
        var through = try onLedger { () throws(SinkError) in try ledger.record().checkpoint }
        through = max(through, head)
        rows.use(try onLedger { () throws(SinkError) in try ledger.pins() })
        var bytes = headerBytes
        var size: Int64 = 0
        var count = 0
        while position < head {
            let start = position
            let entries = try onLedger { () throws(SinkError) in
                try ledger.correctedEntries(after: start, limit: Self.page)
            }
            guard let last = entries.last else { break }
            let part = rendered(entries.filter { $0.sequence <= head })
            bytes += part.bytes
            count += part.rows
            position = last.sequence
            if bytes.count >= Self.flushAt { try flush(&bytes, to: file, &size) }
        }
        try flush(&bytes, to: file, &size)
        try onSystem { () throws(SystemError) in try file.sync() }
        let inode = try onSystem { () throws(SystemError) in try file.status() }.inode
        let swap = CSVState.Swap(
            through: through,
            size: size,
            tail: try tail(of: file, size: size),
            layout: layout,
            mapping: mapping,
            inode: inode
        )
        return (swap, count)
    }

    private func flush(
        _ bytes: inout [UInt8],
        to file: File,
        _ size: inout Int64
    ) throws(FileTrouble) {
        let part = bytes
        let position = size
        try onSystem { () throws(SystemError) in try file.writePart(part, at: position) }
        size += Int64(part.count)
        bytes.removeAll(keepingCapacity: true)
    }
}
