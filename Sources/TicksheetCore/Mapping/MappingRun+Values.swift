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

    mutating func value(
        of field: FieldRule
    ) throws(PathBudgetExceeded) -> Outcome {
        if let constant = field.constant {
            if explains { explain(field, path: "value", place: "", sent: "", constant) }
            return converted(constant, field)
        }
        for source in field.sources {
            guard let (document, start) = place(source.start) else { continue }
            guard let text = try text(source.path, in: document, from: start, join: field.join)
            else { continue }
            isFromRequest = source.start == .request
            let outcome = converted(field.values[text], field)
            if explains {
                let node = try source.path.first(in: document, from: start, budget: &budget)
                explain(
                    field,
                    path: source.path.text,
                    place: (source.start == .request ? "request " : "")
                        + (node.map(document.path) ?? ""),
                    sent: text,
                    outcome.text
                )
            }
            return outcome
        }
        return .absent
    }

    mutating func explain(
        _ field: FieldRule,
        path: String,
        place: String,
        sent: String,
        _ value: String
    ) {
        explanation.append(
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

    /// Returns the text that a path finds, or nil where nothing that counts is there: a value that
    /// is missing, null or blank.
    mutating func text(
        _ path: JSONPath,
        in document: JSONDocument,
        from start: JSONDocument.Node,
        join: String?
    ) throws(PathBudgetExceeded) -> String? {
        if let join {
            let nodes = try path.nodes(in: document, from: start, budget: &budget)
            let texts = nodes.compactMap { Self.text(of: $0, in: document) }
            try budget.spend(texts.reduce(0) { $0 + $1.utf8.count / 32 })
            return texts.isEmpty ? nil : texts.joined(separator: join)
        }
        guard let node = try path.first(in: document, from: start, budget: &budget) else {
            return nil
        }
        // One long text that every element of a body repeats would fill the memory.
        try budget.spend(document.range(node).count / 32)
        return Self.text(of: node, in: document)
    }

    static func text(of node: JSONDocument.Node, in document: JSONDocument) -> String? {
        switch document.kind(node) {
        case .null:
            return nil
        case .string:
            let text = document.text(node)
            return isBlank(text) ? nil : text
        default:
            return String(decoding: document.source(node), as: UTF8.self)
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

    func set(_ target: FieldRule.Target, _ value: FieldValue, in fields: inout Fields) {
        switch target {
        case .standard(let field): fields[field] = value.text
        case .custom(let name): fields.custom.append(.init(name: name, value: value))
        }
    }
}
