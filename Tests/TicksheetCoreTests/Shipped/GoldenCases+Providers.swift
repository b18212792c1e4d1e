import TicksheetCore

/// The identities of the events of providers besides Meta and MessageBird's older API.
///
/// Written down, not computed: see `GoldenIdentityTests`.
extension GoldenCase {
    private static func value(_ members: String) -> String {
        "{\"entry\":[{\"id\":\"900\",\"changes\":[{\"field\":\"messages\",\"value\":"
            + "{\"metadata\":{\"phone_number_id\":\"106\"},\(members)}}]}]}"
    }
    static let birdChannels = [
        GoldenCase(
            testDescription: "bird-channels status",
            mapping: "bird-channels",
            body: "{\"payload\":{\"id\":\"0a1b\",\"status\":\"delivery_failed\",\"createdAt"
                + "\":\"2026-03-01T12:00:00Z\"}}",
            kind: .status,
            key: "010000000d626972642d6368616e6e656c73010000000430613162010000000f64656c69"
                + "766572795f6661696c6564"
        ),
        GoldenCase(
            testDescription: "bird-channels read",
            mapping: "bird-channels",
            body: "{\"payload\":{\"messageId\":\"0a1b\",\"type\":\"read\",\"createdAt\":\"2"
                + "026-03-01T12:00:00Z\"}}",
            kind: .status,
            key: "010000000d626972642d6368616e6e656c73010000000430613162010000000472656164"
        ),
        GoldenCase(
            testDescription: "bird-channels inbound",
            mapping: "bird-channels",
            body: "{\"payload\":{\"id\":\"0a1b\",\"direction\":\"incoming\",\"createdAt\":"
                + "\"2026-03-01T12:00:00Z\"}}",
            kind: .inbound,
            key: "010000000d626972642d6368616e6e656c73010000000430613162"
        ),
        GoldenCase(
            testDescription: "bird-channels signal",
            mapping: "bird-channels",
            body: "{\"service\":\"templates\",\"event\":\"template.updated\",\"payload\":{"
                + "\"id\":7}}",
            kind: .signal,
            key: "010000000d626972642d6368616e6e656c73010000000974656d706c6174657301000000"
                + "1074656d706c6174652e7570646174656401000000087b226964223a377d"
        ),
    ]

    static let birdPlatform = [
        GoldenCase(
            testDescription: "bird-platform status",
            mapping: "bird-platform",
            body: "{\"type\":\"whatsapp.failed\",\"timestamp\":\"2026-03-01T12:00:00Z\",\"d"
                + "ata\":{\"whatsapp_id\":\"wam_1\"}}",
            kind: .status,
            key: "010000000d626972642d706c6174666f726d010000000577616d5f31010000000f776861"
                + "74736170702e6661696c6564"
        ),
        GoldenCase(
            testDescription: "bird-platform SMS",
            mapping: "bird-platform",
            body: "{\"type\":\"sms.expired\",\"timestamp\":\"2026-03-01T12:00:00Z\",\"data"
                + "\":{\"sms_id\":\"sms_1\"}}",
            kind: .status,
            key: "010000000d626972642d706c6174666f726d0100000005736d735f31010000000b736d73"
                + "2e65787069726564"
        ),
        GoldenCase(
            testDescription: "bird-platform inbound",
            mapping: "bird-platform",
            body: "{\"type\":\"whatsapp.received\",\"timestamp\":\"2026-03-01T12:00:00Z\","
                + "\"data\":{\"whatsapp_id\":\"wam_1\"}}",
            kind: .inbound,
            key: "010000000d626972642d706c6174666f726d010000000577616d5f31"
        ),
        GoldenCase(
            testDescription: "bird-platform inbound SMS",
            mapping: "bird-platform",
            body: "{\"type\":\"sms.received\",\"timestamp\":\"2026-03-01T12:00:00Z\",\"data"
                + "\":{\"sms_id\":\"sms_1\"}}",
            kind: .inbound,
            key: "010000000d626972642d706c6174666f726d0100000005736d735f31"
        ),
    ]

