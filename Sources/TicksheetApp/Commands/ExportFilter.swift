import TicksheetCore
import WallTime

/// Which entries an export takes.
struct ExportFilter: Sendable {
    let since: Timestamp?
    let until: Timestamp?
    let statuses: Set<String>
    let campaigns: Set<String>
    // Whoever reads a report sees them with a capital letter.
    private let lowercased: Set<String>

    /// Takes entries from `since` on and before `until`, of these statuses and campaigns; of any where
    /// none is named.
    init(since: Timestamp?, until: Timestamp?, statuses: [String], campaigns: [String]) {
        self.since = since
        self.until = until
        self.statuses = Set(statuses)
        self.campaigns = Set(campaigns)
        lowercased = Set(statuses.map { $0.lowercased() })
    }

    /// Returns the fields that a report looks at, and those that this looks at.
    func fields(with others: FieldSelection) -> FieldSelection {
        var fields = others
        if !statuses.isEmpty { fields.standard.insert(.status) }
        if !campaigns.isEmpty { fields.standard.insert(.campaign) }
        return fields
    }

    func holds(for entry: Entry) -> Bool {
        if let since, entry.fields.time < since { return false }
        if let until, entry.fields.time >= until { return false }
        return hasStatus(entry.fields.status)
            && (campaigns.isEmpty || entry.fields.campaign.map(campaigns.contains) ?? false)
    }

    /// Whether only some statuses are asked for.
    var hasStatuses: Bool { !statuses.isEmpty }

    /// Returns those of its statuses that are none of others, in order.
    func statuses(unknownTo known: [String]) -> [String] {
        let known = Set(known.map { $0.lowercased() })
        return statuses.filter { !known.contains($0.lowercased()) }.sorted()
    }

    /// Whether only some campaigns are asked for.
    var hasCampaigns: Bool { !campaigns.isEmpty }

    private func hasStatus(_ status: String?) -> Bool {
        if statuses.isEmpty { return true }
        guard let status else { return false }
        return statuses.contains(status) || lowercased.contains(status.lowercased())
    }
}
