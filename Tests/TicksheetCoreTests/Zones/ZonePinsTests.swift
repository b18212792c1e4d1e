import TestSupport
import Testing
import WallTime

@testable import TicksheetCore

@Suite struct ZonePinsTests {
    private static let winter = ZoneOffset(seconds: 3_600, abbreviation: "CET")
    private static let summer = ZoneOffset(seconds: 7_200, isDaylight: true, abbreviation: "CEST")

    private func pin(
        _ first: Int64,
        _ last: Int64,
        _ offset: ZoneOffset = winter,
        _ source: ZoneSource = .system,
        zone: String = "Europe/Vienna"
    ) -> ZonePin {
        ZonePin(zone: zone, first: first, last: last, offset: offset, source: source)
    }

    @Test func `a wanted pin fills only the gaps between those that are there`() {
        var pins = ZonePins([pin(10, 19), pin(30, 39)])
        let change = pins.add(pin(5, 50, Self.summer, .timezonedb))
        let added = [
            pin(5, 9, Self.summer, .timezonedb), pin(20, 29, Self.summer, .timezonedb),
            pin(40, 50, Self.summer, .timezonedb),
        ]
        #expect(change == ZonePins.Change(removed: [], added: added))
        #expect(pins.all == [added[0], pin(10, 19), added[1], pin(30, 39), added[2]])
        #expect(pins.add(pin(7, 45)).isEmpty)
    }

    @Test func `neighbours that say the same become one`() {
        var pins = ZonePins([pin(10, 19), pin(30, 39)])
        let change = pins.add(pin(20, 29))
        #expect(change.removed == [pin(10, 19), pin(30, 39)])
        #expect(change.added == [pin(10, 39)])
        #expect(pins.all == [pin(10, 39)])
        #expect(pins.adding(pin(40, 41)).all == [pin(10, 41)])
        #expect(pins.adding(pin(9, 12)).all == [pin(9, 39)])
        #expect(pins.adding(pin(41, 41)).all == [pin(10, 39), pin(41, 41)])
    }

    @Test func `another source or offset is never joined`() {
        let pins = ZonePins([pin(10, 19)])
        #expect(pins.adding(pin(20, 29, Self.winter, .timezonedb)).all.count == 2)
        #expect(pins.adding(pin(20, 29, Self.summer)).all.count == 2)
        #expect(
            pins.adding(pin(20, 29, zone: "Asia/Tokyo")).all.map(\.zone) == [
                "Asia/Tokyo", "Europe/Vienna",
            ]
        )
    }

    @Test func `pins reach to both ends of time`() {
        var pins = ZonePins([pin(0, .max)])
        #expect(pins.add(pin(.min, .max)).added == [pin(.min, .max)])
        #expect(pins.offset(of: "Europe/Vienna", at: .min) == pin(.min, .max))
        #expect(pins.offset(of: "Europe/Vienna", at: .max) == pin(.min, .max))
        #expect(pins.adding(pin(.max, .max, Self.summer)) == pins)
        let ends = ZonePins([pin(.min, .min), pin(.max, .max)])
        #expect(ends.adding(pin(.min, .max, Self.summer)).all.count == 3)
    }

    @Test func `a pin that ends before it begins adds nothing`() {
        var pins = ZonePins([pin(10, 19)])
        #expect(pins.add(pin(30, 29)).isEmpty)
        #expect(pins.all == [pin(10, 19)])
    }

    @Test func `the neighbours of a gap are found`() {
        let pins = ZonePins([pin(10, 19), pin(30, 39)])
        let inside = pins.neighbours(of: "Europe/Vienna", at: 25)
        #expect(inside.before == pin(10, 19))
        #expect(inside.behind == pin(30, 39))
        #expect(pins.neighbours(of: "Europe/Vienna", at: 9).before == nil)
        #expect(pins.neighbours(of: "Europe/Vienna", at: 40).behind == nil)
        #expect(pins.neighbours(of: "Asia/Tokyo", at: 25).before == nil)
    }

    @Test func `whatever is added, what was pinned stays as it was`() {
        var random = SeededRandom("zone pins")
        for _ in 0..<200 {
            var pins = ZonePins()
            var table: [String: ZonePin] = [:]
            var truth: [String: [Int64: ZonePin]] = [:]
            for _ in 0..<40 {
                let wanted = randomPin(&random)
                let change = pins.add(wanted)
                for instant in wanted.first...wanted.last {
                    let known = truth[wanted.zone, default: [:]][instant]
                    truth[wanted.zone, default: [:]][instant] = known ?? wanted
                }
                // A table that follows the changes is the set.
                for pin in change.removed { #expect(table.removeValue(forKey: key(pin)) == pin) }
                for pin in change.added { #expect(table.updateValue(pin, forKey: key(pin)) == nil) }
            }
            #expect(Set(table.keys) == Set(pins.all.map(key)))
            #expect(ZonePins(pins.all) == pins)
            check(pins, against: truth)
        }
    }

    private func randomPin(_ random: inout SeededRandom) -> ZonePin {
        let first = Int64.random(in: 0..<120, using: &random)
        return pin(
            first,
            first + Int64.random(in: 0..<25, using: &random),
            Bool.random(using: &random) ? Self.winter : Self.summer,
            Bool.random(using: &random) ? .system : .timezonedb,
            zone: Bool.random(using: &random) ? "Europe/Vienna" : "Asia/Tokyo"
        )
    }

    private func key(_ pin: ZonePin) -> String { "\(pin.zone) \(pin.first)" }

    private func check(_ pins: ZonePins, against truth: [String: [Int64: ZonePin]]) {
        for zone in ["Europe/Vienna", "Asia/Tokyo"] {
            for instant in Int64(-1)...150 {
                let found = pins.offset(of: zone, at: instant)
                let expected = truth[zone]?[instant]
                #expect(found?.offset == expected?.offset)
                #expect(found?.source == expected?.source)
            }
            let list = pins.pins(of: zone)
            for (left, right) in zip(list, list.dropFirst()) {
                #expect(left.last < right.first)
                #expect(left.last + 1 < right.first || !left.agrees(with: right), "not joined")
            }
        }
    }
}
