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
}
