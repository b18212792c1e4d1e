import HTTPTypes
import TestSupport
import Testing

/// How a transport uses connections: once or again, but never to send a call twice.
@Suite(.timeLimit(.minutes(10))) struct TransportConnections {
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsaid"

    @Test(arguments: TransportSubject.all, [true, false])
    func `calls one after the other share a connection where that is safe`(
        _ subject: TransportSubject,
        _ hasBody: Bool
    ) async throws {
        try await ScriptedServer.with(answering: Self.answer) { server in
            let transport = subject.make()
            let body = hasBody ? Array("a".utf8) : []
            let call = HTTPCall(hasBody ? "POST" : "GET", server.origin + "/", body: body)
            for _ in 0..<5 {
                let response = try await transport.send(call)
                #expect(response.status == 200)
            }
            #expect(server.opened.value == (subject.keepsConnections ? 1 : 5))
            #expect(server.requests.value.count == 5)
        }
    }

    @Test(
        arguments: TransportSubject.all,
        [("GET", 0), ("DELETE", 0), ("POST", 0), ("POST", 5), ("PUT", 5), ("POST", 300_000)]
    )
    func `a call that is not answered is never sent again`(
        _ subject: TransportSubject,
        _ kind: (method: String, body: Int)
    ) async throws {
        for vanishes in [false, true] {
            try await sendUnanswered(subject, kind, vanishes)
        }
    }

    private func sendUnanswered(
        _ subject: TransportSubject,
        _ kind: (method: String, body: Int),
        _ vanishes: Bool
    ) async throws {
        let isFirst = Shared(true)
        try await ScriptedServer.with { peer in
            // The first call is answered, so that its connection may be kept; no other is.
            while try peer.request() != nil {
                guard isFirst.value else { break }
                isFirst.change { $0 = false }
                try peer.send(Self.answer)
            }
            if vanishes { peer.vanish() }
        } _: { server in
            let transport = subject.make()
            let first = HTTPCall("POST", server.origin + "/first", body: [1])
            let response = try await transport.send(first)
            #expect(response.status == 200)
            let body = [UInt8](repeating: 0x61, count: kind.body)
            let call = HTTPCall(kind.method, server.secretURL, body: body)
            let failure = await subject.failure(of: call, over: transport)
            guard case .broken(server.origin, _)? = failure else {
                Issue.record("ended with \(failure.map { "\($0)" } ?? "an answer")")
                return
            }
            #expect(failure?.mayHaveArrived == true)
            // Whatever else is sent would be sent now.
            try await Task.sleep(for: .milliseconds(50))
            #expect(server.requests.value.count == 2)
            #expect(server.opened.value <= (subject.keepsConnections ? 1 : 2))
        }
    }

    @Test(arguments: TransportSubject.all, [true, false])
    func `a connection that was closed meanwhile is no trouble`(
        _ subject: TransportSubject,
        _ hasBody: Bool
    ) async throws {
        try await ScriptedServer.with { peer in
            _ = try peer.request()
            try peer.send(Self.answer)
        } _: { server in
            let transport = subject.make()
            let body = hasBody ? Array("a".utf8) : []
            let call = HTTPCall(hasBody ? "POST" : "GET", server.origin + "/", body: body)
            for count in 1...5 {
                let response = try await transport.send(call)
                #expect(response.status == 200)
                await server.peers.reaches { $0.isEmpty }
                #expect(server.requests.value.count == count)
            }
        }
    }

    @Test(
        arguments: TransportSubject.all,
        [
            ("200 OK", false), ("200 OK", true), ("408 Request Timeout", false),
            ("408 Request Timeout", true),
        ]
    )
    func `what nobody asked for is no answer to the next call`(
        _ subject: TransportSubject,
        _ stray: (status: String, closes: Bool)
    ) async throws {
        let isFirst = Shared(true)
        let hasStrayed = Shared(false)
        try await ScriptedServer.with { peer in
            while try peer.request() != nil {
                try peer.send(Self.answer)
                guard isFirst.value else { continue }
                isFirst.change { $0 = false }
                peer.rest(milliseconds: 20)
                try peer.send("HTTP/1.1 \(stray.status)\r\nContent-Length: 5\r\n\r\nstray")
                hasStrayed.change { $0 = true }
                if stray.closes { return }
            }
        } _: { server in
            let transport = subject.make()
            for count in 1...3 {
                let response = try await transport.send(HTTPCall("GET", server.origin + "/"))
                #expect(response.status == 200)
                #expect(response.body == Array("said".utf8))
                #expect(server.requests.value.count == count)
                await hasStrayed.reaches { $0 }
            }
            #expect(server.opened.value == (subject.keepsConnections ? 2 : 3))
        }
    }

    @Test(arguments: TransportSubject.all, ["301", "302", "303", "307", "308"])
    func `no redirect is followed, so that no credentials go elsewhere`(
        _ subject: TransportSubject,
        _ status: String
    ) async throws {
        try await ScriptedServer.with(answering: Self.answer) { other in
            let answer = """
                HTTP/1.1 \(status) Away\r
                Location: \(other.origin)/?key=SECRET\r
                Content-Length: 4\r
                \r
                away
                """
            try await ScriptedServer.with(answering: answer) { server in
                for method in ["GET", "POST"] {
                    let body = method == "POST" ? Array("a".utf8) : []
                    var call = HTTPCall(method, server.origin + "/", body: body)
                    call.fields.append("Authorization", "Bearer SECRET")
                    let response = try await subject.send(call)
                    #expect("\(response.status)" == status)
                    #expect(response.fields["location"] == "\(other.origin)/?key=SECRET")
                    #expect(response.body == Array("away".utf8))
                }
                #expect(server.requests.value.count == 2)
            }
            #expect(other.opened.value == 0)
        }
    }

    @Test(arguments: TransportSubject.all)
    func `cookies of an answer are not sent back`(_ subject: TransportSubject) async throws {
        let answer = "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"
        try await ScriptedServer.with(answering: answer) { server in
            let transport = subject.make()
            for _ in 0..<2 {
                let response = try await transport.send(HTTPCall("GET", server.origin + "/"))
                #expect(response.fields["set-cookie"] == "a=b")
            }
            #expect(server.requests.value.allSatisfy { $0.values("cookie").isEmpty })
        }
    }

    @Test(arguments: TransportSubject.all)
    func `an answer is never taken from a cache`(_ subject: TransportSubject) async throws {
        let count = Shared(0)
        try await ScriptedServer.with { peer in
            while try peer.request() != nil {
                let number = count.change { count in
                    count += 1
                    return count
                }
                try peer.send(
                    "HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\nContent-Length: 1\r\n\r\n\(number)"
                )
            }
        } _: { server in
            let transport = subject.make()
            for number in 1...3 {
                let response = try await transport.send(HTTPCall("GET", server.origin + "/"))
                #expect(response.body == Array("\(number)".utf8))
            }
        }
    }

    @Test(arguments: TransportSubject.all)
    func `nothing is left open when a transport is gone`(_ subject: TransportSubject) async throws {
        try await ScriptedServer.with(answering: Self.answer) { server in
            for _ in 0..<20 {
                let transport = subject.make()
                for body in [[], Array("a".utf8)] {
                    let call = HTTPCall("POST", server.origin + "/", body: body)
                    let response = try await transport.send(call)
                    #expect(response.status == 200)
                }
            }
            await server.peers.reaches { $0.isEmpty }
            #expect(server.requests.value.count == 40)
        }
    }
}
