import JSONTree
import TicksheetCore

/// Recognises what people put where a credentials file should be.
enum WrongContent {
    /// Reads a JSON object; anything else is told by its kind, never by its text.
    static func object(_ bytes: [UInt8], file: String) throws(CredentialsError) -> JSONDocument {
        let document: JSONDocument
        do throws(JSONProblem) {
            document = try JSONDocument.parse(bytes, depthLimit: 32)
        } catch {
            let place = error.position
            throw .notCredentials(
                file: file,
                found: likeness(bytes)
                    ?? "a text that is no JSON from line \(place.line), column \(place.column) on"
            )
        }
        let kind = document.kind(document.root)
        guard kind == .object else {
            let text = kind == .string ? document.text(document.root) : ""
            let found = text.isEmpty ? nil : likeness(Array(text.utf8))
            throw .notCredentials(file: file, found: found ?? kind.description)
        }
        return document
    }

    /// What a file of another type is, and what to do with it.
    static func otherType(_ type: String, file: String) -> CredentialsError {
        let instead: String =
            switch type {
            case "external_account_authorized_user":
                "Use a service account's key file, or workload identity federation: that is a "
                    + "person's sign-in to a workforce pool"
            case "impersonated_service_account":
                "Sign in without --impersonate-service-account, or use that service account's key file"
            case "gdch_service_account":
                "Use a service account of Google Cloud: one of a Distributed Cloud has no spreadsheets"
            default:
                "Name a service account's key file: "
                    + "console.cloud.google.com/iam-admin/serviceaccounts, Keys, Add key, JSON"
            }
        return .unsupported(
            file: file,
            found: "credentials of the type \(quoted(type))",
            instead: instead
        )
    }

    private static func likeness(_ bytes: [UInt8]) -> String? {
        // A key file in PKCS#12 begins as every DER sequence of some length does.
        if bytes.starts(with: [0x30, 0x82]) { return "a key in PKCS#12 (.p12) or DER" }
        let text = bytes.drop { $0 <= 0x20 || $0 == 0x22 }
        guard !text.isEmpty else { return "nothing" }
        let beginnings = [
            ("AIza", "an API key, which can only read public spreadsheets"),
            ("-----BEGIN", "a key or certificate in PEM alone"),
            ("ya29.", "an access token, which lives an hour"),
            ("1//", "a refresh token alone"), ("GOCSPX-", "an OAuth client's secret alone"),
            ("<", "an HTML or XML page"),
        ]
        return beginnings.first { text.starts(with: $0.0.utf8) }?.1
    }
}
