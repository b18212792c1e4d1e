import Intake
import TestSupport
import Testing

@Suite struct SavedBodiesTests {
    private static let limit = 40
    private static let long = "{\"a\":\"" + String(repeating: "x", count: 40) + "\"}"
    private static let exact = "{\"a\":\"" + String(repeating: "x", count: 32) + "\"}"
    // Two of them are more than the limit.
    private static let pretty = "{\n  \"a\": [\n    1,\n    2\n  ]\n}"
    private static let tooManyLines = "[\n" + String(repeating: "  \"a\",\n", count: 9) + "1]\n"

    private static let whole: [(input: String, body: String)] = [
        ("{\"a\":1}", "{\"a\":1}"),
        ("{\"a\":1}\n", "{\"a\":1}\n"),
        ("{\"a\":1}\r\n\r\n  \n", "{\"a\":1}\r\n\r\n  \n"),
        ("\n\r\n{\"a\":1}", "{\"a\":1}"),
        ("\u{FEFF}{\"a\":1}", "{\"a\":1}"),
        (pretty, pretty),
        (pretty + "\r\n", pretty + "\r\n"),
        ("", ""),
        ("\u{FEFF}", ""),
        ("\n \n", ""),
        ("to=57&id=1", "to=57&id=1"),
        ("{\"a\":\n{\"b\":1},\nbroken", "{\"a\":\n{\"b\":1},\nbroken"),
        ("{\n  \"a\":\n  {}\n", "{\n  \"a\":\n  {}\n"),
        (exact, exact),
        (exact + "\r\n", exact + "\r\n"),
    ]

    @Test(arguments: whole, [1, 2, 3, 7, 4096])
    func `an input that is one body is taken as it is`(
        _ row: (input: String, body: String),
        _ part: Int
    ) {
        #expect(Self.bodies(row.input, part: part) == [.body(Array(row.body.utf8), line: nil)])
    }

    private static let lines: [(input: String, found: [SavedBody])] = [
        ("{}\n[]", [line(1, "{}"), line(2, "[]")]),
        ("{}\n[]\n", [line(1, "{}"), line(2, "[]")]),
        ("\u{FEFF}{}\r\n[]\r\n", [line(1, "{}"), line(2, "[]")]),
        ("\n{}\n\n \r\n[]\n\n", [line(2, "{}"), line(5, "[]")]),
        ("{}\nbroken\n{}", [line(1, "{}"), line(2, "broken"), line(3, "{}")]),
        ("broken\n{}\n", [line(1, "broken"), line(2, "{}")]),
        ("broken\n{}", [line(1, "broken"), line(2, "{}")]),
        ("{\n{}\n", [line(1, "{"), line(2, "{}")]),
        ("1\n2\n", [line(1, "1"), line(2, "2")]),
        (exact + "\r\n" + exact, [line(1, exact), line(2, exact)]),
        ("{}\n" + long + "\n{}", [line(1, "{}"), .tooLarge(line: 2), line(3, "{}")]),
        ("{}\n" + long, [line(1, "{}"), .tooLarge(line: 2)]),
        (long + "\n{}\n", [.tooLarge(line: 1), line(2, "{}")]),
        ("\n" + long + "\r\n\n{}", [.tooLarge(line: 2), line(4, "{}")]),
        (
            "broken\n{\"a\":1}\n" + exact + "\n" + long,
            [line(1, "broken"), line(2, "{\"a\":1}"), line(3, exact), .tooLarge(line: 4)]
        ),
    ]

    @Test(arguments: lines, [1, 2, 3, 7, 4096])
    func `an input with a body a line is taken line by line`(
        _ row: (input: String, found: [SavedBody]),
        _ part: Int
    ) {
        #expect(Self.bodies(row.input, part: part) == row.found)
    }

    @Test(
        arguments: [long, long + "\n", long + "\n \r\n", tooManyLines, pretty + pretty],
        [1, 7, 4096]
    )
    func `a single body over the limit is said once`(_ input: String, _ part: Int) {
        #expect(Self.bodies(input, part: part) == [.tooLarge(line: nil)])
    }

