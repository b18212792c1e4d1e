import Intake
import JSONTree
import TicksheetCore

/// Where webhooks come from.
extension SettingsReader {
    func sources(_ object: ConfigObject, isPublic: Bool) -> [Settings.Source] {
        let expected = "a list of sources, each with name, path, mapping and verify"
        guard object.required("sources", expected) != nil,
            let nodes = object.elements("sources", expected)
        else { return [] }
        let hasPublicURL = object["publicURL"] != nil
        var names: Set<String> = []
        var paths: Set<String> = []
        var tokenPaths: [(path: String, source: String)] = []
        return nodes.compactMap { node in
            guard
                let object = reader.object(
                    node,
                    keys: ["name", "path", "mapping", "verify", "allow"]
                )
            else { return nil }
            let name = name(object, &names)
            let path = path(object, &paths)
            let mapping = object.required("mapping", "a shipped mapping's word or a file")
                .flatMap(sourceMapping)
            let verification = object.required("verify", "how the sender proves itself")
                .flatMap { verify in
                    VerificationReader(
                        reader: reader,
                        folder: folder,
                        isPublic: isPublic,
                        hasPublicURL: hasPublicURL,
                        readsSecrets: readsSecrets
                    ).verification(verify)
                }
            if let path, let verification, let node = object["path"] {
                if verification.kind == .token, verification.place == .path {
                    tokenPaths.append((path, name ?? ""))
                } else {
                    checkOwner(of: path, node, tokenPaths)
                }
            }
            let allow = allow(object)
            guard let name, let path, let mapping, let verification else { return nil }
            return Settings.Source(
                name: name,
                path: path,
                mapping: mapping.mapping,
                mappingText: mapping.text,
                verification: verification,
                allow: allow
            )
        }
    }

    private func path(_ object: ConfigObject, _ paths: inout Set<String>) -> String? {
        let expected = "a path such as \"/webhooks/meta\""
        guard let path = object.requiredText("path", expected), let node = object["path"] else {
            return nil
        }
        let isPlain = path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard path.hasPrefix("/"), path.count > 1, !path.hasSuffix("/"), isPlain,
            !path.contains("?"), !path.contains("#"), !path.contains("%")
        else {
            reader.report(node, "is \(quoted(path)); expected \(expected)")
            return nil
        }
        if ["/healthz", "/readyz"].contains(path) {
            reader.report(
                node,
                "is \(quoted(path)), which answers whether the server is up; "
                    + "expected another path"
            )
        }
        if !paths.insert(path).inserted {
            reader.report(node, "is \(quoted(path)) a second time; expected a path of its own")
        }
        return path
    }

    // The first source that owns a request's path gets it: one behind it would get none.
    private func checkOwner(
        of path: String,
        _ node: JSONDocument.Node,
        _ tokenPaths: [(path: String, source: String)]
    ) {
        for other in tokenPaths where WebhookSource.isToken(path[...], below: other.path) {
            reader.report(
                node,
                "is \(quoted(path)), which the source \(quoted(other.source)) takes for its path and "
                    + "a token; expected a path that is not directly below \(quoted(other.path))"
            )
        }
    }

    private func sourceMapping(
        _ node: JSONDocument.Node
    ) -> (mapping: SourceMapping, text: [UInt8])? {
        guard let name = reader.text(node, "a shipped mapping's word or a file") else { return nil }
        do throws(MappingFailure) {
            return try Mappings.source(name, folder: folder)
        } catch {
            note(error, node, name)
            return nil
        }
    }
}
