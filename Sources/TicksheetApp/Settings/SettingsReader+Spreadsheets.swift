import GoogleSheets
import JSONTree
import TicksheetCore

/// Reads in which spreadsheets a report stands.
extension SettingsReader {
    /// Returns the spreadsheets, or the folder in which they are made.
    func spreadsheets(_ object: ConfigObject) -> Settings.Destination.Spreadsheets? {
        if let node = object["folder"] {
            if object["spreadsheet"] != nil {
                reader.report(
                    node,
                    "stands beside \"spreadsheet\"; expected one of them: spreadsheets that are "
                        + "there, or a folder in which they are made"
                )
                return nil
            }
            guard let text = reader.text(node, "the id of a folder in a shared drive") else {
                return nil
            }
            return identifier(text, node, in: "/folders/", "folder").map { .folder($0) }
        }
        guard object.required("spreadsheet", "the id in the sheet's address") != nil,
            let node = object["spreadsheet"],
            let nodes = object.elements("spreadsheet", "an id, or a list of ids", orOne: true)
        else { return nil }
        if nodes.isEmpty {
            reader.report(node, "is empty; expected the id in the sheet's address, or several")
            return nil
        }
        let ids = nodes.map { node in
            reader.text(node, "the id in the sheet's address").flatMap {
                identifier($0, node, in: DriveAddress.spreadsheets, "sheet")
            }
        }
        var seen: Set<String> = []
        for (id, node) in zip(ids, nodes) {
            guard let id, !seen.insert(id).inserted else { continue }
            reader.report(node, "names \(id) a second time; expected each spreadsheet once")
        }
        let known = ids.compactMap(\.self)
        return known.count == nodes.count ? .list(known) : nil
    }

    /// Returns the id, also where the whole address was written.
    private func identifier(
        _ text: String,
        _ node: JSONDocument.Node,
        in path: String,
        _ what: String
    ) -> String? {
        if let id = DriveAddress.identifier(in: text, behind: path) { return id }
        let part =
            what == "sheet"
            ? "between /d/ and /edit, or the whole address"
            : "behind /folders/, or the whole address"
        reader.report(
            node,
            "is \(quoted(text)); expected the id that stands in the \(what)'s address \(part)"
        )
        return nil
    }
}
