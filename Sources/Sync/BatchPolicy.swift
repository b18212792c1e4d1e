/// When a batch is written: enough rows, enough bytes or old enough, whichever comes first.
package struct BatchPolicy: Sendable, Equatable {
    /// Entries of a batch at most.
    package var rows: Int
    /// Bytes of a batch at most, roughly.
    package var bytes: Int
    /// How long the first entry of a batch waits for others.
    package var age: Duration
    /// Whether every batch writes the whole destination anew: then entries wait ten times as long as that
    /// took, and a batch is never full.
    package var isWhole = false
    /// How long they wait at most; nil without a limit.
    ///
    /// A round with a service may have waited for it, which tells nothing of the next one.
    package var longestWait: Duration?
    /// Whether rows stand for messages or numbers, whose states outlive their entries.
    package var showsMessages = false

    /// Creates a policy.
    package init(rows: Int = 5000, bytes: Int = 2 << 20, age: Duration = .seconds(5)) {
        self.rows = rows
        self.bytes = bytes
        self.age = age
    }
}
