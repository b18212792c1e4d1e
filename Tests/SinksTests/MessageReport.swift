import PosixBridge
import Sinks
import TestSupport
import Testing
import TicksheetCore
import WallTime

/// A CSV file with a row for each message, the journal that feeds it and the folder of both.
struct MessageReport: Sendable {
    static let reader = ReaderID("csv:messages")

    let path: String
    let journal: any Journal
    var rows = "message"
    var columns = """
        { header: "To", field: "to" }, { header: "Status", field: "status" }
        """
    var missing = CSVSink.MissingPolicy.stop
    var overwrites = false

    var ledger: ReaderLedger { ReaderLedger(Self.reader, start: .beginning, journal: journal) }

    func sink(_ failPoint: FailPoint = .none) throws -> RewrittenSink {
        let mapping = try ReportMapping(
            file: "report.json5",
            bytes: Array("{ rows: \"\(rows)\", columns: [\(columns)] }".utf8),
            context: MappingContext(shipped: { _ in nil }, shippedNames: []) { _ in
                .success(.utc)
            }
        )
        return RewrittenSink(
            path: path,
            kind: RowFileKind(ending: path) ?? .csv(CSVDialect()),
            missing: missing,
            overwrites: overwrites,
            report: mapping,
            definition: mapping.definition,
            rows: RowBuilder(mapping, RowZones("UTC", otherwise: "UTC") { _ in .utc }),
            rebuild: "ticksheet rebuild --report r",
            failPoint: failPoint
        )
    }

    /// Appends events, each given as its message's number and its status.
    func append(_ events: (message: Int, status: String)...) async throws {
        let head = Int(try journal.head())
        let events = events.enumerated().map { index, told in
            let number = head + index + 1
            var fields = Sample.fields(number, status: told.status)
            fields.message = "m\(told.message)"
            fields.to = "+\(told.message)"
            return Event(
                id: Sample.id(number, in: journal),
                kind: .status,
                element: number,
                fields: fields
            )
        }
        try await journal.append(Sample.delivery(events))
    }

    /// Opens the sink and writes what the journal holds.
    func bringUpToDate(_ sink: RewrittenSink? = nil) async throws {
        let sink = try sink ?? self.sink()
        try await sink.open(ledger)
        let checkpoint = try ledger.record().checkpoint
        let head = try ledger.head()
        guard head > checkpoint else { return }
        _ = try await sink.write(Batch(after: checkpoint, upTo: head), ledger)
    }

    /// Brings it up to date and returns why it could not.
    func refusal(_ sink: RewrittenSink? = nil) async throws -> SinkError? {
        do {
            try await bringUpToDate(sink)
            return nil
        } catch let error as SinkError {
            return error
        }
    }

    /// The rows below the header, a text each: `1 read`.
    func texts() throws -> [String] {
        let rows =
            try path.hasSuffix(".ods")
            ? SpreadsheetText.tables(ofODS: path)[0] : CSVText.rows(try File.bytes(at: path))
        return rows.dropFirst().map { $0.joined(separator: " ") }
    }
}
