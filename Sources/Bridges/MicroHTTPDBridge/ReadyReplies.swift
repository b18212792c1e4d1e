internal import CMicroHTTPD
import HTTPTypes
import Synchronization

/// Hands replies to libmicrohttpd, and makes those that come again and again only once.
///
/// libmicrohttpd counts who uses a response: one may be on its way to many clients, on all threads.
@safe
final class ReadyReplies: Sendable {
    @safe
    private struct Ready {
        let reply: HTTPReply
        // SAFETY: ours until deinit; whoever queues it holds it on his own.
        nonisolated(unsafe) let response: OpaquePointer
    }

    // Nearly all webhooks get one of very few short replies.
    private static let limit = 16
    private static let longestBody = 64

    private let kept = Mutex<[Ready]>([])

    deinit {
        kept.withLock { kept in
            for ready in kept { unsafe MHD_destroy_response(ready.response) }
        }
    }

    /// Sends a reply on a connection.
    func queue(_ reply: HTTPReply, on connection: OpaquePointer) -> MHD_Result {
        if let response = unsafe ready(reply) {
            return unsafe MHD_queue_response(connection, UInt32(reply.status), response)
        }
        guard let response = unsafe Self.response(reply) else { return MHD_Result.NO }
        defer { unsafe MHD_destroy_response(response) }
        return unsafe MHD_queue_response(connection, UInt32(reply.status), response)
    }

    private func ready(_ reply: HTTPReply) -> OpaquePointer? {
        guard reply.status == 200, reply.body.count <= Self.longestBody else { return nil }
        return unsafe kept.withLock { kept in
            if let known = kept.first(where: { $0.reply == reply }) {
                return unsafe known.response
            }
            guard kept.count < Self.limit, let response = unsafe Self.response(reply) else {
                return nil
            }
            kept.append(unsafe Ready(reply: reply, response: response))
            return unsafe response
        }
    }

    private static func response(_ reply: HTTPReply) -> OpaquePointer? {
        // SAFETY: libmicrohttpd copies the body; whoever asked releases the response.
        let response = unsafe reply.body.withUnsafeBytes { bytes in
            unsafe MHD_create_response_from_buffer(
                bytes.count,
                UnsafeMutableRawPointer(mutating: bytes.baseAddress),
                .RESPMEM_MUST_COPY
            )
        }
        guard let response = unsafe response else { return nil }
        for field in reply.fields {
            unsafe MHD_add_response_header(response, field.name, field.value)
        }
        return unsafe response
    }
}
