import HTTPTypes
import TicksheetCore

/// Asks the metadata server of a machine at Google.
///
/// Source: <https://cloud.google.com/compute/docs/access/authenticate-workloads>
struct MetadataRequest: Sendable {
    private static let account = "/computeMetadata/v1/instance/service-accounts/default/"

    let server: MetadataServer
    let request: TokenRequest

    func token() async throws(SignInError) -> GrantedToken {
        let scopes = percentEncoded(request.scopes.joined(separator: ","))
        let answer = try await get("token?scopes=\(scopes)")
        let status = answer.response.status
        guard status == 200 else {
            if status == 404 { throw answer.error(.metadataNoAccount(said: said(answer))) }
            if status >= 500 || status == 429 { throw answer.unavailable(said(answer)) }
            let text = said(answer)
            if text.lowercased().contains("scope") {
                throw answer.error(
                    .scopeMissing(.machine, granted: await granted(), wanted: request.scopeText)
                )
            }
            throw answer.error(.refused(status: status, said: text))
        }
        let token = try answer.token(scopes: request.scopeText)
        try request.check(token, .machine, answer)
        return token
    }

    /// The scopes that the machine was given, parted by spaces; nil where it does not tell.
    func granted() async -> String? {
        guard let answer = try? await get("scopes"), answer.response.status == 200 else {
            return nil
        }
        return answer.mask.masked(text(answer), limit: 500)
    }

    private func get(_ target: String) async throws(SignInError) -> TokenAnswer {
        let call = MetadataProbe.call(server, Self.account + target, request.limits.total)
        let answer = try await request.answer(call, hiding: [])
        // Whoever answers without it is another, and its token would be sent to Google.
        guard MetadataProbe.isGoogle(answer.response) else {
            throw answer.error(.metadataForeign(status: answer.response.status))
        }
        return answer
    }

    private func text(_ answer: TokenAnswer) -> String {
        String(decoding: answer.response.body.prefix(4096), as: UTF8.self)
    }

    // Its errors are plain texts or pages.
    private func said(_ answer: TokenAnswer) -> String {
        let text = text(answer)
        return text.hasPrefix("<") ? "" : answer.mask.masked(text)
    }
}
