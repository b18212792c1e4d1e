internal import CCurl

/// The sockets of a transport's connections, found by the port of this end.
///
/// libcurl tells before a request on which port it will send it, but not on which socket.
final class OpenSockets {
    private var ports: [Int32: Int32] = [:]

    /// Notes the socket of a connection if it is the one on that port.
    func opened(_ socket: Int32, at port: Int32) {
        if ticksheet_local_port(socket) == port { ports[socket] = port }
    }

    func closed(_ socket: Int32) {
        ports[socket] = nil
    }

    /// Whether nothing waits to be read on a connection that was kept, neither bytes nor its end.
    func isSilent(at port: Int32) -> Bool {
        // Two connections to different servers may have the same port.
        let found = ports.filter { $0.value == port }.keys
        return !found.isEmpty && found.allSatisfy { ticksheet_is_silent($0) != 0 }
    }
}
