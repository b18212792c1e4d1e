import PosixBridge
package import TicksheetCore

/// Writes a file whole whenever one of its rows changed, and never over what somebody else wrote: any
/// file of rows per message or number, and those that nothing can be appended to.
///
/// The protocol of one writing, under a lock beside the file:
///
/// 1. the file must be as it was acknowledged, else stop: somebody edited it;
/// 2. write the new one beside it, synced, and keep it as pending in the journal;
/// 3. exchange the two in one step;
/// 4. what came out must be what was acknowledged, else exchange back and stop;
/// 5. remove it, sync the folder, acknowledge.
///
/// After a crash the new file's inode tells whether the exchange took place.
package final class RewrittenSink: MovableSink {
    let path: String
    let missing: CSVSink.MissingPolicy
    let overwrites: Bool
    let report: ReportMapping
    let mapping: String
    let layout: String
    let rebuild: String
    let failPoint: FailPoint
    let kind: RowFileKind
    var rows: RowBuilder

    /// Creates a sink.
    ///
    /// `path`: An absolute path.
    ///
    /// `overwrites`: Whether what people did to the file is written over.
    ///
    /// `definition`: What makes the rows; a change of it is noticed.
    ///
    /// `rebuild`: The command that writes the report anew, for messages.
    package init(
        path: String,
        kind: RowFileKind,
        missing: CSVSink.MissingPolicy,
        overwrites: Bool,
        report: ReportMapping,
        definition: String,
        rows: RowBuilder,
        rebuild: String,
        failPoint: FailPoint = .none
    ) {
        self.path = path
        self.missing = missing
        self.overwrites = overwrites
        self.report = report
        self.rebuild = rebuild
        self.failPoint = failPoint
        self.rows = rows
        mapping = CSVState.checksum(Array(definition.utf8))
        layout = kind.layout(report.headers)
        self.kind = kind
    }

    /// Whether a file was made by another definition, as a reader's state tells.
    package static func isStale(_ state: [UInt8], definition: String) -> Bool {
        guard let written = RewriteState(state).written else { return false }
        return written.mapping != CSVState.checksum(Array(definition.utf8))
    }

    /// Whether opening writes a file that another definition made anew, as a reader's state tells: not where
    /// its rows or columns were others.
    package static func isRenewed(
        _ state: [UInt8],
        _ kind: RowFileKind,
        _ report: ReportMapping,
        overwrites: Bool
    ) -> Bool {
        guard let written = RewriteState(state).written else { return false }
        if kind.isText, report.rows == .status || written.rows ?? report.rows != report.rows {
            return false
        }
        return overwrites || written.layout == kind.layout(report.headers)
    }

    /// Settles what an earlier process left half done; makes a file that is not there: with its header
    /// before the first row, with all rows where somebody removed it and the settings do not say stop.
    ///
    /// One that another mapping made is written anew.
    package func open(_ ledger: ReaderLedger) async throws(SinkError) {
        try FileLock.held(on: path) { () throws(FileTrouble) in
            let state = try settled(ledger)
            let checkpoint = try onLedger { () throws(SinkError) in try ledger.record().checkpoint }
            // A file with its header tells that there is nothing yet.
            var extent = Extent.none
            if try isWritten(ledger) {
                let isGone = try isGone()
                guard isGone || state.written?.mapping != mapping,
                    try isUpToDate(checkpoint, ledger)
                else { return }
                try requireEntries(state.written, ledger)
                extent = .all
            }
            _ = try write(extent, through: checkpoint, over: state, ledger, keepsOld: false)
        }
    }

    /// Whether the file was made by another mapping, or has to be made again.
    package func opensAnew(_ ledger: ReaderLedger) throws(SinkError) -> Bool {
        let record = try ledger.record()
        guard !record.state.isEmpty else { return false }
        if RewriteState(record.state).written?.mapping != mapping { return true }
        // What cannot be looked at is told when it is opened.
        return missing != .stop && (try? isGone()) ?? false
    }

    private func isGone() throws(FileTrouble) -> Bool {
        try onSystem { () throws(SystemError) in try Paths.status(path) } == nil
    }

    // Whether no batch follows, which writes all of the file by itself.
    private func isUpToDate(
        _ checkpoint: SequenceNumber,
        _ ledger: ReaderLedger
    ) throws(FileTrouble) -> Bool {
        try onLedger { () throws(SinkError) in try ledger.head() } <= checkpoint
    }

    /// Writes all rows, whatever the batch holds, and acknowledges its last position.
    ///
    /// Throws where rows of the file would be missing because retention has removed their entries.
    package func write(
        _ batch: Batch,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> WriteReceipt {
        try FileLock.held(on: path) { () throws(FileTrouble) in
            let state = try settled(ledger)
            let checkpoint = try onLedger { () throws(SinkError) in try ledger.record().checkpoint }
            guard checkpoint >= batch.after else {
                return WriteReceipt(through: checkpoint, rows: 0)
            }
            try requireEntries(state.written, ledger)
            let through = max(batch.last, checkpoint)
            let receipt = try write(.all, through: through, over: state, ledger, keepsOld: false)
            return WriteReceipt(through: through, rows: receipt.rows)
        }
    }

    /// Writes all rows beside the old file, keeps that one aside, and swaps them.
    package func rebuild(_ ledger: ReaderLedger) async throws(SinkError) -> RebuildReceipt {
        try FileLock.held(on: path) { () throws(FileTrouble) in
            let kept = try settleAppended(ledger)
            var state = try stateOfRecord(ledger)
            if state.pending != nil { state = try settlePending(state, ledger) }
            let head = try onLedger { () throws(SinkError) in try ledger.head() }
            let receipt = try write(.all, through: head, over: state, ledger, keepsOld: true)
            // What an ended rebuild put aside is news for whoever asks again.
            return RebuildReceipt(rows: receipt.rows, kept: receipt.kept ?? kept)
        }
    }

    // MARK: One writing

    /// Which rows a file gets.
    enum Extent {
        /// A header alone.
        case none
        /// All that there are.
        case all
    }

    func write(
        _ extent: Extent,
        through: SequenceNumber,
        over state: RewriteState,
        _ ledger: ReaderLedger,
        keepsOld: Bool
    ) throws(FileTrouble) -> RebuildReceipt {
        let files = FileSwap(path: path)
        try files.requireClosed()
        if !keepsOld { try files.requireWritable() }
        let lacks = try lacksBefore(state, ledger, keepsOld: keepsOld)
        let file = try onSystem { () throws(SystemError) in try files.begin() }
        do throws(FileTrouble) {
            let count = try writeRows(extent, through, to: file, ledger)
            let new = try facts(of: file, lacks: lacks)
            // Rows may have left the journal before they were read.
            if !keepsOld { try requireEntries(state.written, ledger) }
            failPoint.reach(.rebuilt)
            var state = state
            if !keepsOld, isSame(new, state.written) {
                try keepAsItIs(through: through, state, ledger)
                try onSystem { () throws(SystemError) in try files.discard() }
                return RebuildReceipt(rows: count, kept: nil)
            }
            state.pending = RewriteState.Pending(file: new, through: through, keepsOld: keepsOld)
            try state.keep(ledger)
            // Somebody may have opened it meanwhile.
            try files.requireClosed()
            failPoint.reach(.beforeExchange)
            let isOldThere = try onSystem { () throws(SystemError) in try files.exchange(file) }
            failPoint.reach(.afterExchange)
            let kept = isOldThere ? try putAway(files, state, ledger) : nil
            failPoint.reach(.afterSetAside)
            try state.acknowledged(ledger)
            return RebuildReceipt(rows: count, kept: kept)
        } catch {
            files.discard(unlessExchanged: file)
            throw error
        }
    }

    // A report in which nothing changed keeps its file, and those who watch it see no change.
    private func isSame(
        _ new: RewriteState.Writing,
        _ written: RewriteState.Writing?
    ) -> Bool {
        guard let written, let status = try? Paths.status(path) else { return false }
        return status.size == new.size && written.size == new.size && written.sum == new.sum
    }

    private func keepAsItIs(
        through: SequenceNumber,
        _ state: RewriteState,
        _ ledger: ReaderLedger
    ) throws(FileTrouble) {
        var state = state
        state.written?.mapping = mapping
        state.written?.rows = report.rows
        let encoded = state.encoded
        try onLedger { () throws(SinkError) in
            try ledger.acknowledge(through: through, state: encoded)
        }
    }

    private func writeRows(
        _ extent: Extent,
        _ through: SequenceNumber,
        to file: File,
        _ ledger: ReaderLedger
    ) throws(FileTrouble) -> Int {
        let target = try kind.begin(file.path, for: path, report)
        var count = 0
        if extent == .all {
            rows.use(try onLedger { () throws(SinkError) in try ledger.pins() })
            let beginning = try onLedger { () throws(SinkError) in try ledger.beginning() }
            count =
                report.rows == .status
                ? try writeEntries(after: beginning, through, to: target, ledger)
                : try writeMessages(after: beginning, to: target, ledger)
        }
        try target.finish()
        try onSystem { () throws(SystemError) in try file.sync() }
        return count
    }

    private func writeEntries(
        after beginning: SequenceNumber,
        _ through: SequenceNumber,
        to target: any RowFile,
        _ ledger: ReaderLedger
    ) throws(FileTrouble) -> Int {
        var row = target.row
        var count = 0
        var position = beginning
        while position < through {
            let entries = try onLedger { () throws(SinkError) in
                try ledger.correctedEntries(after: position, limit: 1000)
            }
            guard let last = entries.last else { break }
            for entry in entries where entry.sequence <= through {
                guard rows.write(entry, to: &row) else { continue }
                try target.append(row)
                count += 1
            }
            position = last.sequence
        }
        return count
    }

    private func writeMessages(
        after beginning: SequenceNumber,
        to target: any RowFile,
        _ ledger: ReaderLedger
    ) throws(FileTrouble) -> Int {
        _ = try onLedger { () throws(SinkError) in try ledger.fold() }
        var row = target.row
        var count = 0
        var pages = MessageContents(report, after: beginning)
        while let page = try onLedger({ () throws(SinkError) in
            try pages.next { last, order, limit throws(SinkError) in
                try ledger.messages(after: last, order, limit: limit)
            }
        }) {
            for content in page {
                rows.write(content, to: &row)
                try target.append(row)
            }
            count += page.count
        }
        return count
    }

    // What is written anew shows what the journal holds: a row per status whose entry is gone would go
    // with it. Messages are kept longer, and tell of it themselves.
    func requireEntries(
        _ written: RewriteState.Writing?,
        _ ledger: ReaderLedger
    ) throws(FileTrouble) {
        guard report.rows == .status, let written,
            let span = try onLedger({ () throws(SinkError) in try ledger.purged() })
        else { return }
        let missing = span.entries(after: written.lacks)
        guard missing > 0 else { return }
        throw .sink(
            .purged(label: path, entries: missing, before: span.before, rebuild: rebuild)
        )
    }

    // Up to which position a new file is known to lack entries, told before its rows are read. What goes
    // while they are read does not count, so that no later writing goes on without those rows.
    private func lacksBefore(
        _ state: RewriteState,
        _ ledger: ReaderLedger,
        keepsOld: Bool
    ) throws(FileTrouble) -> SequenceNumber {
        guard report.rows == .status else { return 0 }
        if !keepsOld, let written = state.written { return written.lacks }
        return try onLedger { () throws(SinkError) in try ledger.purged()?.through ?? 0 }
    }

    private func facts(
        of file: File,
        lacks: SequenceNumber
    ) throws(FileTrouble) -> RewriteState.Writing {
        try onSystem { () throws(SystemError) in
            let status = try file.status()
            return RewriteState.Writing(
                size: status.size,
                sum: try RewriteState.sum(of: file),
                layout: layout,
                mapping: mapping,
                inode: status.inode,
                lacks: lacks,
                rows: report.rows
            )
        }
    }
}
