package import WallTime

/// A field that every provider may have; any other name is a custom field.
package enum StandardField: String, Sendable, CaseIterable {
    /// When the event happened.
    case time
    /// Who sent the message.
    case from
    /// Who was to get it.
    case to
    /// What became of it.
    case status
    /// Why.
    case description
    /// The provider's id of the message.
    case message
    /// The provider's code of the reason.
    case code
    /// What the sender called the campaign.
    case campaign
    /// The channel, such as `whatsapp`.
    case channel
    /// The template's name.
    case template
}

/// What a custom field holds.
package enum FieldValue: Sendable, Equatable {
    /// A text, as it was sent.
    case text(String)
    /// A number, as it was written.
    case number(String)
    /// An instant.
    case time(Timestamp)

    /// The value as text; an instant as RFC 3339 in UTC.
    package var text: String {
        switch self {
        case .text(let text), .number(let text): text
        case .time(let time): time.rfc3339UTC
        }
    }
}

/// What is known of an event.
///
/// Absent is nil; an empty text never stands here.
package struct Fields: Sendable, Equatable {
    /// When the event happened.
    package var time: Timestamp
    /// Whether the time is that of receipt, because the mapping says so and the body has none.
    package var isTimeOfReceipt = false
    /// Who sent the message, `+` and digits where it is a number.
    package var from: String?
    /// Who was to get it.
    package var to: String?
    /// What became of it: accepted, sent, delivered, read, played, rejected, deleted or the
    /// provider's own word.
    package var status: String?
    /// Why.
    package var description: String?
    /// The provider's id of the message.
    ///
    /// Personal: a WhatsApp id contains the number.
    package var message: String?
    /// The provider's code of the reason.
    package var code: String?
    /// What the sender called the campaign.
    package var campaign: String?
    /// The channel.
    package var channel: String?
    /// The template's name.
    package var template: String?
    /// Custom fields by name, in the mapping's order.
    package var custom: [CustomField] = []

    /// A custom field.
    package struct CustomField: Sendable, Equatable {
        /// Its name in the mapping.
        package let name: String
        /// Its value.
        package let value: FieldValue

        /// Creates a custom field.
        package init(name: String, value: FieldValue) {
            self.name = name
            self.value = value
        }
    }

    /// Creates fields; what is left out is not known.
    package init(
        time: Timestamp,
        from: String? = nil,
        to: String? = nil,
        status: String? = nil,
        description: String? = nil,
        message: String? = nil,
        code: String? = nil,
        campaign: String? = nil,
        channel: String? = nil,
        template: String? = nil,
        custom: [CustomField] = []
    ) {
        self.time = time
        self.from = from
        self.to = to
        self.status = status
        self.description = description
        self.message = message
        self.code = code
        self.campaign = campaign
        self.channel = channel
        self.template = template
        self.custom = custom
    }

    /// Reads or sets a text field; the time reads as RFC 3339 and cannot be set here.
    package subscript(_ field: StandardField) -> String? {
        get {
            switch field {
            case .time: time.rfc3339UTC
            case .from: from
            case .to: to
            case .status: status
            case .description: description
            case .message: message
            case .code: code
            case .campaign: campaign
            case .channel: channel
            case .template: template
            }
        }
        set {
            switch field {
            case .time: break
            case .from: from = newValue
            case .to: to = newValue
            case .status: status = newValue
            case .description: description = newValue
            case .message: message = newValue
            case .code: code = newValue
            case .campaign: campaign = newValue
            case .channel: channel = newValue
            case .template: template = newValue
            }
        }
    }

    /// Returns a custom field's value, or nil.
    package func custom(_ name: String) -> FieldValue? {
        custom.first { $0.name == name }?.value
    }
}
