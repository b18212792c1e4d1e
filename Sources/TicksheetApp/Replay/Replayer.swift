import CommandLineKit
import Intake
import Journals
import TicksheetCore

/// Maps kept bodies again, by the mappings of the settings.
struct Replayer: Sendable {
    let journal: SQLiteJournal
    private let sources: [String: WebhookSource]
    // Two at once would each write the same correction.
    private let lease: (any Lease)?
    private var hasLearned = false
    // Ids that whoever only looks does not file.
    private var others: Set<EventID> = []

    /// Takes the right to write what is mapped again, which one process of a journal has at a time;
    /// who only looks needs none.
    init(
        _ settings: Settings,
        _ journal: SQLiteJournal,
        isWriting: Bool = true
    ) throws(CommandFailure) {
        self.journal = journal
        // Nothing is verified here: the mapping is all that is needed of a source.
        sources = settings.sources.reduce(into: [:]) { sources, source in
            sources[source.name] = WebhookSource(mapping: source.name, source.mapping)
        }
        lease = isWriting ? try Self.lease(journal) : nil
    }

    private static func lease(_ journal: SQLiteJournal) throws(CommandFailure) -> any Lease {
        let answer = try CommandFailure.onJournal { () throws(JournalError) in
            try journal.lease(ReaderID("replay"))
        }
        switch answer {
        case .granted(let lease):
            return lease
        case .held(let owner):
            throw .other(
                "replay.held",
                "Bodies of this journal are just being mapped again by \(owner). Wait until it has "
                    + "ended, then run this again.",
                .unavailable
            )
        }
    }

    /// Whether the settings still have a source of that name.
    func knows(_ source: String) -> Bool {
        sources[source] != nil
    }

    /// Returns what mapping bodies again changes; bodies of unknown sources are left out.
    ///
    /// What is forgotten is masked in it, also where the mapping puts a number together of parts.
    func plans(for bodies: [KeptBody]) throws(JournalError) -> [ReplayPlan] {
        let mask = try journal.forgotten()
        var masked = MaskedIDs(mask)
        let deliveries = bodies.compactMap { body in
            sources[body.source].map { source in
                let delivery = source.delivery(of: body) { key in
                    let id = journal.identity(of: key)
                    masked.take(id, of: key)
                    return id
                }
                return (body: body.number, delivery: delivery.masked(by: mask))
            }
        }
        let contents = try journal.contents(
            of: deliveries.map { ($0.body, $0.delivery.events.map(\.id)) }
        )
        return zip(deliveries, contents).map {
            ReplayPlan($0.delivery, of: $0.body, $1, masked: masked.ids, others: others)
        }
    }

    /// Learns under which ids the mappings of now know what is in the journal, before the first event is taken
    /// for a new one: another body may have brought it under the key of before.
    ///
    /// Cost: maps all kept bodies, once.
    ///
    /// - Returns: Whether it did; plans from before have to be made again.
    mutating func learns(_ plans: [ReplayPlan], _ console: Console) throws(JournalError) -> Bool {
        guard !hasLearned, plans.contains(where: { !$0.new.isEmpty }) else { return false }
        hasLearned = true
        let walk = BodyWalk(
            journal: journal,
            selection: BodySelection(),
            title: "known events",
            console: console
        )
        try walk.run { bodies throws(JournalError) in
            let plans = try self.plans(for: bodies).map { $0.ofIDsOnly() }
            if lease != nil {
                _ = try journal.apply(plans)
            } else {
                others.formUnion(plans.flatMap(\.ids))
            }
        }
        return true
    }
}
