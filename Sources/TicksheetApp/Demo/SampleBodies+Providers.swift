import WallTime

extension SampleBodies {
    /// Returns a status that a reseller would send, or nil for a word that is no reseller's.
    ///
    /// `id`: The message's.
    static func providerBody(of provider: String, id: String, now: Timestamp) -> String? {
        let time = now.rfc3339UTC
        return switch provider {
        case "bird-channels":
            """
            {"service":"channels","event":"whatsapp.outbound","payload":{"id":"\(id)",\
            "channelId":"ch-1","sender":{"connector":{"identifierValue":"+3197010240000"}},\
            "receiver":{"contacts":[{"identifierKey":"phonenumber",\
            "identifierValue":"+31612345678"}]},"reference":"spring","status":"delivered",\
            "direction":"outgoing","createdAt":"\(time)","lastStatusAt":"\(time)"}}
            """
        case "bird-platform":
            """
            {"type":"whatsapp.failed","timestamp":"\(time)","data":{"whatsapp_id":"wam_\(id)",\
            "direction":"outbound","from":{"phone_number":"+3197010240000"},\
            "to":{"phone_number":"+31612345678"},"tags":[{"name":"campaign","value":"spring"}],\
            "error":{"code":"undeliverable","description":"Message undeliverable",\
            "meta_error_code":"131026"}}}
            """
        case "twilio":
            "MessageSid=SM\(id)&MessageStatus=delivered&From=whatsapp%3A%2B15550783881"
                + "&To=whatsapp%3A%2B573001234567&AccountSid=AC0&ApiVersion=2010-04-01"
        case "vonage":
            """
            {"message_uuid":"\(id)","to":"573001234567","from":"15550783881",\
            "timestamp":"\(time)","status":"delivered","channel":"whatsapp",\
            "client_ref":"spring"}
            """
        case "infobip":
            """
            {"results":[{"messageId":"\(id)","from":"15550783881","to":"573001234567",\
            "sentAt":"\(time)","doneAt":"\(time)","status":{"groupId":3,\
            "groupName":"DELIVERED","id":5,"name":"DELIVERED_TO_HANDSET"},\
            "error":{"groupId":0,"groupName":"OK","id":0,"name":"NO_ERROR",\
            "permanent":false}}]}
            """
        case "gupshup":
            """
            {"app":"ExampleShop","timestamp":\(now.seconds * 1000),"version":2,\
            "type":"message-event","payload":{"id":"wamid.\(id)","gsId":"\(id)",\
            "type":"delivered","destination":"573001234567","payload":{"ts":\(now.seconds)}}}
            """
        case "turn-io":
            """
            {"statuses":[{"id":"\(id)","recipient_id":"573001234567","status":"delivered",\
            "timestamp":"\(now.seconds)"}]}
            """
        default: nil
        }
    }
}
