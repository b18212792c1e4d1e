import HTTPTypes
import MicroHTTPDBridge
import TestSupport
import Testing

@Suite struct MicroHTTPRequests {
    @Test func `requests on one connection are answered one after the other`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            for number in 0..<50 {
                try client.send(
                    "POST /\(number) HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"
                )
                let reply = try client.reply()
                #expect(reply.status == 200)
                #expect(reply.text == "POST /\(number) body")
                #expect(reply.field("x-kept") == "as it is")
            }
            #expect(server.hasConnections(1))
        }
    }

    @Test func `short replies that come again and again stay those of their requests`() async throws
    {
        let script = TestServer.Script(
            handle: { request, _ in
                HTTPReply(
                    status: request.body.isEmpty ? 200 : 202,
                    fields: [("X-Target", request.target)],
                    body: Array("is \(request.target.count % 3)".utf8)
                )
            }
        )
        try await TestServer.with(ServerLimits(), script) { server in
            let clients = try (0..<3).map { _ in try server.client() }
            // More targets than replies are kept, and each of them several times.
            for round in 0..<120 {
                let target = "/\(round * 7 % 40)"
                let body = round % 5 == 0 ? "x" : ""
                let client = clients[round % 3]
                try client.send(
                    "POST \(target) HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n"
                        + body
                )
                let reply = try client.reply()
                #expect(reply.status == (body.isEmpty ? 200 : 202))
                #expect(reply.field("x-target") == target)
                #expect(reply.text == "is \(target.count % 3)")
            }
        }
    }

    @Test func `requests sent in one piece are answered in their order`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            let requests = (0..<20).map { number in
                number % 2 == 0
                    ? "GET /\(number) HTTP/1.1\r\nHost: a\r\n\r\n"
                    : "POST /\(number) HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"
            }
            try client.send(requests.joined())
            for number in 0..<20 {
                #expect(
                    try client.reply().text
                        == (number % 2 == 0 ? "GET /\(number) " : "POST /\(number) ab")
                )
            }
        }
    }

    @Test func `a body in chunks comes whole, however it is cut`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            let request =
                "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\nhello\r\n1;ext=1\r\n \r\nA\r\nticksheet!\r\n0\r\n\r\n"
            try client.send(request)
            #expect(try client.reply().text == "POST /c hello ticksheet!")
            for byte in Array(request.utf8) { try client.send([byte]) }
            #expect(try client.reply().text == "POST /c hello ticksheet!")
        }
    }

    @Test(
        arguments: [
            "Content-Length: 4\r\nContent-Length: 40", "Content-Length: 4\r\ncontent-length: 4",
            "Content-Length: 40\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nContent-Length: 5",
        ]
    )
    func `a request that says twice how long it is ends with its connection`(
        _ fields: String
    ) async throws {
        let handled = Shared(0)
        let script = TestServer.Script(handle: { request, _ in
            handled.change { $0 += 1 }
            return TestServer.echo(request)
        })
        try await TestServer.with(ServerLimits(), script) { server in
            let client = try server.client()
            try client.send(
                "POST /a HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n0\r\n\r\n"
                    + "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"
            )
            let reply = try client.reply()
            #expect(reply.status == 400)
            #expect(reply.text == "The request says more than once how long its body is.\n")
            #expect(client.readToEnd().isEmpty)
            #expect(handled.value == 0)
        }
    }

    @Test func `a client that asks first is told to go on`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.send(
                "POST /e HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n"
            )
            #expect(try client.reply(hasBody: false).status == 100)
            try client.send("body")
            #expect(try client.reply().text == "POST /e body")
        }
    }

    @Test func `fields and target are kept as they were sent`() async throws {
        let seen = Shared<HTTPRequest?>(nil)
        let script = TestServer.Script(handle: { request, _ in
            seen.change { $0 = request }
            return HTTPReply(status: 200)
        })
        try await TestServer.with(ServerLimits(), script) { server in
            let client = try server.client()
            let target = "/a%2Fb/../c;d=1?x=%20+%2B&y=&y=2&&z=a?b%zz"
            try client.send(
                "PUT \(target) HTTP/1.1\r\nHost: a\r\nX-Signature:  aB+/= c \r\nX-EMPTY:\r\n"
                    + "x-twice: 1\r\nX-Twice: 2\r\nContent-Length: 0\r\n\r\n"
            )
            #expect(try client.reply().status == 200)
            let request = try #require(seen.value)
            #expect(request.method == "PUT")
            #expect(request.target == target)
            #expect(request.fields["x-signature"] == "aB+/= c")
            #expect(request.fields["x-empty"] == "")
            let twice = request.fields.all.filter { $0.name == "x-twice" }.map(\.value)
            #expect(twice == ["1", "2"])
            #expect(request.peer == "127.0.0.1")
            #expect(request.body.isEmpty)
        }
    }

    @Test func `a body of every byte comes as it was sent`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            let body = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
            try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
            try client.send(body)
            #expect(try client.reply().body == Array("POST / ".utf8) + body)
        }
    }

    @Test func `what the header decides needs no body to be read first`() async throws {
        let handled = Shared(0)
        let script = TestServer.Script(
            admit: { request in
                request.fields["x-key"] == nil ? HTTPReply(status: 401, text: "no key\n") : nil
            },
            handle: { request, _ in
                handled.change { $0 += 1 }
                return TestServer.echo(request)
            }
        )
        try await TestServer.with(ServerLimits(), script) { server in
            let client = try server.client()
            for method in ["POST", "GET"] {
                try client.send("\(method) / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
                let reply = try client.reply()
                #expect(reply.status == 401)
                #expect(reply.text == "no key\n")
                #expect(reply.field("content-type") == "text/plain; charset=utf-8")
            }
            try client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nX-Key: 1\r\nContent-Length: 3\r\n\r\nabc"
            )
            #expect(try client.reply().status == 200)
            #expect(handled.value == 1)
        }
    }

    @Test(arguments: [0, 1, 99, 100])
    func `a body up to the limit is taken`(_ count: Int) async throws {
        try await TestServer.with(ServerLimits(body: 100)) { server in
            let client = try server.client()
            let body = String(repeating: "x", count: count)
            try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(count)\r\n\r\n\(body)")
            #expect(try client.reply().text == "POST / " + body)
            let size = String(count, radix: 16)
            let chunk = count > 0 ? "\(size)\r\n\(body)\r\n" : ""
            try client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(chunk)0\r\n\r\n"
            )
            #expect(try client.reply().text == "POST / " + body)
        }
    }

    @Test func `a body one byte above the limit is 413, announced or not`() async throws {
        let handled = Shared(0)
        let script = TestServer.Script(
            handle: { _, _ in
                handled.change { $0 += 1 }
                return HTTPReply(status: 200)
            }
        )
        try await TestServer.with(ServerLimits(body: 100), script) { server in
            let body = String(repeating: "x", count: 101)
            for request in [
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n\(body)",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\nExpect: 100-continue\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "65\r\n\(body)\r\n0\r\n\r\n",
            ] {
                let client = try server.client()
                try client.send(request)
                let reply = try client.reply()
                #expect(reply.status == 413)
                #expect(
                    reply.text == "The body is larger than 100 bytes, the limit of this server.\n"
                )
            }
            #expect(handled.value == 0)
        }
    }

    @Test func `who sends far too much is told so in spite of it`() async throws {
        try await TestServer.with(ServerLimits(body: 1000)) { server in
            for _ in 0..<5 {
                let client = try server.client()
                try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n")
                let part = [UInt8](repeating: 7, count: 40_000)
                for _ in 0..<100 { try client.send(part) }
                #expect(try client.reply().status == 413)
            }
        }
    }
}
