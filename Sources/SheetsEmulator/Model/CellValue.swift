/// What a cell holds, as its user entered it.
package enum CellValue: Sendable, Equatable {
    /// A number; dates are days since 1899-12-30.
    case number(Double)
    /// A text.
    case text(String)
    /// True or false.
    case bool(Bool)
    /// A formula with its equals sign; this stand-in does not calculate.
    case formula(String)

    /// The value as an `ExtendedValue` object.
    var json: JSONValue {
        switch self {
        case .number(let value): ["numberValue": .number(value)]
        case .text(let value): ["stringValue": .string(value)]
        case .bool(let value): ["boolValue": .bool(value)]
        case .formula(let value): ["formulaValue": .string(value)]
        }
    }
}

/// One cell: its value, and what else a `CellData` can carry.
struct Cell: Sendable, Equatable {
    var value: CellValue?
    /// Format, note and the like; shared between cells that were given the same.
    var extras: Extras?

    /// The members of a `CellData` besides the value.
    final class Extras: Sendable, Equatable {
        let members: JSONValue

        init?(_ members: JSONValue) {
            guard members != .empty else { return nil }
            self.members = members
        }

        static func == (left: Extras, right: Extras) -> Bool {
            left === right || left.members == right.members
        }
    }

    var isEmpty: Bool { value == nil && extras == nil }

    var note: String? { extras?.members["note"]?.text }

    var numberFormat: JSONValue? { extras?.members["userEnteredFormat"]?["numberFormat"] }

    /// Sets one member of what a cell carries besides its value.
    mutating func set(_ path: [String], _ new: JSONValue?) {
        var members = extras?.members ?? .empty
        members.set(at: path, new)
        extras = Extras(members)
    }
}
