import JSONPaths
import JSONTree
import WallTime

/// Finds and converts the values of fields.
extension MappingRun {
    // MARK: Values

    enum Outcome {
        case absent
        case text(String)
        case value(FieldValue)
        case unusable(String, finding: String)

        var text: String {
            switch self {
            case .absent: ""
            case .text(let text), .unusable(let text, _): text
            case .value(let value): value.text
            }
        }
    }

    func value(
        of field: FieldRule,
        _ progress: inout Progress
    ) throws(PathBudgetExceeded) -> Outcome {
        if let constant = field.constant {
            if explains { explain(field, path: "value", place: "", sent: "", constant, &progress) }
            return converted(constant, field)
        }
        let sources = field.sources
        for index in sources.indices {
            guard let text = try text(sources[index], join: field.join, &progress) else {
                continue
            }
            progress.isFromRequest = sources[index].start == .request
            let value = field.values.isEmpty ? text : field.values[text]
            let outcome = converted(value, field)
            if explains { try explain(field, sources[index], sent: text, outcome, &progress) }
            return outcome
        }
        return .absent
    }

    private func explain(
        _ field: FieldRule,
        _ source: ScopedPath,
        sent: String,
        _ outcome: Outcome,
        _ progress: inout Progress
    ) throws(PathBudgetExceeded) {
        let (document, start): (JSONDocument, JSONDocument.Node)
        switch source.start {
        case .body: (document, start) = (self.document, self.document.root)
        case .step(let index): (document, start) = (self.document, progress.places[index])
        case .request:
            guard let request = request(&progress) else { return }
            (document, start) = (request, request.root)
        }
        let node = try source.path.first(in: document, from: start, budget: &progress.budget)
        explain(
            field,
            path: source.path.text,
            place: (source.start == .request ? "request " : "") + (node.map(document.path) ?? ""),
            sent: sent,
            outcome.text,
            &progress
        )
    }

    private func explain(
        _ field: FieldRule,
        path: String,
        place: String,
        sent: String,
        _ value: String,
        _ progress: inout Progress
    ) {
        progress.explanation.append(
            MappedBody.FieldExplanation(
                name: field.target.name,
                path: path,
                place: place,
                sent: sent,
                value: value
            )
        )
    }

    func converted(_ text: String, _ field: FieldRule) -> Outcome {
        switch field.conversion {
        case .text:
            return .text(text)
        case .phone:
            return .text(PhoneNumbers.normalized(text, mapping.phones))
        case .number:
            guard Self.isNumber(text) else {
                return .unusable(
                    text,
                    finding: "\(field.target.name) is \(quoted(text)); expected a number"
                )
            }
            return .value(.number(text))
        case .time:
            do throws(TimestampProblem) {
                return .value(.time(try field.time(text)))
            } catch {
                return .unusable(text, finding: "\(field.target.name): \(error)")
            }
        }
    }

    /// Returns the text that a path finds, or nil where nothing that counts is there.
    private func text(
        _ source: ScopedPath,
        join: String?,
        _ progress: inout Progress
    ) throws(PathBudgetExceeded) -> String? {
        switch source.start {
        case .body:
            let root = document.root
            return try text(source.path, in: document, from: root, join, &progress.budget)
        case .step(let index):
            let start = progress.places[index]
            return try text(source.path, in: document, from: start, join, &progress.budget)
        case .request:
            guard let request = request(&progress) else { return nil }
            let root = request.root
            return try text(source.path, in: request, from: root, join, &progress.budget)
        }
    }

    private func text(
        _ path: JSONPath,
        in document: JSONDocument,
        from start: JSONDocument.Node,
        _ join: String?,
        _ budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> String? {
        if let join {
            let nodes = try path.nodes(in: document, from: start, budget: &budget)
            let texts = nodes.compactMap { Self.text(of: $0, in: document) }
            try budget.spend(texts.reduce(0) { $0 + $1.utf8.count / 32 })
            return texts.isEmpty ? nil : texts.joined(separator: join)
        }
        guard let node = try node(path, in: document, from: start, &budget) else { return nil }
        return Self.text(of: node, in: document)
    }

    /// Returns the value that a path finds, paid for by its length as well.
    func node(
        _ path: JSONPath,
        in document: JSONDocument,
        from start: JSONDocument.Node,
        _ budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> JSONDocument.Node? {
        guard let node = try path.first(in: document, from: start, budget: &budget) else {
            return nil
        }
        // One long text that every element of a body repeats would fill the memory.
        try budget.spend(document.range(node).count / 32)
        return node
    }

    /// Tells whether a value counts: null and blank texts do not.
    static func counts(_ node: JSONDocument.Node, in document: JSONDocument) -> Bool {
        switch document.kind(node) {
        case .null: false
        case .string: document.beginsPlainly(node) || !isBlank(document.text(node))
        case .object, .array, .number, .true, .false: true
        }
    }

    private static func text(
        of node: JSONDocument.Node,
        in document: JSONDocument
    ) -> String? {
        switch document.kind(node) {
        case .null:
            return nil
        case .string:
            let text = document.text(node)
            return isBlank(text) ? nil : text
        case .object, .array, .number, .true, .false:
            return document.text(node)
        }
    }

    static func isBlank(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return true }
        // Nearly every text begins with a letter or digit.
        if first > 0x20, first < 0x80 { return false }
        return text.allSatisfy(\.isWhitespace)
    }

    static func isNumber(_ text: String) -> Bool {
        (try? JSONDocument.parse(Array(text.utf8))).map { $0.kind($0.root) == .number } ?? false
    }

    func set(_ field: FieldRule, _ text: String, in fields: inout Fields) {
        switch field.target {
        case .standard(let name): fields[name] = text
        case .custom(let name): fields.custom.append(.init(name: name, value: .text(text)))
        }
    }

    func set(_ field: FieldRule, _ value: FieldValue, in fields: inout Fields) {
        switch field.target {
        case .standard(let name): fields[name] = value.text
        case .custom(let name): fields.custom.append(.init(name: name, value: value))
        }
    }
}
