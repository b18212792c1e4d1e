import Journals
import PosixBridge
import TicksheetCore
import WallTime

/// Removes from the journal what retention has released, in small steps between which intake has
/// its turn.
struct Purging: Sendable {
    /// What was removed.
    struct Total: Sendable, Equatable {
        var entries = 0
        var bodies = 0
        var problems = 0
        var messages = 0
        /// Pages given back to the disk.
        var pages = 0
        /// How long the longest step held the journal's writer.
        var longest = Duration.zero

        var isEmpty: Bool { entries + bodies + problems + messages + pages == 0 }
    }

    // Not a reader: the name under which one process at a time purges.
    private static let right = ReaderID("retention")
    private static let roundSeconds = 600
    // One command does not clear years: what is left goes the next time.
    private static let longest = Duration.seconds(60)
    private static let folded = 200
    private static let foldPause = Duration.milliseconds(20)

    let journal: SQLiteJournal
    let settings: Settings
    let clock: any WallClock
    let log: any Log

    private var retention: Retention { settings.retention }

    /// Purges again and again until the task is cancelled.
    func follow() async {
        guard retention != Retention(bodies: nil, entries: nil) else { return }
        await onOwnThread {
            while !Task.isCancelled {
                let total = await round(atMost: nil)
                if let total, !total.isEmpty {
                    log.write(
                        .info,
                        "retention removed",
                        [
                            ("entries", String(total.entries)),
                            ("bodies", String(total.bodies)),
                            ("problems", String(total.problems)),
                            ("messages", String(total.messages)),
                            ("pages", String(total.pages)),
                            ("longest_step_ms", String(total.longest.milliseconds)),
                        ]
                    )
                }
                try? await Task.sleep(for: .seconds(Self.roundSeconds))
            }
        }
    }

    /// Purges once.
    ///
    /// - Returns: What was removed; nil where another process does it, or the journal did not answer.
    func once() async -> Total? {
        let total = Monitor<Total?>(nil)
        await onOwnThread {
            let done = await round(atMost: Self.longest)
            total.withLock { $0 = done }
        }
        return total.withLock { $0 }
    }

    private func onOwnThread(_ body: @Sendable () async -> Void) async {
        do throws(SystemError) {
            let executor = try ThreadExecutor("retention", niceness: 10)
            await withTaskExecutorPreference(executor) { await body() }
        } catch {
            log.write(.error, "retention not started", [("cause", "\(error)")])
        }
    }

    private func round(atMost longest: Duration?) async -> Total? {
        let start = clock.monotonic
        var total = Total()
        do throws(JournalError) {
            guard case .granted(let lease) = try journal.lease(Self.right) else { return nil }
            defer { withExtendedLifetime(lease) {} }
            // One moment for both: what is not old enough to be folded is not old enough to go.
            let now = clock.now
            if let until = try journal.doubt(now) {
                log.write(.warn, "retention waits", Self.doubted(now, until: until))
                return total
            }
            let limits = PurgeLimits(
                retention,
                passed: try await passed(at: now),
                shownAfter: try shownAfter(),
                holdsMessages: settings.reports.contains { $0.mapping.rows != .status },
                now: now
            )
            let isInTime = { longest.map { clock.monotonic - start < $0 } ?? true }
            try await remove(limits, &total, while: isInTime)
            try await shrink(&total, while: isInTime)
            try journal.dropPages()
        } catch {
            log.write(
                .warn,
                "retention waits",
                [("code", error.code), ("explanation", error.explanation)]
            )
        }
        return total
    }

    private static func doubted(
        _ now: Timestamp,
        until: Timestamp
    ) -> [(name: String, value: String)] {
        let explanation =
            "The clock says \(now.rfc3339UTC), more than two days after retention last looked. "
            + "Nothing is removed before \(until.rfc3339UTC): if the clock is wrong, set it right "
            + "(timedatectl); if nothing ran for so long, there is nothing to do"
        return [("code", "clock.jumped"), ("explanation", explanation)]
    }

    // A spreadsheet is written whole from its entries each time: they are never behind it.
    private func shownAfter() throws(JournalError) -> SequenceNumber {
        var shown = SequenceNumber.max
        for report in settings.reports {
            for destination in report.destinations where report.holdsEntries(destination) {
                let begin = try journal.beginning(of: destination.reader, at: report.start)
                shown = min(shown, begin)
            }
        }
        return shown
    }

    private func passed(at now: Timestamp) async throws(JournalError) -> SequenceNumber {
        var passed = try journal.head()
        for report in settings.reports {
            for destination in report.destinations {
                let record = try journal.record(of: destination.reader, start: report.start)
                passed = min(passed, record.checkpoint)
            }
        }
        // What became of messages outlives their entries, so these are folded before they go; where
        // none is old enough to go, nothing is folded that nobody looks at.
        guard let kept = retention.entries,
            let oldest = try journal.entries(after: 0, limit: 1).first
        else { return passed }
        var ages = ReceiptAges(before: Timestamp(seconds: now.seconds - kept), now: now)
        ages.take(oldest.received.seconds)
        if ages.hasYoung { return passed }
        while try journal.foldMessages(limit: Self.folded) < passed {
            guard !Task.isCancelled else { return 0 }
            try? await Task.sleep(for: Self.foldPause)
        }
        return passed
    }

    private func remove(
        _ limits: PurgeLimits,
        _ total: inout Total,
        while isInTime: () -> Bool
    ) async throws(JournalError) {
        var pace = PurgePace()
        var cursor = PurgeCursor()
        while !Task.isCancelled, isInTime() {
            let step = try journal.purge(limits, rows: pace.rows, after: cursor)
            cursor = step.cursor
            total.entries += step.entries
            total.bodies += step.bodies
            total.problems += step.problems
            total.messages += step.messages
            total.longest = max(total.longest, step.took)
            if step.isLast { return }
            pace.took(step.took)
            try? await Task.sleep(for: pace.pause)
        }
    }

    private func shrink(
        _ total: inout Total,
        while isInTime: () -> Bool
    ) async throws(JournalError) {
        var pace = PurgePace()
        while !Task.isCancelled, isInTime() {
            let step = try journal.shrink(pages: pace.rows)
            total.pages += step.pages
            if step.pages == 0 { return }
            total.longest = max(total.longest, step.took)
            pace.took(step.took)
            try? await Task.sleep(for: pace.pause)
        }
    }
}
