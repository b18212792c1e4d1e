import HTTPTypes
import Intake
import JSONTree
import MicroHTTPDBridge
import PhoneRegions
import PosixBridge
import Sinks
import Suggestions
import Sync
import TicksheetCore
import WallTime

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
                : "give this user the right to read it"
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

    // MARK: Sources

    private func sources(_ object: ConfigObject, isPublic: Bool) -> [Settings.Source] {
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
                mapping: mapping,
                verification: verification,
                allow: allow
            )
        }
    }

    private func name(_ object: ConfigObject, _ names: inout Set<String>) -> String? {
        guard let name = object.requiredText("name", "a name of your own") else { return nil }
        if !names.insert(name).inserted, let node = object["name"] {
            reader.report(node, "is \(quoted(name)) a second time; expected a name of its own")
        }
        return name
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

    private func sourceMapping(_ node: JSONDocument.Node) -> SourceMapping? {
        guard let name = reader.text(node, "a shipped mapping's word or a file") else { return nil }
        do throws(MappingFailure) {
            return try Mappings.source(name, folder: folder)
        } catch {
            note(error, node, name)
            return nil
        }
    }

    private func note(_ failure: MappingFailure, _ node: JSONDocument.Node, _ name: String) {
        switch failure {
        case .unknown(let expected): reader.report(node, "is \(quoted(name)); \(expected)")
        case .wrong(let problems): reader.include(problems)
        }
    }

    // MARK: Reports

    private func reports(
        _ object: ConfigObject,
        zone: String,
        sources: [Settings.Source],
        check: ([(Settings.Destination, JSONDocument.Node)]) -> Void
    ) -> [Settings.Report] {
        let expected = "a list of reports, each with name, mapping and to"
        guard object.required("reports", expected) != nil,
            let nodes = object.elements("reports", expected)
        else { return [] }
        var names: Set<String> = []
        var targets: [ReaderID: String] = [:]
        var files: [FileIdentity.Number: String] = [:]
        return nodes.compactMap { node in
            let keys = ["name", "mapping", "to", "zone", "locale", "from"]
            guard let object = reader.object(node, keys: keys) else { return nil }
            let name = name(object, &names)
            let mapping = object.required("mapping", "a shipped mapping's word or a file")
                .flatMap(reportMapping)
            let start = start(object)
            let reportZone = object.rowZone("zone", context) ?? mapping?.zone ?? zone
            let locale = object.locale("locale")
            let destinations = destinations(object)
            check(destinations)
            if readsFiles { checkPlaces(of: destinations) }
            for (destination, node) in destinations {
                // One file may have two names.
                let file = destination.path.flatMap(FileIdentity.number)
                let known = destination.readers.compactMap { targets[$0] }.first
                if let first = known ?? file.flatMap({ files[$0] }) {
                    reader.report(
                        node,
                        "writes to \(destination.label), which \(first) writes to already; "
                            + "expected one of its own"
                    )
                }
                for reader in destination.readers {
                    targets[reader] = "the report \"\(name ?? "")\""
                }
                if let file { files[file] = "the report \"\(name ?? "")\"" }
            }
            guard let name, var mapping else { return nil }
            if let locale { mapping = mapping.translated(to: locale) }
            checkFields(of: mapping, sources, object)
            checkWholeness(of: destinations, mapping)
            checkWidth(of: destinations, mapping)
            return Settings.Report(
                name: name,
                mapping: mapping,
                zone: reportZone,
                start: start,
                destinations: destinations.map(\.0)
            )
        }
    }

    private func checkWholeness(
        of destinations: [(Settings.Destination, JSONDocument.Node)],
        _ mapping: ReportMapping
    ) {
        guard mapping.rows == .status else { return }
        for (destination, node) in destinations {
            guard case .file(let file) = destination.target, file.overwrites, !destination.isODS
            else { continue }
            reader.report(
                node,
                "has overwrite: true, but rows per status are appended to \(destination.label), never "
                    + "written over; expected no overwrite, or a mapping with rows per message or number"
            )
        }
    }

    private func reportMapping(_ node: JSONDocument.Node) -> ReportMapping? {
        guard let name = reader.text(node, "a shipped mapping's word or a file") else { return nil }
        do throws(MappingFailure) {
            return try Mappings.report(name, folder: folder)
        } catch {
            note(error, node, name)
            return nil
        }
    }

    /// A column whose field no source has stays blank for ever, so it is a mistake.
    private func checkFields(
        of mapping: ReportMapping,
        _ sources: [Settings.Source],
        _ object: ConfigObject
    ) {
        guard let node = object["mapping"], !sources.isEmpty else { return }
        let known = Set(sources.flatMap { $0.mapping.customFields })
        let names =
            StandardField.allCases.map(\.rawValue) + DerivedField.allCases.map(\.rawValue)
            + known.sorted()
        for field in mapping.customFields.subtracting(known).sorted() {
            let hint = nearest(to: field, in: names).map { "did you mean \"\($0)\"?" }
            reader.report(
                node,
                "has a column for the field \(quoted(field)), which no source has; "
                    + (hint ?? "expected one of \(list(names))")
            )
        }
    }

    private func start(_ object: ConfigObject) -> ReaderStart {
        guard let node = object["from"] else { return .beginning }
        let expected = "\"beginning\", \"now\" or a date such as \"2026-03-01T00:00:00Z\""
        guard let text = object.text("from", expected) else { return .beginning }
        if text == "beginning" { return .beginning }
        if text == "now" { return .now }
        if let written = TimeOption.written(text),
            let date = try? Timestamp.parse(written, zone: .utc)
        {
            return .date(date)
        }
        reader.report(node, "is \(quoted(text)); expected \(expected)")
        return .beginning
    }
}
