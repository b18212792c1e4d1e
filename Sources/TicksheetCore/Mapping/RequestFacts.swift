package import HTTPTypes
import JSONTree
package import WallTime

/// What a mapping may use of a request beside the body.
package final class RequestFacts: Sendable {
    /// When it was received.
    package let received: Timestamp
    /// The name of the source in the settings.
    package let source: String
    // Most mappings never look at it, so nothing of it is decoded before they do.
    private let request: HTTPRequest?
    private let hiddenField: String?
    private let hiddenName: String?
    private let kept: [UInt8]

    /// Creates facts.
    ///
    /// `request` is nil for a saved body. `hiddenField` is a header field, in lower case, and
    /// `hiddenName` a name of the query that carry the source's own secret and are left out.
    package init(
        received: Timestamp,
        source: String,
        request: HTTPRequest? = nil,
        hiddenField: String? = nil,
        hiddenName: String? = nil
    ) {
        self.received = received
        self.source = source
        self.request = request
        self.hiddenField = hiddenField
        self.hiddenName = hiddenName
        kept = []
    }

    /// Creates the facts of a kept body: what its first mapping used of the request.
    ///
    /// Where that used nothing, only the time of receipt and the source are known.
    package init(of body: KeptBody) {
        received = body.received
        source = body.source
        request = nil
        hiddenField = nil
        hiddenName = nil
        kept = body.request
    }

    /// The query as it was sent, without the source's own secret.
    package var query: String {
        guard let request else { return "" }
        guard let hiddenName else { return String(request.query) }
        return request.query.parts(at: "&")
            .filter { FormFields.decoded($0.utf8.prefix { $0 != UInt8(ascii: "=") }) != hiddenName }
            .joined(separator: "&")
    }

    /// The facts as JSON text: `received`, `source`, `header` and `query`.
    ///
    /// Fields that carry secrets are left out: they would stay in the journal.
    package var json: [UInt8] {
        guard kept.isEmpty else { return kept }
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
        where field.name != hiddenField && !Self.isSecret(field.name)
            && seen.insert(field.name).inserted
        {
            writer.key(field.name)
            writer.string(field.value)
        }
        writer.endObject()
        writer.key("query")
        Self.append(FormFields(query.utf8).pairs, to: &writer)
        writer.endObject()
        return writer.bytes
    }

    /// Returns the facts of ``json`` as a mapping sees them: with `minute`, when the minute of receipt
    /// began.
    ///
    /// It is computed, not kept: a body that was kept without it gives what the request gave.
    func seen(_ json: [UInt8]) -> [UInt8] {
        let minute = Timestamp(seconds: received.seconds - received.seconds % 60)
        return Array("{\"minute\":\"\(minute.rfc3339UTC)\",".utf8) + json.dropFirst()
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
