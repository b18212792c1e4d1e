import Glibc

/// What the system answered: the call, its subject and errno.
package struct SystemError: Error, Equatable, CustomStringConvertible {
    /// The call, such as `open`.
    package let call: String
    /// The file or address it was about; empty where there is none.
    package let subject: String
    /// The errno value.
    package let number: Int32

    /// Creates an error from a known errno.
    package init(call: String, subject: String, number: Int32) {
        self.call = call
        self.subject = subject
        self.number = number
    }

    /// Returns the error of a full disk, for who sees what it did instead of being told.
    package static func full(_ call: String, _ subject: String) -> Self {
        Self(call: call, subject: subject, number: ENOSPC)
    }

    /// Captures errno at once.
    static func last(_ call: String, _ subject: String) -> Self {
        Self(call: call, subject: subject, number: errno)
    }

    /// The system's own words, as a rule, such as "No such file or directory".
    package var reason: String {
        // "Illegal seek" tells nobody what to do.
        if number == ESPIPE { return "it is a pipe, not a file" }
        if isGrowthRefused {
            return "the file may not grow (ulimit -f, or its file system's limit)"
        }
        // SAFETY: strerror_r writes at most the given count into our buffer and ends it with NUL.
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let base = buffer.baseAddress else { return "error \(number)" }
            guard unsafe strerror_r(number, base, 256) == 0 else { return "error \(number)" }
            return unsafe String(cString: base)
        }
    }

    /// Whether a file or folder is not there.
    package var isMissing: Bool { number == ENOENT || number == ENOTDIR }
    /// Whether nobody reads from the pipe any more.
    package var isBrokenPipe: Bool { number == EPIPE }
    /// Whether a file is there already.
    package var isExisting: Bool { number == EEXIST }
    /// Whether the disk or a quota is full, or the file as large as it may be.
    package var isFull: Bool { number == ENOSPC || number == EDQUOT || isGrowthRefused }
    private var isGrowthRefused: Bool { number == EFBIG && call != "read" }
    /// Whether this process, or the whole system, has as many files open as it may.
    package var isOutOfFiles: Bool { number == EMFILE || number == ENFILE }
    /// Whether the permission is missing or the file system is read-only.
    package var isRefused: Bool { number == EACCES || number == EPERM || number == EROFS }
    /// Whether a file is larger than what is read of it.
    package var isTooLarge: Bool { number == EFBIG }
    /// Whether the address is in use.
    package var isAddressInUse: Bool { number == EADDRINUSE }

    /// One line: the call, its subject and the reason.
    package var description: String {
        subject.isEmpty ? "\(call): \(reason)" : "\(call) \(subject): \(reason)"
    }
}
