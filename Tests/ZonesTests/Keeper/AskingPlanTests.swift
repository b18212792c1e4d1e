import TestSupport
import Testing
import TicksheetCore
import WallTime

@testable import Zones

@Suite(.timeLimit(.minutes(10))) struct AskingPlanTests {
    private let noon = Sample.noon
    private static let asked = "the offset of Test/One at noon"

    private func plan(of zones: [String] = ["Test/One"]) -> AskingPlan {
        var plan = AskingPlan(interval: .seconds(1))
        for zone in zones {
            let isMissing = plan.demand(
                zone,
                [noon.seconds],
                guessing: Seasons.both,
                now: noon,
                at: .zero
            )
            #expect(isMissing)
        }
        return plan
    }

    private func zone(_ step: AskingPlan.Step) -> String? {
        if case .ask(let question) = step { question.zone } else { nil }
    }

    private static let errors: [(TimeZoneDBError, Int64)] = [
        (.failed(asked: asked, cause: "x"), 1),
        (.key(asked: asked, cause: "x"), 1),
        (.unreadable(asked: asked, found: "x"), 1),
        (.field(asked: asked, name: "x", found: "x", expected: "x"), 1),
        (.misfit(asked: asked, finding: "x"), 1),
        (.unreachable(asked: asked, cause: "x"), 1),
        (.cancelled(asked: asked), 1),
        (.rate(asked: asked, cause: "x", after: nil), 60),
        (.rate(asked: asked, cause: "x", after: .seconds(30)), 60),
        (.rate(asked: asked, cause: "x", after: .seconds(90)), 90),
        (.rate(asked: asked, cause: "x", after: .seconds(86_400)), 3_600),
        (.refused(asked: asked, status: 503, cause: "", after: nil), 1),
        (.refused(asked: asked, status: 503, cause: "", after: .seconds(7)), 7),
        (.refused(asked: asked, status: 503, cause: "", after: .seconds(86_400)), 3_600),
    ]

    @Test(arguments: errors.indices)
    func `after a first failure it waits`(_ row: Int) {
        let (error, seconds) = Self.errors[row]
        var plan = plan()
        #expect(zone(plan.next(now: noon, at: .zero)) == "Test/One")
        plan.failed(error, now: noon, at: .seconds(5))
        #expect(plan.next(now: noon, at: .seconds(5)) == .wait(.seconds(seconds)))
        #expect(plan.isInDoubt)
        #expect(plan.queued == 1)
        #expect(plan.trouble?.code == error.code)
        #expect(plan.trouble?.since == noon)
        #expect(zone(plan.next(now: noon, at: .seconds(5 + seconds))) == "Test/One")
    }

    @Test func `a question that fails lets the others go first`() {
        var plan = plan(of: ["Test/One", "Test/Two"])
        #expect(zone(plan.next(now: noon, at: .zero)) == "Test/One")
        plan.failed(.failed(asked: "x", cause: "x"), now: noon, at: .zero)
        #expect(zone(plan.next(now: noon, at: .seconds(1))) == "Test/Two")
    }

    @Test func `the next request comes an interval after the end of the last one`() {
        var plan = plan(of: ["Test/One", "Test/Two"])
        _ = plan.next(now: noon, at: .zero)
        let answer = ZoneAnswer(zone: "Test/One", window: Seasons.now, asked: noon)
        plan.answered(answer, at: .seconds(3))
        #expect(plan.next(now: noon, at: .milliseconds(3_250)) == .wait(.milliseconds(750)))
        #expect(zone(plan.next(now: noon, at: .seconds(4))) == "Test/Two")
        #expect(!plan.isInDoubt)
        #expect(plan.lastAnswer == noon)
        #expect(plan.requests == 2)
    }

    @Test func `a trouble began with its first failure`() {
        var plan = plan()
        for second in Int64(0)..<3 {
            _ = plan.next(now: noon, at: .seconds(1_000 * second))
            plan.failed(
                .failed(asked: "x", cause: "\(second)"),
                now: Timestamp(seconds: noon.seconds + second),
                at: .seconds(1_000 * second)
            )
        }
        #expect(plan.trouble?.since == noon)
        #expect(plan.trouble?.explanation.contains(": 2.") == true)
    }

    @Test func `a wait in vain casts doubt until nothing is left to ask`() {
        var plan = plan()
        plan.ranOut()
        #expect(plan.isInDoubt)
        _ = plan.next(now: noon, at: .zero)
        plan.answered(
            ZoneAnswer(zone: "Test/One", window: Seasons.now, asked: noon),
            at: .zero
        )
        #expect(plan.isInDoubt)
        #expect(plan.next(now: noon, at: .zero) == .idle)
        #expect(!plan.isInDoubt)
        plan.ranOut()
        #expect(!plan.isInDoubt)
    }

    @Test func `a thousand questions wait at most`() {
        var plan = AskingPlan(interval: .seconds(1))
        var accepted = 0
        for number in 0..<1_200 {
            let isMissing = plan.demand(
                "Test/Z\(number)",
                [noon.seconds],
                guessing: nil,
                now: noon,
                at: .zero
            )
            if isMissing { accepted += 1 }
        }
        #expect(accepted == 1_000)
        #expect(plan.queued == 1_000)
    }

    @Test func `a zone whose hour is over is no longer named as not known`() {
        var plan = plan()
        _ = plan.next(now: noon, at: .zero)
        plan.failed(.unknown(asked: "x", cause: "x"), now: noon, at: .zero)
        #expect(plan.refusedZones == ["Test/One"])
        #expect(plan.next(now: noon, at: .seconds(10)) == .idle)
        #expect(!plan.isInDoubt)
        let isMissing = plan.demand(
            "Test/One",
            [noon.seconds],
            guessing: nil,
            now: noon,
            at: .seconds(3_600)
        )
        #expect(isMissing)
        #expect(plan.refusedZones.isEmpty)
    }

    @Test(
        arguments: [
            ("Test/One", 0, true), ("Test/One", -1, false), ("UTC", 0, false),
            ("EST5EDT", 0, false),
            ("Test/One", Seasons.noon + 400 * Seasons.day, true),
            ("Test/One", Seasons.noon + 400 * Seasons.day + 1, false),
            ("Test/One", Int64.max, false), ("Test/One", Int64.min, false),
        ] as [(String, Int64, Bool)]
    )
    func `zones and times are asked for or not`(
        _ zone: String,
        _ seconds: Int64,
        _ isAsked: Bool
    ) {
        #expect(AskingPlan.isAsked(zone, at: seconds, now: noon) == isAsked)
    }

    @Test func `a clock at either end of time asks without overflow`() {
        let end = Timestamp(seconds: .max)
        #expect(AskingPlan.isAsked("Test/One", at: 5, now: end))
        #expect(!AskingPlan.isAsked("Test/One", at: 5, now: Timestamp(seconds: .min)))
    }
}
