import HTTPTypes
import SheetsEmulator
import Testing

@Suite(.timeLimit(.minutes(5))) struct QuotaTests {
    @Test func `the sixty-first write in a minute is one too many`() async throws {
        let clock = TestClock(1_800_000_000)
        let session = try Session { options in
            options.quotas = (60, 300)
            options.clock = clock.clock
        }
        for _ in 0..<60 {
            #expect(try await session.batch(.append(.row("a"))).status == 200)
        }
        let refused = try await session.batch(.append(.row("a")))
        #expect(refused.status == 429)
        #expect(refused.json["error"]?["status"] == "RESOURCE_EXHAUSTED")
        #expect(refused.fields["retry-after"] == nil)
        let detail = refused.json["error"]?["details"]?[0]
        #expect(detail?["reason"] == "RATE_LIMIT_EXCEEDED")
        #expect(detail?["metadata"]?["quota_limit"] == "WriteRequestsPerMinutePerUser")
        #expect(detail?["metadata"]?["quota_limit_value"] == "60")
        #expect(detail?["metadata"]?["window_start_time"] == "2027-01-15T08:00:00.000Z")
        // Reads have their own count, and so has everyone else.
        #expect(try await session.call("GET", "").status == 200)
        session.emulator.share(session.id, with: "other@project.example")
        let other = session.emulator.token(for: "other@project.example")
        let write = try await session.call(
            "POST",
            ":batchUpdate",
            ["requests": [.append(.row("a"))]],
            token: other
        )
        #expect(write.status == 200)
        clock.advance(60)
        #expect(try await session.batch(.append(.row("a"))).status == 200)
        #expect(session.emulator.values(session.id, tab: "Sheet1")?.count == 62)
        #expect(session.emulator.requests.count { $0.status == 429 } == 1)
    }

    @Test func `a project has a quota over all its users`() async throws {
        let session = try Session { $0.quotas = (2, 3) }
        session.emulator.share(session.id, with: "b@project.example")
        let second = session.emulator.token(for: "b@project.example")
        #expect(try await session.call("GET", "").status == 200)
        #expect(try await session.call("GET", "").status == 200)
        #expect(try await session.call("GET", "", token: second).status == 200)
        let refused = try await session.call("GET", "", token: second)
        #expect(refused.status == 429)
        let detail = refused.json["error"]?["details"]?[0]?["metadata"]
        #expect(detail?["quota_limit"] == "ReadRequestsPerMinutePerProject")
    }
}
