package import PosixBridge

/// What credentials are looked for in: environment variables and files.
///
/// A test brings its own.
package struct Surroundings: Sendable {
    private let environment: @Sendable (String) -> String?
    private let read: @Sendable (String) throws(SystemError) -> (bytes: [UInt8], mode: UInt32)

    /// Creates surroundings.
    ///
    /// - Parameters:
    ///   - environment: Returns an environment variable, or nil where it is not set.
    ///   - read: Returns a file's content and permission bits.
    package init(
        environment: @escaping @Sendable (String) -> String?,
        read: @escaping @Sendable (String) throws(SystemError) -> (bytes: [UInt8], mode: UInt32)
    ) {
        self.environment = environment
        self.read = read
    }

    /// This process's; a file of more than 1 MiB is refused.
    package static let system = Surroundings(
        environment: { ProcessFacts.environment($0) },
        read: { path throws(SystemError) in
            let file = try File(path, .readAtOnce)
            let status = try file.status()
            return (try file.readAll(limit: 1 << 20), status.mode)
        }
    )

    /// Returns a file's content and permission bits.
    package func content(
        of path: String
    ) throws(SystemError) -> (bytes: [UInt8], mode: UInt32) {
        try read(path)
    }

    // An empty variable counts as none, as it does for Google's own tools.
    func variable(_ name: String) -> String? {
        environment(name).flatMap { $0.isEmpty ? nil : $0 }
    }
}
