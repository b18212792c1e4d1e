import JSONTree
import PosixBridge
import TicksheetCore

/// Where a secret stands: in an environment variable or a file, never in the settings.
struct SecretReference: Sendable {
    /// The kinds of places.
    enum Place: Sendable, Equatable {
        case environment(String)
        case file(String)
    }

    let place: Place
    /// The settings file and line that name it, for messages.
    let origin: (file: String, line: Int, name: String)

    /// The place for people: `the environment variable META_APP_SECRET`.
    var shownPlace: String {
        switch place {
        case .environment(let name): "the environment variable \(name)"
        case .file(let path): "the file \(path)"
        }
    }

    /// Reads the secret.
    func resolved() throws(FileProblem) -> Secret {
        switch place {
        case .environment(let name):
            guard let text = ProcessFacts.environment(name), !text.isEmpty else {
                throw problem(
                    "names the environment variable \(name), which is not set; "
                        + "set it: export \(name)=…"
                )
            }
            return Secret(text)
        case .file(let path):
            let bytes: [UInt8]
            do throws(SystemError) {
                bytes = try File(path, .read).readAll(limit: 64 << 10)
            } catch {
                throw problem(
                    "names the file \(path), which cannot be read (\(error.reason)); make it, mode 0600"
                )
            }
            var text = String(decoding: bytes, as: UTF8.self)
            while text.last?.isNewline == true { text.removeLast() }
            guard !text.isEmpty else {
                throw problem("names the file \(path), which is empty; put the secret in it")
            }
            return Secret(text)
        }
    }

    /// What should be put right though it works: a secret that others can read.
    var warning: FileProblem? {
        guard case .file(let path) = place, let status = (try? Paths.status(path)) ?? nil,
            status.mode & 0o077 != 0
        else { return nil }
        return problem(
            "names the file \(path), which other users of this machine can read; "
                + "run chmod 600 \(path)"
        )
    }

    /// Returns a problem at the line that names it.
    func problem(_ finding: String) -> FileProblem {
        FileProblem(file: origin.file, line: origin.line, finding: "\(origin.name) \(finding)")
    }
}

extension ConfigReader {
    /// Returns where a secret stands; one that is written in the open is refused.
    func secret(_ node: JSONDocument.Node, folder: String) -> SecretReference? {
        let expected = "{ env: \"NAME\" } or { file: \"path\" }"
        guard document.kind(node) == .object else {
            // Not shown: it may be the secret itself.
            report(
                node,
                "stands in the open; expected \(expected), so that no secret is in this file"
            )
            return nil
        }
        guard let object = object(node, keys: ["env", "file"]) else { return nil }
        let place: SecretReference.Place
        switch (object["env"], object["file"]) {
        case (.some, nil):
            guard let name = object.text("env", "a variable's name") else { return nil }
            place = .environment(name)
        case (nil, .some):
            guard let path = object.text("file", "a file's path") else { return nil }
            place = .file(FileIdentity.absolute(path, from: folder))
        default:
            report(node, "is \(shown(node)); expected \(expected)")
            return nil
        }
        return SecretReference(
            place: place,
            origin: (file, document.position(of: node).line, name(of: node))
        )
    }
}
