import JSONPaths
import JSONTree
import WallTime

/// What one provider's webhooks mean, compiled: body → events.
///
/// Made once from a mapping file, then used by any number of threads. Holds no state.
package struct SourceMapping: Sendable {
    /// How a body is written.
    package enum BodyForm: String, Sendable, CaseIterable {
        /// As JSON.
        case json
        /// As a form: an object of texts, a repeated key a list.
        case form
        /// In the request's query; the body is not read.
        case query
    }

    /// The word that names the provider for good; part of every event's identity.
    package let provider: String
    /// The provider's name for people.
    package let title: String
    /// How its bodies are written.
    package let body: BodyForm
    /// The kinds of events it makes.
    package var kinds: Set<EventKind> { Set(rules.map(\.kind)) }
    /// The custom fields of its events.
    package var customFields: Set<String> {
        Set(
            rules.flatMap(\.fields).compactMap { field in
                if case .custom(let name) = field.target { name } else { nil }
            }
        )
    }
    /// Those of them that hold times.
    package var customTimes: Set<String> {
        Set(
            rules.flatMap(\.fields).compactMap { field in
                if case .custom(let name) = field.target, field.conversion == .time {
                    name
                } else {
                    nil
                }
            }
        )
    }
    /// The words that its events' statuses may be whatever the bodies say.
    package var statuses: Set<String> {
        Set(
            rules.flatMap(\.fields).filter { $0.target == .standard(.status) }
                .flatMap { $0.values.pairs.map(\.to) + [$0.constant].compactMap(\.self) }
        )
    }
    let phones: PhoneNumbers.Rule
    let rules: [EventRule]
}

/// Where the events of one kind stand in a body and how their fields are found.
///
/// A class, because a walk over a body passes it on at each step: a struct of its size is copied.
final class EventRule: Sendable {
    let kind: EventKind
    let condition: JSONCondition?
    let steps: [Step]
    let fields: [FieldRule]
    let key: [KeyPart]

    init(
        kind: EventKind,
        condition: JSONCondition?,
        steps: [Step],
        fields: [FieldRule],
        key: [KeyPart]
    ) {
        self.kind = kind
        self.condition = condition
        self.steps = steps
        self.fields = fields
        self.key = key
    }

    /// One step from the body to one event.
    struct Step: Sendable {
        let name: String
        let source: ScopedPath
    }

    /// One part of an event's identity: the first path that is there.
    struct KeyPart: Sendable {
        /// A constant instead of a path: two rules may differ in nothing else.
        let constant: String?
        let sources: [ScopedPath]
        let isOptional: Bool
    }
}

/// A path with the place that it starts from.
struct ScopedPath: Sendable {
    /// Where a path starts.
    enum Start: Sendable, Equatable {
        /// At the whole body.
        case body
        /// At the match of a step, counted from 0.
        case step(Int)
        /// At what is known of the request.
        case request
    }

    let start: Start
    let path: JSONPath
}

/// How one field is found and what becomes of it.
final class FieldRule: Sendable {
    /// Which field.
    enum Target: Sendable, Equatable {
        case standard(StandardField)
        case custom(String)
    }

    /// What is made of the text that was found.
    enum Conversion: String, Sendable, CaseIterable {
        case time
        case phone
        case number
        case text
    }

    let target: Target
    /// Whether it is the event's time.
    let isTime: Bool
    /// A constant instead of a path.
    let constant: String?
    /// Paths; the first that is there counts.
    let sources: [ScopedPath]
    /// Puts all matches together instead of taking the first.
    let join: String?
    /// Replaces texts: exactly, then without regard to case.
    let values: ValueTable
    let conversion: Conversion
    /// How the provider writes its times; nil where they are read in every known form.
    let pattern: TimePattern?
    /// For times without a zone of their own.
    let zone: TimeZoneRules?
    /// That zone's name.
    let zoneName: String?

    init(
        target: Target,
        constant: String?,
        sources: [ScopedPath],
        join: String?,
        values: ValueTable,
        conversion: Conversion,
        pattern: TimePattern?,
        zone: TimeZoneRules?,
        zoneName: String?
    ) {
        self.target = target
        isTime = target == .standard(.time)
        self.constant = constant
        self.sources = sources
        self.join = join
        self.values = values
        self.conversion = conversion
        self.pattern = pattern
        self.zone = zone
        self.zoneName = zoneName
    }
}

extension FieldRule {
    /// Reads a time as the rule says.
    func time(_ text: String) throws(TimestampProblem) -> Timestamp {
        guard let pattern else { return try Timestamp.parse(text, zone: zone) }
        return try pattern.parse(text, zone: zone)
    }

    /// What to do about a text that cannot be converted, a sentence without its full stop.
    var remedy: String {
        if isTime {
            return pattern == nil
                ? "Correct the path or the zone of \"time\" in the mapping"
                : "Correct the path or the pattern of \"time\" in the mapping"
        }
        let key = pattern == nil ? "as" : "pattern"
        return "The text stands as it is; correct the field's \"\(key)\" in the mapping"
    }
}

/// Replaces known texts by others.
package struct ValueTable: Sendable, Equatable {
    private let own: [String: String]
    private let exact: [String: String]
    private let folded: [String: String]

    /// Creates a table.
    ///
    /// `words`: What stands for itself in any letters, where no pair says otherwise.
    init(_ pairs: [(from: String, to: String)] = [], words: [String] = []) {
        own = Dictionary(pairs.map { ($0.from, $0.to) }) { first, _ in first }
        let named = Dictionary(pairs.map { ($0.from.lowercased(), $0.to) }) { first, _ in first }
        let added = words.filter { named[$0] == nil }.map { ($0, $0) }
        exact = own.merging(added) { first, _ in first }
        folded = named.merging(added) { first, _ in first }
    }

    var isEmpty: Bool { exact.isEmpty }

    /// All replacements, sorted.
    var pairs: [(from: String, to: String)] {
        own.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    package subscript(_ text: String) -> String {
        if exact.isEmpty { return text }
        return exact[text] ?? folded[text.lowercased()] ?? text
    }
}
