import JSONTree
import Testing

/// Random numbers that a printed seed brings back.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

/// A value made up by a test, written out and compared without the reader's help.
indirect enum MadeUpValue: Equatable {
    case object([String: MadeUpValue])
    case array([MadeUpValue])
    case string(String)
    case integer(Int64)
    case word(String)

    static func random(_ depth: Int, _ random: inout SeededGenerator) -> MadeUpValue {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 4), using: &random) {
        case 0: .string(text(&random))
        case 1: .integer(.random(in: .min ... .max, using: &random))
        case 2: .integer(.random(in: -9...9, using: &random))
        case 3: .word(["true", "false", "null"].randomElement(using: &random) ?? "null")
        case 4, 5:
            .object(
                Dictionary(
                    (0..<Int.random(in: 0...20, using: &random)).map { _ in
                        (text(&random), .random(depth - 1, &random))
                    }
                ) { $1 }
            )
        default:
            .array(
                (0..<Int.random(in: 0...6, using: &random)).map { _ in .random(depth - 1, &random) }
            )
        }
    }

    private static func text(_ random: inout SeededGenerator) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            let limit: UInt32 =
                [0x80, 0x80, 0x3000, 0x11_0000].randomElement(using: &random) ?? 0x80
            let value = UInt32.random(in: 0..<limit, using: &random)
            text.unicodeScalars.append(Unicode.Scalar(value) ?? "\u{E000}")
        }
        return text
    }

    /// Writes the value with spaces and escapes as chance has it.
    func write(_ random: inout SeededGenerator) -> String {
        let space = ["", "", " ", "\n\t", "\r\n"].randomElement(using: &random) ?? ""
        switch self {
        case .object(let members):
            let inside = members.map { key, value in
                literal(key, &random) + space + ":" + value.write(&random)
            }
            return "{" + space + inside.joined(separator: space + ",") + "}" + space
        case .array(let elements):
            return "[" + elements.map { $0.write(&random) }.joined(separator: "," + space) + space
                + "]"
        case .string(let text): return space + literal(text, &random)
        case .integer(let integer): return space + "\(integer)"
        case .word(let word): return word + space
        }
    }

    private func literal(_ text: String, _ random: inout SeededGenerator) -> String {
        var literal = "\""
        for unit in text.utf16 {
            let isPlain = (0x20..<0x7F).contains(unit) && unit != 0x22 && unit != 0x5C
            if isPlain, Int.random(in: 0..<4, using: &random) > 0 {
                literal.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            } else {
                let digits = String(unit, radix: 16, uppercase: Bool.random(using: &random))
                literal += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return literal + "\""
    }

    init(_ node: JSONDocument.Node, _ document: JSONDocument) {
        switch document.kind(node) {
        case .object:
            self = .object(
                Dictionary(
                    document.members(node).map {
                        (document.text($0.key), MadeUpValue($0.value, document))
                    }
                ) { $1 }
            )
        case .array: self = .array(document.elements(node).map { MadeUpValue($0, document) })
        case .string: self = .string(document.text(node))
        case .number: self = document.integer(node).map { .integer($0) } ?? .word("number")
        case .true, .false, .null: self = .word(document.text(node))
        }
    }
}

@Suite struct RandomTests {
    @Test func `a made-up value reads back as it was written`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(state: seed)
        for round in 0..<300 {
            let value = MadeUpValue.random(4, &random)
            let text = value.write(&random)
            let dialect: JSONDialect = round.isMultiple(of: 2) ? .json : .json5
            let document = try read(text, as: dialect)
            #expect(MadeUpValue(document.root, document) == value, "seed \(seed), round \(round)")
        }
    }

    @Test func `a mutated body never stops the reader, and what it gives is sound`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(state: seed)
        print("seed of the mutated bodies: \(seed)")
        let pieces =
            Array("{}[]:,\"'\\/*u0019eE+-. \n\ttruefalsnINy\u{7F}".utf8) + [
                0x80, 0xC3, 0xE2, 0xFF, 0,
            ]
        for round in 0..<2000 {
            var bytes = Array(MadeUpValue.random(3, &random).write(&random).utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0...bytes.count, using: &random)
                let piece = pieces.randomElement(using: &random) ?? 0
                switch Int.random(in: 0..<4, using: &random) {
                case 0 where place < bytes.count: bytes[place] = piece
                case 1 where place < bytes.count: bytes.remove(at: place)
                case 2: bytes.removeSubrange(place...)
                default: bytes.insert(piece, at: place)
                }
            }
            for dialect in [JSONDialect.json, .json5] {
                let comment: Comment = "seed \(seed), round \(round)"
                let strict = try? JSONDocument.parse(bytes, dialect: dialect)
                let (document, problems) = JSONDocument.parseCollecting(bytes, dialect: dialect)
                #expect((strict != nil) == problems.isEmpty, comment)
                #expect(problems == problems.sorted { $0.position < $1.position }, comment)
                #expect(Set(problems.map(\.position.offset)).count == problems.count, comment)
                if let document { walk(document, document.root, comment) }
            }
        }
    }

    /// Looks at every value, and that each lies inside the one around it.
    private func walk(_ document: JSONDocument, _ node: JSONDocument.Node, _ comment: Comment) {
        let outer = document.range(node)
        var end = outer.lowerBound
        for child in document.children(node) {
            let range = document.range(child)
            #expect(range.lowerBound >= end && range.upperBound <= outer.upperBound, comment)
            end = range.upperBound
            walk(document, child, comment)
        }
        #expect(document.text(node).utf8.count <= 3 * document.bytes.count, comment)
        _ = document.double(node)
        _ = document.integer(node)
        #expect(document.path(of: node).hasPrefix("$"), comment)
    }
}
