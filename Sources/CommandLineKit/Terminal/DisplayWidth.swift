/// Returns how many columns of a terminal the text takes.
///
/// East Asian wide characters and emoji take two, combining marks and invisible joiners none,
/// whole emoji sequences (flags, families, skin tones) two. Controls count none: escape them before.
///
/// Cost: one pass; text in Latin letters is only counted.
package func displayWidth(_ text: String) -> Int {
    latinWidth(text) ?? text.reduce(0) { $0 + displayWidth($1) }
}

/// Returns the columns of a text below U+0300, where nothing combines; nil for any other text.
private func latinWidth(_ text: String) -> Int? {
    let utf8 = text.utf8Span
    let bytes = utf8.span
    var columns = 0
    for index in bytes.indices {
        switch bytes[index] {
        case 0x20..<0x7F, 0xC3...0xCB: columns += 1
        case 0xC2: columns += bytes[index + 1] < 0xA0 ? 0 : 1
        case 0xCC...: return nil
        default: continue
        }
    }
    return columns
}

/// Returns how many columns one character as a reader sees it takes.
func displayWidth(_ character: Character) -> Int {
    let scalars = character.unicodeScalars
    guard let first = scalars.first else { return 0 }
    if scalars.count == 1 { return scalarWidth(first) }
    // U+FE0F asks for the coloured picture, U+200D joins several into one.
    let isSequence = scalars.contains { $0.value == 0xFE0F || $0.value == 0x200D }
    if first.properties.isEmojiPresentation { return 2 }
    if isSequence, first.properties.isEmoji { return 2 }
    return scalars.reduce(0) { $0 + scalarWidth($1) }
}

private func scalarWidth(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 { return value < 0x20 || (0x7F..<0xA0).contains(value) ? 0 : 1 }
    // The vowels and finals of Hangul join the consonant before them.
    if (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value) { return 0 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .control, .lineSeparator, .paragraphSeparator: return 0
    case .format: return scalar.properties.isDefaultIgnorableCodePoint ? 0 : 1
    default: return value >= 0x1100 && isWide(scalar) ? 2 : 1
    }
}

private func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    // The blocks whose East_Asian_Width is W or F, in whole.
    // Source: <https://www.unicode.org/Public/16.0.0/ucd/EastAsianWidth.txt>
    case 0x1100...0x115F, 0x2329...0x232A, 0x2630...0x2637, 0x268A...0x268F: true
    case 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0xA4CF, 0xA960...0xA97F: true
    case 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F: true
    case 0xFF01...0xFF60, 0xFFE0...0xFFE6: true
    case 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1D300...0x1D376, 0x1F200...0x1F265: true
    case 0x20000...0x2FFFD, 0x30000...0x3FFFD: true
    default: scalar.properties.isEmojiPresentation
    }
}
