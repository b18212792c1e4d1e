import PosixBridge
import Sinks
import TestSupport
import Testing
import TicksheetCore
import WallTime

/// A CSV file under test, the journal that feeds it and the folder of both.
struct CSVReport: Sendable {
    static let reader = ReaderID("csv:report")
    static let columns = """
        { header: "Time", field: "time" }, { header: "To", field: "to" },
        { header: "Text", field: "description" }
        """

    let path: String
    let journal: any Journal
    var columns = Self.columns
    var missing = CSVSink.MissingPolicy.stop
    var dialect = CSVDialect()

    var ledger: ReaderLedger { ReaderLedger(Self.reader, start: .beginning, journal: journal) }

    func sink(_ failPoint: FailPoint = .none) throws -> CSVSink {
        let mapping = try ReportMapping(
            file: "report.json5",
            bytes: Array("{ title: \"t\", rows: \"status\", columns: [\(columns)] }".utf8),
            context: MappingContext(shipped: { _ in nil }, shippedNames: []) { _ in
                .success(.utc)
            }
        )
        return CSVSink(
            path: path,
            dialect: dialect,
            missing: missing,
            headers: mapping.headers,
            definition: mapping.definition,
            rows: RowBuilder(mapping, RowZones("UTC", otherwise: "UTC") { _ in .utc }),
            rebuild: "ticksheet rebuild --report r",
            failPoint: failPoint
        )
    }

    /// Opens the sink and writes all that the journal holds.
    func bringUpToDate(_ sink: CSVSink? = nil, rows: Int = 1000) async throws {
        let sink = try sink ?? self.sink()
        try await sink.open(ledger)
        while let batch = try nextBatch(rows: rows) { _ = try await sink.write(batch, ledger) }
    }

    /// Brings it up to date and returns why it could not.
    func refusal(_ sink: CSVSink? = nil) async throws -> SinkError? {
        do {
            try await bringUpToDate(sink)
            return nil
        } catch let error as SinkError {
            return error
        }
    }

    func nextBatch(rows: Int) throws -> Batch? {
        let position = try ledger.record().checkpoint
        return Batch(after: position, try ledger.entries(after: position, limit: rows))
    }

    /// Appends events whose text is the number.
    func append(_ numbers: some Sequence<Int>) async throws {
        try await journal.append(Sample.delivery(numbers, in: journal))
    }

    /// The third column's texts, below the header.
    func texts() throws -> [String] {
        try CSVText.rows(try File.bytes(at: path)).dropFirst().map { $0[2] }
    }
}
