import Glibc

/// A TCP socket that listens.
///
/// Whoever takes its descriptor closes it.
package struct ListeningSocket: Sendable {
    /// The descriptor.
    package let descriptor: Int32
    /// The address as text, such as `127.0.0.1`.
    package let host: String
    /// The port; where 0 was asked for, the one that the system chose.
    package let port: UInt16

    /// Binds and listens.
    ///
    /// `host`: An IPv4 or IPv6 address or a name such as `localhost`.
    package init(host: String, port: UInt16) throws(SystemError) {
        let subject = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        // SAFETY: getaddrinfo allocates the list, freed below; the first entry is used while it lives.
        let result = unsafe getaddrinfo(host, String(port), &hints, &list)
        guard result == 0, let first = unsafe list else {
            throw SystemError(call: "listen on", subject: subject, number: EADDRNOTAVAIL)
        }
        defer { unsafe freeaddrinfo(first) }
        let made = unsafe socket(
            first.pointee.ai_family,
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
                | Int32(SOCK_NONBLOCK.rawValue),
            0
        )
        guard made >= 0 else { throw .last("socket", subject) }
        var one: Int32 = 1
        unsafe setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        guard unsafe bind(made, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0,
            listen(made, 1024) == 0
        else {
            let error = SystemError.last("listen on", subject)
            close(made)
            throw error
        }
        descriptor = made
        self.host = host
        self.port = Self.port(of: made) ?? port
    }

    /// Returns the port of this side of a socket; nil where it has none.
    package static func port(of descriptor: Int32) -> UInt16? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        // SAFETY: the storage is large enough for every address family; port and family stand at the
        // same place in IPv4 and IPv6 addresses.
        return unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard unsafe getsockname(descriptor, address, &length) == 0 else { return nil }
                return unsafe UnsafeRawPointer(address)
                    .loadUnaligned(fromByteOffset: 2, as: UInt16.self).bigEndian
            }
        }
    }
}
