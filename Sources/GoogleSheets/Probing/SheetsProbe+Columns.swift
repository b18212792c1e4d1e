import HTTPTypes
import JSONTree
import TicksheetCore

extension SheetsProbe {
    // Apart from the marks of the other probes.
    private static let markNumber: Int64 = 9

    /// P16: names a column's place rightly and wrongly.
    func guardColumn(on ground: ProbeGround) async throws(ServiceTrouble) -> ProbeFinding {
        func column(_ index: Int) -> SheetLayout.Column {
            .init(
                sheet: ground.sheet,
                index: index,
                name: "probe",
                metadata: ground.firstId + Self.markNumber
            )
        }
        let bound = try await write([ColumnGuard.binding(of: column(0))])
        let held = try await write(ColumnGuard(columns: [column(0)]).requests)
        let moved = try await write(ColumnGuard(columns: [column(1)]).requests)
        return ProbeFinding(
            "P16",
            relies: "a batch is refused where a column does not stand where the batch says",
            seen: "where it stands: \(held.words); elsewhere: \(moved.words)",
            if: bound.isDone && held.isDone && !moved.isDone,
            otherwise:
                "rows that are written in the moment in which somebody moves a column stand in "
                + "wrong columns; the report notices it by the reply, stops, and ticksheet rebuild "
                + "puts it right"
        )
    }
}
