import Synchronization
package import TicksheetCore
package import WallTime

/// Sees to it that every instant that is about to be written has a pinned offset.
///
/// timezonedb answers where it can, then its table, then the system's tz database. It is never asked
/// for what is pinned or was answered; an answer of a day ago serves at once and is asked for anew
/// behind the caller's back. A report waits for it `patience` at most, and not at all while it is in
/// doubt: after a failed request until one succeeds, and after a wait in vain until all questions
/// are answered. What other sources answered meanwhile is pinned no further than it was needed, so
/// timezonedb takes over by itself.
///
/// All requests of a keeper go one after the other. They are made by one task that begins with the
/// first question and ends after the last; ``close()`` ends it at once.
package final class ZoneKeeper: Sendable {
    /// Waits for so long, or until the task is cancelled.
    package typealias Pause = @Sendable (Duration) async -> Void

    private struct State {
        var pins = ZonePins()
        var plan: AskingPlan
        var task: Task<Void, Never>?
        var isClosed = false
        var unknown: Set<String> = []
    }

    private struct Gap: Sendable {
        let zone: String
        var instants: [Int64]
        let rules: TimeZoneRules?
    }

    private let state: Mutex<State>
    private let bell = ChangeBell()
    private let pinning: any ZonePinning
    private let client: TimeZoneDBClient?
    private let file: TimeZoneDBFile?
    private let system: @Sendable (String) -> TimeZoneRules?
    private let clock: any WallClock
    private let patience: Duration
    private let pause: Pause
    private let log: any Log
    private let executor: (any TaskExecutor)?

    /// Creates a keeper; nothing is read or asked before the first need.
    ///
    /// `patience`: How long one call of ``cover(_:)`` waits for timezonedb at most.
    ///
    /// `interval`: From the end of a request to the begin of the next.
    ///
    /// `executor`: Where the requests' task runs; it writes answers to the journal, which blocks.
    package init(
        pinning: any ZonePinning,
        asking client: TimeZoneDBClient?,
        file: TimeZoneDBFile?,
        system: @escaping @Sendable (String) -> TimeZoneRules?,
        clock: any WallClock,
        patience: Duration = .seconds(2),
        interval: Duration = .seconds(1),
        pause: @escaping Pause = { try? await Task.sleep(for: $0) },
        log: any Log,
        on executor: (any TaskExecutor)? = nil
    ) {
        self.pinning = pinning
        self.client = client
        self.file = file
        self.system = system
        self.clock = clock
        self.patience = patience
        self.pause = pause
        self.log = log
        self.executor = executor
        state = Mutex(State(plan: AskingPlan(interval: interval)))
    }

    /// Returns after every instant is pinned, durably.
    ///
    /// Costs a look at memory where all is pinned already. An instant of a zone that no source knows
    /// stays without a pin; ``standing`` names such zones.
    package func cover(_ needs: [ZoneNeed]) async throws(JournalError) {
        let gaps = try gaps(in: needs)
        guard !gaps.isEmpty else { return }
        await consult(about: gaps)
        try pin(gaps)
    }

    /// The pins as this keeper knows them; another process may have made more.
    package var known: ZonePins { state.withLock { $0.pins } }

    /// How the sources stand.
    package var standing: ZoneStanding {
        state.withLock { state in
            ZoneStanding(
                hasService: client != nil,
                hasFile: file != nil,
                lastAnswer: state.plan.lastAnswer,
                trouble: state.plan.trouble,
                queued: state.plan.queued,
                requests: state.plan.requests,
                refused: state.plan.refusedZones,
                unknown: state.unknown.sorted()
            )
        }
    }

    /// Calls off the request under way and returns after nothing runs any more.
    ///
    /// Needs are covered afterwards too, without asking.
    package func close() async {
        let task = state.withLock { state in
            state.isClosed = true
            return state.task
        }
        task?.cancel()
        await task?.value
        bell.ring()
    }

    // MARK: Pins

    private func gaps(in needs: [ZoneNeed]) throws(JournalError) -> [Gap] {
        let open = Self.uncovered(needs, by: state.withLock { $0.pins })
        guard !open.isEmpty else { return [] }
        // Another process may have pinned or asked meanwhile, and this one may not have looked yet.
        let pins = ZonePins(try pinning.pins())
        let kept = client == nil ? [] : try pinning.answers()
        state.withLock { state in
            state.pins = pins
            state.plan.adopt(kept)
        }
        let still = Self.uncovered(open, by: pins)
        return Dictionary(grouping: still, by: \.zone)
            .sorted { $0.key < $1.key }
            .map { zone, needs in
                let sorted = needs.flatMap(\.instants).sorted()
                var instants: [Int64] = []
                for instant in sorted where instants.last != instant { instants.append(instant) }
                return Gap(zone: zone, instants: instants, rules: system(zone))
            }
    }

    private static func uncovered(_ needs: [ZoneNeed], by pins: ZonePins) -> [ZoneNeed] {
        var open: [ZoneNeed] = []
        for need in needs {
            var instants: [Int64] = []
            var pin: ZonePin?
            for instant in need.instants where pin?.contains(instant) != true {
                pin = pins.offset(of: need.zone, at: instant)
                if pin == nil { instants.append(instant) }
            }
            if !instants.isEmpty { open.append(ZoneNeed(zone: need.zone, instants: instants)) }
        }
        return open
    }

    private func pin(_ gaps: [Gap]) throws(JournalError) {
        let (plan, known) = state.withLock { ($0.plan, $0.pins) }
        let choice = PinChoice(
            answers: client == nil ? nil : plan.answers,
            file: file,
            now: clock.now
        )
        var wanted: [ZonePin] = []
        for gap in gaps {
            let pins = choice.pins(
                of: gap.zone,
                at: gap.instants,
                rules: gap.rules,
                beside: known
            )
            if pins.isEmpty { noteUnknown(gap.zone) }
            wanted += pins
        }
        guard !wanted.isEmpty else { return }
        try pinning.pin(wanted)
        // What counts is what the journal made of it: another process may have come first.
        let pins = ZonePins(try pinning.pins())
        state.withLock { $0.pins = pins }
    }

    private func noteUnknown(_ zone: String) {
        guard state.withLock({ $0.unknown.insert(zone).inserted }) else { return }
        log.write(.warn, "no source knows the zone", [("zone", zone)])
    }

    // MARK: Waiting

    private func consult(about gaps: [Gap]) async {
        guard demand(gaps) else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.answersCome(for: gaps) }
            group.addTask { await self.pause(self.patience) }
            await group.next()
            group.cancelAll()
        }
        // A caller that is called off has not waited.
        if !Task.isCancelled, demand(gaps) { state.withLock { $0.plan.ranOut() } }
    }

    private func answersCome(for gaps: [Gap]) async {
        while !Task.isCancelled {
            let count = bell.count
            guard demand(gaps) else { return }
            await bell.change(after: count)
        }
    }

    /// Queues what is missing and says whether it is worth waiting for.
    private func demand(_ gaps: [Gap]) -> Bool {
        guard client != nil else { return false }
        let (now, time) = (clock.now, clock.monotonic)
        return state.withLock { state in
            guard !state.isClosed else { return false }
            var isMissing = false
            for gap in gaps {
                let isOpen = state.plan.demand(
                    gap.zone,
                    gap.instants,
                    guessing: gap.rules,
                    now: now,
                    at: time
                )
                isMissing = isMissing || isOpen
            }
            if state.task == nil, state.plan.queued > 0 {
                state.task = Task(executorPreference: executor) { await self.work() }
            }
            return isMissing && !state.plan.isInDoubt
        }
    }

    // MARK: Asking

    private func work() async {
        while true {
            let (now, time) = (clock.now, clock.monotonic)
            let step = state.withLock { state in
                if state.isClosed { state.plan.callOff() }
                let step = state.plan.next(now: now, at: time)
                if step == .idle { state.task = nil }
                return step
            }
            switch step {
            case .idle: return bell.ring()
            case .wait(let duration): await pause(duration)
            case .ask(let question): await ask(question)
            }
        }
    }

    private func ask(_ question: Question) async {
        guard let client else { return }
        do throws(TimeZoneDBError) {
            let window = try await client.window(of: question.zone, at: question.seconds)
            let known = system(question.zone)?.window(at: question.seconds)
            take(
                ZoneAnswer(
                    zone: question.zone,
                    window: window.bounded(by: known),
                    asked: clock.now
                )
            )
        } catch {
            take(error, of: question)
        }
        bell.ring()
    }

    private func take(_ answer: ZoneAnswer) {
        do throws(JournalError) {
            try pinning.keep(answer)
        } catch {
            // It serves this run all the same, and the next one asks again.
            log.write(
                .warn,
                "an answer of timezonedb is not kept",
                [("zone", answer.zone), ("code", error.code), ("cause", error.explanation)]
            )
        }
        let time = clock.monotonic
        let hadTrouble = state.withLock { state in
            defer { state.plan.answered(answer, at: time) }
            return state.plan.trouble != nil
        }
        if hadTrouble { log.write(.info, "timezonedb answers again", [("zone", answer.zone)]) }
    }

    private func take(_ error: TimeZoneDBError, of question: Question) {
        let (now, time) = (clock.now, clock.monotonic)
        let isNews = state.withLock { state in
            if state.isClosed { return false }
            let before = state.plan.trouble?.code
            state.plan.failed(error, now: now, at: time)
            return before != error.code
        }
        guard isNews else { return }
        log.write(
            .warn,
            "timezonedb gave no offset",
            [("zone", question.zone), ("code", error.code), ("cause", error.explanation)]
        )
    }
}

extension OffsetWindow {
    /// Closes sides that are open where another source knows a change there.
    ///
    /// timezonedb leaves both sides open for zones without daylight saving time, even where they
    /// changed their offset in former years.
    package func bounded(by other: OffsetWindow?) -> OffsetWindow {
        OffsetWindow(start: start ?? other?.start, end: end ?? other?.end, offset: offset)
    }
}
