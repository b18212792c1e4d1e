import HTTPTypes
import PosixBridge
import TestSupport
import Testing

@testable import MicroHTTPDBridge

/// Answers pending replies on a thread of its own, after as many turns as told.
private final class Answerer: Sendable {
    private let queue = Monitor<[(reply: PendingReply, delay: UInt64)]>([])
    private let isOver = Shared(false)

    init() throws {
        let queue = queue
        let isOver = isOver
        _ = try Thread("answerer") {
            while !isOver.value {
                let work = queue.wait(
                    until: { !$0.isEmpty },
                    deadline: Clocks.monotonic + 10_000_000
                ) { queue in
                    defer { queue = [] }
                    return queue
                }
                for (reply, delay) in work ?? [] {
                    if delay > 0 { Clocks.pause(nanoseconds: delay) }
                    reply.answer(HTTPReply(status: 202, text: "later"))
                    reply.answer(HTTPReply(status: 500))
                }
            }
        }
    }

    deinit {
        isOver.change { $0 = true }
    }

    func take(_ reply: PendingReply, delay: UInt64) {
        queue.withLock { $0.append((reply, delay)) }
        queue.signal()
    }
}

@Suite struct MicroHTTPPending {
    @Test func `replies from another thread arrive, before and after the connection sleeps`()
        async throws
    {
        let answerer = try Answerer()
        let count = Shared(0)
        let script = TestServer.Script(handle: { _, pending in
            let number = count.change { count in
                count += 1
                return count
            }
            // Up to 40 µs, around the moment at which the connection is put to sleep.
            answerer.take(pending, delay: UInt64(number % 5) * 10_000)
            return nil
        })
        try await TestServer.with(ServerLimits(), script) { server in
            let clients = try (0..<8).map { _ in try server.client() }
            for _ in 0..<400 {
                for client in clients { try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
                for client in clients {
                    let reply = try client.reply()
                    #expect(reply.status == 202)
                    #expect(reply.text == "later")
                }
            }
        }
        #expect(count.value == 3200)
    }

    @Test func `a reply given inside the handler as a promise is sent`() async throws {
        let script = TestServer.Script(handle: { _, pending in
            pending.answer(HTTPReply(status: 201))
            return nil
        })
        try await TestServer.with(ServerLimits(), script) { server in
            let client = try server.client()
            for _ in 0..<20 {
                try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.reply().status == 201)
            }
        }
    }

    @Test func `a promise that is dropped is 503 with the time to come again`() async throws {
        let kept = Shared<[PendingReply]>([])
        let script = TestServer.Script(handle: { request, pending in
            if request.target == "/kept" { kept.change { $0.append(pending) } }
            return nil
        })
        try await TestServer.with(ServerLimits(), script) { server in
            let client = try server.client()
            try client.send("GET /dropped HTTP/1.1\r\nHost: a\r\n\r\n")
            var reply = try client.reply()
            #expect(reply.status == 503)
            #expect(reply.field("retry-after") == "5")
            try client.send("GET /kept HTTP/1.1\r\nHost: a\r\n\r\n")
            await kept.reaches { $0.count == 1 }
            kept.change { $0 = [] }
            reply = try client.reply()
            #expect(reply.status == 503)
        }
    }

    @Test func `a client that vanishes before the reply harms nobody`() async throws {
        let kept = Shared<[PendingReply]>([])
        let script = TestServer.Script(handle: { request, pending in
            guard request.target == "/kept" else { return TestServer.echo(request) }
            kept.change { $0.append(pending) }
            return nil
        })
        try await TestServer.with(ServerLimits(), script) { server in
            for round in 0..<30 {
                let client = try server.client()
                try client.send("GET /kept HTTP/1.1\r\nHost: a\r\n\r\n")
                await kept.reaches { $0.count == round + 1 }
                if round % 2 == 0 { client.vanish() }
            }
            for pending in kept.value { pending.answer(HTTPReply(status: 200, text: "late")) }
            kept.change { $0 = [] }
            #expect(server.hasConnections(0))
            let client = try server.client()
            try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.reply().status == 200)
        }
    }

    @Test func `stopping answers the requests under way and waits for their work`() async throws {
        try await onOwnThread {
            let answerer = try Answerer()
            let waiting = Shared(0)
            let server = try TestServer(
                ServerLimits(),
                TestServer.Script(handle: { _, pending in
                    waiting.change { $0 += 1 }
                    answerer.take(pending, delay: 20_000_000)
                    return nil
                })
            )
            let clients = try (0..<10).map { _ in try server.client() }
            for client in clients { try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
            await waiting.reaches { $0 == 10 }
            server.server.stop(within: 20)
            for client in clients { #expect(try client.reply().status == 202) }
            #expect(throws: RawClient.Broken.self) { _ = try server.client() }
        }
    }

    @Test func `stopping answers for those whose work does not end`() async throws {
        try await onOwnThread {
            let kept = Shared<[PendingReply]>([])
            let server = try TestServer(
                ServerLimits(),
                TestServer.Script(handle: { _, pending in
                    kept.change { $0.append(pending) }
                    return nil
                })
            )
            let clients = try (0..<10).map { _ in try server.client() }
            for client in clients { try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
            await kept.reaches { $0.count == 10 }
            server.server.stop(within: 0.2)
            for client in clients { #expect(try client.reply().status == 503) }
            // Too late, and no harm.
            for pending in kept.value { pending.answer(HTTPReply(status: 200)) }
        }
    }

    @Test func `stopping while requests pour in answers or refuses each of them`() async throws {
        for round in 0..<15 {
            let answerer = try Answerer()
            let seen = Shared(0)
            let server = try TestServer(
                ServerLimits(),
                TestServer.Script(handle: { _, pending in
                    seen.change { $0 += 1 }
                    answerer.take(pending, delay: 0)
                    return nil
                })
            )
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await onOwnThread {
                            // It may have stopped before this thread began.
                            guard let client = try? server.client() else { return 0 }
                            var answers = 0
                            while true {
                                try? client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                                guard let reply = try? client.reply() else { return answers }
                                #expect([202, 503].contains(reply.status))
                                answers += 1
                            }
                        }
                    }
                }
                group.addTask {
                    try await onOwnThread {
                        await seen.reaches { $0 > 20 + round * 7 }
                        server.server.stop(within: 5)
                        return 0
                    }
                }
                let answers = try await group.reduce(0, +)
                #expect(answers >= seen.value)
            }
        }
    }
}
