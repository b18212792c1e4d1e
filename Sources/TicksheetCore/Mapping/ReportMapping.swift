package import WallTime

/// Which columns a spreadsheet has, compiled: fields → columns.
package struct ReportMapping: Sendable {
    /// What a row stands for.
    package enum RowPolicy: String, Sendable, CaseIterable {
        /// A row per status change.
        case status
        /// A row per message, kept current.
        case message
        /// A row per recipient.
        case number
    }

    /// The report's title for people.
    package var title: String
    /// What a row stands for.
    package var rows: RowPolicy
    /// Which events become rows; nil for all.
    package var filter: RowFilter?
    /// The zone's name; nil for the settings' zone.
    package var zone: String?
    /// The language of month names and status labels.
    package var locale: TimeLocale
    /// The columns from left to right.
    package var columns: [Column]

    /// One column.
    package struct Column: Sendable {
        /// The header's text.
        package var header: String
        /// Where its values come from.
        package var content: Content
        /// How times are written.
        package var format: TimeFormat
        /// Texts to show instead of others, such as a status in another language.
        package var labels: ValueTable
        /// Whether its field is one of a source's own that holds times.
        package var isOfTimes = false

        /// The fields that it shows.
        package var fields: [ReportField] {
            switch content {
            case .field(let field): [field]
            case .template(let template): Array(template.fields)
            }
        }
    }

    /// Where a column's values come from.
    package enum Content: Sendable, Equatable {
        /// From one field.
        case field(ReportField)
        /// From fields put together.
        case template(Template)
    }

    /// Whether an entry becomes a row, or may change one.
    package func hasRow(for entry: Entry) -> Bool {
        guard entry.kind == .status else { return false }
        // A row of a message shows other moments than the one that the filter holds for.
        guard rows == .status else { return true }
        // A correction changes a row that is there.
        return entry.corrects == nil && filter?.holds(for: entry) ?? true
    }

    /// The headers of the two hidden columns by which rows that are kept current are known; no column of
    /// a mapping has one.
    package static let markHeaders = ["Ticksheet key", "Ticksheet state"]

    /// The headers from left to right.
    package var headers: [String] { columns.map(\.header) }

    /// The standard words of statuses.
    package static var statuses: [String] { MessageStatus.words }

    /// The statuses that its filter looks for.
    package var wantedStatuses: Set<String> {
        Set(
            filter?.conditions.filter { $0.field == .standard(.status) }
                .flatMap { Array($0.texts) } ?? []
        )
    }

    /// Returns the mapping for sources whose custom fields of some names hold times.
    package func knowing(times: Set<String>) -> Self {
        var mapping = self
        for index in mapping.columns.indices {
            guard case .field(.custom(let name)) = mapping.columns[index].content else { continue }
            mapping.columns[index].isOfTimes = times.contains(name)
        }
        return mapping
    }

    /// The custom fields that its columns and its filter use, which a source has to have.
    package var customFields: Set<String> {
        var names: Set<String> = []
        for column in columns {
            for case .custom(let name) in column.fields { names.insert(name) }
        }
        for case .custom(let name) in filter?.conditions.map(\.field) ?? [] { names.insert(name) }
        return names
    }
}

/// A field that a column can show.
package enum ReportField: Hashable, Sendable {
    /// One that every event may have.
    case standard(StandardField)
    /// One that follows from the event and the report.
    case derived(DerivedField)
    /// One that a source's mapping defines.
    case custom(String)

    /// Returns the field of a name.
    package init(_ name: String) {
        self =
            StandardField(rawValue: name).map(ReportField.standard)
            ?? DerivedField(rawValue: name).map(ReportField.derived)
            ?? .custom(name)
    }

    /// The name by which a mapping says it.
    package var name: String {
        switch self {
        case .standard(let field): field.rawValue
        case .derived(let field): field.rawValue
        case .custom(let name): name
        }
    }

    // What follows from a row's zone or time is not known where rows are chosen.
    var isTimely: Bool {
        switch self {
        case .derived(.source): false
        case .derived: true
        case .standard, .custom: false
        }
    }
}

/// A field that follows from the event and the report.
package enum DerivedField: String, Sendable, CaseIterable {
    /// The name of the zone in which the row's times are written.
    case zone
    /// That zone's offset at the event, such as `-05:00`.
    case offset
    /// When the event was received.
    case received
    /// The name of the source.
    case source
    /// The country whose numbering plan holds the recipient's number, such as `CO`.
    case country
    /// Whose time it is: `event`, or `receipt` where the body has none.
    case timeEvidence = "time_evidence"
    /// What the row's zone was concluded from: `prefix`, `country` or `default`.
    case zoneEvidence = "zone_evidence"
    /// Who said what the zone's offset is: `timezonedb`, `timezonedb-file` or `system`.
    case zoneSource = "zone_source"
    /// When the message was sent.
    case sentAt = "sent_at"
    /// When it arrived; a message that was read has arrived.
    case deliveredAt = "delivered_at"
    /// When it was read.
    case readAt = "read_at"
    /// When it was rejected.
    case rejectedAt = "rejected_at"
    /// When one of a number's messages first met the report's filter.
    case firstSeen = "first_seen"
    /// When one last met it.
    case lastSeen = "last_seen"
    /// How many of a number's messages met it.
    case times
    /// When a message first arrived at a number after its last rejection.
    case releasedAt = "released_at"

    /// What rows have to stand for to have the field; nil where all have it.
    package var rows: ReportMapping.RowPolicy? {
        switch self {
        case .sentAt, .deliveredAt, .readAt, .rejectedAt: .message
        case .firstSeen, .lastSeen, .times, .releasedAt: .number
        default: nil
        }
    }
}

/// Which events become rows: every field must have one of its texts.
package struct RowFilter: Sendable, Equatable {
    /// The texts that each field may have.
    package let conditions: [Condition]

    /// The texts that one field may have.
    package struct Condition: Sendable, Equatable {
        let field: ReportField
        let texts: Set<String>
    }

    /// Whether an entry becomes a row.
    package func holds(for entry: Entry) -> Bool {
        conditions.allSatisfy { condition in
            let text: String? =
                switch condition.field {
                case .standard(let field): entry.fields[field]
                case .custom(let name): entry.fields.custom(name)?.text
                case .derived(.source): entry.source
                case .derived: nil
                }
            return text.map(condition.texts.contains) ?? false
        }
    }
}
