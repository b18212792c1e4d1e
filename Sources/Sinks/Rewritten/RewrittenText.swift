import PosixBridge
import TicksheetCore

/// A text file that was written whole by another mapping, and stays as it is but for forgotten
/// numbers.
struct RewrittenText {
    let path: String
    let missing: CSVSink.MissingPolicy
    let rebuild: String
    var overwrites = false
    let failPoint: FailPoint

    private var files: FileSwap { FileSwap(path: path) }

    /// Ends, or takes back, a writing that a process did not end.
    ///
    /// - Returns: Where the old file is kept, where it is.
    @discardableResult
    func settlePending(_ ledger: ReaderLedger) throws(FileTrouble) -> String? {
        let record = try onLedger { () throws(SinkError) in try ledger.record() }
        var state = RewriteState(record.state)
        guard let pending = state.pending else { return nil }
        let isExchanged = try onSystem { () throws(SystemError) in
            try files.isExchanged(inode: pending.file.inode)
        }
        guard isExchanged else {
            try onSystem { () throws(SystemError) in try files.discard() }
            state.pending = nil
            let encoded = state.encoded
            try onLedger { () throws(SinkError) in try ledger.keep(encoded) }
            return nil
        }
        let kept =
            pending.keepsOld
            ? try onSystem { () throws(SystemError) in try files.setAside() }
            : try putAway(state.written)
        _ = try acknowledged(pending, ledger)
        return kept
    }

    /// Brings file and journal to one state.
    ///
    /// - Returns: The file as the journal holds it; nil where none was written whole.
    func settled(_ ledger: ReaderLedger) throws(FileTrouble) -> RewriteState? {
        try settlePending(ledger)
        let record = try onLedger { () throws(SinkError) in try ledger.record() }
        let state = RewriteState(record.state)
        guard let written = state.written else { return nil }
        try onSystem { () throws(SystemError) in try files.discard() }
        let found = try onSystem { () throws(SystemError) in try Paths.status(path) }
        if found == nil, missing == .stop { throw .sink(.missing(path: path, rebuild: rebuild)) }
        if found != nil, !overwrites, try !isIntact(written, at: path) {
            let detail = "it differs from what this journal wrote"
            throw .sink(.edited(path: path, detail: detail, rebuild: rebuild))
        }
        return state
    }

    /// Puts a copy without forgotten numbers in the place of the file, and removes the old one.
    ///
    /// - Returns: What became of it; nil where no file was written whole.
    func masked(
        _ mask: NumberMask,
        _ ledger: ReaderLedger
    ) throws(FileTrouble) -> EraseReceipt? {
        guard var state = try settled(ledger) else { return nil }
        let nothing = EraseReceipt(places: 0, kept: nil)
        let found = try onSystem { () throws(SystemError) in try Paths.status(path) }
        guard let written = state.written, found != nil else { return nothing }
        let hasPlace = try onSystem { () throws(SystemError) in
            try MaskedFile.holdsPlace(try File(path, .read), mask)
        }
        guard hasPlace else { return nothing }
        let checkpoint = try onLedger { () throws(SinkError) in try ledger.record().checkpoint }
        let new = try onSystem { () throws(SystemError) in try files.begin() }
        do throws(FileTrouble) {
            let (file, places) = try copy(mask, to: new, of: written)
            failPoint.reach(.rebuilt)
            let pending = RewriteState.Pending(file: file, through: checkpoint, keepsOld: false)
            state.pending = pending
            let encoded = state.encoded
            try onLedger { () throws(SinkError) in try ledger.keep(encoded) }
            failPoint.reach(.beforeExchange)
            _ = try onSystem { () throws(SystemError) in try files.exchange(new) }
            failPoint.reach(.afterExchange)
            let kept = try putAway(written)
            failPoint.reach(.afterSetAside)
            _ = try acknowledged(pending, ledger)
            return EraseReceipt(places: places, kept: kept)
        } catch {
            if let inode = (try? new.status())?.inode,
                (try? files.isExchanged(inode: inode)) == false
            {
                try? files.discard()
            }
            throw error
        }
    }

    private func copy(
        _ mask: NumberMask,
        to new: File,
        of written: RewriteState.Writing
    ) throws(FileTrouble) -> (file: RewriteState.Writing, places: Int) {
        try onSystem { () throws(SystemError) in
            var parts = MaskedFile(try File(path, .read), mask)
            var position: Int64 = 0
            while let part = try parts.next() {
                try new.writePart(part, at: position)
                position += Int64(part.count)
            }
            try new.sync()
            // Its columns and what made its rows stay what they were.
            var file = written
            file.size = position
            file.sum = try RewriteState.sum(of: new)
            file.inode = try new.status().inode
            return (file, parts.places)
        }
    }

    // Removes what came out of an exchange; what somebody put there meanwhile is kept.
    private func putAway(_ written: RewriteState.Writing?) throws(FileTrouble) -> String? {
        let found = try onSystem { () throws(SystemError) in try Paths.status(files.hidden) }
        guard found != nil else { return nil }
        var isOurs = overwrites
        if !isOurs, let written { isOurs = try isIntact(written, at: files.hidden) }
        if isOurs {
            try onSystem { () throws(SystemError) in
                try files.discard()
                try Paths.syncFolder(Paths.folder(of: path))
            }
            return nil
        }
        return try onSystem { () throws(SystemError) in try files.setAside() }
    }

    private func isIntact(
        _ written: RewriteState.Writing,
        at place: String
    ) throws(FileTrouble) -> Bool {
        try onSystem { () throws(SystemError) in
            let file = try File(place, .read)
            let size = try file.status().size
            guard size == written.size else { return false }
            return try RewriteState.sum(of: file) == written.sum
        }
    }

    private func acknowledged(
        _ pending: RewriteState.Pending,
        _ ledger: ReaderLedger
    ) throws(FileTrouble) -> RewriteState {
        var state = RewriteState()
        state.written = pending.file
        let encoded = state.encoded
        try onLedger { () throws(SinkError) in
            try ledger.acknowledge(through: pending.through, state: encoded)
        }
        return state
    }
}
