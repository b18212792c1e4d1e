import HTTPTypes
import PosixBridge
import TestSupport
import Testing

@testable import MicroHTTPDBridge

@Suite struct MicroHTTPRawBytes {
    private static let head = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\n"

    /// A server that keeps what it promised, for a test to answer.
    private func script(_ kept: Shared<[PendingReply]>) -> TestServer.Script {
        TestServer.Script(handle: { _, pending in
            kept.change { $0.append(pending) }
            return nil
        })
    }

    private func wait(_ kept: Shared<[PendingReply]>) {
        while kept.value.isEmpty { Clocks.pause(nanoseconds: 1_000_000) }
    }

    @Test func `a reply written by hand arrives, and its connection ends`() async throws {
        let kept = Shared<[PendingReply]>([])
        try await TestServer.with(ServerLimits(), script(kept)) { server in
            let client = try server.client()
            try client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
            wait(kept)
            let pending = try #require(kept.change { $0.popLast() })
            for part in [Self.head, "a", "b", "c"] {
                #expect(pending.sendRaw(Array(part.utf8)))
                Clocks.pause(nanoseconds: 5_000_000)
            }
            pending.answer(HTTPReply(status: 0))
            #expect(client.readToEnd() == Array((Self.head + "abc").utf8))
            // A promise that was kept sends nothing more.
            #expect(!pending.sendRaw([1]))
        }
    }

    @Test func `more than the socket takes waits for the client`() async throws {
        let kept = Shared<[PendingReply]>([])
        let count = 8 << 20
        try await TestServer.with(ServerLimits(), script(kept)) { server in
            let client = try server.client()
            try client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
            wait(kept)
            let pending = try #require(kept.change { $0.popLast() })
            _ = try Thread("raw") {
                _ = pending.sendRaw([UInt8](repeating: 0x61, count: count))
                pending.answer(HTTPReply(status: 0))
            }
            Clocks.pause(nanoseconds: 50_000_000)
            #expect(client.readToEnd().count == count)
        }
    }

    @Test func `a server that stops ends it, and a client that has gone does`() async throws {
        let kept = Shared<[PendingReply]>([])
        try await onOwnThread {
            let server = try TestServer(ServerLimits(), script(kept))
            do {
                let client = try server.client()
                try client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
                wait(kept)
            }
            let pending = try #require(kept.change { $0.popLast() })
            var sent = true
            for _ in 0..<200 where sent {
                sent = pending.sendRaw([0x61])
                Clocks.pause(nanoseconds: 1_000_000)
            }
            #expect(!sent)
            pending.answer(HTTPReply(status: 0))

            let client = try server.client()
            try client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
            wait(kept)
            let other = try #require(kept.change { $0.popLast() })
            #expect(other.sendRaw([0x61]))
            server.server.stop(within: 0.01)
            #expect(!other.sendRaw([0x61]))
            _ = client
        }
    }
}
