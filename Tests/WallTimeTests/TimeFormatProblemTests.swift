import Testing

@testable import WallTime

@Test(
    arguments: [
        (
            "",
            "The format \"\": the format is empty. Write a pattern such as "
                + "\"yyyy-MM-dd HH:mm:ss\", or iso, or unix."
        ),
        (
            "YYYY-MM-dd",
            "The format \"YYYY-MM-dd\" has \"YYYY\" at character 1: Y is the year "
                + "that a week belongs to, another one than the calendar's around New Year. "
                + "Did you mean \"yyyy\"?"
        ),
        (
            "yyyy-MM-DD",
            "The format \"yyyy-MM-DD\" has \"DD\" at character 9: D counts the days "
                + "of the year and goes up to 366. Did you mean \"dd\", the day of the month? For "
                + "the day of the year write \"DDD\"."
        ),
        (
            "hh:mm",
            "The format \"hh:mm\" has \"hh\" at character 1: this hour counts to 12 and "
                + "nothing tells morning from evening. Did you mean \"HH\"? Otherwise add \" a\"."
        ),
        (
            "yyyy-mm-dd",
            "The format \"yyyy-mm-dd\" has \"mm\" at character 6: m is the minute, "
                + "and no hour stands in the format. Did you mean \"MM\", the month?"
        ),
        (
            "HH:MM",
            "The format \"HH:MM\" has \"MM\" at character 4: M is the month, and an hour "
                + "stands before it. Did you mean \"mm\", the minute?"
        ),
        (
            "HH:mm:SS",
            "The format \"HH:mm:SS\" has \"SS\" at character 7: S is the fraction of "
                + "the second, and a minute stands before it. Did you mean \"ss\", the second?"
        ),
        (
            "yyyy-MM-ddTHH:mm",
            "The format \"yyyy-MM-ddTHH:mm\" has \"T\" at character 11: "
                + "letters that stand for themselves need apostrophes. Did you mean \"'T'\"?"
        ),
        (
            "%Y-%m-%d",
            "The format \"%Y-%m-%d\" has \"Y\" at character 2: percent signs belong "
                + "to another pattern language. Write Unicode date patterns, such as "
                + "\"yyyy-MM-dd HH:mm:ss\"."
        ),
        (
            "yyyy 'at",
            "The format \"yyyy 'at\" has \"'at\" at character 6: the quoted text has "
                + "no end. Close it with an apostrophe; for an apostrophe itself write two."
        ),
        (
            "é MMMMM",
            "The format \"é MMMMM\" has \"MMMMM\" at character 3: this letter does not "
                + "come 5 times. Allowed are M, MM, MMM and MMMM."
        ),
        (
            "V",
            "The format \"V\" has \"V\" at character 1: this letter does not come 1 time. "
                + "Allowed are VV (the zone's name)."
        ),
        (
            "G y",
            "The format \"G y\" has \"G\" at character 1: this letter stands for no part "
                + "of a time. Allowed are y u M L d D E H h K k a m s S z Z X x O VV, text between "
                + "apostrophes, or the words iso and unix alone."
        ),
    ]
)
func `a pattern that means nothing, or something else, is explained`(
    pattern: String,
    message: String
) {
    let problem = #expect(throws: TimeFormatProblem.self) { try TimeFormat(pattern) }
    #expect(problem?.description == message)
}

@Test(arguments: [
    "ISO", "Unix", "SSSSSSSSSS", "KK", "e", "zzzz", "EEEEE", "XXXX", "OO", "yyyyyyyyyy",
])
func `letters and counts that are not offered are refused`(pattern: String) {
    #expect(throws: TimeFormatProblem.self) { try TimeFormat(pattern) }
}

@Test(
    arguments: ["mm:ss", "MM/yyyy HH:mm", "dd.MM. HH:mm", "HH:mm dd/MM", "HH:mm:ss.SSS", "HHmmss"]
)
func `patterns that look alike but are right are taken`(pattern: String) throws {
    #expect(try TimeFormat(pattern).pattern == pattern)
}

@Test
func `no pattern makes the compiler trap`() {
    let seed = UInt64.random(in: 0...(.max))
    print("seed \(seed)")
    var chance = SeededGenerator(seed)
    let alphabet = Array("yMdHhmsSaEzZXxOVLDKku''  -:%/é漢T")
    var accepted = 0
    for _ in 0..<20_000 {
        let pattern = String(
            (0..<Int.random(in: 0...8, using: &chance)).map { _ in
                alphabet.randomElement(using: &chance) ?? "y"
            }
        )
        guard let format = try? TimeFormat(pattern) else { continue }
        accepted += 1
        var bytes: [UInt8] = []
        let seconds = Int64.random(in: .min...(.max), using: &chance)
        var formatter = ZonedFormatter(rules: .utc, zoneName: "UTC", format: format)
        formatter.append(Timestamp(seconds: seconds), to: &bytes)
        var slow: [UInt8] = []
        format.append(
            Timestamp(seconds: seconds),
            at: TimeZoneRules.utc.offset(at: 0),
            zoneName: "UTC",
            to: &slow
        )
        #expect(bytes == slow, "\(pattern) at \(seconds)")
    }
    #expect(accepted > 500)
}
