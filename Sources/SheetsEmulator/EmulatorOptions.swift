/// How a stand-in for Google Sheets starts.
package struct EmulatorOptions: Sendable {
    /// Who is let in.
    package enum Access: Sendable {
        /// Whoever brings a token of this stand-in, to what is shared with them.
        case tokens
        /// Everyone to everything, with any token or none: for clients without credentials.
        case open
    }

    /// Who is let in.
    package var access = Access.tokens
    /// Service accounts of which assertions are exchanged for tokens.
    package var accounts: [ServiceAccount] = []
    /// People of whom refresh tokens are exchanged for tokens.
    package var users: [AuthorizedUser] = []
    /// The address of the service account that the metadata server stands for; it need not be among
    /// the accounts.
    package var machineAccount: String?
    /// Seconds that a token holds.
    package var tokenLifetime: Int64 = 3599
    /// Calls in a minute, reads and writes each; nil for as many as one likes.
    package var quotas: (perUser: Int, perProject: Int)? = (60, 300)
    /// The clock by which tokens, quotas, logs and `Date` headers go; the system's when nil.
    package var clock: EmulatorClock?
    /// How fast the system's clock runs for it.
    package var clockScale = 1.0
    /// When it began to run so fast, in Unix milliseconds.
    ///
    /// Programs that are to agree on the time are given the same. Nil for the start of this process,
    /// or for what the file was made with.
    package var clockStart: Int64?
    /// What it takes for true where nobody knows; a file keeps those that it was made with.
    package var assumptions = Assumptions()
    /// The most cells that a spreadsheet may have; a lower limit than Google's is for tests of clients
    /// that reach it, and has to be the same each time that a file is opened.
    package var cellLimit = Books.googleCellLimit
    /// Where chance starts.
    package var seed: UInt64 = 1
    /// How often each fault befalls a call; the rates add up to at most 1.
    package var faults: [(fault: SheetsFault, rate: Double)] = []
    /// How often people do something after a write; from 0 to 1.
    package var peopleRate = 0.0
    /// What they do; everything when empty.
    package var peopleActions: [PeopleAction] = []
    /// A file that keeps everything over restarts; nil for memory only.
    package var file: String?
    /// Whether anyone who reaches it may set faults and the like, below `/emulator/`.
    package var hasControls = true

    /// Creates options.
    package init() {}
}
