import JSONTree
import Testing
import TicksheetCore

/// Reads one value under the key `v`.
private func read<Value>(
    _ value: String,
    _ get: (ConfigObject) -> Value?
) throws -> (value: Value?, problems: [String]) {
    let reader = try ConfigReader(file: "a.json5", bytes: Array("{ v: \(value) }".utf8))
    let object = try #require(reader.object(reader.document.root, keys: ["v"]))
    let result = get(object)
    return (result, reader.problems.map(\.description))
}

@Suite struct ConfigObjectTests {
    @Test(arguments: [
        ("\"5s\"", 5.0), ("\"10m\"", 600), ("\"6h\"", 21_600), ("\"30d\"", 2_592_000),
        ("\"500ms\"", 0.5), ("\"1.5s\"", 1.5),
    ])
    func `a span of time is read in seconds`(_ text: String, _ seconds: Double) throws {
        let found = try read(text) { $0.seconds("v", in: 0.1...2_592_000) }
        #expect(found.value == seconds)
        #expect(found.problems.isEmpty)
    }

    @Test(arguments: [
        "5", "\"5\"", "\"s\"", "\"-5s\"", "\"1y\"", "\"infs\"", "\"nanm\"", "\"31d\"", "[]",
    ])
    func `what is no span of time, or too long, is refused`(_ text: String) throws {
        let found = try read(text) { $0.seconds("v", in: 0.1...2_592_000) }
        #expect(found.value == nil)
        #expect(found.problems.count == 1)
        #expect(
            found.problems.first?.hasSuffix(
                "expected a time such as \"5s\", \"10m\", \"6h\" or \"30d\" between 100ms and 30d."
            ) == true
        )
    }

    @Test(arguments: [
        ("\"7B\"", 7), ("\"64KB\"", 65_536), ("\"3MB\"", 3_145_728), ("\"1GB\"", 1_073_741_824),
    ])
    func `a size is read in bytes`(_ text: String, _ bytes: Int) throws {
        let found = try read(text) { $0.bytes("v", in: 1...1 << 31) }
        #expect(found.value == bytes)
        #expect(found.problems.isEmpty)
    }

    @Test(arguments: [
        "3", "\"3\"", "\"MB\"", "\"-1KB\"", "\"1.5MB\"", "\"3GB\"", "\"1099511627776GB\"",
        "\"9223372036854775807KB\"", "\"-9223372036854775808KB\"", "\"99999999999999999999B\"",
    ])
    func `what is no size, or any number too large, is refused and never overflows`(
        _ text: String
    ) throws {
        let found = try read(text) { $0.bytes("v", in: 1...1 << 31) }
        #expect(found.value == nil)
        #expect(found.problems.count == 1)
    }

    @Test(arguments: ["1.0", "1e2", "\"7\"", "-1", "10", "99999999999999999999"])
    func `a whole number of another form or range is refused`(_ text: String) throws {
        let found = try read(text) { $0.integer("v", in: 0...9, "rows") }
        #expect(found.value == nil)
        #expect(
            found.problems
                == ["a.json5:1: v is \(text); expected a whole number of rows, 0…9."]
        )
    }

    @Test func `a null counts as not there`() throws {
        let found = try read("null") { $0.requiredText("v", "a name") }
        #expect(found.value == nil)
        #expect(found.problems == ["a.json5:1: the file has no \"v\"; expected a name."])
    }

    @Test(arguments: [
        ("\"\"", "a.json5:1: v is empty; expected a name."),
        ("\" \\t\"", "a.json5:1: v is empty; expected a name."),
        ("5", "a.json5:1: v is 5; expected a name."),
        ("{}", "a.json5:1: v is an object; expected a name."),
        ("[]", "a.json5:1: v is a list; expected a name."),
        ("false", "a.json5:1: v is false; expected a name."),
    ])
    func `what is no text is quoted`(_ value: String, _ line: String) throws {
        let found = try read(value) { $0.text("v", "a name") }
        #expect(found.value == nil)
        #expect(found.problems == [line])
    }

    @Test func `a long text is cut in the message`() throws {
        let found = try read("\"\(String(repeating: "x", count: 60))\"") { $0.flag("v") }
        #expect(
            found.problems == [
                "a.json5:1: v is \"\(String(repeating: "x", count: 39))…\"; "
                    + "expected true or false."
            ]
        )
    }

    @Test func `one value stands for a list of one only where that is allowed`() throws {
        #expect(try read("7") { $0.elements("v", "a list", orOne: true)?.count }.value == 1)
        #expect(try read("[7, 8]") { $0.elements("v", "a list", orOne: true)?.count }.value == 2)
        let refused = try read("7") { $0.elements("v", "a list") }
        #expect(refused.problems == ["a.json5:1: v is 7; expected a list."])
    }

    @Test func `what is no object is refused with the keys it may have`() throws {
        let found = try read("[]") { $0.object("v", keys: ["a", "b"]) }
        #expect(found.problems == ["a.json5:1: v is a list; expected an object with a or b."])
    }

    @Test func `members come in the order of the file`() throws {
        let found = try read("{ z: 1, a: 2 }") { object in
            object.object("v", keys: ["a", "z"])?.members.map(\.key)
        }
        #expect(found.value == ["z", "a"])
    }
}
