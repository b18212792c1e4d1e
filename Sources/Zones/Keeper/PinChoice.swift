import TicksheetCore
import WallTime

/// Decides which source answers for instants of a zone, and from when to when that is pinned.
///
/// | who answers | what is pinned |
/// |---|---|
/// | timezonedb | the whole UTC days of the first and last instant and all between, cut to the window |
/// | its table or the system, and timezonedb is never asked | the same |
/// | its table or the system, because timezonedb has not answered | from the first to the last instant |
///
/// The last line is narrow so that timezonedb answers for what comes after; to keep the number of
/// pins small it reaches over to a pin that says the same, not more than a day away.
struct PinChoice {
    /// What timezonedb has answered; nil where it is never asked.
    let answers: ZoneAnswers?
    let file: TimeZoneDBFile?
    let now: Timestamp

    private struct Statement {
        let window: OffsetWindow
        let source: ZoneSource
        let isForNow: Bool
    }

    private static let day: Int64 = 86_400

    /// Returns the pins for instants of a zone that have none; none for those that no source knows.
    ///
    /// `instants`: Unix seconds in order.
    func pins(
        of zone: String,
        at instants: [Int64],
        rules: TimeZoneRules?,
        beside known: ZonePins
    ) -> [ZonePin] {
        var pins: [ZonePin] = []
        var index = 0
        while index < instants.count {
            let first = instants[index]
            var last = first
            index += 1
            guard let statement = statement(on: zone, at: first, rules) else { continue }
            while index < instants.count, statement.window.contains(instants[index]) {
                last = instants[index]
                index += 1
            }
            let exact = ZonePin(
                zone: zone,
                first: first,
                last: last,
                offset: statement.window.offset,
                source: statement.source
            )
            pins.append(
                statement.isForNow
                    ? stretched(exact, in: statement.window, beside: known)
                    : Self.widened(exact, in: statement.window)
            )
        }
        return pins
    }

    private func statement(
        on zone: String,
        at seconds: Int64,
        _ rules: TimeZoneRules?
    ) -> Statement? {
        if let answer = answers?.answer(of: zone, at: seconds) {
            return Statement(window: answer.window, source: .timezonedb, isForNow: false)
        }
        let asked = answers.flatMap { _ in AskingPlan.span(of: zone, now: now) }
        let isForNow = asked?.contains(seconds) == true
        if let window = file?.window(of: zone, at: seconds) {
            let reach = reach(of: window, zone, seconds, asked)
            return Statement(window: reach, source: .timezonedbFile, isForNow: isForNow)
        }
        guard let window = rules?.window(at: seconds) else { return nil }
        let reach = reach(of: window, zone, seconds, asked).cut(
            from: nil,
            to: file?.beginning(of: zone)
        )
        return Statement(window: reach, source: .system, isForNow: isForNow)
    }

    /// How far a window counts in which timezonedb might know better: not over what it answered, nor
    /// over the border between what it is asked about and what it is not.
    private func reach(
        of window: OffsetWindow,
        _ zone: String,
        _ seconds: Int64,
        _ asked: Range<Int64>?
    ) -> OffsetWindow {
        guard let answers else { return window }
        let open = answers.opening(of: zone, at: seconds)
        let free = window.cut(from: open.start, to: open.end)
        guard let asked else { return free }
        if seconds < asked.lowerBound { return free.cut(from: nil, to: asked.lowerBound) }
        if seconds >= asked.upperBound { return free.cut(from: asked.upperBound, to: nil) }
        return free.cut(from: asked.lowerBound, to: asked.upperBound)
    }

    private static func widened(_ pin: ZonePin, in window: OffsetWindow) -> ZonePin {
        let first = pin.first.subtractingReportingOverflow(secondOfDay(pin.first))
        let last = pin.last.addingReportingOverflow(day - 1 - secondOfDay(pin.last))
        return pin.spanning(
            max(first.overflow ? .min : first.partialValue, window.start ?? .min),
            min(last.overflow ? .max : last.partialValue, window.end.map { $0 - 1 } ?? .max)
        )
    }

    private static func secondOfDay(_ seconds: Int64) -> Int64 {
        let rest = seconds % day
        return rest < 0 ? rest + day : rest
    }

    private func stretched(
        _ pin: ZonePin,
        in window: OffsetWindow,
        beside known: ZonePins
    ) -> ZonePin {
        var (first, last) = (pin.first, pin.last)
        if let before = known.neighbours(of: pin.zone, at: first).before, before.agrees(with: pin),
            window.contains(before.last), isFree(before.last, first, pin.zone)
        {
            first = before.last + 1
        }
        if let behind = known.neighbours(of: pin.zone, at: last).behind, behind.agrees(with: pin),
            window.contains(behind.first), isFree(last, behind.first, pin.zone)
        {
            last = behind.first - 1
        }
        return pin.spanning(first, last)
    }

    /// Whether the seconds between two are a day at most, and timezonedb has not answered for them.
    private func isFree(_ left: Int64, _ right: Int64, _ zone: String) -> Bool {
        let (gap, overflow) = right.subtractingReportingOverflow(left)
        return !overflow && gap <= Self.day && answers?.answer(of: zone, at: left + 1) == nil
            && answers?.answer(of: zone, at: right - 1) == nil
    }
}

extension OffsetWindow {
    fileprivate func cut(from first: Int64?, to end: Int64?) -> OffsetWindow {
        OffsetWindow(
            start: [start, first].compactMap { $0 }.max(),
            end: [self.end, end].compactMap { $0 }.min(),
            offset: offset
        )
    }
}
