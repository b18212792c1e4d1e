import CurlBridge
import SheetsEmulator
import Synchronization
import TestSupport
import Testing
import TicksheetCore
import WallTime

@testable import GoogleSheets

/// Signs in, and lets something happen while the third call waits for its token.
private final class SlowAccess: SheetsAccess {
    private let access: GivenAccess
    private let count = Mutex(0)
    private let deed: @Sendable () -> Void

    init(_ access: GivenAccess, deed: @escaping @Sendable () -> Void) {
        self.access = access
        self.deed = deed
    }

    var account: String? { access.account }

    func token() async throws(ServiceTrouble) -> AccessToken {
        let number = count.withLock { count in
            count += 1
            return count
        }
        if number == 3 { deed() }
        return try await access.token()
    }

    func forget(_ token: AccessToken) async {}
}

@Suite struct WaitingTests {
    @Test func `columns that move while a write waits for its turn do no harm`() async throws {
        let desk = try SheetDesk()
        try await desk.append([1])
        try await desk.catchUp()
        try await desk.append([2])
        let number = try desk.number()
        let access = SlowAccess(
            GivenAccess(value: desk.emulator.token(for: "robot@example.com"))
        ) {
            _ = desk.emulator.perform(
                "POST",
                "/v4/spreadsheets/\(desk.spreadsheet):batchUpdate",
                [
                    "requests": [
                        [
                            "moveDimension": [
                                "source": [
                                    "sheetId": .int(Int(number)), "dimension": "COLUMNS",
                                    "startIndex": 3, "endIndex": 4,
                                ], "destinationIndex": 0,
                            ]
                        ]
                    ]
                ]
            )
        }
        let clock = FastClock(scale: 20)
        let calls = SheetsCalls(
            SheetPlace(
                endpoint: desk.emulator.endpoint,
                spreadsheet: desk.spreadsheet,
                tab: "Log"
            ),
            over: CurlTransport(),
            access: access,
            reads: CallBudget(perMinute: 1000, clock: clock),
            writes: CallBudget(perMinute: 1000, clock: clock),
            clock: clock
        )
        let sink = SheetsSink(
            calls,
            mapping: desk.mapping,
            definition: desk.mapping.definition,
            rows: RowBuilder(desk.mapping, RowZones("UTC", otherwise: "UTC") { _ in .utc }),
            commands: SheetsSink.Commands(
                report: "r",
                rebuild: "rebuild",
                adopt: "adopt",
                retry: "retry"
            )
        )
        let checkpoint = try desk.ledger.record().checkpoint
        let entries = try desk.ledger.entries(after: checkpoint, limit: 10)
        let batch = try #require(Batch(after: checkpoint, entries))
        _ = try await sink.write(batch, desk.ledger)
        #expect(desk.rows().map(\.first) == ["delivered", "delivered"])
    }
}
