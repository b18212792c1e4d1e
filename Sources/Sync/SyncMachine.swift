package import TicksheetCore

/// Decides what a reader does next.
///
/// Pure: it is told what happened and when, and returns what to do.
///
/// ```
///            leased            opened             enough, or old enough
/// standby ──────────▶ opening ────────▶ reading ────────────────────────▶ writing
///    ▲  held: wait       ▲  ▲              │ ▲                               │
///    └────────┐          │  │              ▼ └────────── written ────────────┘
///             └ lost     │  └─ waited ─ backing off ◀── failed ──────────────┘
///                        └──── waited ─ stopped ◀────── stop: somebody has to act
/// ```
package struct SyncMachine: Sendable {
    /// How far the reader goes.
    package enum Mode: Sendable, Equatable {
        /// On and on, waiting for entries.
        case follow
        /// Up to the end as it is, then no further.
        case catchUp
    }

    /// What happened.
    package enum Input: Sendable {
        /// The lease is ours.
        case leased
        /// Another process has the lease.
        case held(by: String)
        /// The sink is ready; all up to here is acknowledged.
        case opened(SequenceNumber)
        /// Entries behind the position were read: all there are, or as many as fit.
        case read([Entry], bytes: Int)
        /// A batch was written.
        case wrote(WriteReceipt)
        /// The sink, or the journal, did not do it.
        case failed(SinkError, jitter: Double)
        /// A wait is over.
        case woke
        /// The process ends, or goes on with other settings: write up to here, the end as it is, then end.
        case drain(through: SequenceNumber)
    }

    /// What to do.
    package enum Action: Sendable, Equatable {
        /// Take the lease.
        case takeLease
        /// Open the sink.
        case open
        /// Read entries behind a position.
        case read(after: SequenceNumber, limit: Int)
        /// Write a batch.
        case write(Batch)
        /// Wait for entries behind a position.
        case waitForEntries(after: SequenceNumber, atMost: Duration)
        /// Wait.
        case wait(Duration)
        /// End.
        case end(Outcome)
    }

    /// How it ended.
    package enum Outcome: Sendable, Equatable {
        /// Everything up to the end is written, or the process ends.
        case done
        /// Another process has the lease.
        case standby(by: String)
        /// The sink refused.
        case failed(SinkError)
    }

    private enum State {
        case standby
        case opening
        case reading
        case gathering(since: Duration)
        case writing
        case backingOff
        case ended(Outcome)
    }

    private static let standbyPause = Duration.seconds(2)
    // Somebody has to act; a look now and then finds that it was done.
    private static let stoppedPause = Duration.seconds(15)
    // A whole file that takes longer is not written once more at the end: nobody waits for that.
    private static let longestLast = Duration.seconds(5)

    private let mode: Mode
    private let policy: BatchPolicy
    private var bound: SequenceNumber
    private var state = State.standby
    private var position: SequenceNumber = 0
    private var attempts = 0
    private var began: Duration = .zero
    private var took: Duration = .zero
    private var isDraining = false

    /// Creates a machine; it begins with `takeLease`.
    ///
    /// `bound` is where a machine that catches up ends, however many entries come meanwhile.
    package init(_ mode: Mode, policy: BatchPolicy, bound: SequenceNumber = .max) {
        self.mode = mode
        self.policy = policy
        self.bound = bound
    }

    /// What to do first.
    package var first: Action { .takeLease }

    /// The position up to which all is acknowledged.
    package var acknowledged: SequenceNumber { position }

    /// Takes what happened and returns what to do next.
    ///
    /// `now`: A monotonic time.
    package mutating func handle(_ input: Input, now: Duration) -> Action {
        switch input {
        case .leased:
            state = .opening
            return .open
        case .held(let owner):
            if mode == .catchUp || isDraining { return end(.standby(by: owner)) }
            return .wait(Self.standbyPause)
        case .opened(let checkpoint):
            position = checkpoint
            return read()
        case .read(let entries, let bytes):
            // A sink that opens and then refuses every batch has not recovered.
            if entries.isEmpty { attempts = 0 }
            return taken(entries, bytes: bytes, now: now)
        case .wrote(let receipt):
            attempts = 0
            took = now - began
            position = receipt.through
            if mode == .catchUp || isDraining, position >= bound { return end(.done) }
            return read()
        case .failed(let error, let jitter):
            return failed(error, jitter: jitter)
        case .woke:
            return woke()
        case .drain(let head):
            isDraining = true
            bound = min(bound, head)
            return woke()
        }
    }

    private mutating func read() -> Action {
        state = .reading
        return .read(after: position, limit: policy.rows)
    }

    private mutating func taken(_ entries: [Entry], bytes: Int, now: Duration) -> Action {
        guard let batch = Batch(after: position, entries) else {
            if mode == .catchUp || isDraining { return end(.done) }
            state = .reading
            return .waitForEntries(after: position, atMost: .seconds(60))
        }
        if isDraining, policy.isWhole, took > Self.longestLast { return end(.done) }
        let isEnough =
            !policy.isWhole && (entries.count >= policy.rows || bytes >= policy.bytes)
        if isEnough || mode == .catchUp || isDraining { return write(batch, now) }
        let wait = min(took * 10, policy.longestWait ?? took * 10)
        let age = policy.isWhole ? max(policy.age, wait) : policy.age
        guard case .gathering(let since) = state else {
            if age <= .zero { return write(batch, now) }
            state = .gathering(since: now)
            return .wait(age)
        }
        let left = age - (now - since)
        return left <= .zero ? write(batch, now) : .wait(left)
    }

    private mutating func write(_ batch: Batch, _ now: Duration) -> Action {
        state = .writing
        began = now
        return .write(batch)
    }

    private mutating func failed(_ error: SinkError, jitter: Double) -> Action {
        if mode == .catchUp || isDraining { return end(.failed(error)) }
        // Without a lease the next step is to take it, never to open.
        if case .standby = state {} else { state = .backingOff }
        switch error.disposition {
        case .stop:
            // Whoever says so answers.
            attempts = 0
            return .wait(Self.stoppedPause)
        case .retry(let after):
            attempts += 1
            return .wait(max(after ?? .zero, Backoff.wait(after: attempts, jitter: jitter)))
        case .setAside:
            return .wait(Backoff.wait(after: 1, jitter: jitter))
        }
    }

    private mutating func woke() -> Action {
        switch state {
        case .standby: return .takeLease
        case .opening, .backingOff:
            state = .opening
            return .open
        case .gathering: return .read(after: position, limit: policy.rows)
        case .reading, .writing: return read()
        case .ended(let outcome): return .end(outcome)
        }
    }

    private mutating func end(_ outcome: Outcome) -> Action {
        state = .ended(outcome)
        return .end(outcome)
    }
}
