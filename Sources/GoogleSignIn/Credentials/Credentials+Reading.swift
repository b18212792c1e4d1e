import CryptoBridge
import JSONTree
import TicksheetCore

extension Credentials {
    /// Reads the bytes of a credentials file.
    ///
    /// - Parameters:
    ///   - bytes: The file's content.
    ///   - file: Its name, for messages.
    ///   - subject: The person that a service account acts for, by delegation in their domain.
    /// - Returns: The credentials, and what should be put right about them.
    /// - Throws: What the file is instead, or all that is wrong with its fields.
    package static func read(
        _ bytes: [UInt8],
        file: String,
        subject: String? = nil
    ) throws(CredentialsError) -> (credentials: Credentials, warnings: [CredentialsWarning]) {
        let document = try WrongContent.object(bytes, file: file)
        var fields = CredentialsFields(document, document.root)
        if let kind = ["installed", "web"].first(where: { fields.node(JSONKey($0)) != nil }) {
            throw .clientFile(file: file, kind: kind)
        }
        guard let type = fields.node("type") else {
            throw .notCredentials(file: file, found: "a JSON object without \"type\"")
        }
        let kind = document.text(type)
        if let subject, kind != "service_account" {
            throw .subject(file: file, kind: quoted(kind), subject: subject)
        }
        let credentials: Credentials
        var addresses: [(field: String, url: String)] = []
        switch kind {
        case "service_account":
            let account = try serviceAccount(&fields, file, subject)
            addresses = [("token_uri", account.tokenURI)]
            credentials = .serviceAccount(account)
        case "authorized_user":
            let user = authorizedUser(&fields)
            addresses = [("token_uri", user.tokenURI)]
            credentials = .authorizedUser(user)
        case "external_account":
            let account = try externalAccount(&fields, file)
            addresses = [("token_url", account.tokenURL)]
            if let url = account.impersonationURL {
                addresses.append(("service_account_impersonation_url", url))
            }
            credentials = .externalAccount(account)
        default: throw WrongContent.otherType(kind, file: file)
        }
        guard fields.findings.isEmpty else {
            throw .fields(file: file, kind: kind, findings: fields.findings)
        }
        let warnings = addresses.compactMap {
            CredentialsWarning.ofAddress($0.url, field: $0.field, file: file)
        }
        return (credentials, warnings)
    }

    private static func serviceAccount(
        _ fields: inout CredentialsFields,
        _ file: String,
        _ subject: String?
    ) throws(CredentialsError) -> ServiceAccount {
        let email = fields.email("client_email")
        let pem = fields.secret("private_key")
        let tokenURI = fields.address("token_uri")
        let keyID = fields.optionalText("private_key_id")
        let clientID = fields.optionalText("client_id")
        let quotaProject = fields.optionalText("quota_project_id")
        if let subject, !isEmail(subject) {
            fields.note("subject is \(quoted(subject)); expected a person's e-mail address")
        }
        guard fields.findings.isEmpty else {
            throw .fields(file: file, kind: "service_account", findings: fields.findings)
        }
        let key: RSAPrivateKey
        do throws(RSAKeyError) {
            key = try RSAPrivateKey(pem: pem.text)
        } catch {
            throw .key(file: file, finding: error.description)
        }
        return ServiceAccount(
            email: email,
            keyID: keyID,
            clientID: clientID,
            tokenURI: tokenURI,
            subject: subject,
            quotaProject: quotaProject,
            key: key
        )
    }

    private static func authorizedUser(_ fields: inout CredentialsFields) -> AuthorizedUser {
        AuthorizedUser(
            clientID: fields.text("client_id"),
            clientSecret: fields.secret("client_secret"),
            refreshToken: fields.secret("refresh_token"),
            quotaProject: fields.optionalText("quota_project_id"),
            tokenURI: fields.optionalAddress("token_uri") ?? GoogleEndpoints.token
        )
    }

    // MARK: External accounts

    private static func externalAccount(
        _ fields: inout CredentialsFields,
        _ file: String
    ) throws(CredentialsError) -> ExternalAccount {
        let document = fields.document
        let audience = fields.text("audience")
        // A person of a workforce pool would need a user project with each exchange.
        if audience.hasPrefix("//iam.googleapis.com/locations/") {
            throw .unsupported(
                file: file,
                found: "an external_account of a workforce pool",
                instead: "Use workload identity federation or a service account's key file"
            )
        }
        var impersonation = CredentialsFields(
            document,
            fields.node("service_account_impersonation") ?? document.root,
            prefix: "service_account_impersonation."
        )
        // Google's own range; what it allows beyond an hour is the organisation's choice.
        let lifetime = impersonation.integer("token_lifetime_seconds", 600...43_200, standard: 3600)
        var source: (place: ExternalAccount.Place, format: ExternalAccount.Format)?
        if let node = fields.node("credential_source") {
            var parts = CredentialsFields(document, node, prefix: "credential_source.")
            source = try place(&parts, file)
            for finding in parts.findings { fields.note(finding) }
        } else {
            fields.note("credential_source is missing; expected an object with file or url")
        }
        for finding in impersonation.findings { fields.note(finding) }
        return ExternalAccount(
            audience: audience,
            subjectTokenType: fields.text("subject_token_type"),
            tokenURL: fields.address("token_url"),
            place: source?.place ?? .file(path: ""),
            format: source?.format ?? .text,
            impersonationURL: fields.optionalAddress("service_account_impersonation_url"),
            lifetime: Int(lifetime),
            quotaProject: fields.optionalText("quota_project_id")
        )
    }

    private static func place(
        _ fields: inout CredentialsFields,
        _ file: String
    ) throws(CredentialsError) -> (ExternalAccount.Place, ExternalAccount.Format)? {
        for (name, found) in [
            ("environment_id", "an AWS"), ("executable", "an executable"),
            ("certificate", "a certificate"),
        ] where fields.node(JSONKey(name)) != nil {
            throw .unsupported(
                file: file,
                found: "an external_account with \(found) as credential_source",
                instead:
                    "Let the other side write its token into a file or serve it at an address, "
                    + "and write the file anew with --credential-source-file or "
                    + "--credential-source-url"
            )
        }
        let format = format(&fields)
        switch (fields.node("file") != nil, fields.node("url") != nil) {
        case (true, false): return (.file(path: fields.text("file")), format)
        case (false, true):
            return (.url(fields.address("url"), headers: headers(&fields)), format)
        case (true, true): fields.note("credential_source has both file and url; expected one")
        case (false, false): fields.note("credential_source has neither file nor url")
        }
        return nil
    }

    private static func format(_ fields: inout CredentialsFields) -> ExternalAccount.Format {
        guard let node = fields.node("format") else { return .text }
        var parts = CredentialsFields(fields.document, node, prefix: "credential_source.format.")
        defer { for finding in parts.findings { fields.note(finding) } }
        switch parts.optionalText("type") {
        case "text"?, nil: return .text
        case "json"?: return .json(field: parts.text("subject_token_field_name"))
        case let other?:
            parts.note("credential_source.format.type is \(quoted(other)); expected text or json")
            return .text
        }
    }

    private static func headers(_ fields: inout CredentialsFields) -> [ExternalAccount.Header] {
        guard let node = fields.node("headers") else { return [] }
        let document = fields.document
        var headers: [ExternalAccount.Header] = []
        for (key, value) in document.members(node) {
            guard document.kind(value) == .string else {
                fields.note("credential_source.headers has a value that is no text")
                continue
            }
            headers.append(.init(name: document.text(key), value: document.text(value)))
        }
        return headers
    }
}
