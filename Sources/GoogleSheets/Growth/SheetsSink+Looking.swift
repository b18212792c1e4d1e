import TicksheetCore

/// What stands in the spreadsheets besides the one that is written to now, for people.
extension SheetsSink {
    /// Says how full a spreadsheet is.
    func used(_ layout: SheetLayout) -> String {
        "The spreadsheet is \"\(layout.title)\": \(ServiceTrouble.grouped(layout.cells)) of "
            + "\(ServiceTrouble.grouped(room.limit)) cells are used."
    }

    /// Looks at the folder in which spreadsheets are made.
    func folderPlan(_ folder: String, _ title: String) async throws(SinkError) -> String {
        let found = try await onService { () throws(ServiceTrouble) in
            try await calls.folder(folder)
        }
        guard found.mayAdd else {
            throw .service(.folderForbidden(folder, account: calls.access.account, cause: nil))
        }
        let whose = found.drive == nil ? "" : " of a shared drive"
        return "Spreadsheets \"\(title)\" are made in the folder \"\(found.name)\"\(whose)."
    }

    /// Looks at the spreadsheets that are full and at those that come later.
    func others(_ state: SheetState) async throws(SinkError) -> [String] {
        var lines: [String] = []
        for id in spreadsheets(state) where id != place.spreadsheet {
            let layout = try await layout(of: id)
            if let full = state.volumes.full.first(where: { $0.spreadsheet == id }) {
                let isThere = layout.tab(full.sheet) != nil
                lines.append(
                    "Before it \"\(layout.title)\" was filled"
                        + (isThere ? "." : "; its tab was deleted since.")
                )
                continue
            }
            let cells = ServiceTrouble.grouped(layout.cells)
            let hasRoom = layout.cells + design.smallest <= room.usable
            lines.append(
                "When it is full rows go on in \"\(layout.title)\", of which \(cells) cells are "
                    + "used" + (hasRoom ? "." : ": it has no room itself and is passed over.")
            )
        }
        return lines
    }
}
