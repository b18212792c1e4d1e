import Testing
import TicksheetCore
import WallTime

private let usual = "message: \"$.id\", time: \"$.t\", status: \"$.s\""

/// Maps a body in which id, time and status are fine and returns one more field's value.
private func value(_ rule: String, _ member: String) throws -> FieldValue? {
    let mapping = try statusMapping(fields: "\(usual), x: \(rule)")
    let mapped = mapping.map("{ \"id\": \"m\", \"t\": 1, \"s\": \"sent\", \(member) }")
    return mapped.fields.first?.custom("x")
}

@Suite struct FieldMappingTests {
    @Test(arguments: [
        ("\"b\": \"two\"", "two"),
        ("\"a\": null, \"b\": \"two\"", "two"),
        ("\"a\": \"\", \"b\": \"two\"", "two"),
        ("\"a\": \" \\t\\n\\u00a0\", \"b\": \"two\"", "two"),
        ("\"a\": \"one\", \"b\": \"two\"", "one"),
        ("\"a\": 0, \"b\": \"two\"", "0"),
        ("\"a\": false, \"b\": \"two\"", "false"),
        ("\"a\": [], \"b\": \"two\"", "[]"),
        ("\"a\": { \"k\": [1, 2] }, \"b\": \"two\"", "{ \"k\": [1, 2] }"),
        ("\"a\": \" padded \"", " padded "),
    ])
    func `of a list of paths the first that is there counts`(
        _ member: String,
        _ text: String
    ) throws {
        #expect(try value("[\"$.a\", \"$.b\"]", member) == .text(text))
    }

    @Test(arguments: ["\"c\": 1", "\"a\": null", "\"a\": \"\", \"b\": null"])
    func `a field of which nothing is there is absent`(_ member: String) throws {
        #expect(try value("[\"$.a\", \"$.b\"]", member) == nil)
    }

