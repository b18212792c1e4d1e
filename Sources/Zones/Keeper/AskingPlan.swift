import TicksheetCore
import WallTime

/// Decides what timezonedb is asked, and when; asks nothing itself.
///
/// | after | next request |
/// |---|---|
/// | an answer, or a zone that it does not know | an interval later |
/// | failure 1, 2, 3 … in a row | 1, 2, 4 … 600 s later, with one request |
/// | HTTP 429 or its like | the same, at least 60 s |
///
/// A zone that it does not know is not asked for again for an hour; an answer serves for a day and
/// then until a newer one is there.
struct AskingPlan: Sendable {
    /// What to do next.
    enum Step: Sendable, Equatable {
        case ask(Question)
        case wait(Duration)
        case idle
    }

    private(set) var answers = ZoneAnswers()
    private(set) var requests = 0
    private(set) var lastAnswer: Timestamp?
    private(set) var trouble: ZoneStanding.Trouble?
    private var waiting: [Question] = []
    private var underWay: Question?
    private var refused: [String: Duration] = [:]
    private var failures = 0
    private var hasRunOut = false
    // The monotonic time before which nothing is asked.
    private var earliest: Duration
    private let interval: Duration

    private static let day: Int64 = 86_400
    private static let refusal = Duration.seconds(3_600)
    // More than any report's zones and windows; what does not fit is asked when it is needed again.
    private static let limit = 1_000

    /// `interval`: From the end of one request to the next, so that no jitter on the way brings two
    /// nearer together.
    init(interval: Duration) {
        self.interval = interval
        earliest = .zero
    }

    /// Questions that wait and the one under way.
    var queued: Int { waiting.count + (underWay == nil ? 0 : 1) }

    /// Whether waiting for an answer would probably be in vain.
    var isInDoubt: Bool { failures > 0 || hasRunOut }

    /// Zones that the service does not know.
    var refusedZones: [String] { refused.keys.sorted() }

    /// Says whether the service is asked about an instant at all.
    static func isAsked(_ zone: String, at seconds: Int64, now: Timestamp) -> Bool {
        span(of: zone, now: now)?.contains(seconds) == true
    }

    /// The seconds of a zone that the service is asked about; nil where it is never asked.
    ///
    /// Names without a slash are abbreviations to it, for which it picks some place; times far from
    /// today come from broken clocks, and its table ends somewhere.
    static func span(of zone: String, now: Timestamp) -> Range<Int64>? {
        guard zone.utf8.contains(UInt8(ascii: "/")) else { return nil }
        let (horizon, overflow) = now.seconds.addingReportingOverflow(400 * day + 1)
        return 0..<max(0, overflow ? .max : horizon)
    }

    // MARK: Questions

    /// Queues what has to be asked so that the instants of a zone are answered.
    ///
    /// `instants`: Unix seconds in order.
    ///
    /// Gives: whether an instant without any answer waits for one.
    mutating func demand(
        _ zone: String,
        _ instants: [Int64],
        guessing rules: TimeZoneRules?,
        now: Timestamp,
        at time: Duration
    ) -> Bool {
        if let end = refused[zone] {
            guard end <= time else { return false }
            refused[zone] = nil
        }
        var isMissing = false
        var seen: OffsetWindow?
        for seconds in instants where seen?.contains(seconds) != true {
            guard Self.isAsked(zone, at: seconds, now: now) else { continue }
            if let answer = answers.answer(of: zone, at: seconds) {
                seen = answer.window
                if isStale(answer, now) { add(Question(zone, seconds, guess: answer.window)) }
            } else {
                seen = rules?.window(at: seconds)
                let isQueued = add(Question(zone, seconds, guess: seen))
                isMissing = isMissing || isQueued
            }
        }
        return isMissing
    }

    /// Notes that somebody has waited for answers in vain.
    mutating func ranOut() {
        hasRunOut = queued > 0
    }

    /// Returns what to do next; a question that is returned is under way from then on.
    mutating func next(now: Timestamp, at time: Duration) -> Step {
        while let question = waiting.first {
            if isSettled(question, now, time) {
                waiting.removeFirst()
                continue
            }
            guard earliest <= time else { return .wait(earliest - time) }
            waiting.removeFirst()
            underWay = question
            requests += 1
            return .ask(question)
        }
        hasRunOut = false
        return .idle
    }

    /// Forgets all questions, the one under way among them.
    mutating func callOff() {
        waiting = []
        underWay = nil
    }

    @discardableResult
    private mutating func add(_ question: Question) -> Bool {
        let (zone, seconds) = (question.zone, question.seconds)
        if underWay?.serves(zone, seconds) == true { return true }
        if waiting.contains(where: { $0.serves(zone, seconds) }) { return true }
        guard waiting.count < Self.limit else { return false }
        waiting.append(question)
        return true
    }

    private func isSettled(_ question: Question, _ now: Timestamp, _ time: Duration) -> Bool {
        if let end = refused[question.zone], time < end { return true }
        guard let answer = answers.answer(of: question.zone, at: question.seconds) else {
            return false
        }
        return !isStale(answer, now)
    }

    // An answer from the future is as old as one from the past: one of the clocks was wrong.
    private func isStale(_ answer: ZoneAnswer, _ now: Timestamp) -> Bool {
        let (age, overflow) = now.seconds.subtractingReportingOverflow(answer.asked.seconds)
        return overflow || age.magnitude >= UInt64(Self.day)
    }

    // MARK: Answers

    /// Takes answers that the journal kept.
    mutating func adopt(_ kept: [ZoneAnswer]) {
        answers = ZoneAnswers(answers.all + kept)
    }

    /// Takes the answer to the question under way.
    mutating func answered(_ answer: ZoneAnswer, at time: Duration) {
        answers.keep(answer)
        lastAnswer = answer.asked
        succeeded(at: time)
    }

    /// Takes the error that the question under way came to.
    mutating func failed(_ error: TimeZoneDBError, now: Timestamp, at time: Duration) {
        let question = underWay
        if case .unknown = error, let zone = question?.zone {
            // An answer too: the service is there and says no.
            succeeded(at: time)
            refused[zone] = time + Self.refusal
            waiting.removeAll { $0.zone == zone }
            return
        }
        underWay = nil
        // To the end, so that one question that always fails does not stand in front of all others.
        if let question { waiting.append(question) }
        failures += 1
        earliest = time + Self.wait(after: failures, error)
        trouble = ZoneStanding.Trouble(
            code: error.code,
            explanation: error.explanation,
            since: trouble?.since ?? now
        )
    }

    private mutating func succeeded(at time: Duration) {
        underWay = nil
        failures = 0
        trouble = nil
        earliest = time + interval
    }

    private static func wait(after failures: Int, _ error: TimeZoneDBError) -> Duration {
        let own = Duration.seconds(min(600, 1 << min(failures - 1, 10)))
        // A server may name any time; an hour is as long as anything is left alone here.
        switch error {
        case .rate(_, _, let after): return max(own, .seconds(60), min(after ?? .zero, refusal))
        case .refused(_, _, _, let after): return max(own, min(after ?? .zero, refusal))
        default: return own
        }
    }
}

extension Question {
    fileprivate init(_ zone: String, _ seconds: Int64, guess: OffsetWindow?) {
        self.init(zone: zone, seconds: seconds, guess: guess)
    }
}
