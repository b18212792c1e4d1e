import CommandLineKit
import Journals
import TicksheetCore
import WallTime

extension Export {
    private static let mostCampaigns = 20

    /// Says why an export may hold less than whoever asked for it expects.
    ///
    /// `count`: The rows that it holds.
    func noteMissing(_ count: Int, _ console: Console) throws(JournalError) {
        // What became of messages is kept for as long as a report shows it.
        if report.rows == .status, let purged = try journal.purged() {
            console.note(
                "Retention has removed "
                    + "\(CountedNoun("entry", "entries").counted(purged.entries)) received before "
                    + "\(purged.before.rfc3339UTC) from the journal: the file lacks their rows."
            )
        }
        guard count == 0 || filter.hasStatuses else { return }
        let known = try journal.summary().counts.keys.sorted().map { shortened($0) }
        let unknown = filter.statuses(unknownTo: known)
        guard count == 0 || !unknown.isEmpty else { return }
        if known.isEmpty { return console.note("The journal holds no event yet.") }
        let statuses = "The statuses of the journal: \(known.joined(separator: ", "))."
        if !unknown.isEmpty {
            let words = list(unknown.map(quoted))
            console.note("No event has the status \(words). \(statuses)")
        } else if filter.hasCampaigns {
            console.note("No event fits. \(try campaigns())")
        } else {
            console.note("No event fits. \(statuses)")
        }
    }

    // A look at every entry, for who found none.
    private func campaigns() throws(JournalError) -> String {
        var found: Set<String> = []
        var position: SequenceNumber = 0
        while found.count <= Self.mostCampaigns {
            let through = try journal.eachCorrectedEntry(
                after: position,
                limit: Self.page,
                fields: FieldSelection(standard: [.campaign])
            ) { entry in
                if let campaign = entry.fields.campaign { found.insert(campaign) }
            }
            guard let through else { break }
            position = through
        }
        if found.isEmpty { return "No event of the journal names a campaign." }
        let named = found.sorted().prefix(Self.mostCampaigns).map { shortened($0) }
        let more = found.count > Self.mostCampaigns ? " and more" : ""
        return "The campaigns of the journal: \(named.joined(separator: ", "))\(more)."
    }
}
