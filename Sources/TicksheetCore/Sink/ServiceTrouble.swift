/// Why a service on the network, such as Google Sheets, did not take what a sink wrote.
///
/// The room that speaks to the service words it; the others only pass it on.
package struct ServiceTrouble: ExplainedError, Equatable {
    /// A stable dotted word, such as `sheets.forbidden`.
    package let code: String
    /// What could not be done.
    package let summary: String
    /// What the service said.
    package let cause: String?
    /// The next action.
    package let remedy: String
    /// What it asks of the sink's worker.
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
