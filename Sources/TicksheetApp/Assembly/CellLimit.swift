import GoogleSheets
import PosixBridge

extension CellRoom {
    /// How many cells a spreadsheet may have: as many as Google allows, or the fewer of a test's
    /// stand-in, which `TICKSHEET_CELL_LIMIT` names.
    static var here: CellRoom {
        ProcessFacts.environment("TICKSHEET_CELL_LIMIT").flatMap { Int64($0) }
            .map(CellRoom.init(limit:)) ?? .google
    }
}
