import Glibc

/// Puts right what a process was started with, before anything is opened.
package enum ProcessStart {
    /// Gives standard streams that are closed a descriptor each, so that no file of the program gets their
    /// numbers: what is written for people would stand in it.
    ///
    /// What asks for input or prints a result there fails, as it should; for people nothing is lost that
    /// they wanted to see. Source: <https://www.gnu.org/software/gnulib/manual/html_node/stdopen.html>
    ///
    /// - Returns: Whether all three are open now.
    package static func openStandardStreams() -> Bool {
        let modes = [O_WRONLY, O_RDONLY, O_WRONLY]
        for (stream, mode) in modes.enumerated() where fcntl(Int32(stream), F_GETFD) < 0 {
            // The lowest number that is free is the stream's.
            guard unsafe open("/dev/null", mode) == Int32(stream) else { return false }
        }
        return true
    }

    /// Lets a file that may not grow (`ulimit -f`) be an error of the write that finds out, and a SIGHUP that
    /// is meant for a `serve` do no harm to what runs beside it.
    package static func ignoreSignals() {
        signal(SIGXFSZ, SIG_IGN)
        signal(SIGHUP, SIG_IGN)
    }

    /// Whether the working folder is there; it may have been removed since somebody went into it.
    package static var hasWorkingFolder: Bool {
        var status = stat()
        // SAFETY: fills the struct that we own.
        return unsafe stat(".", &status) == 0 && status.st_nlink > 0
    }
}
