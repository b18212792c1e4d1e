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
        // What arrived was not rejected; but nobody knew.
        (["delivered 1", "rejected 2"], false), (["rejected 2", "delivered 1"], true),
        (["sent 1", "delivered 2"], false),
    ])
    func `a filter looks at what a message is and was`(_ texts: [String], _ isThere: Bool) throws {
        let rows = MessageRows(try MessageSample.filter("rejected"))
        #expect((rows.row(of: MessageSample.message(1, texts)) != nil) == isThere)
    }

    @Test func `a number's row stays where its message turns out to have arrived before`() throws {
        let rows = MessageRows(try MessageSample.filter("rejected"))
        let before = rows.row(ofNumber: [MessageSample.message(1, ["rejected 20 470"])])
        let after = rows.row(
            ofNumber: [MessageSample.message(1, ["rejected 20 470", "delivered 10"])]
        )
        #expect(after != nil)
        #expect(after?.facts == before?.facts)
        #expect(after?.entry.fields == before?.entry.fields)
    }

    @Test func `what met the filter until an earlier event came has a row since then`() throws {
        let events = [
            MessageSample.event("sent 0", 1), MessageSample.event("rejected 2 480", 2),
            MessageSample.event("rejected 1 470", 3),
        ]
        let message = StoredMessage(number: 1, recipient: 1, state: MessageState(events))
        for rows in ["message", "number"] {
            let report = try MessageSample.report("code: \"480\"", rows: rows)
            var pages = MessageContents(report, after: 0, shown: 1)
            var left = [message]
            var found: [RowContent] = []
            while let page = pages.next({ _, _, _ in
                defer { left = [] }
                return left
            }) {
                found += page
            }
            #expect(found.count == 1)
            // It was not there when only the first was known.
            #expect(found.first?.wasShown == false)
            #expect(found.first?.newest == 3)
        }
    }

    @Test func `of two messages rejected at one instant that of the greater id is shown`() throws {
        let rows = MessageRows(try MessageSample.filter("rejected"))
        func message(_ number: Int64, _ id: String, _ code: String) -> StoredMessage {
            let event = MessageSample.event("rejected 1 \(code)").telling { $0.message = id }
            return StoredMessage(number: number, recipient: 1, state: MessageState([event]))
        }
        let one = rows.row(ofNumber: [message(1, "a", "470"), message(2, "b", "131026")])
        let other = rows.row(ofNumber: [message(1, "b", "131026"), message(2, "a", "470")])
        #expect(one?.entry.fields.code == "131026")
        #expect(other?.entry.fields.code == "131026")
    }

    @Test func `a number's row shows that number, also where it became known after what is shown`()
        throws
    {
        let rows = MessageRows(try MessageSample.filter("rejected"))
        let events = [
            MessageSample.event("rejected 1 470", 1).telling { $0.to = "CO.777" },
            MessageSample.event("delivered 2", 2),
        ]
        let message = StoredMessage(number: 1, recipient: 1, state: MessageState(events))
        let row = rows.row(ofNumber: [message])
        #expect(row?.entry.fields.to == "+573004445566")
        #expect(row?.entry.fields.code == "470")
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

    @Test func `a late lower status moves no rejection`() throws {
        let rows = MessageRows(try MessageSample.filter("rejected"))
        for texts in [
            ["rejected 2 470", "sent 9"], ["sent 9", "rejected 2 470"],
            ["rejected 2 470", "sent 9", "delivered 3"],
            ["delivered 30", "rejected 2 470", "sent 9"],
        ] {
            let row = rows.row(ofNumber: [MessageSample.message(1, texts)])
            #expect(row?.facts.firstSeen == MessageSample.at(2))
            #expect(row?.facts.lastSeen == MessageSample.at(2))
        }
    }

    private func shown(
        _ message: StoredMessage,
        after beginning: SequenceNumber = 0,
        at shown: SequenceNumber,
        rows: String,
        _ versions: [Entry] = []
    ) throws -> [Bool] {
        let report = try MessageSample.report("status: \"rejected\"", rows: rows)
        var pages = MessageContents(report, after: beginning, shown: shown)
        var left = [message]
        var found: [RowContent] = []
        while let page = pages.next(
            { _, _, _ in
                defer { left = [] }
                return left
            },
            version: { sequence, _ in versions.first { $0.sequence == sequence } }
        ) {
            found += page
        }
        return found.map(\.wasShown)
    }

    @Test(arguments: ["message", "number"])
    func `what was heard before a report begins has no row until more is heard`(
        _ rows: String
    ) throws {
        let message = MessageSample.message(1, ["rejected 1 470", "delivered 2"])
        #expect(try shown(message, at: 1, rows: rows) == [true])
        #expect(try shown(message, after: 1, at: 1, rows: rows) == [false])
        #expect(try shown(message, after: 1, at: 2, rows: rows) == [true])
        #expect(try shown(message, after: 2, at: 2, rows: rows).isEmpty)
    }

    @Test(arguments: ["message", "number"])
    func `what a correction tells was not there before it`(_ rows: String) throws {
        let now = MessageSample.event("rejected 1 470", 1)
        func version(_ change: (inout Fields) -> Void) -> [Entry] {
            var fields = now.fields
            change(&fields)
            return [
                Entry(
                    sequence: 1,
                    origin: .webhook,
                    source: "meta",
                    provider: "meta",
                    received: Sample.noon,
                    kind: .status,
                    fields: fields
                )
            ]
        }
        let event = MessageEvent(
            sequence: 1,
            source: now.source,
            provider: now.provider,
            received: now.received,
            fields: now.fields,
            corrected: 5
        )
        let message = StoredMessage(number: 1, recipient: 1, state: MessageState([event]))
        let word = version { $0.status = "KO" }
        #expect(try shown(message, at: 3, rows: rows, word) == [false])
        #expect(try shown(message, at: 5, rows: rows, word) == [true])
        #expect(try shown(message, at: 3, rows: rows, version { $0.message = "x" }) == [false])
        #expect(try shown(message, at: 3, rows: rows, version { $0.code = "1" }) == [true])
        let other = version { $0.to = "+573009999999" }
        #expect(try shown(message, at: 3, rows: rows, other) == [rows == "message"])
        // Gone with retention: as it is now.
        #expect(try shown(message, at: 3, rows: rows) == [true])
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
