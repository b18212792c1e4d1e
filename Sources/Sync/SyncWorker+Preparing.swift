import TicksheetCore

/// What entries' rows rely on comes into the journal before they are written.
extension SyncWorker {
    func prepareWanted() async throws(SinkError) {
        if job.policy.isWhole { return try await prepareAll() }
        for row in try ledger.wantedRows() {
            try await prepare(try ledger.correctedEntries(after: row - 1, limit: 1))
        }
    }

    // What comes after the head is prepared with its own batch.
    func prepareAll() async throws(SinkError) {
        let head = try ledger.head()
        var position = try ledger.beginning()
        while position < head {
            let entries = try ledger.correctedEntries(after: position, limit: 5000)
            guard let last = entries.last else { return }
            try await prepare(entries)
            position = last.sequence
        }
    }

    // Once: where opening fails it is tried again and again, and what comes meanwhile is prepared with its
    // own batch.
    func prepareAnew(_ sink: any Sink) async throws(SinkError) {
        guard !isPreparedAnew, try sink.opensAnew(ledger) else { return }
        try await prepareAll()
        isPreparedAnew = true
    }

    private func prepare(
        after start: SequenceNumber,
        upTo head: SequenceNumber
    ) async throws(SinkError) {
        var position = start
        while position < head {
            let entries = try ledger.entries(after: position, limit: 5000)
            guard let last = entries.last else { return }
            try await prepare(entries)
            position = last.sequence
        }
    }

    // What is written whole takes in all there is, not only the entries that were read.
    func prepared(_ batch: Batch) async throws(SinkError) -> Batch {
        guard job.policy.isWhole else {
            let batch = begun(batch)
            try await prepare(batch.entries)
            return batch
        }
        let head = max(try ledger.head(), batch.last)
        try await prepare(after: batch.after, upTo: head)
        return Batch(after: batch.after, upTo: head)
    }

    // A date may be to come: what is received until then is passed over.
    private func begun(_ batch: Batch) -> Batch {
        guard case .date(let date) = job.start else { return batch }
        if beginning == nil {
            beginning = batch.entries.first { $0.received >= date }.map { $0.sequence - 1 }
        }
        return batch.without(entriesThrough: beginning ?? batch.last)
    }

    func foundBeginning() throws(SinkError) -> SequenceNumber? {
        guard case .date = job.start, !job.policy.isWhole else { return nil }
        // Without an entry since then it is the newest one, whichever that is by then.
        let head = try ledger.head()
        let beginning = try ledger.beginning()
        return beginning < head ? beginning : nil
    }

    private func prepare(_ entries: [Entry]) async throws(SinkError) {
        do throws(JournalError) {
            try await job.prepare(entries)
        } catch {
            throw .journal(error)
        }
    }
}
