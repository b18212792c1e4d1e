import HTTPTypes
import JSONTree
import TicksheetCore
import WallTime

/// Tells what a token endpoint means by an answer other than 200.
///
/// Google uses one word, `invalid_grant`, for most of it, so that the text beside it decides.
/// Source: <https://www.rfc-editor.org/rfc/rfc6749#section-5.2>
struct OAuthRefusal {
    /// Who asked.
    enum Asker {
        case serviceAccount(ServiceAccount)
        case user
        case workload
    }

    let answer: TokenAnswer
    let asker: Asker
    let scopes: String
    /// What this machine's clock showed when it asked.
    let here: Timestamp

    /// Returns the error.
    func error() -> SignInError {
        let document: JSONDocument
        do throws(SignInError) {
            document = try answer.object()
        } catch {
            return error
        }
        let status = answer.response.status
        guard let node = document.member(document.root, "error") else {
            return status >= 500 || status == 429
                ? answer.unavailable("") : answer.error(.refused(status: status, said: ""))
        }
        if document.kind(node) == .object {
            // The envelope of Google's other services, from a gateway or a wrong address.
            let said = text("message", in: node, document)
            return status >= 500 || status == 429
                ? answer.unavailable(said) : answer.error(.refused(status: status, said: said))
        }
        let word = answer.mask.masked(document.text(node), limit: 60)
        let said = text("error_description", in: document.root, document)
        let subtype = text("error_subtype", in: document.root, document)
        return meaning(word, said, subtype)
    }

    private func meaning(_ word: String, _ said: String, _ subtype: String) -> SignInError {
        let status = answer.response.status
        switch word {
        case "internal_failure", "server_error", "temporarily_unavailable", "rate_limit_exceeded",
            "quota_exceeded":
            return answer.unavailable(joined(word, said))
        case _ where status >= 500 || status == 429:
            return answer.unavailable(joined(word, said))
        case "admin_policy_enforced", "org_internal", "access_denied":
            return answer.error(.adminPolicy(word: word, said: said))
        case "invalid_scope":
            return answer.error(.scope(scopes: scopes, said: said.isEmpty ? word : said))
        default: break
        }
        if case .workload = asker { return answer.error(.exchange(word: word, said: said)) }
        switch word {
        case "invalid_grant": return answer.error(grant(said, subtype))
        case "unauthorized_client":
            guard case .serviceAccount(let account) = asker else {
                return answer.error(.client(said: joined(word, said)))
            }
            return answer.error(
                .delegation(
                    subject: account.subject,
                    clientID: account.clientID,
                    scopes: scopes
                )
            )
        case "invalid_client", "deleted_client", "disabled_client":
            return answer.error(.client(said: joined(word, said)))
        case "invalid_request", "unsupported_grant_type":
            return answer.error(.request(word: word, said: said))
        default: return answer.error(.refused(status: status, said: joined(word, said)))
        }
    }

    private func grant(_ said: String, _ subtype: String) -> SignInError.Kind {
        let lowered = said.lowercased()
        func says(_ texts: String...) -> Bool { texts.contains { lowered.contains($0) } }
        if subtype.lowercased().contains("rapt") || says("rapt", "reauth") {
            return .reauthentication(said: joined(subtype, said))
        }
        guard case .serviceAccount(let account) = asker else {
            // Any other text, such as "Bad Request", means a refresh token that is none any more.
            return says("deleted", "disabled", "account not found")
                ? .accountNotFound(said: said) : .signInExpired(said: said)
        }
        if says("invalid jwt signature") { return .keyRefused(keyID: account.keyID) }
        if says("account not found", "deleted", "disabled") { return .accountNotFound(said: said) }
        if says("reasonable timeframe", "short-lived") {
            return .clockSkew(here: here, there: answer.serverTime)
        }
        if says("audience") { return .audience(said: said) }
        if let subject = account.subject, says("email", "user id") {
            return .subjectUnknown(subject: subject, said: said)
        }
        return .request(word: "invalid_grant", said: said)
    }

    private func joined(_ word: String, _ said: String) -> String {
        [word, said].filter { !$0.isEmpty }.joined(separator: ": ")
    }

    private func text(
        _ name: JSONKey,
        in object: JSONDocument.Node,
        _ document: JSONDocument
    ) -> String {
        guard let node = document.member(object, name), document.kind(node) == .string else {
            return ""
        }
        return answer.mask.masked(document.text(node))
    }
}
