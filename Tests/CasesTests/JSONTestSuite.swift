import Foundation
import JSONTree
import Testing

/// The folder of cases that others wrote; it is no part of the project.
let casesFolder = ProcessInfo.processInfo.environment["TICKSHEET_CASES"]

@Suite(.enabled(if: casesFolder != nil, "TICKSHEET_CASES names no folder of cases"))
struct JSONTestSuite {
    /// The cases of which the name begins with a letter and "_".
    static func cases(_ prefix: String) throws -> [(name: String, bytes: [UInt8])] {
        let folder = URL(filePath: try #require(casesFolder)).appending(path: "json/test_parsing")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return try files.filter { $0.hasPrefix(prefix) }.sorted().map { name in
            (name, [UInt8](try Data(contentsOf: folder.appending(path: name))))
        }
    }

    @Test func `every text that must be accepted is`() throws {
        let cases = try Self.cases("y_")
        #expect(cases.count == 95)
        for (name, bytes) in cases {
            #expect(throws: Never.self, "\(name)") { try JSONDocument.parse(bytes) }
        }
    }

    @Test func `every text that must be refused is`() throws {
        let cases = try Self.cases("n_")
        #expect(cases.count == 188)
        for (name, bytes) in cases {
            #expect(throws: JSONProblem.self, "\(name)") { try JSONDocument.parse(bytes) }
        }
    }

    @Test func `texts left to the reader are accepted when they are UTF-8 text at all`() throws {
        let refused = try Self.cases("i_").filter { (try? JSONDocument.parse($0.bytes)) == nil }
        #expect(
            refused.map(\.name) == [
                "i_string_UTF-16LE_with_BOM.json",
                "i_string_utf16BE_no_BOM.json",
                "i_string_utf16LE_no_BOM.json",
            ]
        )
    }

    @Test func `collecting problems of the refused texts ends, in order and bounded`() throws {
        for (name, bytes) in try Self.cases("n_") {
            let (_, problems) = JSONDocument.parseCollecting(bytes, dialect: .json)
            #expect((1...50).contains(problems.count), "\(name)")
            #expect(problems.map(\.position.offset) == problems.map(\.position.offset).sorted())
        }
    }
}
