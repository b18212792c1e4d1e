import TicksheetCore
import WallTime

/// A report with a time, two numbers, a status and a description.
enum SheetReport {
    static let columns = [
        #"{ header: "Time", field: "time" }"#, #"{ header: "From", field: "from" }"#,
        #"{ header: "To", field: "to" }"#, #"{ header: "Status", field: "status" }"#,
        #"{ header: "Description", field: "description" }"#,
    ]

    static func mapping(
        columns count: Int = 5,
        more: [String] = [],
        rows: ReportMapping.RowPolicy = .status,
        where filter: String = "{}"
    ) throws -> ReportMapping {
        let text =
            "{ title: \"Sheet\", rows: \"\(rows.rawValue)\", where: \(filter), columns: ["
            + (columns.prefix(count) + more).joined(separator: ", ") + "] }"
        return try ReportMapping(
            file: "sheet.json5",
            bytes: Array(text.utf8),
            context: MappingContext(shipped: { _ in nil }, shippedNames: []) { _ in
                .success(.utc)
            }
        )
    }
}