    @Test(
        arguments: ["a=1&b=2", "a=1&b=2\n", "\u{FEFF}a=1&b=2\r\n", "\n\r\na=1&b=2\n \r\n"],
        [1, 3, 4096]
    )
    func `a form is taken without the end of its line`(_ input: String, _ part: Int) {
        let expected = [SavedBody.body(Array("a=1&b=2".utf8), line: nil)]
        #expect(Self.bodies(input, part: part, holdsForms: true) == expected)
    }

    private static let forms: [(input: String, found: [SavedBody])] = [
        ("a=1\nb=2\n", [line(1, "a=1"), line(2, "b=2")]),
        ("a=1\r\n\nb=2", [line(1, "a=1"), line(3, "b=2")]),
        ("{}\n{\n", [line(1, "{}"), line(2, "{")]),
        (long + "\na=1", [.tooLarge(line: 1), line(2, "a=1")]),
        ("a=1\n" + long, [line(1, "a=1"), .tooLarge(line: 2)]),
        (long + "\n", [.tooLarge(line: nil)]),
        ("", [.body([], line: nil)]),
        ("\r\n \n", [.body([], line: nil)]),
    ]

    @Test(arguments: forms, [1, 3, 4096])
    func `every line of forms is a body`(
        _ row: (input: String, found: [SavedBody]),
        _ part: Int
    ) {
        #expect(Self.bodies(row.input, part: part, holdsForms: true) == row.found)
    }

    @Test func `any mixture of lines is found, wherever its parts end`() {
        var random = SeededRandom("saved bodies")
        for _ in 0..<300 {
            var input = "{}\n"
            var expected = [Self.line(1, "{}")]
            let last = Int.random(in: 2...30, using: &random)
            for number in 2...last {
                let content =
                    ["{\"n\":\(number)}", "", "  ", "[", Self.exact, Self.long]
                    .randomElement(using: &random) ?? ""
                input += content + (Bool.random(using: &random) ? "\n" : "\r\n")
                if content == Self.long {
                    expected.append(.tooLarge(line: number))
                } else if content.contains(where: { $0 != " " }) {
                    expected.append(Self.line(number, content))
                }
            }
            input += "[]"
            expected.append(Self.line(last + 1, "[]"))
            let part = Int.random(in: 1...60, using: &random)
            let found = Self.bodies(input, part: part)
            #expect(found == expected, "\(input.debugDescription) by \(part)")
        }
    }

    @Test func `an error of the reading is passed on, behind what came before`() throws {
        var parts = [Array("{}\n[]\n{".utf8)]
        var bodies = SavedBodies(limit: Self.limit) { () throws(Broken) in
            guard !parts.isEmpty else { throw Broken() }
            return parts.removeFirst()
        }
        #expect(try bodies.next() == Self.line(1, "{}"))
        #expect(try bodies.next() == Self.line(2, "[]"))
        #expect(throws: Broken.self) { try bodies.next() }
        #expect(bodies.bytesRead == 7)
    }

    @Test func `a list that is longer than the limit is not read to its end`() {
        var parts = 10_000
        var bodies = SavedBodies(limit: Self.limit) { () throws(Never) -> [UInt8]? in
            parts -= 1
            return parts < 0 ? nil : Array("[\n{\"a\":1},\n".utf8)
        }
        #expect(bodies.next() == .tooLarge(line: nil))
        #expect(bodies.next() == nil)
        #expect(parts > 9_990)
    }

    private struct Broken: Error {}

    private static func line(_ number: Int, _ text: String) -> SavedBody {
        .body(Array(text.utf8), line: number)
    }

    private static func bodies(
        _ input: String,
        part: Int,
        holdsForms: Bool = false
    ) -> [SavedBody] {
        var rest = Array(input.utf8)[...]
        var bodies = SavedBodies(limit: limit, holdsForms: holdsForms) { () throws(Never) in
            defer { rest = rest.dropFirst(part) }
            return rest.isEmpty ? nil : Array(rest.prefix(part))
        }
        var found: [SavedBody] = []
        while let body = bodies.next() { found.append(body) }
        #expect(bodies.bytesRead == Int64(input.utf8.count) || found == [.tooLarge(line: nil)])
        return found
    }
}
