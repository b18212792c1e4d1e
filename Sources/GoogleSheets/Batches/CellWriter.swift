import JSONTree
import TicksheetCore
import WallTime

/// Writes rows as cells of the API, each of its own type: nothing is parsed, no text becomes a
/// formula, a number or a date.
struct CellWriter {
    /// The most that a cell holds, in characters as the service counts them: UTF-16 units.
    static let longestText = 50_000

    /// How each column shows times as dates; nil where it shows them as texts.
    private let dates: [TimeFormat?]
    /// The place of each column in the sheet, from 0.
    private let places: [Int]

    init(_ mapping: ReportMapping, places: [Int]) {
        // Columns behind the mapping's are marks of rows.
        dates = places.indices.map { index in
            guard index < mapping.columns.count else { return nil }
            let format = mapping.columns[index].format
            return format.spreadsheetPattern == nil ? nil : format
        }
        self.places = places
    }

    /// Appends a row that reaches from the first column of the sheet to the last of ours.
    func append(_ row: Row, to writer: inout JSONWriter) {
        var cells: [Int: Int] = [:]
        for (index, place) in places.enumerated() { cells[place] = index }
        writer.beginObject()
        writer.key("values")
        writer.beginArray()
        for place in 0...(places.max() ?? 0) {
            writer.beginObject()
            if let index = cells[place] { append(row[index], dates[index], to: &writer) }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    /// A run of adjacent columns that are ours.
    struct Run {
        /// The place of the first, from 0.
        let place: Int
        /// Which cells of a row stand there, from left to right.
        var columns: [Int]
    }

    /// Returns the runs of our columns, all but one of them.
    func runs(except column: Int) -> [Run] {
        var runs: [Run] = []
        let order = places.indices.sorted { places[$0] < places[$1] }
        for index in order where places[index] != column {
            if let last = runs.last, last.place + last.columns.count == places[index] {
                runs[runs.count - 1].columns.append(index)
            } else {
                runs.append(Run(place: places[index], columns: [index]))
            }
        }
        return runs
    }

    /// Appends some cells of a row.
    func append(_ row: Row, columns: [Int], to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("values")
        writer.beginArray()
        for index in columns {
            writer.beginObject()
            append(row[index], dates[index], to: &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    private func append(_ cell: Cell, _ date: TimeFormat?, to writer: inout JSONWriter) {
        if case .empty = cell { return }
        writer.key("userEnteredValue")
        writer.beginObject()
        switch cell {
        case .time(let instant, let local, let text):
            guard let date else {
                writer.key("stringValue")
                writer.string(CellText.fitting(text, units: Self.longestText))
                break
            }
            writer.key("numberValue")
            let shown = date.shown(nanoseconds: instant.nanoseconds)
            let whole = Double(local) + Double(shown) / 1e9
            writer.double(25_569 + whole / 86_400)
        case .number(let text):
            if let value = CellNumber.value(text) {
                writer.key("numberValue")
                writer.double(value)
            } else {
                writer.key("stringValue")
                writer.string(CellText.fitting(text, units: Self.longestText))
            }
        default:
            writer.key("stringValue")
            writer.string(CellText.fitting(cell.text, units: Self.longestText))
        }
        writer.endObject()
    }
}
