/// How full the spreadsheets of a report are, as its reader's state tells without a call.
package struct SheetGrowth: Sendable, Equatable {
    /// When the present spreadsheet is full, if rows go on to come as they did lately.
    package struct Forecast: Sendable, Equatable {
        /// Rows that are added in a week.
        package let rowsPerWeek: Double
        /// Days until no more rows fit; nil where none are added.
        package let daysUntilFull: Double?
    }

    /// The id of the spreadsheet in which the report stands; empty before it is known.
    package let spreadsheet: String
    /// The number of the tab there; nil before it is known.
    package let sheet: Int64?
    /// Its spreadsheets, the present one's size among it.
    package let volumes: SheetVolumes
    /// The most cells that a spreadsheet may have.
    package let room: CellRoom

    /// Reads a reader's state; one that never wrote has no spreadsheet.
    package init(_ state: [UInt8], room: CellRoom = .google) {
        let state = SheetState(state)
        spreadsheet = state.spreadsheet
        sheet = state.sheet
        volumes = state.volumes
        self.room = room
    }

    /// Computes a forecast from how many entries the journal takes in a day.
    ///
    /// `checkpoint`: Up to where the rows are written: it tells how many entries become a row.
    ///
    /// - Returns: nil where nothing was counted yet.
    package func forecast(entriesPerDay: Double?, checkpoint: Int64) -> Forecast? {
        guard let entriesPerDay, let since = volumes.since, checkpoint > since,
            volumes.width > 0
        else { return nil }
        let share = min(1, Double(volumes.allRows) / Double(checkpoint - since))
        let perDay = entriesPerDay * share
        let left = Double(max(0, room.usable - volumes.cells))
        return Forecast(
            rowsPerWeek: perDay * 7,
            daysUntilFull: perDay > 0 ? left / Double(volumes.width) / perDay : nil
        )
    }
}
