import JSONTree
package import WallTime

/// Compiles a report mapping's file.
struct ReportMappingReader {
    private static let rootKeys = ["title", "rows", "where", "zone", "locale", "columns"]
    private static let extendingKeys = [
        "extends", "title", "where", "zone", "locale", "columns", "headers",
    ]

    let reader: ConfigReader
    let context: MappingContext

    /// Returns the mapping; nil where the reader noted problems.
    func mapping() -> ReportMapping? {
        let root = reader.document.root
        if reader.document.kind(root) == .object,
            reader.document.member(root, "extends") != nil
        {
            return extended(root)
        }
        guard let object = reader.object(root, keys: Self.rootKeys) else { return nil }
        let title = object.text("title", "the report's title")
        let rows = object.word("rows", as: ReportMapping.RowPolicy.self) ?? .status
        let locale = object.locale("locale") ?? .english
        let expected = "a list of columns such as { header: \"Status\", field: \"status\" }"
        guard object.required("columns", expected) != nil else { return nil }
        let columns = columns(object, locale: locale)
        if let node = object["columns"], reader.document.kind(node) == .array,
            reader.document.count(node) == 0
        {
            reader.report(node, "is empty; expected \(expected)")
        }
        let filter = filter(object)
        let zone = object.rowZone("zone", context)
        let mapping = ReportMapping(
            title: title ?? reader.file,
            rows: rows,
            filter: filter,
            zone: zone,
            locale: locale,
            columns: columns.map(\.column)
        )
        checkHeaders(mapping, columns.map(\.node))
        checkFields(columns, rows)
        return mapping
    }

    // MARK: extends

    private func extended(_ root: JSONDocument.Node) -> ReportMapping? {
        guard let object = reader.object(root, keys: Self.extendingKeys),
            let node = object.required("extends", "a shipped mapping's word"),
            var mapping = baseMapping(node)
        else { return nil }
        mapping.title = object.text("title", "the report's title") ?? mapping.title
        mapping.filter = filter(object) ?? mapping.filter
        mapping.zone = object.rowZone("zone", context) ?? mapping.zone
        if let locale = object.locale("locale") { mapping = mapping.translated(to: locale) }
        // A column with the header of one that is there takes its place.
        var added: Set<String> = []
        let columns = columns(object, locale: mapping.locale)
        checkFields(columns, mapping.rows)
        for (column, node) in columns {
            if !added.insert(column.header).inserted { reportHeader(column.header, node) }
            if let index = mapping.columns.firstIndex(where: { $0.header == column.header }) {
                mapping.columns[index] = column
            } else {
                mapping.columns.append(column)
            }
        }
        rename(&mapping, object)
        checkHeaders(mapping, [])
        return mapping
    }

    private func baseMapping(_ node: JSONDocument.Node) -> ReportMapping? {
        guard let (name, bytes) = reader.shippedMapping(node, context) else { return nil }
        do throws(FileProblems) {
            return try ReportMapping(file: name, bytes: bytes, context: context)
        } catch {
            reader.include(error)
            return nil
        }
    }

    private func rename(_ mapping: inout ReportMapping, _ object: ConfigObject) {
        guard let node = object["headers"] else { return }
        guard let names = reader.object(node, keys: mapping.headers) else { return }
        for (old, value) in names.members {
            guard let new = reader.text(value, "the column's new header"),
                let index = mapping.columns.firstIndex(where: { $0.header == old })
            else { continue }
            mapping.columns[index].header = new
        }
    }

    // MARK: Columns

    private func columns(
        _ object: ConfigObject,
        locale: TimeLocale
    ) -> [(column: ReportMapping.Column, node: JSONDocument.Node)] {
        let expected = "a list of columns such as { header: \"Status\", field: \"status\" }"
        return (object.elements("columns", expected) ?? []).compactMap { node in
            column(node, locale: locale).map { ($0, node) }
        }
    }

    private func column(
        _ node: JSONDocument.Node,
        locale: TimeLocale
    ) -> ReportMapping.Column? {
        let keys = ["header", "field", "template", "format", "labels"]
        guard let object = reader.object(node, keys: keys) else { return nil }
        let header = object.requiredText("header", "the column's header")
        let content = content(object, node)
        let format = format(object, locale)
        let labels = labels(object, content, locale)
        guard let header, let content, let format else { return nil }
        return ReportMapping.Column(
            header: header,
            content: content,
            format: format,
            labels: labels
        )
    }

    private func content(
        _ object: ConfigObject,
        _ node: JSONDocument.Node
    ) -> ReportMapping.Content? {
        switch (object["field"], object["template"]) {
        case (.some, .some):
            reader.report(node, "has both \"field\" and \"template\"; expected one of them")
            return nil
        case (nil, nil):
            reader.report(node, "has neither \"field\" nor \"template\"; expected one of them")
            return nil
        case (.some, nil):
            return object.text("field", "a field's name").map { .field(ReportField($0)) }
        case (nil, .some(let value)):
            guard let text = object.text("template", "such as \"{description}[ ({code})]\"") else {
                return nil
            }
            do throws(Template.Problem) {
                return .template(try Template(text))
            } catch {
                reader.report(value, "is \(quoted(text)): it \(error.finding)")
                return nil
            }
        }
    }

