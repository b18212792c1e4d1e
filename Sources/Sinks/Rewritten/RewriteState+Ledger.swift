import TicksheetCore

extension RewriteState {
    /// Keeps the state as it is, durable before it returns.
    func keep(_ ledger: ReaderLedger) throws(FileTrouble) {
        try onLedger { () throws(SinkError) in try ledger.keep(encoded) }
    }

    /// Notes that the pending file is the one that is there.
    ///
    /// - Returns: The state from then on.
    @discardableResult
    func acknowledged(_ ledger: ReaderLedger) throws(FileTrouble) -> RewriteState {
        guard let pending else { return self }
        var state = RewriteState()
        state.written = pending.file
        let encoded = state.encoded
        try onLedger { () throws(SinkError) in
            try ledger.acknowledge(through: pending.through, state: encoded)
        }
        return state
    }

    /// Notes that the pending file never took its place, or has lost it again.
    ///
    /// - Returns: The state from then on.
    @discardableResult
    func takenBack(_ ledger: ReaderLedger) throws(FileTrouble) -> RewriteState {
        var state = self
        state.pending = nil
        try state.keep(ledger)
        return state
    }
}