    static let twilio = [
        GoldenCase(
            testDescription: "twilio status",
            mapping: "twilio",
            body: "MessageSid=SM1&MessageStatus=undelivered&To=whatsapp%3A%2B573001112233",
            kind: .status,
            key: "01000000067477696c696f0100000003534d31010000000b756e64656c697665726564"
        ),
        GoldenCase(
            testDescription: "twilio status, two fields",
            mapping: "twilio",
            body: "MessageSid=SM1&MessageStatus=read",
            kind: .status,
            key: "01000000067477696c696f0100000003534d31010000000472656164"
        ),
        GoldenCase(
            testDescription: "twilio inbound",
            mapping: "twilio",
            body: "MessageSid=SM1&SmsStatus=received&NumMedia=0",
            kind: .inbound,
            key: "01000000067477696c696f0100000003534d31"
        ),
    ]

    static let vonage = [
        GoldenCase(
            testDescription: "vonage status",
            mapping: "vonage",
            body: "{\"message_uuid\":\"u-1\",\"timestamp\":\"2026-03-01T12:00:00Z\",\"statu"
                + "s\":\"undeliverable\"}",
            kind: .status,
            key: "0100000006766f6e6167650100000003752d31010000000d756e64656c6976657261626c"
                + "65"
        ),
        GoldenCase(
            testDescription: "vonage inbound",
            mapping: "vonage",
            body: "{\"message_uuid\":\"u-1\",\"timestamp\":\"2026-03-01T12:00:00Z\",\"messa"
                + "ge_type\":\"text\"}",
            kind: .inbound,
            key: "0100000006766f6e6167650100000003752d31"
        ),
    ]

    static let infobip = [
        GoldenCase(
            testDescription: "infobip status",
            mapping: "infobip",
            body: "{\"results\":[{\"messageId\":\"m-1\",\"doneAt\":\"2026-03-01T12:00:00Z\""
                + ",\"status\":{\"id\":5,\"groupName\":\"DELIVERED\"}}]}",
            kind: .status,
            key: "0100000007696e666f62697001000000036d2d31010000000135"
        ),
        GoldenCase(
            testDescription: "infobip seen",
            mapping: "infobip",
            body: "{\"results\":[{\"messageId\":\"m-1\",\"seenAt\":\"2026-03-01T12:00:00.00"
                + "0+0000\"}]}",
            kind: .status,
            key: "0100000007696e666f62697001000000036d2d31010000001c323032362d30332d303154"
                + "31323a30303a30302e3030302b30303030"
        ),
        GoldenCase(
            testDescription: "infobip inbound",
            mapping: "infobip",
            body: "{\"results\":[{\"messageId\":\"m-1\",\"receivedAt\":\"2026-03-01T12:00:0"
                + "0Z\"}]}",
            kind: .inbound,
            key: "0100000007696e666f62697001000000036d2d31"
        ),
    ]

    static let dialog360 = [
        GoldenCase(
            testDescription: "360dialog status",
            mapping: "360dialog",
            body: value(
                "\"statuses\":[{\"id\":\"wamid.HBgM=\",\"status\":\"failed\",\"timestamp"
                    + "\":\"1\"}]"
            ),
            kind: .status,
            key: "01000000046d6574610100000003313036010000000b77616d69642e4842674d3d010000"
                + "00066661696c656400"
        ),
        GoldenCase(
            testDescription: "360dialog status in a group",
            mapping: "360dialog",
            body: value(
                "\"statuses\":[{\"id\":\"wamid.G\",\"status\":\"read\",\"timestamp\":\"1"
                    + "\",\"recipient_participant_id\":\"573001112233\"}]"
            ),
            kind: .status,
            key: "01000000046d6574610100000003313036010000000777616d69642e4701000000047265"
                + "6164010000000c353733303031313132323333"
        ),
        GoldenCase(
            testDescription: "360dialog inbound",
            mapping: "360dialog",
            body: value(
                "\"messages\":[{\"id\":\"wamid.in\",\"timestamp\":\"1\"}]"
            ),
            kind: .inbound,
            key: "01000000046d6574610100000003313036010000000877616d69642e696e"
        ),
        GoldenCase(
            testDescription: "360dialog signal",
            mapping: "360dialog",
            body: "{\"entry\":[{\"id\":\"900\",\"time\":1772366000,\"changes\":[{\"field\":"
                + "\"security\",\"value\":{\"event\":\"X\"}}]}]}",
            kind: .signal,
            key: "01000000046d6574610100000003393030010000000a3137373233363630303001000000"
                + "087365637572697479010000000d7b226576656e74223a2258227d"
        ),
        GoldenCase(
            testDescription: "360dialog errors of a number",
            mapping: "360dialog",
            body: value(
                "\"errors\":[{\"code\":0}]"
            ),
            kind: .signal,
            key: "01000000046d6574610100000003313036010000000a7b22636f6465223a307d01000000"
                + "14323032362d30332d30315431323a30303a30305a"
        ),
        GoldenCase(
            testDescription: "360dialog status, On-Premises",
            mapping: "360dialog",
            body: "{\"statuses\":[{\"id\":\"gBGG\",\"status\":\"read\",\"timestamp\":\"1\","
                + "\"recipient_id\":\"573001112233\"}]}",
            kind: .status,
            key: "01000000046d657461010000000467424747010000000472656164"
        ),
        GoldenCase(
            testDescription: "360dialog inbound, On-Premises",
            mapping: "360dialog",
            body: "{\"messages\":[{\"id\":\"ABGG\",\"timestamp\":\"1\"}]}",
            kind: .inbound,
            key: "01000000046d657461010000000441424747"
        ),
        GoldenCase(
            testDescription: "360dialog errors, On-Premises",
            mapping: "360dialog",
            body: "{\"errors\":[{\"code\":0}]}",
            kind: .signal,
            key: "01000000046d657461010000000a7b22636f6465223a307d0100000014323032362d3033"
                + "2d30315431323a30303a30305a"
        ),
    ]

