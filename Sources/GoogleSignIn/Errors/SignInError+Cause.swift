import HTTPTypes
import TicksheetCore
import WallTime

extension SignInError {
    package var cause: String? {
        switch kind {
        case .noAccessToken(let scopes):
            "the answer has an ID token and no access token, as for a scope that Google does not "
                + "know; asked for \(quoted(scopes, limit: 160))"
        case .clockSkew(let here, let there): Self.skew(here, there)
        case .keyRefused(let keyID):
            "\"Invalid JWT Signature.\": the key " + (keyID.map { "\($0) " } ?? "")
                + "is none of this account's; it was deleted or disabled, or the file was edited"
        case .delegation(let subject, _, let scopes):
            subject.map { "it may not act for \($0) with the scope \(scopes)" }
                ?? "it may not ask for tokens with the scope \(scopes)"
        case .subjectUnknown(let subject, let said):
            "\(quoted(subject)) is nobody it could act for (\(said))"
        case .scope(let scopes, let said): "the scope \(scopes) is refused: \(said)"
        case .scopeMissing(_, let granted, let wanted):
            "it needs the scope \(wanted)"
                + (granted.map { $0.isEmpty ? " and has none" : " and has \($0)" } ?? "")
        case .request(let word, let said), .adminPolicy(let word, let said),
            .exchange(let word, let said):
            said.isEmpty ? word : "\(word): \(said)"
        case .metadataForeign(let status):
            "HTTP \(status) without the field Metadata-Flavor: Google"
        case .subjectToken(let place, let finding): "\(place) \(finding)"
        case .impersonation(let status, let said), .refused(let status, let said),
            .unavailable(let status, let said, _):
            said.isEmpty ? "HTTP \(status)" : "HTTP \(status): \(said)"
        case .signature: "OpenSSL refuses its private key"
        case .unreachable(let failure): failure.description
        case .notJSON(let status, let found):
            "HTTP \(status) with \(found); expected a JSON object"
        case .answer(let field, let found, let expected):
            "\(field) is \(found); expected \(expected)"
        case .accountNotFound(let said), .signInExpired(let said), .reauthentication(let said),
            .client(let said), .audience(let said), .metadataNoAccount(let said):
            said.isEmpty ? nil : said
        case .cancelled: nil
        }
    }

    // Below that, the way of the request and the rounding of seconds explain it.
    private static let noticeable: Int64 = 30

    private static func skew(_ here: Timestamp, _ there: Timestamp?) -> String {
        guard let there else {
            return "it finds the request's times out of reach, and its answer tells no time to "
                + "compare with; here it is \(shown(here))"
        }
        let difference = here.seconds - there.seconds
        let clocks = "here it is \(shown(here)), there \(shown(there))"
        guard abs(difference) >= noticeable else {
            return "it finds the request's times out of reach, though both clocks agree: \(clocks)"
        }
        return "this machine's clock is \(span(abs(difference))) "
            + "\(difference > 0 ? "ahead of" : "behind") Google's: \(clocks); "
            + "expected a difference of less than a few minutes"
    }

    private static func shown(_ instant: Timestamp) -> String {
        Timestamp(seconds: instant.seconds).rfc3339UTC
    }

    private static func span(_ seconds: Int64) -> String {
        let units: [(size: Int64, name: String)] = [
            (86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"),
        ]
        guard let first = units.firstIndex(where: { seconds >= $0.size }) else { return "0 s" }
        let unit = units[first]
        var text = "\(seconds / unit.size) \(unit.name)"
        if first + 1 < units.count {
            let next = units[first + 1]
            let rest = seconds % unit.size / next.size
            if rest > 0 { text += " \(rest) \(next.name)" }
        }
        return text
    }
}

/// Returns a text in quotation marks, cut at a number of characters.
func quoted(_ text: String, limit: Int) -> String {
    text.count > limit ? "\"\(text.prefix(limit - 1))…\"" : "\"\(text)\""
}
