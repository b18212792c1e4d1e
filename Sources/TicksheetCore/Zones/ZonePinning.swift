/// The side of the journal that keeps what zones' offsets written rows rely on.
package protocol ZonePinning: Sendable {
    /// Returns all pins, by zone and first second; no two of a zone overlap.
    func pins() throws(JournalError) -> [ZonePin]

    /// Adds pins, durable before it returns.
    ///
    /// In one transaction and by the rule of ``ZonePins``: what is pinned stays, only what the pins
    /// there leave uncovered is added, and equal neighbours are joined.
    func pin(_ wanted: [ZonePin]) throws(JournalError)

    /// Puts other pins in the place of all of a zone, durable before it returns.
    ///
    /// Rows that were written with the old ones stay as they are until they are written anew.
    func repin(_ zone: String, _ pins: [ZonePin]) throws(JournalError)

    /// Returns the answers that count, by zone and window.
    func answers() throws(JournalError) -> [ZoneAnswer]

    /// Keeps an answer in place of those of the same zone whose windows begin with its own or
    /// overlap with it, as ``ZoneAnswers`` does.
    func keep(_ answer: ZoneAnswer) throws(JournalError)
}