    @Test func `of several matches the first counts, or all with join`() throws {
        let member = "\"a\": [\"x\", null, \"\", 7, \"y\"]"
        #expect(try value("\"$.a[*]\"", member) == .text("x"))
        #expect(try value("{ path: \"$.a[*]\", join: \", \" }", member) == .text("x, 7, y"))
        #expect(try value("{ path: \"$.a[*]\", join: \"\" }", member) == .text("x7y"))
        #expect(try value("{ path: \"$.none[*]\", join: \", \" }", member) == nil)
        #expect(
            try value("{ path: [\"$.none[*]\", \"$.a[3:]\"], join: \"+\" }", member)
                == .text("7+y")
        )
    }

    @Test(arguments: [
        ("failed", "rejected"), ("FAILED", "rejected"), ("Failed", "odd"), ("in_orbit", "in_orbit"),
        ("ÉCHOUÉ", "rejected"), ("42", "answer"), (" failed ", " failed "),
    ])
    func `values replace exactly, then ignoring case, and keep what they do not know`(
        _ given: String,
        _ expected: String
    ) throws {
        let values =
            "{ failed: \"rejected\", Failed: \"odd\", échoué: \"rejected\", \"42\": \"answer\" }"
        let found = try value("{ path: \"$.a\", values: \(values) }", "\"a\": \"\(given)\"")
        #expect(found == .text(expected))
    }

    @Test func `a number is replaced by values, too`() throws {
        #expect(
            try value("{ path: \"$.a\", values: { \"42\": \"answer\" } }", "\"a\": 42")
                == .text("answer")
        )
    }

    @Test(arguments: [
        ("{ value: \"free\" }", FieldValue.text("free")),
        ("{ value: \"12.50\", as: \"number\" }", .number("12.50")),
        ("{ value: \"57 300 111 2233\", as: \"phone\" }", .text("+573001112233")),
        ("{ value: \"2026-03-01T12:00:00Z\", as: \"time\" }", .time(receivedAt)),
    ])
    func `a constant is converted as a found text would be`(
        _ rule: String,
        _ expected: FieldValue
    ) throws {
        #expect(try value(rule, "\"a\": 1") == expected)
    }

    @Test func `a constant number of the sender is written as numbers are`() throws {
        let mapping = try statusMapping(fields: "\(usual), from: { value: \"1 555 000 1111\" }")
        let mapped = mapping.map("{ \"id\": \"m\", \"t\": 1, \"s\": \"sent\" }")
        #expect(mapped.fields.first?.from == "+15550001111")
    }

    @Test(arguments: [
        ("12", FieldValue.number("12")), ("-1.50", .number("-1.50")), ("\"7e3\"", .number("7e3")),
        ("12345678901234567890123", .number("12345678901234567890123")),
    ])
    func `a number keeps its digits`(_ given: String, _ expected: FieldValue) throws {
        #expect(try value("{ path: \"$.a\", as: \"number\" }", "\"a\": \(given)") == expected)
    }

    @Test(arguments: ["12,5", "0x10", "1_000", "NaN", "€3", "+5", " 12 x"])
    func `a bad number stays as text, and a problem says so`(_ given: String) throws {
        let mapping = try statusMapping(fields: "\(usual), x: { path: \"$.a\", as: \"number\" }")
        let mapped = mapping.map(
            "{ \"id\": \"m\", \"t\": 1, \"s\": \"sent\", \"a\": \"\(given)\" }"
        )
        #expect(mapped.fields.first?.custom("x") == .text(given))
        #expect(mapped.codes == ["mapping.value"])
        #expect(mapped.problems.first?.finding == "x is \"\(given)\"; expected a number")
        #expect(mapped.problems.first?.isKept == true)
    }

    @Test(arguments: [
        ("1772366400", receivedAt), ("\"1772366400\"", receivedAt),
        ("1772366400000", receivedAt), ("\"1772366400000\"", receivedAt),
        ("1772366400000000", receivedAt), ("\"1772366400000000\"", receivedAt),
        ("1772366400000000000", receivedAt), ("\"1772366400000000000\"", receivedAt),
        ("1772366400.0", receivedAt), ("1.7723664e9", receivedAt),
        ("\"Sun, 01 Mar 2026 12:00:00 +0000\"", receivedAt),
        ("\"2026-03-01T12:00:00Z\"", receivedAt),
        ("\"2026-03-01T07:00:00-05:00\"", receivedAt),
        (
            "\"2026-03-01T12:00:00.123456789Z\"",
            Timestamp(seconds: 1_772_366_400, nanoseconds: 123_456_789)
        ),
        ("\"2026-03-01 07:00:00\"", receivedAt),
    ])
    func `a time is read in every known form, without a zone in that of the mapping`(
        _ given: String,
        _ expected: Timestamp
    ) throws {
        let mapping = try statusMapping(
            fields: "message: \"$.id\", status: \"$.s\", "
                + "time: { path: \"$.t\", zone: \"America/Bogota\" }"
        )
        let mapped = mapping.map("{ \"id\": \"m\", \"t\": \(given), \"s\": \"sent\" }")
        #expect(mapped.fields.map(\.time) == [expected])
        #expect(mapped.problems.isEmpty)
    }

    @Test func `a custom time that is none stays as text`() throws {
        let mapping = try statusMapping(fields: "\(usual), seen: { path: \"$.a\", as: \"time\" }")
        let mapped = mapping.map(
            "{ \"id\": \"m\", \"t\": 1, \"s\": \"sent\", \"a\": \"2026-03-01T12:00:00\" }"
        )
        #expect(mapped.fields.first?.custom("seen") == .text("2026-03-01T12:00:00"))
        #expect(mapped.codes == ["mapping.value"])
        #expect(mapped.problems.first?.finding.hasPrefix("seen: \"2026-03-01T12:00:00\"") == true)
    }

    @Test func `custom fields stand in the mapping's order`() throws {
        let mapping = try statusMapping(fields: "z: \"$.z\", \(usual), a: \"$.a\", m: \"$.m\"")
        let mapped = mapping.map(
            "{ \"a\": 1, \"id\": \"m\", \"t\": 1, \"s\": \"sent\", \"z\": 2, \"m\": 3 }"
        )
        #expect(mapped.fields.first?.custom.map(\.name) == ["z", "a", "m"])
    }
}
