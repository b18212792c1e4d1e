import Testing

@testable import WallTime

private let bogota = TimeZoneRules.fixed(ZoneOffset(seconds: -18_000, abbreviation: "-05"))

private func read(
    _ text: String,
    by pattern: String,
    locale: String = "en",
    zone: TimeZoneRules? = bogota
) throws -> String {
    let pattern = try TimePattern(pattern, locale: try TimeLocale(locale))
    return try pattern.parse(text, zone: zone).rfc3339UTC
}

@Test(
    arguments: [
        ("dd/MM/yyyy HH:mm:ss", "01/03/2026 07:00:00", "2026-03-01T12:00:00Z"),
        ("dd/MM/yy HH:mm", "01/03/26 07:00", "2026-03-01T12:00:00Z"),
        ("d/M/y H:m:s", "1/3/2026 7:0:5", "2026-03-01T12:00:05Z"),
        ("d/M/y H:m:s", "01/03/2026 07:00:05", "2026-03-01T12:00:05Z"),
        ("uuuu-LL-dd", "2026-03-01", "2026-03-01T05:00:00Z"),
        ("u-L-d", "2026-3-1", "2026-03-01T05:00:00Z"),
        ("yy-MM-dd", "00-01-01", "2000-01-01T05:00:00Z"),
        ("yy-MM-dd", "99-12-31", "2099-12-31T05:00:00Z"),
        ("yyyyMMddHHmmss", "20260301070005", "2026-03-01T12:00:05Z"),
        ("yyyyMMddHHmmssSSS", "20260301070005123", "2026-03-01T12:00:05.123Z"),
        ("MMM d, yyyy h:mm a", "Mar 1, 2026 3:07 PM", "2026-03-01T20:07:00Z"),
        ("MMM d, yyyy h:mm a", "March 1, 2026 3:07 pm", "2026-03-01T20:07:00Z"),
        ("MMMM d, yyyy h:mma", "mar 1, 2026 3:07p.m.", "2026-03-01T20:07:00Z"),
        ("MMM d, yyyy h:mm a", "Sept. 1, 2026 12:07 AM", "2026-09-01T05:07:00Z"),
        ("LLLL d yyyy", "SEPTEMBER 1 2026", "2026-09-01T05:00:00Z"),
        ("d.MMM.yyyy", "1.Mar.2026", "2026-03-01T05:00:00Z"),
        ("d.MMM.yyyy", "1.Mar..2026", "2026-03-01T05:00:00Z"),
        ("d MMM... yyyy", "1 Mar... 2026", "2026-03-01T05:00:00Z"),
        ("dMMMyyyy", "1Mar2026", "2026-03-01T05:00:00Z"),
        ("ddMMM'T'yyyy", "01SepT2026", "2026-09-01T05:00:00Z"),
        ("EEE, d MMM yyyy", "Sun, 1 Mar 2026", "2026-03-01T05:00:00Z"),
        ("E d MMM yyyy", "SUNDAY 1 Mar 2026", "2026-03-01T05:00:00Z"),
        ("EEEE d MMM yyyy", "sun. 1 Mar 2026", "2026-03-01T05:00:00Z"),
        ("yyyy-MM-dd EEEz", "2026-03-04 WedUTC", "2026-03-04T00:00:00Z"),
        ("EEEMMMddyyyy", "SunMar012026", "2026-03-01T05:00:00Z"),
        ("dd-MM-yyyy K:mm a", "01-03-2026 0:30 PM", "2026-03-01T17:30:00Z"),
        ("dd-MM-yyyy KK:mm a", "01-03-2026 11:30 AM", "2026-03-01T16:30:00Z"),
        ("dd-MM-yyyy h:mm a", "01-03-2026 12:30 PM", "2026-03-01T17:30:00Z"),
        ("dd-MM-yyyy k:mm", "01-03-2026 24:30", "2026-03-01T05:30:00Z"),
        ("dd-MM-yyyy kk:mm", "01-03-2026 01:30", "2026-03-01T06:30:00Z"),
        ("dd-MM-yyyy HH:mm a", "01-03-2026 13:30 PM", "2026-03-01T18:30:00Z"),
        ("dd-MM-yyyy HH:mm (h a)", "01-03-2026 13:30 (1 PM)", "2026-03-01T18:30:00Z"),
        ("dd-MM-yyyy HH:mm", "01-03-2026 24:00", "2026-03-02T05:00:00Z"),
        ("yyyy-MM-dd (MMMM)", "2026-03-01 (March)", "2026-03-01T05:00:00Z"),
        ("d 'o''clock' MM yyyy ''", "1 o'clock 03 2026 '", "2026-03-01T05:00:00Z"),
        ("d 'de' M 'de' yyyy", "1 DE 3 De 2026", "2026-03-01T05:00:00Z"),
        ("yyyy年M月d日H时", "2026年3月1日7时", "2026-03-01T12:00:00Z"),
        (" dd/MM/yyyy  HH:mm ", "\t01/03/2026 07:00\n", "2026-03-01T12:00:00Z"),
        ("dd/MM/yyyy HH:mm", "01/03/2026 \u{A0} 07:00", "2026-03-01T12:00:00Z"),
        ("M/d/yyyy, h:mm:ss a", "3/1/2026, 3:07:05\u{202F}PM", "2026-03-01T20:07:05Z"),
        ("9999: yyyy-MM-dd", "9999: 2026-03-01", "2026-03-01T05:00:00Z"),
    ]
)
func `each letter reads its part of the time`(
    pattern: String,
    text: String,
    wanted: String
) throws {
    #expect(try read(text, by: pattern) == wanted)
}

