import JSONPaths
import JSONTree

/// Puts an event's identity together.
extension MappingRun {
    /// Returns what the event's id is computed over; nil where a needed part is missing.
    func key(
        of rule: EventRule,
        _ progress: inout Progress
    ) throws(PathBudgetExceeded) -> EventKey? {
        guard !rule.key.isEmpty else { return nil }
        var key = EventKey(provider: mapping.provider)
        let parts = rule.key
        for index in parts.indices where try !append(parts[index], to: &key, &progress) {
            return nil
        }
        return key
    }

    /// Appends one part; false where it is missing and needed.
    private func append(
        _ part: EventRule.KeyPart,
        to key: inout EventKey,
        _ progress: inout Progress
    ) throws(PathBudgetExceeded) -> Bool {
        let sources = part.sources
        for index in sources.indices where try append(sources[index], to: &key, &progress) {
            return true
        }
        guard part.constant != nil || part.isOptional else { return false }
        key.append(part.constant.map { Array($0.utf8) })
        return true
    }

    /// Appends the text that a path finds; false where nothing that counts is there.
    private func append(
        _ source: ScopedPath,
        to key: inout EventKey,
        _ progress: inout Progress
    ) throws(PathBudgetExceeded) -> Bool {
        switch source.start {
        case .body:
            return try append(source.path, in: document, from: document.root, to: &key, &progress)
        case .step(let index):
            let start = progress.places[index]
            return try append(source.path, in: document, from: start, to: &key, &progress)
        case .request:
            guard let request = request(&progress) else { return false }
            return try append(source.path, in: request, from: request.root, to: &key, &progress)
        }
    }

    private func append(
        _ path: JSONPath,
        in document: JSONDocument,
        from start: JSONDocument.Node,
        to key: inout EventKey,
        _ progress: inout Progress
    ) throws(PathBudgetExceeded) -> Bool {
        guard let node = try node(path, in: document, from: start, &progress.budget),
            Self.counts(node, in: document)
        else { return false }
        key.append { document.append(node, to: &$0) }
        return true
    }
}
