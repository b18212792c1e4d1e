import TestSupport
import Testing
import TicksheetCore
import WallTime

@testable import Zones

@Suite(.timeLimit(.minutes(10))) struct PinChoiceTests {
    private let zone = "Test/One"
    private let day = Seasons.day
    private let noon = Seasons.noon
    private let midnight = Seasons.midnight
    private let always = TimeZoneRules.fixed(ZoneOffset(seconds: 60, abbreviation: "S"))

    private func answer(_ start: Int64?, _ end: Int64?) -> ZoneAnswer {
        ZoneAnswer(
            zone: zone,
            window: OffsetWindow(
                start: start,
                end: end,
                offset: ZoneOffset(seconds: 120, abbreviation: "T")
            ),
            asked: Sample.noon
        )
    }

    private func pins(
        _ answers: [ZoneAnswer]?,
        _ instants: [Int64],
        file: String? = nil,
        beside known: [ZonePin] = [],
        rules: TimeZoneRules?
    ) throws -> [String] {
        let choice = PinChoice(
            answers: answers.map { ZoneAnswers($0) },
            file: try file.map { try TimeZoneDBFile(Array($0.utf8), path: "time_zone.csv") },
            now: Sample.noon
        )
        return choice.pins(of: zone, at: instants, rules: rules, beside: ZonePins(known))
            .map { "\($0.first)...\($0.last) \($0.source.rawValue)" }
    }

    @Test func `who is asked for good covers whole days, cut to the window`() throws {
        let end = midnight + day - 1
        #expect(try pins(nil, [noon], rules: always) == ["\(midnight)...\(end) system"])
        #expect(
            try pins([answer(noon - 5, noon + 5)], [noon], rules: always)
                == ["\(noon - 5)...\(noon + 4) timezonedb"]
        )
        #expect(
            try pins([answer(nil, nil)], [noon, noon + 3 * day], rules: always)
                == ["\(midnight)...\(end + 3 * day) timezonedb"]
        )
        #expect(try pins(nil, [-1], rules: always) == ["-86400...-1 system"])
        #expect(try pins(nil, [], rules: always).isEmpty)
        #expect(try pins(nil, [noon], rules: nil).isEmpty)
    }

    @Test func `the ends of time are pinned without overflow`() throws {
        #expect(
            try pins(nil, [.min, .max], rules: always) == ["\(Int64.min)...\(Int64.max) system"]
        )
    }

    @Test func `who answers meanwhile covers from the first to the last instant`() throws {
        #expect(
            try pins([], [noon, noon + 7], rules: always) == ["\(noon)...\(noon + 7) system"]
        )
        #expect(
            try pins([], [noon], file: "Test/One,XX,FT,0,1800,0", rules: always)
                == ["\(noon)...\(noon) timezonedb-file"]
        )
    }

    @Test func `what timezonedb answered in between stays free`() throws {
        #expect(
            try pins(
                [answer(noon + 10, noon + 20)],
                [noon, noon + 5, noon + 30],
                rules: always
            ) == ["\(noon)...\(noon + 5) system", "\(noon + 30)...\(noon + 30) system"]
        )
        #expect(
            try pins(
                [answer(noon + 10, noon + 20)],
                [noon, noon + 15, noon + 30],
                rules: always
            ) == [
                "\(noon)...\(noon) system", "\(noon + 10)...\(noon + 19) timezonedb",
                "\(noon + 30)...\(noon + 30) system",
            ]
        )
    }

    @Test func `times that are never asked for do not pin those that are`() throws {
        let horizon = noon + 400 * day
        #expect(
            try pins([], [-5, horizon + 5], rules: always) == [
                "-86400...-1 system", "\(horizon + 1)...\(midnight + 401 * day - 1) system",
            ]
        )
        #expect(try pins([], [horizon], rules: always) == ["\(horizon)...\(horizon) system"])
    }

    @Test func `the system does not pin what the table knows`() throws {
        #expect(
            try pins(nil, [noon - 1, noon], file: "Test/One,XX,FT,\(noon),1800,0", rules: always)
                == [
                    "\(midnight)...\(noon - 1) system",
                    "\(noon)...\(midnight + day - 1) timezonedb-file",
                ]
        )
    }

    private func pin(_ first: Int64, _ last: Int64, _ source: ZoneSource = .system) -> ZonePin {
        ZonePin(
            zone: zone,
            first: first,
            last: last,
            offset: ZoneOffset(seconds: 60, abbreviation: "S"),
            source: source
        )
    }

    @Test func `a narrow pin reaches over to one that says the same, a day at most`() throws {
        let before = pin(noon - day, noon - day)
        let behind = pin(noon + day, noon + day)
        #expect(
            try pins([], [noon], beside: [before, behind], rules: always)
                == ["\(noon - day + 1)...\(noon + day - 1) system"]
        )
        #expect(
            try pins([], [noon + 1], beside: [before], rules: always)
                == ["\(noon + 1)...\(noon + 1) system"]
        )
        #expect(
            try pins([], [noon], beside: [pin(noon - 9, noon - 9, .timezonedb)], rules: always)
                == ["\(noon)...\(noon) system"]
        )
        #expect(
            try pins(
                [answer(noon - 20, noon - 10)],
                [noon],
                beside: [pin(noon - 30, noon - 21)],
                rules: always
            ) == ["\(noon)...\(noon) system"]
        )
    }
}
