internal import Glibc
import Synchronization

extension PendingReply {
    /// Sends bytes as they are, past the server; false where that is over.
    ///
    /// For stand-ins that answer badly on purpose, on a server without TLS, from another thread than
    /// the handler's. The caller writes the whole reply, says in it that the connection closes, and
    /// ends it with a reply of status 0, which closes it. Waits up to 10 s where the client takes
    /// nothing. False too where the client has gone, and where the server has given its own answer
    /// because it stops.
    package func sendRaw(_ bytes: [UInt8]) -> Bool {
        var start = 0
        while start < bytes.count {
            let (sent, number) = exchange.sendNow(bytes[start...])
            if sent > 0 {
                start += sent
            } else if number == EAGAIN, let socket = exchange.connection?.socket {
                var state = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
                // SAFETY: one entry, which is ours. A socket that is no longer this one is only waited
                // for: what is sent is looked at again.
                guard unsafe poll(&state, 1, 10_000) > 0 else { return false }
            } else if number != EINTR {
                return false
            }
        }
        return true
    }
}

extension Exchange {
    /// Sends what the socket takes at once; how much that was, and the error where nothing.
    fileprivate func sendNow(_ bytes: ArraySlice<UInt8>) -> (sent: Int, error: Int32) {
        guard let connection else { return (0, EPIPE) }
        return state.withLock { state in
            switch state.phase {
            case .working, .suspended: break
            case .header, .body, .answered, .replied: return (0, EPIPE)
            }
            // SAFETY: reads the bytes of the slice. The socket is open and nobody else's: libmicrohttpd
            // closes no connection that is suspended or in its handler, and none is resumed without
            // this lock.
            let sent = unsafe bytes.withUnsafeBytes { buffer in
                unsafe send(
                    connection.socket,
                    buffer.baseAddress,
                    buffer.count,
                    Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
                )
            }
            return (sent, sent > 0 ? 0 : errno)
        }
    }
}
