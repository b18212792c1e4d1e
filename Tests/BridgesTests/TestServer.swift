import HTTPTypes
import PosixBridge
import TestSupport

@testable import MicroHTTPDBridge

/// A server on a free port of this machine.
struct TestServer: Sendable {
    let server: MicroHTTPServer

    var port: UInt16 { server.socket.port }

    /// What a server does with requests; unless told otherwise it echoes method, target and body.
    struct Script: Sendable {
        var admit: MicroHTTPServer.Admit = { _ in nil }
        var noteStarvation: MicroHTTPServer.NoteStarvation = { _, _ in }
        var handle: MicroHTTPServer.Handle = { request, _ in TestServer.echo(request) }
    }

    init(_ limits: ServerLimits = ServerLimits(), _ script: Script = Script()) throws {
        server = try MicroHTTPServer(
            on: try ListeningSocket(host: "127.0.0.1", port: 0),
            limits: limits,
            noteStarvation: script.noteStarvation,
            admit: script.admit,
            handle: script.handle
        )
    }

    /// Runs the body on a thread of its own and stops the server.
    static func with(
        _ limits: ServerLimits = ServerLimits(),
        _ script: Script = Script(),
        _ body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        try await onOwnThread {
            let server = try TestServer(limits, script)
            defer { server.server.stop(within: 10) }
            try await body(server)
        }
    }

    func client() throws -> RawClient {
        try RawClient(port: port)
    }

    /// Returns after so many connections are open, or 20 s; false where it stayed otherwise.
    func hasConnections(_ count: Int) -> Bool {
        let deadline = Clocks.monotonic + 20_000_000_000
        while server.connections.count != count {
            guard Clocks.monotonic < deadline else { return false }
            Clocks.pause(nanoseconds: 1_000_000)
        }
        return true
    }

    static func echo(_ request: HTTPRequest) -> HTTPReply {
        let text = "\(request.method) \(request.target) "
        return HTTPReply(
            status: 200,
            fields: [("X-Kept", "as it is")],
            body: Array(text.utf8) + request.body
        )
    }
}
