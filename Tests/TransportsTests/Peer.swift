import Glibc
import PosixBridge
import TestSupport

/// The other end of a connection to a scripted server.
final class Peer: Sendable {
    /// The connection is broken.
    struct Broken: Error {}

    /// How many connections were opened before this one.
    let number: Int
    private let descriptor: Int32
    private let server: ScriptedServer
    private let isOpen = Shared(true)
    private let unread = Shared<[UInt8]>([])

    init(_ descriptor: Int32, number: Int, of server: ScriptedServer) {
        self.descriptor = descriptor
        self.number = number
        self.server = server
        var timeout = timeval(tv_sec: 600, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, size)
    }

    /// Reads one request; nil where the client closed instead, at whatever place.
    func request() throws -> ReceivedRequest? {
        while true {
            if let (request, length) = ReceivedRequest.first(of: unread.value, on: number) {
                unread.change { $0.removeFirst(length) }
                server.requests.change { $0.append(request) }
                return request
            }
            guard try fill() else { return nil }
        }
    }

    func send(_ text: String) throws {
        try send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) throws {
        var done = 0
        while done < bytes.count {
            let put = bytes.withUnsafeBytes { buffer in
                Glibc.send(
                    descriptor,
                    buffer.baseAddress.map { $0 + done },
                    bytes.count - done,
                    Int32(MSG_NOSIGNAL)
                )
            }
            guard put > 0 else { throw Broken() }
            done += put
        }
    }

    /// Sends the same text again and again until the client has closed.
    func drip(_ text: String, every milliseconds: UInt64) throws {
        while true {
            try send(text)
            rest(milliseconds: milliseconds)
        }
    }

    func rest(milliseconds: UInt64) {
        Clocks.pause(nanoseconds: milliseconds * 1_000_000)
    }

    /// Returns when the client has closed; throws where it has not after ten minutes.
    func waitUntilClosed() throws {
        while try fill() {}
    }

    /// Goes away at once: the client gets a reset.
    func vanish() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    /// Ends what a thread does on the connection.
    func end() {
        isOpen.change { if $0 { shutdown(self.descriptor, Int32(SHUT_RDWR)) } }
    }

    func close() {
        isOpen.change { isOpen in
            if isOpen { Glibc.close(self.descriptor) }
            isOpen = false
        }
    }

    private func fill() throws -> Bool {
        var part = [UInt8](repeating: 0, count: 64 << 10)
        let got = recv(descriptor, &part, part.count, 0)
        if got < 0, errno == ECONNRESET { return false }
        guard got >= 0 else { throw Broken() }
        let bytes = part[..<got]
        unread.change { $0 += bytes }
        return got > 0
    }
}
