import JSONPaths
import JSONTree
import WallTime

/// One walk of a mapping over one body.
struct MappingRun {
    // More problems of one body say nothing more: what they have in common is seen in the first.
    private static let problemLimit = 1000

    let mapping: SourceMapping
    let document: JSONDocument
    let facts: RequestFacts
    var result = MappedBody()
    /// Whether events say how each field was found.
    var explains = false
    // Whether the last value was found in the request, not in the body.
    var isFromRequest = false
    var explanation: [MappedBody.FieldExplanation] = []
    private var request: JSONDocument?
    // The matches of the steps down to the current element.
    private var places: [JSONDocument.Node] = []
    var budget = PathBudget()
    private var conditions: [(text: String, holds: Bool)] = []
    private var firstSteps: [(text: String, nodes: [JSONDocument.Node])] = []

    init(mapping: SourceMapping, document: JSONDocument, facts: RequestFacts) {
        self.mapping = mapping
        self.document = document
        self.facts = facts
    }

    /// Applies all rules.
    mutating func all() {
        do throws(PathBudgetExceeded) {
            var fits = false
            for rule in mapping.rules where try apply(rule) { fits = true }
            if !fits {
                result.problems.append(
                    MappingProblem(
                        code: "body.other_provider",
                        path: "$",
                        element: 0,
                        finding: "This is not a body of \(mapping.title)",
                        remedy: "Is the webhook of another provider set to this URL, or is a newer "
                            + "mapping needed?"
                    )
                )
            } else if result.events.isEmpty, result.problems.isEmpty {
                result.ignored = 1
            }
        } catch {
            result.problems.append(
                MappingProblem(
                    code: "body.too_much_work",
                    path: "$",
                    element: 0,
                    finding: "The mapping takes more than \(error.steps) steps over this body",
                    remedy:
                        "Use fewer \"..\" and \"*\" in the mapping's paths, or find out who sends "
                        + "such bodies"
                )
            )
        }
    }

    /// Applies one rule.
    ///
    /// - Returns: Whether the body fits the rule.
    private mutating func apply(_ rule: EventRule) throws(PathBudgetExceeded) -> Bool {
        if let condition = rule.condition, try !holds(condition) { return false }
        guard !rule.steps.isEmpty else {
            try element(rule)
            return true
        }
        let found = try walk(rule, 0)
        return found || rule.condition != nil
    }

    // Rules of one provider share their condition and their first step: each is looked for once.
    private mutating func holds(_ condition: JSONCondition) throws(PathBudgetExceeded) -> Bool {
        if let known = conditions.first(where: { $0.text == condition.text }) { return known.holds }
        let holds = try condition.holds(in: document, budget: &budget)
        conditions.append((condition.text, holds))
        return holds
    }

    private mutating func nodes(
        _ source: ScopedPath
    ) throws(PathBudgetExceeded) -> [JSONDocument.Node] {
        guard source.start == .body else {
            guard let (document, start) = place(source.start) else { return [] }
            return try source.path.nodes(in: document, from: start, budget: &budget)
        }
        if let known = firstSteps.first(where: { $0.text == source.path.text }) {
            return known.nodes
        }
        let nodes = try source.path.nodes(in: document, budget: &budget)
        firstSteps.append((source.path.text, nodes))
        return nodes
    }

    private mutating func walk(
        _ rule: EventRule,
        _ index: Int
    ) throws(PathBudgetExceeded) -> Bool {
        guard index < rule.steps.count else {
            try element(rule)
            return true
        }
        let nodes = try nodes(rule.steps[index].source)
        for node in nodes {
            places.append(node)
            _ = try walk(rule, index + 1)
            places.removeLast()
        }
        return !nodes.isEmpty
    }

