import JSONTree
import WallTime

/// Reads the fields of one kind of event.
extension SourceMappingReader {
    // MARK: Fields

    func fields(_ node: JSONDocument.Node, _ scope: Scope) -> [FieldRule] {
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
            if name == "kind" || DerivedField(rawValue: name) != nil {
                reader.report(
                    value,
                    "has the name \(quoted(name)), which every report has of itself; expected another"
                )
                return nil
            }
            return field(name, value, scope)
        }
    }

    func field(_ name: String, _ node: JSONDocument.Node, _ scope: Scope) -> FieldRule? {
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
                values: ValueTable(words: words(of: target)),
                conversion: usual,
                pattern: nil,
                zone: nil,
                zoneName: nil
            )
        }
        let keys = ["path", "value", "values", "as", "join", "pattern", "locale", "zone"]
        guard let object = reader.object(node, keys: keys) else { return nil }
        let conversion = conversion(object, target, usual)
        let sources = object["path"].map { paths($0, scope) } ?? []
        let constant = object["value"].flatMap { reader.text($0, "a constant text") }
            .map { self.standard($0, target) }
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
        let rule = FieldRule(
            target: target,
            constant: constant,
            sources: sources,
            join: object["join"].flatMap { join($0) },
            values: values(object, target),
            conversion: conversion,
            pattern: pattern(object, target, conversion),
            zone: object["zone"].flatMap { zone($0) },
            zoneName: object["zone"].map { reader.document.text($0) }
        )
        guard constant != nil || !sources.isEmpty else { return nil }
        // By a pattern that was reported already, the constant cannot be judged.
        let isJudged = object["pattern"] == nil || rule.pattern != nil
        if let constant, let node = object["value"], isJudged { check(constant, node, rule) }
        return rule
    }

    func check(_ constant: String, _ node: JSONDocument.Node, _ rule: FieldRule) {
        switch rule.conversion {
        case .text, .phone:
            break
        case .number:
            if !MappingRun.isNumber(constant) {
                reader.report(node, "is \(quoted(constant)); expected a number")
            }
        case .time:
            do throws(TimestampProblem) {
                _ = try rule.time(constant)
            } catch {
                reader.report(node, "is no constant time: \(error)")
            }
        }
    }

    func join(_ node: JSONDocument.Node) -> String? {
        guard reader.document.kind(node) == .string else {
            reader.report(node, "is \(reader.shown(node)); expected a text such as \", \"")
            return nil
        }
        return reader.document.text(node)
    }

    func conversion(
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

    func values(_ object: ConfigObject, _ target: FieldRule.Target) -> ValueTable {
        guard let node = object["values"] else { return ValueTable(words: words(of: target)) }
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
                    .map { (reader.document.text(key), standard($0, target)) }
            },
            words: words(of: target)
        )
    }

    // Rows and results know the small words alone, whoever writes them.
    private func standard(_ text: String, _ target: FieldRule.Target) -> String {
        let words = words(of: target)
        return words.first { $0 == text.lowercased() } ?? text
    }

    // Some senders write "Delivered" or "READ": rows and results know the small words alone.
    private func words(of target: FieldRule.Target) -> [String] {
        target == .standard(.status) ? MessageStatus.words : []
    }

    func zone(_ node: JSONDocument.Node) -> TimeZoneRules? {
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
}
