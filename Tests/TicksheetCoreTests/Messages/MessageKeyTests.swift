import TestSupport
import Testing
import TicksheetCore

@Suite struct MessageKeyTests {
    private func entry(
        _ message: String?,
        _ provider: String?,
        source: String = "a",
        participant: String? = nil
    ) -> Entry {
        var fields = Sample.fields(1)
        fields.message = message
        fields.custom = participant.map { [.init(name: "participant", value: .text($0))] } ?? []
        return Entry(
            sequence: 7,
            origin: .webhook,
            source: source,
            provider: provider,
            received: Sample.noon,
            kind: .status,
            fields: fields
        )
    }

    @Test func `a message is its provider's, whichever source tells of it`() {
        let key = EventKey(messageOf: entry("1001", "shop-a"))
        #expect(EventKey(messageOf: entry("1001", "shop-a", source: "b")) == key)
        for other in [
            entry("1001", "shop-b"), entry("1001", nil), entry("1002", "shop-a"),
            entry("1001", "shop-a", participant: "1"), entry("shop-a", nil, participant: "1001"),
        ] {
            #expect(EventKey(messageOf: other) != key)
        }
    }

    @Test func `an entry without a message is one of its own`() {
        let key = EventKey(messageOf: entry(nil, "shop-a"))
        #expect(key == EventKey(olderMessageOf: entry(nil, "shop-b")))
    }

    @Test func `the key of an older program is as it was`() {
        let key = EventKey(olderMessageOf: entry("m1", "shop-a", participant: "p"))
        let expected: [UInt8] =
            [1, 0, 0, 0, 7] + Array("message".utf8) + [1, 0, 0, 0, 2] + Array("m1".utf8)
            + [1, 0, 0, 0, 1] + Array("p".utf8)
        #expect(key.bytes == expected)
        #expect(EventKey(messageOf: entry("m1", nil, participant: "p")) == key)
    }

    // Of the same source, whatever the recipient; of another one with the same recipient alone.
    @Test(
        arguments: [
            ("meta", "+573001112233", true), ("meta", nil, true), ("other", "+573004445566", true),
            ("other", "+573001112233", false), ("other", nil, false),
        ] as [(String, String?, Bool)]
    )
    func `a message of an older program goes on with entries that may be its own`(
        _ source: String,
        _ recipient: String?,
        _ isContinued: Bool
    ) {
        var fields = Sample.fields(1)
        fields.to = recipient
        let entry = Entry(
            sequence: 7,
            origin: .webhook,
            source: source,
            provider: "shop-a",
            received: Sample.noon,
            kind: .status,
            fields: fields
        )
        #expect(MessageSample.state(["sent 1"]).isContinued(by: entry) == isContinued)
        // All that it told was taken back by a correction.
        #expect(MessageState().isContinued(by: entry))
    }
}
