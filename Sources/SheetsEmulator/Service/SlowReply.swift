import HTTPTypes
import MicroHTTPDBridge
import PosixBridge

/// A reply that comes a few bytes at a time.
struct SlowReply: Sendable {
    private let head: [UInt8]
    private let body: [UInt8]
    private let perSecond: UInt64

    /// `perSecond`: Bytes of the body in a second, at least one.
    init(_ reply: HTTPReply, _ perSecond: UInt64) {
        var head = "HTTP/1.1 \(reply.status) Slow\r\n"
        for field in reply.fields { head += "\(field.name): \(field.value)\r\n" }
        head += "Content-Length: \(reply.body.count)\r\nConnection: close\r\n\r\n"
        self.head = Array(head.utf8)
        body = reply.body
        self.perSecond = min(max(1, perSecond), 1 << 30)
    }

    /// Sends it from a thread of its own, the header at once, and ends the connection.
    func send(_ pending: PendingReply) {
        // A thread that cannot be had leaves the client without an answer.
        _ = try? Thread("slow") {
            // Also where the client has gone, or the server stops: the first answer counts.
            defer { pending.answer(.closed) }
            guard pending.sendRaw(head) else { return }
            // Ten parts a second where there are enough bytes for it.
            let part = max(1, Int(perSecond / 10))
            var rest = body[...]
            while !rest.isEmpty {
                Clocks.pause(nanoseconds: UInt64(part) * 1_000_000_000 / perSecond)
                guard pending.sendRaw(Array(rest.prefix(part))) else { return }
                rest = rest.dropFirst(part)
            }
        }
    }
}
