import JSONTree
import TicksheetCore

extension AuthorizedUser {
    /// The file to store, mode 0600: what gcloud writes too, so that Google's own libraries read it.
    ///
    /// The address of the token endpoint stands in it only where it is not Google's.
    package var json: [UInt8] {
        var members = [
            ("type", "authorized_user"), ("client_id", clientID),
            ("client_secret", clientSecret.text), ("refresh_token", refreshToken.text),
        ]
        if let quotaProject { members.append(("quota_project_id", quotaProject)) }
        if tokenURI != GoogleEndpoints.token { members.append(("token_uri", tokenURI)) }
        var lines: [UInt8] = Array("{\n".utf8)
        for (index, member) in members.enumerated() {
            lines += Array("  ".utf8)
            JSONWriter.append(member.0, to: &lines)
            lines += Array(": ".utf8)
            JSONWriter.append(member.1, to: &lines)
            lines += Array(index + 1 < members.count ? ",\n".utf8 : "\n".utf8)
        }
        return lines + Array("}\n".utf8)
    }
}
