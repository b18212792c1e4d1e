import HTTPTypes
import TestSupport
import Testing

/// What every transport makes of an answer.
@Suite(.timeLimit(.minutes(10))) struct TransportAnswers {
    @Test(
        arguments: TransportSubject.all,
        [200, 201, 302, 307, 400, 401, 404, 407, 417, 429, 500, 503, 599]
    )
    func `an answer is a response whatever its status`(
        _ subject: TransportSubject,
        _ status: Int
    ) async throws {
        let answer = """
            HTTP/1.1 \(status) Some words\r
            Location: /elsewhere\r
            WWW-Authenticate: Basic realm="a", Digest realm="b", nonce="c"\r
            Content-Length: 4\r
            \r
            said
            """
        try await ScriptedServer.with(answering: answer) { server in
            for method in ["GET", "POST"] {
                let body = method == "POST" ? Array("a".utf8) : []
                let response = try await subject.send(
                    HTTPCall(method, server.origin + "/", body: body)
                )
                #expect(response.status == status)
                #expect(response.body == Array("said".utf8))
            }
            #expect(server.requests.value.count == 2)
        }
    }

    @Test(arguments: TransportSubject.all)
    func `answers that come before the real one are skipped`(
        _ subject: TransportSubject
    ) async throws {
        let answer = """
            HTTP/1.1 100 Continue\r
            \r
            HTTP/1.1 103 Early Hints\r
            Link: </style.css>\r
            \r
            HTTP/1.1 200 OK\r
            Content-Length: 4\r
            \r
            said
            """
        try await ScriptedServer.with(answering: answer) { server in
            let response = try await subject.send(HTTPCall("GET", server.origin + "/"))
            #expect(response.status == 200)
            #expect(response.fields["link"] == nil)
            #expect(response.body == Array("said".utf8))
        }
    }

    @Test(
        arguments: TransportSubject.all,
        [
            ("GET", "204 No Content"), ("GET", "304 Not Modified"), ("DELETE", "204 No Content"),
            ("HEAD", "200 OK"), ("HEAD", "404 Not Found"),
        ]
    )
    func `an answer without a body has none, whatever length it names`(
        _ subject: TransportSubject,
        _ answer: (method: String, status: String)
    ) async throws {
        let length = answer.method == "HEAD" ? "Content-Length: 999999999\r\n" : ""
        let text = "HTTP/1.1 \(answer.status)\r\nETag: a\r\n\(length)\r\n"
        try await ScriptedServer.with(answering: text) { server in
            let response = try await subject.send(HTTPCall(answer.method, server.origin + "/"))
            #expect(answer.status.hasPrefix("\(response.status) "))
            #expect(response.body.isEmpty)
            #expect(response.fields["etag"] == "a")
        }
    }

    @Test(arguments: TransportSubject.all)
    func `fields of an answer are found by any case of their name`(
        _ subject: TransportSubject
    ) async throws {
        let answer = """
            HTTP/1.1 200 OK\r
            content-length: 0\r
            rETRY-aFTER: 7\r
            X-Empty:\r
            X-Accent: á\r
            \r

            """
        try await ScriptedServer.with(answering: answer) { server in
            let response = try await subject.send(HTTPCall("GET", server.origin + "/"))
            #expect(response.fields["retry-after"] == "7")
            #expect(response.fields.first(named: "Retry-After") == "7")
            #expect(response.fields.first(named: "RETRY-AFTER") == "7")
            #expect(response.fields["x-empty"] == "")
            #expect(response.fields["x-accent"] == "á")
        }
    }

    @Test(
        arguments: TransportSubject.all,
        ["X:tight", "X:  ", "Y: a\r\nX: \u{E9}", "X: a\u{FFFD}"]
    )
    func `odd lines in the header of an answer do no harm`(
        _ subject: TransportSubject,
        _ line: String
    ) async throws {
        // The replacement character stands for a byte that is no UTF-8.
        let text = "HTTP/1.1 200 OK\r\n\(line)\r\nContent-Length: 4\r\n\r\nsaid"
        let bytes = text.unicodeScalars.flatMap { $0 == "\u{FFFD}" ? [0xE9] : Array("\($0)".utf8) }
        try await ScriptedServer.with { peer in
            _ = try peer.request()
            try peer.send(bytes)
            try peer.waitUntilClosed()
        } _: { server in
            let call = HTTPCall("GET", server.secretURL)
            if subject.readsOddHeaders || line.hasPrefix("Y") {
                let response = try await subject.send(call)
                #expect(response.body == Array("said".utf8))
            } else {
                let cause = "the header of the answer cannot be read"
                let failure = await subject.failure(of: call)
                #expect(failure == .broken(origin: server.origin, cause: cause))
            }
        }
    }

    @Test(arguments: TransportSubject.all)
    func `a chunked answer is whole, however it is cut`(_ subject: TransportSubject) async throws {
        try await ScriptedServer.with { peer in
            while try peer.request() != nil {
                try peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                for part in [
                    "1", "\r\na\r\n", "0003;x=y\r\nb", "cd", "\r", "\nA\r\n0123456789\r\n0",
                ] {
                    try peer.send(part)
                    peer.rest(milliseconds: 2)
                }
                try peer.send("\r\n\r\n")
            }
        } _: { server in
            let response = try await subject.send(HTTPCall("GET", server.origin + "/"))
            #expect(response.body == Array("abcd0123456789".utf8))
        }
    }

    @Test(arguments: TransportSubject.all.filter(\.survivesHalfHeaders))
    func `fields after the last chunk do no harm`(_ subject: TransportSubject) async throws {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        let body = "4\r\nsaid\r\n0\r\nX-Sum: 1\r\n\r\n"
        try await ScriptedServer.with(answering: head + body) { server in
            let response = try await subject.send(HTTPCall("GET", server.origin + "/"))
            #expect(response.body == Array("said".utf8))
        }
    }

    @Test(arguments: TransportSubject.all)
    func `an answer without a length ends with its connection`(
        _ subject: TransportSubject
    ) async throws {
        let body = [UInt8](repeating: 0x61, count: 3 << 20)
        try await ScriptedServer.with { peer in
            _ = try peer.request()
            try peer.send("HTTP/1.1 200 OK\r\n\r\n")
            try peer.send(body)
        } _: { server in
            let response = try await subject.send(HTTPCall("GET", server.origin + "/"))
            #expect(response.body == body)
        }
    }

    @Test(arguments: TransportSubject.all)
    func `a packed answer is unpacked where packing was asked for`(
        _ subject: TransportSubject
    ) async throws {
        try await ScriptedServer.with { peer in
            while let request = try peer.request() {
                let isAsked = request.values("accept-encoding").contains { $0.contains("gzip") }
                let body = isAsked ? Packed.word : Array("unpacked".utf8)
                let field = isAsked ? "Content-Encoding: gzip\r\n" : ""
                try peer.send("HTTP/1.1 200 OK\r\n\(field)Content-Length: \(body.count)\r\n\r\n")
                try peer.send(body)
            }
        } _: { server in
            let response = try await subject.send(HTTPCall("GET", server.origin + "/"))
            #expect(response.body == Array("unpacked".utf8))
        }
    }
}