    static let gupshup = [
        GoldenCase(
            testDescription: "gupshup status",
            mapping: "gupshup",
            body: "{\"app\":\"A\",\"timestamp\":1,\"type\":\"message-event\",\"payload\":{"
                + "\"id\":\"w\",\"gsId\":\"gs-1\",\"type\":\"failed\"}}",
            kind: .status,
            key: "010000000767757073687570010000000467732d3101000000066661696c6564"
        ),
        GoldenCase(
            testDescription: "gupshup status without gsId",
            mapping: "gupshup",
            body: "{\"app\":\"A\",\"timestamp\":1,\"type\":\"message-event\",\"payload\":{"
                + "\"id\":\"gs-1\",\"type\":\"enqueued\"}}",
            kind: .status,
            key: "010000000767757073687570010000000467732d310100000008656e717565756564"
        ),
        GoldenCase(
            testDescription: "gupshup inbound",
            mapping: "gupshup",
            body: "{\"app\":\"A\",\"timestamp\":1,\"type\":\"message\",\"payload\":{\"id\":"
                + "\"w\"}}",
            kind: .inbound,
            key: "010000000767757073687570010000000177"
        ),
        GoldenCase(
            testDescription: "gupshup signal",
            mapping: "gupshup",
            body: "{\"app\":\"A\",\"timestamp\":7,\"type\":\"template-event\",\"payload\":{"
                + "\"type\":\"x\"}}",
            kind: .signal,
            key: "010000000767757073687570010000000141010000000e74656d706c6174652d6576656e"
                + "74010000000137010000000c7b2274797065223a2278227d"
        ),
    ]

    static let turnIo = [
        GoldenCase(
            testDescription: "turn-io status",
            mapping: "turn-io",
            body: "{\"statuses\":[{\"id\":\"gBGG\",\"status\":\"read\",\"timestamp\":\"1\"}]}",
            kind: .status,
            key: "01000000077475726e2d696f010000000467424747010000000472656164"
        ),
        GoldenCase(
            testDescription: "turn-io inbound",
            mapping: "turn-io",
            body: "{\"messages\":[{\"id\":\"ABGG\",\"timestamp\":\"1\"}]}",
            kind: .inbound,
            key: "01000000077475726e2d696f010000000441424747"
        ),
        GoldenCase(
            testDescription: "turn-io errors",
            mapping: "turn-io",
            body: "{\"errors\":[{\"code\":0}]}",
            kind: .signal,
            key: "01000000077475726e2d696f010000000a7b22636f6465223a307d010000001432303236"
                + "2d30332d30315431323a30303a30305a"
        ),
    ]

    static let providers =
        birdChannels + birdPlatform + twilio + vonage + infobip + dialog360 + gupshup
        + turnIo
}
