import TestSupport
import Testing
import TicksheetCore
import WallTime

@Suite struct JournalBodiesContract {
    private let folder = TemporaryDirectory()

    @Test(arguments: JournalSubject.all)
    func `problems of a repeated body are kept once`(_ subject: JournalSubject) async throws {
        let place = subject.place(in: folder)
        for _ in 0..<2 {
            try await place.withJournal { journal in
                for _ in 0..<2 {
                    try await journal.append(
                        Sample.delivery(
                            [],
                            in: journal,
                            body: "{\"a\":1}",
                            problems: [Sample.problem("$.a"), Sample.problem("$.b")]
                        )
                    )
                }
                #expect(try journal.problems(limit: 10).map(\.path) == ["$.b", "$.a"])
                #expect(try journal.summary().bodies == 1)
            }
        }
    }

    @Test(arguments: JournalSubject.all)
    func `problems differ by source, body, path and code`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            let variants: [(source: String, body: String, problem: MappingProblem)] = [
                ("meta", "1", Sample.problem("$.a")),
                ("bird", "1", Sample.problem("$.a")),
                ("meta", "2", Sample.problem("$.a")),
                ("meta", "1", Sample.problem("$.b")),
                ("meta", "1", Sample.problem("$.a", code: "mapping.key")),
                // The parts must not run into each other.
                ("meta", "1", Sample.problem("$.amapping", code: ".key")),
            ]
            for variant in variants + variants {
                try await journal.append(
                    Sample.delivery(
                        [],
                        in: journal,
                        source: variant.source,
                        body: variant.body,
                        problems: [variant.problem]
                    )
                )
            }
            #expect(try journal.summary().problems == variants.count)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `a problem is shown with its words and its body`(_ subject: JournalSubject) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try await journal.append(
                Sample.delivery(
                    [],
                    in: journal,
                    source: "bird",
                    body: "{\"t\":\"soon\"}",
                    problems: [Sample.problem("$.t")]
                )
            )
            let listed = try #require(try journal.problems(limit: 1).first)
            #expect(listed.body.isEmpty)
            let problem = try #require(try journal.problem(listed.number))
            #expect(problem.body == Array("{\"t\":\"soon\"}".utf8))
            #expect(problem.since == Sample.noon)
            #expect(problem.source == "bird")
            #expect(problem.code == "mapping.time")
            #expect(problem.path == "$.t")
            #expect(problem.finding == "the time at $.t is \"soon\"; expected seconds")
            #expect(problem.remedy == "Correct the mapping")
            #expect(try journal.problem(listed.number + 1) == nil)
            #expect(try journal.problems(limit: 0).isEmpty)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `a body is kept when it brought something new and only then`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            var bodies: [Int] = []
            func append(
                _ numbers: [Int],
                problems: [MappingProblem] = [],
                ignored: Int = 0
            )
                async throws
            {
                let delivery = Sample.delivery(
                    numbers,
                    in: journal,
                    body: "same",
                    problems: problems,
                    ignored: ignored
                )
                try await journal.append(delivery)
                bodies.append(try journal.summary().bodies)
            }
            try await append([1])
            try await append([1])
            try await append([1, 2])
            try await append([])
            try await append([], problems: [Sample.problem("$")])
            try await append([1], problems: [Sample.problem("$")])
            try await append([], ignored: 3)
            #expect(bodies == [1, 1, 2, 2, 3, 3, 4])
            #expect(try journal.summary().ignored == 3)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `the summary counts statuses, and other kinds under their kind`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            #expect(try journal.summary().entries == 0)
            #expect(try journal.summary().lastReceived == nil)
            let later = Timestamp(seconds: Sample.noon.seconds + 60)
            try await journal.append(
                Sample.delivery(
                    [
                        Sample.event(1, in: journal, status: "delivered"),
                        Sample.event(2, in: journal, status: "delivered"),
                        Sample.event(3, in: journal, status: "teleported"),
                        Sample.event(4, in: journal, kind: .inbound, status: "delivered"),
                        Sample.event(5, in: journal, kind: .signal, status: nil),
                    ],
                    received: later
                )
            )
            try await journal.append(Sample.delivery([6], in: journal))
            let summary = try journal.summary()
            #expect(
                summary.counts == ["delivered": 3, "teleported": 1, "inbound": 1, "signal": 1]
            )
            #expect(summary.entries == 6)
            #expect(summary.head == (try journal.head()))
            #expect(summary.lastReceived == later)
            #expect(!subject.isDurable || summary.bytes > 0)
        }
    }
}