@Test(
    arguments: [
        ("X", "Z", 0), ("X", "z", 0), ("X", "+00", 0), ("X", "-05", -300), ("X", "+0530", 330),
        ("XX", "Z", 0), ("XX", "-0500", -300), ("XX", "+2359", 1_439), ("XXX", "Z", 0),
        ("XXX", "+05:45", 345), ("XXX", "-00:00", 0), ("x", "+00", 0), ("x", "+0530", 330),
        ("xx", "+0000", 0), ("xx", "-0330", -210), ("xxx", "-03:30", -210), ("Z", "+0000", 0),
        ("ZZ", "-0500", -300), ("ZZZ", "-0500", -300), ("ZZZZZ", "Z", 0),
        ("ZZZZZ", "-05:00", -300), ("z", "UTC", 0), ("z", "gmt", 0), ("z", "Z", 0),
        ("zzz", "GMT", 0),
    ]
)
func `an offset counts more than the zone that is given`(
    letters: String,
    text: String,
    minutes: Int64
) throws {
    let pattern = try TimePattern("yyyy-MM-dd HH:mm:ss \(letters)")
    #expect(pattern.readsOffset)
    let wanted = Timestamp(seconds: 1_772_366_400 - minutes * 60)
    for zone in [nil, bogota] {
        #expect(try pattern.parse("2026-03-01 12:00:00 \(text)", zone: zone) == wanted)
    }
    let joined = try TimePattern("yyyy-MM-dd HH:mm:ss\(letters)")
    #expect(try joined.parse("2026-03-01 12:00:00\(text)", zone: nil) == wanted)
}

@Test(arguments: 1...9)
func `as many digits of a fraction are read as the pattern has`(digits: Int) throws {
    let pattern = "yyyy-MM-dd HH:mm:ss." + String(repeating: "S", count: digits) + "X"
    let fraction = String("123456789".prefix(digits))
    let billionths = fraction + String(repeating: "0", count: 9 - digits)
    let found = try TimePattern(pattern).parse("2026-03-01 12:00:00.\(fraction)Z", zone: nil)
    #expect(found == Timestamp(seconds: 1_772_366_400, nanoseconds: Int32(billionths) ?? -1))
    for wrong in [String(fraction.dropLast()), fraction + "0"] {
        #expect(throws: TimestampProblem.self) {
            try TimePattern(pattern).parse("2026-03-01 12:00:00.\(wrong)Z", zone: nil)
        }
    }
}

@Test(arguments: TimeLocale.languages)
func `every language's months and weekdays are read in full and in short, in any case`(
    language: String
) throws {
    let locale = try TimeLocale(language)
    let names = locale.names
    for letters in ["MMM", "MMMM", "LLL", "LLLL"] {
        let pattern = try TimePattern("d \(letters) yyyy", locale: locale)
        for list in [names.months, names.shortMonths, names.standaloneShortMonths] {
            for (index, name) in list.enumerated() {
                let text = String(decoding: name, as: UTF8.self)
                let bare = text.hasSuffix(".") ? String(text.dropLast()) : text
                for form in [text, bare, bare + ".", text.uppercased(), text.lowercased()] {
                    let found = try pattern.parse("1 \(form) 2026", zone: .utc)
                    #expect(CivilTime(seconds: found.seconds).month == index + 1, "\(form)")
                }
            }
        }
    }
    for letters in ["E", "EE", "EEE", "EEEE"] {
        let pattern = try TimePattern("\(letters), dd/MM/yyyy", locale: locale)
        for list in [names.weekdays, names.shortWeekdays] {
            for (index, name) in list.enumerated() {
                let text = String(decoding: name, as: UTF8.self)
                // 2026-03-02 is a Monday.
                for form in [text, text.uppercased(), text.lowercased()] {
                    let found = try pattern.parse("\(form), 0\(index + 2)/03/2026", zone: .utc)
                    #expect(CivilTime(seconds: found.seconds).weekday == index + 1, "\(form)")
                }
            }
        }
    }
}

