/// What mapping a kept body again changes; pure, so that looking and doing agree.
///
/// An element is found again by its place: (body, kind, offset of the element in the body) names it
/// as long as the body lies unchanged, whatever becomes of the mapping's key, and an entry keeps it.
/// Where the mapping now sees the element at another place its id names the entry. An event without an
/// entry of this body is a copy that another body brought first if it was one when the body came, or if
/// its id is in the journal; else it is new.
package struct ReplayPlan: Sendable {
    /// An entry whose fields the mapping now tells otherwise, or whose message is now another provider's.
    package struct Correction: Sendable, Equatable {
        /// The entry as it is known now.
        package let entry: Entry
        /// What it is from now on.
        package let event: Event
    }

    /// A problem that the body still has.
    package struct Remaining: Sendable, Equatable {
        /// Its number.
        package let number: Int64
        /// What is wrong, in today's words.
        package let problem: MappingProblem
        /// Whether the journal has other words.
        package let isChanged: Bool
    }

    /// The number of the body.
    package let body: Int64
    /// What it gives now.
    package let delivery: Delivery
    /// Events that the journal has not.
    package private(set) var new: [Event] = []
    /// Entries that change.
    package private(set) var corrections: [Correction] = []
    /// Ids under which a changed key knows entries that are there.
    package private(set) var ids: [EventID] = []
    /// Entries that stay as they are.
    package private(set) var unchanged = 0
    /// Events that another body, or another element, brought first.
    package private(set) var copies = 0
    /// Events that the journal has not and that may be copies of entries that retention removed: they are
    /// left out, as they would be if they came now.
    package private(set) var tooOld: [Event] = []
    /// Events that the journal has not and that could not be told from their copies, as their number is
    /// forgotten: they are left out.
    package private(set) var forgotten: [Event] = []
    /// Entries that the mapping no longer yields; they are kept.
    package private(set) var lost: [Entry] = []
    /// Problems that are none any more, by number.
    package private(set) var solved: [Int64] = []
    /// Problems that stay.
    package private(set) var remaining: [Remaining] = []
    /// Problems that are new.
    package private(set) var raised: [MappingProblem] = []
    // The elements of the problems that the journal has.
    private let troubled: Set<Int>
    private let masked: Set<EventID>
    private let others: Set<EventID>

    /// Compares what a body gives with what the journal holds of it.
    ///
    /// `content`: Asked for with the ids of the delivery's events.
    ///
    /// `masked`: Ids that are made of masked texts, so that copies have others.
    ///
    /// `others`: Ids under which a changed key knows entries of other bodies, as long as they are not filed.
    package init(
        _ delivery: Delivery,
        of body: Int64,
        _ content: KeptContent,
        masked: Set<EventID> = [],
        others: Set<EventID> = []
    ) {
        self.body = body
        self.delivery = delivery
        self.masked = masked
        self.others = others
        troubled = Set(content.problems.map(\.problem.element))
        compareEvents(content)
        compareProblems(keepingLeftOut(of: content))
    }

    /// Whether there is nothing to write.
    package var isEmpty: Bool {
        new.isEmpty && corrections.isEmpty && ids.isEmpty && solved.isEmpty && raised.isEmpty
            && !remaining.contains(where: \.isChanged)
    }

    /// Returns what the plan says of ids alone.
    package func ofIDsOnly() -> Self {
        var plan = self
        (plan.new, plan.corrections, plan.raised) = ([], [], [])
        (plan.solved, plan.remaining, plan.tooOld, plan.forgotten) = ([], [], [], [])
        return plan
    }

    /// Returns the plan without corrections of elements that had no problem.
    package func ofProblemsOnly() -> Self {
        var plan = self
        plan.corrections.removeAll { !troubled.contains($0.event.element) }
        return plan
    }

    // MARK: Events

    private struct Place: Hashable {
        let element: Int
        let kind: EventKind
    }

    private mutating func compareEvents(_ content: KeptContent) {
        var kept: [Place: [KeptContent.Element]] = [:]
        for element in content.elements {
            let place = Place(element: element.element, kind: element.entry.kind)
            kept[place, default: []].append(element)
        }
        var found: [Place: [Event]] = [:]
        var order: [Place] = []
        for event in delivery.events {
            let place = Place(element: event.element, kind: event.kind)
            if found[place] == nil { order.append(place) }
            found[place, default: []].append(event)
        }
        var seen: Set<EventID> = []
        var left: [KeptContent.Element] = []
        var known: [Event] = []
        for place in order {
            let entries = kept.removeValue(forKey: place) ?? []
            left += compare(found[place] ?? [], with: entries, content, &seen, &known)
        }
        left += kept.values.joined()
        compare(known, at: left)
    }

    // The element is seen at another place, as by another number of steps: its id tells which it is.
    private mutating func compare(_ known: [Event], at left: [KeptContent.Element]) {
        var left = left.sorted { $0.entry.sequence < $1.entry.sequence }
        for event in known {
            let moved = left.firstIndex { $0.id == event.id && $0.entry.kind == event.kind }
            if let moved { compare(event, with: left.remove(at: moved).entry) } else { copies += 1 }
        }
        lost = left.map(\.entry)
    }

    /// Compares the events of one element with its entries; mostly one of each.
    ///
    /// `known`: Takes events without an entry here whose id is in the journal.
    ///
    /// - Returns: The entries that are left.
    private mutating func compare(
        _ events: [Event],
        with entries: [KeptContent.Element],
        _ content: KeptContent,
        _ seen: inout Set<EventID>,
        _ known: inout [Event]
    ) -> [KeptContent.Element] {
        // Several rules may make an event of one element: entries stand in the order of the rules.
        // Where their number changed, an event that is no new one belongs to the most alike.
        let isSameNumber = events.count == entries.count
        var entries = entries
        for event in events {
            let isFiled = content.known.contains(event.id) || seen.contains(event.id)
            let isKnown = isFiled || others.contains(event.id)
            if !entries.isEmpty, isSameNumber || isKnown {
                let index = isSameNumber ? 0 : Self.mostAlike(event, entries)
                compare(event, with: entries.remove(at: index).entry)
                if !isFiled { ids.append(event.id) }
            } else if isKnown {
                known.append(event)
            } else if content.copies.contains(event.element) {
                copies += 1
                ids.append(event.id)
            } else if masked.contains(event.id) {
                forgotten.append(event)
            } else if content.mayHaveHad(event) {
                tooOld.append(event)
            } else {
                new.append(event)
            }
            seen.insert(event.id)
        }
        return entries
    }

    private mutating func compare(_ event: Event, with entry: Entry) {
        // What older programs appended names no provider and stays as it is.
        let isOfOther =
            entry.kind == .status && entry.provider != nil && entry.provider != delivery.provider
        if !isOfOther, entry.fields.isSame(as: event.fields) {
            unchanged += 1
        } else {
            corrections.append(Correction(entry: entry, event: event))
        }
    }

    private static func mostAlike(_ event: Event, _ entries: [KeptContent.Element]) -> Int {
        func likeness(_ kept: KeptContent.Element) -> Int {
            StandardField.allCases.count { kept.entry.fields[$0] == event.fields[$0] }
        }
        // Among equals the first: rules keep their order.
        let best = entries.indices.max { left, right in
            (likeness(entries[left]), -left) < (likeness(entries[right]), -right)
        }
        return best ?? 0
    }

    // MARK: Problems

    /// Keeps the problems of events that are left out, in the words that hold now.
    ///
    /// - Returns: The other problems.
    private mutating func keepingLeftOut(of content: KeptContent) -> [KeptProblem] {
        var rest = content.problems
        for problem in leftOut(of: content) {
            let same =
                rest.firstIndex {
                    $0.problem.code == problem.code && $0.problem.element == problem.element
                } ?? rest.firstIndex { $0.problem.element == problem.element }
            guard let same else {
                raised.append(problem)
                continue
            }
            let kept = rest.remove(at: same)
            let isChanged = kept.problem.code != problem.code
            remaining.append(
                Remaining(
                    number: kept.number,
                    problem: isChanged ? problem : kept.problem,
                    isChanged: isChanged
                )
            )
        }
        return rest
    }

    // One for each element that had a problem; that of a whole body stands at its begin.
    private func leftOut(of content: KeptContent) -> [MappingProblem] {
        var problems: [MappingProblem] = []
        var elements: Set<Int> = []
        for event in forgotten {
            let element = troubled.contains(event.element) ? event.element : 0
            guard troubled.contains(element), elements.insert(element).inserted else { continue }
            problems.append(.forgotten(element: element))
        }
        guard let since = content.idsKeptSince else { return problems }
        return problems
            + tooOld.filter { troubled.contains($0.element) }.map { .tooOld($0, kept: since) }
    }

    // A problem keeps its number as long as its place has one, whatever is wrong there now.
    private mutating func compareProblems(_ kept: [KeptProblem]) {
        var kept = kept
        var waiting: [MappingProblem] = []
        var seen: Set<[String]> = []
        for problem in delivery.problems
        where seen.insert([problem.path, problem.code]).inserted {
            let same = kept.firstIndex {
                $0.problem.path == problem.path && $0.problem.code == problem.code
            }
            if let same { remain(kept.remove(at: same), problem) } else { waiting.append(problem) }
        }
        for problem in waiting {
            if let there = kept.firstIndex(where: { $0.problem.path == problem.path }) {
                remain(kept.remove(at: there), problem)
            } else {
                raised.append(problem)
            }
        }
        solved = kept.map(\.number)
    }

    private mutating func remain(_ kept: KeptProblem, _ problem: MappingProblem) {
        let old = kept.problem
        remaining.append(
            Remaining(
                number: kept.number,
                problem: problem,
                isChanged: old.code != problem.code || old.element != problem.element
                    || old.finding != problem.finding || old.remedy != problem.remedy
            )
        )
    }
}

extension KeptContent {
    fileprivate func mayHaveHad(_ event: Event) -> Bool {
        idsKeptSince.map { event.fields.time < $0 } ?? false
    }
}

extension Fields {
    // A mapping may name the same custom fields in another order.
    fileprivate func isSame(as other: Self) -> Bool {
        if self == other { return true }
        func sorted(_ fields: Self) -> Self {
            var fields = fields
            fields.custom.sort { $0.name < $1.name }
            return fields
        }
        return sorted(self) == sorted(other)
    }
}
