import Glibc

/// A listening socket whose queue is full: a connection to it is neither opened nor refused.
struct FullServer: Sendable {
    let origin: String
    let secretURL: String

    /// Runs the body while the queue is full.
    static func with(_ body: (FullServer) async throws -> Void) async throws {
        let isolated = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let listener = socket(AF_INET, isolated, 0)
        var descriptors = [listener]
        defer { for descriptor in descriptors { close(descriptor) } }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length)
                listen(listener, 0)
                getsockname(listener, address, &length)
                // One more than the queue holds; the others wait as a transport's will.
                for _ in 0..<3 {
                    let waiting = socket(AF_INET, isolated | Int32(SOCK_NONBLOCK.rawValue), 0)
                    connect(waiting, address, length)
                    descriptors.append(waiting)
                }
            }
        }
        let place = "127.0.0.1:\(address.sin_port.bigEndian)"
        try await body(
            FullServer(
                origin: "http://\(place)",
                secretURL: "http://SECRET:SECRET@\(place)/SECRET?key=SECRET"
            )
        )
    }
}