    /// Makes one event of one element.
    private mutating func element(
        _ rule: EventRule
    ) throws(PathBudgetExceeded) {
        let node = places.last ?? document.root
        let offset = document.range(node).lowerBound
        var fields = Fields(time: Timestamp(seconds: 0))
        explanation = []
        var hasTime = false
        var hasFailed = false
        for field in rule.fields {
            let outcome = try value(of: field)
            switch outcome {
            case .absent: continue
            case .text(let text):
                set(field.target, .text(text), in: &fields)
            case .value(let value):
                if field.target == .standard(.time), case .time(let time) = value {
                    fields.time = time
                    fields.isTimeOfReceipt = isFromRequest
                    hasTime = true
                } else {
                    set(field.target, value, in: &fields)
                }
            case .unusable(let text, let finding):
                let isTime = field.target == .standard(.time)
                try report(
                    node,
                    offset,
                    code: isTime ? "mapping.time" : "mapping.value",
                    finding: finding,
                    remedy: field.remedy,
                    isKept: !isTime
                )
                if isTime { hasFailed = true } else { set(field.target, .text(text), in: &fields) }
            }
        }
        if !hasTime, !hasFailed {
            try report(
                node,
                offset,
                code: "mapping.no_time",
                finding: "No time was found at \(paths(of: .time, in: rule))",
                remedy:
                    "Correct the path of \"time\" in the mapping, or write \"request.received\" "
                    + "behind it to use the time of receipt"
            )
            hasFailed = true
        }
        if rule.kind == .status, fields.status == nil {
            try report(
                node,
                offset,
                code: "mapping.no_status",
                finding: "No status was found at \(paths(of: .status, in: rule))",
                remedy: "Correct the path of \"status\" in the mapping"
            )
            hasFailed = true
        }
        if hasFailed { return }
        let key = try key(of: rule)
        if key == nil {
            try report(
                node,
                offset,
                code: "mapping.no_identity",
                finding: "A part of the event's identity is missing; copies of it in other bodies "
                    + "cannot be recognised",
                remedy: "The event is kept; correct \"key\" or \"message\" in the mapping",
                isKept: true
            )
        }
        result.events.append(
            MappedBody.Draft(
                key: key,
                kind: rule.kind,
                element: offset,
                fields: fields,
                explanation: explanation
            )
        )
    }

    // MARK: Identity

    private mutating func key(
        of rule: EventRule
    ) throws(PathBudgetExceeded) -> EventKey? {
        var key = EventKey(provider: mapping.provider)
        for part in rule.key {
            var found = part.constant.map { Array($0.utf8) }
            for source in part.sources {
                guard let (document, start) = place(source.start) else { continue }
                if let text = try text(source.path, in: document, from: start, join: nil) {
                    found = Array(text.utf8)
                    break
                }
            }
            if found == nil, !part.isOptional { return nil }
            key.append(found)
        }
        return rule.key.isEmpty ? nil : key
    }

    mutating func place(
        _ start: ScopedPath.Start
    ) -> (JSONDocument, JSONDocument.Node)? {
        switch start {
        case .body: return (document, document.root)
        case .step(let index): return (document, places[index])
        case .request:
            if request == nil {
                result.request = facts.json
                // We wrote the text: it is always JSON.
                request = try? JSONDocument.parse(result.request)
            }
            return request.map { ($0, $0.root) }
        }
    }

    // MARK: Problems

    private mutating func report(
        _ node: JSONDocument.Node,
        _ offset: Int,
        code: String,
        finding: String,
        remedy: String,
        isKept: Bool = false
    ) throws(PathBudgetExceeded) {
        guard result.problems.count < Self.problemLimit else { return }
        let path = document.path(of: node)
        try budget.spend(path.utf8.count / 32)
        result.problems.append(
            MappingProblem(
                code: code,
                path: path,
                element: offset,
                finding: finding,
                remedy: remedy,
                isKept: isKept
            )
        )
    }

    private func paths(of field: StandardField, in rule: EventRule) -> String {
        let sources = rule.fields.first { $0.target == .standard(field) }?.sources ?? []
        return sources.isEmpty
            ? "any path: the mapping has no \"\(field.rawValue)\""
            : list(sources.map { "\"\($0.path.text)\"" })
    }
}
