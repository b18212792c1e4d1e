import TicksheetCore
import WallTime

/// Which entries an export takes.
struct ExportFilter: Sendable {
    let since: Timestamp?
    let until: Timestamp?
    let statuses: Set<String>
    let campaigns: Set<String>

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
        return Self.has(entry.fields.status, statuses)
            && Self.has(entry.fields.campaign, campaigns)
    }

    private static func has(_ text: String?, _ allowed: Set<String>) -> Bool {
        allowed.isEmpty || text.map(allowed.contains) ?? false
    }
}
