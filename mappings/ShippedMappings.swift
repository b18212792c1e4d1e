/// A mapping that is embedded in the program.
package struct ShippedMapping: Sendable {
    /// The word that settings name it by: its file's name without the ending.
    package let name: String
    /// The file's text.
    package let text: [UInt8]
    /// What it is for, one line.
    package let summary: String
}

/// The mappings that are embedded in the program.
///
/// A test holds the lists to the folders.
package enum ShippedMappings {
    /// What providers' webhooks mean.
    package static let sources = [
        ShippedMapping(
            name: "meta-cloud-api",
            text: PackageResources.meta_cloud_api_json5,
            summary: "Meta's WhatsApp Cloud API"
        ),
        ShippedMapping(
            name: "bird-flows",
            text: PackageResources.bird_flows_json5,
            summary: "the status report of a Bird flow's template step"
        ),
        ShippedMapping(
            name: "messagebird-conversations",
            text: PackageResources.messagebird_conversations_json5,
            summary: "the MessageBird Conversations API"
        ),
        ShippedMapping(
            name: "bird-channels",
            text: PackageResources.bird_channels_json5,
            summary: "the Bird Channels API"
        ),
        ShippedMapping(
            name: "bird-platform",
            text: PackageResources.bird_platform_json5,
            summary: "the Bird platform of 2026: WhatsApp and SMS events"
        ),
        ShippedMapping(
            name: "360dialog",
            // SwiftPM puts an underscore in the place of a first digit.
            text: PackageResources._60dialog_json5,
            summary: "360dialog: Meta's bodies, or the On-Premises API's"
        ),
        ShippedMapping(
            name: "gupshup",
            text: PackageResources.gupshup_json5,
            summary: "Gupshup's callbacks, version 2"
        ),
        ShippedMapping(
            name: "infobip",
            text: PackageResources.infobip_json5,
            summary: "Infobip's delivery and seen reports"
        ),
        ShippedMapping(
            name: "twilio",
            text: PackageResources.twilio_json5,
            summary: "Twilio's status callbacks"
        ),
        ShippedMapping(
            name: "vonage",
            text: PackageResources.vonage_json5,
            summary: "Vonage's Messages API"
        ),
        ShippedMapping(
            name: "custom",
            text: PackageResources.custom_json5,
            summary: "a sender of your own, to copy and change"
        ),
        ShippedMapping(
            name: "turn-io",
            text: PackageResources.turn_io_json5,
            summary: "Turn.io: the On-Premises API's bodies"
        ),
    ]

    /// Which columns spreadsheets have.
    package static let reports = [
        ShippedMapping(
            name: "whatsapp-campaign-reports",
            text: PackageResources.whatsapp_campaign_reports_json5,
            summary: "a row for every status change, in English"
        ),
        ShippedMapping(
            name: "informes-de-campanas-de-whatsapp",
            text: PackageResources.informes_de_campanas_de_whatsapp_json5,
            summary: "una fila por cada cambio de estado, en español"
        ),
        ShippedMapping(
            name: "campaign-funnel",
            text: PackageResources.campaign_funnel_json5,
            summary: "a row for every message: how far it came, and when"
        ),
        ShippedMapping(
            name: "rejected-numbers",
            text: PackageResources.rejected_numbers_json5,
            summary: "a row for every rejected number: how often, and why"
        ),
    ]
}
