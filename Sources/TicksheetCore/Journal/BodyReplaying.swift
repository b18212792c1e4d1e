/// The side of the journal that gives kept bodies back, and takes what mapping them again changes.
package protocol BodyReplaying: Sendable {
    /// Returns the numbers of the oldest and the newest kept body; nil without any.
    func bodyNumbers() throws(JournalError) -> ClosedRange<Int64>?

    /// Returns the next bodies of a selection behind a number, up to a few hundred or a few MB.
    ///
    /// A page may be empty and yet have some behind it, so that no look at the journal is long.
    func bodies(
        after number: Int64,
        _ selection: BodySelection
    ) throws(JournalError) -> BodyPage

    /// Returns a body, or nil where it is no longer kept.
    func body(_ number: Int64) throws(JournalError) -> KeptBody?

    /// Returns up to `limit` open problems behind a number, in order, those of rows among them.
    func problems(after number: Int64, limit: Int) throws(JournalError) -> [KeptProblem]

    /// Returns what is known of bodies.
    ///
    /// `bodies`: Numbers of bodies, each with the ids to look for.
    func contents(
        of bodies: [(body: Int64, ids: [EventID])]
    ) throws(JournalError) -> [KeptContent]

    /// Writes what plans say, in transactions of a few milliseconds each; durable before it returns.
    ///
    /// An event that came in meanwhile is not written twice. Where it ends in between, the rest is
    /// found by making the plans anew.
    func apply(_ plans: [ReplayPlan]) throws(JournalError) -> ReplayReceipt

    /// Removes problems; their bodies stay.
    ///
    /// - Returns: How many there were.
    func discard(_ problems: [Int64]) throws(JournalError) -> Int

    /// Returns by which mappings a source's bodies were mapped.
    func mappings(of source: String) throws(JournalError) -> MappingHistory

    /// Returns the text of a mapping that a source's history names; nil where none was kept.
    func mappingText(_ digest: [UInt8]) throws(JournalError) -> [UInt8]?

    /// Changes by which mappings a source's bodies were mapped, in one transaction.
    ///
    /// `text`: A mapping's, kept as long as a history names it.
    func changeMappings(
        of source: String,
        keeping text: MappingText?,
        _ change: @escaping @Sendable (inout MappingHistory) -> Void
    ) throws(JournalError)
}
