import TestSupport
import Testing
import TicksheetCore
import WallTime

@Suite struct MessageRowsTests {
    @Test func `a message has a row that shows how far it came`() throws {
        let row = MessageRows(nil).row(of: MessageSample.message(7, ["sent 1", "read 3"]))
        #expect(row?.entry.sequence == 7)
        #expect(row?.entry.fields.status == "read")
        #expect(row?.facts.sentAt == MessageSample.at(1))
    }

    @Test(arguments: [
        (["sent 1"], false), (["rejected 1"], true),
        // It was rejected once: its row stays and shows what it is now.
        (["rejected 1", "delivered 2"], true),
        // It never was: the rejection came after the arrival.
        (["delivered 1", "rejected 2"], false),
    ])
    func `a filter looks at what a message is and was`(_ texts: [String], _ isThere: Bool) throws {
        let rows = MessageRows(try MessageSample.filter("rejected"))
        #expect((rows.row(of: MessageSample.message(1, texts)) != nil) == isThere)
    }

    @Test func `a number's row counts its messages and shows the newest`() throws {
        let rows = MessageRows(try MessageSample.filter("rejected"))
        let row = rows.row(ofNumber: [
            MessageSample.message(1, ["sent 1", "rejected 2 470"]),
            MessageSample.message(2, ["sent 3", "delivered 4"]),
            MessageSample.message(3, ["rejected 8 131026"]),
            MessageSample.message(4, ["rejected 6 480"]),
        ])
        #expect(row?.facts.times == 3)
        #expect(row?.facts.firstSeen == MessageSample.at(2))
        #expect(row?.facts.lastSeen == MessageSample.at(8))
        #expect(row?.entry.fields.code == "131026")
        #expect(row?.facts.releasedAt == nil)
    }

    @Test func `a number is released when a message arrives after its last rejection`() throws {
        let rows = MessageRows(try MessageSample.filter("rejected"))
        let row = rows.row(ofNumber: [
            MessageSample.message(1, ["delivered 1"]), MessageSample.message(2, ["rejected 5"]),
            MessageSample.message(3, ["delivered 9"]), MessageSample.message(4, ["read 7"]),
        ])
        #expect(row?.facts.releasedAt == MessageSample.at(7))
    }

    @Test func `a number that never met the filter has no row`() throws {
        let rows = MessageRows(try MessageSample.filter("rejected"))
        #expect(rows.row(ofNumber: [MessageSample.message(1, ["sent 1"])]) == nil)
    }
}
