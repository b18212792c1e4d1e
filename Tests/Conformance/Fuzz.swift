@testable import JSONPaths
@testable import JSONTree
@testable import PosixBridge
@testable import ShippedMappings
@testable import TicksheetApp
@testable import TicksheetCore
@testable import WallTime

/// What libFuzzer calls with bytes of its own making: everything that reads what strangers send, and
/// what people write.
///
/// `TICKSHEET_FUZZ` names what reads them: `texts`, `bodies`, `mappings` or `settings`.
@_cdecl("LLVMFuzzerTestOneInput")
public func readAnything(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: bytes, count: count))
    switch reading {
    case "bodies": mapBody(bytes)
    case "mappings": compileMapping(bytes)
    case "settings": readSettings(bytes)
    default: readTexts(bytes)
    }
    return 0
}

private let reading = ProcessFacts.environment("TICKSHEET_FUZZ") ?? ""
private let facts = RequestFacts(received: Timestamp(seconds: 1_772_366_400), source: "fuzz")
private let shipped = ShippedMappings.sources.compactMap { mapping in
    try? SourceMapping(file: mapping.name, bytes: mapping.text, context: Mappings.sourceContext)
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

/// A body of any provider, told by its first byte.
private func mapBody(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let mapped = shipped[Int(first) % shipped.count].map(Array(bytes.dropFirst()), facts: facts)
    _ = mapped.events.map { "\($0.fields)" }.joined() + mapped.problems.map { "\($0)" }.joined()
}

/// A mapping of a source or a report, and with it a body.
private func compileMapping(_ bytes: [UInt8]) {
    let file = "fuzz.json5"
    _ = try? ReportMapping(file: file, bytes: bytes, context: Mappings.reportContext)
    let body = Array(#"{"a":[{"id":"1","t":1772366400,"s":"sent","to":"573001"}]}"#.utf8)
    guard
        let mapping = try? SourceMapping(file: file, bytes: bytes, context: Mappings.sourceContext)
    else { return }
    _ = mapping.map(body, facts: facts)
}

/// Settings whose files are those of the current folder, as `check` reads them and says what is wrong.
private func readSettings(_ bytes: [UInt8]) {
    do throws(FileProblems) {
        let settings = try SettingsReader.settings(
            bytes,
            of: "ticksheet.json5",
            readsSecrets: true,
            readsFiles: true
        )
        _ = settings.reports.map { settings.definition(of: $0) } + [settings.baseURL]
        _ = settings.destinationNames
    } catch {
        _ = "\(error)"
    }
}
