// The rule that a zone file's last line states for the time after its table.
struct ZoneRule: Hashable, Sendable {
    struct Daylight: Hashable, Sendable {
        let offset: ZoneOffset
        // On the clock of standard time.
        let start: YearlyMoment
        // On the clock of daylight time.
        let end: YearlyMoment
    }

    let standard: ZoneOffset
    let daylight: Daylight?

    private struct Switch {
        let instant: Int64
        let isStart: Bool
    }

    func window(at seconds: Int64) -> OffsetWindow {
        guard let daylight else { return OffsetWindow(start: nil, end: nil, offset: standard) }
        // The calendar repeats every 400 years, weekdays included. Worked out inside one such span,
        // no instant that 64 bits can name overflows.
        let span: Int64 = 146_097 * 86_400
        let spans = seconds.flooredQuotient(by: span)
        let reduced = seconds &- spans &* span
        let (previous, next) = switches(around: reduced, daylight)
        return OffsetWindow(
            start: previous.flatMap { ZoneRule.shift($0.instant, spans, span) },
            end: next.flatMap { ZoneRule.shift($0, spans, span) },
            offset: previous?.isStart == true ? daylight.offset : standard
        )
    }

    private static func shift(_ instant: Int64, _ spans: Int64, _ span: Int64) -> Int64? {
        let (distance, overflow) = spans.multipliedReportingOverflow(by: span)
        guard !overflow else { return nil }
        let (shifted, overflowsToo) = instant.addingReportingOverflow(distance)
        return overflowsToo ? nil : shifted
    }

    // The last switch up to an instant and the first one after it. A moment can lie up to a week
    // outside its year, so two years on each side are looked at.
    private func switches(
        around seconds: Int64,
        _ daylight: Daylight
    ) -> (previous: Switch?, next: Int64?) {
        let year = Int64(CivilDate(daysSince1970: seconds.flooredQuotient(by: 86_400)).year)
        var previous: Switch?
        var next: Int64?
        for step in 0..<10 {
            let isStart = step % 2 == 0
            let moment = isStart ? daylight.start : daylight.end
            let offset = isStart ? standard.seconds : daylight.offset.seconds
            let instant = moment.localSeconds(in: year - 2 + Int64(step / 2)) - Int64(offset)
            if instant > seconds {
                next = min(next ?? instant, instant)
            } else if instant >= previous?.instant ?? .min {
                // Where daylight time lasts all year its end and its next start coincide, and the
                // later one of both counts.
                previous = Switch(instant: instant, isStart: isStart)
            }
        }
        return (previous, next)
    }
}
