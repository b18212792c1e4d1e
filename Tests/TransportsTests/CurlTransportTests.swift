import CurlBridge
import HTTPTypes
import TestSupport
import Testing

/// What the transport over libcurl keeps besides the contract.
@Suite(.timeLimit(.minutes(5))) struct CurlTransportTests {
    private func answered(_ text: String) async throws -> HTTPResponse {
        let found = Shared<HTTPResponse?>(nil)
        try await ScriptedServer.with(answering: text) { server in
            let response = try await CurlTransport().send(HTTPCall("GET", server.origin + "/"))
            found.change { $0 = response }
        }
        return try #require(found.value)
    }

    private func refused(_ script: @escaping ScriptedServer.Script) async throws -> HTTPFailure? {
        let found = Shared<HTTPFailure?>(nil)
        try await ScriptedServer.with(script) { server in
            let call = HTTPCall("GET", server.secretURL)
            let failure = await TransportSubject.curl.failure(of: call)
            found.change { $0 = failure }
        }
        return found.value
    }

    @Test func `fields of an answer keep their order, repeated ones too`() async throws {
        let response = try await answered(
            "HTTP/1.1 200 OK\r\nB: 1\r\nA: 2\r\nb:  3 \t\r\nContent-Length: 0\r\n\r\n"
        )
        #expect(response.fields.all.map(\.name) == ["b", "a", "b", "content-length"])
        #expect(response.fields.all.map(\.value) == ["1", "2", "3", "0"])
    }

    @Test func `a field that goes on in the next line is one`() async throws {
        let response = try await answered(
            "HTTP/1.1 200 OK\r\nA: one,\r\n\t two\r\nContent-Length: 0\r\n\r\n"
        )
        #expect(response.fields["a"] == "one, two")
    }

    @Test func `fields of a call stay apart`() async throws {
        try await ScriptedServer.with(
            answering: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        ) { server in
            var call = HTTPCall("GET", server.origin + "/")
            call.fields.append("X-Twice", "one")
            call.fields.append("X-Twice", "two")
            call.fields.append("Host", "elsewhere.example")
            _ = try await CurlTransport().send(call)
            let request = try #require(server.requests.value.first)
            #expect(request.values("x-twice") == ["one", "two"])
            #expect(request.values("host") == [String(server.origin.dropFirst(7))])
        }
    }

    @Test func `a server that wants to speak another protocol is broken`() async throws {
        let failure = try await refused { peer in
            _ = try peer.request()
            try peer.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\n\r\n")
            try peer.waitUntilClosed()
        }
        guard case .broken(_, "it changed to another protocol")? = failure else {
            Issue.record("\(failure.map { "\($0)" } ?? "an answer")")
            return
        }
    }

    @Test(arguments: ["X: \(String(repeating: "a", count: 1000))\r\n", "a"])
    func `a header without an end is broken`(_ part: String) async throws {
        let failure = try await refused { peer in
            _ = try peer.request()
            try peer.send("HTTP/1.1 200 OK\r\nX: ")
            while true { try peer.send(String(repeating: part, count: 64)) }
        }
        guard case .broken? = failure else {
            Issue.record("\(failure.map { "\($0)" } ?? "an answer")")
            return
        }
    }

    @Test func `an answer that comes before the body is sent is taken`() async throws {
        try await ScriptedServer.with { peer in
            try peer.send(
                "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
            _ = try peer.request()
        } _: { server in
            let body = [UInt8](repeating: 1, count: 8 << 20)
            let call = HTTPCall("POST", server.origin + "/", body: body)
            let response = try await CurlTransport().send(call)
            #expect(response.status == 413)
        }
    }

    @Test func `calls under way live on when the transport is let go`() async throws {
        try await ScriptedServer.with { peer in
            while try peer.request() != nil {
                peer.rest(milliseconds: 50)
                try peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            }
        } _: { server in
            let url = server.origin + "/"
            try await withThrowingTaskGroup { group in
                for _ in 0..<10 {
                    group.addTask { try await CurlTransport().send(HTTPCall("GET", url)) }
                }
                for try await response in group { #expect(response.status == 200) }
            }
            await server.peers.reaches { $0.isEmpty }
        }
    }

    @Test func `kept connections are used by calls at once`() async throws {
        try await ScriptedServer.with { peer in
            while try peer.request() != nil {
                peer.rest(milliseconds: 5)
                try peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            }
        } _: { server in
            let transport = CurlTransport()
            let url = server.origin + "/"
            for _ in 0..<5 {
                await withTaskGroup { group in
                    for _ in 0..<8 {
                        group.addTask { _ = try? await transport.send(HTTPCall("GET", url)) }
                    }
                }
            }
            #expect(server.requests.value.count == 40)
            #expect(server.opened.value <= 8)
        }
    }
}
