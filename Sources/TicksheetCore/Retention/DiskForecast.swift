/// How a journal fills its disk, if webhooks go on to come as they did lately.
package struct DiskForecast: Sendable, Equatable {
    /// What the journal holds of one kind, and how it grows.
    package struct Part: Sendable, Equatable {
        /// Bytes of one.
        package let bytes: Double
        /// How many come in a day.
        package let perDay: Double
        /// How many days pass until as many are removed as come; nil where none ever is.
        package let daysUntilSteady: Double?

        /// Creates a part.
        ///
        /// `age`: Seconds since the oldest came.
        ///
        /// `kept`: Seconds that one is kept.
        package init(bytes: Double, perDay: Double, age: Int64, kept: Int64?) {
            self.bytes = bytes
            self.perDay = perDay
            daysUntilSteady = kept.map { Double(max(0, $0 - age)) / 86_400 }
        }

        var bytesPerDay: Double { bytes * perDay }
    }

    /// Bytes that the journal grows by in a day now.
    package let bytesPerDay: Double
    /// Days until the disk is full; nil where retention ends the growth before.
    package let daysUntilFull: Double?
    /// Bytes that will come until as much is removed as comes; nil where growth never ends.
    package let bytesUntilSteady: Double?

    /// Computes it for bytes that are free.
    package init(free: Int64, parts: [Part]) {
        bytesPerDay = parts.filter { $0.daysUntilSteady != 0 }.map(\.bytesPerDay).reduce(0, +)
        let steady = parts.map { part in
            part.daysUntilSteady.map { $0 * part.bytesPerDay }
                ?? (part.bytesPerDay > 0 ? .infinity : 0)
        }.reduce(0, +)
        bytesUntilSteady = steady.isFinite ? steady : nil
        daysUntilFull = Self.days(until: Double(free), parts)
    }

    // Each part grows evenly until it is steady: between two such days the sum does too.
    private static func days(until free: Double, _ parts: [Part]) -> Double? {
        var day = 0.0
        var left = free
        let ends = parts.compactMap(\.daysUntilSteady).sorted() + [.infinity]
        for end in ends where end > day {
            let rate = parts.filter { $0.daysUntilSteady ?? .infinity > day }
                .map(\.bytesPerDay).reduce(0, +)
            if rate > 0, left <= rate * (end - day) { return day + left / rate }
            guard end.isFinite else { return nil }
            left -= rate * (end - day)
            day = end
        }
        return left <= 0 ? day : nil
    }
}
