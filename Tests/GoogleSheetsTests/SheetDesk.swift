import CurlBridge
import PosixBridge
import SheetsEmulator
import TestSupport
import Testing
import TicksheetCore
import WallTime

@testable import GoogleSheets

/// A clock that goes many times as fast as the machine's.
struct FastClock: WallClock {
    private static let start = Int64(Clocks.monotonic)
    var scale: Int64 = 300

    private var passed: Int64 { (Int64(Clocks.monotonic) - Self.start) * scale }
    var now: Timestamp { Timestamp(seconds: 1_800_000_000 + passed / 1_000_000_000) }
    var monotonic: Duration { .nanoseconds(passed) }
    func wait(for duration: Duration) -> Duration { duration / Int(scale) }
}

/// Signs in with a token that the stand-in gave out beforehand.
struct GivenAccess: SheetsAccess {
    let value: String
    var account: String? { "robot@example.com" }
    func token() async throws(ServiceTrouble) -> AccessToken {
        AccessToken(Secret(value), lifetime: 3600)
    }
    func forget(_ token: AccessToken) async {}
}

/// A stand-in with one spreadsheet, a journal, and what writes from one to the other.
struct SheetDesk: Sendable {
    static let reader = ReaderID("sheets:test")

    let emulator: SheetsEmulator
    let spreadsheet: String
    private(set) var journal = MemoryJournal()
    var mapping: ReportMapping
    var tab = "Log"
    /// Where it goes on; nil for nowhere.
    var supply: SpreadsheetSupply?
    /// Whether the sink is told of `spreadsheet`; otherwise it makes its own in a folder.
    var isNamed = true
    /// Who signs in.
    var account = "robot@example.com"
    /// The most cells that the sink takes a spreadsheet to have.
    var room = CellRoom.google

    init(
        rows: ReportMapping.RowPolicy = .status,
        seed: UInt64 = 1,
        cells limit: Int = 10_000_000,
        _ change: (inout EmulatorOptions) -> Void = { _ in }
    ) throws {
        var options = EmulatorOptions()
        options.cellLimit = limit
        options.quotas = nil
        options.seed = seed
        change(&options)
        emulator = try SheetsEmulator(options)
        spreadsheet = emulator.makeSpreadsheet(
            "Campaigns",
            rowCount: limit < 10_000_000 ? 1 : 1000,
            columnCount: limit < 10_000_000 ? 1 : 26,
            sharedWith: ["robot@example.com": "writer"]
        )
        room = CellRoom(limit: Int64(limit))
        mapping = try SheetReport.mapping(rows: rows)
    }

    var ledger: ReaderLedger { ReaderLedger(Self.reader, start: .beginning, journal: journal) }

    func sink(spreadsheet id: String? = nil, scale: Int64 = 300) -> SheetsSink {
        let clock = FastClock(scale: scale)
        let calls = SheetsCalls(
            SheetPlace(
                endpoint: emulator.endpoint,
                spreadsheet: isNamed ? id ?? spreadsheet : "",
                tab: tab
            ),
            over: CurlTransport(),
            access: GivenAccess(
                value: emulator.token(
                    for: account,
                    scopes: ["spreadsheets", "drive"]
                )
            ),
            reads: CallBudget(perMinute: 1_000_000, clock: clock),
            writes: CallBudget(perMinute: 1_000_000, clock: clock),
            clock: clock
        )
        return SheetsSink(
            calls,
            supply: supply,
            room: room,
            mapping: mapping,
            definition: mapping.definition,
            rows: RowBuilder(mapping, RowZones("UTC", otherwise: "UTC") { _ in .utc }),
            commands: SheetsSink.Commands(
                report: "r",
                rebuild: "ticksheet rebuild --report r",
                adopt: "ticksheet adopt --report r",
                retry: "ticksheet problems retry"
            )
        )
    }

    /// The same spreadsheets, written from another journal.
    func withNewJournal() -> SheetDesk {
        var other = self
        other.journal = MemoryJournal()
        return other
    }

    func append(_ numbers: some Sequence<Int>) async throws {
        _ = try await journal.append(Sample.delivery(numbers, in: journal))
    }

    /// Appends events, each given as its message's number and its status.
    func append(_ told: [(message: Int, status: String)]) async throws {
        let head = Int(try journal.head())
        let events = told.enumerated().map { index, told in
            let number = head + index + 1
            var fields = Sample.fields(number, status: told.status)
            fields.message = "m\(told.message)"
            fields.to = "+57300\(1_000_000 + told.message)"
            return Event(
                id: Sample.id(number, in: journal),
                kind: .status,
                element: number,
                fields: fields
            )
        }
        _ = try await journal.append(
            Sample.delivery(events, source: "meta", received: Sample.noon, body: "{}")
        )
    }

    /// Returns what is to be written next, as a worker reads it.
    func nextBatch(limit: Int = 100) throws -> Batch {
        let checkpoint = try ledger.record().checkpoint
        return try #require(
            Batch(after: checkpoint, try ledger.entries(after: checkpoint, limit: limit))
        )
    }

    /// Opens and writes until all there is is written, as a worker does; a trouble that says stop is
    /// thrown.
    func catchUp(
        with given: SheetsSink? = nil,
        limit: Int = 1000,
        tries: Int = 200
    ) async throws(SinkError) {
        let sink = given ?? self.sink()
        var isOpen = false
        for _ in 0..<tries {
            do throws(SinkError) {
                if !isOpen { try await sink.open(ledger) }
                isOpen = true
                let checkpoint = try ledger.record().checkpoint
                let entries = try ledger.entries(after: checkpoint, limit: limit)
                guard let batch = Batch(after: checkpoint, entries) else { return }
                _ = try await sink.write(batch, ledger)
            } catch {
                guard case .retry = error.disposition else { throw error }
                isOpen = false
                if error.code == "sheets.perhaps_made" {
                    try? await Task.sleep(for: .milliseconds(50))
                }
            }
        }
        Issue.record("the sheet is not in step after \(tries) tries")
    }

    /// The rows below the header, each as the texts of its cells; numbers of dates whole.
    func rows(of title: String? = nil, in book: String? = nil) -> [[String]] {
        let values = emulator.values(book ?? spreadsheet, tab: title ?? tab) ?? []
        return values.dropFirst().map { row in
            row.map { cell in
                switch cell {
                case .text(let text): text
                case .number(let number): "\(Int((number - 25_569) * 86_400 + 0.5))"
                case .bool(let flag): "\(flag)"
                case .formula(let text): text
                case nil: ""
                }
            }
        }
    }

    /// The descriptions, which are the numbers of the events.
    func descriptions(of title: String? = nil, in book: String? = nil) -> [String] {
        rows(of: title, in: book).map { $0.count > 4 ? $0[4] : "" }
    }
}
