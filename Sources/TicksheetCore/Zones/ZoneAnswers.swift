import WallTime

/// The answers of timezonedb that still count, of any number of zones.
///
/// For each zone in order of the windows, of which no two overlap.
package struct ZoneAnswers: Sendable, Equatable {
    private var zones: [String: [ZoneAnswer]] = [:]

    /// Takes answers in any order; of those that overlap the latest counts.
    package init(_ answers: some Sequence<ZoneAnswer> = []) {
        for answer in answers.sorted(by: { $0.asked < $1.asked }) { keep(answer) }
    }

    /// All answers, by zone and window.
    package var all: [ZoneAnswer] {
        zones.keys.sorted().flatMap { zones[$0] ?? [] }
    }

    /// The number of answers.
    package var count: Int { zones.values.reduce(0) { $0 + $1.count } }

    /// Returns the answer whose window contains a Unix second, or nil.
    package func answer(of zone: String, at seconds: Int64) -> ZoneAnswer? {
        zones[zone]?.first { $0.window.contains(seconds) }
    }

    /// Returns the stretch without an answer around a Unix second that has none: its first second
    /// and the first one behind it, nil where it has no end on that side.
    package func opening(
        of zone: String,
        at seconds: Int64
    ) -> (start: Int64?, end: Int64?) {
        let answers = zones[zone] ?? []
        let before = answers.last { $0.window.end.map { $0 <= seconds } ?? false }
        let behind = answers.first { $0.window.start.map { $0 > seconds } ?? false }
        return (before?.window.end, behind?.window.start)
    }

    /// Takes an answer in place of all of the same zone whose windows overlap with its own.
    ///
    /// Gives: the answers that it replaces.
    @discardableResult
    package mutating func keep(_ answer: ZoneAnswer) -> [ZoneAnswer] {
        var kept: [ZoneAnswer] = []
        var replaced: [ZoneAnswer] = []
        for known in zones[answer.zone] ?? [] {
            if Self.overlaps(known, answer) { replaced.append(known) } else { kept.append(known) }
        }
        kept.append(answer)
        zones[answer.zone] = kept.sorted { Self.start(of: $0) < Self.start(of: $1) }
        return replaced
    }

    private static func overlaps(_ left: ZoneAnswer, _ right: ZoneAnswer) -> Bool {
        start(of: left) < end(of: right) && start(of: right) < end(of: left)
            || left.window.start == right.window.start
    }

    private static func start(of answer: ZoneAnswer) -> Int64 { answer.window.start ?? .min }

    private static func end(of answer: ZoneAnswer) -> Int64 { answer.window.end ?? .max }
}
