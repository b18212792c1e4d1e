import CryptoBridge
import Journals
import TicksheetCore

/// Keeps track of which kept bodies were mapped by another mapping than the settings have now.
enum MappingNotes {
    /// Notes that the bodies of sources are from now on mapped by the mappings of the settings.
    static func note(_ sources: [Settings.Source], in journal: SQLiteJournal) throws(JournalError) {
        for source in sources {
            let digest = digest(of: source)
            guard try journal.mappings(of: source.name).stretches.last?.digest != digest else {
                continue
            }
            let last = try journal.bodyNumbers()?.upperBound ?? 0
            try journal.changeMappings(of: source.name) { $0.note(digest, after: last) }
        }
    }

    /// Notes that the bodies of a source with numbers of a range were mapped again.
    static func note(
        _ source: Settings.Source,
        again bodies: ClosedRange<Int64>,
        in journal: SQLiteJournal
    ) throws(JournalError) {
        let digest = digest(of: source)
        try journal.changeMappings(of: source.name) { history in
            history.set(digest, for: bodies)
        }
    }

    /// Returns the first body of a source that is kept and was mapped by another mapping.
    static func firstStale(
        of source: Settings.Source,
        in journal: SQLiteJournal
    ) throws(JournalError) -> KeptBody? {
        let selection = BodySelection(source: source.name)
        for range in try journal.mappings(of: source.name).others(than: digest(of: source)) {
            var position = range.lowerBound - 1
            while position < range.upperBound {
                let page = try journal.bodies(after: position, selection)
                if let first = page.bodies.first {
                    if range.contains(first.number) { return first }
                    break
                }
                guard page.through > position else { break }
                position = page.through
            }
        }
        return nil
    }

    private static func digest(of source: Settings.Source) -> [UInt8] {
        Digest.hash(.sha256, Array(source.mapping.definition.utf8))
    }
}
