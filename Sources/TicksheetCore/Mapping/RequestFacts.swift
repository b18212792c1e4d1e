package import HTTPTypes
import JSONTree
package import WallTime

/// What a mapping may use of a request beside the body.
package struct RequestFacts: Sendable {
    /// When it was received.
    package let received: Timestamp
    /// The name of the source in the settings.
    package let source: String
    /// The request itself; nil for a saved body. Most mappings never look at it.
    package let request: HTTPRequest?

    /// Creates facts.
    package init(
        received: Timestamp,
        source: String,
        request: HTTPRequest? = nil
    ) {
        self.received = received
        self.source = source
        self.request = request
    }

    /// The query's pairs, decoded.
    package var query: [(name: String, value: String)] {
        request.map { FormFields($0.query.utf8).pairs } ?? []
    }

    /// The facts as JSON text: `received`, `source`, `header` and `query`.
    ///
    /// Fields that carry secrets are left out: they would stay in the journal.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("received")
        writer.string(received.rfc3339UTC)
        writer.key("source")
        writer.string(source)
        writer.key("header")
        writer.beginObject()
        var seen: Set<String> = []
        for field in request?.fields.all ?? []
        where !Self.isSecret(field.name) && seen.insert(field.name).inserted {
            writer.key(field.name)
            writer.string(field.value)
        }
        writer.endObject()
        writer.key("query")
        Self.append(query, to: &writer)
        writer.endObject()
        return writer.bytes
    }

    /// Returns pairs as a JSON object of texts, a repeated name a list.
    package static func object(_ pairs: [(name: String, value: String)]) -> [UInt8] {
        var writer = JSONWriter()
        append(pairs, to: &writer)
        return writer.bytes
    }

    private static func append(
        _ pairs: [(name: String, value: String)],
        to writer: inout JSONWriter
    ) {
        var values: [String: [String]] = [:]
        var order: [String] = []
        for pair in pairs {
            if values[pair.name] == nil { order.append(pair.name) }
            values[pair.name, default: []].append(pair.value)
        }
        writer.beginObject()
        for name in order {
            writer.key(name)
            let all = values[name] ?? []
            if all.count == 1 {
                writer.string(all[0])
            } else {
                writer.beginArray()
                for value in all { writer.string(value) }
                writer.endArray()
            }
        }
        writer.endObject()
    }

    private static func isSecret(_ name: String) -> Bool {
        ["authorization", "cookie", "proxy-authorization"].contains(name)
            || name.contains("signature") || name.contains("token") || name.contains("secret")
    }
}
