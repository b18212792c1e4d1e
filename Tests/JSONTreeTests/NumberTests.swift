import JSONTree
import Testing

@Suite struct NumberTests {
    @Test(
        arguments: [
            ("0", 0, 0.0), ("-0", 0, -0.0), ("42", 42, 42), ("-7", -7, -7),
            ("9223372036854775807", .max, 0x1p63), ("-9223372036854775808", .min, -0x1p63),
            ("9223372036854775808", nil, 0x1p63), ("1.0", nil, 1), ("1e3", nil, 1000),
            ("2.5E-1", nil, 0.25), ("1e400", nil, .infinity), ("-1e400", nil, -.infinity),
            ("1e-400", nil, 0),
            ("1234567890123456789012345678901234567890", nil, 1.2345678901234568e39),
        ] as [(String, Int64?, Double)]
    )
    func `a number keeps its text and converts when asked`(
        _ text: String,
        _ integer: Int64?,
        _ double: Double
    ) throws {
        let document = try read(text)
        #expect(document.numberText(document.root) == text)
        #expect(document.text(document.root) == text)
        #expect(document.integer(document.root) == integer)
        #expect(document.double(document.root) == double)
    }

    @Test(
        arguments: [
            ("+5", 5, 5.0), (".5", nil, 0.5), ("5.", nil, 5), ("-.5e1", nil, -5), ("5.e1", nil, 50),
            ("0x1F", 31, 31), ("-0xff", -255, -255), ("0XAbC", 2748, 2748),
            ("0x8000000000000000", nil, 0x1p63), ("Infinity", nil, .infinity),
            ("-Infinity", nil, -.infinity), ("+Infinity", nil, .infinity), ("+.5", nil, 0.5),
        ] as [(String, Int64?, Double)]
    )
    func `a JSON5 number keeps its text and converts when asked`(
        _ text: String,
        _ integer: Int64?,
        _ double: Double
    ) throws {
        let document = try read(text, as: .json5)
        #expect(document.numberText(document.root) == text)
        #expect(document.integer(document.root) == integer)
        #expect(document.double(document.root) == double)
    }

    @Test func `NaN is a number of JSON5 only`() throws {
        let document = try read("[NaN,-NaN]", as: .json5)
        let doubles = document.elements(document.root).map { document.double($0)?.isNaN }
        #expect(doubles == [true, true])
        #expect(throws: JSONProblem.self) { try read("[NaN]") }
    }

    @Test func `what is no number has no number`() throws {
        let document = try read(#"["1",true,false,null]"#)
        for node in document.elements(document.root) {
            #expect(document.integer(node) == nil)
            #expect(document.double(node) == nil)
            #expect(document.numberText(node) == nil)
        }
        #expect(
            document.elements(document.root).map { document.bool($0) } == [nil, true, false, nil]
        )
    }
}
