import Glibc

/// Writes to standard output and error and tells what they are.
package enum Terminal {
    /// One of the two outputs.
    package enum Stream: Int32, Sendable {
        /// Standard output.
        case output = 1
        /// Standard error.
        case error = 2
    }

    /// Whether a stream goes to a terminal.
    package static func isTerminal(_ stream: Stream) -> Bool {
        isatty(stream.rawValue) == 1
    }

    /// Whether standard input is a terminal.
    package static var isInputTerminal: Bool { isatty(0) == 1 }

    /// The width of the terminal in columns, or nil where there is none.
    package static var width: Int? {
        var size = winsize()
        for descriptor: Int32 in [1, 2] {
            // SAFETY: fills the struct that we own.
            if unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
                return Int(size.ws_col)
            }
        }
        return nil
    }

    /// Writes all bytes; throws where the reader has gone or the disk behind is full.
    package static func write(_ bytes: [UInt8], to stream: Stream) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            let put = unsafe bytes.withUnsafeBytes { buffer in
                // SAFETY: reads the array's own bytes from `done` to its end.
                unsafe Glibc.write(
                    stream.rawValue,
                    unsafe buffer.baseAddress.map { unsafe $0 + done },
                    bytes.count - done
                )
            }
            if put < 0 {
                if errno == EINTR { continue }
                if errno == EAGAIN {
                    Clocks.pause(nanoseconds: 1_000_000)
                    continue
                }
                throw .last("write", stream == .output ? "standard output" : "standard error")
            }
            done += put
        }
    }

    /// Returns what standard input is, such as a regular file or a pipe.
    package static func inputStatus() throws(SystemError) -> FileStatus {
        var result = stat()
        // SAFETY: fstat fills the struct that we own.
        guard unsafe fstat(0, &result) == 0 else { throw .last("fstat", "standard input") }
        return FileStatus(result)
    }

    /// Reads what is there of standard input, up to 64 KiB; nil at its end.
    package static func readInputPart() throws(SystemError) -> [UInt8]? {
        while true {
            var got = 0
            let part = unsafe [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, filled in
                // SAFETY: reads at most the buffer's size into it.
                got = unsafe Glibc.read(0, buffer.baseAddress, 64 << 10)
                filled = max(0, got)
            }
            if got > 0 { return part }
            if got == 0 { return nil }
            if errno != EINTR { throw .last("read", "standard input") }
        }
    }
}
