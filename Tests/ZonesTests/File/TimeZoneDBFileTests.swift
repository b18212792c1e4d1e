import Testing
import TicksheetCore
import WallTime

@testable import Zones

@Suite(.timeLimit(.minutes(10))) struct TimeZoneDBFileTests {
    private static let summer = ZoneOffset(seconds: 7_200, isDaylight: true, abbreviation: "CEST")
    private static let winter = ZoneOffset(seconds: 3_600, abbreviation: "CET")
    private static let rows = [
        "Europe/Vienna,AT,LMT,-9999,3921,0", "Europe/Vienna,AT,CET,0,3600,0",
        "Europe/Vienna,AT,CEST,100,7200,1", "Europe/Vienna,AT,CET,200,3600,0",
        "Asia/Tokyo,JP,JST,-50,32400,0",
    ]

    private func read(_ text: String) throws(TimeZoneDBFileError) -> TimeZoneDBFile {
        try TimeZoneDBFile(Array(text.utf8), path: "time_zone.csv")
    }

    private static let shapes: [String] = [
        rows.joined(separator: "\n"),
        rows.joined(separator: "\r\n") + "\r\n",
        rows.map { "\"" + $0.split(separator: ",").joined(separator: "\",\"") + "\"" }
            .joined(separator: "\n") + "\n\n",
        "\u{FEFF}" + rows.joined(separator: "\n"),
        "zone_name,country_code,abbreviation,time_start,gmt_offset,dst\n"
            + rows.joined(separator: "\n"),
        "\r\n" + rows.joined(separator: "\n\n"),
    ]

    @Test(arguments: shapes)
    func `windows end where the next row begins`(_ text: String) throws {
        let file = try read(text)
        #expect(file.zoneCount == 2)
        #expect(file.changeCount == 5)
        let vienna = "Europe/Vienna"
        #expect(file.window(of: vienna, at: -10_000) == nil)
        #expect(file.window(of: vienna, at: -9_999)?.offset.seconds == 3_921)
        #expect(file.window(of: vienna, at: -1)?.end == 0)
        let daylight = OffsetWindow(start: 100, end: 200, offset: Self.summer)
        #expect(file.window(of: vienna, at: 99)?.offset == Self.winter)
        #expect(file.window(of: vienna, at: 100) == daylight)
        #expect(file.window(of: vienna, at: 199) == daylight)
        let last = OffsetWindow(start: 200, end: nil, offset: Self.winter)
        #expect(file.window(of: vienna, at: 200) == last)
        #expect(file.window(of: vienna, at: .max) == last)
        #expect(file.window(of: "Asia/Tokyo", at: .min) == nil)
        #expect(file.window(of: "Asia/Tokyo", at: 0)?.start == -50)
        #expect(file.window(of: "Asia/Seoul", at: 0) == nil)
        #expect(file.beginning(of: vienna) == -9_999)
        #expect(file.beginning(of: "Asia/Seoul") == nil)
    }

    @Test(
        arguments: [
            (0...99, [0]), (0...100, [0, 100]), (100...199, [100]), (99...200, [0, 100, 200]),
            (-20_000 ... -10_000, []), (300...400, [200]), (-20_000 ... -9_999, [-9_999]),
        ] as [(ClosedRange<Int64>, [Int64])]
    )
    func `a span's windows are those that touch it`(
        _ span: ClosedRange<Int64>,
        _ starts: [Int64]
    ) throws {
        let file = try read(Self.rows.joined(separator: "\n"))
        #expect(file.windows(of: "Europe/Vienna", in: span).map(\.start) == starts)
        #expect(file.windows(of: "Asia/Seoul", in: span).isEmpty)
    }

    @Test func `rows that change nothing do not cut a window`() throws {
        let file = try read(
            """
            A/B,XX,AAA,0,60,0
            A/B,XX,AAA,10,60,0
            A/B,XX,BBB,20,120,0
            A/B,XX,AAA,20,60,0
            A/B,XX,AAA,30,60,0
            A/B,XX,BBB,40,120,0
            """
        )
        // Of two rows of one second the later one counts.
        #expect(file.windows(of: "A/B", in: .min ... .max).map(\.start) == [0, 40])
        #expect(file.window(of: "A/B", at: 20)?.offset.seconds == 60)
    }

    @Test func `neighbouring zones do not mix`() throws {
        let file = try read("A/B,XX,AAA,0,60,0\nA/C,XX,AAA,0,60,0\nA/D,XX,AAA,-5,60,0\n")
        #expect(file.zoneCount == 3)
        #expect(file.window(of: "A/C", at: -1) == nil)
        #expect(file.window(of: "A/D", at: -1)?.start == -5)
        #expect(file.window(of: "A/B", at: 9)?.end == nil)
    }

    @Test func `generated rows are all found again`() throws {
        let text = GeneratedTable.text(zones: 400, rows: 400)
        let file = try TimeZoneDBFile(text, path: "time_zone.csv")
        #expect(file.zoneCount == 400)
        #expect(file.changeCount == 160_000)
        for zone in stride(from: 0, to: 400, by: 37) {
            for row in stride(from: 0, to: 400, by: 7) {
                let window = file.window(
                    of: GeneratedTable.name(zone),
                    at: GeneratedTable.start(row)
                )
                #expect(window == GeneratedTable.window(row, of: 400))
            }
        }
    }
}
