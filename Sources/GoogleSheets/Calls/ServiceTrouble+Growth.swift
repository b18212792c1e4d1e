import TicksheetCore

/// What keeps a report from growing on, in words for people.
extension ServiceTrouble {
    static func full(
        _ place: SheetPlace,
        _ cells: Int64,
        _ room: CellRoom,
        _ supply: SpreadsheetSupply,
        account: String?
    ) -> Self {
        var ids = [place.spreadsheet]
        if case .list(let list) = supply { ids = list }
        let named = (ids.map { "\"\($0)\"" } + ["\"the new one's address\""])
            .joined(separator: ", ")
        let who = account ?? "the account that signs in"
        let deed =
            supply.isList
            ? "Make a spreadsheet, share it with \(who) as an editor, and add it in the settings: "
                + "spreadsheet: [\(named)]"
            : "Delete tabs, columns and rows there that nobody needs"
        return Self(
            "sheets.full",
            "no more rows fit into the spreadsheet \(place.spreadsheet): "
                + "\(grouped(cells)) of \(grouped(room.limit)) cells are in use",
            cause: limits(room),
            remedy: "\(deed). The rows wait in the journal",
            .stop
        )
    }

    static func noRoomForColumns(
        _ place: SheetPlace,
        _ names: [String],
        _ commands: SheetsSink.Commands
    ) -> Self {
        Self(
            "sheets.no_room_for_columns",
            "the spreadsheet \(place.spreadsheet) has no room for what is new in the mapping: the "
                + "column\(names.count == 1 ? "" : "s") \(names.joined(separator: ", "))",
            cause: "a column takes a cell of each row of the tab \(place.tab)",
            remedy:
                "Delete tabs, rows or columns there that nobody needs, write the report anew in as many "
                + "spreadsheets as it takes (\(commands.rebuild)), or take the column out of the mapping. The "
                + "rows wait in the journal",
            .stop
        )
    }

    static func noRoomForRebuild(
        _ place: SheetPlace,
        _ room: CellRoom,
        account: String?
    ) -> Self {
        Self(
            "sheets.no_room",
            "no spreadsheet that the settings name has room for the rows of the tab \(place.tab) "
                + "besides the old ones",
            cause: limits(room),
            remedy: "Delete old tabs there, or make a spreadsheet, share it with "
                + "\(account ?? "the account that signs in") as an editor, and add it to the list "
                + "in the settings; then run the command again. The tabs that are there stay as "
                + "they are",
            .stop
        )
    }

    static func notListed(
        _ place: SheetPlace,
        _ ids: [String],
        _ commands: SheetsSink.Commands
    ) -> Self {
        let named = (ids + [place.spreadsheet]).map { "\"\($0)\"" }.joined(separator: ", ")
        return Self(
            "sheets.not_listed",
            "the report has gone on in the spreadsheet \(place.spreadsheet), which the settings "
                + "do not name any more",
            remedy: "Name it again (spreadsheet: [\(named)]), or write the report anew: "
                + commands.rebuild,
            .stop
        )
    }

    static func limits(_ room: CellRoom) -> String {
        "Google allows \(grouped(room.limit)) cells in all tabs, empty ones counted; "
            + "\(grouped(room.limit - room.usable)) are left free for people"
    }

    /// Returns a number with commas.
    static func grouped(_ number: Int64) -> String {
        var text = ""
        let digits = String(number)
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3), digit != "-" { text += "," }
            text.append(digit)
        }
        return text
    }
}
