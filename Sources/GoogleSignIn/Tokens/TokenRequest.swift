import HTTPTypes
import TicksheetCore
import WallTime

/// Asks for one token, once.
struct TokenRequest: Sendable {
    let credentials: Credentials
    let scopes: [String]
    let transport: any HTTPTransport
    let clock: any WallClock
    let limits: HTTPCall.Limits
    let surroundings: Surroundings

    var scopeText: String { scopes.joined(separator: " ") }

    /// Sends the requests that the credentials need, one after the other.
    func send() async throws(SignInError) -> GrantedToken {
        switch credentials {
        case .serviceAccount(let account): try await exchange(account)
        case .authorizedUser(let user): try await refresh(user)
        case .externalAccount(let account):
            try await Federation(account: account, request: self).token()
        case .metadataServer(let server):
            try await MetadataRequest(server: server, request: self).token()
        }
    }

    /// Sends a call and returns its answer, whatever its status.
    ///
    /// `secrets`: What is sent and must not come back in an error.
    func answer(_ call: HTTPCall, hiding secrets: [Secret]) async throws(SignInError) -> TokenAnswer
    {
        let server = HTTPCall.origin(of: call.url)
        let account = credentials.description
        do throws(HTTPFailure) {
            let response = try await transport.send(call)
            return TokenAnswer(
                response: response,
                account: account,
                server: server,
                mask: SecretMask(secrets)
            )
        } catch .cancelled {
            throw SignInError(.cancelled, account: account, server: server)
        } catch {
            throw SignInError(.unreachable(error), account: account, server: server)
        }
    }

    /// Returns a call that posts a form.
    func form(_ url: String, _ pairs: [(name: String, value: String)]) -> HTTPCall {
        var fields = HTTPFields()
        fields.append("Content-Type", FormBody.type)
        fields.append("Accept", "application/json")
        return HTTPCall(
            "POST",
            url,
            fields: fields,
            body: Array(FormBody.text(pairs).utf8),
            limits: limits
        )
    }

    // MARK: Service accounts

    private func exchange(_ account: ServiceAccount) async throws(SignInError) -> GrantedToken {
        let now = clock.now
        guard let assertion = Assertion.signed(by: account, scopes: scopes, now: now) else {
            throw SignInError(
                .signature,
                account: account.description,
                server: HTTPCall.origin(of: account.tokenURI)
            )
        }
        let call = form(
            account.tokenURI,
            [
                ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                ("assertion", assertion.text),
            ]
        )
        let answer = try await answer(call, hiding: [assertion])
        guard answer.response.status == 200 else {
            throw OAuthRefusal(
                answer: answer,
                asker: .serviceAccount(account),
                scopes: scopeText,
                here: now
            ).error()
        }
        let token = try answer.token(scopes: scopeText)
        try check(token, .serviceAccount, answer)
        return token
    }

    // MARK: People

    private func refresh(_ user: AuthorizedUser) async throws(SignInError) -> GrantedToken {
        let now = clock.now
        let call = form(
            user.tokenURI,
            [
                ("grant_type", "refresh_token"), ("client_id", user.clientID),
                ("client_secret", user.clientSecret.text),
                ("refresh_token", user.refreshToken.text),
            ]
        )
        let answer = try await answer(call, hiding: [user.clientSecret, user.refreshToken])
        guard answer.response.status == 200 else {
            throw OAuthRefusal(answer: answer, asker: .user, scopes: scopeText, here: now).error()
        }
        let token = try answer.token(scopes: scopeText)
        try check(token, .person, answer)
        return token
    }

    /// Refuses a token of which the answer says that it lacks a scope.
    func check(
        _ token: GrantedToken,
        _ holder: SignInError.Holder,
        _ answer: TokenAnswer
    ) throws(SignInError) {
        guard let granted = token.scopes else { return }
        let has = Set(granted.split(separator: " ").map(String.init))
        guard let missing = scopes.first(where: { !has.contains($0) }) else { return }
        throw answer.error(
            .scopeMissing(holder, granted: answer.mask.masked(granted), wanted: missing)
        )
    }
}
