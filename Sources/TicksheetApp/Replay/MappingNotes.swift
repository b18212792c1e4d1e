import CryptoBridge
import Intake
import Journals
import TicksheetCore

/// Keeps track of which kept bodies were mapped by another mapping than the settings have now.
enum MappingNotes {
    /// Notes that the bodies of sources are from now on mapped by the mappings of the settings.
    static func note(_ sources: [Settings.Source], in journal: SQLiteJournal) throws(JournalError) {
        for source in sources {
            let digest = digest(of: source)
            let isNoted = try journal.mappings(of: source.name).stretches.last?.digest == digest
            // A program of before kept no texts.
            if isNoted, try journal.mappingText(digest) != nil { continue }
            let last = try journal.bodyNumbers()?.upperBound ?? 0
            try journal.changeMappings(of: source.name, keeping: text(of: source)) { history in
                if !isNoted { history.note(digest, after: last) }
            }
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
        try journal.changeMappings(of: source.name, keeping: nil) { $0.note([], after: last) }
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
        try journal.changeMappings(of: source.name, keeping: text(of: source)) { history in
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

    /// Returns the mappings of before by which the journal knows events of a source under other ids than the
    /// settings' mapping makes: those of bodies that are kept and not mapped again.
    static func formers(
        of source: Settings.Source,
        in journal: SQLiteJournal
    ) throws(JournalError) -> [SourceMapping] {
        guard let oldest = try journal.bodyNumbers()?.lowerBound else { return [] }
        let history = try journal.mappings(of: source.name)
        var formers: [SourceMapping] = []
        var known: Set = [source.mapping.identityDefinition]
        for former in history.formers(of: digest(of: source), since: oldest) {
            guard let text = try journal.mappingText(former),
                let mapping = Mappings.source(text),
                known.insert(mapping.identityDefinition).inserted
            else { continue }
            formers.append(mapping)
        }
        return formers
    }

    /// Returns the sources of settings, with the mappings of before.
    static func knowing(
        _ sources: [WebhookSource],
        of settings: Settings,
        in journal: SQLiteJournal
    ) throws(JournalError) -> [WebhookSource] {
        var knowing: [WebhookSource] = []
        for source in sources {
            guard let set = settings.sources.first(where: { $0.name == source.name }) else {
                continue
            }
            knowing.append(source.knowing(try formers(of: set, in: journal)))
        }
        return knowing
    }

    private static func text(of source: Settings.Source) -> MappingText {
        MappingText(digest: digest(of: source), bytes: source.mappingText)
    }

    private static func digest(of source: Settings.Source) -> [UInt8] {
        Digest.hash(.sha256, Array(source.mapping.definition.utf8))
    }
}
