/// Addresses and scopes of Google's that have one value for everybody.
package enum GoogleEndpoints {
    /// Where tokens are given out; also what an assertion is addressed to, wherever it is sent.
    ///
    /// Source: <https://developers.google.com/identity/protocols/oauth2/service-account>
    package static let token = "https://oauth2.googleapis.com/token"
    /// Where a person allows access.
    package static let authorization = "https://accounts.google.com/o/oauth2/v2/auth"
    /// The host of the metadata server, seen only from Google's own machines.
    package static let metadataHost = "metadata.google.internal"
    /// Reads and writes all spreadsheets that an account can reach.
    package static let spreadsheets = "https://www.googleapis.com/auth/spreadsheets"
    /// Reads and writes all files on Drive that an account can reach: for making spreadsheets in a
    /// folder.
    package static let drive = "https://www.googleapis.com/auth/drive"
    /// Names what scopes reach, for messages.
    static func reach(of scopes: String) -> String {
        let words = scopes.split(separator: " ").map(String.init)
        guard words.contains(drive) else { return "spreadsheets" }
        return words.contains(spreadsheets) ? "spreadsheets and Drive" : "Drive"
    }

    /// How a person signs in for scopes.
    static func login(for scopes: String) -> String {
        "ticksheet login google" + (scopes.contains(drive) ? " --drive" : "")
    }

    /// What a workload needs to take on a service account.
    static let cloudPlatform = "https://www.googleapis.com/auth/cloud-platform"
}
