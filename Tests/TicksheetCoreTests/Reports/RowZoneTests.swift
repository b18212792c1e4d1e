import PhoneRegions
import Testing
import TicksheetCore
import WallTime

@Suite struct RowZoneTests {
    private static let offsets: [String: Int32] = [
        "America/Bogota": -18_000, "America/Manaus": -14_400, "Europe/Vienna": 3600,
    ]
    // 2026-03-01T12:00:00Z
    private static let noon: Int64 = 1_772_366_400

    private let mapping: ReportMapping

    init() throws {
        mapping = try reportMapping(
            """
            { title: "t", columns: [
                { header: "Time", field: "time" }, { header: "Offset", field: "offset" },
                { header: "Zone", field: "zone" }, { header: "Country", field: "country" },
                { header: "By", field: "zone_evidence" }, { header: "From", field: "zone_source" } ] }
            """
        )
    }

    @Test(arguments: [
        ("+573001112233", ["07:00:00", "-05:00", "America/Bogota", "CO", "country"]),
        ("+5592991112233", ["08:00:00", "-04:00", "America/Manaus", "BR", "prefix"]),
        // An override of the settings.
        ("+4917012345678", ["13:00:00", "+01:00", "Europe/Vienna", "DE", "prefix"]),
        // The table knows the place, this machine not the zone: no guess.
        ("+6591234567", ["13:00:00", "+01:00", "Europe/Vienna", "SG", "default"]),
        ("user-id-without-a-number", ["13:00:00", "+01:00", "Europe/Vienna", "", "default"]),
        (nil, ["13:00:00", "+01:00", "Europe/Vienna", "", "default"]),
    ])
    func `each row has its recipient's zone, and what that was concluded from`(
        _ recipient: String?,
        _ expected: [String]
    ) {
        var rows = RowBuilder(mapping, zones("recipient"))
        let row = rows.row(for: entry(recipient)) ?? []
        #expect(row.map(\.text) == ["2026-03-01 " + expected[0]] + expected[1...] + ["system"])
        guard case .time(_, let local, _)? = row.first else {
            Issue.record("the first cell is no time")
            return
        }
        let seconds = Self.offsets[expected[2]] ?? 0
        #expect(local == Self.noon + Int64(seconds))
    }

    @Test func `rows of many zones in any order do not disturb each other`() {
        var random = SystemRandomNumberGenerator()
        var rows = RowBuilder(mapping, zones("recipient"))
        let numbers = ["+573001112233", "+5592991112233", "+4917012345678"]
        for _ in 0..<300 {
            let number = numbers[Int.random(in: 0..<3, using: &random)]
            var alone = RowBuilder(mapping, zones("recipient"))
            #expect(rows.row(for: entry(number)) == alone.row(for: entry(number)))
        }
    }

    @Test func `a fixed zone holds for every row`() {
        var rows = RowBuilder(mapping, zones("America/Bogota"))
        let row = rows.row(for: entry("+4917012345678"))?.map(\.text)
        #expect(
            row == [
                "2026-03-01 07:00:00", "-05:00", "America/Bogota", "DE", "default", "system",
            ]
        )
    }

    @Test func `a pinned offset holds whatever the system says, and only where it is pinned`() {
        var rows = RowBuilder(mapping, zones("recipient"))
        let number = "+573001112233"
        #expect(rows.row(for: entry(number))?[0].text == "2026-03-01 07:00:00")
        rows.use(
            ZonePins([
                ZonePin(
                    zone: "America/Bogota",
                    first: Self.noon,
                    last: Self.noon,
                    offset: ZoneOffset(seconds: -14_400, abbreviation: "-04"),
                    source: .timezonedb
                )
            ])
        )
        let pinned = rows.row(for: entry(number))?.map(\.text)
        #expect(pinned?[0] == "2026-03-01 08:00:00")
        #expect(pinned?[1] == "-04:00")
        #expect(pinned?[5] == "timezonedb")
        #expect(rows.row(for: entry(number, after: 1))?[0].text == "2026-03-01 07:00:01")
        rows.use(ZonePins())
        #expect(rows.row(for: entry(number))?[5].text == "system")
    }

    @Test func `what no pin covers is needed, by zone, with every time that a column shows`()
        throws
    {
        let mapping = try reportMapping(
            """
            { title: "t", where: { status: "sent" }, columns: [
                { header: "Time", field: "time" }, { header: "R", template: "at {received}" },
                { header: "Due", field: "due" }, { header: "Text", field: "description" } ] }
            """
        )
        let needs = ZoneNeeds(mapping, zones("recipient"))
        let due = entry("+5592991112233", after: 5) { fields in
            fields.custom = [.init(name: "due", value: .time(Timestamp(seconds: 77)))]
        }
        let other = entry("+573001112233") { $0.status = "read" }
        let pins = ZonePins([
            ZonePin(
                zone: "America/Bogota",
                first: Self.noon,
                last: Self.noon + 9,
                offset: ZoneOffset(seconds: 0, abbreviation: "A"),
                source: .system
            )
        ])
        let found = needs.uncovered([entry("+573001112233"), due, other], by: pins)
        #expect(
            found.map {
                ($0.zone + ":" + $0.instants.sorted().map(String.init).joined(separator: ","))
            }
                == [
                    "America/Bogota:\(Self.noon + 61)",
                    "America/Manaus:77,\(Self.noon + 5),\(Self.noon + 66)",
                ]
        )
    }

    private func zones(_ zone: String) -> RowZones {
        let regions = PhoneRegions(overrides: [("+49170", "Europe/Vienna")])
        return RowZones(zone, otherwise: "Europe/Vienna", regions: regions) { name in
            Self.offsets[name].map { .fixed(ZoneOffset(seconds: $0, abbreviation: "X")) }
        }
    }

    private func entry(
        _ recipient: String?,
        after seconds: Int64 = 0,
        change: (inout Fields) -> Void = { _ in }
    ) -> Entry {
        var fields = Fields(time: Timestamp(seconds: Self.noon + seconds))
        fields.to = recipient
        fields.status = "sent"
        change(&fields)
        return Entry(
            sequence: 1,
            origin: .webhook,
            source: "meta",
            provider: "meta",
            received: Timestamp(seconds: Self.noon + seconds + 61),
            kind: .status,
            fields: fields
        )
    }
}
