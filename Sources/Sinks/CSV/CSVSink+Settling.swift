import PosixBridge
import TicksheetCore

extension CSVSink {
    /// Brings file and journal to one state: nothing pending, the file as acknowledged.
    ///
    /// `asItIs`: Whether it gets no rows, and may have other columns than the mapping.
    func settled(
        _ ledger: ReaderLedger,
        asItIs: Bool = false
    ) throws(FileTrouble) -> Settled {
        let record = try onLedger { () throws(SinkError) in try ledger.record() }
        guard let state = CSVState(record.state) else {
            if record.state.isEmpty { return try begun(ledger, after: record.checkpoint) }
            // Rows per message or number.
            try rewritten.settlePending(ledger)
            guard try onSystem({ () throws(SystemError) in try Paths.status(path) }) == nil else {
                throw .sink(.rowsChanged(path: path, rebuild: rebuild))
            }
            return try replacedMissing(ledger, record)
        }
        if let swap = state.swap {
            try settle(swap, state, ledger)
            return try settled(ledger, asItIs: asItIs)
        }
        let found = try onSystem { () throws(SystemError) in try Paths.status(path) }
        guard let found else {
            // The header of a new file was pending when the process ended: nothing is lost.
            if state.size == 0 { return try begun(ledger, after: record.checkpoint) }
            return try replacedMissing(ledger, record)
        }
        guard found.isRegular else { throw .sink(.notAFile(path: path)) }
        let file = try onSystem { () throws(SystemError) in try File(path, .append) }
        let size = try onSystem { () throws(SystemError) in try file.status() }.size
        guard size >= state.size else {
            throw .sink(edited("it is shorter than what was written"))
        }
        guard try tail(of: file, size: state.size) == state.tail else {
            throw .sink(edited("its last rows differ from what was written"))
        }
        if !asItIs, size > 0, !state.layout.isEmpty, state.layout != layout {
            throw .sink(columnsChanged(from: state.layout))
        }
        let excess = size - state.size
        guard let pending = state.pending else {
            guard excess == 0 else {
                throw .sink(
                    edited(
                        "it is longer than what this journal wrote, as it also is where the "
                            + "journal was restored from a backup"
                    )
                )
            }
            return Settled(file: file, state: state, checkpoint: record.checkpoint)
        }
        return try settled(file, excess, pending, state, ledger)
    }

    func settled(
        _ file: File,
        _ excess: Int64,
        _ pending: CSVState.Pending,
        _ state: CSVState,
        _ ledger: ReaderLedger
    ) throws(FileTrouble) -> Settled {
        let written = try onSystem { () throws(SystemError) in
            try file.read(at: state.size, count: Int(min(excess, pending.end - state.size + 1)))
        }
        if state.size + excess == pending.end, CSVState.checksum(written) == pending.sum {
            // It may stand in the file and not yet on the disk.
            try onSystem { () throws(SystemError) in
                try file.sync()
                try Paths.syncFolder(Paths.folder(of: path))
            }
            try acknowledge(file, state, pending, ledger)
        } else {
            let batch = try batch(of: pending, ledger)
            guard batch.starts(with: written), written.count < max(1, batch.count) else {
                let isOurs = pending.mapping == mapping || pending.mapping.isEmpty
                throw .sink(
                    edited(
                        isOurs
                            ? "behind the last acknowledged row stands more than this journal "
                                + "wrote, as it also does where the journal was restored from a "
                                + "backup"
                            : "or its mapping was, while a batch was half written"
                    )
                )
            }
            var state = state
            state.pending = nil
            try onSystem { () throws(SystemError) in try file.truncate(to: state.size) }
            // Without a header nothing may be kept: rows would be appended to an empty file.
            if state.size == 0 { return try begun(ledger, after: pending.after, in: file) }
            let encoded = state.encoded
            try onLedger { () throws(SinkError) in try ledger.keep(encoded) }
        }
        let record = try onLedger { () throws(SinkError) in try ledger.record() }
        return Settled(
            file: file,
            state: CSVState(record.state) ?? state,
            checkpoint: record.checkpoint
        )
    }

    /// The file as one that was written whole, before the mapping said otherwise.
    var rewritten: WrittenFile {
        WrittenFile(path: path, missing: missing, rebuild: rebuild, failPoint: failPoint)
    }

    /// Renders a pending batch again.
    func batch(
        of pending: CSVState.Pending,
        _ ledger: ReaderLedger
    ) throws(FileTrouble) -> [UInt8] {
        guard pending.through > pending.after else { return headerBytes }
        rows.use(try onLedger { () throws(SinkError) in try ledger.pins() })
        var entries: [Entry] = []
        var position = pending.after
        while position < pending.through {
            let page = try onLedger { () throws(SinkError) in
                try ledger.entries(after: position, limit: 1000)
            }
            guard let last = page.last else { break }
            entries += page.filter { $0.sequence <= pending.through }
            position = last.sequence
        }
        return rendered(entries).bytes
    }

    /// Settles a rebuild that a process did not end.
    ///
    /// - Returns: Where the old file is now, if it was put aside.
    @discardableResult
    func settle(
        _ swap: CSVState.Swap,
        _ state: CSVState,
        _ ledger: ReaderLedger
    ) throws(FileTrouble) -> String? {
        let files = FileSwap(path: path)
        let isExchanged = try onSystem { () throws(SystemError) in
            try files.isExchanged(inode: swap.inode)
        }
        guard isExchanged else {
            try onSystem { () throws(SystemError) in try files.discard() }
            var state = state
            state.swap = nil
            // A rebuild may have been the first thing that was ever done here.
            let kept = state == CSVState() ? [] : state.encoded
            try onLedger { () throws(SinkError) in try ledger.keep(kept) }
            return nil
        }
        let mask = try onLedger { () throws(SinkError) in try ledger.forgotten() }
        let kept = try onSystem { () throws(SystemError) in try files.setAside(mask) }
        try acknowledge(swap, ledger)
        return kept
    }

    func acknowledge(
        _ swap: CSVState.Swap,
        _ ledger: ReaderLedger
    ) throws(FileTrouble) {
        var state = CSVState()
        state.size = swap.size
        state.tail = swap.tail
        state.layout = swap.layout
        state.mapping = swap.mapping
        let encoded = state.encoded
        try onLedger { () throws(SinkError) in
            try ledger.acknowledge(through: swap.through, state: encoded)
        }
    }

    private func edited(_ detail: String) -> SinkError {
        .edited(path: path, detail: detail, rebuild: rebuild)
    }

    private func columnsChanged(from found: String) -> SinkError {
        .columnsChanged(path: path, found: found, expected: layout, rebuild: rebuild)
    }
}
