import JSONPaths
import Testing

@Suite(.timeLimit(.minutes(1))) struct IRegexpTests {
    private func matches(_ pattern: String, _ text: String, isWhole: Bool) throws -> Bool {
        var budget = PathBudget()
        let regexp = try IRegexp(Array(pattern.utf8))
        return try regexp.matches(Array(text.utf8), isWhole: isWhole, budget: &budget)
    }

    @Test(arguments: [
        ("", "", true), ("", "a", false), ("abc", "abc", true), ("abc", "abcd", false),
        ("a|b|", "b", true), ("a|b|", "", true), ("a|b|", "ab", false), ("a*", "aaa", true),
        ("a+", "", false), ("a?b", "b", true), ("(ab)+c", "ababc", true), ("(a*)*", "aab", false),
        ("a{2}", "aa", true), ("a{2}", "aaa", false), ("a{2,}", "aaaa", true),
        ("a{1,3}b", "aaaab", false),
        ("a{0}", "", true), ("[a-c]x", "bx", true), ("[^a-c]x", "bx", false),
        ("[^a-c]x", "éx", true),
        ("[-a]", "-", true), ("[a-]", "-", true), ("[a\\-b]", "-", true), ("[.]", "a", false),
        ("a.c", "a\u{2028}c", true), ("a.c", "a\nc", false), ("a.c", "a\rc", false),
        (".", "😀", true),
        ("\\p{Lu}\\p{Ll}+", "École", true), ("\\p{L}", "1", false), ("\\P{L}", "1", true),
        ("[\\p{Nd}_]+", "1٣_", true), ("[^\\p{L}]", "a", false),
        ("\\.\\*\\[\\{\\n\\t\\^", ".*[{\n\t^", true),
        ("[a-z]{2}_[A-Z]{2}", "es_CO", true), ("^ab$", "ab", true), ("a^b", "ab", false),
        ("(^a|b)c", "ac", true), ("[$^]", "$", true), ("(|)*a", "a", true),
    ])
    func `a pattern matches a whole text or does not`(
        _ pattern: String,
        _ text: String,
        _ expected: Bool
    ) throws {
        #expect(try matches(pattern, text, isWhole: true) == expected)
    }

    @Test(arguments: [
        ("b", "abc", true), ("bd", "abcd", false), ("", "abc", true), ("^b", "ab", false),
        ("b$", "ab", true),
        ("a$", "ab", false), ("b+c", "abbbcd", true), ("x|c$", "abc", true), ("^$", "", true),
        ("é", "caf\u{E9}", true),
    ])
    func `a pattern is found in a text or is not`(
        _ pattern: String,
        _ text: String,
        _ expected: Bool
    ) throws {
        #expect(try matches(pattern, text, isWhole: false) == expected)
    }

    @Test(arguments: [
        "(", ")", "a)", "[", "]", "[]", "[^]", "a{", "a{}", "a{2,1}", "a}", "*a", "a**", "+", "?",
        "\\", "\\d", "\\w", "\\b", "\\1", "\\$", "\\p", "\\p{", "\\p{Q}", "\\p{Lx}", "\\p{L",
        "[b-a]", "[a-b-c]",
        "[[a]]", "[a", "(?:a)", "a{10001}", "(a{100}){101}", "((a{99999}){99999}){99999}",
        "(){99999}",
    ])
    func `what is no I-Regexp, or too large, is refused`(_ pattern: String) {
        #expect(throws: IRegexpProblem.self) { try IRegexp(Array(pattern.utf8)) }
    }

    @Test func `groups without end are refused`() {
        let pattern = String(repeating: "(", count: 100_000)
        let error = #expect(throws: IRegexpProblem.self) { try IRegexp(Array(pattern.utf8)) }
        #expect(error?.found == "65 groups inside each other")
    }

    @Test(arguments: ["(a*)*b", "(a|a)*b", "(a|aa)+b", "(a+)+b", "(.*)*b"])
    func `a pattern that makes others backtrack takes linear time`(_ pattern: String) throws {
        let text = String(repeating: "a", count: 20_000)
        #expect(try !matches(pattern, text, isWhole: true))
        #expect(try matches(pattern, text + "b", isWhole: true))
    }

    @Test func `a large pattern over a large text ends with the budget`() throws {
        let regexp = try IRegexp(Array("(a?){4000}b".utf8))
        #expect(regexp.size == 8002)
        let text = Array(repeating: UInt8(0x61), count: 100_000)
        var budget = PathBudget()
        #expect(throws: PathBudgetExceeded.self) {
            try regexp.matches(text, isWhole: false, budget: &budget)
        }
    }
}
