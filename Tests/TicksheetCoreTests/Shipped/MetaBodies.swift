/// Writes bodies as the WhatsApp Cloud API does, with values of our own.
enum MetaBody {
    static let metadata =
        "\"metadata\":{\"display_phone_number\":\"15550001111\",\"phone_number_id\":\"77\"}"

    /// A body of one change on the field "messages" with these members of its value.
    static func messages(_ members: String, metadata: String = metadata + ",") -> String {
        body(
            "{\"field\":\"messages\",\"value\":{\"messaging_product\":\"whatsapp\",\(metadata)\(members)}}"
        )
    }

    /// A body of one entry with these changes.
    static func body(_ changes: String) -> String {
        "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"900\",\"time\":1772366000,"
            + "\"changes\":[\(changes)]}]}"
    }

    /// A body of one status update with these members beside id, status and time.
    static func status(_ status: String, _ members: String = "") -> String {
        messages("\"statuses\":[\(update("wamid.A", status, members))]")
    }

    /// One status update.
    static func update(_ id: String, _ status: String, _ members: String = "") -> String {
        "{\"id\":\"\(id)\",\"status\":\"\(status)\",\"timestamp\":\"1772366400\","
            + "\"recipient_id\":\"573001112233\"\(members.isEmpty ? "" : "," + members)}"
    }
}
