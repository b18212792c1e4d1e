import CurlBridge
import PosixBridge
import SheetsEmulator
import Sync
import Synchronization
import TestSupport
import Testing
import TicksheetCore
import WallTime

@testable import GoogleSheets

/// A clock that goes 60 times as fast as the machine's, and passes over hours while somebody waits.
private final class LeapingClock: WallClock {
    private static let scale = 60
    private let start = Int64(Clocks.monotonic)
    private let state = Mutex((leapt: Duration.zero, leaps: false))

    var leaps: Bool {
        get { state.withLock { $0.leaps } }
        set { state.withLock { $0.leaps = newValue } }
    }

    var monotonic: Duration {
        let passed = Duration.nanoseconds(Int64(Clocks.monotonic) - start) * Self.scale
        return passed + state.withLock { $0.leapt }
    }

    var now: Timestamp { Timestamp(seconds: 1_800_000_000 + monotonic.components.seconds) }

    // Pauses then last eight times as long as was asked for, and no time of the machine's.
    func wait(for duration: Duration) -> Duration {
        state.withLock { state in
            guard state.leaps else { return duration / Self.scale }
            state.leapt += duration * 8
            return .zero
        }
    }
}

/// A sign-in that holds for an hour, until it is taken away and after it was given back.
private final class LapsingAccess: SheetsAccess {
    private let emulator: SheetsEmulator
    private let state = Mutex((token: AccessToken?.none, isTaken: false))

    init(_ emulator: SheetsEmulator) { self.emulator = emulator }

    var account: String? { "robot@example.com" }

    func take(_ isTaken: Bool) {
        state.withLock { $0.isTaken = isTaken }
        if isTaken { emulator.revokeTokens() }
    }

    func token() async throws(ServiceTrouble) -> AccessToken {
        try state.withLock { (state) throws(ServiceTrouble) in
            if let token = state.token { return token }
            if state.isTaken {
                throw ServiceTrouble(
                    "google.revoked",
                    "the sign-in was taken back or has expired",
                    cause: "Token has been expired or revoked.",
                    remedy: "Sign in again: ticksheet login google",
                    .retry(after: .seconds(60))
                )
            }
            let value = emulator.token(for: "robot@example.com")
            let token = AccessToken(Secret(value), lifetime: 3600)
            state.token = token
            return token
        }
    }

    func forget(_ token: AccessToken) async {
        state.withLock { if $0.token == token { $0.token = nil } }
    }
}

@Suite struct LapsedAccessTests {
    private static let perStep = 40
    private static let steps = 12
    private static let stepSeconds: Int64 = 6 * 3600

    @Test(.timeLimit(.minutes(3)))
    func `access that is gone for days costs nothing: all is kept, told and caught up with`()
        async throws
    {
        let clock = LeapingClock()
        let desk = try SheetDesk { options in
            options.quotas = (60, 300)
            options.clock = EmulatorClock { clock.monotonic.milliseconds + 1_800_000_000_000 }
        }
        let access = LapsingAccess(desk.emulator)
        let task = Task { try await work(desk, access, clock) }
        defer { task.cancel() }
        try await append(1...10, desk, clock)
        try await until { try record(desk).checkpoint == 10 }

        let left = clock.now
        access.take(true)
        var lags: [ReaderLag] = []
        for step in 0..<Self.steps {
            let first = 11 + step * Self.perStep
            try await append(first..<first + Self.perStep, desk, clock)
            try await until { try record(desk).trouble?.code == "google.revoked" }
            // From here on no call is made, so that none is cut off.
            clock.leaps = true
            try await until {
                clock.now.seconds > left.seconds + Int64(step + 1) * Self.stepSeconds
            }
            let found = try record(desk)
            let trouble = try #require(found.trouble)
            #expect(trouble.code == "google.revoked")
            #expect(trouble.explanation.hasSuffix("Sign in again: ticksheet login google."))
            #expect(trouble.since.seconds - left.seconds < 3600)
            // What waits is told as it grows, and when it is tried again: soon, however long it lasts.
            let next = try #require(trouble.nextTry)
            #expect(next.seconds - clock.now.seconds <= 80)
            lags.append(
                try ReaderLag(
                    of: found,
                    in: desk.journal,
                    head: try desk.journal.head(),
                    now: clock.now
                )
            )
        }
        #expect(lags.map(\.entries) == (1...Self.steps).map { Int64($0 * Self.perStep) })
        #expect(lags.last.map { $0.seconds > 2 * 86_400 } == true)
        #expect(zip(lags, lags.dropFirst()).allSatisfy { $0.seconds < $1.seconds })
        #expect(desk.descriptions().count == 10)

        clock.leaps = false
        let back = desk.emulator.requests.count
        access.take(false)
        let total = 10 + Self.steps * Self.perStep
        try await until { try record(desk).checkpoint == total }
        #expect(desk.descriptions() == (1...total).map(String.init))
        try await until { try record(desk).trouble == nil }
        // Within what Google takes of one account in a minute, and never refused for more.
        let calls = desk.emulator.requests.dropFirst(back)
        #expect(calls.count(where: { $0.status == 429 }) == 0)
        for method in ["spreadsheets.batchUpdate", "spreadsheets.get"] {
            let times = calls.filter { $0.method == method }.map(\.time)
            let most = times.map { time in times.count { $0 >= time && $0 < time + 60_000 } }.max()
            #expect(try #require(most) <= 61, "\(method)")
        }
        task.cancel()
        _ = try await task.value
    }

    private func work(
        _ desk: SheetDesk,
        _ access: LapsingAccess,
        _ clock: LeapingClock
    ) async throws -> SyncMachine.Outcome {
        let calls = SheetsCalls(
            SheetPlace(
                endpoint: desk.emulator.endpoint,
                spreadsheet: desk.spreadsheet,
                tab: desk.tab
            ),
            over: CurlTransport(),
            access: access,
            reads: CallBudget(clock: clock),
            writes: CallBudget(clock: clock),
            clock: clock
        )
        let job = SyncWorker.Job(
            reader: SheetDesk.reader,
            label: "Log (Google Sheets)",
            start: .beginning,
            policy: BatchPolicy(rows: 5, age: .zero)
        ) {
            SheetsSink(
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
        }
        return await SyncWorker.run(
            job,
            journal: desk.journal,
            mode: .follow,
            clock: clock,
            on: try ThreadExecutor("worker")
        ) { _ in
        }
    }

    private func append(
        _ numbers: some Sequence<Int>,
        _ desk: SheetDesk,
        _ clock: LeapingClock
    ) async throws {
        let delivery = Sample.delivery(numbers, in: desk.journal, received: clock.now)
        _ = try await desk.journal.append(delivery)
    }

    private func record(_ desk: SheetDesk) throws -> ReaderRecord {
        try desk.journal.record(of: SheetDesk.reader, start: .beginning)
    }

    private func until(_ isSo: () throws -> Bool) async throws {
        while try !isSo() { try await Task.sleep(for: .milliseconds(2)) }
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
