import JSONTree
import TicksheetCore
import WallTime

/// A message's events as the text of one column.
///
/// A list of objects: the events that count, the earliest first, then later ones of the same statuses.
/// Texts that an event shares with the first one are left out,
/// and null where only the first has one.
enum MessageColumn {
    private static let texts: [(field: StandardField, name: String)] = [
        (.from, "from"), (.to, "to"), (.status, "status"), (.description, "description"),
        (.message, "message"), (.code, "code"), (.campaign, "campaign"), (.channel, "channel"),
        (.template, "template"),
    ]
    private static let keys: [(field: StandardField, key: JSONKey)] = texts.map {
        ($0.field, JSONKey($0.name))
    }
    private static let sequence: JSONKey = "sequence"
    private static let source: JSONKey = "source"
    private static let provider: JSONKey = "provider"
    private static let corrected: JSONKey = "corrected"
    private static let received: JSONKey = "received"
    private static let seconds: JSONKey = "seconds"
    private static let nanoseconds: JSONKey = "nanoseconds"
    private static let receipt: JSONKey = "receipt"
    private static let custom: JSONKey = "custom"

    /// Returns the text.
    static func encoded(_ state: MessageState) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginArray()
        for event in state.kept { append(event, state.events.first, to: &writer) }
        writer.endArray()
        return writer.bytes
    }

    private static func append(
        _ event: MessageEvent,
        _ first: MessageEvent?,
        to writer: inout JSONWriter
    ) {
        let shared = first?.sequence == event.sequence ? nil : first
        let fields = event.fields
        writer.beginObject()
        writer.key("sequence")
        writer.integer(event.sequence)
        if let corrected = event.corrected {
            writer.key("corrected")
            writer.integer(corrected)
        }
        writer.key("received")
        writer.integer(event.received.seconds)
        writer.key("seconds")
        writer.integer(fields.time.seconds)
        writer.key("nanoseconds")
        writer.integer(fields.time.nanoseconds)
        if fields.isTimeOfReceipt {
            writer.key("receipt")
            writer.integer(1)
        }
        if event.source != shared?.source {
            writer.key("source")
            writer.string(event.source)
        }
        if event.provider != shared?.provider {
            writer.key("provider")
            if let provider = event.provider { writer.string(provider) } else { writer.null() }
        }
        for (field, name) in texts where fields[field] != shared?.fields[field] {
            writer.key(name)
            if let text = fields[field] { writer.string(text) } else { writer.null() }
        }
        if let custom = CustomColumn.encoded(fields.custom) {
            writer.key("custom")
            writer.string(custom)
        }
        writer.endObject()
    }

    /// Returns the state of a text that `encoded` made.
    static func decoded(_ bytes: [UInt8]) -> MessageState {
        guard let document = try? JSONDocument.parse(bytes) else { return MessageState() }
        var events: [MessageEvent] = []
        for node in document.elements(document.root) {
            events.append(event(node, events.first, in: document))
        }
        return MessageState(events)
    }

    private static func event(
        _ node: JSONDocument.Node,
        _ first: MessageEvent?,
        in document: JSONDocument
    ) -> MessageEvent {
        func integer(_ key: JSONKey) -> Int64 {
            document.member(node, key).flatMap(document.integer) ?? 0
        }
        var fields = Fields(
            time: Timestamp(
                seconds: integer(seconds),
                nanoseconds: Int32(truncatingIfNeeded: integer(nanoseconds))
            )
        )
        fields.isTimeOfReceipt = integer(receipt) == 1
        for (field, key) in keys {
            if let value = document.member(node, key) {
                fields[field] =
                    document.kind(value) == .null ? nil : document.text(value)
            } else {
                fields[field] = first?.fields[field]
            }
        }
        var provider = first?.provider
        if let value = document.member(node, Self.provider) {
            provider = document.kind(value) == .null ? nil : document.text(value)
        }
        if let text = document.member(node, custom) {
            fields.custom = CustomColumn.decoded(document.text(text))
        }
        return MessageEvent(
            sequence: integer(sequence),
            source: document.member(node, source).map(document.text) ?? first?.source ?? "",
            provider: provider,
            received: Timestamp(seconds: integer(received), nanoseconds: 0),
            fields: fields,
            corrected: document.member(node, corrected).flatMap(document.integer)
        )
    }
}
