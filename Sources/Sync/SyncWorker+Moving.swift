import TicksheetCore

/// Files and folders that people move.
extension SyncWorker {
    /// Goes on with what a reader wrote that no destination has any more, where that stands in this
    /// sink's place now: the file, its folder or a link to it has another name.
    func takeOverMoved(_ sink: any Sink) throws(SinkError) {
        guard let sink = sink as? any MovableSink, try ledger.record().state.isEmpty else { return }
        do throws(JournalError) {
            var found: [ReaderRecord] = []
            for record in try journal.readers()
            where !record.state.isEmpty && !job.readers.contains(record.reader)
                && record.reader != job.reader && Self.holds(sink, record)
            {
                found.append(record)
            }
            // Of two that wrote the same nobody can tell which it was.
            guard found.count == 1, let moved = found.first,
                case .granted(let lease) = try journal.lease(moved.reader)
            else { return }
            try journal.move(moved.reader, to: job.reader)
            withExtendedLifetime(lease) {}
            isTroubled = isTroubled || moved.trouble != nil
            report(.moved(from: moved.reader))
        } catch {
            throw .journal(error)
        }
    }

    // What cannot be read is for the sink to say when it opens.
    private static func holds(_ sink: any MovableSink, _ record: ReaderRecord) -> Bool {
        (try? sink.holds(record.state)) ?? false
    }
}
