import TestSupport
import TicksheetCore
import WallTime

/// Forty made-up zones, each with windows and offsets of its own, and random instants in them.
enum ManyZones {
    static let count = 40
    static let span = Seasons.noon - 1_500 * Seasons.day...Seasons.noon + 30 * Seasons.day

    private static let rules: [String: TimeZoneRules] = {
        var rules: [String: TimeZoneRules] = [:]
        for number in 0..<Int64(count) { rules["Test/Z\(number)"] = zone(number) }
        return rules
    }()

    static func rules(_ zone: String) -> TimeZoneRules? { rules[zone] }

    /// Shuffled instants, so many in each batch at most.
    static func batches(
        of total: Int,
        upTo size: Int,
        in span: ClosedRange<Int64> = span,
        _ random: inout SeededRandom
    ) -> [[ZoneNeed]] {
        var batches: [[ZoneNeed]] = []
        var left = total
        while left > 0 {
            let batch = Int.random(in: 1...min(left, size), using: &random)
            left -= batch
            var instants: [String: [Int64]] = [:]
            for _ in 0..<batch {
                let zone = "Test/Z\(Int.random(in: 0..<count, using: &random))"
                instants[zone, default: []].append(Int64.random(in: span, using: &random))
            }
            batches.append(instants.map { ZoneNeed(zone: $0, instants: $1) })
        }
        return batches
    }

    private static func zone(_ number: Int64) -> TimeZoneRules {
        let own = ZoneOffset(seconds: Int32(number * 900 - 18_000), abbreviation: "Z\(number)")
        // Every fifth zone never changes.
        if number.isMultiple(of: 5) { return .fixed(own) }
        let other = ZoneOffset(
            seconds: own.seconds + 3_600,
            isDaylight: true,
            abbreviation: "S\(number)"
        )
        let length = (150 + number * 7) * Seasons.day + number
        let first = Seasons.noon - 2_000 * Seasons.day
        var windows: [OffsetWindow] = []
        for index in Int64(0)..<16 {
            let start = first + index * length
            let offset = index.isMultiple(of: 2) ? own : other
            windows.append(OffsetWindow(start: start, end: start + length, offset: offset))
        }
        return TimeZoneRules.fixed(own).pinned(windows)
    }
}
