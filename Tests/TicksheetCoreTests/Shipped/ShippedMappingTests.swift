import ShippedMappings
import Testing
import TicksheetCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The words of the mapping files in a folder of `mappings`, found from this file's place.
private func words(in folder: String) throws -> [String] {
    let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    let path = root.appending(path: "mappings/\(folder)").path
    return try FileManager.default.contentsOfDirectory(atPath: path)
        .filter { $0.hasSuffix(".json5") }
        .map { String($0.dropLast(".json5".count)) }
        .sorted()
}

@Suite struct ShippedMappingTests {
    @Test func `the lists of shipped mappings equal the folders`() throws {
        #expect(try ShippedMappings.sources.map(\.name).sorted() == words(in: "sources"))
        #expect(try ShippedMappings.reports.map(\.name).sorted() == words(in: "reports"))
    }

    @Test(arguments: ShippedMappings.sources.map(\.name))
    func `each shipped source compiles clean`(_ name: String) throws {
        let mapping = try shippedSource(name)
        #expect(mapping.kinds.contains(.status))
        #expect(mapping.title.contains { !$0.isWhitespace })
    }

    @Test(arguments: ShippedMappings.reports.map(\.name))
    func `each shipped report compiles clean`(_ name: String) throws {
        let mapping = try reportMapping("{ extends: \"\(name)\" }")
        #expect(mapping.headers.count >= 5)
        #expect(mapping.customFields.isEmpty)
    }

    @Test func `what a mapping is for is told in one line`() {
        for mapping in ShippedMappings.sources + ShippedMappings.reports {
            #expect(!mapping.summary.isEmpty && !mapping.summary.contains("\n"))
        }
    }

    @Test(
        arguments: ShippedMappings.sources.map(\.name),
        ["{}", "[]", "null", "{\"a\":[{\"b\":1}]}"]
    )
    func `a foreign body is a problem of no shipped source's own`(
        _ name: String,
        _ body: String
    ) throws {
        let mapped = try shippedSource(name).map(body)
        #expect(mapped.events.isEmpty)
        #expect(mapped.codes == ["body.other_provider"])
    }
}
