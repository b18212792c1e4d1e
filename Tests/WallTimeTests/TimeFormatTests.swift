import Testing

@testable import WallTime

private let bogota = ZoneOffset(seconds: -18_000, abbreviation: "-05")

private func text(
    _ pattern: String,
    _ instant: String = "2026-03-01T20:07:05.123456789Z",
    at offset: ZoneOffset = bogota,
    locale: String = "en"
) throws -> String {
    let format = try TimeFormat(pattern, locale: try TimeLocale(locale))
    let timestamp = try Timestamp.parse(instant, zone: nil)
    var bytes: [UInt8] = []
    format.append(timestamp, at: offset, zoneName: "America/Bogota", to: &bytes)
    // The fast way has to say the same, the second time as well.
    var formatter = ZonedFormatter(
        rules: .fixed(offset),
        zoneName: "America/Bogota",
        format: format
    )
    var fast: [UInt8] = []
    formatter.append(timestamp, to: &fast)
    formatter.append(timestamp, to: &fast)
    #expect(fast == bytes + bytes)
    return String(decoding: bytes, as: UTF8.self)
}

@Test(
    arguments: [
        ("yyyy-MM-dd HH:mm:ss", "2026-03-01 15:07:05"), ("y/M/d H:m:s", "2026/3/1 15:7:5"),
        ("yy", "26"), ("yyyyyy", "002026"), ("uuuu", "2026"), ("D", "60"), ("DDD", "060"),
        ("MMM", "Mar"), ("MMMM", "March"), ("LLL", "Mar"), ("LLLL", "March"), ("L", "3"),
        ("E", "Sun"), ("EEE", "Sun"), ("EEEE", "Sunday"), ("hh:mm a", "03:07 PM"),
        ("h a", "3 PM"), ("K a", "3 PM"), ("KK a", "03 PM"), ("k", "15"), ("kk", "15"),
        ("S", "1"), ("SSS", "123"), ("SSSSSSSSS", "123456789"), ("ss.SSSS", "05.1234"),
        ("z", "-05"), ("zzz", "-05"), ("VV", "America/Bogota"), ("Z", "-0500"), ("ZZZ", "-0500"),
        ("ZZZZ", "GMT-05:00"), ("ZZZZZ", "-05:00"), ("X", "-05"), ("XX", "-0500"),
        ("XXX", "-05:00"), ("x", "-05"), ("xx", "-0500"), ("xxx", "-05:00"), ("O", "GMT-5"),
        ("OOOO", "GMT-05:00"), ("iso", "2026-03-01T15:07:05.123456789-05:00"),
        ("unix", "1772395625"), ("d 'de' MMMM", "1 de March"), ("h 'o''clock' a", "3 o'clock PM"),
        ("''yy''", "'26'"), ("yyyy年M月d日", "2026年3月1日"), ("d.M.yyyy, H'h'mm", "1.3.2026, 15h07"),
        ("'T'", "T"), ("MMMM d, y 'at' H:mm:ss", "March 1, 2026 at 15:07:05"),
    ]
)
func `each letter writes its part of the time`(pattern: String, wanted: String) throws {
    #expect(try text(pattern) == wanted)
}

@Test(
    arguments: [
        ("iso", "2026-03-01T20:07:05+00:00"), ("XXX", "Z"), ("X", "Z"), ("XX", "Z"), ("x", "+00"),
        ("xx", "+0000"), ("xxx", "+00:00"), ("Z", "+0000"), ("ZZZZZ", "Z"), ("O", "GMT"),
        ("OOOO", "GMT"), ("z", "UTC"), ("SSS", "000"),
    ]
)
func `UTC has forms of its own`(pattern: String, wanted: String) throws {
    let utc = ZoneOffset(seconds: 0, abbreviation: "UTC")
    #expect(try text(pattern, "2026-03-01T20:07:05Z", at: utc) == wanted)
}

@Test(
    arguments: [
        ("X", "+0545"), ("XXX", "+05:45"), ("Z", "+0545"), ("O", "GMT+5:45"),
        ("OOOO", "GMT+05:45"), ("iso", "2026-03-02T01:52:05.123456789+05:45"),
    ]
)
func `offsets with minutes keep them`(pattern: String, wanted: String) throws {
    #expect(try text(pattern, at: ZoneOffset(seconds: 20_700, abbreviation: "+0545")) == wanted)
}

@Test
func `an offset with seconds still names the same instant as iso`() throws {
    let monrovia = ZoneOffset(seconds: -2_670, abbreviation: "MMT")
    let iso = try text("iso", "1971-06-01T00:00:00Z", at: monrovia)
    #expect(iso == "1971-05-31T23:16:00-00:44")
    #expect(try at(iso) == (try at("1971-06-01T00:00:00Z")))
    #expect(try text("HH:mm:ss", "1971-06-01T00:00:00Z", at: monrovia) == "23:15:30")
}

@Test(
    arguments: [
        (0, "12 AM 0 AM 24 0"), (1, "1 AM 1 AM 1 1"), (11, "11 AM 11 AM 11 11"),
        (12, "12 PM 0 PM 12 12"), (13, "1 PM 1 PM 13 13"), (23, "11 PM 11 PM 23 23"),
    ]
)
func `noon and midnight belong to the right half of the day`(hour: Int, wanted: String) throws {
    let instant = "2026-03-01T\(hour < 10 ? "0" : "")\(hour):00:00Z"
    let utc = ZoneOffset(seconds: 0, abbreviation: "UTC")
    #expect(try text("h a K a k H", instant, at: utc) == wanted)
}

@Test(
    arguments: [
        ("es-CO", "domingo dom 1 marzo mar p.\u{A0}m."), ("pt_BR", "domingo dom. 1 março mar. PM"),
        ("FR", "dimanche dim. 1 mars mars PM"), ("de", "Sonntag So. 1 März März PM"),
        ("it", "domenica dom 1 marzo mar PM"), ("nl", "zondag zo 1 maart mrt PM"),
        ("id", "Minggu Min 1 Maret Mar PM"), ("en-US", "Sunday Sun 1 March Mar PM"),
    ]
)
func `names follow the language`(tag: String, wanted: String) throws {
    #expect(try text("EEEE E d MMMM MMM a", locale: tag) == wanted)
}

@Test
func `German drops the full stop of a month alone and French counts from UTC`() throws {
    let instant = "2026-01-02T12:00:00Z"
    #expect(try text("MMM LLL O", instant, locale: "de") == "Jan. Jan GMT-5")
    #expect(try text("O ZZZZ", instant, locale: "fr") == "UTC-5 UTC-05:00")
}

@Test(arguments: TimeLocale.languages)
func `each language has twelve months, seven days and two halves of equal length`(
    language: String
) throws {
    let names = try TimeLocale(language).names
    for months in [names.months, names.shortMonths, names.standaloneShortMonths] {
        #expect(Set(months).count == 12)
    }
    #expect(Set(names.weekdays).count == 7 && Set(names.shortWeekdays).count == 7)
    #expect(names.morning.count == names.afternoon.count && names.morning != names.afternoon)
}

@Test(arguments: ["", "xx", "-CO", "español"])
func `an unknown language lists those at hand`(tag: String) {
    let problem = #expect(throws: TimeLocaleProblem.self) { try TimeLocale(tag) }
    #expect(
        problem?.description
            == "The locale \"\(tag)\" has no names of months and weekdays here. Allowed are en, "
            + "es, pt, fr, de, it, nl, id, also with a region such as es-CO."
    )
}
