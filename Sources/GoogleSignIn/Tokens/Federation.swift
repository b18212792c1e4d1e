import HTTPTypes
import JSONTree
import PosixBridge
import TicksheetCore
import WallTime

/// Exchanges another provider's token for Google's, and that for a service account's where the file
/// says so.
///
/// Source: <https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token>
struct Federation: Sendable {
    let account: ExternalAccount
    let request: TokenRequest

    func token() async throws(SignInError) -> GrantedToken {
        let subject = try await subjectToken()
        let token = try await exchange(subject)
        guard let url = account.impersonationURL else { return token }
        return try await impersonate(url, token)
    }

    // MARK: The other provider's token

    private func subjectToken() async throws(SignInError) -> Secret {
        let bytes: [UInt8]
        switch account.place {
        case .file(let path):
            do throws(SystemError) {
                bytes = try request.surroundings.content(of: path).bytes
            } catch {
                throw failure("cannot be read: \(error.reason)")
            }
        case .url(let url, let headers): bytes = try await fetched(url, headers)
        }
        switch account.format {
        case .text:
            let text = String(decoding: bytes, as: UTF8.self)
            return try checked(text, "the token")
        case .json(let field):
            guard let document = try? JSONDocument.parse(bytes, depthLimit: 32),
                document.kind(document.root) == .object
            else { throw failure("is no JSON object; expected one with \(quoted(field))") }
            guard let node = document.member(document.root, JSONKey(field)),
                document.kind(node) == .string
            else { throw failure("has no text \(quoted(field)); expected the token there") }
            return try checked(document.text(node), quoted(field))
        }
    }

    private func fetched(
        _ url: String,
        _ headers: [ExternalAccount.Header]
    ) async throws(SignInError) -> [UInt8] {
        var fields = HTTPFields()
        for header in headers { fields.append(header.name, header.value) }
        let call = HTTPCall("GET", url, fields: fields, limits: request.limits)
        let answer = try await request.answer(call, hiding: headers.map { Secret($0.value) })
        let status = answer.response.status
        if status >= 500 || status == 429 { throw answer.unavailable("") }
        guard status == 200 else { throw failure("answered with HTTP \(status); expected 200") }
        return answer.response.body
    }

    private func checked(_ text: String, _ name: String) throws(SignInError) -> Secret {
        var word = text[...]
        while word.first?.isWhitespace == true { word.removeFirst() }
        while word.last?.isWhitespace == true { word.removeLast() }
        guard !word.isEmpty else { throw failure("is empty; expected \(name)") }
        guard word.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw failure("is no token: it has blanks or letters beyond ASCII in \(name)")
        }
        return Secret(String(word))
    }

    private func failure(_ finding: String) -> SignInError {
        SignInError(
            .subjectToken(place: account.shownPlace, finding: finding),
            account: account.description,
            server: HTTPCall.origin(of: account.tokenURL)
        )
    }

    // MARK: Google's tokens

    private func exchange(_ subject: Secret) async throws(SignInError) -> GrantedToken {
        let now = request.clock.now
        let isStep = account.impersonationURL != nil
        let scopes = isStep ? GoogleEndpoints.cloudPlatform : request.scopeText
        let call = request.form(
            account.tokenURL,
            [
                ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
                ("audience", account.audience), ("scope", scopes),
                ("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"),
                ("subject_token", subject.text),
                ("subject_token_type", account.subjectTokenType),
            ]
        )
        let answer = try await request.answer(call, hiding: [subject])
        guard answer.response.status == 200 else {
            throw OAuthRefusal(answer: answer, asker: .workload, scopes: scopes, here: now).error()
        }
        return try answer.token(scopes: scopes)
    }

    // Source: <https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken>
    private func impersonate(
        _ url: String,
        _ token: GrantedToken
    ) async throws(SignInError) -> GrantedToken {
        var fields = HTTPFields()
        fields.append("Authorization", "Bearer \(token.value.text)")
        fields.append("Content-Type", "application/json")
        fields.append("Accept", "application/json")
        let call = HTTPCall("POST", url, fields: fields, body: wish, limits: request.limits)
        let answer = try await request.answer(call, hiding: [token.value])
        let status = answer.response.status
        guard status == 200 else { throw refusal(answer) }
        let document = try answer.object()
        let value = try answer.secret("accessToken", in: document)
        let expected = "an instant such as 2026-01-01T00:00:00Z"
        guard let node = document.member(document.root, "expireTime") else {
            throw answer.answer("expireTime", "missing", expected)
        }
        guard document.kind(node) == .string,
            let end = try? Timestamp.parse(document.text(node), zone: nil)
        else { throw answer.answer("expireTime", answer.shown(node, document), expected) }
        // By Google's own clock, which may not be this machine's.
        let now = answer.serverTime ?? request.clock.now
        let (left, overflow) = end.seconds.subtractingReportingOverflow(now.seconds)
        guard !overflow, left > 0 else {
            throw answer.answer(
                "expireTime",
                answer.shown(node, document),
                "an instant after \(now.rfc3339UTC)"
            )
        }
        return GrantedToken(
            value: value,
            lifetime: .seconds(min(left, 604_800)),
            scopes: nil,
            refreshToken: nil
        )
    }

    private var wish: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("scope")
        json.beginArray()
        for scope in request.scopes { json.string(scope) }
        json.endArray()
        json.key("lifetime")
        json.string("\(account.lifetime)s")
        json.endObject()
        return json.bytes
    }

    private func refusal(_ answer: TokenAnswer) -> SignInError {
        let document: JSONDocument
        do throws(SignInError) {
            document = try answer.object()
        } catch {
            return error
        }
        let said = document.member(document.root, "error")
            .flatMap { document.member($0, "message") }
            .map { answer.mask.masked(document.text($0)) }
        let status = answer.response.status
        return status >= 500 || status == 429
            ? answer.unavailable(said ?? "")
            : answer.error(.impersonation(status: status, said: said ?? ""))
    }
}
