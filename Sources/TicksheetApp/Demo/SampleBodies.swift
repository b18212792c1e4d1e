import CryptoBridge
import JSONTree
import TicksheetCore
import WallTime

/// Made-up bodies of the shipped sources, each with an event of its own.
enum SampleBodies {
    /// Returns a body of a provider, or nil for one that this program does not know.
    ///
    /// `provider`: The mapping's stable word.
    static func body(of provider: String, now: Timestamp) -> [UInt8]? {
        let id = Hex.encoded(RandomBytes.make(8))
        switch provider {
        case "meta":
            return MetaBody.text([
                MetaBody.Update(
                    id: MetaBody.messageID(to: "573001234567", seed: id),
                    status: "delivered",
                    seconds: now.seconds,
                    to: "573001234567"
                )
            ])
        case "messagebird":
            return Array(
                """
                {"type":"message.status","contact":{"id":"c-\(id)","msisdn":31612345678},\
                "message":{"id":"\(id)","conversationId":"v-\(id)","platform":"whatsapp",\
                "from":"+3197010240000","to":"+31612345678","channelId":"ch-1","direction":"sent",\
                "status":"delivered","createdDatetime":"\(now.rfc3339UTC)",\
                "updatedDatetime":"\(now.rfc3339UTC)"}}
                """.utf8
            )
        case "custom":
            return Array(
                """
                {"message":"\(id)","time":"\(now.rfc3339UTC)","from":"+573009876543",\
                "to":"+573001234567","status":"rejected","code":"131026",\
                "description":"Message undeliverable","campaign":"spring"}
                """.utf8
            )
        default:
            return providerBody(of: provider, id: id, now: now).map { Array($0.utf8) }
        }
    }
}

/// Writes bodies as Meta sends them, a status or many.
enum MetaBody {
    /// One status update.
    struct Update: Sendable, Equatable {
        var id: String
        var status: String
        var seconds: Int64
        /// Digits without "+"; nil where the user hides the number.
        var to: String?
        var userID: String?
        var failure: Failure?
        var campaign: String?
    }

    /// Why a message failed.
    struct Failure: Sendable, Equatable {
        let code: Int
        let title: String
        let details: String
    }

    /// The number that the made-up campaign is sent from.
    static let displayNumber = "15550783881"

    /// Returns a message id as WhatsApp makes them: Base64 with the number inside.
    static func messageID(to number: String, seed: String) -> String {
        "wamid." + Base64.encoded(Array("HBgL\(number)FQIAERgS\(seed)".utf8))
    }

    /// Returns a body with up to 1000 updates.
    static func text(_ updates: [Update]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("object")
        writer.string("whatsapp_business_account")
        writer.key("entry")
        writer.beginArray()
        writer.beginObject()
        writer.key("id")
        writer.string("102290129340398")
        writer.key("changes")
        writer.beginArray()
        writer.beginObject()
        writer.key("field")
        writer.string("messages")
        writer.key("value")
        writer.beginObject()
        writer.key("messaging_product")
        writer.string("whatsapp")
        writer.key("metadata")
        writer.beginObject()
        writer.key("display_phone_number")
        writer.string(displayNumber)
        writer.key("phone_number_id")
        writer.string("106540352242922")
        writer.endObject()
        writer.key("statuses")
        writer.beginArray()
        for update in updates { append(update, to: &writer) }
        writer.endArray()
        writer.endObject()
        writer.endObject()
        writer.endArray()
        writer.endObject()
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private static func append(_ update: Update, to writer: inout JSONWriter) {
        writer.beginObject()
        for (key, value) in [
            ("id", update.id), ("status", update.status), ("timestamp", String(update.seconds)),
            ("recipient_id", update.to), ("recipient_user_id", update.userID),
            ("biz_opaque_callback_data", update.campaign),
        ] {
            guard let value else { continue }
            writer.key(key)
            writer.string(value)
        }
        if let failure = update.failure {
            writer.key("errors")
            writer.beginArray()
            writer.beginObject()
            writer.key("code")
            writer.integer(failure.code)
            writer.key("title")
            writer.string(failure.title)
            writer.key("message")
            writer.string(failure.title)
            writer.key("error_data")
            writer.beginObject()
            writer.key("details")
            writer.string(failure.details)
            writer.endObject()
            writer.endObject()
            writer.endArray()
        } else {
            writer.key("pricing")
            writer.beginObject()
            writer.key("billable")
            writer.bool(true)
            writer.key("pricing_model")
            writer.string("PMP")
            writer.key("category")
            writer.string("marketing")
            writer.endObject()
        }
        writer.endObject()
    }
}
