import HTTPTypes
import TestSupport
import Testing

/// Which failure a transport names.
@Suite(.timeLimit(.minutes(10))) struct TransportFailures {
    @Test(
        arguments: TransportSubject.all,
        [
            ("ftp://example.com/?key=SECRET", "ftp://example.com"),
            ("file:///SECRET?key=SECRET", "(no address)"), ("not a url?key=SECRET", "(no address)"),
            ("", "(no address)"), ("http://?key=SECRET", "(no address)"),
            ("http:/SECRET", "(no address)"), ("//example.com/?key=SECRET", "(no address)"),
            ("http://SECRET:SECRET@/?key=SECRET", "(no address)"),
            ("http://SECRET:SE/CRET@example.com/", "(no address)"),
            ("http://example.com:99999999/?key=SECRET", "http://example.com:99999999"),
            ("http://example.com/a b?key=SECRET", "http://example.com"),
            ("http://example.com/é?key=SECRET", "http://example.com"),
            ("http://example.com/?key=SECRET\r\nX-Injected: SECRET", "http://example.com"),
            ("http://example.com/a/../b?key=SECRET", "http://example.com"),
            ("http://example.com/./?key=SECRET", "http://example.com"),
            ("http://exa mple.com/?key=SECRET", "(no address)"),
            ("https://[::1?key=SECRET", "https://[::1"),
        ]
    )
    func `what is no address is refused without a connection`(
        _ subject: TransportSubject,
        _ wrong: (url: String, origin: String)
    ) async {
        let failure = await subject.failure(of: HTTPCall("GET", wrong.url))
        #expect(failure == .address(origin: wrong.origin))
        #expect(failure?.mayHaveArrived == false)
    }

    @Test(arguments: TransportSubject.all, [true, false])
    func `an unknown host is unresolved`(
        _ subject: TransportSubject,
        _ hasBody: Bool
    ) async {
        let url = "https://SECRET@nowhere.invalid:8443/SECRET?key=SECRET"
        let failure = await subject.failure(of: HTTPCall("POST", url, body: hasBody ? [1] : []))
        #expect(failure == .unresolved(origin: "https://nowhere.invalid:8443"))
    }

    @Test(
        arguments: TransportSubject.all,
        ["http://127.0.0.1:1", "https://localhost:1", "http://[::1]:1"]
    )
    func `a closed port is unreachable`(
        _ subject: TransportSubject,
        _ origin: String
    ) async {
        for body in [[], Array("a".utf8)] {
            let call = HTTPCall("POST", "\(origin)/SECRET?key=SECRET", body: body)
            let failure = await subject.failure(of: call)
            if origin.contains("["), !subject.takesIPv6 {
                #expect(failure == .address(origin: origin))
            } else {
                let cause = "the connection was refused"
                #expect(failure == .unreachable(origin: origin, cause: cause))
            }
        }
    }

    @Test(arguments: TransportSubject.all, ["127.0.0.1", "localhost"])
    func `what breaks after the connection was open may have arrived`(
        _ subject: TransportSubject,
        _ host: String
    ) async throws {
        // The name may stand for an address first at which nobody listens.
        try await ScriptedServer.with { peer in
            _ = try peer.request()
        } _: { server in
            let url = server.secretURL.replacing("127.0.0.1", with: host)
            let origin = server.origin.replacing("127.0.0.1", with: host)
            let cause = "it closed the connection without an answer"
            for body in [[], Array("a".utf8)] {
                let failure = await subject.failure(of: HTTPCall("POST", url, body: body))
                #expect(failure == .broken(origin: origin, cause: cause))
            }
        }
    }

    @Test(
        arguments: TransportSubject.all,
        [
            "SSH-2.0-OpenSSH_9.2\r\n", "garbage\r\n\r\n", "\r\n\r\n", "\0\0\0\0\0\0\0",
            "HTTP/9.9 200 OK\r\n\r\n", "HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        ]
    )
    func `an answer that is no HTTP is broken`(
        _ subject: TransportSubject,
        _ answer: String
    ) async throws {
        try await ScriptedServer.with { peer in
            _ = try peer.request()
            try peer.send(answer)
        } _: { server in
            let failure = await subject.failure(of: HTTPCall("GET", server.secretURL))
            guard case .broken(server.origin, _)? = failure else {
                Issue.record("ended with \(failure.map { "\($0)" } ?? "an answer")")
                return
            }
        }
    }

    @Test(
        arguments: TransportSubject.all.filter(\.survivesHalfHeaders),
        [
            "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nX: y",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: \0\r\n",
        ]
    )
    func `an answer that ends inside its header is broken`(
        _ subject: TransportSubject,
        _ answer: String
    ) async throws {
        try await ScriptedServer.with { peer in
            _ = try peer.request()
            try peer.send(answer)
        } _: { server in
            let failure = await subject.failure(of: HTTPCall("GET", server.secretURL))
            guard case .broken(server.origin, _)? = failure else {
                Issue.record("ended with \(failure.map { "\($0)" } ?? "an answer")")
                return
            }
        }
    }

    @Test(
        arguments: TransportSubject.all,
        [
            "Content-Length: 9\r\n\r\nhalf", "Transfer-Encoding: chunked\r\n\r\n9\r\nhalf",
            "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
            "Transfer-Encoding: chunked\r\n\r\nno number\r\nhalf",
            "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nhalf",
        ]
    )
    func `an answer that is not whole is broken`(
        _ subject: TransportSubject,
        _ rest: String
    ) async throws {
        for vanishes in [false, true] {
            try await ScriptedServer.with { peer in
                _ = try peer.request()
                try peer.send("HTTP/1.1 200 OK\r\n\(rest)")
                if vanishes { peer.vanish() }
            } _: { server in
                let failure = await subject.failure(of: HTTPCall("GET", server.secretURL))
                guard case .broken(server.origin, _)? = failure else {
                    Issue.record("ended with \(failure.map { "\($0)" } ?? "an answer")")
                    return
                }
            }
        }
    }

    @Test(arguments: TransportSubject.all, [true, false])
    func `a port that speaks no TLS is untrusted`(
        _ subject: TransportSubject,
        _ hasBody: Bool
    ) async throws {
        try await ScriptedServer.with { peer in
            try peer.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            try peer.waitUntilClosed()
        } _: { server in
            let url = server.secretURL.replacing("http:", with: "https:")
            let failure = await subject.failure(of: HTTPCall("POST", url, body: hasBody ? [1] : []))
            let origin = server.origin.replacing("http:", with: "https:")
            #expect(failure == .untrusted(origin: origin, cause: "the port speaks no TLS"))
        }
    }

    @Test(arguments: TransportSubject.all, [true, false])
    func `a certificate that nobody vouches for is untrusted`(
        _ subject: TransportSubject,
        _ hasBody: Bool
    ) async throws {
        let isInstalled = try await SelfSignedServer.with { origin, _ in
            let call = HTTPCall("POST", "\(origin)/SECRET?key=SECRET", body: hasBody ? [1] : [])
            let cause = "its certificate is self-signed"
            #expect(await subject.failure(of: call) == .untrusted(origin: origin, cause: cause))
        }
        guard isInstalled else { try Test.cancel("openssl is not installed") }
    }
}
