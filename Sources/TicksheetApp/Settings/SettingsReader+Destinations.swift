import JSONTree
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
        let keys = ["csv", "tsv", "separator", "bom", "missing", "overwrite", "batch"]
        guard let object = reader.object(node, keys: keys + ["ods", "sheets"]) else {
            return nil
        }
        reportLater(object, ["ods"])
        if object["ods"] != nil { return nil }
        if object["sheets"] != nil { return sheet(object, node, ofFiles: Array(keys.dropLast())) }
        let isTSV = object["tsv"] != nil
        if isTSV == (object["csv"] != nil) {
            reader.report(node, "names \(isTSV ? "two files" : "no file"); expected { csv: \"…\" }")
            return nil
        }
        let key = isTSV ? "tsv" : "csv"
        guard let label = object.text(key, "a file's path") else { return nil }
        var dialect = CSVDialect(separator: UInt8(ascii: isTSV ? "\t" : ","))
        if let separator = separator(object, isTSV: isTSV) { dialect.separator = separator }
        dialect.hasMark = object.flag("bom") ?? false
        let file = Settings.Destination.File(
            // Through links: the file that is read is the one that is replaced.
            path: FileIdentity.path(of: FileIdentity.absolute(label, from: folder)),
            dialect: dialect,
            missing: object.word("missing", as: CSVSink.MissingPolicy.self) ?? .stop,
            overwrites: object.flag("overwrite") ?? false
        )
        return Settings.Destination(label: label, target: .file(file), policy: policy(object))
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
}