    private func format(_ object: ConfigObject, _ locale: TimeLocale) -> TimeFormat? {
        let text =
            object.text("format", "a date pattern such as \"yyyy-MM-dd HH:mm:ss\"")
            ?? TimeFormat.standardPattern
        do throws(TimeFormatProblem) {
            return try TimeFormat(text, locale: locale)
        } catch {
            if let node = object["format"] { reader.report(node, "is \(quoted(text)): \(error)") }
            return nil
        }
    }

    private func labels(
        _ object: ConfigObject,
        _ content: ReportMapping.Content?,
        _ locale: TimeLocale
    ) -> ValueTable {
        guard let node = object["labels"] else {
            return content == .field(.standard(.status))
                ? StatusLabels.table(for: locale) : ValueTable()
        }
        guard reader.document.kind(node) == .object else {
            reader.report(
                node,
                "is \(reader.shown(node)); expected an object such as { rejected: \"Rejected\" }"
            )
            return ValueTable()
        }
        return ValueTable(
            reader.document.members(node).compactMap { key, value in
                reader.text(value, "the label to show").map { (reader.document.text(key), $0) }
            }
        )
    }

    private func checkHeaders(_ mapping: ReportMapping, _ nodes: [JSONDocument.Node]) {
        var seen: Set<String> = []
        for (index, header) in mapping.headers.enumerated() {
            let node = index < nodes.count ? nodes[index] : reader.document.root
            if !seen.insert(header).inserted { reportHeader(header, node) }
            if ReportMapping.markHeaders.contains(header) {
                reader.report(
                    node,
                    "has the header \(quoted(header)), which a hidden column of Google Sheets has; "
                        + "expected another one"
                )
            }
        }
    }

    private func checkFields(
        _ columns: [(column: ReportMapping.Column, node: JSONDocument.Node)],
        _ rows: ReportMapping.RowPolicy
    ) {
        for (column, node) in columns {
            for case .derived(let field) in column.fields {
                guard let needed = field.rows, needed != rows else { continue }
                reader.report(
                    node,
                    "shows \(quoted(field.rawValue)), which rows per \(needed.rawValue) have; expected "
                        + "another field, or rows: \"\(needed.rawValue)\" for this report"
                )
            }
        }
    }

    private func reportHeader(_ header: String, _ node: JSONDocument.Node) {
        reader.report(
            node,
            "has the header \(quoted(header)) a second time; expected a header of its own for "
                + "every column"
        )
    }

    // MARK: The rest

    private func filter(_ object: ConfigObject) -> RowFilter? {
        guard let node = object["where"] else { return nil }
        guard reader.document.kind(node) == .object else {
            reader.report(
                node,
                "is \(reader.shown(node)); expected an object such as { status: [\"rejected\"] }"
            )
            return nil
        }
        let conditions = reader.document.members(node).compactMap { key, value in
            let nodes =
                reader.document.kind(value) == .array
                ? Array(reader.document.elements(value)) : [value]
            let texts = nodes.compactMap { reader.text($0, "a text that the field may have") }
            let field = ReportField(reader.document.text(key))
            if field.isTimely {
                reader.report(value, "cannot be a condition; expected a field of the event")
            }
            // Statuses are known by the small words, in whatever letters somebody writes them.
            let words = texts.map { text in
                field == .standard(.status)
                    ? MessageStatus.words.first { $0 == text.lowercased() } ?? text : text
            }
            return texts.count == nodes.count && !texts.isEmpty
                ? RowFilter.Condition(
                    field: field,
                    texts: Set(words)
                ) : nil
        }
        return RowFilter(conditions: conditions)
    }
}

extension ReportMapping {
    /// Compiles a mapping file.
    ///
    /// - Throws: Everything that is wrong in it.
    package init(
        file: String,
        bytes: [UInt8],
        context: MappingContext
    ) throws(FileProblems) {
        let reader = try ConfigReader(file: file, bytes: bytes)
        let mapping = ReportMappingReader(reader: reader, context: context).mapping()
        try reader.finish()
        guard let mapping else {
            throw FileProblems([
                FileProblem(file: file, line: 1, finding: "the mapping cannot be used")
            ])
        }
        self = mapping
    }

    /// Returns the mapping in another language: month names, and the labels of a status column that
    /// has none of its own.
    package func translated(to locale: TimeLocale) -> Self {
        var result = self
        result.locale = locale
        let old = StatusLabels.table(for: self.locale)
        result.columns = columns.map { column in
            var column = column
            // The pattern was compiled before: it is right in every language.
            if let format = try? TimeFormat(column.format.pattern, locale: locale) {
                column.format = format
            }
            if column.content == .field(.standard(.status)), column.labels == old {
                column.labels = StatusLabels.table(for: locale)
            }
            return column
        }
        return result
    }
}
