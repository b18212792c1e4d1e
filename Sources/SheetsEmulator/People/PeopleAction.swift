/// What people do to a spreadsheet while a program writes to it.
package enum PeopleAction: String, Sendable, CaseIterable {
    /// Sorts the rows below the first by a column.
    case sortRows
    /// Gives a tab another name.
    case renameTab
    /// Writes another text over a header.
    case renameHeader
    /// Inserts a column, with a header and a note in it.
    case insertColumn
    /// Moves a column.
    case moveColumn
    /// Deletes a column.
    case deleteColumn
    /// Hides a column.
    case hideColumn
    /// Inserts an empty row.
    case insertRow
    /// Deletes a row below the first.
    case deleteRow
    /// Writes over a cell below the first row.
    case editCell
    /// Sets a filter over the whole tab.
    case filter
    /// Copies a tab.
    case duplicateTab
    /// Deletes a tab.
    case deleteTab
    /// Copies the whole file.
    case copyFile
    /// Takes all developer metadata away, as a script might.
    case clearMetadata
    /// Goes back to a version that was kept before; by order only.
    case restoreVersion

    /// What comes by chance.
    static let byChance = allCases.filter { $0 != .restoreVersion }
}

/// Something that people did.
package struct PeopleEvent: Sendable, Equatable {
    /// When, in Unix milliseconds of the stand-in's clock.
    package let time: Int64
    /// What kind of thing.
    package let action: PeopleAction
    /// The spreadsheet.
    package let spreadsheet: String
    /// The tab; nil where all of the spreadsheet was meant.
    package let sheetId: Int32?
    /// What exactly, in one line.
    package let what: String
    /// What stood there before and is there no more: a cell, the cells of a row, a header, a title.
    package let before: [String]

    var json: JSONValue {
        .fields(
            ("time", .int(time)),
            ("action", .string(action.rawValue)),
            ("spreadsheetId", .string(spreadsheet)),
            ("sheetId", sheetId.map { .int($0) }),
            ("what", .string(what)),
            ("before", before.isEmpty ? nil : .array(before.map { .string($0) }))
        )
    }
}
