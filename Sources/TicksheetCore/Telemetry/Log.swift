/// How much a log line matters.
package enum LogLevel: String, Sendable {
    /// Somebody may want to know.
    case info
    /// Something is not as it should be and goes on.
    case warn
    /// Something has stopped.
    case error
}

/// Takes log lines: a fixed message and fields, never a secret, a full number or a message id.
package protocol Log: Sendable {
    /// Writes one line.
    func write(_ level: LogLevel, _ message: String, _ fields: [(name: String, value: String)])
}
