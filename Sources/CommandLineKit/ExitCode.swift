/// Tells a shell or a service manager how a command ended.
///
/// Source: <https://man.freebsd.org/cgi/man.cgi?query=sysexits>
package enum ExitCode: Int32, Sendable, CaseIterable {
    /// Everything that was asked for is done.
    case success = 0
    /// The command line itself is wrong; nothing was started (EX_USAGE).
    case usage = 64
    /// A body or file that was handed in cannot be used, or only in part (EX_DATAERR).
    case data = 65
    /// Something this needs does not answer, and trying again later may help (EX_UNAVAILABLE).
    case unavailable = 69
    /// A fault of the program, worth reporting (EX_SOFTWARE).
    case software = 70
    /// Reading or writing a file, a pipe or the disk did not work (EX_IOERR).
    case inputOutput = 74
    /// The operating system or a provider refuses access (EX_NOPERM).
    case permission = 77
    /// The settings or a mapping hold problems; `check` lists them all (EX_CONFIG).
    case settings = 78
}
