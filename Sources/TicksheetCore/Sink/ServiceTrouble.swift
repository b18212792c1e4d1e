/// Why a service on the network, such as Google Sheets, did not take what a sink wrote.
///
/// The room that speaks to the service words it; the others only pass it on.
package struct ServiceTrouble: ExplainedError, Equatable {
    package let code: String
    package let summary: String
    package let cause: String?
    package let remedy: String
    package let disposition: Disposition

    /// Words a trouble.
    package init(
        _ code: String,
        _ summary: String,
        cause: String? = nil,
        remedy: String,
        _ disposition: Disposition
    ) {
        self.code = code
        self.summary = summary
        self.cause = cause
        self.remedy = remedy
        self.disposition = disposition
    }
}
