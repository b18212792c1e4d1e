import TestSupport
import Testing
import TicksheetCore
import WallTime

@Suite struct ReplayPlanTests {
    private let journal = MemoryJournal()

    @Test func `an element with the fields of its entry changes nothing`() {
        let plan = plan([event(1), event(2)], has: [(1, 1), (2, 2)], knows: [1, 2])
        #expect(plan.isEmpty)
        #expect(plan.unchanged == 2)
    }

    @Test func `an element with other fields corrects its entry and no other`() {
        let plan = plan(
            [event(1), event(2, status: "rejected")],
            has: [(1, 1), (2, 2)],
            knows: [1, 2]
        )
        #expect(plan.corrections.map(\.entry.sequence) == [2])
        #expect(plan.corrections.map(\.event.fields.status) == ["rejected"])
        #expect(plan.unchanged == 1)
        #expect(plan.new.isEmpty && plan.lost.isEmpty && plan.ids.isEmpty)
    }

    @Test func `an element of a changed key is found by its place and gets the new id`() {
        let renamed = Event(
            id: Sample.id(77, in: journal),
            kind: .status,
            element: 1,
            fields: Sample.fields(1)
        )
        let plan = plan([renamed], has: [(1, 1)], knows: [])
        #expect(plan.new.isEmpty)
        #expect(plan.unchanged == 1)
        #expect(plan.ids == [renamed.id])
        #expect(!plan.isEmpty)
    }

    @Test
    func
        `an event that another body has under a changed key is a copy, an entry's own id is filed`()
    {
        let others: Set<EventID> = [Sample.id(1, in: journal), Sample.id(2, in: journal)]
        let plan = plan([event(1), event(2), event(3)], has: [(1, 1)], knows: [], others: others)
        #expect(plan.new.map(\.element) == [3])
        #expect(plan.copies == 1)
        #expect(plan.ids == [Sample.id(1, in: journal)])
        #expect(plan.ofIDsOnly().ids == plan.ids)
        #expect(plan.ofIDsOnly().new.isEmpty)
    }

    @Test func `an event without an entry here is a copy or new as its id tells`() {
        let plan = plan([event(1), event(2), event(2)], has: [], knows: [1])
        #expect(plan.new.map(\.element) == [2])
        #expect(plan.copies == 2)
    }

    @Test func `another kind of the same element is another event`() {
        let signal = event(1, kind: .signal)
        let plan = plan([event(1), signal], has: [(1, 1)], knows: [1])
        // Sample ids do not tell kinds apart, so the second is taken for a copy of the first.
        #expect(plan.copies == 1)
        let other = Event(
            id: Sample.id(9, in: journal),
            kind: .signal,
            element: 1,
            fields: signal.fields
        )
        #expect(self.plan([event(1), other], has: [(1, 1)], knows: [1]).new == [other])
    }

    @Test func `an entry that the mapping no longer yields is lost`() {
        let plan = plan([event(1)], has: [(1, 1), (2, 2)], knows: [1])
        #expect(plan.lost.map(\.sequence) == [2])
        #expect(plan.isEmpty)
    }

    @Test func `several events of one element keep to the order of their rules`() {
        let events = [event(1, at: 5), event(2, at: 5, status: "read")]
        let plan = plan(events, has: [(1, 5), (2, 5)], knows: [1, 2])
        #expect(plan.corrections.map(\.entry.sequence) == [2])
        #expect(plan.unchanged == 1)
    }

    @Test func `of several events of one element a new one is told from those that were there`() {
        let events = [event(3, at: 5), event(1, at: 5), event(2, at: 5, status: "read")]
        let plan = plan(events, has: [(1, 5), (2, 5)], knows: [1, 2])
        #expect(plan.new.map(\.id) == [Sample.id(3, in: journal)])
        #expect(plan.corrections.map(\.entry.sequence) == [2])
        #expect(plan.unchanged == 1)
    }

    @Test func `of several entries of one element the most alike stays when a rule is gone`() {
        let plan = plan([event(2, at: 5)], has: [(1, 5), (2, 5)], knows: [2])
        #expect(plan.lost.map(\.sequence) == [1])
        #expect(plan.unchanged == 1)
        #expect(plan.corrections.isEmpty)
    }

