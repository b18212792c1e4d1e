import Testing
import WallTime

@testable import Zones

@Suite(.timeLimit(.minutes(10))) struct ZoneComparisonTests {
    private static let one = ZoneOffset(seconds: 3_600, abbreviation: "A")
    private static let two = ZoneOffset(seconds: 7_200, isDaylight: true, abbreviation: "B")

    private static func window(
        _ start: Int64?,
        _ end: Int64?,
        _ offset: ZoneOffset = one
    ) -> OffsetWindow {
        OffsetWindow(start: start, end: end, offset: offset)
    }

    private static let table: [([OffsetWindow], [OffsetWindow], [ClosedRange<Int64>])] = [
        // The same; the same but for name and mark.
        ([window(nil, nil)], [window(nil, nil)], []),
        (
            [window(nil, nil)],
            [window(nil, nil, ZoneOffset(seconds: 3_600, isDaylight: true, abbreviation: "C"))], []
        ),
        // Another offset, in all of the span, in a part, to a second.
        ([window(nil, nil)], [window(nil, nil, two)], [0...100]),
        ([window(nil, nil)], [window(nil, 40), window(40, nil, two)], [40...100]),
        (
            [window(nil, 41), window(41, nil, two)], [window(nil, 40), window(40, nil, two)],
            [40...40]
        ),
        // Gaps on either side are no difference.
        ([window(10, 20)], [window(15, 30, two)], [15...19]),
        ([], [window(nil, nil)], []),
        (
            [window(0, 10), window(20, 30)], [window(5, 25, two)], [5...9, 20...24]
        ),
        // Neighbours that differ in the same way are one.
        ([window(0, 10), window(10, 20)], [window(0, 20, two)], [0...19]),
        ([window(.min, .min), window(100, nil)], [window(nil, nil, two)], [100...100]),
    ]

    @Test(arguments: table.indices)
    func `differences are where both say something, and not the same`(_ row: Int) {
        let (left, right, expected) = Self.table[row]
        let found = ZoneComparison.differences(
            of: "Test/One",
            in: 0...100,
            left: left,
            right: right
        )
        #expect(found.map { $0.first...$0.last } == expected)
        #expect(found.allSatisfy { $0.zone == "Test/One" && $0.left == Self.one })
        #expect(found.allSatisfy { $0.right == Self.two })
        let mirrored = ZoneComparison.differences(
            of: "Test/One",
            in: 0...100,
            left: right,
            right: left
        )
        #expect(mirrored.map { $0.first...$0.last } == expected)
    }

    @Test func `all of time can be compared`() {
        let found = ZoneComparison.differences(
            of: "Test/One",
            in: .min ... .max,
            left: [Self.window(nil, nil)],
            right: [Self.window(nil, nil, Self.two)]
        )
        #expect(found.map { $0.first...$0.last } == [.min ... .max])
    }

    @Test(
        arguments: [
            (0...99, 1), (0...100, 2), (99...100, 2), (100...199, 1), (100...100, 1),
            (0...1_000, 4),
            (250...1_000, 2), (-50...0, 2),
        ] as [(ClosedRange<Int64>, Int)]
    )
    func `rules give the windows that touch a span`(_ span: ClosedRange<Int64>, _ count: Int) {
        let rules = TimeZoneRules.fixed(Self.one).pinned([
            Self.window(0, 100), Self.window(100, 200, Self.two), Self.window(200, 300),
        ])
        let windows = rules.windows(in: span)
        #expect(windows.count == count)
        #expect(windows.first?.contains(span.lowerBound) == true)
        #expect(windows.last?.contains(span.upperBound) == true)
        for (left, right) in zip(windows, windows.dropFirst()) { #expect(left.end == right.start) }
    }

    @Test func `rules without a change give one window for all of time`() {
        #expect(TimeZoneRules.utc.windows(in: .min ... .max).count == 1)
    }
}
