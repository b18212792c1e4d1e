package import WallTime

/// A row's cells as the UTF-8 of their texts, each with a separator behind it.
///
/// One serves for many rows, so that a row that is only written somewhere allocates nothing. Where
/// no cell needs more than its text, the bytes are a line of a CSV file.
package struct RowText: Sendable {
    /// What a cell is, without its text.
    package enum Kind: Sendable {
        /// Nothing is known.
        case empty
        /// A text: stays inert wherever it is written.
        case text
        /// A number as it was written.
        case number
        /// An instant, and its wall clock in the row's zone as ``Cell`` has it.
        case time(Timestamp, local: Int64)
    }

    /// A cell: what it is, and where its text ends.
    package struct Part: Sendable {
        /// What it is.
        package let kind: Kind
        /// The place behind its text, of the separator; the next text begins behind that.
        package let end: Int

        /// Whether it is a text.
        package var isText: Bool {
            if case .text = kind { true } else { false }
        }
    }

    /// What stands behind each text.
    package let separator: UInt8
    /// The texts, each with the separator behind it.
    package internal(set) var bytes: [UInt8] = []
    /// The cells, from left to right.
    package private(set) var cells: [Part] = []

    /// Whether no cell has a text.
    package var isBlank: Bool { bytes.allSatisfy { $0 == separator } }

    /// Creates a row without cells.
    package init(separator: UInt8 = UInt8(ascii: ",")) {
        self.separator = separator
    }

    /// Creates a row of cells.
    package init(_ row: Row, separator: UInt8 = UInt8(ascii: ",")) {
        self.separator = separator
        for cell in row {
            bytes += cell.text.utf8
            switch cell {
            case .empty: end(.empty)
            case .text: end(.text)
            case .number: end(.number)
            case .time(let instant, let local, _): end(.time(instant, local: local))
            }
        }
    }

    /// The row as cells that keep their texts.
    package var row: Row {
        var start = 0
        return cells.map { part in
            let text = String(decoding: bytes[start..<part.end], as: UTF8.self)
            start = part.end + 1
            switch part.kind {
            case .empty: return .empty
            case .text: return .text(text)
            case .number: return .number(text)
            case .time(let instant, let local): return .time(instant, local: local, text: text)
            }
        }
    }

    // MARK: Making a row

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        cells.removeAll(keepingCapacity: true)
    }

    /// Ends a cell whose text was appended.
    mutating func end(_ kind: Kind) {
        cells.append(Part(kind: kind, end: bytes.count))
        bytes.append(separator)
    }
}
