import HTTPTypes

/// The paths of a virtual machine's metadata server that Google's libraries ask for.
struct MetadataServer: Sendable {
    /// The machine's own service account, and what it may do.
    let identity: Identity?
    let endpoint: TokenEndpoint

    private static let flavor = (name: "Metadata-Flavor", value: "Google")
    private static let accounts = "/computeMetadata/v1/instance/service-accounts/"

    func answer(_ request: HTTPRequest) -> HTTPReply {
        guard request.fields["metadata-flavor"] == "Google" else {
            return HTTPReply(status: 403, text: "Missing Metadata-Flavor:Google header.\n")
        }
        guard let identity else { return HTTPReply(status: 404, text: "", fields: [Self.flavor]) }
        let path = String(request.path)
        let query = FormFields(request.query.utf8)
        switch path {
        case "/computeMetadata/v1", "/computeMetadata/v1/": return text("instance/\nproject/\n")
        case "/computeMetadata/v1/project/project-id": return text(identity.project)
        case "/computeMetadata/v1/universe/universe-domain",
            "/computeMetadata/v1/universe/universe_domain":
            return text("googleapis.com")
        case Self.accounts + "default/", Self.accounts + "default",
            Self.accounts + "\(identity.email)/":
            return json([
                "aliases": ["default"], "email": .string(identity.email),
                "scopes": .array(identity.scopes.sorted().map { .string($0) }),
            ])
        case Self.accounts + "default/email": return text(identity.email)
        case Self.accounts + "default/token", Self.accounts + "\(identity.email)/token":
            var granted = identity
            if let scopes = query["scopes"] {
                granted.scopes.formIntersection(scopes.split(separator: ",").map(String.init))
            }
            return json(endpoint.granted(granted))
        default: return HTTPReply(status: 404, text: "", fields: [Self.flavor])
        }
    }

    private func text(_ text: String) -> HTTPReply {
        HTTPReply(
            status: 200,
            fields: [("Content-Type", "application/text"), Self.flavor],
            body: Array(text.utf8)
        )
    }

    private func json(_ value: JSONValue) -> HTTPReply {
        HTTPReply(
            status: 200,
            fields: [("Content-Type", "application/json"), Self.flavor],
            body: value.compact
        )
    }
}
