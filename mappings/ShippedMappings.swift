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
            name: "custom",
            text: PackageResources.custom_json5,
            summary: "a sender of your own, to copy and change"
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
    ]
}
