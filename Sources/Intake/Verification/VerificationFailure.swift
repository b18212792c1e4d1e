/// Why a request is not believed.
///
/// Says what to look at, never what would have been right.
package struct VerificationFailure: Error, Sendable, Equatable {
    /// What is wrong, to follow "rejected".
    package let reason: String
    /// What to do.
    package let remedy: String

    static func missing(_ field: String, _ remedy: String) -> Self {
        Self(reason: "the header field \(field) is missing", remedy: remedy)
    }

    static func malformed(_ field: String, expected: String) -> Self {
        Self(
            reason: "the header field \(field) is malformed; expected \(expected)",
            remedy: "Is it this provider that sends here, and nothing between that changes headers?"
        )
    }

    static func mismatch(_ field: String, _ remedy: String) -> Self {
        Self(reason: "\(field) does not match", remedy: remedy)
    }

    static func noPublicURL(_ sender: String) -> Self {
        Self(
            reason: "the signature covers the public address and publicURL is not set",
            remedy: "Set publicURL in the settings to the address that \(sender) calls"
        )
    }
}
