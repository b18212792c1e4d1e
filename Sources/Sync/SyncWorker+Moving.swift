import TicksheetCore

/// Files and folders that people move.
extension SyncWorker {
    /// Goes on with what a reader wrote that no destination has any more, where that stands in this
    /// sink's place now: the file, its folder or a link to it has another name.
    ///
    /// Throws where another process goes on with it by the name of before.
    func takeOverMoved(_ sink: any Sink) throws(SinkError) {
        if let refusal = try takenOver(sink) { throw refusal }
    }

    private func takenOver(_ sink: any Sink) throws(SinkError) -> SinkError? {
        guard let sink = sink as? any MovableSink, try ledger.record().state.isEmpty else {
            return nil
        }
        do throws(JournalError) {
            var found: [ReaderRecord] = []
            for record in try journal.readers()
            where !record.state.isEmpty && !job.readers.contains(record.reader)
                && record.reader != job.reader && Self.holds(sink, record)
            {
                found.append(record)
            }
            // Of two that wrote the same nobody can tell which it was.
            guard found.count == 1, let moved = found.first else { return nil }
            switch try journal.lease(moved.reader) {
            case .held(let owner):
                return .otherName(path: job.label, reader: moved.reader, owner: owner)
            case .granted(let lease):
                try journal.move(moved.reader, to: job.reader)
                withExtendedLifetime(lease) {}
                isTroubled = isTroubled || moved.trouble != nil
                report(.moved(from: moved.reader))
                return nil
            }
        } catch {
            throw .journal(error)
        }
    }

    // What cannot be read is for the sink to say when it opens.
    private static func holds(_ sink: any MovableSink, _ record: ReaderRecord) -> Bool {
        (try? sink.holds(record.state)) ?? false
    }
}
