import CommandLineKit
import Journals
import TicksheetCore
import WallTime
import Zones

/// What is known of the zones in use, and where those who know disagree.
struct ZoneSurvey: Sendable {
    private static let year: Int64 = 366 * 86_400

    let sources: ZoneSources
    let journal: SQLiteJournal
    /// The zones that are looked at.
    let zones: [String]
    /// All zones in use.
    let known: [String]
    let pins: ZonePins
    private(set) var answers: ZoneAnswers

    /// Reads what the journal holds.
    ///
    /// `wanted`: Only these zones; none for all.
    init(
        _ settings: Settings,
        _ sources: ZoneSources,
        _ journal: SQLiteJournal,
        wanted: [String]
    ) throws(JournalError) {
        self.sources = sources
        self.journal = journal
        pins = ZonePins(try journal.pins())
        answers = ZoneAnswers(try journal.answers())
        let fixed = settings.reports.map(\.zone).filter { $0 != RowZones.recipient }
        let all = Set(fixed + [settings.zone] + pins.all.map(\.zone))
        known = all.sorted()
        zones = all.filter { wanted.isEmpty || wanted.contains($0) }.sorted()
    }

    /// Whom this machine is compared with.
    var otherName: String? {
        if sources.client != nil { return ZoneSource.timezonedb.rawValue }
        return sources.file == nil ? nil : ZoneSource.timezonedbFile.rawValue
    }

    /// Whether the system answered for somebody who should have.
    var isHelped: Bool {
        zones.contains { pins.pins(of: $0).contains { $0.source == .system } }
    }

    func window(of zone: String, at seconds: Int64) -> (OffsetWindow?, ZoneSource?) {
        let found = sources.window(of: zone, at: seconds, answers)
        return (found?.window, found?.source)
    }

    /// What is looked at of a zone: what is pinned, and a year from now.
    private func spans(of zone: String) -> [ClosedRange<Int64>] {
        let now = SystemClock().now.seconds
        return pins.pins(of: zone).map { $0.first...$0.last } + [now...now + Self.year]
    }

    // MARK: Asking

    /// Asks timezonedb for every window of every zone, and keeps the answers.
    mutating func ask(_ console: Console) async throws(CommandFailure) {
        guard let client = sources.client else { return }
        let interval = sources.settings?.interval ?? .seconds(1)
        let bar = ProgressBar(
            "timezonedb",
            counting: CountedNoun("zone"),
            total: zones.count,
            console: console
        )
        defer { bar.finish() }
        let start = SystemClock().now
        // A name without a slash is an abbreviation to it, for which it picks some place.
        for zone in zones where zone.contains("/") {
            for span in spans(of: zone) {
                var next = span.lowerBound
                while next <= span.upperBound {
                    let known = answers.answer(of: zone, at: next)
                    var window = known?.window
                    if known.map({ $0.asked < start }) ?? true {
                        window = try await answer(of: client, zone, at: next, console)
                        try? await Task.sleep(for: interval)
                    }
                    guard let end = window?.end, end > next else { break }
                    next = end
                }
            }
            bar.advance(by: 1)
        }
    }

    private mutating func answer(
        of client: TimeZoneDBClient,
        _ zone: String,
        at seconds: Int64,
        _ console: Console
    ) async throws(CommandFailure) -> OffsetWindow? {
        let window: OffsetWindow
        do throws(TimeZoneDBError) {
            window = try await client.window(of: zone, at: seconds)
        } catch .unknown {
            // The others are looked at all the same.
            console.note("timezonedb does not know the zone \(zone).")
            return nil
        } catch {
            throw Self.failure(error)
        }
        let answer = ZoneAnswer(
            zone: zone,
            window: window.bounded(by: SystemZones.shared.known(zone)?.window(at: seconds)),
            asked: SystemClock().now
        )
        answers.keep(answer)
        let journal = journal
        try CommandFailure.onJournal { () throws(JournalError) in try journal.keep(answer) }
        return answer.window
    }

    /// Whoever asks by hand is told to ask again, not that somebody does.
    static func failure(_ error: TimeZoneDBError) -> CommandFailure {
        let isPassing = error.remedy.hasPrefix("Nothing to do")
        let cause = error.cause.map { ": \($0)" } ?? ""
        return .other(
            error.code,
            sentence(error.summary + cause) + " "
                + sentence(isPassing ? "Try again later" : error.remedy),
            .unavailable
        )
    }

    // MARK: Comparing

    /// Where timezonedb, or its table, and this machine disagree.
    var differences: [ZoneDifference] {
        guard otherName != nil else { return [] }
        return zones.flatMap { zone in
            spans(of: zone).flatMap { span in
                ZoneComparison.differences(
                    of: zone,
                    in: span,
                    left: others(zone, span),
                    right: SystemZones.shared.known(zone)?.windows(in: span) ?? []
                )
            }
        }
    }

    private func others(_ zone: String, _ span: ClosedRange<Int64>) -> [OffsetWindow] {
        if sources.client == nil { return sources.file?.windows(of: zone, in: span) ?? [] }
        return answers.all.filter { $0.zone == zone }.map(\.window)
    }

    /// The zones whose pins would be others now, with those.
    var repinned: [(zone: String, pins: [ZonePin])] {
        zones.compactMap { zone in
            let old = pins.pins(of: zone)
            let new = ZonePins(old.flatMap { anew($0) }).pins(of: zone)
            return old == new ? nil : (zone, new)
        }
    }

    private func anew(_ pin: ZonePin) -> [ZonePin] {
        var parts: [ZonePin] = []
        var next = pin.first
        while next <= pin.last {
            guard let (window, source) = sources.window(of: pin.zone, at: next, answers) else {
                return [pin]
            }
            let last = min(pin.last, window.end.map { $0 - 1 } ?? .max)
            parts.append(
                ZonePin(
                    zone: pin.zone,
                    first: next,
                    last: last,
                    offset: window.offset,
                    source: source
                )
            )
            guard last < .max else { break }
            next = last + 1
        }
        return parts
    }
}
