import CryptoBridge
import HTTPTypes

/// What `POST /token` answers.
struct TokenEndpoint: Sendable {
    let accounts: [ServiceAccount]
    let users: [AuthorizedUser]
    let tokens: AccessTokens
    /// Seconds.
    let lifetime: Int64
    /// The addresses that an assertion may be made out to.
    let audiences: Set<String>
    let now: Int64

    private static let jwtGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    static let googleAudiences: Set = [
        "https://oauth2.googleapis.com/token", "https://www.googleapis.com/oauth2/v4/token",
        "https://accounts.google.com/o/oauth2/token",
    ]
    private static let knownScopes = Set(
        [
            "spreadsheets", "spreadsheets.readonly", "drive", "drive.file", "drive.readonly",
            "drive.metadata.readonly", "cloud-platform",
        ].map { "https://www.googleapis.com/auth/\($0)" }
    )
    // How far the clocks may be apart, in seconds.
    private static let skew: Double = 300

    func answer(_ body: [UInt8]) -> HTTPReply {
        let form = FormFields(body)
        do throws(Problem) {
            switch form["grant_type"] ?? "" {
            case Self.jwtGrant: return try assertion(form["assertion"] ?? "")
            case "refresh_token": return try refresh(form)
            case let other:
                throw Problem("unsupported_grant_type", "Invalid grant_type: \(other)")
            }
        } catch {
            return error.reply
        }
    }

    private struct Problem: Error {
        let status: Int
        let error: String
        let description: String

        init(_ error: String, _ description: String, status: Int = 400) {
            self.error = error
            self.description = description
            self.status = status
        }

        var reply: HTTPReply {
            HTTPReply(
                status: status,
                json: ["error": .string(error), "error_description": .string(description)]
            )
        }
    }

    // MARK: Service accounts

    // The order of the checks is Google's.
    private func assertion(_ text: String) throws(Problem) -> HTTPReply {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.json(parts[0]), let claims = Self.json(parts[1]),
            let signature = Base64.decoded(parts[2])
        else { throw Problem("invalid_request", "Bad Request") }
        guard header["alg"]?.text == "RS256" else {
            throw Problem("invalid_grant", "Invalid JWT Signature.")
        }
        guard let account = accounts.first(where: { $0.email == claims["iss"]?.text }) else {
            throw Problem("invalid_grant", "Invalid grant: account not found")
        }
        let signed = Array("\(parts[0]).\(parts[1])".utf8)
        guard account.key.isSignature(signature, of: signed) else {
            throw Problem("invalid_grant", "Invalid JWT Signature.")
        }
        try checkTimes(claims)
        let scopes = (claims["scope"]?.text ?? "").split(separator: " ").map(String.init)
        if scopes.isEmpty {
            throw Problem(
                "invalid_scope",
                "Invalid OAuth scope or ID token audience provided."
            )
        }
        guard let audience = claims["aud"]?.text,
            audiences.union(Self.googleAudiences).contains(audience)
        else { throw Problem("invalid_grant", "Invalid JWT: Failed audience check.") }
        guard Self.knownScopes.isSuperset(of: scopes) else {
            return HTTPReply(json: ["id_token": "eyJhbGciOiJSUzI1NiJ9.e30.c3RhbmQtaW4"])
        }
        var email = account.email
        if let subject = claims["sub"]?.text, subject != email {
            guard account.isDelegated else {
                throw Problem(
                    "unauthorized_client",
                    "Client is unauthorized to retrieve access tokens using this method, or "
                        + "client not authorized for any of the scopes requested.",
                    status: 401
                )
            }
            email = subject
        }
        let identity = Identity(email: email, project: account.project, scopes: Set(scopes))
        return HTTPReply(json: granted(identity))
    }

    private static func json(_ part: Substring) -> JSONValue? {
        guard let value = Base64.decoded(part).flatMap({ JSONValue($0) }), case .object = value
        else { return nil }
        return value
    }

    private func checkTimes(_ claims: JSONValue) throws(Problem) {
        guard let issued = claims["iat"]?.double else {
            throw Problem("invalid_grant", "Invalid JWT: iat (issued at) is not set.")
        }
        guard let expires = claims["exp"]?.double else {
            throw Problem("invalid_grant", "Invalid JWT: exp (expiration time) is not set.")
        }
        let seconds = Double(now) / 1000
        guard issued <= seconds + Self.skew, expires > seconds, expires > issued,
            expires - issued <= 3600
        else {
            throw Problem(
                "invalid_grant",
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
                    + "timeframe. Check your iat and exp values in the JWT claim."
            )
        }
    }

    // MARK: People

    private func refresh(_ form: FormFields) throws(Problem) -> HTTPReply {
        guard let user = users.first(where: { $0.clientId == form["client_id"] }) else {
            throw Problem("invalid_client", "The OAuth client was not found.", status: 401)
        }
        guard user.clientSecret == form["client_secret"] else {
            throw Problem("invalid_client", "Unauthorized", status: 401)
        }
        let match = users.first {
            $0.clientId == user.clientId && $0.refreshToken == form["refresh_token"]
        }
        guard let match else {
            throw Problem("invalid_grant", "Token has been expired or revoked.")
        }
        let identity = Identity(
            email: match.email,
            project: match.clientId,
            scopes: Set(match.scopes)
        )
        var answer = granted(identity)
        answer.set("scope", .string(match.scopes.joined(separator: " ")))
        return HTTPReply(json: answer)
    }

    /// Returns a new token as the endpoint prints it.
    func granted(_ identity: Identity) -> JSONValue {
        let token = tokens.make(identity, issued: now, expires: now + lifetime * 1000)
        return [
            "access_token": .string(token), "expires_in": .int(lifetime), "token_type": "Bearer",
        ]
    }
}
