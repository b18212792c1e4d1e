import Testing
import TicksheetCore

@Suite struct ShellWordTests {
    @Test(arguments: [
        ("/srv/campaigns/reports", "/srv/campaigns/reports"),
        ("a_b-c.csv", "a_b-c.csv"),
        ("my reports/x.csv", "'my reports/x.csv'"),
        ("it's", "'it'\\''s'"),
        ("", "''"),
        ("$(rm -rf x)", "'$(rm -rf x)'"),
        ("año", "'año'"),
        // What combines with the quote must not hide it.
        ("a'\u{301}; touch x; '\u{301}", "'a'\\''\u{301}; touch x; '\\''\u{301}'"),
    ])
    func `a text is quoted where a shell would read it otherwise`(
        _ text: String,
        _ word: String
    ) {
        #expect(shellWord(text) == word)
    }

    @Test(arguments: [
        ("done", "done."), ("done.", "done."), ("did you mean x?", "did you mean x?"),
    ])
    func `a sentence ends once`(_ text: String, _ ended: String) {
        #expect(sentence(text) == ended)
    }
}
