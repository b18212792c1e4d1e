/// How much one client may take.
package struct ServerLimits: Sendable {
    /// Bytes of the largest body.
    package var body: Int
    /// Seconds from a connection's begin, or from the last reply, to the end of the next header.
    package var header: Double
    /// Seconds a kept connection may wait for its next request.
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
