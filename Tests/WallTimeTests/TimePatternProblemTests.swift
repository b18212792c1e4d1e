import Testing

@testable import WallTime

@Test(
    arguments: [
        (
            "iso",
            ": this word is a format for writing. Leave the pattern out: RFC 3339 and Unix numbers "
                + "are read without one."
        ),
        (
            "dd/mm/yyyy HH:mm",
            " has \"mm\" at character 4: m is the minute, and no month stands in the pattern. "
                + "Did you mean \"MM\", the month?"
        ),
        (
            "dd/mm/yyyy",
            " has \"mm\" at character 4: m is the minute, and no month stands in the pattern. "
                + "Did you mean \"MM\", the month?"
        ),
        (
            "dd/MM/yyyy mm",
            " has \"mm\" at character 12: m is the minute, and no hour stands in the pattern. "
                + "Did you mean \"MM\", the month?"
        ),
        (
            "dd/MM/yyyy HH:MM",
            " has \"MM\" at character 15: M is the month, and an hour stands before it. "
                + "Did you mean \"mm\", the minute?"
        ),
        (
            "dd/MM/yyyy HH:mm:SS",
            " has \"SS\" at character 18: S is the fraction of the second, and a minute stands "
                + "before it. Did you mean \"ss\", the second?"
        ),
        (
            "dd/MM/yyyy hh:mm",
            " has \"hh\" at character 12: this hour counts to 12 and nothing tells morning from "
                + "evening. Did you mean \"HH\"? Otherwise add \" a\"."
        ),
        (
            "dd/MM/yyyy a",
            " has \"a\" at character 12: a is the half of the day, and no hour stands in the "
                + "pattern. Add the hour, or leave this out."
        ),
        (
            "dd/MM/yyyy HH ss",
            " has \"ss\" at character 15: s is the second, and no minute stands in the pattern. "
                + "Add the minute, or leave this out."
        ),
        (
            "dd/MM/yyyy HH:mm.SSS",
            " has \"SSS\" at character 18: S is the fraction of the second, and no second stands in "
                + "the pattern. Add the second, or leave this out."
        ),
        (
            "DD/MM/yyyy",
            " has \"DD\" at character 1: D counts the days of the year, which is not read. "
                + "Did you mean \"dd\", the day of the month?"
        ),
        (
            "dd/MM/YYYY",
            " has \"YYYY\" at character 7: Y is the year that a week belongs to, another one than "
                + "the calendar's around New Year. Did you mean \"yyyy\"?"
        ),
        (
            "%d/%m/%Y",
            " has \"d\" at character 2: percent signs belong to another pattern language. Write "
                + "Unicode date patterns, such as \"yyyy-MM-dd HH:mm:ss\"."
        ),
        (
            "yyyy-MM-ddTHH:mm",
            " has \"T\" at character 11: letters that stand for themselves need apostrophes. "
                + "Did you mean \"'T'\"?"
        ),
        (
            "dMyyyy",
            " has \"d\" at character 1: it does not say how many digits it has, and another digit "
                + "follows at once. Did you mean \"dd\"?"
        ),
        (
            "yyyy-MM-dd HH:mmXSSS ss",
            " has \"X\" at character 17: it does not say how many digits it has, and another digit "
                + "follows at once. Did you mean \"XX\"?"
        ),
        (
            "yyyy-MM-d'00'",
            " has \"d\" at character 9: it does not say how many digits it has, and another digit "
                + "follows at once. Did you mean \"dd\"?"
        ),
        (
            "yyyy-MM-dd VV",
            " has \"VV\" at character 12: a zone's name is not read from a text. Allowed are XXX "
                + "(-05:00), XX (-0500), X (-05) and z (UTC, GMT or Z); a zone that all texts are "
                + "meant in is set beside the pattern."
        ),
        (
            "yyy-MM-dd",
            " has \"yyy\" at character 1: this letter does not come 3 times. Allowed are y and yyyy "
                + "(2026), and yy (26)."
        ),
        (
            "é yyyy G",
            " has \"G\" at character 8: this letter stands for no part of a time. Allowed are y u M "
                + "L d E H h K k a m s S X x Z z, and text between apostrophes."
        ),
        (
            "yyyy 'at",
            " has \"'at\" at character 6: the quoted text has no end. Close it with an apostrophe; "
                + "for an apostrophe itself write two."
        ),
    ] as [(String, String)]
)
func `a pattern by which no time can be read is explained`(pattern: String, message: String) {
    let problem = #expect(throws: TimePatternProblem.self) { try TimePattern(pattern) }
    #expect(problem?.description == "The pattern \"\(pattern)\"\(message)")
}

@Test(
    arguments: [
        ("", "year, month and day"), ("HH:mm", "year, month and day"), ("dd/MM HH:mm", "year"),
        ("MM/yyyy", "day"), ("EEE HH:mm yyyy", "month and day"),
    ]
)
func `a pattern needs year, month and day`(pattern: String, missing: String) {
    let problem = #expect(throws: TimePatternProblem.self) { try TimePattern(pattern) }
    #expect(
        problem?.description
            == "The pattern \"\(pattern)\": it names no instant without \(missing). "
            + "Write year, month and day, such as \"dd/MM/yyyy HH:mm:ss\"."
    )
}

@Test(arguments: [
    "D", "DDD", "O", "OOOO", "ZZZZ", "zzzz", "VV", "uu", "yyyyy", "MMMMM", "EEEEE", "ddd", "HHH",
    "mmm", "sss", "SSSSSSSSSS", "XXXX", "xxxx", "aaaa", "w", "Q", "e", "c", "n", "N", "A", "g", "B",
])
func `letters and counts that cannot be read are refused beside a good date`(letters: String) {
    #expect(throws: TimePatternProblem.self) { try TimePattern("yyyy-MM-dd HH:mm:ss \(letters)") }
}
