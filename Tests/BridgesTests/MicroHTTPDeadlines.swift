import HTTPTypes
import PosixBridge
import TestSupport
import Testing

@testable import MicroHTTPDBridge

@Suite struct MicroHTTPDeadlines {
    private let limits = ServerLimits(header: 0.5, idle: 1, total: 0.5)

    @Test(arguments: [
        "", "GET / HT", "GET / HTTP/1.1\r\nHost: a\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 90\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
    ])
    func `a client that drips is cut off at the deadline`(_ begin: String) async throws {
        try await TestServer.with(limits) { server in
            let client = try server.client()
            let start = Clocks.monotonic
            try client.send(begin)
            var isCut = false
            for _ in 0..<200 {
                do {
                    try client.send(
                        begin.hasSuffix("\r\n") && begin.contains("chunked") ? "0" : "x"
                    )
                } catch {
                    isCut = true
                    break
                }
                Clocks.pause(nanoseconds: 50_000_000)
            }
            #expect(isCut)
            let seconds = Double(Clocks.monotonic - start) / 1e9
            #expect(seconds > 0.4)
            #expect(seconds < 8)
            #expect(server.hasConnections(0))
        }
    }

    @Test func `a client that drips the header of a later request is cut off as early`()
        async throws
    {
        let limits = ServerLimits(header: 2, idle: 600, total: 600)
        try await TestServer.with(limits) { server in
            let client = try server.client()
            for _ in 0..<2 {
                try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.reply().status == 200)
            }
            try client.send("GET / HTTP/1.1\r\nHost: a\r\n")
            let start = Clocks.monotonic
            var isCut = false
            while !isCut, Clocks.monotonic - start < 60_000_000_000 {
                do { try client.send("x") } catch { isCut = true }
                Clocks.pause(nanoseconds: 50_000_000)
            }
            #expect(isCut)
            #expect(server.hasConnections(0))
        }
    }

    @Test func `a request line gives a first header no more time than it had`() {
        let connection = ServerConnection(socket: -1, peer: "", loop: nil, seconds: 100)
        let end = Clocks.monotonic + 100_000_000_000
        connection.expectNext(atMost: 1000)
        #expect(connection.isLate(at: end + 1))
        connection.expectNext(within: 1000)
        connection.expectNext(atMost: 100)
        #expect(!connection.isLate(at: end))
        #expect(connection.isLate(at: end + 500_000_000_000))
    }

    @Test func `a connection without a next request is closed`() async throws {
        try await TestServer.with(limits) { server in
            let client = try server.client()
            try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.reply().status == 200)
            #expect(client.readToEnd().isEmpty)
            #expect(server.hasConnections(0))
        }
    }

    @Test func `a reply that is never given cuts the connection and harms nobody else`()
        async throws
    {
        let kept = Shared<[PendingReply]>([])
        let script = TestServer.Script(
            handle: { request, pending in
                guard request.target == "/never" else { return TestServer.echo(request) }
                kept.change { $0.append(pending) }
                return nil
            }
        )
        try await TestServer.with(limits, script) { server in
            let client = try server.client()
            try client.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(client.readToEnd().isEmpty)
            let other = try server.client()
            try other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try other.reply().status == 200)
            kept.change { $0 = [] }
        }
    }

    @Test func `a patient client is served however slowly requests follow each other`()
        async throws
    {
        let limits = ServerLimits(header: 3, idle: 3, total: 3)
        try await TestServer.with(limits) { server in
            let client = try server.client()
            let start = Clocks.monotonic
            while Clocks.monotonic - start < 4_000_000_000 {
                try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na")
                Clocks.pause(nanoseconds: 100_000_000)
                try client.send("b")
                #expect(try client.reply().text == "POST / ab")
                Clocks.pause(nanoseconds: 300_000_000)
            }
        }
    }
}
