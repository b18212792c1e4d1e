import TicksheetCore

/// What commands ask of a worker.
extension SyncWorker {
    func openRequest() -> ReaderRequest? {
        lease == nil ? nil : (try? journal.openRequest(of: job.reader)) ?? nil
    }

    func carryOut(_ request: ReaderRequest) async -> SyncMachine.Input {
        do throws(SinkError) {
            let sink = sink ?? job.sink()
            self.sink = sink
            try takeOverMoved(sink)
            if request.kind == .rebuild, let refusal = try lossRefusal() {
                // The report itself goes on as before.
                try? journal.answer(request.number, with: .refused(refusal.description))
                return .woke
            }
            if try ledger.record().trouble != nil { isTroubled = true }
            switch request.kind {
            case .settle:
                try await sink.settle(ledger)
                try? journal.answer(request.number, with: .done("\(job.label): settled"))
                return .woke
            case .erase:
                if job.policy.isWhole { try await prepareAll() }
                let receipt = try await sink.erase(ledger)
                try? journal.answer(request.number, with: .done(receipt.text(job.label)))
                // What stops it otherwise still does.
                return .woke
            case .adoptSkipping, .adoptWriting:
                let answer = try await adopt(sink, skips: request.kind == .adoptSkipping)
                try? journal.answer(request.number, with: answer)
                recovered()
            case .retryRows:
                try await prepareWanted()
                let answer = try await retryRows(sink)
                try? journal.answer(request.number, with: answer)
            case .rebuild, .rebuildWithoutPurged:
                try await prepareAll()
                // Told before rows are read: what goes meanwhile is not what somebody gave up.
                let givenUp = job.policy.showsMessages ? nil : try ledger.purged()
                let total = Int(try ledger.head() - ledger.beginning())
                let receipt = try await sink.rebuild(
                    ledger.telling { [report] in report(.rebuilding(more: $0, of: total)) }
                )
                if let givenUp { try ledger.begin(after: givenUp) }
                try? journal.answer(request.number, with: .done(receipt.text(job.label)))
                report(.rebuilt(receipt))
                recovered()
            }
            return .opened(try ledger.record().checkpoint)
        } catch {
            let answer: RequestAnswer =
                if case .missing = error, [.settle, .erase].contains(request.kind) {
                    // In a file that is gone nothing is half written, and no number stands.
                    .done("\(job.label): is not there")
                } else {
                    .refused(error.description)
                }
            try? journal.answer(request.number, with: answer)
            return failed(error)
        }
    }

    private func adopt(
        _ sink: any Sink,
        skips: Bool
    ) async throws(SinkError) -> RequestAnswer {
        guard let sink = sink as? any AdoptingSink else {
            return .refused("\(job.label) is a file: only tabs of Google Sheets are taken over.")
        }
        let count = try await sink.adopt(skips: skips, ledger)
        let entries = "\(count) entr\(count == 1 ? "y" : "ies")"
        return .done(
            skips
                ? "\(job.label): taken over; \(entries) taken as written"
                : "\(job.label): taken over; \(entries) to write"
        )
    }

    private func retryRows(_ sink: any Sink) async throws(SinkError) -> RequestAnswer {
        guard let sink = sink as? any RetryingSink else {
            return .refused("\(job.label) is a file, which takes every row.")
        }
        let (written, refused) = try await sink.retryRows(ledger)
        let rows = "\(written) row\(written == 1 ? "" : "s") written"
        return .done("\(job.label): \(rows), \(refused) still refused")
    }

    private func lossRefusal() throws(SinkError) -> SinkError? {
        // What became of messages outlives their entries; where nothing was written, nothing is
        // lost.
        guard !job.policy.showsMessages, try !ledger.record().state.isEmpty,
            let purged = try ledger.purged()
        else { return nil }
        return .purged(label: job.label, entries: purged.entries, before: purged.before)
    }
}

extension EraseReceipt {
    fileprivate func text(_ label: String) -> String {
        let kept = kept.map { "; what was put there meanwhile is kept as \($0)" } ?? ""
        return "\(label): masked in \(places) place\(places == 1 ? "" : "s")\(kept)"
    }
}

extension RebuildReceipt {
    fileprivate func text(_ label: String) -> String {
        let kept = kept.map { "; what was there is kept as \($0)" } ?? ""
        return "\(label): \(rows) row\(rows == 1 ? "" : "s") written anew\(kept)"
    }
}
