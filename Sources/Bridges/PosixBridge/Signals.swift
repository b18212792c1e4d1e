import Glibc

/// Turns the signals that end or change the program into values.
package enum Signals {
    /// The signals that are watched.
    package enum Signal: Int32, Sendable, CaseIterable {
        /// Ctrl-C.
        case interrupt = 2
        /// The service manager's request to end.
        case terminate = 15
        /// The request to read the settings again.
        case hangUp = 1
    }

    /// Watches the signals from now on; they no longer end the program by themselves.
    ///
    /// Called once. SIGPIPE and SIGXFSZ are ignored: a closed connection, and a file that may not grow
    /// (`ulimit -f`), are errors of a write, not of the program.
    package static func stream() throws(SystemError) -> AsyncStream<Signal> {
        var ends: [Int32] = [-1, -1]
        // SAFETY: fills the two numbers that we own.
        guard unsafe pipe(&ends) == 0 else { throw .last("pipe", "") }
        // SAFETY: written before the first handler is installed, read by handlers only.
        unsafe writeEnd = ends[1]
        let readEnd = ends[0]
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        for watched in Signal.allCases { signal(watched.rawValue, note) }
        let (stream, continuation) = AsyncStream.makeStream(
            of: Signal.self,
            bufferingPolicy: .bufferingNewest(8)
        )
        _ = try Thread("signals") {
            var byte: UInt8 = 0
            while true {
                // SAFETY: reads one byte into the variable that we own.
                let got = unsafe read(readEnd, &byte, 1)
                if got < 0, errno == EINTR { continue }
                guard got == 1 else { return }
                if let signal = Signal(rawValue: Int32(byte)) { continuation.yield(signal) }
            }
        }
        return stream
    }
}

private nonisolated(unsafe) var writeEnd: Int32 = -1

// Only what a signal handler may do: one write.
private func note(_ number: Int32) {
    var byte = UInt8(truncatingIfNeeded: number)
    let kept = errno
    _ = unsafe write(writeEnd, &byte, 1)
    errno = kept
}
