import TestSupport
import Testing
import TicksheetCore

@Suite struct MaskedIDsTests {
    private let journal = MemoryJournal()
    private let masked = "999000000001"

    private func key(_ parts: [UInt8]?...) -> EventKey {
        var key = EventKey(provider: "acme")
        for part in parts { key.append(part) }
        return key
    }

    @Test func `the id of a key that holds a mask is one of them, and no other`() throws {
        // The length of a part is a digit, too, when it is read as a text.
        let long = Array((String(repeating: "x", count: 38) + ":" + masked).utf8)
        let own = Array("999000000002".utf8)
        let keys = [
            key(Array(masked.utf8), nil), key(nil, long), key(own, nil), key(Array("sent".utf8)),
        ]
        var ids = MaskedIDs(NumberMask(digits: "573004445566"))
        for key in keys { ids.take(journal.identity(of: key), of: key) }
        #expect(ids.ids == Set(keys[..<2].map { journal.identity(of: $0) }))
    }

    @Test func `an id that is made of the id of a masked body is one of them`() {
        let body = key(Array(#"{"to":"\#(masked)"}"#.utf8))
        let id = journal.identity(of: body)
        let event = key(id.bytes, Array("status".utf8))
        var ids = MaskedIDs(NumberMask(digits: "573004445566"))
        ids.take(id, of: body)
        ids.take(journal.identity(of: event), of: event)
        #expect(ids.ids == [id, journal.identity(of: event)])
    }

    @Test func `where no number is forgotten there is none`() {
        let key = key(Array(masked.utf8))
        var ids = MaskedIDs(.none)
        ids.take(journal.identity(of: key), of: key)
        #expect(ids.ids.isEmpty)
    }
}
