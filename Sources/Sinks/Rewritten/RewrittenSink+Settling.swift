import PosixBridge
import TicksheetCore

extension RewrittenSink {
    func stateOfRecord(_ ledger: ReaderLedger) throws(FileTrouble) -> RewriteState {
        RewriteState(try onLedger { () throws(SinkError) in try ledger.record().state })
    }

    /// Whether the reader has written rows, be it that they were appended.
    func isWritten(_ ledger: ReaderLedger) throws(FileTrouble) -> Bool {
        try onLedger { () throws(SinkError) in try !ledger.record().state.isEmpty }
    }

    /// Brings file and journal to one state: nothing pending, the file as acknowledged.
    func settled(_ ledger: ReaderLedger) throws(FileTrouble) -> RewriteState {
        try settleAppended(ledger)
        var state = try stateOfRecord(ledger)
        if state.pending != nil { state = try settlePending(state, ledger) }
        let found = try onSystem { () throws(SystemError) in try Paths.status(path) }
        let isAppended = try isWritten(ledger) && state.written == nil
        if isAppended, found != nil { throw .sink(.rowsChanged(path: path, rebuild: rebuild)) }
        // What is there now is a new file that was never whole.
        try onSystem { () throws(SystemError) in try FileSwap(path: path).discard() }
        if found == nil, isAppended || state.written != nil {
            if missing == .stop { throw .sink(.missing(path: path, rebuild: rebuild)) }
            return state
        }
        guard let written = state.written else {
            if let found, found.size > 0, !overwrites {
                throw .sink(.foreign(path: path, rebuild: rebuild))
            }
            return state
        }
        state = try withRows(written, state, ledger)
        if overwrites { return state }
        if let detail = try RewriteState.edit(of: written, at: path) {
            throw .sink(.edited(path: path, detail: detail, rebuild: rebuild))
        }
        guard written.layout == layout else {
            throw .sink(
                .columnsChanged(
                    path: path,
                    found: written.layout,
                    expected: layout,
                    rebuild: rebuild
                )
            )
        }
        return state
    }

    // An earlier version did not note what a row stands for; it is certain as long as the mapping is the
    // same.
    private func withRows(
        _ written: RewriteState.Writing,
        _ state: RewriteState,
        _ ledger: ReaderLedger
    ) throws(FileTrouble) -> RewriteState {
        if let rows = written.rows {
            if kind.isText, rows != report.rows {
                throw .sink(.rowsChanged(path: path, rebuild: rebuild))
            }
            return state
        }
        guard written.mapping == mapping else { return state }
        var state = state
        state.written?.rows = report.rows
        try state.keep(ledger)
        return state
    }

    /// Ends, or takes back, a rebuild of appended rows that a process did not end before the mapping said
    /// otherwise.
    ///
    /// - Returns: Where the old file is kept, where it is.
    @discardableResult
    func settleAppended(_ ledger: ReaderLedger) throws(FileTrouble) -> String? {
        let sink = try onLedger { () throws(SinkError) in try appended(ledger) }
        return try sink?.settleSwap(ledger)
    }

    /// Ends, or takes back, a writing that a process did not end.
    func settlePending(
        _ state: RewriteState,
        _ ledger: ReaderLedger
    ) throws(FileTrouble) -> RewriteState {
        guard let pending = state.pending else { return state }
        let files = FileSwap(path: path)
        let isExchanged = try onSystem { () throws(SystemError) in
            try files.isExchanged(inode: pending.file.inode)
        }
        if isExchanged {
            _ = try putAway(files, state, ledger)
            return try state.acknowledged(ledger)
        }
        try leave(files, pending.file)
        return try state.takenBack(ledger)
    }

    /// Removes a new file that has lost its name again; keeps it where somebody wrote to it meanwhile.
    ///
    /// - Returns: Where it is kept.
    @discardableResult
    private func leave(
        _ files: FileSwap,
        _ new: RewriteState.Writing?
    ) throws(FileTrouble) -> String? {
        let found = try onSystem { () throws(SystemError) in try Paths.status(files.hidden) }
        guard found != nil, let new, try RewriteState.edit(of: new, at: files.hidden) != nil else {
            try onSystem { () throws(SystemError) in try files.discard() }
            return nil
        }
        return try onSystem { () throws(SystemError) in try files.setAside() }
    }

    /// Removes what came out of an exchange, or keeps it; puts it back and throws where somebody edited
    /// it.
    ///
    /// - Returns: Where it is kept.
    func putAway(
        _ files: FileSwap,
        _ state: RewriteState,
        _ ledger: ReaderLedger
    ) throws(FileTrouble) -> String? {
        guard try onSystem({ () throws(SystemError) in try Paths.status(files.hidden) }) != nil
        else { return nil }
        if state.pending?.keepsOld == true {
            return try onSystem { () throws(SystemError) in try files.setAside() }
        }
        if !overwrites, var detail = try RewriteState.edit(of: state.written, at: files.hidden) {
            try onSystem { () throws(SystemError) in
                if try Paths.status(path) == nil {
                    try Paths.moveAside(files.hidden, to: path)
                } else {
                    try Paths.exchange(files.hidden, with: path)
                }
            }
            // Both files had their turn under the name that people know.
            if let kept = try leave(files, state.pending?.file) {
                detail += ", and so was the file that had its name for a moment, kept as \(kept)"
            }
            try onSystem { () throws(SystemError) in
                try Paths.syncFolder(Paths.folder(of: path))
            }
            try state.takenBack(ledger)
            throw .sink(
                state.written == nil
                    ? .foreign(path: path, rebuild: rebuild)
                    : .edited(path: path, detail: detail, rebuild: rebuild)
            )
        }
        try onSystem { () throws(SystemError) in
            try files.discard()
            try Paths.syncFolder(Paths.folder(of: path))
        }
        return nil
    }
}
