import TestSupport
import Testing
import TicksheetCore
import WallTime

@Suite struct ZoneAnswersTests {
    private func answer(_ start: Int64?, _ end: Int64?, asked: Int64) -> ZoneAnswer {
        let offset = ZoneOffset(seconds: Int32(asked), abbreviation: "X")
        return ZoneAnswer(
            zone: "Europe/Vienna",
            window: OffsetWindow(start: start, end: end, offset: offset),
            asked: Timestamp(seconds: asked)
        )
    }

    @Test func `an answer takes the place of those that it overlaps`() {
        let known = [answer(nil, 10, asked: 1), answer(10, 20, asked: 2), answer(20, 30, asked: 3)]
        var answers = ZoneAnswers(known)
        #expect(answers.all == known)
        let law = answer(10, 25, asked: 4)
        #expect(answers.keep(law) == [known[1], known[2]])
        #expect(answers.all == [known[0], law])
        #expect(answers.count == 2)
        #expect(answers.keep(answer(nil, nil, asked: 5)).count == 2)
    }

    @Test func `an instant finds its answer`() {
        let answers = ZoneAnswers([answer(nil, 10, asked: 1), answer(20, nil, asked: 2)])
        #expect(answers.answer(of: "Europe/Vienna", at: 9)?.asked.seconds == 1)
        #expect(answers.answer(of: "Europe/Vienna", at: 10) == nil)
        #expect(answers.answer(of: "Europe/Vienna", at: 20)?.asked.seconds == 2)
        #expect(answers.answer(of: "Asia/Tokyo", at: 20) == nil)
    }

    @Test func `of answers in any order the latest counts`() {
        let late = answer(0, 20, asked: 9)
        #expect(ZoneAnswers([late, answer(10, 30, asked: 1)]).all == [late])
    }

    @Test(
        arguments: [
            (5, nil, 10), (25, 20, 30), (45, 40, nil),
        ] as [(Int64, Int64?, Int64?)]
    )
    func `an instant without an answer lies in an opening`(
        _ instant: Int64,
        _ start: Int64?,
        _ end: Int64?
    ) {
        let answers = ZoneAnswers([answer(10, 20, asked: 1), answer(30, 40, asked: 2)])
        let opening = answers.opening(of: "Europe/Vienna", at: instant)
        #expect(opening.start == start)
        #expect(opening.end == end)
        #expect(answers.opening(of: "Asia/Tokyo", at: instant).start == nil)
        #expect(answers.opening(of: "Asia/Tokyo", at: instant).end == nil)
    }

    @Test func `random answers never overlap, and the latest of an instant counts`() {
        var random = SeededRandom("zone answers")
        for _ in 0..<200 {
            var answers = ZoneAnswers()
            var truth: [Int64: Int64] = [:]
            for asked in Int64(1)...30 {
                let start = Int64.random(in: 0..<100, using: &random)
                let end = start + Int64.random(in: 1...20, using: &random)
                for replaced in answers.keep(answer(start, end, asked: asked)) {
                    guard let from = replaced.window.start, let to = replaced.window.end else {
                        continue
                    }
                    for instant in from..<to { truth[instant] = nil }
                }
                for instant in start..<end { truth[instant] = asked }
            }
            for instant in Int64(0)...130 {
                let found = answers.answer(of: "Europe/Vienna", at: instant)
                #expect(found?.asked.seconds == truth[instant])
            }
            #expect(ZoneAnswers(answers.all.shuffled(using: &random)) == answers)
        }
    }
}
