import JSONPaths
import JSONTree
import WallTime

/// Compiles a source mapping's file.
struct SourceMappingReader {
    private typealias Node = JSONDocument.Node

    private static let rootKeys = ["provider", "title", "body", "phones", "events"]
    private static let extendingKeys = ["extends", "title", "phones", "fields"]

    let reader: ConfigReader
    let context: MappingContext

    /// Returns the mapping; nil where the reader noted problems.
    func mapping() -> SourceMapping? {
        let root = reader.document.root
        if reader.document.kind(root) == .object,
            reader.document.member(root, "extends") != nil
        {
            return extended(root)
        }
        guard let object = reader.object(root, keys: Self.rootKeys) else { return nil }
        let provider = object.requiredText("provider", "a stable word such as \"acme\"")
        if let provider, let node = object["provider"], !Self.isWord(provider) {
            reader.report(
                node,
                "is \(quoted(provider)); expected lower-case letters, digits and hyphens"
            )
        }
        let body = object.word("body", as: SourceMapping.BodyForm.self) ?? .json
        let phones = object.word("phones", as: PhoneNumbers.Rule.self) ?? .plain
        let title = object.text("title", "the provider's name")
        let expected = "a list of kinds of events, each with \"fields\""
        guard object.required("events", expected) != nil,
            let nodes = object.elements("events", expected)
        else { return nil }
        if nodes.isEmpty, let node = object["events"] {
            reader.report(node, "is empty; expected \(expected)")
        }
        let rules = nodes.compactMap(rule)
        guard let provider, rules.count == nodes.count, !rules.isEmpty else { return nil }
        return SourceMapping(
            provider: provider,
            title: title ?? provider,
            body: body,
            phones: phones,
            rules: rules
        )
    }

    // MARK: extends

    private func extended(_ root: JSONDocument.Node) -> SourceMapping? {
        guard let object = reader.object(root, keys: Self.extendingKeys),
            let node = object.required("extends", "a shipped mapping's word"),
            let base = baseMapping(node)
        else { return nil }
        let title = object.text("title", "the provider's name") ?? base.title
        let phones = object.word("phones", as: PhoneNumbers.Rule.self) ?? base.phones
        guard let fields = object["fields"] else {
            return SourceMapping(
                provider: base.provider,
                title: title,
                body: base.body,
                phones: phones,
                rules: base.rules
            )
        }
        var names: [String] = []
        for rule in base.rules where rule.kind == .status {
            names += rule.steps.map(\.name).filter { !names.contains($0) }
        }
        let rules = base.rules.map { rule -> EventRule in
            guard rule.kind == .status else { return rule }
            let scope = Scope(steps: rule.steps.map(\.name), all: names)
            let added = self.fields(fields, scope)
            let replaced = Set(added.map(\.target.name))
            return EventRule(
                kind: rule.kind,
                condition: rule.condition,
                steps: rule.steps,
                fields: rule.fields.filter { !replaced.contains($0.target.name) } + added,
                key: rule.key
            )
        }
        return SourceMapping(
            provider: base.provider,
            title: title,
            body: base.body,
            phones: phones,
            rules: rules
        )
    }

    private func baseMapping(_ node: JSONDocument.Node) -> SourceMapping? {
        guard let (name, bytes) = reader.shippedMapping(node, context) else { return nil }
        do throws(FileProblems) {
            return try SourceMapping(file: name, bytes: bytes, context: context)
        } catch {
            reader.include(error)
            return nil
        }
    }

    // MARK: One kind of event

    struct Scope {
        var steps: [String]
        /// The steps of all rules that get the same fields: a path from another's is left out here.
        var all: [String] = []
        /// What a path may start at, for messages.
        var names: [String] { all.isEmpty ? steps : all }
    }