    @Test func `custom fields in another order are the same`() {
        let custom = ["a", "b"].map { Fields.CustomField(name: $0, value: .text($0)) }
        var fields = [Sample.fields(1), Sample.fields(1)]
        fields[0].custom = custom
        fields[1].custom = custom.reversed()
        let event = Event(
            id: Sample.id(1, in: journal),
            kind: .status,
            element: 1,
            fields: fields[0]
        )
        let entry = Sample.entry(1, fields: fields[1])
        let content = KeptContent(
            elements: [.init(element: 1, entry: entry)],
            known: [event.id],
            problems: []
        )
        #expect(ReplayPlan(Sample.delivery([event]), of: 1, content).unchanged == 1)
        var other = event.fields
        other.custom[1] = Fields.CustomField(name: "b", value: .number("1"))
        let changed = Event(id: event.id, kind: .status, element: 1, fields: other)
        let plan = ReplayPlan(Sample.delivery([changed]), of: 1, content)
        #expect(plan.corrections.count == 1)
    }

    @Test(
        arguments: [
            (.status, "sample", 0), (.status, nil, 0), (.status, "other", 1),
            (.inbound, "other", 0),
        ] as [(EventKind, String?, Int)]
    )
    func `a status of another provider's message is corrected`(
        _ kind: EventKind,
        _ provider: String?,
        _ corrections: Int
    ) {
        let entry = Entry(
            sequence: 1,
            origin: .webhook,
            source: "meta",
            provider: provider,
            received: Sample.noon,
            kind: kind,
            fields: Sample.fields(1)
        )
        let event = event(1, kind: kind)
        let content = KeptContent(
            elements: [.init(element: 1, entry: entry)],
            known: [event.id],
            problems: []
        )
        let plan = ReplayPlan(Sample.delivery([event]), of: 1, content)
        #expect(plan.corrections.count == corrections)
        #expect(plan.unchanged == 1 - corrections)
    }

    @Test func `an event that may have been removed is left out, and stays a problem`() {
        // The sample of a problem is of element 7.
        let events = [Sample.event(1, in: journal), Sample.event(7, in: journal)]
        let since = Timestamp(seconds: events[0].fields.time.seconds + 3600)
        let content = KeptContent(
            elements: [],
            known: [],
            problems: [kept(4, "$.a")],
            idsKeptSince: since
        )
        let plan = ReplayPlan(Sample.delivery(events), of: 1, content)
        #expect(plan.new.isEmpty)
        #expect(plan.tooOld == events)
        #expect(plan.remaining.map(\.problem) == [.tooOld(events[1], kept: since)])
        #expect(plan.remaining.map(\.number) == [4] && plan.remaining.allSatisfy(\.isChanged))
        #expect(plan.raised.isEmpty && plan.solved.isEmpty)
    }

    @Test
    func `an event that is not told from its copies any more is left out, and stays a problem`() {
        let events = [Sample.event(1, in: journal), Sample.event(7, in: journal)]
        func plan(_ kept: [KeptProblem], has known: Set<EventID> = []) -> ReplayPlan {
            ReplayPlan(
                Sample.delivery(events),
                of: 1,
                KeptContent(elements: [], known: known, problems: kept),
                masked: Set(events.map(\.id))
            )
        }
        let first = plan([kept(4, "$.a")])
        #expect(first.new.isEmpty && first.solved.isEmpty && first.raised.isEmpty)
        #expect(first.forgotten == events)
        #expect(first.remaining.map(\.number) == [4])
        #expect(first.remaining.map(\.problem) == [.forgotten(element: 7)])
        #expect(!first.isEmpty)
        let left = KeptProblem(number: 4, body: 1, problem: .forgotten(element: 7))
        #expect(plan([left]).isEmpty)
        #expect(plan([]).isEmpty)
        // The problem of a body of which nothing was understood.
        let whole = MappingProblem.forgotten(element: 0)
        #expect(plan([KeptProblem(number: 4, body: 1, problem: whole)]).isEmpty)
        let known = plan([left], has: Set(events.map(\.id)))
        #expect(known.copies == 2)
        #expect(known.solved == [4])
    }

    // MARK: Problems

