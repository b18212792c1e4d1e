// Words of three small letters as numbers, so that one comparison finds them in bytes.
enum ThreeLetters {
    static func numbers(_ words: String) -> [UInt32] {
        words.utf8.split(separator: 32).map { word in
            word.reduce(0) { number, letter in number << 8 | UInt32(letter) }
        }
    }
}
