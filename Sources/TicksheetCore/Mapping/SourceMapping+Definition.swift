import JSONPaths
import JSONTree
import WallTime

extension SourceMapping {
    /// What makes the events, as JSON text: two mappings with the same text make the same events.
    ///
    /// Tells, by its digest, whether kept bodies were mapped by another mapping. The title is left
    /// out.
    package var definition: String {
        var writer = JSONWriter()
        writer.beginArray()
        for text in [provider, body.rawValue, phones.rawValue] { writer.string(text) }
        for rule in rules { rule.append(to: &writer) }
        writer.endArray()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// What makes the events' ids, as JSON text: two mappings with the same text know an event by the same id.
    package var identityDefinition: String {
        var writer = JSONWriter()
        writer.beginArray()
        for text in [provider, body.rawValue] { writer.string(text) }
        for rule in rules {
            writer.beginObject()
            rule.appendElements(to: &writer)
            rule.appendKey(to: &writer)
            writer.endObject()
        }
        writer.endArray()
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension EventRule {
    fileprivate func append(to writer: inout JSONWriter) {
        writer.beginObject()
        appendElements(to: &writer)
        writer.key("fields")
        writer.beginObject()
        // Their order changes nothing.
        for field in fields.sorted(by: { $0.target.name < $1.target.name }) {
            writer.key(field.target.name)
            field.append(to: &writer)
        }
        writer.endObject()
        appendKey(to: &writer)
        writer.endObject()
    }

    // Which elements of a body are events.
    fileprivate func appendElements(to writer: inout JSONWriter) {
        writer.key("kind")
        writer.string(kind.rawValue)
        writer.key("when")
        writer.text(condition?.text)
        writer.key("each")
        writer.beginArray()
        for step in steps {
            writer.string(step.name)
            writer.string(step.source.path.text)
        }
        writer.endArray()
    }

    fileprivate func appendKey(to writer: inout JSONWriter) {
        writer.key("key")
        writer.beginArray()
        for part in key {
            writer.text(part.constant)
            writer.paths(part.sources)
            writer.string(part.isOptional ? "optional" : "needed")
        }
        writer.endArray()
    }
}

extension FieldRule {
    fileprivate func append(to writer: inout JSONWriter) {
        writer.beginArray()
        writer.text(constant)
        writer.paths(sources)
        writer.text(join)
        writer.string(conversion.rawValue)
        writer.text(pattern?.pattern)
        writer.text(pattern?.locale.language)
        writer.text(zoneName)
        for (from, to) in values.pairs {
            writer.string(from)
            writer.string(to)
        }
        writer.endArray()
    }
}

extension JSONWriter {
    fileprivate mutating func text(_ text: String?) {
        if let text { string(text) } else { null() }
    }

    fileprivate mutating func paths(_ sources: [ScopedPath]) {
        beginArray()
        for source in sources { string(source.path.text) }
        endArray()
    }
}
