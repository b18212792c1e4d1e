import JSONTree
import TicksheetCore

/// How a state stands in the journal.
extension SheetState {
    /// Reads what `encoded` made; a state of its own for a reader that never wrote.
    package init(_ bytes: [UInt8]) {
        guard let document = try? JSONDocument.parse(bytes) else { return }
        let root = document.root
        func integer(_ node: JSONDocument.Node, _ key: JSONKey) -> Int64? {
            document.member(node, key).flatMap(document.integer)
        }
        func text(_ node: JSONDocument.Node, _ key: JSONKey) -> String {
            document.member(node, key).map(document.text) ?? ""
        }
        spreadsheet = text(root, "spreadsheet")
        sheet = integer(root, "sheet")
        stream = text(root, "stream")
        epoch = integer(root, "epoch") ?? 1
        base = integer(root, "base") ?? 0
        next = integer(root, "next") ?? 0
        mapping = text(root, "mapping")
        rowPolicy = ReportMapping.RowPolicy(rawValue: text(root, "rowPolicy"))
        isMade = integer(root, "isMade") == 1
        isDisplaced = integer(root, "isDisplaced") == 1
        collected = integer(root, "collected") ?? 0
        lifetime = integer(root, "lifetime") ?? 3600
        rows = integer(root, "rows") ?? 0
        refusals = integer(root, "refusals") ?? 0
        refused = RefusedRow.list(document, root, "refused")
        writes = (integer(root, "writes") ?? 0, integer(root, "writesAt") ?? 0)
        spares = Spare.list(document, root, "spares")
        if let node = document.member(root, "earlier") {
            for tab in document.elements(node) {
                earlier.append(SheetState(Array(document.source(tab))))
            }
        }
        if let node = document.member(root, "swap"), let through = integer(node, "through"),
            let state = document.member(node, "state")
        {
            swap = Swap(
                through: through,
                title: text(node, "title"),
                aside: text(node, "aside"),
                state: Array(document.source(state)),
                refused: RefusedRow.list(document, node, "refused")
            )
        }
        if let node = document.member(root, "added") {
            for key in document.elements(node) { added.append(document.text(key)) }
        }
        if let node = document.member(root, "columns") {
            for column in document.elements(node) { columns.append(document.text(column)) }
        }
        if let node = document.member(root, "patterns") {
            for pattern in document.elements(node) { patterns.append(document.text(pattern)) }
        }
        filter = text(root, "filter")
        if let node = document.member(root, "times") {
            for pair in document.elements(node) {
                let values = [0, 1].compactMap { index in
                    document.element(pair, index).flatMap(document.integer)
                }
                if values.count == 2 { times.append((values[0], values[1])) }
            }
        }
        if let node = document.member(root, "volumes") { volumes = SheetVolumes(document, node) }
        guard let node = document.member(root, "open") else { return }
        var open = Open(through: integer(node, "through") ?? 0)
        open.count = Int(integer(node, "count") ?? 0)
        if let list = document.member(node, "attempts") {
            for attempt in document.elements(list) {
                open.attempts.append(
                    Attempt(
                        number: Int(integer(attempt, "number") ?? 0),
                        digest: text(attempt, "digest"),
                        through: integer(attempt, "through") ?? 0,
                        rows: Int(integer(attempt, "rows") ?? 0),
                        sent: integer(attempt, "sent") ?? 0,
                        keys: document.member(attempt, "keys").map { keys in
                            document.elements(keys).map(document.text)
                        } ?? [],
                        refused: document.member(attempt, "refused").map {
                            RefusedRow(document, $0)
                        },
                        retried: integer(attempt, "retried"),
                        emptied: document.member(attempt, "emptied").map { rows in
                            document.elements(rows).map { EmptiedRow(document, $0) }
                        } ?? []
                    )
                )
            }
        }
        self.open = open
    }

    /// The state as JSON text.
    var encoded: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        let texts = [
            ("spreadsheet", spreadsheet), ("stream", stream), ("mapping", mapping),
            ("filter", filter),
        ]
        for (key, text) in texts {
            writer.key(key)
            writer.string(text)
        }
        let numbers = [
            ("epoch", epoch), ("base", base), ("next", next), ("isMade", isMade ? 1 : 0),
            ("isDisplaced", isDisplaced ? 1 : 0),
            ("collected", collected), ("lifetime", lifetime), ("rows", rows),
            ("writes", writes.used), ("writesAt", writes.at), ("refusals", refusals),
        ]
        if let rowPolicy {
            writer.key("rowPolicy")
            writer.string(rowPolicy.rawValue)
        }
        for (key, number) in numbers { Self.append(key, number, to: &writer) }
        if let sheet { Self.append("sheet", sheet, to: &writer) }
        if !spares.isEmpty {
            writer.key("spares")
            RequestValue.array(spares.map(\.json)).append(to: &writer)
        }
        if !earlier.isEmpty {
            writer.key("earlier")
            writer.beginArray()
            for tab in earlier { writer.raw(tab.encoded) }
            writer.endArray()
        }
        if let swap {
            writer.key("swap")
            writer.beginObject()
            Self.append("through", swap.through, to: &writer)
            for (key, text) in [("title", swap.title), ("aside", swap.aside)] {
                writer.key(key)
                writer.string(text)
            }
            writer.key("state")
            writer.raw(swap.state)
            Self.append("refused", swap.refused, to: &writer)
            writer.endObject()
        }
        Self.append("columns", columns, to: &writer)
        if !patterns.isEmpty { Self.append("patterns", patterns, to: &writer) }
        if !added.isEmpty { Self.append("added", added, to: &writer) }
        Self.append("refused", refused, to: &writer)
        writer.key("times")
        writer.beginArray()
        for (batch, time) in times {
            writer.beginArray()
            writer.integer(batch)
            writer.integer(time)
            writer.endArray()
        }
        writer.endArray()
        writer.key("volumes")
        volumes.json.append(to: &writer)
        if let open { Self.append(open, to: &writer) }
        writer.endObject()
        return writer.bytes
    }

    private static func append(_ open: Open, to writer: inout JSONWriter) {
        writer.key("open")
        writer.beginObject()
        append("through", open.through, to: &writer)
        append("count", Int64(open.count), to: &writer)
        writer.key("attempts")
        writer.beginArray()
        for attempt in open.attempts {
            writer.beginObject()
            append("number", Int64(attempt.number), to: &writer)
            writer.key("digest")
            writer.string(attempt.digest)
            append("through", attempt.through, to: &writer)
            append("rows", Int64(attempt.rows), to: &writer)
            append("sent", attempt.sent, to: &writer)
            if !attempt.keys.isEmpty { append("keys", attempt.keys, to: &writer) }
            if let refused = attempt.refused {
                writer.key("refused")
                refused.json.append(to: &writer)
            }
            if let retried = attempt.retried { append("retried", retried, to: &writer) }
            if !attempt.emptied.isEmpty {
                writer.key("emptied")
                RequestValue.array(attempt.emptied.map(\.json)).append(to: &writer)
            }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    private static func append(_ key: String, _ texts: [String], to writer: inout JSONWriter) {
        writer.key(key)
        writer.beginArray()
        for text in texts { writer.string(text) }
        writer.endArray()
    }

    private static func append(
        _ key: String,
        _ rows: [RefusedRow],
        to writer: inout JSONWriter
    ) {
        guard !rows.isEmpty else { return }
        writer.key(key)
        RequestValue.array(rows.map(\.json)).append(to: &writer)
    }

    private static func append(_ key: String, _ number: Int64, to writer: inout JSONWriter) {
        writer.key(key)
        writer.integer(number)
    }
}
