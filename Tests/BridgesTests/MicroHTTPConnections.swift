import HTTPTypes
import PosixBridge
import TestSupport
import Testing

@testable import MicroHTTPDBridge

private struct Weak: @unchecked Sendable {
    weak var connection: ServerConnection?
}

@Suite struct MicroHTTPConnections {
    @Test func `500 connections at once are all served`() async throws {
        // Both ends of each connection are this process's files.
        let limit = ProcessFacts.raiseOpenFileLimit()
        guard limit >= 2000 else { try Test.cancel("no more than \(limit) files may be open") }
        let patient = ServerLimits(header: 300, idle: 300, total: 300)
        try await TestServer.with(patient) { server in
            let clients = try (0..<500).map { _ in try server.client() }
            for round in 0..<3 {
                for client in clients {
                    try client.send("GET /\(round) HTTP/1.1\r\nHost: a\r\n\r\n")
                }
                for client in clients { #expect(try client.reply().text == "GET /\(round) ") }
            }
            #expect(server.hasConnections(500))
        }
    }

    @Test func `connections above the limit wait until one is closed`() async throws {
        try await TestServer.with(ServerLimits(connections: 4, threads: 1)) { server in
            var clients = try (0..<4).map { _ in try server.client() }
            for client in clients {
                try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.reply().status == 200)
            }
            let fifth = try server.client()
            try fifth.send("GET /fifth HTTP/1.1\r\nHost: a\r\n\r\n")
            Clocks.pause(nanoseconds: 100_000_000)
            #expect(server.server.connections.count <= 4)
            clients.removeLast()
            #expect(try fifth.reply().text == "GET /fifth ")
        }
    }

    @Test func `a full server listens again when all its connections end at once`() async throws {
        try await TestServer.with(ServerLimits(connections: 8, threads: 2)) { server in
            for round in 0..<100 {
                var clients = try (0..<12).map { _ in try server.client() }
                if round.isMultiple(of: 2) { Clocks.pause(nanoseconds: 2_000_000) }
                clients.removeAll()
                let next = try server.client()
                try next.send("GET /\(round) HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try next.reply().text == "GET /\(round) ")
            }
        }
    }

    @Test func `nothing of a connection is kept, however it ends`() async throws {
        let kept = Shared<[PendingReply]>([])
        let connections = Shared<[Weak]>([])
        let script = TestServer.Script(
            handle: { request, pending in
                guard request.target == "/kept" else { return TestServer.echo(request) }
                kept.change { $0.append(pending) }
                return nil
            }
        )
        try await TestServer.with(ServerLimits(header: 0.4, idle: 1, total: 0.5), script) {
            server in
            let beginnings = [
                "", "G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab",
                "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /next HTTP/1.1\r\nHo",
                "GET /kept HTTP/1.1\r\nHost: a\r\n\r\n", "nonsense\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
                "GET /\(String(repeating: "x", count: 60_000)) HTTP/1.1\r\nHost: a\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -4\r\n\r\n",
            ]
            for round in 0..<3 {
                var clients: [RawClient] = []
                for begin in beginnings {
                    let client = try server.client()
                    try? client.send(begin)
                    clients.append(client)
                }
                Clocks.pause(nanoseconds: 50_000_000)
                let open = server.server.connections.map { Weak(connection: $0) }
                connections.change { $0 += open }
                for client in clients {
                    if round == 0 { client.vanish() }
                    if round == 1 { client.endSending() }
                    // In the last round the server's deadlines end them.
                }
                if round == 2 { for client in clients { _ = client.readToEnd() } }
                kept.change { $0 = [] }
                clients = []
                #expect(server.hasConnections(0))
            }
        }
        kept.change { $0 = [] }
        #expect(!connections.value.isEmpty)
        #expect(connections.value.allSatisfy { $0.connection == nil })
    }

    @Test func `a stopped server is released and its port is free`() async throws {
        try await onOwnThread {
            var server: TestServer? = try TestServer()
            weak let released = server?.server
            let port = try #require(server?.port)
            let client = try #require(try server?.client())
            try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.reply().status == 200)
            server?.server.stop(within: 5)
            server?.server.stop(within: 5)
            server = nil
            // Its watchdog looks four times a second.
            let deadline = Clocks.monotonic + 10_000_000_000
            while released != nil, Clocks.monotonic < deadline {
                Clocks.pause(nanoseconds: 5_000_000)
            }
            #expect(released == nil)
            let again = try ListeningSocket(host: "127.0.0.1", port: port)
            #expect(again.port == port)
        }
    }
}
