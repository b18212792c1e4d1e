import GoogleSheets
import HTTPTypes
import TicksheetCore

struct NoSignIn: SheetsAccess {
    var account: String? { nil }
    func token() async throws(ServiceTrouble) -> AccessToken {
        throw ServiceTrouble("x", "y", remedy: "z", .stop)
    }
    func forget(_ token: AccessToken) async {}
}

/// The accounts with which reports are written to Google Sheets: each with the calls that it may make.
final class GoogleAccounts: Sendable {
    private let transport: any HTTPTransport
    private let clock: any WallClock
    private let reads: CallBudget
    private let writes: CallBudget

    init(over choice: TransportChoice, clock: any WallClock) {
        transport = choice.transport()
        self.clock = clock
        reads = CallBudget(clock: clock)
        writes = CallBudget(clock: clock)
    }

    func calls(for sheet: Settings.Destination.Sheet) -> SheetsCalls {
        SheetsCalls(
            sheet.place,
            over: transport,
            access: NoSignIn(),
            reads: reads,
            writes: writes,
            clock: clock
        ) { duration in try? await Task.sleep(for: duration) }
    }
}
