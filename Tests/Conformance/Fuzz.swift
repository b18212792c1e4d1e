import Glibc
import JSONPaths
import JSONTree
import TicksheetCore
import WallTime

/// What libFuzzer calls with bytes of its own making: everything that reads what strangers send, and
/// what people write.
///
/// `TICKSHEET_FUZZ` names what reads them: `texts`, `bodies` or `mappings`.
@_cdecl("LLVMFuzzerTestOneInput")
public func readAnything(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: bytes, count: count))
    switch reading {
    case "bodies": Mappings.map(bytes)
    case "mappings": Mappings.compile(bytes)
    default: readTexts(bytes)
    }
    return 0
}

private let reading = variable("TICKSHEET_FUZZ")

private func variable(_ name: String) -> String {
    getenv(name).map { String(cString: $0) } ?? ""
}

private func readTexts(_ bytes: [UInt8]) {
    for dialect in [JSONDialect.json, .json5] {
        guard let document = try? JSONDocument.parse(bytes, dialect: dialect) else { continue }
        var budget = PathBudget(steps: 5000)
        _ = try? JSONPath("$..*").nodes(in: document, budget: &budget)
        for node in document.children(document.root) {
            _ = document.text(node)
            _ = document.path(of: node)
        }
    }
    _ = JSONDocument.parseCollecting(bytes, dialect: .json5)
    if let text = String(validating: bytes, as: UTF8.self) {
        _ = try? JSONPath(text)
        _ = try? JSONCondition(text)
    }
}

/// The shipped mappings, read from the folder that `TICKSHEET_MAPPINGS` names.
private enum Mappings {
    static let facts = RequestFacts(received: Timestamp(seconds: 1_772_366_400), source: "fuzz")
    static let shipped: [SourceMapping] = texts("sources").compactMap { name, bytes in
        try? SourceMapping(file: name, bytes: bytes, context: context)
    }
    static let context = MappingContext(
        shipped: { name in all[name] },
        shippedNames: Array(all.keys),
        zone: { $0 == "UTC" ? .success(.utc) : .failure(ZoneProblem("a zone's name")) }
    )
    static let all = Dictionary(uniqueKeysWithValues: texts("sources") + texts("reports"))

    /// A body of any provider, told by its first byte.
    static func map(_ bytes: [UInt8]) {
        precondition(shipped.count > 5, "TICKSHEET_MAPPINGS names the folder of the mappings")
        guard let first = bytes.first else { return }
        let mapped = shipped[Int(first) % shipped.count].map(Array(bytes.dropFirst()), facts: facts)
        _ = EventLines.text(mapped)
    }

    /// A mapping of a source or a report, and with it a body.
    static func compile(_ bytes: [UInt8]) {
        _ = try? ReportMapping(file: "fuzz.json5", bytes: bytes, context: context)
        let body = Array(#"{"a":[{"id":"1","t":1772366400,"s":"sent","to":"573001"}]}"#.utf8)
        guard let mapping = try? SourceMapping(file: "fuzz.json5", bytes: bytes, context: context)
        else { return }
        _ = mapping.map(body, facts: facts)
    }

    private static func texts(_ kind: String) -> [(String, [UInt8])] {
        let folder = variable("TICKSHEET_MAPPINGS") + "/" + kind
        guard let list = opendir(folder) else { return [] }
        defer { closedir(list) }
        var found: [(String, [UInt8])] = []
        while let entry = readdir(list) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            guard name.hasSuffix(".json5"), let file = fopen(folder + "/" + name, "r") else {
                continue
            }
            defer { fclose(file) }
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            let count = fread(&bytes, 1, bytes.count, file)
            found.append((String(name.dropLast(6)), Array(bytes[..<count])))
        }
        return found.sorted { $0.0 < $1.0 }
    }
}

private enum EventLines {
    static func text(_ body: MappedBody) -> String {
        body.events.map { "\($0.fields)" }.joined() + body.problems.map { "\($0)" }.joined()
    }
}
