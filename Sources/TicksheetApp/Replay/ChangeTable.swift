import CommandLineKit
import TicksheetCore

/// The first cells of each report that change, for people: numbers and message ids are masked.
struct ChangeTable {
    private var reports: [(name: String, lines: [[TextTable.Cell]])]

    /// Creates a table without lines; reports keep this order.
    init(_ reports: [String]) {
        self.reports = reports.map { ($0, []) }
    }

    /// Takes a cell; of one report at most a limit is kept.
    mutating func append(_ change: CellChange, limit: Int) {
        let row = change.row
        guard let index = reports.firstIndex(where: { $0.name == row.report }),
            reports[index].lines.count < limit
        else { return }
        reports[index].lines.append([
            .init(row.report),
            .init(Self.name(of: row)),
            .init(row.recipient.map(maskedNumber) ?? ""),
            .init(change.column ?? "(row)"),
            .init(Self.masked(change.now ?? "")),
            .init(Self.masked(change.after ?? "no row")),
        ])
    }

    /// Returns the table of at most so many lines, of which each report has its part.
    func text(limit: Int) -> TextTable {
        var table = TextTable([
            .init("REPORT", .left), .init("ROW", .left), .init("TO", .left),
            .init("COLUMN", .left), .init("NOW", .left, shrinks: true),
            .init("AFTER", .left, shrinks: true),
        ])
        for (report, share) in zip(reports, shares(of: limit)) {
            for line in report.lines.prefix(share) { table.append(line) }
        }
        return table
    }

    // What one report does not need goes to the others.
    private func shares(of limit: Int) -> [Int] {
        var shares = reports.map { _ in 0 }
        var rest = min(limit, reports.reduce(0) { $0 + $1.lines.count })
        while rest > 0 {
            for index in reports.indices {
                guard rest > 0, shares[index] < reports[index].lines.count else { continue }
                shares[index] += 1
                rest -= 1
            }
        }
        return shares
    }

    private static func name(of row: ChangedRow) -> String {
        let name =
            switch row.subject {
            case .entry(let entry): entry.map(String.init) ?? ""
            case .message: row.message.map(maskedMessageID) ?? "message"
            case .number: "number"
            }
        return [row.isNew ? "new" : "", name].filter { !$0.isEmpty }.joined(separator: " ")
    }

    private static func masked(_ text: String) -> String {
        // The digits of its number stand in it in base64.
        text.hasPrefix("wamid.") ? maskedMessageID(text) : maskedNumbers(in: text)
    }
}
