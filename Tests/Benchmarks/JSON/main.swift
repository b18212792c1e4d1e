import Foundation
import JSONPaths
import JSONTree

let body = """
    {"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":\
    {"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550001111",\
    "phone_number_id":"106540352242922"},"statuses":[{"id":"wamid.HBgLMTU1NTAwMDIyMjIVAgARGBI3QTk",\
    "status":"delivered","timestamp":"1750030073","recipient_id":"15550002222","conversation":\
    {"id":"6ceb9d929c9bdc4f90967a32f8639b61","origin":{"type":"utility"}},"pricing":{"billable":true,\
    "pricing_model":"CBP","category":"utility","type":"regular"},"biz_opaque_callback_data":\
    "march-campaign"}]},"field":"messages"}]}]}
    """
let bytes = Array(body.utf8)
let data = Data(bytes)

let paths = try [
    "$.object", "$.entry[0].id", "$.entry[0].changes[0].field",
    "$.entry[0].changes[0].value.metadata.display_phone_number",
    "$.entry[0].changes[0].value.statuses[0].id",
    "$.entry[0].changes[0].value.statuses[0].status",
    "$.entry[0].changes[0].value.statuses[0].timestamp",
    "$.entry[0].changes[0].value.statuses[0].recipient_id",
].map { try JSONPath($0) }

func parseOnly() throws -> Int {
    let document = try JSONDocument.parse(bytes)
    return document.count(document.root)
}

func parseAndRead() throws -> Int {
    let document = try JSONDocument.parse(bytes)
    var budget = PathBudget()
    var total = 0
    for path in paths {
        guard let node = try path.first(in: document, budget: &budget) else { continue }
        total += document.text(node).utf8.count
    }
    return total
}

let step = try JSONPath("$.entry[*].changes[?!@.field || @.field == 'messages'].value")
let inner = try NamedPath("change.statuses[*]").path
let condition = try JSONCondition("$.object == 'whatsapp_business_account' || $.entry")
let parsed = try JSONDocument.parse(bytes)

func walkSteps() throws -> Int {
    var budget = PathBudget()
    guard try condition.holds(in: parsed, budget: &budget) else { return 0 }
    var total = 0
    for change in try step.nodes(in: parsed, budget: &budget) {
        total += try inner.nodes(in: parsed, from: change, budget: &budget).count
    }
    return total
}

func foundationOnly() throws -> Int {
    let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    return object?.count ?? 0
}

func foundationAndRead() throws -> Int {
    let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    guard let object, let entry = (object["entry"] as? [[String: Any]])?.first,
        let change = (entry["changes"] as? [[String: Any]])?.first,
        let value = change["value"] as? [String: Any],
        let metadata = value["metadata"] as? [String: Any],
        let status = (value["statuses"] as? [[String: Any]])?.first
    else { return 0 }
    let fields = [
        object["object"], entry["id"], change["field"], metadata["display_phone_number"],
        status["id"], status["status"], status["timestamp"], status["recipient_id"],
    ]
    return fields.reduce(0) { $0 + (($1 as? String)?.utf8.count ?? 0) }
}

func nanoseconds(_ rounds: Int, _ work: () throws -> Int) rethrows -> Double {
    var total = 0
    let start = ContinuousClock.now
    for _ in 0..<rounds { total &+= try work() }
    let duration = ContinuousClock.now - start
    precondition(total > 0)
    return Double(duration.components.attoseconds) / 1e9 / Double(rounds)
        + Double(duration.components.seconds) * 1e9 / Double(rounds)
}

let isSame = try parseAndRead() == foundationAndRead()
precondition(isSame)
let works: [(name: String, work: () throws -> Int, rounds: Int)] = [
    ("tape, parse", parseOnly, 20_000), ("Foundation, parse", foundationOnly, 4_000),
    ("tape, parse and 8 fields", parseAndRead, 20_000),
    ("Foundation, parse and 8 fields", foundationAndRead, 4_000),
    ("a condition and two steps with a filter, without parsing", walkSteps, 20_000),
]
if CommandLine.arguments.count > 1, let index = Int(CommandLine.arguments[1]) {
    print(try nanoseconds(2_000_000, works[index].work))
    exit(0)
}
var figures: [[Double]] = works.map { _ in [] }
for _ in 0..<9 {
    for (index, work) in works.enumerated() {
        figures[index].append(try nanoseconds(work.rounds, work.work))
    }
}
let medians = figures.map { $0.sorted()[$0.count / 2] }
print(
    "\(bytes.count) bytes, \(try JSONDocument.parse(bytes).size(JSONDocument.parse(bytes).root)) entries"
)
for (work, median) in zip(works, medians) { print("\(work.name): \(Int(median)) ns a body") }
print("ratio, parse: \((medians[1] / medians[0] * 10).rounded() / 10)")
print("ratio, parse and 8 fields: \((medians[3] / medians[2] * 10).rounded() / 10)")

// Bodies as large as intake takes, ordinary and hostile: what one byte costs.
func repeated(_ piece: String) -> [UInt8] {
    let count = 3_000_000 / (piece.utf8.count + 1)
    return Array(("[" + Array(repeating: piece, count: count).joined(separator: ",") + "]").utf8)
}
let escaped = (0..<16).map { "\"\\n\($0)\":0" }.joined(separator: ",")
let many = (0..<17).map { "\"k\($0)\":0" }.joined(separator: ",")
let nested = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
let bodies: [(name: String, bytes: [UInt8])] = [
    ("statuses", repeated(body)), ("numbers", repeated("0")), ("text", repeated("\"áéíóúñ☺😀\"")),
    ("escaped keys", repeated("{\(escaped)}")), ("objects of 17", repeated("{\(many)}")),
    ("repeated keys", repeated("{\"a\":0,\"a\":0}")), ("nested", repeated(nested)),
    ("one object", Array("{\((0..<200_000).map { "\"\($0)\":0" }.joined(separator: ","))}".utf8)),
]
for (name, bytes) in bodies {
    let figure = try nanoseconds(3) { try JSONDocument.parse(bytes).bytes.count }
    print("\(name): \((figure / Double(bytes.count) * 100).rounded() / 100) ns a byte")
}
