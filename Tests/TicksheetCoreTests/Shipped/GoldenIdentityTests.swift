import ShippedMappings
import Testing
import TicksheetCore

/// One body and what the ids of its events have been computed over since the first release.
struct GoldenCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let mapping: String
    let body: String
    let kind: EventKind
    let key: String
}

private func meta(_ value: String) -> String {
    "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"900\",\"changes\":"
        + "[{\"field\":\"messages\",\"value\":{\"metadata\":{\"phone_number_id\":\"106\"},\(value)}}]}]}"
}

private let message =
    "\"conversationId\":\"c\",\"id\":\"0a1b\",\"createdDatetime\":"
    + "\"2026-03-01T12:00:00Z\",\"to\":\"+573001112233\""

// The bytes are written down here, not computed: whoever changes them makes every event of every
// journal new, and each is counted and written a second time.
private let first = [
    GoldenCase(
        testDescription: "meta status",
        mapping: "meta-cloud-api",
        body: meta(
            "\"statuses\":[{\"id\":\"wamid.HBgM=\",\"status\":\"failed\",\"timestamp\":\"1\","
                + "\"recipient_id\":\"573001112233\"}]"
        ),
        kind: .status,
        key: "01000000046d6574610100000003313036010000000b77616d69642e4842674d3d"
            + "01000000066661696c656400"
    ),
    GoldenCase(
        testDescription: "meta status in a group",
        mapping: "meta-cloud-api",
        body: meta(
            "\"statuses\":[{\"id\":\"wamid.G\",\"status\":\"read\",\"timestamp\":\"1\","
                + "\"recipient_id\":\"Z3JvdXA\",\"recipient_participant_id\":\"573001112233\"}]"
        ),
        kind: .status,
        key: "01000000046d6574610100000003313036010000000777616d69642e47010000000472656164"
            + "010000000c353733303031313132323333"
    ),
    GoldenCase(
        testDescription: "meta status in a group, numbers hidden",
        mapping: "meta-cloud-api",
        body: meta(
            "\"statuses\":[{\"id\":\"wamid.G\",\"status\":\"read\",\"timestamp\":\"1\","
                + "\"recipient_id\":\"Z3JvdXA\",\"recipient_participant_user_id\":\"CO.1\"}]"
        ),
        kind: .status,
        key: "01000000046d6574610100000003313036010000000777616d69642e47010000000472656164"
            + "0100000004434f2e31"
    ),
    GoldenCase(
        testDescription: "meta inbound",
        mapping: "meta-cloud-api",
        body: meta(
            "\"messages\":[{\"id\":\"wamid.in\",\"from\":\"573001112233\",\"timestamp\":\"1\"}]"
        ),
        kind: .inbound,
        key: "01000000046d6574610100000003313036010000000877616d69642e696e"
    ),
    GoldenCase(
        testDescription: "meta signal",
        mapping: "meta-cloud-api",
        body: "{\"entry\":[{\"id\":\"900\",\"time\":1772366000,\"changes\":[{\"field\":"
            + "\"account_review_update\",\"value\":{\"decision\":\"APPROVED\"}}]}]}",
        kind: .signal,
        key: "01000000046d6574610100000003393030010000000a31373732333636303030"
            + "01000000156163636f756e745f7265766965775f757064617465"
            + "01000000177b226465636973696f6e223a22415050524f564544227d"
    ),
    GoldenCase(
        testDescription: "meta errors of a number",
        mapping: "meta-cloud-api",
        body: meta("\"errors\":[{\"code\":130429,\"title\":\"Rate limit hit\"}]"),
        kind: .signal,
        key: "01000000046d6574610100000003313036"
            + "01000000287b22636f6465223a3133303432392c227469746c65223a2252617465206c696d697420"
            + "686974227d0100000014323032362d30332d30315431323a30303a30305a"
    ),
    GoldenCase(
        testDescription: "messagebird status",
        mapping: "messagebird-conversations",
        body: "{\"message\":{\(message),\"direction\":\"sent\",\"status\":\"delivered\"}}",
        kind: .status,
        key: "010000000b6d65737361676562697264010000000430613162010000000964656c697665726564"
    ),
    GoldenCase(
        testDescription: "messagebird inbound",
        mapping: "messagebird-conversations",
        body: "{\"message\":{\(message),\"direction\":\"received\",\"status\":\"received\"}}",
        kind: .inbound,
        key: "010000000b6d65737361676562697264010000000430613162"
    ),
    GoldenCase(
        testDescription: "flow report",
        mapping: "bird-flows",
        body: "{\"message\":{\"id\":\"0a1b\",\"status\":\"delivered\"}}",
        kind: .status,
        key: "010000000b6d65737361676562697264010000000430613162010000000964656c697665726564"
    ),
    GoldenCase(
        testDescription: "flow inbound",
        mapping: "bird-flows",
        body: "{\"message\":{\(message),\"direction\":\"received\",\"status\":\"received\"}}",
        kind: .inbound,
        key: "010000000b6d65737361676562697264010000000430613162"
    ),
    GoldenCase(
        testDescription: "custom status",
        mapping: "custom",
        body: "{\"id\":\"m-1\",\"time\":1,\"to\":\"573001112233\",\"status\":\"sent\"}",
        kind: .status,
        key: "0100000006637573746f6d01000000036d2d31010000000473656e74"
            + "010000000c353733303031313132323333"
    ),
    GoldenCase(
        testDescription: "custom status of a list, without a recipient",
        mapping: "custom",
        body: "[{\"id\":\"m-1\",\"time\":1,\"status\":\"sent\"}]",
        kind: .status,
        key: "0100000006637573746f6d01000000036d2d31010000000473656e7400"
    ),
]
private let golden = first + GoldenCase.providers

@Suite struct GoldenIdentityTests {
    @Test(arguments: golden)
    func `an event's identity is the same in every release`(_ golden: GoldenCase) throws {
        let mapped = try shippedSource(golden.mapping).map(golden.body)
        #expect(mapped.keys == [golden.key])
        #expect(mapped.events.map(\.kind) == [golden.kind])
        #expect(mapped.problems.isEmpty)
    }

    @Test func `every kind of event of every shipped source has a golden identity`() throws {
        for (name, kinds) in [
            ("meta-cloud-api", Set(EventKind.allCases)),
            ("messagebird-conversations", [.status, .inbound]),
            ("bird-flows", [.status, .inbound]),
            ("bird-channels", Set(EventKind.allCases)),
            ("bird-platform", [.status, .inbound]),
            ("twilio", [.status, .inbound]),
            ("vonage", [.status, .inbound]),
            ("infobip", [.status, .inbound]),
            ("360dialog", Set(EventKind.allCases)),
            ("gupshup", Set(EventKind.allCases)),
            ("custom", [.status]),
            ("turn-io", Set(EventKind.allCases)),
        ] {
            #expect(try shippedSource(name).kinds == kinds)
            #expect(Set(golden.filter { $0.mapping == name }.map(\.kind)) == kinds)
        }
        #expect(Set(golden.map(\.mapping)) == Set(ShippedMappings.sources.map(\.name)))
    }
}