@Test(arguments: TimeLocale.languages)
func `every language's halves of the day are read, and the common ones`(language: String) throws {
    let locale = try TimeLocale(language)
    let pattern = try TimePattern("yyyy-MM-dd h a", locale: locale)
    for isAfternoon in [false, true] {
        let letter = isAfternoon ? "p" : "a"
        let own = String(decoding: locale.dayPeriod(isAfternoon: isAfternoon), as: UTF8.self)
        let forms = [own, "\(letter)m", "\(letter).m.", "\(letter). m.", "\(letter).\u{202F}m."]
        for form in forms + forms.map({ $0.uppercased() }) {
            let found = try pattern.parse("2026-03-01 3 \(form)", zone: .utc)
            #expect(CivilTime(seconds: found.seconds).hour == (isAfternoon ? 15 : 3), "\(form)")
        }
    }
}

@Test(
    arguments: [
        ("2026-03-29 01:59", "2026-03-29T00:59:00Z", .exact),
        ("2026-03-29 02:30", "2026-03-29T01:30:00Z", .skipped),
        ("2026-03-29 03:00", "2026-03-29T01:00:00Z", .exact),
        ("2026-10-25 02:30", "2026-10-25T00:30:00Z", .repeated),
        ("2026-10-25 03:00", "2026-10-25T02:00:00Z", .exact),
    ] as [(String, String, LocalInstant.Fit)]
)
func `a pattern's local times repeat and skip as all others`(
    text: String,
    instant: String,
    fit: LocalInstant.Fit
) throws {
    var sample = ZoneFileSample()
    sample.rule = "CET-1CEST,M3.5.0,M10.5.0/3"
    let berlin = try TimeZoneRules(tzif: sample.bytes)
    let pattern = try TimePattern("yyyy-MM-dd HH:mm")
    let answer = try pattern.readLocal(Array(text.utf8).span, zone: berlin)
    #expect(answer.timestamp.rfc3339UTC == instant && answer.fit == fit)
    #expect(try Timestamp.readLocal(Array(text.utf8).span, zone: berlin) == answer)
    #expect(try pattern.parse(text, zone: berlin) == answer.timestamp)
}

@Test
func `a name that could be longer leaves what the pattern has after it`() throws {
    #expect(
        try read("2026-03-04 RabUTC", by: "yyyy-MM-dd Ez", locale: "id") == "2026-03-04T00:00:00Z"
    )
    #expect(
        try read("1 MärZ, 2026", by: "d LLLX, yyyy", locale: "de") == "2026-03-01T00:00:00Z"
    )
    #expect(
        try read("maapr 06 2026", by: "EMMM dd yyyy", locale: "nl") == "2026-04-06T05:00:00Z"
    )
}

@Test
func `leap seconds and the ends of the years are read as without a pattern`() throws {
    let pattern = "dd.MM.yyyy HH:mm:ss.SSX"
    for (text, wanted) in [
        ("31.12.2016 23:59:60.25Z", "2017-01-01T00:00:00.250Z"),
        ("31.12.2016 18:59:60.00-05", "2017-01-01T00:00:00Z"),
        ("01.01.1970 00:00:00.00Z", "1970-01-01T00:00:00Z"),
        ("31.12.9999 23:59:59.99Z", "9999-12-31T23:59:59.990Z"),
        ("29.02.2028 24:00:00.00Z", "2028-03-01T00:00:00Z"),
    ] {
        #expect(try read(text, by: pattern, zone: nil) == wanted)
    }
}

@Test
func `patterns are equal when text and language are`() throws {
    let english = try TimePattern("d MMM yyyy")
    let spanish = try TimePattern("d MMM yyyy", locale: try TimeLocale("es"))
    #expect(english == (try TimePattern("d MMM yyyy")))
    #expect(Set([english, spanish, try TimePattern("d M yyyy"), english]).count == 3)
    #expect(!english.readsOffset)
}
