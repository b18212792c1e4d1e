/// Which fields of entries a reader looks at; the others need not be read.
///
/// Position, kind, source and times of an entry are always there.
package struct FieldSelection: Sendable, Hashable {
    /// The fields that every provider may have.
    package var standard: Set<StandardField>
    /// Whether custom fields are among them.
    package var hasCustom: Bool

    /// All fields.
    package static let all = Self(standard: Set(StandardField.allCases), hasCustom: true)

    /// Selects fields.
    package init(standard: Set<StandardField> = [], hasCustom: Bool = false) {
        self.standard = standard
        self.hasCustom = hasCustom
    }

    /// Adds a field that a report uses.
    mutating func insert(_ field: ReportField) {
        switch field {
        case .standard(let field): standard.insert(field)
        case .custom: hasCustom = true
        case .derived: break
        }
    }
}

extension ReportMapping {
    /// The fields that its columns and its filter look at.
    package var fields: FieldSelection {
        var selection = FieldSelection()
        // The zone and the country of a row follow from its recipient.
        selection.insert(.standard(.to))
        for column in columns {
            switch column.content {
            case .field(let field): selection.insert(field)
            case .template(let template):
                for field in template.fields { selection.insert(field) }
            }
        }
        for condition in filter?.conditions ?? [] { selection.insert(condition.field) }
        return selection
    }
}
