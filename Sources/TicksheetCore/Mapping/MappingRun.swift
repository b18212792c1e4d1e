import JSONPaths
import JSONTree
import WallTime

/// One walk of a mapping over one body.
///
/// What changes on the way is apart, in a ``Progress``: so the parts of the document and of the
/// mapping are lent to each step, and their references are not counted at each.
struct MappingRun {
    // More problems of one body say nothing more: what they have in common is seen in the first.
    private static let problemLimit = 1000

    let mapping: SourceMapping
    let document: JSONDocument
    let facts: RequestFacts
    /// Whether events say how each field was found.
    let explains: Bool

    /// What a walk found so far, and where it is.
    struct Progress {
        var result = MappedBody()
        var budget = PathBudget()
        /// The matches of the steps down to the current element.
        var places: [JSONDocument.Node] = []
        /// Whether the last value was found in the request, not in the body.
        var isFromRequest = false
        var explanation: [MappedBody.FieldExplanation] = []
        fileprivate var request: JSONDocument?
        fileprivate var conditions: [(condition: JSONCondition, holds: Bool)] = []
        fileprivate var firstSteps: [(path: JSONPath, nodes: [JSONDocument.Node])] = []
    }

    /// Applies all rules.
    func all() -> MappedBody {
        var progress = Progress()
        do throws(PathBudgetExceeded) {
            var fits = false
            let rules = mapping.rules
            for index in rules.indices where try apply(rules[index], &progress) { fits = true }
            if !fits {
                progress.result.problems.append(
                    MappingProblem(
                        code: "body.other_provider",
                        path: "$",
                        element: 0,
                        finding: "This is not a body of \(mapping.title)",
                        remedy: "Is the webhook of another provider set to this URL, or is a newer "
                            + "mapping needed?"
                    )
                )
            } else if progress.result.events.isEmpty, progress.result.problems.isEmpty {
                progress.result.ignored = 1
            }
        } catch {
            progress.result.problems.append(
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
        return progress.result
    }

    /// Applies one rule.
    ///
    /// - Returns: Whether the body fits the rule.
    private func apply(
        _ rule: EventRule,
        _ progress: inout Progress
    ) throws(PathBudgetExceeded) -> Bool {
        if let condition = rule.condition, try !holds(condition, &progress) { return false }
        guard !rule.steps.isEmpty else {
            try element(rule, &progress)
            return true
        }
        let found = try walk(rule, 0, &progress)
        return found || rule.condition != nil
    }

    // Rules of one provider share their condition and their first step: each is looked for once.
    private func holds(
        _ condition: JSONCondition,
        _ progress: inout Progress
    ) throws(PathBudgetExceeded) -> Bool {
        for index in progress.conditions.indices
        where progress.conditions[index].condition.text == condition.text {
            return progress.conditions[index].holds
        }
        let holds = try condition.holds(in: document, budget: &progress.budget)
        progress.conditions.append((condition, holds))
        return holds
    }

    private func nodes(
        _ source: ScopedPath,
        _ progress: inout Progress
    ) throws(PathBudgetExceeded) -> [JSONDocument.Node] {
        switch source.start {
        case .body:
            for index in progress.firstSteps.indices
            where progress.firstSteps[index].path.text == source.path.text {
                return progress.firstSteps[index].nodes
            }
            let nodes = try source.path.nodes(in: document, budget: &progress.budget)
            progress.firstSteps.append((source.path, nodes))
            return nodes
        case .step(let index):
            let start = progress.places[index]
            return try source.path.nodes(in: document, from: start, budget: &progress.budget)
        case .request:
            guard let request = request(&progress) else { return [] }
            return try source.path.nodes(in: request, budget: &progress.budget)
        }
    }

    private func walk(
        _ rule: EventRule,
        _ index: Int,
        _ progress: inout Progress
    ) throws(PathBudgetExceeded) -> Bool {
        guard index < rule.steps.count else {
            try element(rule, &progress)
            return true
        }
        let nodes = try nodes(rule.steps[index].source, &progress)
        for node in nodes {
            progress.places.append(node)
            _ = try walk(rule, index + 1, &progress)
            progress.places.removeLast()
        }
        return !nodes.isEmpty
    }

    /// Makes one event of one element.
    private func element(
        _ rule: EventRule,
        _ progress: inout Progress
    ) throws(PathBudgetExceeded) {
        let node = progress.places.last ?? document.root
        let offset = document.range(node).lowerBound
        var fields = Fields(time: Timestamp(seconds: 0))
        progress.explanation = []
        var hasTime = false
        var hasFailed = false
        let wanted = rule.fields
        for index in wanted.indices {
            let field = wanted[index]
            switch try value(of: field, &progress) {
            case .absent: continue
            case .text(let text):
                set(field, text, in: &fields)
            case .value(let value):
                if field.isTime, case .time(let time) = value {
                    fields.time = time
                    fields.isTimeOfReceipt = progress.isFromRequest
                    hasTime = true
                } else {
                    set(field, value, in: &fields)
                }
            case .unusable(let text, let finding):
                try report(
                    node,
                    offset,
                    code: field.isTime ? "mapping.time" : "mapping.value",
                    finding: finding,
                    remedy: field.remedy,
                    isKept: !field.isTime,
                    &progress
                )
                if field.isTime { hasFailed = true } else { set(field, text, in: &fields) }
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
                    + "behind it to use the time of receipt",
                &progress
            )
            hasFailed = true
        }
        if rule.kind == .status, fields.status == nil {
            try report(
                node,
                offset,
                code: "mapping.no_status",
                finding: "No status was found at \(paths(of: .status, in: rule))",
                remedy: "Correct the path of \"status\" in the mapping",
                &progress
            )
            hasFailed = true
        }
        if hasFailed { return }
        let key = try key(of: rule, &progress)
        if key == nil {
            try report(
                node,
                offset,
                code: "mapping.no_identity",
                finding: "A part of the event's identity is missing; copies of it in other bodies "
                    + "cannot be recognised",
                remedy: "The event is kept; correct \"key\" or \"message\" in the mapping",
                isKept: true,
                &progress
            )
        }
        progress.result.events.append(
            MappedBody.Draft(
                key: key,
                kind: rule.kind,
                element: offset,
                fields: consume fields,
                explanation: progress.explanation
            )
        )
    }

    /// Returns what is known of the request; read when a path first begins there.
    func request(_ progress: inout Progress) -> JSONDocument? {
        if progress.request == nil {
            progress.result.request = facts.json
            // We wrote the text: it is always JSON.
            progress.request = try? JSONDocument.parse(facts.seen(progress.result.request))
        }
        return progress.request
    }

    // MARK: Problems

    private func report(
        _ node: JSONDocument.Node,
        _ offset: Int,
        code: String,
        finding: String,
        remedy: String,
        isKept: Bool = false,
        _ progress: inout Progress
    ) throws(PathBudgetExceeded) {
        guard progress.result.problems.count < Self.problemLimit else { return }
        let path = document.path(of: node)
        try progress.budget.spend(path.utf8.count / 32)
        progress.result.problems.append(
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
