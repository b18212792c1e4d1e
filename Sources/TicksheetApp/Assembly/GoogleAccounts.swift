import GoogleSheets
import GoogleSignIn
import HTTPTypes
import Synchronization
import TicksheetCore
import WallTime

/// The accounts with which reports are written to Google Sheets, each with the calls that it may
/// make: Google counts them for an account, over all of its spreadsheets.
final class GoogleAccounts: Sendable {
    private struct Account: Sendable {
        let access: GoogleAccess
        let budget: GoogleBudgets.Budget
    }

    private let transport: any HTTPTransport
    private let clock: any WallClock
    private let budgets: GoogleBudgets
    // By who signs in and to what.
    private let accounts = Mutex<[[String]: Account]>([:])

    /// `budgets`: Those of the settings before.
    init(
        over choice: TransportChoice,
        clock: any WallClock,
        budgets: GoogleBudgets = GoogleBudgets()
    ) {
        transport = choice.transport()
        self.clock = clock
        self.budgets = budgets
    }

    /// Makes what calls Google for a destination.
    func calls(for sheet: Settings.Destination.Sheet) -> SheetsCalls {
        let account = account(of: sheet)
        return SheetsCalls(
            sheet.place,
            over: transport,
            access: account.access,
            reads: account.budget.reads,
            writes: account.budget.writes,
            clock: clock
        )
    }

    /// Returns what signs in for a destination.
    func access(for sheet: Settings.Destination.Sheet) -> GoogleAccess {
        account(of: sheet).access
    }

    /// Names the account that writes a destination: its address where that is known without a call.
    func name(for sheet: Settings.Destination.Sheet) -> String {
        let access = access(for: sheet)
        return access.account ?? access.identity
    }

    /// Returns how many writes the account of a destination has made in the last minute, in this process.
    func writesUsed(by sheet: Settings.Destination.Sheet) -> Int {
        account(of: sheet).budget.writes.used
    }

    /// Returns how many writes each account that the settings name has made in the last minute, in this
    /// process.
    func writesUsed(by settings: Settings) -> [(account: String, used: Int)] {
        var found: [(account: String, used: Int)] = []
        for sheet in settings.reports.flatMap(\.destinations).compactMap(\.sheet) {
            let name = name(for: sheet)
            if found.contains(where: { $0.account == name }) { continue }
            found.append((name, writesUsed(by: sheet)))
        }
        return found
    }

    private func account(of sheet: Settings.Destination.Sheet) -> Account {
        let access = GoogleAccess(
            file: sheet.credentials,
            subject: sheet.subject,
            scopes: sheet.usesDrive
                ? [GoogleEndpoints.spreadsheets, GoogleEndpoints.drive]
                : [GoogleEndpoints.spreadsheets],
            over: transport,
            clock: clock
        )
        return accounts.withLock { accounts in
            let name = [access.identity] + access.scopes
            if let known = accounts[name] { return known }
            let budget = budgets.of(access.identity, clock: clock)
            let made = Account(access: access, budget: budget)
            accounts[name] = made
            return made
        }
    }
}

/// Signs in by the credentials that the settings name, or by those that the machine offers.
///
/// The file is read at the first call, and again after an error: somebody may have put it right.
final class GoogleAccess: SheetsAccess {
    private let file: String?
    private let subject: String?
    /// What the tokens have to reach.
    let scopes: [String]
    private let transport: any HTTPTransport
    private let clock: any WallClock
    private let located = Mutex<(credentials: LocatedCredentials, source: TokenSource)?>(nil)

    init(
        file: String?,
        subject: String?,
        scopes: [String],
        over transport: any HTTPTransport,
        clock: any WallClock
    ) {
        self.file = file
        self.subject = subject
        self.scopes = scopes
        self.transport = transport
        self.clock = clock
    }

    /// Who signs in, as far as that is known without a call.
    var identity: String {
        guard let file else { return "the machine's \(subject ?? "own")" }
        let read = try? LocatedCredentials.file(file, subject: subject)
        return read?.credentials.identity ?? "\(file) \(subject ?? "")"
    }

    var account: String? {
        if let email = located.withLock({ $0?.credentials.credentials.email }) { return email }
        return file.flatMap { try? LocatedCredentials.file($0, subject: subject) }?
            .credentials.email
    }

    /// What should be put right though it works.
    func warnings() async throws(ServiceTrouble) -> [String] {
        try await source().credentials.warnings.map(\.description)
    }

    func token() async throws(ServiceTrouble) -> GoogleSheets.AccessToken {
        let source = try await source()
        do throws(SignInError) {
            let token = try await source.source.token()
            return GoogleSheets.AccessToken(
                token.value,
                lifetime: token.expiresIn.components.seconds,
                project: source.source.quotaProject
            )
        } catch {
            located.withLock { $0 = nil }
            throw ServiceTrouble(error)
        }
    }

    func forget(_ token: GoogleSheets.AccessToken) async {
        let source = located.withLock { $0?.source }
        source?.invalidate(
            GoogleSignIn.AccessToken(
                value: token.value,
                expires: clock.now,
                expiresIn: .seconds(token.lifetime)
            )
        )
    }

    private func source() async throws(ServiceTrouble) -> (
        credentials: LocatedCredentials, source: TokenSource
    ) {
        if let known = located.withLock({ $0 }) { return known }
        let found: LocatedCredentials
        do throws(CredentialsError) {
            found =
                if let file {
                    try .file(file, subject: subject)
                } else {
                    try await .applicationDefault(subject: subject, over: transport)
                }
        } catch {
            throw ServiceTrouble(error)
        }
        let clock = clock
        let source = TokenSource(found, scopes: scopes, over: transport, clock: clock) {
            await clock.pause($0)
        }
        let made = (found, source)
        return located.withLock { located in
            if let known = located { return known }
            located = made
            return made
        }
    }
}

extension ServiceTrouble {
    fileprivate init(_ error: some ExplainedError) {
        self.init(
            error.code,
            error.summary,
            cause: error.cause,
            remedy: error.remedy,
            error.disposition
        )
    }
}
