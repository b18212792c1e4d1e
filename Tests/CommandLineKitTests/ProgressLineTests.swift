import CommandLineKit
import Testing

@Suite struct ProgressLineTests {
    private static func line(
        width: Int,
        isTerminal: Bool = true,
        startCount: Int = 0
    )
        -> ProgressLine
    {
        ProgressLine(
            "campaigns",
            counting: .init("row"),
            style: TerminalStyle(isTerminal: isTerminal, colour: true, width: width),
            startCount: startCount,
            now: 5_000_000_000
        )
    }

    private static func at(_ milliseconds: UInt64) -> UInt64 {
        5_000_000_000 + milliseconds * 1_000_000
    }

    @Test func `a terminal shows bar, percent, count, rate and time left`() {
        var line = Self.line(width: 100)
        #expect(
            line.update(done: 0, total: 20_000, now: Self.at(0))
                == "\rcampaigns  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  0%  0 of 20,000 rows"
        )
        #expect(line.update(done: 100, total: 20_000, now: Self.at(99)) == nil)
        #expect(
            line.update(done: 12_400, total: 20_000, now: Self.at(4_000))
                == "\rcampaigns  ██████████████████░░░░░░░░░░░░  62%  12,400 of 20,000 rows  "
                + "3,100/s  3 s left"
        )
    }

    @Test(arguments: [
        (80, "campaigns  █████████████░░░░░░░░  62%  12,400 of 20,000 rows  3,100/s  3 s left"),
        (66, "campaigns  62%  12,400 of 20,000 rows  3,100/s  3 s left"),
        (50, "campaigns  62%  12,400 of 20,000 rows  3 s left"),
        (40, "campaigns  62%  12,400 of 20,000 rows"),
        (36, "campaigns  12,400 of 20,000 rows"),
        (24, "12,400 of 20,000 rows …"),
    ])
    func `a narrow terminal drops what matters least`(_ width: Int, _ expected: String) {
        var line = Self.line(width: width)
        let shown = line.update(done: 12_400, total: 20_000, now: Self.at(4_000))
        #expect(shown == "\r" + expected)
        #expect(displayWidth(expected) < width)
    }

    @Test func `there are at most ten redraws a second, whatever is reported`() {
        var line = Self.line(width: 80)
        var redraws = 0
        for step in 0..<100_000 {
            let now = Self.at(0) + UInt64(step) * 20_000
            if line.update(done: step, total: 100_000, now: now) != nil { redraws += 1 }
        }
        #expect(redraws == 20)
    }

    @Test func `a shorter line covers what the longer one left`() {
        var line = Self.line(width: 80)
        _ = line.update(done: 1_000_000, total: nil, now: Self.at(0))
        #expect(
            line.update(done: 1, total: nil, now: Self.at(200)) == "\rcampaigns  1 row  5/s    "
        )
    }

    @Test func `the end replaces the line by a summary`() {
        var line = Self.line(width: 100)
        let shown = line.update(done: 12_400, total: 20_000, now: Self.at(4_000)) ?? ""
        let summary = "campaigns: 20,000 rows in 6.4 s, 3,125/s"
        let blanks = String(repeating: " ", count: displayWidth(shown) - displayWidth(summary))
        #expect(blanks.count > 40)
        #expect(
            line.finish(done: 20_000, now: Self.at(6_400)) == "\r" + summary + blanks + "\n"
        )
    }

    @Test func `a message can stand where the line was`() {
        var line = Self.line(width: 80)
        #expect(line.clear() == nil)
        _ = line.update(done: 5, total: nil, now: Self.at(0))
        #expect(line.clear() == "\r                 \r")
        #expect(line.clear() == nil)
        #expect(line.update(done: 6, total: nil, now: Self.at(50)) == nil)
        #expect(line.update(done: 6, total: nil, now: Self.at(100)) != nil)
    }

    @Test func `a pipe gets one plain line every ten seconds and one at the end`() {
        var line = Self.line(width: 80, isTerminal: false)
        #expect(line.update(done: 0, total: 20_000, now: Self.at(0)) == nil)
        #expect(line.update(done: 6_000, total: 20_000, now: Self.at(9_999)) == nil)
        #expect(
            line.update(done: 6_000, total: 20_000, now: Self.at(10_000))
                == "campaigns: 6,000 of 20,000 rows (30%), 600/s, 24 s left\n"
        )
        #expect(line.update(done: 9_000, total: 20_000, now: Self.at(19_999)) == nil)
        #expect(line.update(done: 9_000, total: 20_000, now: Self.at(20_000)) != nil)
        #expect(
            line.finish(done: 20_000, now: Self.at(40_000))
                == "campaigns: 20,000 rows in 40 s, 500/s\n"
        )
        #expect(line.clear() == nil)
    }

    @Test func `a short work in a pipe is its summary alone`() {
        var line = Self.line(width: 80, isTerminal: false)
        #expect(line.finish(done: 0, now: Self.at(0)) == "campaigns: 0 rows in 0 ms\n")
    }

    @Test func `without a total there is a count and a rate`() {
        var line = Self.line(width: 80)
        #expect(line.update(done: 0, total: nil, now: Self.at(0)) == "\rcampaigns  0 rows")
        #expect(
            line.update(done: 42, total: nil, now: Self.at(10_000)) == "\rcampaigns  42 rows  4.2/s"
        )
    }

    @Test func `bytes are shown as sizes`() {
        var line = ProgressLine(
            "ingest",
            counting: .bytes,
            style: TerminalStyle(isTerminal: false, colour: false, width: 80),
            now: Self.at(0)
        )
        #expect(
            line.update(done: 310_000_000, total: 1_000_000_000, now: Self.at(10_000))
                == "ingest: 310 MB of 1.0 GB (31%), 31.0 MB/s, 23 s left\n"
        )
        #expect(
            line.finish(done: 1_000_000_000, now: Self.at(40_000))
                == "ingest: 1.0 GB in 40 s, 25.0 MB/s\n"
        )
    }

    @Test func `what was done before does not count into the rate`() {
        var line = Self.line(width: 80, startCount: 10_000)
        #expect(
            line.update(done: 10_100, total: nil, now: Self.at(1_000))
                == "\rcampaigns  10,100 rows  100/s"
        )
        #expect(
            line.finish(done: 10_200, now: Self.at(2_000))
                == "\rcampaigns: 10,200 rows in 2.0 s, 100/s\n"
        )
    }

    @Test func `the rate follows a change within seconds without jumping`() {
        var line = Self.line(width: 80)
        var done = 0
        var shown: [String] = []
        for second in 1...20 {
            done += second <= 10 ? 1_000 : 100
            let text = line.update(done: done, total: nil, now: Self.at(UInt64(second) * 1_000))
            shown +=
                text?.split(separator: " ").filter { $0.hasSuffix("/s") }.map(String.init) ?? []
        }
        #expect(shown[9] == "1,000/s")
        #expect(shown[10] == "775/s")
        #expect(shown[19] == "151/s")
    }

    @Test(arguments: [
        (30, 20, "campaigns  ██████████████████████████████  100%  30 rows"),
        (0, 0, "campaigns  ██████████████████████████████  100%  0 of 0 rows"),
        (
            999_999, 1_000_000,
            "campaigns  █████████████████████████████░  99%  999,999 of 1,000,000 rows"
        ), (-5, 10, "campaigns  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  0%  -5 of 10 rows"),
    ])
    func `odd counts give an honest line`(_ done: Int, _ total: Int, _ expected: String) {
        var line = Self.line(width: 100)
        #expect(line.update(done: done, total: total, now: Self.at(0)) == "\r" + expected)
    }

    @Test func `a clock that goes back draws nothing and stops nothing`() {
        var line = Self.line(width: 80)
        _ = line.update(done: 1, total: 10, now: Self.at(1_000))
        #expect(line.update(done: 2, total: 10, now: 0) == nil)
        #expect(line.finish(done: 3, now: 0).hasPrefix("\rcampaigns: 3 rows in 0 ms "))
    }
}
