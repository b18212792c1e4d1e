/// A line that shows how far a long work is; it returns what to write and writes nothing itself.
///
/// On a terminal one line is drawn over and over, at most ten times a second, with a carriage
/// return and blanks only, so that it works on every terminal. Elsewhere a plain line comes every
/// ten seconds. All times are nanoseconds of one clock that does not go back.
package struct ProgressLine: Sendable {
    private let title: String
    private let noun: CountedNoun
    private let style: TerminalStyle
    private let startCount: Int
    private let startTime: UInt64
    private var rate: SmoothedRate
    private var lastShown: UInt64?
    private var shownWidth = 0

    /// Starts the work.
    ///
    /// - Parameters:
    ///   - title: What is being done; its controls are escaped.
    ///   - noun: What is counted.
    ///   - style: The stream the line is written to, most often standard error.
    ///   - startCount: What was done before, so that it does not count into the rate.
    ///   - now: The time of the start.
    package init(
        _ title: String,
        counting noun: CountedNoun,
        style: TerminalStyle,
        startCount: Int = 0,
        now: UInt64
    ) {
        self.title = escapedControls(title)
        self.noun = noun
        self.style = style
        self.startCount = startCount
        startTime = now
        rate = SmoothedRate(count: startCount, now: now)
    }

    /// Returns what to write now, or nil when it is too early for a change.
    ///
    /// Cheap to call for each step: most calls only compare two times.
    ///
    /// - Parameters:
    ///   - done: How many are done, from the beginning.
    ///   - total: How many there will be; nil when nobody knows.
    ///   - now: The present time.
    /// - Returns: On a terminal a carriage return and the line; elsewhere a line and its line feed.
    package mutating func update(done: Int, total: Int?, now: UInt64) -> String? {
        let since = lastShown ?? (style.isTerminal ? nil : startTime)
        let pause: UInt64 = style.isTerminal ? 100_000_000 : 10_000_000_000
        rate.observe(done, now: now)
        if let since, now < since || now - since < pause { return nil }
        lastShown = now
        let view = ProgressView(
            title: title,
            noun: noun,
            done: done,
            total: total,
            perSecond: rate.perSecond
        )
        guard style.isTerminal else { return view.plainLine + "\n" }
        // The last column stays free: some terminals wrap as soon as it is written.
        return redrawn(view.line(width: style.width - 1))
    }

    /// Returns what removes the line, for a message to stand in its place; nil when none is shown.
    ///
    /// The next update that is due draws the line again.
    package mutating func clear() -> String? {
        guard shownWidth > 0 else { return nil }
        return redrawn("") + "\r"
    }

    /// Returns what replaces the line by a summary of one line, with its line feed.
    package mutating func finish(done: Int, now: UInt64) -> String {
        let elapsed = now > startTime ? now - startTime : 0
        let duration = Human.duration(.nanoseconds(Int64(clamping: elapsed)))
        var summary = "\(title): \(noun.counted(done)) in \(duration)"
        if done > startCount, elapsed >= 1_000_000 {
            let average = Double(done - startCount) / (Double(elapsed) / 1e9)
            summary += ", \(noun.rate(perSecond: average))"
        }
        guard style.isTerminal else { return summary + "\n" }
        return redrawn(truncated(summary, to: style.width - 1)) + "\n"
    }

    private mutating func redrawn(_ line: String) -> String {
        let before = shownWidth
        shownWidth = displayWidth(line)
        return "\r" + padded(line, to: before)
    }
}
