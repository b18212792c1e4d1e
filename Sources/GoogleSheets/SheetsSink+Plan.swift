package import TicksheetCore

extension SheetsSink {
    /// Says what the next writing finds and does first, and changes nothing.
    ///
    /// `state`: The reader's state; empty for one that never wrote.
    ///
    /// - Returns: Sentences for people, the spreadsheet's title first.
    package func plan(_ state: [UInt8]) async throws(SinkError) -> [String] {
        let state = SheetState(state)
        try turn(to: state)
        var found: [String] = []
        if case .folder(let folder, let title) = supply {
            found.append(try await folderPlan(folder, title))
            if spreadsheets(state).isEmpty { return found }
        }
        let layout = try await layout()
        found.append(used(layout))
        found += try await others(state)
        if state.isMade {
            try requireRows(state)
            let (tab, bound) = try verified(state, layout)
            let change = columnChange(state, layout)?.words ?? []
            let columns = bound.map { "\($0.name) in \(ColumnName.of($0.index))" }
            return found + [
                "The tab \"\(tab.title)\" has \(tab.rows) rows and is written on: "
                    + columns.joined(separator: ", ") + "."
            ] + change
        }
        let fresh = state.sheet == nil ? try named(layout) : state
        guard let tab = fresh.sheet.flatMap(layout.tab) else {
            return found + [
                "There is no tab \"\(place.tab)\" yet: it is made, with the columns "
                    + "\(design.names.joined(separator: ", ")), a frozen header, widths, colours and a filter."
            ]
        }
        let requests = try await requests(for: header(of: fresh), layout)
        let isTakenOver = requests.count == design.names.count + 1
        return found + [
            isTakenOver
                ? "The tab \"\(tab.title)\" has the header already: rows are added below what is "
                    + "there, nothing else is changed."
                : "The tab \"\(tab.title)\" is empty: it gets the columns \(design.names.joined(separator: ", ")), a "
                    + "frozen header, widths, colours and a filter."
        ]
    }
}
