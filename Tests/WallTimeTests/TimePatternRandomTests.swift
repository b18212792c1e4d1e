import Testing

@testable import WallTime

// Patterns made of every letter that can be read, in any order.
private struct PatternMaker {
    var chance: SeededGenerator

    init(_ seed: UInt64) {
        chance = SeededGenerator(seed)
    }

    mutating func one(of texts: [String]) -> String {
        texts.randomElement(using: &chance) ?? ""
    }

    mutating func pattern(offsets: [String]) -> MadePattern {
        let date = [
            one(of: ["y", "yy", "yyyy", "u", "uuuu"]),
            one(of: ["M", "MM", "MMM", "MMMM", "L", "LL", "LLL", "LLLL"]), one(of: ["d", "dd"]),
        ]
        var made = MadePattern(isShort: date[0] == "yy")
        var parts = date
        if Bool.random(using: &chance) { parts.append(one(of: ["E", "EE", "EEE", "EEEE"])) }
        let precision = Int.random(in: 0...4, using: &chance)
        if precision > 0 {
            made.seconds = [3_600, 60, 1, 1][precision - 1]
            let isWhole = Bool.random(using: &chance)
            parts.append(one(of: isWhole ? ["H", "HH", "k", "kk"] : ["h", "hh", "K", "KK"]))
            if !isWhole || Bool.random(using: &chance) { parts.append("a") }
        }
        if precision > 1 { parts.append(one(of: ["m", "mm"])) }
        if precision > 2 { parts.append(one(of: ["s", "ss"])) }
        if precision > 3 {
            let digits = Int.random(in: 1...9, using: &chance)
            parts.append(String(repeating: "S", count: digits))
            for _ in 0..<digits { made.nanoseconds /= 10 }
        }
        if Bool.random(using: &chance) { parts.append(one(of: offsets)) }
        parts.shuffle(using: &chance)
        let separators = [
            "", "-", "/", ".", ":", " ", "  ", ", ", "'T'", "' de '", "年", "''", "...", "'Q1'", "+",
        ]
        for part in parts {
            let separator = one(of: separators)
            // Two runs of one letter would be one; Mär and Z at once are März, Sab and T nearly Sabtu.
            let isName = "MLE".contains(made.text.suffix(1))
            let isOneRun = separator.isEmpty && made.text.last == part.first
            let isOneWord =
                isName
                && (separator == "'T'" || separator.isEmpty && "XxZz".contains(part.prefix(1)))
            let isJoined = isOneRun || isOneWord
            made.text += (isJoined ? "|" : separator) + part
        }
        made.text += one(of: ["", "", "!", ".", " "])
        return made
    }
}

private struct MadePattern {
    var text = ""
    let isShort: Bool
    // The smallest unit of the clock that it has, in whole seconds and below them.
    var seconds: Int64 = 86_400
    var nanoseconds: Int32 = 1_000_000_000

    init(isShort: Bool) {
        self.isShort = isShort
    }

    // The instant that is left when the smaller parts of the clock are not written.
    func cut(_ timestamp: Timestamp, at offset: ZoneOffset) -> Timestamp {
        let local = timestamp.seconds + Int64(offset.seconds)
        return Timestamp(
            seconds: local / seconds * seconds - Int64(offset.seconds),
            nanoseconds: timestamp.nanoseconds / nanoseconds * nanoseconds
        )
    }
}

@Test(arguments: TimeLocale.languages)
func `what a pattern writes it reads, to the precision that it has`(language: String) throws {
    let seed = UInt64.random(in: 0...(.max))
    print("seed \(seed) \(language)")
    var maker = PatternMaker(seed)
    let locale = try TimeLocale(language)
    var compared = 0
    for _ in 0..<1_000 {
        let minutes =
            Bool.random(using: &maker.chance)
            ? 0 : Int32.random(in: -95...95, using: &maker.chance) * 15
        let offset = ZoneOffset(seconds: minutes * 60, abbreviation: minutes == 0 ? "UTC" : "X")
        let styles = ["X", "XX", "XXX", "x", "xx", "xxx", "Z", "ZZ", "ZZZ", "ZZZZZ"]
        let made = maker.pattern(offsets: minutes == 0 ? styles + ["z", "zzz"] : styles)
        let text = made.text
        guard let format = try? TimeFormat(text, locale: locale),
            let pattern = try? TimePattern(text, locale: locale)
        else { continue }
        // A day inside the range, for offsets.
        let seconds = Int64.random(
            in: made.isShort ? 946_771_200...4_102_358_400 : 86_400...253_402_214_400,
            using: &maker.chance
        )
        let nanoseconds = Int32.random(in: 0..<1_000_000_000, using: &maker.chance)
        let timestamp = Timestamp(seconds: seconds, nanoseconds: nanoseconds)
        var written: [UInt8] = []
        format.append(timestamp, at: offset, zoneName: "UTC", to: &written)
        let zone = TimeZoneRules.fixed(offset)
        let wanted = made.cut(timestamp, at: offset)
        let shown = String(decoding: written, as: UTF8.self)
        do {
            let found = try pattern.parse(written.span, zone: pattern.readsOffset ? nil : zone)
            #expect(found == wanted, "\(text) \(shown)")
            let large = try pattern.parse(shown.uppercased(), zone: zone)
            #expect(large == wanted, "\(text) \(shown.uppercased())")
            compared += 1
        } catch {
            Issue.record("\(text) in \(language): \(error)")
        }
    }
    #expect(compared > 300)
}

