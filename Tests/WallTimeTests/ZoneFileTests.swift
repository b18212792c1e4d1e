import Testing

@testable import WallTime

@Test(arguments: [0, UInt8(ascii: "2"), UInt8(ascii: "3"), UInt8(ascii: "4")])
func `each version's table is read`(version: UInt8) throws {
    var sample = ZoneFileSample()
    sample.version = version
    sample.kinds = [(-100, 0, 0), (3_600, 0, 4), (7_200, 1, 9)]
    sample.changes = [(-2_000_000_000, 1), (1_000, 2), (2_000, 1)]
    let rules = try TimeZoneRules(tzif: sample.bytes)
    #expect(rules.offset(at: -2_000_000_001) == ZoneOffset(seconds: -100, abbreviation: "LMT"))
    #expect(rules.offset(at: 999).seconds == 3_600)
    // The name may start inside another one.
    let summer = ZoneOffset(seconds: 7_200, isDaylight: true, abbreviation: "ST")
    #expect(rules.window(at: 1_999) == OffsetWindow(start: 1_000, end: 2_000, offset: summer))
    #expect(rules.window(at: 2_000).end == nil)
}

@Test
func `the 64-bit table reaches where the 32-bit one cannot`() throws {
    var sample = ZoneFileSample()
    sample.kinds = [(0, 0, 0), (60, 0, 4)]
    sample.changes = [(-(1 << 59), 0), (1 << 40, 1)]
    let rules = try TimeZoneRules(tzif: sample.bytes)
    #expect(rules.offset(at: 1 << 40).seconds == 60)
    #expect(rules.offset(at: (1 << 40) - 1).seconds == 0)
}

private func broken(_ change: (inout ZoneFileSample) -> Void) -> [UInt8] {
    var sample = ZoneFileSample()
    change(&sample)
    return sample.bytes
}

@Test
func `what contradicts the format is refused with a reason`() throws {
    let right = ZoneFileSample().bytes
    let cases: [([UInt8], TimeZoneProblem)] = [
        ([], .notAZoneFile),
        (Array("TZi".utf8), .notAZoneFile),
        (Array("# tzdb data".utf8), .notAZoneFile),
        (Array("TZif2".utf8), .truncated(needed: 44, found: 5)),
        (Array(right.dropLast(2)), .truncated(needed: right.count, found: right.count - 2)),
        (broken { $0.version = 7 }, .unknownVersion(7)),
        (broken { $0.leaps = [(78_796_800, 1)] }, .leapSeconds(count: 1)),
        (
            broken { $0.kinds = [] },
            .brokenTable("it has 0 kinds of local time; expected 1…256")
        ),
        (
            broken { $0.changes = [(5, 0), (5, 0)] },
            .brokenTable("the change at 5 comes after the one at 5")
        ),
        (
            broken { $0.changes = [(5, 1)] },
            .brokenTable("a change names the kind of local time 1, and there are 1")
        ),
        (
            broken { $0.kinds = [(.min, 0, 0)] },
            .brokenTable("an offset is -2147483648 seconds; expected -90000…93600")
        ),
        (
            broken { $0.kinds = [(0, 2, 0)] },
            .brokenTable("a daylight mark is 2; expected 0 or 1")
        ),
        (
            broken { $0.kinds = [(0, 0, 12)] },
            .brokenTable("a name of a local time has no end")
        ),
        (
            broken { $0.names = Array("A\nB\0".utf8) },
            .brokenTable("a local time is named \"A\u{FFFD}B\"; expected letters, digits, + and -")
        ),
        (
            broken { $0.rule = nil } + [10, 65],
            .brokenTable("the line with the rule for later years is missing")
        ),
    ]
    for (bytes, problem) in cases {
        #expect(throws: problem) { try TimeZoneRules(tzif: bytes) }
        #expect(problem.description.hasSuffix("."))
    }
}

@Test
func `messages say what stands there and what to do`() {
    #expect(
        TimeZoneProblem.leapSeconds(count: 27).description
            == "The time zone file counts 27 leap seconds, which Unix time leaves out, so its times "
            + "would be seconds off. Use the zone's name without \"right/\"."
    )
    #expect(
        TimeZoneProblem.brokenRule(text: "EST", position: 4, expected: "hours").description
            == "The time zone file's rule \"EST\" has at character 4 not what is expected there: "
            + "hours. Install the system's tzdata package anew."
    )
}

@Test
func `no bytes make the reader trap`() throws {
    let seed = UInt64.random(in: 0...(.max))
    print("seed \(seed)")
    var chance = SeededGenerator(seed)
    var sample = ZoneFileSample()
    sample.kinds = [(0, 0, 0), (3_600, 0, 4), (7_200, 1, 8)]
    sample.changes = [(-9_000, 1), (0, 2), (1_000_000_000, 1), (2_000_000_000, 2)]
    sample.rule = "STD-1DST,M3.5.0/-167,J365/167"
    var originals = [sample.bytes]
    for name in ["Europe/Dublin", "Africa/Casablanca"] {
        if let bytes = try? SystemZones.bytes(name) { originals.append(bytes) }
    }
    var accepted = 0
    for round in 0..<6_000 {
        var bytes = originals[round % originals.count]
        for _ in 0..<Int.random(in: 1...6, using: &chance) where !bytes.isEmpty {
            // The headers and the rule are where bytes matter most.
            let isNearAnEnd = Bool.random(using: &chance)
            let limit = isNearAnEnd ? min(60, bytes.count) : bytes.count
            var place = Int.random(in: 0..<limit, using: &chance)
            if isNearAnEnd, Bool.random(using: &chance) { place = bytes.count - 1 - place }
            switch Int.random(in: 0..<5, using: &chance) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &chance)
            case 1: bytes[place] = [0, 0xFF, 0x7F, 0x80, 45, 57].randomElement(using: &chance) ?? 0
            case 2: bytes[place] = UInt8.random(in: 0...255, using: &chance)
            case 3: bytes.remove(at: place)
            default: bytes.insert(UInt8.random(in: 0...255, using: &chance), at: place)
            }
        }
        if round % 50 == 0 { bytes.removeLast(Int.random(in: 0...bytes.count, using: &chance)) }
        guard let rules = try? TimeZoneRules(tzif: bytes) else { continue }
        accepted += 1
        for seconds in [.min, -1, 0, 1_767_225_600, 4_000_000_000, .max] as [Int64] {
            #expect(rules.window(at: seconds).contains(seconds))
            _ = rules.instant(of: CivilTime(seconds: seconds))
        }
    }
    // Many mutations only move an instant; if none got through, nothing was exercised.
    #expect(accepted > 300)
}
