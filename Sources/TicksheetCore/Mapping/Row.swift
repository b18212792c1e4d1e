package import WallTime

/// One value of a row, typed, before any destination writes it.
package enum Cell: Sendable, Equatable {
    /// Nothing is known.
    case empty
    /// A text: stays inert wherever it is written.
    case text(String)
    /// A number as it was written, digits kept.
    case number(String)
    /// An instant: its wall clock in the report's zone as seconds since 1970 that a calendar without
    /// zones would count, and as the column's format writes it.
    case time(Timestamp, local: Int64, text: String)

    /// The cell as text, before any guard.
    package var text: String {
        switch self {
        case .empty: ""
        case .text(let text), .number(let text), .time(_, _, let text): text
        }
    }
}

/// A row's cells, one for each column.
package typealias Row = [Cell]
