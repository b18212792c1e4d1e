import CurlBridge
import HTTPTypes
import MicroHTTPDBridge
import PosixBridge
import TestSupport
import Testing

/// The server with TLS, met by a client that nobody here wrote.
///
/// Each runs in a process of its own: what a client trusts is said by the environment.
@Suite struct TLSServerProcesses {
    /// A certificate for 127.0.0.1 in files, and its pair.
    private struct Pair {
        let certificate: [UInt8]
        let key: [UInt8]

        /// Makes one; nil where openssl is not installed.
        init?(in folder: TemporaryDirectory, _ name: String) throws {
            let key = folder.file("\(name).key")
            let certificate = folder.file("\(name).pem")
            let making = Child([
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=\(name)", "-addext",
                "subjectAltName=IP:127.0.0.1", "-days", "2", "-keyout", key, "-out", certificate,
            ])
            guard let making, making.wait() else { return nil }
            self.certificate = try File(certificate, .read).readAll()
            self.key = try File(key, .read).readAll()
        }

        var served: ServerCertificate {
            get throws { try ServerCertificate(certificate: certificate, key: key) }
        }
    }

    private static func server(_ certificate: ServerCertificate) throws -> MicroHTTPServer {
        try MicroHTTPServer(
            on: try ListeningSocket(host: "127.0.0.1", port: 0),
            limits: ServerLimits(),
            certificate: certificate,
            admit: { _ in nil },
            handle: { request, pending in
                guard request.path == "/later" else {
                    return HTTPReply(status: 200, body: request.body)
                }
                // Answered from another thread, as the journal does.
                _ = try? Thread("answer") {
                    pending.answer(HTTPReply(status: 200, body: request.body))
                }
                return nil
            }
        )
    }

    @Test func `bodies of every size come through, answered at once and later`() async {
        await #expect(processExitsWith: .success) {
            let folder = TemporaryDirectory()
            guard let pair = try Pair(in: folder, "one") else {
                return print("openssl is not installed")
            }
            ProcessFacts.setEnvironment("CURL_CA_BUNDLE", folder.file("one.pem"))
            let server = try Self.server(try pair.served)
            let origin = "https://127.0.0.1:\(server.socket.port)"
            let transport = CurlTransport()
            for size in [0, 1, 600, 16_383, 16_384, 16_385, 100_000, 3 << 20] {
                for path in ["/", "/later"] {
                    let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
                    let reply = try await transport.send(
                        HTTPCall("POST", origin + path, body: body)
                    )
                    try #require(reply.status == 200)
                    try #require(reply.body == body)
                }
            }
            server.stop(within: 10)
        }
    }

    @Test func `another certificate is shown to new connections and harms none under way`() async {
        await #expect(processExitsWith: .success) {
            let folder = TemporaryDirectory()
            guard let one = try Pair(in: folder, "one"), let two = try Pair(in: folder, "two")
            else { return print("openssl is not installed") }
            // Trusted alone: who gets an answer was shown the second.
            ProcessFacts.setEnvironment("CURL_CA_BUNDLE", folder.file("two.pem"))
            let server = try Self.server(try one.served)
            let call = HTTPCall("POST", "https://127.0.0.1:\(server.socket.port)/", body: [1])
            await #expect(throws: HTTPFailure.self) { try await CurlTransport().send(call) }
            server.show(try two.served)
            let kept = CurlTransport()
            try #require(try await kept.send(call).status == 200)
            server.show(try one.served)
            try #require(try await kept.send(call).status == 200)
            await #expect(throws: HTTPFailure.self) { try await CurlTransport().send(call) }
            server.stop(within: 10)
        }
    }

    @Test func `no connection fails while the certificate is renewed again and again`() async {
        await #expect(processExitsWith: .success) {
            let folder = TemporaryDirectory()
            guard let one = try Pair(in: folder, "one"), let two = try Pair(in: folder, "two")
            else { return print("openssl is not installed") }
            let both = try File(folder.file("both.pem"), .create)
            try both.write(one.certificate + two.certificate, at: 0)
            ProcessFacts.setEnvironment("CURL_CA_BUNDLE", folder.file("both.pem"))
            let server = try Self.server(try one.served)
            let call = HTTPCall("POST", "https://127.0.0.1:\(server.socket.port)/", body: [1])
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<200 {
                    server.show(try number.isMultiple(of: 2) ? two.served : one.served)
                    // A transport of its own has no connection yet.
                    group.addTask { try await CurlTransport().send(call).status }
                    if number >= 8 { try #require(try await group.next() == 200) }
                }
                for try await status in group { try #require(status == 200) }
            }
            server.stop(within: 10)
        }
    }

    @Test func `a server with TLS that stops sends the replies under way`() async {
        await #expect(processExitsWith: .success) {
            let folder = TemporaryDirectory()
            guard let pair = try Pair(in: folder, "one") else {
                return print("openssl is not installed")
            }
            ProcessFacts.setEnvironment("CURL_CA_BUNDLE", folder.file("one.pem"))
            let waiting = Shared<[PendingReply]>([])
            let server = try MicroHTTPServer(
                on: try ListeningSocket(host: "127.0.0.1", port: 0),
                limits: ServerLimits(),
                certificate: try pair.served,
                admit: { _ in nil },
                handle: { _, pending in
                    waiting.change { $0.append(pending) }
                    return nil
                }
            )
            let call = HTTPCall("POST", "https://127.0.0.1:\(server.socket.port)/", body: [1])
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<20 {
                    group.addTask { try await CurlTransport().send(call).status }
                }
                await waiting.reaches { $0.count == 20 }
                _ = try Thread("answer") {
                    Clocks.pause(nanoseconds: 200_000_000)
                    for pending in waiting.value { pending.answer(HTTPReply(status: 200)) }
                }
                server.stop(within: 10)
                for try await status in group { try #require(status == 200) }
            }
        }
    }
}