    private func rule(_ node: JSONDocument.Node) -> EventRule? {
        guard let object = reader.object(node, keys: ["kind", "when", "each", "fields", "key"])
        else { return nil }
        let kind = object.word("kind", as: EventKind.self) ?? .status
        let condition = object["when"].flatMap(condition)
        var scope = Scope(steps: [])
        let steps = steps(object, &scope)
        guard
            let fieldsNode = object.required("fields", "an object of field names and paths")
        else { return nil }
        let fields = fields(fieldsNode, scope)
        requireFields(fields, of: kind, at: fieldsNode, hasKey: object["key"] != nil)
        let key = object["key"].map { keyParts($0, scope) } ?? defaultKey(fields)
        return EventRule(kind: kind, condition: condition, steps: steps, fields: fields, key: key)
    }

    private func condition(_ node: JSONDocument.Node) -> JSONCondition? {
        guard let text = reader.text(node, "a filter expression such as \"$.entry\"") else {
            return nil
        }
        do throws(JSONPathProblem) {
            let condition = try JSONCondition(text)
            noteRemarks(condition.remarks, node)
            return condition
        } catch {
            reader.report(node, "is \(quoted(text)): \(error)")
            return nil
        }
    }

    private func steps(_ object: ConfigObject, _ scope: inout Scope) -> [EventRule.Step] {
        let expected = "a list of steps such as { as: \"update\", path: \"$.updates[*]\" }"
        var steps: [EventRule.Step] = []
        for node in object.elements("each", expected) ?? [] {
            guard let step = reader.object(node, keys: ["as", "path"]) else { continue }
            let name = step.requiredText("as", "a name for what the path finds")
            let node = step.required("path", "a path such as \"$.updates[*]\"")
            let path = node.flatMap { scopedPath($0, scope) }
            // A step whose path is wrong is reported once, not again wherever its name is used.
            guard let name else { continue }
            guard let node, let path else {
                scope.steps.append(name)
                continue
            }
            if path.start == .request {
                reader.report(
                    node,
                    "is \(quoted(path.path.text)); expected a path in the body: from \"$\" or an "
                        + "earlier step"
                )
            }
            let taken = StandardField(rawValue: name) != nil || scope.steps.contains(name)
            if taken || name == "request" || !Self.isName(name), let node = step["as"] {
                reader.report(
                    node,
                    "is \(quoted(name)); expected a name of letters, digits and \"_\" that is no "
                        + "field, no other step and not \"request\""
                )
            }
            scope.steps.append(name)
            steps.append(EventRule.Step(name: name, source: path))
        }
        return steps
    }

    private func requireFields(
        _ fields: [FieldRule],
        of kind: EventKind,
        at node: JSONDocument.Node,
        hasKey: Bool
    ) {
        guard reader.document.kind(node) == .object else { return }
        let names = Set(fields.map(\.target.name))
        // A field that is there but wrong was reported already.
        let written = Set(reader.document.members(node).map { reader.document.text($0.key) })
        func need(_ field: StandardField, _ why: String) {
            guard !names.contains(field.rawValue), !written.contains(field.rawValue) else { return }
            reader.report(node, "has no \"\(field.rawValue)\"; expected its path: \(why)")
        }
        need(.time, "every event has a time; \"request.received\" is the time of receipt")
        if kind == .status { need(.status, "a status event tells what became of a message") }
        if !hasKey { need(.message, "the message's id tells copies apart; or write \"key\"") }
    }
}

extension FieldRule.Target {
    var name: String {
        switch self {
        case .standard(let field): field.rawValue
        case .custom(let name): name
        }
    }
}

extension SourceMapping {
    /// Compiles a mapping file.
    ///
    /// - Throws: Everything that is wrong in it.
    package init(
        file: String,
        bytes: [UInt8],
        context: MappingContext
    ) throws(FileProblems) {
        let reader = try ConfigReader(file: file, bytes: bytes)
        let mapping = SourceMappingReader(reader: reader, context: context).mapping()
        try reader.finish()
        guard let mapping else {
            throw FileProblems([
                FileProblem(file: file, line: 1, finding: "the mapping cannot be used")
            ])
        }
        self = mapping
    }
}
