import HTTPTypes
import Intake
import JSONTree
import TicksheetCore

/// Reads what the program's surroundings are told and allowed.
extension SettingsReader {
    /// Reads where those who run the program ask; nil where they do not.
    func operation(_ object: ConfigObject, listen: Settings.Address) -> Settings.Operator? {
        guard let node = object["operator"],
            let object = object.object("operator", keys: ["listen", "token"])
        else { return nil }
        let example = "127.0.0.1:9090"
        let token = object["token"].flatMap { reader.secret($0, folder: folder) }
        if readsSecrets, let token { note { () throws(FileProblem) in _ = try token.resolved() } }
        let expected = Settings.Address.expected(such: example)
        guard let place = object.required("listen", expected),
            let address = address(object, such: example)
        else { return nil }
        if address == listen, address.port != 0 {
            reader.report(place, "is where webhooks arrive; expected another port")
        }
        if !address.isLoopback, object["token"] == nil {
            reader.report(
                node,
                "is reached by others than this machine at \(quoted(address.text)); expected a "
                    + "token such as { file: \"secrets/operator-token\" }, or listen: "
                    + "\"127.0.0.1:\(address.port)\""
            )
        }
        return Settings.Operator(listen: address, token: token)
    }

    /// Reads certificate and key; nil where the listener speaks plain HTTP.
    func tls(_ object: ConfigObject) -> Settings.TLS? {
        guard let object = object.object("tls", keys: ["certificate", "key"]) else { return nil }
        let certificate = object.requiredText("certificate", "the path of a certificate in PEM")
            .map { FileIdentity.absolute($0, from: folder) }
        let key = object.requiredText("key", "the path of the certificate's private key in PEM")
            .map { FileIdentity.absolute($0, from: folder) }
        let isReadable = checkReading([("certificate", certificate), ("key", key)], object)
        guard let certificate, let key, let node = object["key"] else { return nil }
        let tls = Settings.TLS(
            certificate: certificate,
            key: key,
            keyReference: SecretReference(
                place: .file(key),
                origin: (
                    reader.file, reader.document.position(of: node).line, reader.name(of: node)
                )
            )
        )
        guard readsSecrets, isReadable else { return tls }
        do throws(Certificate.Failure) {
            _ = try Certificate.read(tls, now: SystemClock().now)
        } catch {
            if let node = object[error.key] { reader.report(node, error.finding) }
        }
        return tls
    }

    // Each for itself: what is wrong with one must not hide what is wrong with the other.
    private func checkReading(
        _ files: [(key: String, path: String?)],
        _ object: ConfigObject
    ) -> Bool {
        var isReadable = true
        guard readsSecrets else { return isReadable }
        for case (let key, let path?) in files {
            do throws(Certificate.Failure) {
                _ = try Certificate.bytes(path, key)
            } catch {
                isReadable = false
                if let node = object[key] { reader.report(node, error.finding) }
            }
        }
        return isReadable
    }

    /// Reads whose word is taken for who a client is.
    func trustedProxy(_ object: ConfigObject) -> TrustedProxy? {
        guard let object = object.object("trustedProxy", keys: ["addresses", "header"]) else {
            return nil
        }
        let expected = "the addresses of your proxies, such as [\"10.0.0.1\"]"
        let header = object.text("header", "a header field such as \"X-Forwarded-For\"")
        if let header, let node = object["header"] {
            // RFC 7239 has a grammar of its own, and every proxy that writes it can write the other.
            if !HTTPFields.isToken(header) || header.lowercased() == "forwarded" {
                reader.report(
                    node,
                    "is \(quoted(header)); expected a header field that lists addresses and nothing "
                        + "else, such as \"X-Forwarded-For\""
                )
            }
        }
        guard object.required("addresses", expected) != nil,
            let addresses = ranges("addresses", object, expected)
        else { return nil }
        return TrustedProxy(addresses: addresses, header: header ?? "X-Forwarded-For")
    }

    /// Reads who may send to a source; empty where everybody may.
    func allow(_ object: ConfigObject) -> [AddressRange] {
        guard object["allow"] != nil else { return [] }
        return ranges("allow", object, "addresses and ranges such as [\"173.252.88.0/21\"]") ?? []
    }

    /// Reads how long a source may be silent; nil where that is nobody's concern.
    func silence(_ object: ConfigObject) -> Duration? {
        if let node = object["silence"], reader.document.kind(node) == .string,
            reader.document.text(node) == "off"
        {
            return nil
        }
        return .seconds(object.seconds("silence", in: 1...31_536_000) ?? 6 * 3600)
    }

    private func ranges(
        _ key: String,
        _ object: ConfigObject,
        _ expected: String
    ) -> [AddressRange]? {
        guard let nodes = object.elements(key, expected, orOne: true) else { return nil }
        if nodes.isEmpty, let node = object[key] {
            reader.report(node, "is empty; expected \(expected)")
        }
        return nodes.compactMap { node in
            guard let text = reader.text(node, expected) else { return nil }
            do throws(AddressRange.Problem) {
                return try AddressRange(text)
            } catch {
                reader.report(node, "is \(quoted(text)); \(error.expected)")
                return nil
            }
        }
    }

    private func note(_ body: () throws(FileProblem) -> Void) {
        do throws(FileProblem) {
            try body()
        } catch {
            reader.include(FileProblems([error]))
        }
    }
}
