import PosixBridge

/// Where the certificates lie that are trusted, as far as the environment says.
struct TrustedCertificates: Sendable {
    /// A file of certificates; nil means the system's.
    let file: String?
    /// A folder of certificates by their hashes; nil means the system's.
    let folder: String?

    /// What libcurl's own program reads, which the library does not.
    static var ofEnvironment: Self {
        let variable = { (name: String) in
            ProcessFacts.environment(name).flatMap { $0.isEmpty ? nil : $0 }
        }
        return Self(
            file: variable("CURL_CA_BUNDLE") ?? variable("SSL_CERT_FILE"),
            folder: variable("SSL_CERT_DIR")
        )
    }
}
