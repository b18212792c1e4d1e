import JSONTree
import WallTime

extension ReportMapping {
    /// What makes the rows, as JSON text: two mappings with the same text write the same rows.
    ///
    /// Tells, by its digest, whether a file was written by another mapping. The title is left out.
    package var definition: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("rows")
        writer.string(rows.rawValue)
        writer.key("zone")
        if let zone { writer.string(zone) } else { writer.null() }
        writer.key("locale")
        writer.string(locale.language)
        writer.key("where")
        (filter ?? RowFilter(conditions: [])).append(to: &writer)
        writer.key("columns")
        writer.beginArray()
        for column in columns { column.append(to: &writer) }
        writer.endArray()
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension RowFilter {
    /// Which events become rows, as JSON text.
    package var definition: String {
        var writer = JSONWriter()
        append(to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    fileprivate func append(to writer: inout JSONWriter) {
        writer.beginArray()
        for condition in conditions {
            writer.beginArray()
            for text in [condition.field.name] + condition.texts.sorted() { writer.string(text) }
            writer.endArray()
        }
        writer.endArray()
    }
}

extension ReportMapping.Column {
    fileprivate func append(to writer: inout JSONWriter) {
        writer.beginArray()
        writer.string(header)
        switch content {
        case .field(let field): writer.string(field.name)
        case .template(let template):
            writer.beginArray()
            writer.string(template.source)
            writer.endArray()
        }
        writer.string(format.pattern)
        for (from, to) in labels.pairs {
            writer.string(from)
            writer.string(to)
        }
        writer.endArray()
    }
}
