import Testing

@testable import WallTime

@Suite(.enabled(if: SystemZones.isThere, "no zone files on this machine"))
struct SystemZoneTests {
    @Test(
        arguments: [
            ("America/Bogota", "2026-01-01T00:00:00Z", -18_000, "-05"),
            ("America/Bogota", "1992-07-01T00:00:00Z", -14_400, "-04"),
            ("Asia/Kathmandu", "1985-12-31T18:29:59Z", 19_800, "+0530"),
            ("Asia/Kathmandu", "1985-12-31T18:30:00Z", 20_700, "+0545"),
            ("Australia/Lord_Howe", "2026-01-01T00:00:00Z", 39_600, "+11"),
            ("Australia/Lord_Howe", "2026-07-01T00:00:00Z", 37_800, "+1030"),
            ("Pacific/Apia", "2011-12-30T09:59:59Z", -36_000, "-10"),
            ("Pacific/Apia", "2011-12-30T10:00:00Z", 50_400, "+14"),
            ("America/Sao_Paulo", "2018-12-01T00:00:00Z", -7_200, "-02"),
            ("America/Sao_Paulo", "2026-12-01T00:00:00Z", -10_800, "-03"),
            ("Africa/Casablanca", "2026-03-01T00:00:00Z", 0, "+00"),
            ("Africa/Casablanca", "2026-05-01T00:00:00Z", 3_600, "+01"),
            ("Africa/Monrovia", "1971-06-01T00:00:00Z", -2_670, "MMT"),
            ("Europe/Berlin", "2050-07-01T00:00:00Z", 7_200, "CEST"),
            ("Europe/Berlin", "2050-12-01T00:00:00Z", 3_600, "CET"),
            ("Europe/Berlin", "9999-07-01T00:00:00Z", 7_200, "CEST"),
            ("Antarctica/Troll", "2026-07-01T00:00:00Z", 7_200, "+02"),
            ("Antarctica/Troll", "2026-01-01T00:00:00Z", 0, "+00"),
            ("Pacific/Kiritimati", "2026-01-01T00:00:00Z", 50_400, "+14"),
            ("America/St_Johns", "2026-01-01T00:00:00Z", -12_600, "NST"),
            ("Asia/Kolkata", "2026-01-01T00:00:00Z", 19_800, "IST"),
            ("UTC", "2026-01-01T00:00:00Z", 0, "UTC"),
        ] as [(String, String, Int32, String)]
    )
    func `the system's files give the offsets that these countries have`(
        zone: String,
        instant: String,
        seconds: Int32,
        abbreviation: String
    ) throws {
        let offset = try SystemZones.rules(zone).offset(at: try at(instant))
        #expect(offset.seconds == seconds)
        #expect(offset.abbreviation == abbreviation)
    }

    @Test
    func `Ireland goes back to a marked winter time`() throws {
        let rules = try SystemZones.rules("Europe/Dublin")
        for year in [2026, 2060] {
            let summer = rules.offset(at: try at("\(year)-07-01T00:00:00Z"))
            let winter = rules.offset(at: try at("\(year)-12-01T00:00:00Z"))
            #expect(summer == ZoneOffset(seconds: 3_600, isDaylight: false, abbreviation: "IST"))
            #expect(winter == ZoneOffset(seconds: 0, isDaylight: true, abbreviation: "GMT"))
        }
    }

    @Test(arguments: [2026, 2045])
    func `a window reaches from one change of the clocks to the next`(year: Int) throws {
        let rules = try SystemZones.rules("America/New_York")
        let window = rules.window(at: try at("\(year)-07-01T00:00:00Z"))
        let (start, end) =
            year == 2026
            ? ("2026-03-08T07:00:00Z", "2026-11-01T06:00:00Z")
            : ("2045-03-12T07:00:00Z", "2045-11-05T06:00:00Z")
        #expect(window.start == (try at(start)))
        #expect(window.end == (try at(end)))
        #expect(window.offset.abbreviation == "EDT" && window.offset.isDaylight)
        #expect(rules.window(at: try at(end)).start == (try at(end)))
    }

    @Test
    func `Bogota's last window never ends`() throws {
        let window = try SystemZones.rules("America/Bogota").window(at: 1_767_225_600)
        #expect(window.end == nil)
        #expect(window.start == (try at("1993-02-07T04:00:00Z")))
    }

    @Test
    func `every zone answers over the whole range of 64 bits, each window holding its instant`()
        throws
    {
        #expect(SystemZones.names.count > 300)
        for name in SystemZones.names {
            let rules = try SystemZones.rules(name)
            for seconds in [.min, -9_000_000_000_000, 0, 2_145_916_800, 253_402_300_799, .max]
                as [Int64]
            {
                let window = rules.window(at: seconds)
                #expect(window.contains(seconds), "\(name) at \(seconds)")
                #expect(window.offset == rules.offset(at: seconds))
                let local = CivilTime(seconds: seconds, offset: window.offset.seconds)
                _ = rules.instant(of: local)
            }
        }
    }

    @Test
    func `windows of a zone follow each other without gap`() throws {
        for name in ["Africa/Casablanca", "Europe/Berlin", "America/Nuuk", "Asia/Gaza"]
        where SystemZones.names.contains(name) {
            let rules = try SystemZones.rules(name)
            var window = rules.window(at: 0)
            var count = 0
            while let end = window.end, end < 4_000_000_000 {
                let next = rules.window(at: end)
                #expect(next.start == end, "\(name)")
                #expect(rules.window(at: end - 1) == window, "\(name)")
                window = next
                count += 1
            }
            #expect(count > 50, "\(name)")
        }
    }

    @Test(arguments: ["right/Europe/Berlin", "right/UTC"])
    func `a file that counts leap seconds is refused by name`(name: String) throws {
        guard let bytes = try? SystemZones.bytes(name) else { return }
        let problem = #expect(throws: TimeZoneProblem.self) { try TimeZoneRules(tzif: bytes) }
        guard case .leapSeconds(let count) = problem else {
            Issue.record("refused for another reason: \(String(describing: problem))")
            return
        }
        #expect(count >= 27)
    }
}
