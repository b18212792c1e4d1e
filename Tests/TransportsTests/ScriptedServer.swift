import Glibc
import PosixBridge
import TestSupport

/// A TCP server of a test that plays a script on each connection and records what it was sent.
///
/// A connection is closed when its script ends.
final class ScriptedServer: Sendable {
    typealias Script = @Sendable (Peer) throws -> Void

    /// The requests that arrived whole, in order.
    let requests = Shared<[ReceivedRequest]>([])
    /// The number of connections that were opened.
    let opened = Shared(0)
    /// The connections that neither side has closed.
    let peers = Shared<[Peer]>([])
    private let socket: ListeningSocket
    private let threads = Shared<[PosixBridge.Thread]>([])

    private init(_ script: @escaping Script) throws {
        socket = try ListeningSocket(host: "127.0.0.1", port: 0)
        let accepting = try PosixBridge.Thread("accepting") { [self] in
            while let descriptor = accepted() {
                let number = opened.change { count in
                    defer { count += 1 }
                    return count
                }
                let peer = Peer(descriptor, number: number, of: self)
                peers.change { $0.append(peer) }
                let thread = try? PosixBridge.Thread("playing") { [self] in
                    // A script that is cut off is what many tests are about.
                    try? script(peer)
                    peer.close()
                    peers.change { $0.removeAll { $0 === peer } }
                }
                if let thread { threads.change { $0.append(thread) } }
            }
        }
        threads.change { $0.append(accepting) }
    }

    /// Runs the body and ends the server, its connections and its threads.
    static func with(
        _ script: @escaping Script,
        _ body: (ScriptedServer) async throws -> Void
    ) async throws {
        let server = try ScriptedServer(script)
        defer { server.stop() }
        try await body(server)
    }

    /// Runs the body with a server that answers every request with the same text.
    static func with(
        answering text: String,
        _ body: (ScriptedServer) async throws -> Void
    ) async throws {
        try await with({ peer in while try peer.request() != nil { try peer.send(text) } }, body)
    }

    var origin: String { "http://127.0.0.1:\(socket.port)" }

    /// An address that holds a secret in every place where one may stand.
    var secretURL: String {
        "http://SECRET:SECRET@127.0.0.1:\(socket.port)/SECRET?key=SECRET"
    }

    private func accepted() -> Int32? {
        while true {
            var event = pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&event, 1, -1) >= 0 || errno == EINTR else { return nil }
            let descriptor = accept(socket.descriptor, nil, nil)
            if descriptor >= 0 {
                // A program that another test starts must not keep it open.
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                return descriptor
            }
            guard errno == EAGAIN || errno == EINTR || errno == ECONNABORTED else { return nil }
        }
    }

    private func stop() {
        shutdown(socket.descriptor, Int32(SHUT_RD))
        threads.value.first?.join()
        for peer in peers.value { peer.end() }
        for thread in threads.value.dropFirst() { thread.join() }
        close(socket.descriptor)
    }
}
