import HTTPTypes
import TestSupport
import Testing
import TicksheetCore
import WallTime

@testable import GoogleSignIn

@Suite(.timeLimit(.minutes(5))) struct TokenSourceTests {
    /// Gives a new token each time; can be told to wait, to fail, to let tokens live shorter.
    private final class Endpoint: Sendable {
        struct State {
            var count = 0
            var underWay = 0
            var mostUnderWay = 0
            var cancelled = 0
            var isOpen = true
            var failure: HTTPFailure?
            var lifetime = 3600
        }

        let state = Shared(State())

        var transport: ScriptedTransport {
            ScriptedTransport { [state] _ throws(HTTPFailure) in
                let number = state.change { state in
                    state.count += 1
                    state.underWay += 1
                    state.mostUnderWay = max(state.mostUnderWay, state.underWay)
                    return state.count
                }
                defer { state.change { $0.underWay -= 1 } }
                await state.reaches { $0.isOpen }
                if Task.isCancelled {
                    state.change { $0.cancelled += 1 }
                    throw .cancelled
                }
                if let failure = state.value.failure { throw failure }
                return .token("token-\(number)", lifetime: state.value.lifetime)
            }
        }
    }

    private func made() throws -> (Endpoint, Asking) {
        let endpoint = Endpoint()
        return (endpoint, try Asking(robot: endpoint.transport))
    }

    private func value(_ asking: Asking) async throws -> String {
        try await asking.source.token().value.text
    }

    @Test(arguments: [
        (3600, 3299, 3300), (86_400, 86_099, 86_100), (600, 539, 540), (60, 53, 54), (1, 0, 1),
    ])
    func `a token is kept until 5 minutes or a tenth of its life are left`(
        _ lifetime: Int,
        _ good: Int64,
        _ over: Int64
    ) async throws {
        let (endpoint, asking) = try made()
        endpoint.state.change { $0.lifetime = lifetime }
        #expect(try await value(asking) == "token-1")
        asking.time.advance(by: good)
        #expect(try await value(asking) == "token-1")
        asking.time.advance(by: over - good)
        #expect(try await value(asking) == "token-2")
    }

    @Test func `the life of a token begins before its request`() async throws {
        let time = FakeTime()
        let count = Shared(0)
        let source = TokenSource(
            try SampleCredentials.located(SampleCredentials.serviceAccount()),
            over: ScriptedTransport { _ throws(HTTPFailure) in
                time.advance(by: 15)
                let number = count.change { count in
                    count += 1
                    return count
                }
                return .token("token-\(number)", lifetime: 3600)
            },
            clock: time
        )
        let born = time.now.seconds
        #expect(try await source.token().expires.seconds == born + 3600)
        time.advance(by: 3600 - 300 - 15 - 1)
        #expect(try await source.token().value.text == "token-1")
        time.advance(by: 1)
        #expect(try await source.token().value.text == "token-2")
    }

    @Test func `either clock ends a token, a wall clock set back prolongs none`() async throws {
        let (_, asking) = try made()
        #expect(try await value(asking) == "token-1")
        asking.time.setWall(forward: 3400)
        #expect(try await value(asking) == "token-2")
        asking.time.advanceMonotonic(by: 3400)
        #expect(try await value(asking) == "token-3")
        asking.time.setWall(forward: -100_000)
        #expect(try await value(asking) == "token-3")
        asking.time.advance(by: 3400)
        #expect(try await value(asking) == "token-4")
    }

    @Test func `callers at one moment share one request`() async throws {
        let (endpoint, asking) = try made()
        endpoint.state.change { $0.isOpen = false }
        let values = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<100 { group.addTask { try await self.value(asking) } }
            await asking.transport.hasCalls(1)
            endpoint.state.change { $0.isOpen = true }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(values == ["token-1"])
        #expect(endpoint.state.value.count == 1)
    }

    @Test func `callers at one moment share one error`() async throws {
        let endpoint = Endpoint()
        endpoint.state.change {
            $0.isOpen = false
            $0.failure = .untrusted(origin: "https://g.test", cause: "expired")
        }
        let asking = try Asking(robot: endpoint.transport)
        let errors = await withTaskGroup(of: SignInError?.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do throws(SignInError) {
                        _ = try await asking.source.token()
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            await asking.transport.hasCalls(1)
            endpoint.state.change { $0.isOpen = true }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(errors.count == 20)
        #expect(errors.allSatisfy { $0?.code == "google.unreachable" })
        // A caller that came after the answer asked once more; none asked at the same time.
        #expect(endpoint.state.value.mostUnderWay == 1)
        endpoint.state.change { $0.failure = nil }
        #expect(try await value(asking).hasPrefix("token-"))
    }

    // MARK: Refused tokens

    @Test func `a refused token is forgotten, another that took its place stays`() async throws {
        let (endpoint, asking) = try made()
        let first = try await asking.source.token()
        asking.source.invalidate(first)
        let second = try await asking.source.token()
        #expect(second.value.text == "token-2")
        // Whoever still held the first hears of its end later.
        asking.source.invalidate(first)
        #expect(try await value(asking) == "token-2")
        asking.source.invalidate(second)
        asking.source.invalidate(second)
        #expect(try await value(asking) == "token-3")
        #expect(endpoint.state.value.count == 3)
    }

    // MARK: Cancelled callers

    @Test func `a cancelled caller leaves at once, the others get the token`() async throws {
        let (endpoint, asking) = try made()
        endpoint.state.change { $0.isOpen = false }
        let leaving = Task { try await self.value(asking) }
        await asking.transport.hasCalls(1)
        let staying = Task { try await self.value(asking) }
        leaving.cancel()
        let error = await #expect(throws: SignInError.self) { try await leaving.value }
        #expect(error?.code == "google.cancelled")
        // The one who stays may only now begin to wait.
        endpoint.state.change { $0.isOpen = true }
        #expect(try await staying.value.hasPrefix("token-"))
        #expect(endpoint.state.value.underWay == 0)
    }

    @Test func `the last caller who leaves ends the request, and the next one begins anew`()
        async throws
    {
        let (endpoint, asking) = try made()
        endpoint.state.change { $0.isOpen = false }
        let leaving = Task { try await self.value(asking) }
        await asking.transport.hasCalls(1)
        leaving.cancel()
        await #expect(throws: SignInError.self) { try await leaving.value }
        await endpoint.state.reaches { $0.cancelled == 1 }
        endpoint.state.change { $0.isOpen = true }
        #expect(try await value(asking) == "token-2")
    }

    @Test func `a caller who is cancelled before asks for nothing`() async throws {
        let (endpoint, asking) = try made()
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await self.value(asking)
        }
        task.cancel()
        await #expect(throws: SignInError.self) { try await task.value }
        #expect(endpoint.state.value.count == 0)
    }

    // MARK: While none can be had

    @Test func `while none can be had the old token does as long as it lives`() async throws {
        let (endpoint, asking) = try made()
        #expect(try await value(asking) == "token-1")
        endpoint.state.change { $0.failure = .unresolved(origin: "https://g.test") }
        asking.time.advance(by: 3310)
        #expect(try await value(asking) == "token-1")
        let tried = endpoint.state.value.count
        #expect(tried == 5)
        // Nobody asks again at once.
        #expect(try await value(asking) == "token-1")
        #expect(endpoint.state.value.count == tried)
        asking.time.advance(by: 31)
        #expect(try await value(asking) == "token-1")
        #expect(endpoint.state.value.count > tried)
        asking.time.advance(by: 200)
        let error = try await asking.error()
        #expect(error.code == "google.unreachable")
        endpoint.state.change { $0.failure = nil }
        #expect(try await value(asking).hasPrefix("token-"))
    }

    @Test func `what no waiting heals is told at once, though the old token lives`() async throws {
        let refusal = #"{"error":"invalid_grant","error_description":"Invalid JWT Signature."}"#
        let asking = try Asking(
            robot: ScriptedTransport([
                .success(.token("token-1", lifetime: 3600)),
                .success(HTTPResponse(400, refusal)),
            ])
        )
        #expect(try await value(asking) == "token-1")
        asking.time.advance(by: 3310)
        #expect(try await asking.error().code == "google.key_refused")
    }

    @Test func `a refused token does not come back when none can be had`() async throws {
        let (endpoint, asking) = try made()
        let token = try await asking.source.token()
        endpoint.state.change { $0.failure = .unresolved(origin: "https://g.test") }
        asking.source.invalidate(token)
        #expect(try await asking.error().code == "google.unreachable")
    }

    // MARK: Any order of things

    @Test func `whatever happens, a token that is handed out lives and is not refused`()
        async throws
    {
        var random = SeededRandom("whatever happens")
        let (endpoint, asking) = try made()
        // What the endpoint gave out is counted, so that the life of each is known by its number.
        var births: [String: (at: Duration, lifetime: Int)] = [:]
        var refused: Set<String> = []
        for _ in 0..<3000 {
            switch Int.random(in: 0..<8, using: &random) {
            case 0: asking.time.advance(by: .random(in: 0...4000, using: &random))
            case 1: asking.time.advance(by: .random(in: 0...60, using: &random))
            case 2: asking.time.setWall(forward: .random(in: -5000...0, using: &random))
            case 3:
                let lifetime = Int.random(in: 1...4000, using: &random)
                let isFailing = Int.random(in: 0..<3, using: &random) == 0
                endpoint.state.change {
                    $0.lifetime = lifetime
                    $0.failure = isFailing ? .unresolved(origin: "https://g.test") : nil
                }
            default:
                let count = endpoint.state.value.count
                guard let token = try? await asking.source.token() else {
                    #expect(endpoint.state.value.failure != nil)
                    continue
                }
                let name = token.value.text
                #expect(!refused.contains(name))
                if births[name] == nil {
                    #expect(endpoint.state.value.count > count)
                    births[name] = (asking.time.monotonic, endpoint.state.value.lifetime)
                }
                let birth = try #require(births[name])
                #expect(asking.time.monotonic - birth.at < .seconds(birth.lifetime))
                if Int.random(in: 0..<10, using: &random) == 0 {
                    asking.source.invalidate(token)
                    refused.insert(name)
                }
            }
        }
        #expect(endpoint.state.value.mostUnderWay == 1)
        #expect(births.count > 10)
    }

    @Test func `many callers who come, go and refuse leave nothing under way`() async throws {
        let (endpoint, asking) = try made()
        let seed = UInt64.random(in: 0...UInt64.max)
        await withTaskGroup(of: Void.self) { group in
            for caller in 0..<32 {
                group.addTask {
                    var random = SeededRandom("caller", seed: seed &+ UInt64(caller))
                    for _ in 0..<50 {
                        let task = Task { try await asking.source.token() }
                        if Int.random(in: 0..<4, using: &random) == 0 { task.cancel() }
                        guard let token = try? await task.value else { continue }
                        if Int.random(in: 0..<4, using: &random) == 0 {
                            asking.source.invalidate(token)
                        }
                    }
                }
            }
        }
        #expect(endpoint.state.value.underWay == 0)
        #expect(try await value(asking).hasPrefix("token-"))
    }

    @Test func `neither a source nor a token shows a secret`() async throws {
        let person = try Asking(person: ScriptedTransport(.token("ya29.TOKEN")))
        let robot = try Asking(robot: ScriptedTransport(.token("ya29.TOKEN")))
        for asking in [person, robot] {
            let token = try await asking.source.token()
            let located = try SampleCredentials.located(SampleCredentials.authorizedUser())
            let key = try SampleCredentials.located(SampleCredentials.serviceAccount())
            var texts = [
                "\(token)", String(reflecting: token), "\(asking.source)",
                String(reflecting: asking.source), "\(located)", "\(key)",
            ]
            var dumped = ""
            dump(token, to: &dumped)
            dump(asking.source, to: &dumped)
            dump(located, to: &dumped)
            dump(key, to: &dumped)
            texts.append(dumped)
            for text in texts {
                for secret in Asking.secrets { #expect(!text.contains(secret)) }
            }
        }
    }
}
