import PosixBridge
import TicksheetCore

/// A file that was written whole, whatever its mapping says now and whatever has left the journal since: its
/// rows stay as they are, but for forgotten numbers.
struct WrittenFile {
    let path: String
    var isText = true
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
        let state = RewriteState(record.state)
        guard let pending = state.pending else { return nil }
        let isExchanged = try onSystem { () throws(SystemError) in
            try files.isExchanged(inode: pending.file.inode)
        }
        guard isExchanged else {
            try onSystem { () throws(SystemError) in try files.discard() }
            try state.takenBack(ledger)
            return nil
        }
        let kept =
            pending.keepsOld
            ? try onSystem { () throws(SystemError) in try files.setAside() }
            : try putAway(state.written)
        try state.acknowledged(ledger)
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
        if found != nil, !overwrites,
            let detail = try RewriteState.edit(of: written, at: path)
        {
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
            try MaskedFile.holdsPlace(try ReportBytes(path), mask)
        }
        guard hasPlace else { return nothing }
        try files.requireClosed()
        try files.requireWritable()
        let checkpoint = try onLedger { () throws(SinkError) in try ledger.record().checkpoint }
        let new = try onSystem { () throws(SystemError) in try files.begin() }
        do throws(FileTrouble) {
            let (file, places) = try copy(mask, to: new, of: written)
            failPoint.reach(.rebuilt)
            state.pending = .init(file: file, through: checkpoint, keepsOld: false)
            try state.keep(ledger)
            // Somebody may have opened it meanwhile.
            try files.requireClosed()
            failPoint.reach(.beforeExchange)
            _ = try onSystem { () throws(SystemError) in try files.exchange(new) }
            failPoint.reach(.afterExchange)
            let kept = try putAway(written)
            failPoint.reach(.afterSetAside)
            try state.acknowledged(ledger)
            return EraseReceipt(places: places, kept: kept)
        } catch {
            files.discard(unlessExchanged: new)
            throw error
        }
    }

    private func copy(
        _ mask: NumberMask,
        to new: File,
        of written: RewriteState.Writing
    ) throws(FileTrouble) -> (file: RewriteState.Writing, places: Int) {
        try onSystem { () throws(SystemError) in
            let places =
                isText
                ? try MaskedFile.copy(try File(path, .read), to: new, mask)
                : try ODSCopy.write(mask, from: path, to: new.path)
            try new.sync()
            let status = try new.status()
            // Its columns and what made its rows stay what they were.
            var file = written
            file.size = status.size
            file.sum = try RewriteState.sum(of: new)
            file.inode = status.inode
            return (file, places)
        }
    }

    // Removes what came out of an exchange; what somebody put there meanwhile is kept.
    private func putAway(_ written: RewriteState.Writing?) throws(FileTrouble) -> String? {
        let found = try onSystem { () throws(SystemError) in try Paths.status(files.hidden) }
        guard found != nil else { return nil }
        let edit = overwrites ? nil : try RewriteState.edit(of: written, at: files.hidden)
        return try onSystem { () throws(SystemError) in
            if edit != nil { return try files.setAside() }
            try files.discard()
            try Paths.syncFolder(Paths.folder(of: path))
            return nil
        }
    }
}
