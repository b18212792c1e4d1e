import TestSupport
import Testing
import TicksheetCore
import WallTime

@Suite struct ReceiptAgesTests {
    private static let now = Timestamp(seconds: 1_780_000_000)
    private static let day: Int64 = 86_400

    /// The ages of rows received so many days ago; nil is a clock at 1970.
    private static func ages(_ days: [Int64?], kept: Int64 = 30) -> ReceiptAges {
        var ages = ReceiptAges(
            before: Timestamp(seconds: now.seconds - kept * day),
            now: now
        )
        for ago in days { ages.take(ago.map { now.seconds - $0 * day } ?? 3600) }
        return ages
    }

    @Test(
        arguments: [
            ([], 0), ([40, 31, 30, 29], 2), ([40, -800, 31, 29], 3), ([-800, 29], 0), ([-800], 0),
            ([nil], 0), ([nil, 29], 0), ([nil, 31], 2), ([40, nil, 29], 1),
            ([40, nil, -800, 31], 4),
            ([-1, 40], 0), ([-2, 40], 2), ([29, 40], 0), ([878, 29], 1), ([879, 29], 0),
        ] as [([Int64?], Int)]
    )
    func `rows go up to the last old one before the first young one`(
        _ days: [Int64?],
        _ released: Int
    ) {
        #expect(Self.ages(days).released == released, "\(days)")
    }

    @Test func `rows of a wrong clock change nothing for the others`() {
        var random = SeededRandom("rows of a wrong clock")
        for _ in 0..<2000 {
            let right = (0..<Int.random(in: 0...8, using: &random))
                .map { _ in Int64.random(in: -1...60, using: &random) }
            var days: [Int64?] = []
            for ago in right {
                while Bool.random(using: &random) {
                    days.append(
                        Bool.random(using: &random) ? nil : .random(in: -900 ... -2, using: &random)
                    )
                }
                days.append(ago)
            }
            let (mixed, alone) = (Self.ages(days), Self.ages(right.map { $0 }))
            let gone = days.prefix(mixed.released)
            #expect(gone.count { $0.map { $0 >= -1 } ?? false } == alone.released, "\(days)")
            #expect(gone.last.map { ($0 ?? 0) > 30 } ?? true, "\(days)")
            #expect(mixed.hasYoung == alone.hasYoung, "\(days)")
        }
    }
}
