import JSONPaths
import JSONTree
import Suggestions
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
        guard let name = reader.text(node, "a shipped mapping's word") else { return nil }
        guard let bytes = context.shipped(name) else {
            let hint = nearest(to: name, in: context.shippedNames)
                .map { "did you mean \"\($0)\"?" }
            reader.report(
                node,
                "is \(quoted(name)); \(hint ?? "expected one of \(list(context.shippedNames))")"
            )
            return nil
        }
        do throws(FileProblems) {
            return try SourceMapping(file: name, bytes: bytes, context: context)
        } catch {
            reader.include(error)
            return nil
        }
    }

    // MARK: One kind of event

    private struct Scope {
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

    // MARK: Fields

    private func fields(_ node: JSONDocument.Node, _ scope: Scope) -> [FieldRule] {
        guard reader.document.kind(node) == .object else {
            reader.report(
                node,
                "is \(reader.shown(node)); expected an object of field names and paths"
            )
            return []
        }
        return reader.document.members(node).compactMap { key, value in
            let name = reader.document.text(key)
            // A step that is named like a standard field was reported as a step.
            let isStep = scope.steps.contains(name) && StandardField(rawValue: name) == nil
            guard Self.isName(name), !isStep, name != "request" else {
                reader.report(
                    value,
                    "has a name that cannot be a field's; expected letters, digits and \"_\", no "
                        + "step's name and not \"request\""
                )
                return nil
            }
            return field(name, value, scope)
        }
    }

    private func field(_ name: String, _ node: JSONDocument.Node, _ scope: Scope) -> FieldRule? {
        let standard = StandardField(rawValue: name)
        let target = standard.map(FieldRule.Target.standard) ?? .custom(name)
        let usual: FieldRule.Conversion =
            switch standard {
            case .time: .time
            case .from, .to: .phone
            default: .text
            }
        guard reader.document.kind(node) == .object else {
            let sources = paths(node, scope)
            guard !sources.isEmpty else { return nil }
            return FieldRule(
                target: target,
                constant: nil,
                sources: sources,
                join: nil,
                values: ValueTable(),
                conversion: usual,
                zone: nil
            )
        }
        let keys = ["path", "value", "values", "as", "join", "zone"]
        guard let object = reader.object(node, keys: keys) else { return nil }
        let conversion = conversion(object, target, usual)
        let sources = object["path"].map { paths($0, scope) } ?? []
        let constant = object["value"].flatMap { reader.text($0, "a constant text") }
        if object["path"] == nil, object["value"] == nil {
            reader.report(node, "has neither \"path\" nor \"value\"; expected one of them")
            return nil
        }
        if object["path"] != nil, object["value"] != nil {
            reader.report(node, "has both \"path\" and \"value\"; expected one of them")
            return nil
        }
        if constant != nil, target == .standard(.time) {
            reader.report(node, "is a constant; expected the path of the event's time")
            return nil
        }
        let rules = object["zone"].flatMap { zone($0) }
        if let constant, let node = object["value"] {
            check(constant, node, conversion, rules)
        }
        guard constant != nil || !sources.isEmpty else { return nil }
        return FieldRule(
            target: target,
            constant: constant,
            sources: sources,
            join: object["join"].flatMap { join($0) },
            values: values(object),
            conversion: conversion,
            zone: rules
        )
    }

    private func check(
        _ constant: String,
        _ node: JSONDocument.Node,
        _ conversion: FieldRule.Conversion,
        _ zone: TimeZoneRules?
    ) {
        switch conversion {
        case .text, .phone:
            break
        case .number:
            if !MappingRun.isNumber(constant) {
                reader.report(node, "is \(quoted(constant)); expected a number")
            }
        case .time:
            do throws(TimestampProblem) {
                _ = try Timestamp.parse(constant, zone: zone)
            } catch {
                reader.report(node, "is no constant time: \(error)")
            }
        }
    }

    private func join(_ node: JSONDocument.Node) -> String? {
        guard reader.document.kind(node) == .string else {
            reader.report(node, "is \(reader.shown(node)); expected a text such as \", \"")
            return nil
        }
        return reader.document.text(node)
    }

    private func conversion(
        _ object: ConfigObject,
        _ target: FieldRule.Target,
        _ usual: FieldRule.Conversion
    ) -> FieldRule.Conversion {
        guard let node = object["as"],
            let named = object.word("as", as: FieldRule.Conversion.self)
        else { return usual }
        if case .standard(let field) = target, named != usual {
            reader.report(
                node,
                "is \"\(named.rawValue)\"; \"\(field.rawValue)\" is always \"\(usual.rawValue)\": "
                    + "leave \"as\" out, or use a field name of your own"
            )
        }
        return named
    }

    private func values(_ object: ConfigObject) -> ValueTable {
        guard let node = object["values"] else { return ValueTable() }
        guard reader.document.kind(node) == .object else {
            reader.report(
                node,
                "is \(reader.shown(node)); expected an object such as { failed: \"rejected\" }"
            )
            return ValueTable()
        }
        return ValueTable(
            reader.document.members(node).compactMap { key, value in
                reader.text(value, "the text to write instead")
                    .map { (reader.document.text(key), $0) }
            }
        )
    }

    private func zone(_ node: JSONDocument.Node) -> TimeZoneRules? {
        guard let name = reader.text(node, "a zone name such as \"America/Bogota\"") else {
            return nil
        }
        switch context.zone(name) {
        case .success(let rules):
            return rules
        case .failure(let problem):
            reader.report(node, "is \(quoted(name)); \(problem)")
            return nil
        }
    }

    // MARK: Paths

    /// Returns the paths of a text or a list of texts.
    private func paths(_ node: JSONDocument.Node, _ scope: Scope) -> [ScopedPath] {
        guard reader.document.kind(node) == .array else {
            return scopedPath(node, scope).map { [$0] } ?? []
        }
        let nodes = Array(reader.document.elements(node))
        if nodes.isEmpty { reader.report(node, "is an empty list; expected at least one path") }
        return nodes.compactMap { scopedPath($0, scope) }
    }

    private func scopedPath(_ node: JSONDocument.Node, _ scope: Scope) -> ScopedPath? {
        let example = scope.names.last.map { "\"\($0).…\" or \"$.…\"" } ?? "\"$.…\""
        guard let text = reader.text(node, "a path such as \(example)") else { return nil }
        do throws(JSONPathProblem) {
            let named = try NamedPath(text)
            noteRemarks(named.path.remarks, node)
            if named.start == "$" { return ScopedPath(start: .body, path: named.path) }
            if named.start == "request" { return ScopedPath(start: .request, path: named.path) }
            if let index = scope.steps.firstIndex(of: named.start) {
                return ScopedPath(start: .step(index), path: named.path)
            }
            if scope.all.contains(named.start) { return nil }
            let starts = ["$", "request"] + scope.names
            let hint =
                nearest(to: named.start, in: starts).map { "did you mean \"\($0)\"?" }
                ?? "did you mean { value: \(quoted(text)) }? A path starts at \(list(starts))"
            reader.report(node, "is \(quoted(text)), which starts at no known name; \(hint)")
        } catch {
            reader.report(
                node,
                "is \(quoted(text)), which is no path: \(error); "
                    + "for a constant write { value: \(quoted(text)) }"
            )
        }
        return nil
    }

    // A pattern that can never match is no error of the path, but never what somebody meant.
    private func noteRemarks(_ remarks: [JSONPathProblem], _ node: JSONDocument.Node) {
        for remark in remarks { reader.report(node, "never matches: \(remark)") }
    }

    // MARK: Identity

    private func keyParts(_ node: JSONDocument.Node, _ scope: Scope) -> [EventRule.KeyPart] {
        guard reader.document.kind(node) == .array, reader.document.count(node) > 0 else {
            reader.report(
                node,
                "is \(reader.shown(node)); expected a list of paths that together name one event"
            )
            return []
        }
        return reader.document.elements(node).compactMap { part in
            guard reader.document.kind(part) == .object else {
                return scopedPath(part, scope)
                    .map { EventRule.KeyPart(constant: nil, sources: [$0], isOptional: false) }
            }
            guard let object = reader.object(part, keys: ["path", "optional"]) else { return nil }
            let sources = object.required("path", "a path").map { paths($0, scope) } ?? []
            let isOptional = object.flag("optional") ?? false
            return EventRule.KeyPart(constant: nil, sources: sources, isOptional: isOptional)
        }
    }

    private func defaultKey(_ fields: [FieldRule]) -> [EventRule.KeyPart] {
        [StandardField.message, .status, .to].map { wanted in
            let field = fields.first { $0.target == .standard(wanted) }
            // Not every provider repeats the recipient, and only a status event has a status; what
            // there is names the event then.
            return EventRule.KeyPart(
                constant: field?.constant,
                sources: field?.sources ?? [],
                isOptional: wanted != .message
            )
        }
    }

    // MARK: Names

    private static func isWord(_ text: String) -> Bool {
        text.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
        }
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first else { return false }
        return (first == "_" || first.properties.isAlphabetic)
            && text.unicodeScalars.allSatisfy {
                $0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType != nil
            }
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
