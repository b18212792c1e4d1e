extension Spreadsheet {
    static let protected =
        "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to "
        + "remove protection if you need to edit."

    /// Refuses what changes cells that are protected from someone.
    ///
    /// `email`: Who changed it; nil for those to whom everything is open.
    func checkProtection(of changed: Spreadsheet, from email: String?) throws(Refusal) {
        // The owner may do everything.
        guard let email, hasProtection(from: email) else { return }
        let after = changed.protectedCells(from: email)
        for (id, cells) in protectedCells(from: email) where after[id] != cells {
            throw Refusal(Self.protected)
        }
    }

    /// Whether some cells are protected from someone.
    func hasProtection(from email: String) -> Bool {
        permissions[email] != "owner"
            && sheets.contains { sheet in
                sheet.protectedRanges.contains { $0.editors?.contains(email) == false }
            }
    }

    /// Returns the cells that someone may not change, by the ids of what protects them.
    private func protectedCells(from email: String) -> [Int: [Grid.Row]] {
        var found: [Int: [Grid.Row]] = [:]
        for sheet in sheets {
            for object in sheet.protectedRanges {
                guard let editors = object.editors, !editors.contains(email),
                    let id = object.fields["protectedRangeId"]?.int
                else { continue }
                found[id] = object.ranges.flatMap { sheet.grid.cells(in: $0) }
            }
        }
        return found
    }
}

extension Grid {
    /// Returns the rows of a range, without what is empty at their end.
    fileprivate func cells(in range: GridRange) -> [Row] {
        guard let area = range.area(on: self) else { return [] }
        var found = rows[area.rows.clamped(to: rows.indices)].map { row in
            var cells = Array(row[area.columns.clamped(to: row.indices)])
            while cells.last?.isEmpty == true { cells.removeLast() }
            return cells
        }
        while found.last?.isEmpty == true { found.removeLast() }
        return found
    }
}