@Test
func `no text and no pattern makes the reader trap, and what it accepts lies in 1970 to 9999`() {
    let seed = UInt64.random(in: 0...(.max))
    print("seed \(seed)")
    var maker = PatternMaker(seed)
    let pool =
        Array("0123456789+-/:., TZapm'yMdHhsS\0\u{A0}\u{202F}éÁ年\u{301}Jan".utf8) + [0xFF, 0xC3]
    var accepted = 0
    for round in 0..<10_000 {
        let text = maker.pattern(offsets: ["X", "XXX", "z"]).text
        guard let format = try? TimeFormat(text), let pattern = try? TimePattern(text) else {
            continue
        }
        var bytes: [UInt8] = []
        let seconds = Int64.random(in: 0...4_102_358_400, using: &maker.chance)
        format.append(
            Timestamp(seconds: seconds),
            at: TimeZoneRules.utc.offset(at: 0),
            zoneName: "UTC",
            to: &bytes
        )
        for _ in 0..<Int.random(in: 0...3, using: &maker.chance) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &maker.chance)
            switch Int.random(in: 0..<4, using: &maker.chance) {
            case 0: bytes.remove(at: place)
            case 1: bytes.insert(pool.randomElement(using: &maker.chance) ?? 0, at: place)
            case 2: bytes.removeLast(place)
            default: bytes[place] = pool.randomElement(using: &maker.chance) ?? 0
            }
        }
        do throws(TimestampProblem) {
            let zone: TimeZoneRules? = round % 4 == 0 ? nil : .utc
            let timestamp = try pattern.parse(bytes.span, zone: zone)
            accepted += 1
            #expect(Timestamp.parsedSeconds ~= timestamp.seconds)
            #expect(0..<1_000_000_000 ~= timestamp.nanoseconds)
        } catch {
            #expect(error.description.utf8.count < 1_500)
        }
    }
    #expect(accepted > 500)
}

@Test
func `no pattern makes the compiler of readers trap`() {
    let seed = UInt64.random(in: 0...(.max))
    print("seed \(seed)")
    var chance = SeededGenerator(seed)
    let alphabet = Array("yMdHhmsSaEzZXxOVLDKkuT''  -:%/é年0\u{A0}")
    var accepted = 0
    for round in 0..<30_000 {
        let tail = String(
            (0..<Int.random(in: 0...8, using: &chance)).map { _ in
                alphabet.randomElement(using: &chance) ?? "y"
            }
        )
        do throws(TimePatternProblem) {
            let pattern = try TimePattern(round % 2 == 0 ? tail : "yyyy-MM-dd HH:mm:ss" + tail)
            accepted += 1
            for text in ["", "2026-03-01 10:00:00", tail, "2026-03-01 10:00:00" + tail] {
                _ = try? pattern.parse(text, zone: .utc)
            }
        } catch {
            #expect(error.position >= 0 && !error.description.isEmpty)
        }
    }
    #expect(accepted > 500)
}

@Test
func `a text of any length takes one walk`() throws {
    let pattern = try TimePattern("d MMM yyyy HH:mm")
    let spaces = String(repeating: " ", count: 1_000_000)
    #expect(
        try pattern.parse("1\(spaces)Mar\(spaces)2026\(spaces)10:00\(spaces)", zone: .utc).seconds
            == 1_772_359_200
    )
    let digits = #expect(throws: TimestampProblem.self) {
        try pattern.parse(String(repeating: "1", count: 1_000_000), zone: .utc)
    }
    #expect(digits?.quotedText == "\"" + String(repeating: "1", count: 40) + "…\"")
}
