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
        var ids = spreadsheets(state)
        // Rows are kept current as long as the settings name the spreadsheet.
        ids += state.earlier.map(\.spreadsheet).filter { !ids.contains($0) }
        for id in ids where id != place.spreadsheet {
            if let full = state.volumes.full.first(where: { $0.spreadsheet == id }) {
                lines.append(try await line(of: full, state))
                continue
            }
            let layout = try await layout(of: id)
            let cells = ServiceTrouble.grouped(layout.cells)
            let hasRoom = layout.cells + design.smallest <= room.usable
            lines.append(
                "When it is full rows go on in \"\(layout.title)\", of which \(cells) cells are "
                    + "used" + (hasRoom ? "." : ": it has no room itself and is passed over.")
            )
        }
        return lines
    }

    private func line(
        of full: SheetVolumes.Full,
        _ state: SheetState
    ) async throws(SinkError) -> String {
        let present = calls
        defer { calls = present }
        calls = present.of(full.spreadsheet)
        let found = try await onService { () throws(ServiceTrouble) in
            try await layout(calls, mayLack: true)
        }
        guard let layout = found else {
            return "Before it the spreadsheet \(full.spreadsheet) was filled; it was deleted since."
        }
        let line = "Before it \"\(layout.title)\" was filled"
        guard layout.tab(full.sheet) != nil else { return line + "; its tab was deleted since." }
        let earlier = state.earlier.first {
            $0.spreadsheet == full.spreadsheet && $0.sheet == full.sheet
        }
        guard let earlier else { return line + "." }
        guard isNamed(full.spreadsheet) else {
            return line + "; the settings do not name it any more: its rows stay as they are."
        }
        do throws(SinkError) {
            _ = try verified(earlier, layout)
        } catch {
            throw error.explained(at: full.spreadsheet, isListed: supply.isList)
        }
        return line + "; its rows are kept current there."
    }
}
