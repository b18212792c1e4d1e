import HTTPTypes
import JSONTree
import MicroHTTPDBridge
import PhoneRegions
import PosixBridge
import TicksheetCore

/// Reads the settings file: everything that is wrong in it and in the mappings it names, at once.
struct SettingsReader {
    private static let keys = [
        "listen", "publicURL", "journal", "retention", "zone", "timezonedb", "recipientZones",
        "http", "limits", "tls", "operator", "trustedProxy", "silence",
        "sources", "reports",
    ]

    let reader: ConfigReader
    /// The settings' folder as the person named it.
    let folder: String
    let context: MappingContext
    /// Whether a secret that cannot be read is a problem of the settings.
    let readsSecrets: Bool
    /// Whether files are one that `serve` starts without: timezonedb's table, a report's folder.
    let readsFiles: Bool

    /// Reads a settings file.
    static func settings(
        at file: String,
        readsSecrets: Bool = false,
        readsFiles: Bool = false
    ) throws(FileProblems) -> Settings {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try File.content(of: file, limit: 4 << 20)
        } catch {
            let remedy =
                error.isMissing
                ? "run ticksheet init to write one, or name it with --settings FILE"
                : error.isRefused
                    ? "give this user the right to read it" : "name a file of settings"
            throw FileProblems([
                FileProblem(
                    file: file,
                    line: 0,
                    finding: "the settings cannot be read (\(error.reason)); \(remedy)"
                )
            ])
        }
        return try settings(bytes, of: file, readsSecrets: readsSecrets, readsFiles: readsFiles)
    }

    /// Reads the text of a settings file.
    static func settings(
        _ bytes: [UInt8],
        of file: String,
        readsSecrets: Bool,
        readsFiles: Bool
    ) throws(FileProblems) -> Settings {
        let reader = try ConfigReader(file: file, bytes: bytes)
        let settings = SettingsReader(
            reader: reader,
            folder: Paths.folder(of: file),
            context: Mappings.sourceContext,
            readsSecrets: readsSecrets,
            readsFiles: readsFiles
        ).settings()
        try reader.finish()
        guard let settings else {
            throw FileProblems([
                FileProblem(file: file, line: 1, finding: "the settings cannot be used")
            ])
        }
        return settings
    }

    private func settings() -> Settings? {
        let root = reader.document.root
        guard let object = reader.object(root, keys: Self.keys) else { return nil }
        let given = address(object)
        let listen = given ?? Settings.Address(host: "127.0.0.1", port: 8080)
        let publicURL = publicURL(object)
        let zone = object.zone("zone", context) ?? "UTC"
        let journal = object.text("journal", "the journal's path") ?? "data/ticksheet.db"
        let recipientZones = recipientZones(object)
        let sources = sources(object, isPublic: isPublic(object, given))
        let timeZoneDB = timeZoneDB(object)
        let tls = tls(object)
        let operation = operation(object, listen: listen)
        // What lies beside the journal, its log and its leases, lies beside the file itself, not beside a
        // link to it.
        let journalPath = FileIdentity.path(of: FileIdentity.absolute(journal, from: folder))
        let reports = reports(object, zone: zone, sources: sources) { destinations in
            checkFiles(
                of: destinations,
                journal: journalPath,
                sources: sources,
                others: [timeZoneDB?.key, operation?.token, tls?.keyReference].compactMap(\.self),
                files: [
                    (timeZoneDB?.file, "timezonedb's table"), (tls?.certificate, "the certificate"),
                ]
            )
        }
        return Settings(
            file: reader.file,
            listen: listen,
            publicURL: publicURL,
            journal: journalPath,
            retention: retention(object),
            zone: zone,
            http: object.word("http", as: TransportChoice.self) ?? .curl,
            timeZoneDB: timeZoneDB,
            recipientZones: recipientZones,
            regions: PhoneRegions(overrides: recipientZones),
            limits: limits(object),
            tls: tls,
            operation: operation,
            trustedProxy: trustedProxy(object),
            silence: silence(object),
            sources: sources,
            reports: reports
        )
    }

    // Known from the plan of the product; an honest answer is better than "unknown key".
    func reportLater(_ object: ConfigObject, _ keys: [String]) {
        for key in keys {
            guard let node = object[key] else { continue }
            reader.report(node, "is not in this version of ticksheet; take it out")
        }
    }

    // MARK: The server

    /// Reads `listen` of the settings, or of an object in them.
    func address(
        _ object: ConfigObject,
        such example: String = "127.0.0.1:8080"
    ) -> Settings.Address? {
        guard let node = object["listen"],
            let text = object.text("listen", Settings.Address.expected(such: example))
        else { return nil }
        if let address = Settings.Address(text) { return address }
        let expected = Settings.Address.expected(for: text, such: example)
        reader.report(node, "is \(quoted(text)); expected \(expected)")
        return nil
    }

    // Judged by what was meant where an address is wrong: all problems are said at once.
    private func isPublic(_ object: ConfigObject, _ listen: Settings.Address?) -> Bool {
        if object["publicURL"] != nil { return true }
        if let listen { return !listen.isLoopback }
        guard let node = object["listen"] else { return false }
        return !Settings.Address.meansLoopback(reader.document.text(node))
    }

    private func publicURL(_ object: ConfigObject) -> String? {
        let expected = "the address that providers call, such as \"https://hooks.example.com\""
        guard let node = object["publicURL"], var text = object.text("publicURL", expected) else {
            return nil
        }
        while text.hasSuffix("/") { text.removeLast() }
        guard let address = HTTPAddress(text), !text.contains("?"), !text.contains("#") else {
            reader.report(node, "is \(quoted(text)); expected \(expected)")
            return nil
        }
        if address.text.dropFirst(8).prefix(while: { $0 != "/" }).contains("@") {
            reader.report(node, "holds a user or password; expected \(expected)")
            return nil
        }
        return address.text
    }

    private func limits(_ object: ConfigObject) -> ServerLimits {
        var limits = ServerLimits(threads: min(4, max(2, ProcessFacts.processors)))
        guard
            let object = object.object(
                "limits",
                keys: ["body", "header", "total", "connections"]
            )
        else { return limits }
        limits.body = object.bytes("body", in: 1024...(64 << 20)) ?? limits.body
        limits.header = object.seconds("header", in: 1...600) ?? limits.header
        limits.total = object.seconds("total", in: 1...600) ?? limits.total
        let connections = object.integer("connections", in: 1...100_000, "connections")
        limits.connections = connections.map { Int($0) } ?? limits.connections
        return limits
    }

    // MARK: Names and mappings

    /// Reads a name that no other source or report of the file has.
    func name(_ object: ConfigObject, _ names: inout Set<String>) -> String? {
        guard let name = object.requiredText("name", "a name of your own") else { return nil }
        if !names.insert(name).inserted, let node = object["name"] {
            reader.report(node, "is \(quoted(name)) a second time; expected a name of its own")
        }
        return name
    }

    /// Reports what is wrong with a mapping that a place of the file names.
    func note(_ failure: MappingFailure, _ node: JSONDocument.Node, _ name: String) {
        switch failure {
        case .unknown(let expected): reader.report(node, "is \(quoted(name)); \(expected)")
        case .wrong(let problems): reader.include(problems)
        }
    }
}
