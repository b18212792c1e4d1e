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

    /// Notes which mapping bodies have that are taken in beside a `serve` that may run.
    ///
    /// One that has not read the settings since they changed goes on with the mapping of before, among
    /// these bodies: none of them is known then to have been mapped by either.
    static func noteBeside(
        _ source: Settings.Source,
        in journal: SQLiteJournal
    ) throws(JournalError) {
        guard try isServedOtherwise(source, in: journal) else {
            return try note([source], in: journal)
        }
        let last = try journal.bodyNumbers()?.upperBound ?? 0
        try journal.changeMappings(of: source.name) { $0.note([], after: last) }
    }

    /// Whether a `serve` that runs maps the bodies of a source by another mapping than the settings have
    /// now, as it has not read them since they changed.
    static func isServedOtherwise(
        _ source: Settings.Source,
        in journal: SQLiteJournal
    ) throws(JournalError) -> Bool {
        guard let last = try journal.mappings(of: source.name).stretches.last,
            last.digest != digest(of: source)
        else { return false }
        return try journal.isServed()
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
