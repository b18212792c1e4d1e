/// Splits a line as a shell would for plain words and quotes, so that examples can be tried.
///
/// Knows blanks, `'…'` and `"…"`; no escapes, variables or wildcards.
func shellWords(_ line: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in line {
        switch (character, quote) {
        case (let mark, .some(let open)) where mark == open:
            quote = nil
        case ("'", nil), ("\"", nil):
            quote = character
            word = word ?? ""
        case (" ", nil):
            if let finished = word { words.append(finished) }
            word = nil
        default:
            word = (word ?? "") + String(character)
        }
    }
    if let word { words.append(word) }
    return words
}
