/// How much one client may take.
package struct ServerLimits: Sendable {
    /// Bytes of the largest body.
    package var body: Int
    /// Seconds from a connection's begin to the end of its first header; in later requests, from the
    /// end of the request line to the end of the header.
    package var header: Double
    /// Seconds from a reply to the end of the next request's line, and at most to the end of its header.
    package var idle: Double
    /// Seconds from the end of the header to the end of the reply.
    package var total: Double
    /// Connections at a time; more wait in the system's queue.
    package var connections: Int
    /// Threads that serve connections.
    package var threads: Int

    /// Creates limits.
    package init(
        body: Int = 3 << 20,
        header: Double = 10,
        idle: Double = 75,
        total: Double = 30,
        connections: Int = 10_000,
        threads: Int = 2
    ) {
        self.body = body
        self.header = header
        self.idle = idle
        self.total = total
        self.connections = connections
        self.threads = threads
    }
}
