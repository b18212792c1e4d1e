import HTTPTypes
import ShippedMappings
import Testing
import TicksheetCore
import WallTime

extension MappingContext {
    /// Shipped mappings by their words, and three zones with one offset for ever.
    static let fixture = MappingContext(
        shipped: { name in
            (ShippedMappings.sources + ShippedMappings.reports).first { $0.name == name }?.text
        },
        shippedNames: (ShippedMappings.sources + ShippedMappings.reports).map(\.name),
        zone: { name in
            zoneOffsets[name].map {
                .success(.fixed(ZoneOffset(seconds: $0, isDaylight: false, abbreviation: "X")))
            } ?? .failure(ZoneProblem("there is no such zone here"))
        }
    )

    private static let zoneOffsets: [String: Int32] = [
        "UTC": 0, "America/Bogota": -18_000, "Asia/Kolkata": 19_800,
    ]
}

/// When every fixture's request came: 2026-03-01T12:00:00Z.
let receivedAt = Timestamp(seconds: 1_772_366_400)

extension RequestFacts {
    /// Facts of a request with these header fields and pairs of the query.
    convenience init(
        received: Timestamp,
        source: String,
        fields: [(name: String, value: String)] = [],
        query: [(name: String, value: String)]
    ) {
        var request = HTTPRequest(
            method: "POST",
            target: "/hook?"
                + query.map { pair in
                    "\(pair.name)=\(pair.value.replacing("+", with: "%2B"))"
                }
                .joined(separator: "&")
        )
        for field in fields { request.fields.append(field.name, field.value) }
        self.init(received: received, source: source, request: request)
    }

    static let fixture = RequestFacts(
        received: receivedAt,
        source: "acme-hook",
        fields: [
            ("webhook-id", "w-1"), ("x-batch", "b-1"), ("x-batch", "b-2"),
            ("authorization", "Bearer s3cret"), ("x-hub-signature-256", "sha256=00"),
            ("x-verify-token", "s3cret"),
        ],
        query: [("status", "sent"), ("tag", "a"), ("tag", "b")]
    )
}

/// Compiles a source mapping under the name `acme.json5`.
func sourceMapping(_ text: String) throws -> SourceMapping {
    try SourceMapping(file: "acme.json5", bytes: Array(text.utf8), context: .fixture)
}

/// Compiles a mapping of one status event with these fields and, where needed, other members.
func statusMapping(fields: String, event: String = "", root: String = "") throws -> SourceMapping {
    try sourceMapping(
        """
        { provider: "acme", phones: "international", \(root)
          events: [{ \(event) fields: { \(fields) } }] }
        """
    )
}

/// Compiles a report mapping under the name `rows.json5`.
func reportMapping(_ text: String) throws -> ReportMapping {
    try ReportMapping(file: "rows.json5", bytes: Array(text.utf8), context: .fixture)
}

/// Compiles a shipped source mapping.
func shippedSource(_ name: String) throws -> SourceMapping {
    let found = ShippedMappings.sources.first { $0.name == name }
    let shipped = try #require(found, "\(name) is shipped")
    return try SourceMapping(file: name, bytes: shipped.text, context: .fixture)
}

/// What is wrong in a text, one line for each problem; empty where nothing is.
func problemLines(_ read: () throws -> Void) -> [String] {
    do {
        try read()
        return []
    } catch let problems as FileProblems {
        return problems.all.map(\.description)
    } catch {
        return ["\(error)"]
    }
}

extension SourceMapping {
    /// Maps a body given as text.
    func map(_ body: String, facts: RequestFacts = .fixture) -> MappedBody {
        map(Array(body.utf8), facts: facts)
    }
}

extension MappedBody {
    /// The events' fields.
    var fields: [Fields] { events.map(\.fields) }
    /// The problems' codes.
    var codes: [String] { problems.map(\.code) }
    /// The first event's key bytes in hexadecimal; a word where it has none.
    var keys: [String] { events.map { $0.key.map { hexadecimal($0.bytes) } ?? "no key" } }
}

/// Returns bytes as lower-case hexadecimal digits.
func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }.joined()
}
