import HTTPTypes
import PosixBridge
import SheetsEmulator
import Testing

@Suite(.timeLimit(.minutes(5))) struct FaultTests {
    static let answered: [(SheetsFault, Int, String)] = [
        (.tooManyRequests, 429, "RESOURCE_EXHAUSTED"),
        (.serviceDisabled, 403, "PERMISSION_DENIED"),
        (.officeFile, 400, "FAILED_PRECONDITION"), (.aborted(commits: false), 409, "ABORTED"),
        (.internalError(commits: false), 500, "INTERNAL"),
        (.unavailable(commits: false), 503, "UNAVAILABLE"),
        (.aborted(commits: true), 409, "ABORTED"), (.internalError(commits: true), 500, "INTERNAL"),
        (.unavailable(commits: true), 503, "UNAVAILABLE"),
    ]

    @Test(arguments: answered.indices)
    func `an error comes once, before or after the commit`(_ index: Int) async throws {
        let session = try Session()
        let (fault, status, word) = Self.answered[index]
        session.emulator.script(fault, on: "spreadsheets.batchUpdate")
        #expect(try await session.call("GET", "").status == 200)
        let answer = try await session.batch(.fence(1), .append(.row("a")))
        #expect(answer.status == status)
        #expect(answer.json["error"]?["status"]?.text == word)
        #expect(answer.json["error"]?["code"] == .int(status))
        let rows = session.emulator.values(session.id, tab: "Sheet1")?.count
        #expect(rows == (fault.commits ? 1 : 0))
        let again = try await session.batch(.fence(1), .append(.row("a")))
        #expect(again.status == (fault.commits ? 400 : 200))
        #expect(session.emulator.values(session.id, tab: "Sheet1")?.count == 1)
        let record = session.emulator.requests.first { $0.fault != nil }
        #expect(record?.fault == fault.word)
        #expect(record?.isCommitted == fault.commits)
        #expect(SheetsFault(word: fault.word) == fault)
    }

    @Test func `a batch with a refused text comes to nothing and names its request`() async throws {
        let session = try Session()
        session.emulator.refuse(["bad"])
        let answer = try await session.batch(
            .fence(1),
            .append(.row("a")),
            .append(.row("b", "a bad one"))
        )
        #expect(answer.status == 400)
        let message = answer.json["error"]?["message"]?.text
        #expect(
            message == "Invalid requests[2].appendCells: A cell holds a value that is not allowed."
        )
        #expect(session.emulator.values(session.id, tab: "Sheet1")?.isEmpty == true)
        #expect(try await session.batch(.fence(1), .append(.row("a"))).status == 200)
        session.emulator.refuse([])
        #expect(try await session.batch(.append(.row("bad"))).status == 200)
        #expect(session.emulator.values(session.id, tab: "Sheet1")?.count == 2)
    }

    @Test(arguments: [false, true])
    func `a bad gateway answers with a page`(_ commits: Bool) async throws {
        let session = try Session()
        session.emulator.script(.badGateway(commits: commits))
        let answer = try await session.batch(.append(.row("a")))
        #expect(answer.status == 502)
        #expect(answer.json == .null)
        #expect(answer.fields["content-type"]?.hasPrefix("text/html") == true)
        #expect(session.emulator.values(session.id, tab: "Sheet1")?.isEmpty == !commits)
    }

    @Test(arguments: [false, true])
    func `a connection ends without an answer`(_ commits: Bool) async throws {
        let session = try Session()
        session.emulator.script(.closed(commits: commits))
        await #expect(throws: HTTPFailure.self) {
            try await session.batch(.append(.row("a")))
        }
        #expect(session.emulator.values(session.id, tab: "Sheet1")?.isEmpty == !commits)
        #expect(try await session.batch(.append(.row("b"))).status == 200)
    }

    @Test func `a stalled call commits after its client has gone`() async throws {
        let session = try Session()
        session.emulator.script(.stall(milliseconds: 6000))
        do {
            _ = try await session.call(
                "POST",
                ":batchUpdate",
                ["requests": [.fence(1), .append(.row("late"))]],
                limit: .milliseconds(300)
            )
            Issue.record("a stalled call was answered")
        } catch let failure as HTTPFailure {
            guard case .late = failure else { throw failure }
        }
        #expect(session.emulator.values(session.id, tab: "Sheet1") == [])
        let again = try await session.batch(.fence(1), .append(.row("again")))
        #expect(again.status == 200)
        let deadline = Clocks.monotonic + 60_000_000_000
        while session.emulator.requests.count < 2, Clocks.monotonic < deadline {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(session.emulator.values(session.id, tab: "Sheet1") == [[.text("again")]])
        #expect(session.emulator.requests.last?.status == 400)
    }

    @Test func `a late answer is one of a commit`() async throws {
        let session = try Session()
        session.emulator.script(.lateAnswer(milliseconds: 5000))
        async let answer = session.batch(.append(.row("a")))
        let deadline = Clocks.monotonic + 4_000_000_000
        while session.emulator.values(session.id, tab: "Sheet1")?.isEmpty == true {
            guard Clocks.monotonic < deadline else { break }
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(session.emulator.values(session.id, tab: "Sheet1")?.count == 1)
        #expect(try await answer.status == 200)
    }

    @Test func `slow bytes are a whole answer to whoever waits`() async throws {
        let session = try Session()
        session.emulator.script(.slowBytes(perSecond: 200))
        let start = Clocks.monotonic
        let answer = try await session.batch(.append(.row("a")))
        #expect(answer.status == 200)
        #expect(answer.replies == [[:]])
        #expect(Clocks.monotonic - start > 400_000_000)
        session.emulator.script(.slowBytes(perSecond: 5))
        await #expect(throws: HTTPFailure.self) {
            try await session.call(
                "POST",
                ":batchUpdate",
                ["requests": [.append(.row("b"))]],
                limit: .seconds(2)
            )
        }
        #expect(session.emulator.values(session.id, tab: "Sheet1")?.count == 2)
        #expect(try await session.batch(.append(.row("c"))).status == 200)
        #expect(SheetsFault(word: "slow:5") == .slowBytes(perSecond: 5))
    }

    @Test func `the older refusal for too many calls has errors and no status`() async throws {
        let session = try Session()
        session.emulator.script(.rateLimitExceeded)
        let answer = try await session.batch(.append(.row("a")))
        #expect(answer.status == 403)
        #expect(answer.json["error"]?["errors"]?[0]?["reason"] == "rateLimitExceeded")
        #expect(answer.json["error"]?["status"] == nil)
    }

    @Test func `faults befall the token endpoint by order only`() async throws {
        let session = try Session { $0.faults = [(.unavailable(commits: false), 1)] }
        func token() async throws -> Int {
            try await session.call("POST", "/token", [:], token: .some(nil)).status
        }
        #expect(try await token() == 400)
        session.emulator.script(.unavailable(commits: false), on: "oauth2.token")
        #expect(try await token() == 503)
        #expect(try await token() == 400)
    }

    @Test func `reads lie behind as long as they are told to`() async throws {
        let clock = TestClock(1_800_000_000)
        let session = try Session { $0.clock = clock.clock }
        session.emulator.setStaleness(milliseconds: 5000)
        clock.advance(10)
        _ = try await session.batch(.fence(1))
        clock.advance(3)
        _ = try await session.batch(.fence(2))
        func status(_ id: Int) async throws -> Int {
            try await session.call("GET", "/developerMetadata/\(id)", token: session.token).status
        }
        #expect(try await [status(1), status(2)] == [404, 404])
        // Writes see everything at once.
        #expect(try await session.batch(.fence(2)).status == 400)
        clock.advance(2)
        #expect(try await [status(1), status(2)] == [200, 404])
        clock.advance(3)
        #expect(try await [status(1), status(2)] == [200, 200])
    }

    @Test func `chance follows from its seed`() async throws {
        func statuses(_ seed: UInt64) async throws -> [Int] {
            let session = try Session { options in
                options.seed = seed
                options.faults = [
                    (.unavailable(commits: false), 0.3), (.internalError(commits: true), 0.2),
                ]
            }
            var found: [Int] = []
            for _ in 0..<40 { found.append(try await session.batch(.append(.row("a"))).status) }
            return found
        }
        let first = try await statuses(5)
        #expect(try await statuses(5) == first)
        #expect(Set(first) == [200, 500, 503])
        #expect(try await statuses(6) != first)
    }

    @Test func `chance begins anew with a seed`() async throws {
        let session = try Session()
        let fault = "{\"seed\": 5, \"rates\": {\"503\": 0.3, \"500-after\": 0.2}}"
        func statuses(_ control: String) async throws -> [Int] {
            let reply = try await session.send(
                HTTPCall(
                    "POST",
                    "\(session.emulator.endpoint)/emulator/faults",
                    body: Array(control.utf8)
                )
            )
            #expect(reply.status == 200)
            var found: [Int] = []
            for _ in 0..<40 { found.append(try await session.batch(.append(.row("a"))).status) }
            return found
        }
        let first = try await statuses(fault)
        #expect(Set(first) == [200, 500, 503])
        #expect(try await statuses("{\"seed\": 5}") == first)
        #expect(try await statuses("{\"seed\": 6}") != first)
    }
}
