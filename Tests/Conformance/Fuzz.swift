import JSONPaths
import JSONTree

/// What libFuzzer calls with bytes of its own making: everything that reads what strangers send.
@_cdecl("LLVMFuzzerTestOneInput")
public func readAnything(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: bytes, count: count))
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
    return 0
}