    @Test func `a problem that is none any more is solved and a new one is raised`() {
        let plan = plan(
            [],
            problems: [Sample.problem("$.b")],
            has: [],
            knows: [],
            kept: [kept(4, "$.a")]
        )
        #expect(plan.solved == [4])
        #expect(plan.raised.map(\.path) == ["$.b"])
        #expect(plan.remaining.isEmpty)
    }

    @Test func `a problem in the same words changes nothing`() {
        let problem = Sample.problem("$.a")
        let plan = plan(
            [],
            problems: [problem, problem],
            has: [],
            knows: [],
            kept: [kept(4, "$.a")]
        )
        #expect(plan.isEmpty)
        #expect(plan.remaining.map(\.number) == [4])
        #expect(plan.remaining.map(\.isChanged) == [false])
    }

    @Test func `a place with another problem keeps the number`() {
        let plan = plan(
            [],
            problems: [Sample.problem("$.a", code: "mapping.no_status")],
            has: [],
            knows: [],
            kept: [kept(3, "$.b"), kept(4, "$.a")]
        )
        #expect(plan.remaining.map(\.number) == [4])
        #expect(plan.remaining.map(\.problem.code) == ["mapping.no_status"])
        #expect(plan.remaining.map(\.isChanged) == [true])
        #expect(plan.solved == [3])
        #expect(plan.raised.isEmpty)
    }

    @Test func `for problems alone only their elements are corrected`() {
        // The sample problem's element begins at 7.
        let plan = plan(
            [event(1, status: "read"), event(2, at: 7, status: "read"), event(3)],
            has: [(1, 1), (2, 7)],
            knows: [1, 2],
            kept: [kept(4, "$.a")]
        )
        #expect(plan.corrections.map(\.entry.sequence) == [1, 2])
        let retried = plan.ofProblemsOnly()
        #expect(retried.corrections.map(\.entry.sequence) == [2])
        #expect(retried.new.map(\.element) == [3])
        #expect(retried.solved == [4])
    }

    @Test func `what was a copy when the body came is one under any key`() {
        let plan = plan([event(1), event(2), event(3)], has: [(3, 3)], copies: [1], knows: [3])
        #expect(plan.copies == 1)
        #expect(plan.new.map(\.element) == [2])
        // A copy that comes later is known by it.
        #expect(plan.ids == [Sample.id(1, in: journal)])
        #expect(plan.unchanged == 1)
    }

    @Test func `an element seen at another place is found by its id`() {
        let plan = plan(
            [event(1, at: 12, status: "read"), event(2, at: 22), event(9, at: 30)],
            has: [(1, 1), (2, 2), (4, 4)],
            knows: [1, 2, 9]
        )
        #expect(plan.corrections.map(\.entry.sequence) == [1])
        #expect(plan.unchanged == 1)
        #expect(plan.copies == 1)
        #expect(plan.lost.map(\.sequence) == [4])
        #expect(plan.new.isEmpty && plan.ids.isEmpty)
    }

    // MARK: What is compared

    private func event(
        _ number: Int,
        at element: Int? = nil,
        kind: EventKind = .status,
        status: String? = "delivered"
    ) -> Event {
        Event(
            id: Sample.id(number, in: journal),
            kind: kind,
            element: element ?? number,
            fields: Sample.fields(number, status: status)
        )
    }

    private func kept(_ number: Int64, _ path: String) -> KeptProblem {
        KeptProblem(number: number, body: 1, problem: Sample.problem(path))
    }

    /// `has`: Entries as (number, element); `knows`: the numbers whose ids are in the journal.
    private func plan(
        _ events: [Event],
        problems: [MappingProblem] = [],
        has entries: [(number: Int, element: Int)],
        copies: Set<Int> = [],
        knows numbers: [Int],
        kept: [KeptProblem] = [],
        others: Set<EventID> = []
    ) -> ReplayPlan {
        let content = KeptContent(
            elements: entries.map { number, element in
                KeptContent.Element(
                    element: element,
                    id: Sample.id(number, in: journal),
                    entry: Sample.entry(Int64(number))
                )
            },
            copies: copies,
            known: Set(numbers.map { Sample.id($0, in: journal) }),
            problems: kept
        )
        let delivery = Sample.delivery(events, problems: problems)
        return ReplayPlan(delivery, of: 1, content, others: others)
    }
}
