import TestSupport
import TicksheetCore

/// A journal in memory that counts how it is used and refuses to on demand.
final class WatchedPinning: ZonePinning {
    struct Uses: Equatable {
        var reads = 0
        var pins = 0
        var answers = 0
    }

    private struct State {
        var uses = Uses()
        var refusal: JournalError?
    }

    let journal = MemoryJournal()
    private let state = Shared(State())

    var uses: Uses { state.value.uses }

    /// Lets every write fail; nil lets it succeed again.
    func refuse(_ error: JournalError?) {
        state.change { $0.refusal = error }
    }

    func pins() throws(JournalError) -> [ZonePin] {
        state.change { $0.uses.reads += 1 }
        return try journal.pins()
    }

    func pin(_ wanted: [ZonePin]) throws(JournalError) {
        state.change { $0.uses.pins += 1 }
        if let error = state.value.refusal { throw error }
        try journal.pin(wanted)
    }

    func repin(_ zone: String, _ pins: [ZonePin]) throws(JournalError) {
        try journal.repin(zone, pins)
    }

    func answers() throws(JournalError) -> [ZoneAnswer] {
        state.change { $0.uses.reads += 1 }
        return try journal.answers()
    }

    func keep(_ answer: ZoneAnswer) throws(JournalError) {
        state.change { $0.uses.answers += 1 }
        if let error = state.value.refusal { throw error }
        try journal.keep(answer)
    }
}
