import JSONTree
import PosixBridge
import Sinks
import Sync
import TicksheetCore

/// Reads where reports go.
extension SettingsReader {
    // MARK: Destinations

    func destinations(
        _ object: ConfigObject
    ) -> [(Settings.Destination, JSONDocument.Node)] {
        let expected = "a list of destinations such as [{ csv: \"reports/campaigns.csv\" }]"
        guard object.required("to", expected) != nil,
            let nodes = object.elements("to", expected, orOne: true)
        else { return [] }
        if nodes.isEmpty, let node = object["to"] {
            reader.report(node, "is empty; expected \(expected)")
        }
        return nodes.compactMap { node in destination(node).map { ($0, node) } }
    }

    func destination(_ node: JSONDocument.Node) -> Settings.Destination? {
        let keys = ["csv", "tsv", "ods", "separator", "bom", "missing", "overwrite", "batch"]
        guard let object = reader.object(node, keys: keys + ["sheets"]) else { return nil }
        if object["sheets"] != nil { return sheet(object, node, ofFiles: Array(keys.dropLast())) }
        let named = ["csv", "tsv", "ods"].filter { object[$0] != nil }
        guard let key = named.first, named.count == 1 else {
            let found = named.isEmpty ? "no file" : "\(named.count) files"
            reader.report(node, "names \(found); expected { csv: \"…\" }")
            return nil
        }
        guard let label = object.text(key, "a file's path") else { return nil }
        guard let kind = kind(key, label, object) else { return nil }
        let file = Settings.Destination.File(
            // Through links: the file that is read is the one that is replaced.
            path: FileIdentity.path(of: FileIdentity.absolute(label, from: folder)),
            kind: kind,
            missing: object.word("missing", as: CSVSink.MissingPolicy.self) ?? .stop,
            overwrites: object.flag("overwrite") ?? false
        )
        return Settings.Destination(label: label, target: .file(file), policy: policy(object))
    }

    private func kind(_ key: String, _ label: String, _ object: ConfigObject) -> RowFileKind? {
        let told = RowFileKind(ending: label)
        if key == "ods" {
            for key in ["separator", "bom"] {
                guard let node = object[key] else { continue }
                reader.report(node, "is for CSV files; an ODS has none")
            }
            guard told == .ods else {
                if let node = object[key] {
                    reader.report(
                        node,
                        "is \(reader.shown(node)); expected a name that ends in .ods, by which "
                            + "programs know how to open it"
                    )
                }
                return nil
            }
            return .ods
        }
        if told == .ods || told == .xlsx, let node = object[key] {
            let expected =
                told == .ods
                ? "{ ods: \"\(label)\" }" : "a CSV or ODS file; `export` writes XLSX files"
            reader.report(
                node,
                "is \(reader.shown(node)), whose ending is that of another kind of file; expected "
                    + expected
            )
            return nil
        }
        let isTSV = key == "tsv"
        var dialect = CSVDialect(separator: UInt8(ascii: isTSV ? "\t" : ","))
        if let separator = separator(object, isTSV: isTSV) { dialect.separator = separator }
        dialect.hasMark = object.flag("bom") ?? false
        return .csv(dialect)
    }

    func separator(_ object: ConfigObject, isTSV: Bool) -> UInt8? {
        guard let node = object["separator"] else { return nil }
        let text = reader.document.text(node)
        guard !isTSV, let byte = text.utf8.first, text.utf8.count == 1,
            [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "\t")]
                .contains(byte)
        else {
            reader.report(
                node,
                "is \(reader.shown(node)); expected "
                    + (isTSV ? "none: a TSV has tabs" : "\",\", \";\", \"|\" or \"\\t\"")
            )
            return nil
        }
        return byte
    }

    func policy(_ object: ConfigObject) -> BatchPolicy {
        var policy = BatchPolicy()
        guard let object = object.object("batch", keys: ["rows", "bytes", "age"]) else {
            return policy
        }
        let rows = object.integer("rows", in: 1...10_000, "rows")
        policy.rows = rows.map { Int($0) } ?? policy.rows
        policy.bytes = object.bytes("bytes", in: 1024...(16 << 20)) ?? policy.bytes
        if let age = object.seconds("age", in: 0...86_400) { policy.age = .seconds(age) }
        return policy
    }

    /// Notes destinations whose folder is not there or cannot be written, and those where something other than a file is.
    ///
    /// Such a one stops by itself when it is written to, and holds up no other.
    func checkPlaces(of destinations: [(Settings.Destination, JSONDocument.Node)]) {
        for (destination, node) in destinations {
            guard let path = destination.path else { continue }
            if let found = (try? Paths.status(path)) ?? nil, !found.isRegular {
                reader.report(
                    node,
                    "writes to \(destination.label), which is "
                        + "\(found.isFolder ? "a folder" : "no file"); move it away, or name a file"
                )
            }
            let folder = Paths.folder(of: path)
            let status = (try? Paths.status(folder)) ?? nil
            guard status?.isFolder != true else {
                if !Paths.mayWrite(folder) {
                    reader.report(
                        node,
                        "writes to \(destination.label), in whose folder this user may not make files; "
                            + "give it the right: \(folder)"
                    )
                }
                continue
            }
            if let found = Paths.blocking(folder) {
                reader.report(
                    node,
                    "writes to \(destination.label), but \(found) is no folder; move it away, or name "
                        + "another folder"
                )
                continue
            }
            reader.report(
                node,
                "writes to \(destination.label), whose folder does not exist; make it: "
                    + "mkdir -p \(shellWord(folder))"
            )
        }
    }
}
