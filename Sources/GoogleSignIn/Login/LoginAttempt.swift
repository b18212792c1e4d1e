import CryptoBridge
package import HTTPTypes
package import TicksheetCore
import WallTime

/// One sign-in of a person: the address to open, what comes back, and the exchange for credentials.
///
/// The code goes through the browser to a port of this machine. Who else sees it can do nothing with it:
/// the verifier, whose hash alone stands in the address, is needed to exchange it.
///
/// Source: <https://developers.google.com/identity/protocols/oauth2/native-app>,
/// <https://www.rfc-editor.org/rfc/rfc8252>, <https://www.rfc-editor.org/rfc/rfc7636>
package struct LoginAttempt: Sendable, CustomStringConvertible, CustomReflectable {
    private let client: OAuthClient
    private let scopes: [String]
    private let state: Secret
    private let verifier: Secret

    /// Where the browser is sent back to.
    package let redirectURI: String

    /// Begins a sign-in.
    ///
    /// - Parameters:
    ///   - client: The program that asks for access.
    ///   - scopes: What it asks for.
    ///   - port: The port of 127.0.0.1 that waits for the browser.
    ///   - random: Returns so many bytes that nobody can guess.
    package init(
        _ client: OAuthClient,
        scopes: [String] = [GoogleEndpoints.spreadsheets],
        port: UInt16,
        random: (Int) -> [UInt8] = RandomBytes.make
    ) {
        self.client = client
        self.scopes = scopes
        redirectURI = "http://127.0.0.1:\(port)/"
        state = Secret(Base64.urlEncoded(random(24)))
        verifier = Secret(Base64.urlEncoded(random(48)))
    }

    /// For whom it is; neither state nor verifier.
    package var description: String { "a sign-in with \(client)" }

    /// For whom it is; neither state nor verifier.
    package var customMirror: Mirror { Mirror(self, children: ["client": client.clientID]) }

    /// The address at which the person allows access.
    package var authorizationURL: String {
        let challenge = Base64.urlEncoded(Digest.hash(.sha256, verifier.bytes))
        let query = FormBody.text([
            ("client_id", client.clientID), ("redirect_uri", redirectURI),
            ("response_type", "code"), ("scope", scopes.joined(separator: " ")),
            ("code_challenge", challenge), ("code_challenge_method", "S256"),
            ("state", state.text), ("access_type", "offline"), ("prompt", "consent"),
        ])
        return client.authURI + (client.authURI.contains("?") ? "&" : "?") + query
    }

    /// Reads the code out of the request that the browser makes when it comes back.
    ///
    /// `target`: Path and query, such as `/?state=…&code=…`.
    package func code(from target: String) throws(LoginError) -> Secret {
        let query = FormFields(target.utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst())
        // First of all: what another page made up is not looked at.
        guard Digest.isEqual(Array((query["state"] ?? "").utf8), state.bytes) else {
            throw .foreign
        }
        if let word = query["error"] { throw .denied(word: SecretMask().masked(word, limit: 60)) }
        guard let code = query["code"], !code.isEmpty else {
            throw .noCode(found: "it has neither code nor error")
        }
        return Secret(code)
    }

    /// Exchanges the code for credentials, once: a code is used up by the first try.
    package func credentials(
        for code: Secret,
        over transport: any HTTPTransport,
        clock: any WallClock,
        limits: TokenLimits = TokenLimits()
    ) async throws(LoginError) -> AuthorizedUser {
        let call = form(code, limits.call)
        let server = HTTPCall.origin(of: client.tokenURI)
        let now = clock.now
        let response: HTTPResponse
        do throws(HTTPFailure) {
            response = try await transport.send(call)
        } catch .cancelled {
            throw .exchange(SignInError(.cancelled, account: client.description, server: server))
        } catch {
            throw .exchange(
                SignInError(.unreachable(error), account: client.description, server: server)
            )
        }
        let answer = TokenAnswer(
            response: response,
            account: client.description,
            server: server,
            mask: SecretMask([code, verifier, client.clientSecret])
        )
        let token = try token(answer, now)
        if let granted = token.scopes {
            let has = Set(granted.split(separator: " ").map(String.init))
            if let missing = scopes.first(where: { !has.contains($0) }) {
                throw .scopeLeftOut(granted: answer.mask.masked(granted), wanted: missing)
            }
        }
        guard let refreshToken = token.refreshToken else {
            throw .noRefreshToken(client: client.description)
        }
        return AuthorizedUser(
            clientID: client.clientID,
            clientSecret: client.clientSecret,
            refreshToken: refreshToken,
            tokenURI: client.tokenURI
        )
    }

    private func token(_ answer: TokenAnswer, _ now: Timestamp) throws(LoginError) -> GrantedToken {
        do throws(SignInError) {
            if answer.response.status == 200 {
                return try answer.token(scopes: scopes.joined(separator: " "))
            }
            throw OAuthRefusal(
                answer: answer,
                asker: .user,
                scopes: scopes.joined(separator: " "),
                here: now
            ).error()
        } catch {
            // Here there is no consent yet that could have ended: the code itself is refused.
            if case .signInExpired(let said) = error.kind {
                throw .code(said: said.isEmpty ? "invalid_grant" : said)
            }
            throw .exchange(error)
        }
    }

    private func form(_ code: Secret, _ limits: HTTPCall.Limits) -> HTTPCall {
        var fields = HTTPFields()
        fields.append("Content-Type", FormBody.type)
        fields.append("Accept", "application/json")
        let text = FormBody.text([
            ("grant_type", "authorization_code"), ("code", code.text),
            ("client_id", client.clientID), ("client_secret", client.clientSecret.text),
            ("redirect_uri", redirectURI), ("code_verifier", verifier.text),
        ])
        return HTTPCall(
            "POST",
            client.tokenURI,
            fields: fields,
            body: Array(text.utf8),
            limits: limits
        )
    }
}
