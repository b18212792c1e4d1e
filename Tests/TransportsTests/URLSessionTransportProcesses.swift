import HTTPTypes
import PosixBridge
import TestSupport
import Testing
import URLSessionBridge

/// What Foundation does to the process, and what the environment does to URLSession.
///
/// Each test runs in a process of its own.
@Suite struct URLSessionTransportProcesses {
    // Foundation 6.3 traps ("Transfer completed, but there's no response"); later ones report an
    // error. Where these fail, Foundation is mended: `survivesHalfHeaders` can go.
    // Source: <https://github.com/swiftlang/swift-corelibs-foundation/issues/5285>
    #if compiler(<6.4)
    @Test func `an answer that ends inside its header ends the process`() async {
        await #expect(processExitsWith: .failure) {
            try await Self.call("HTTP/1.1 200 OK\r\nX: y")
        }
    }

    @Test func `fields after the last chunk end the process`() async {
        await #expect(processExitsWith: .failure) {
            try await Self.call(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Sum: 1\r\n\r\n"
            )
        }
    }
    #endif

    @Test func `an answer ends no process otherwise`() async {
        await #expect(processExitsWith: .success) {
            try await Self.call("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
    }

    // A failure is as good as an answer: it is the process that counts.
    private static func call(_ answer: String) async throws {
        try await ScriptedServer.with { peer in
            _ = try peer.request()
            try peer.send(answer)
        } _: { server in
            _ = try? await URLSessionTransport().send(HTTPCall("GET", server.origin + "/"))
        }
    }

    @Test func `a proxy of the environment is asked, but never for this machine`() async {
        await #expect(processExitsWith: .success) {
            let answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
            try await ScriptedServer.with(answering: answer) { proxy in
                try await ScriptedServer.with(answering: answer) { server in
                    ProcessFacts.setEnvironment("http_proxy", proxy.origin)
                    let transport = URLSessionTransport()
                    let port = server.origin.split(separator: ":")[2]
                    for host in ["127.0.0.1", "localhost", "127.1.2.3"] {
                        let call = HTTPCall("GET", "http://\(host):\(port)/here")
                        // Nobody may listen at other addresses of this machine.
                        _ = try? await transport.send(call)
                    }
                    precondition(server.requests.value.count >= 2)
                    precondition(proxy.opened.value == 0)
                    _ = try await transport.send(HTTPCall("GET", "http://far.invalid/there?a=b"))
                    let lines = proxy.requests.value.map(\.line)
                    precondition(lines == ["GET http://far.invalid/there?a=b HTTP/1.1"])
                }
            }
        }
    }
}
