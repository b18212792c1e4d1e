/// What a command line asks for.
package enum ParseOutcome: Sendable {
    /// A command is to run, with everything checked.
    case run(Invocation)
    /// This text is to be printed on standard output; the exit code is 0.
    case help(String)
    /// This line is to be printed on standard output; the exit code is 0.
    case version(String)
    /// Nothing may run; ``ProgramSpec/report(_:)`` goes to standard error, the exit code is 64.
    case problems([UsageProblem])
}
