import CurlBridge
import Glibc
import HTTPTypes
import PosixBridge
import TestSupport
import Testing

/// What the environment does to the transport over libcurl, and what the transport does to the process.
///
/// Each test runs in a process of its own.
@Suite struct CurlTransportProcesses {
    private static let empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    @Test func `a proxy of the environment is asked, but never for this machine`() async {
        await #expect(processExitsWith: .success) {
            try await ScriptedServer.with(answering: Self.empty) { proxy in
                try await ScriptedServer.with(answering: Self.empty) { server in
                    ProcessFacts.setEnvironment("http_proxy", proxy.origin)
                    let transport = CurlTransport()
                    let port = server.origin.split(separator: ":")[2]
                    for host in ["127.0.0.1", "localhost", "127.1", "0x7f000001", "127.1.2.3"] {
                        let call = HTTPCall("GET", "http://\(host):\(port)/here")
                        // Nobody may listen at other addresses of this machine.
                        _ = try? await transport.send(call)
                    }
                    try #require(server.requests.value.count >= 4)
                    try #require(proxy.opened.value == 0)
                    _ = try await transport.send(HTTPCall("GET", "http://far.invalid/there?a=b"))
                    let lines = proxy.requests.value.map(\.line)
                    try #require(lines == ["GET http://far.invalid/there?a=b HTTP/1.1"])
                }
            }
        }
    }

    @Test func `a host that the environment spares is asked without the proxy`() async {
        await #expect(processExitsWith: .success) {
            try await ScriptedServer.with(answering: Self.empty) { proxy in
                ProcessFacts.setEnvironment("http_proxy", proxy.origin)
                ProcessFacts.setEnvironment("no_proxy", "other.invalid,far.invalid")
                let failure = await TransportSubject.curl.failure(
                    of: HTTPCall("GET", "http://far.invalid/SECRET")
                )
                try #require(failure == .unresolved(origin: "http://far.invalid"))
                try #require(proxy.opened.value == 0)
            }
        }
    }

    @Test func `a proxy that lets nobody through is named, and no key goes to it`() async {
        await #expect(processExitsWith: .success) {
            let answer = "HTTP/1.1 407 Who Are You\r\nContent-Length: 0\r\n\r\n"
            try await ScriptedServer.with(answering: answer) { proxy in
                ProcessFacts.setEnvironment("https_proxy", proxy.origin)
                var call = HTTPCall("POST", "https://far.invalid/SECRET?key=SECRET", body: [1])
                call.fields.append("Authorization", "Bearer SECRET")
                let failure = await TransportSubject.curl.failure(of: call)
                let cause = "the proxy answered 407"
                try #require(failure == .unreachable(origin: "https://far.invalid", cause: cause))
                let request = proxy.requests.value[0]
                try #require(request.line == "CONNECT far.invalid:443 HTTP/1.1")
                try #require(!"\(request)".contains("SECRET"))
            }
        }
    }

    @Test func `a certificate that the environment trusts is good`() async {
        await #expect(processExitsWith: .success) {
            let isInstalled = try await SelfSignedServer.with { origin, certificate in
                // The other one comes first.
                ProcessFacts.setEnvironment("CURL_CA_BUNDLE", "")
                ProcessFacts.setEnvironment("SSL_CERT_FILE", certificate)
                let response = try await CurlTransport().send(HTTPCall("GET", origin + "/"))
                try #require(response.status == 200)
            }
            if !isInstalled { print("openssl is not installed") }
        }
    }

    @Test func `a certificate for another host is untrusted`() async {
        await #expect(processExitsWith: .success) {
            let isInstalled = try await SelfSignedServer.with(
                name: "DNS:elsewhere.example"
            ) { origin, certificate in
                ProcessFacts.setEnvironment("CURL_CA_BUNDLE", certificate)
                let failure = await TransportSubject.curl.failure(of: HTTPCall("GET", origin + "/"))
                let cause = "its certificate is for another host"
                try #require(failure == .untrusted(origin: origin, cause: cause))
            }
            if !isInstalled { print("openssl is not installed") }
        }
    }

    @Test func `a certificate that has expired is untrusted`() async {
        await #expect(processExitsWith: .success) {
            let isInstalled = try await SelfSignedServer.with(days: -1) { origin, certificate in
                ProcessFacts.setEnvironment("CURL_CA_BUNDLE", certificate)
                let failure = await TransportSubject.curl.failure(of: HTTPCall("GET", origin + "/"))
                let cause = "its certificate has expired"
                try #require(failure == .untrusted(origin: origin, cause: cause))
            }
            if !isInstalled { print("openssl is not installed") }
        }
    }

    @Test func `trusted certificates that are not there trust nobody`() async {
        await #expect(processExitsWith: .success) {
            let isInstalled = try await SelfSignedServer.with { origin, _ in
                ProcessFacts.setEnvironment("CURL_CA_BUNDLE", "/SECRET/none.pem")
                let failure = await TransportSubject.curl.failure(of: HTTPCall("GET", origin + "/"))
                let cause = "the trusted certificates cannot be read"
                try #require(failure == .untrusted(origin: origin, cause: cause))
            }
            if !isInstalled { print("openssl is not installed") }
        }
    }

    @Test func `no thread begins before the first call, and none stays`() async {
        await #expect(processExitsWith: .success) {
            try await ScriptedServer.with(answering: Self.empty) { server in
                for _ in 0..<4 {
                    while !Self.threads.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
                    let transport = CurlTransport()
                    try await Task.sleep(for: .milliseconds(5))
                    try #require(Self.threads.isEmpty)
                    _ = try await transport.send(HTTPCall("GET", server.origin + "/"))
                    try #require(Self.threads.count == 1)
                    withExtendedLifetime(transport) {}
                }
            }
        }
    }

    // The threads of transports in this process, by their name.
    private static var threads: [String] {
        guard let folder = opendir("/proc/self/task") else { return [] }
        defer { closedir(folder) }
        var found: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            let path = "/proc/self/task/\(name)/comm"
            guard let file = fopen(path, "r") else { continue }
            defer { fclose(file) }
            var line = [UInt8](repeating: 0, count: 32)
            let count = fread(&line, 1, line.count, file)
            if String(decoding: line[..<count], as: UTF8.self) == "calls\n" { found.append(name) }
        }
        return found
    }
}
