import HTTPTypes
import TestSupport
import Testing

/// What arrives at the server when a transport sends a call.
@Suite(.timeLimit(.minutes(10))) struct TransportRequests {
    private static let empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    private func sent(
        _ subject: TransportSubject,
        _ change: (inout HTTPCall) -> Void
    ) async throws -> ReceivedRequest {
        let found = Shared<ReceivedRequest?>(nil)
        try await ScriptedServer.with(answering: Self.empty) { server in
            var call = HTTPCall("GET", server.origin)
            change(&call)
            _ = try await subject.send(call)
            let requests = server.requests.value
            #expect(requests.count == 1)
            found.change { $0 = requests.first }
        }
        return try #require(found.value)
    }

    @Test(
        arguments: TransportSubject.all,
        [
            "/", "/?", "/a/b//c/", "/?a=1&a=2&b",
            "/v1/%7Bx%7D/%2e%2e/%2F?q=%20+%C3%A9&&=;,:@!$'()*",
            "/~-._/?redirect=https://example.com/a?b", "/a;b=c:d@e",
        ]
    )
    func `the target arrives byte for byte`(
        _ subject: TransportSubject,
        _ target: String
    ) async throws {
        let request = try await sent(subject) { $0.url += target }
        #expect(request.line == "GET \(target) HTTP/1.1")
    }

    @Test(arguments: TransportSubject.all)
    func `an address without a path asks for the root, and a fragment stays here`(
        _ subject: TransportSubject
    ) async throws {
        #expect(try await sent(subject) { $0.url += "" }.line == "GET / HTTP/1.1")
        #expect(try await sent(subject) { $0.url += "?a" }.line == "GET /?a HTTP/1.1")
        #expect(try await sent(subject) { $0.url += "/a#b" }.line == "GET /a HTTP/1.1")
    }

    @Test(
        arguments: TransportSubject.all,
        ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "QUERY"]
    )
    func `the method arrives, and without a body none is sent`(
        _ subject: TransportSubject,
        _ method: String
    ) async throws {
        let request = try await sent(subject) { call in
            call.method = method
            call.url += "/a"
        }
        #expect(request.line == "\(method) /a HTTP/1.1")
        #expect(request.body.isEmpty)
        #expect(request.values("transfer-encoding").isEmpty)
        if method == "GET" { #expect(request.values("content-length").isEmpty) }
    }

    @Test(
        arguments: TransportSubject.all,
        [("POST", 1), ("PUT", 5), ("PATCH", 70_000), ("DELETE", 5), ("POST", 3 << 20)]
    )
    func `the body arrives whole, with its length, and nothing else says what it is`(
        _ subject: TransportSubject,
        _ kind: (method: String, count: Int)
    ) async throws {
        let (method, count) = kind
        let body = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let request = try await sent(subject) { call in
            call.method = method
            call.body = body
        }
        #expect(request.line == "\(method) / HTTP/1.1")
        #expect(request.body == body)
        #expect(request.values("content-length") == ["\(count)"])
        #expect(request.values("content-type").isEmpty)
        #expect(request.values("transfer-encoding").isEmpty)
        #expect(request.values("expect").isEmpty)
    }

    @Test(arguments: TransportSubject.all)
    func `fields arrive as they are given`(_ subject: TransportSubject) async throws {
        let request = try await sent(subject) { call in
            call.method = "POST"
            call.body = Array("{}".utf8)
            call.fields.append("Authorization", "Bearer a.b-c_d/e+f=")
            call.fields.append("Content-Type", "application/json; charset=utf-8")
            call.fields.append("X-Words", "señal — 日本 \"quoted\"; a,b")
            call.fields.append("X-Empty", "")
            call.fields.append("X-Blank", "  inside  out \t")
            call.fields.append("X-Twice", "one")
            call.fields.append("x-twice", "two")
            call.fields.append("User-Agent", "me/1")
        }
        #expect(request.values("authorization") == ["Bearer a.b-c_d/e+f="])
        #expect(request.values("content-type") == ["application/json; charset=utf-8"])
        #expect(request.values("x-words") == ["señal — 日本 \"quoted\"; a,b"])
        #expect(request.values("x-empty") == [""])
        #expect(request.values("x-blank") == ["inside  out"])
        #expect(request.values("x-twice").joined(separator: ", ") == "one, two")
        #expect(request.values("user-agent") == ["me/1"])
    }

    @Test(arguments: TransportSubject.all)
    func `nothing is told of this machine or this program`(
        _ subject: TransportSubject
    ) async throws {
        let request = try await sent(subject) { $0.url += "/a" }
        let known = ["host", "accept", "accept-encoding", "connection"]
        let names = request.fields.map { $0.prefix { $0 != ":" }.lowercased() }
        #expect(Set(names).isSubset(of: known), "\(request.fields)")
    }

    @Test(arguments: TransportSubject.all)
    func `fields that are the transport's own cannot be set`(
        _ subject: TransportSubject
    ) async throws {
        let request = try await sent(subject) { call in
            call.method = "POST"
            call.body = Array("whole".utf8)
            call.fields.append("Content-Length", "2")
            call.fields.append("Transfer-Encoding", "chunked")
            call.fields.append("Expect", "100-continue")
        }
        #expect(request.body == Array("whole".utf8))
        #expect(request.values("content-length") == ["5"])
        #expect(request.values("transfer-encoding").isEmpty)
        #expect(request.values("expect").isEmpty)
    }

    @Test(
        arguments: TransportSubject.all,
        [
            ("X-A", "b\r\nX-Injected: SECRET"), ("X-A", "b\nX-Injected: SECRET"), ("X-A", "b\rc"),
            ("X-A", "b\0c"), ("X-A\r\nX-Injected", "SECRET"), ("X-A: b\r\nX-B", "c"), ("", "a"),
            ("X A", "b"), ("X-A:", "b"), ("X-Ä", "b"),
        ]
    )
    func `a field that would break the header is refused`(
        _ subject: TransportSubject,
        _ field: (name: String, value: String)
    ) async throws {
        try await ScriptedServer.with(answering: Self.empty) { server in
            var call = HTTPCall("GET", server.secretURL)
            call.fields.append(field.name, field.value)
            #expect(await subject.failure(of: call) == .address(origin: server.origin))
            #expect(server.opened.value == 0)
        }
    }

    @Test(arguments: TransportSubject.all, ["", "GET /SECRET HTTP/1.1\r\nX:", "G T", "GÉT"])
    func `a method that is no word is refused`(
        _ subject: TransportSubject,
        _ method: String
    ) async throws {
        try await ScriptedServer.with(answering: Self.empty) { server in
            let failure = await subject.failure(of: HTTPCall(method, server.secretURL))
            #expect(failure == .address(origin: server.origin))
            #expect(server.opened.value == 0)
        }
    }

    @Test(arguments: TransportSubject.all, ["GET", "HEAD"])
    func `a body where none belongs is refused`(
        _ subject: TransportSubject,
        _ method: String
    ) async throws {
        try await ScriptedServer.with(answering: Self.empty) { server in
            let call = HTTPCall(method, server.secretURL, body: Array("SECRET".utf8))
            #expect(await subject.failure(of: call) == .address(origin: server.origin))
            #expect(server.opened.value == 0)
        }
    }
}
