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
        case .environment(let name):
            Self.isUsual(name)
                ? "the environment variable \(name)" : "an environment variable of an unusual name"
        case .file(let path): "the file \(path)"
        }
    }

    /// Reads the secret.
    func resolved() throws(FileProblem) -> Secret {
        let bytes = try bytes()
        do throws(SecretText.Fault) {
            return try SecretText.secret(in: bytes)
        } catch {
            throw problem("names \(shownPlace), which \(error.finding)")
        }
    }

    private func bytes() throws(FileProblem) -> [UInt8] {
        switch place {
        case .environment(let name):
            guard let text = ProcessFacts.environment(name), !text.isEmpty else {
                throw problem(Self.notSet(name))
            }
            return Array(text.utf8)
        case .file(let path):
            do throws(SystemError) {
                return try File.content(of: path, limit: 64 << 10)
            } catch {
                let remedy =
                    error.isMissing
                    ? "make it, mode 0600"
                    : error.isRefused
                        ? "give this user the right to read it, or name another" : "name another"
                throw problem(
                    "names the file \(path), which cannot be read (\(error.reason)); \(remedy)"
                )
            }
        }
    }

    // What was put in the place of a name may be the secret itself, so it is not shown.
    private static func notSet(_ name: String) -> String {
        guard isUsual(name) else {
            return "has in \"env\" what no variable is called (not shown, as it may be the secret "
                + "itself); expected the name of an environment variable such as "
                + "\"META_APP_SECRET\"; the secret does not belong in this file"
        }
        return "names the environment variable \(name), which is not set; set it: export \(name)=…"
    }

    /// Whether a text can hardly be anything but a variable's name: words of capital letters.
    private static func isUsual(_ name: String) -> Bool {
        guard (1...64).contains(name.utf8.count), let first = name.utf8.first, !isDigit(first),
            name.utf8.allSatisfy({ isDigit($0) || $0 == 0x5F || 0x41...0x5A ~= $0 })
        else { return false }
        // A secret in Base32 has capitals and digits too, but no short words.
        return name.utf8.split(separator: 0x5F).allSatisfy { $0.count < 16 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }

    /// What should be put right though it works: a secret that others can read, or that stands in quotation marks.
    var warnings: [FileProblem] { [warningOfReaders, warningOfQuotes].compactMap(\.self) }

    private var warningOfReaders: FileProblem? {
        guard case .file(let path) = place, let status = (try? Paths.status(path)) ?? nil,
            status.mode & 0o077 != 0
        else { return nil }
        return problem(
            "names the file \(path), which other users of this machine can read; "
                + "run chmod 600 \(path)"
        )
    }

    // Whoever pastes it into a file takes a shell's quotation marks along, and no signature matches.
    private var warningOfQuotes: FileProblem? {
        guard let text = (try? resolved())?.text, text.count > 2, let mark = text.first,
            "\"'`".contains(mark), text.last == mark
        else { return nil }
        return problem(
            "names \(shownPlace), where quotation marks stand around the secret; they count as part "
                + "of it: take them out, unless the provider shows them too"
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
        case (.some(let node), nil):
            let expected = "a variable's name such as \"META_APP_SECRET\""
            guard document.kind(node) == .string else {
                // Not shown: digits without quotation marks may be the secret too.
                report(node, "is no text; expected \(expected)")
                return nil
            }
            guard let name = text(node, expected) else { return nil }
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
