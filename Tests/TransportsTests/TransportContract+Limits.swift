import HTTPTypes
import TestSupport
import Testing

/// What a transport does when a limit of a call passes.
///
/// No test looks at how long it took, besides that it ended.
@Suite(.timeLimit(.minutes(10))) struct TransportLimits {
    private static let short = Duration.milliseconds(150)

    @Test(arguments: TransportSubject.all, [true, false])
    func `a server that accepts no connection is given up at the limit for connecting`(
        _ subject: TransportSubject,
        _ hasBody: Bool
    ) async throws {
        try await FullServer.with { server in
            var call = HTTPCall("POST", server.secretURL, body: hasBody ? [1] : [])
            call.limits.connect = Self.short
            if !subject.tellsConnecting(call) { call.limits.firstByte = Self.short * 2 }
            let failure = await subject.failure(of: call)
            #expect(failure == Self.lateConnecting(subject, call, server.origin))
        }
    }

    @Test(arguments: TransportSubject.all, [true, false])
    func `a handshake that stalls counts as connecting`(
        _ subject: TransportSubject,
        _ hasBody: Bool
    ) async throws {
        try await ScriptedServer.with { peer in
            try peer.waitUntilClosed()
        } _: { server in
            let url = server.secretURL.replacing("http:", with: "https:")
            var call = HTTPCall("POST", url, body: hasBody ? [1] : [])
            call.limits.connect = Self.short
            if !subject.tellsConnecting(call) { call.limits.firstByte = Self.short * 2 }
            let failure = await subject.failure(of: call)
            let origin = server.origin.replacing("http:", with: "https:")
            #expect(failure == Self.lateConnecting(subject, call, origin))
        }
    }

    private static func lateConnecting(
        _ subject: TransportSubject,
        _ call: HTTPCall,
        _ origin: String
    ) -> HTTPFailure {
        subject.tellsConnecting(call)
            ? .late(origin: origin, .connect, after: call.limits.connect)
            : .late(origin: origin, .firstByte, after: call.limits.firstByte)
    }

    @Test(arguments: TransportSubject.all, [true, false])
    func `a server that does not answer is given up, and its connection closed`(
        _ subject: TransportSubject,
        _ hasBody: Bool
    ) async throws {
        try await ScriptedServer.with { peer in
            _ = try peer.request()
            try peer.waitUntilClosed()
        } _: { server in
            var call = HTTPCall("POST", server.secretURL, body: hasBody ? [1] : [])
            call.limits.connect = Self.short / 2
            call.limits.firstByte = Self.short
            let late = HTTPFailure.late(origin: server.origin, .firstByte, after: Self.short)
            #expect(await subject.failure(of: call) == late)
            await server.peers.reaches { $0.isEmpty }
            #expect(server.opened.value == 1)
        }
    }

    @Test(arguments: TransportSubject.all)
    func `an answer to come is no answer yet`(_ subject: TransportSubject) async throws {
        try await ScriptedServer.with { peer in
            _ = try peer.request()
            try peer.drip("HTTP/1.1 102 Processing\r\n\r\n", every: 20)
        } _: { server in
            var call = HTTPCall("GET", server.secretURL)
            call.limits.firstByte = Self.short
            let late = HTTPFailure.late(origin: server.origin, .firstByte, after: Self.short)
            #expect(await subject.failure(of: call) == late)
        }
    }

    @Test(
        arguments: TransportSubject.all,
        ["Content-Length: 100000", "Transfer-Encoding: chunked", "X-No: length"]
    )
    func `an answer that drips is cut off at the limit for the whole, and its connection closed`(
        _ subject: TransportSubject,
        _ length: String
    ) async throws {
        try await ScriptedServer.with { peer in
            _ = try peer.request()
            try peer.send("HTTP/1.1 200 OK\r\n\(length)\r\n\r\n")
            try peer.drip(length.hasSuffix("chunked") ? "1\r\na\r\n" : "a", every: 50)
        } _: { server in
            var call = HTTPCall("GET", server.secretURL)
            call.limits.total = Self.short * 2
            let late = HTTPFailure.late(origin: server.origin, .total, after: Self.short * 2)
            #expect(await subject.failure(of: call) == late)
            await server.peers.reaches { $0.isEmpty }
        }
    }

    @Test(arguments: TransportSubject.all)
    func `the limit for the whole holds before all others`(
        _ subject: TransportSubject
    ) async throws {
        try await ScriptedServer.with { peer in
            _ = try peer.request()
            try peer.waitUntilClosed()
        } _: { server in
            var call = HTTPCall("GET", server.secretURL)
            call.limits.total = Self.short
            let late = HTTPFailure.late(origin: server.origin, .total, after: Self.short)
            #expect(await subject.failure(of: call) == late)
        }
    }

    @Test(
        arguments: TransportSubject.all,
        [
            "200 OK\r\nContent-Length: 1000000000", "200 OK\r\nTransfer-Encoding: chunked",
            "200 OK", "500 Oops\r\nContent-Length: 65537",
        ]
    )
    func `an answer that is too large ends the call, and its connection is closed`(
        _ subject: TransportSubject,
        _ head: String
    ) async throws {
        let isChunked = head.hasSuffix("chunked")
        let part = String(repeating: "a", count: 4096)
        try await ScriptedServer.with { peer in
            _ = try peer.request()
            try peer.send("HTTP/1.1 \(head)\r\n\r\n")
            try peer.drip(isChunked ? "1000\r\n\(part)\r\n" : part, every: 1)
        } _: { server in
            var call = HTTPCall("GET", server.secretURL)
            call.limits.body = 64 << 10
            let failure = await subject.failure(of: call)
            #expect(failure == .tooLarge(origin: server.origin, limit: 64 << 10))
            await server.peers.reaches { $0.isEmpty }
        }
    }

    @Test(arguments: TransportSubject.all)
    func `a small packed answer counts as what it unpacks to`(
        _ subject: TransportSubject
    ) async throws {
        try await ScriptedServer.with { peer in
            _ = try peer.request()
            let length = Packed.zeros.count
            try peer.send(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(length)\r\n\r\n"
            )
            try peer.send(Packed.zeros)
            try peer.waitUntilClosed()
        } _: { server in
            var call = HTTPCall("GET", server.secretURL)
            call.limits.body = 64 << 10
            let failure = await subject.failure(of: call)
            #expect(failure == .tooLarge(origin: server.origin, limit: 64 << 10))
            call.limits.body = 128 << 10
            let response = try await subject.send(call)
            #expect(response.body == [UInt8](repeating: 0, count: 100 << 10))
        }
    }

    @Test(arguments: TransportSubject.all)
    func `an answer as large as the limit is taken`(_ subject: TransportSubject) async throws {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsaid"
        try await ScriptedServer.with(answering: answer) { server in
            var call = HTTPCall("GET", server.secretURL)
            call.limits.body = 4
            let response = try await subject.send(call)
            #expect(response.body.count == 4)
            call.limits.body = 3
            let failure = await subject.failure(of: call)
            #expect(failure == .tooLarge(origin: server.origin, limit: 3))
        }
    }
}
