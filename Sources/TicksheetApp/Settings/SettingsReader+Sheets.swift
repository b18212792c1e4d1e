import GoogleSheets
import HTTPTypes
import JSONTree
import PosixBridge
import Sync
import TicksheetCore

/// Reads where reports go on Google Sheets.
extension SettingsReader {
    /// Returns a tab as a destination.
    ///
    /// `ofFiles`: Keys that only files have.
    func sheet(
        _ destination: ConfigObject,
        _ node: JSONDocument.Node,
        ofFiles keys: [String]
    ) -> Settings.Destination? {
        for key in keys {
            guard let other = destination[key] else { continue }
            reader.report(other, "is for files; a destination with \"sheets\" has none")
        }
        let known = ["spreadsheet", "folder", "tab", "credentials", "subject", "endpoint"]
        guard let object = destination.object("sheets", keys: known) else { return nil }
        let spreadsheets = spreadsheets(object)
        let tab = object.requiredText("tab", "the title of a tab").flatMap { title($0, object) }
        let credentials = credentials(object)
        let endpoint = endpoint(object)
        guard let spreadsheets, let tab else { return nil }
        let place = SheetPlace(
            endpoint: endpoint ?? SheetPlace.google,
            spreadsheet: spreadsheets.first,
            tab: tab
        )
        var policy = policy(destination)
        // 60 writes a minute are all that an account has for all of its tabs.
        if destination["batch"] == nil {
            policy.age = .seconds(10)
            policy.rows = 6000
        }
        return Settings.Destination(
            label: "\(tab) (Google Sheets)",
            target: .sheet(
                Settings.Destination.Sheet(
                    place: place,
                    spreadsheets: spreadsheets,
                    credentials: credentials,
                    subject: object.text("subject", "a person's e-mail address")
                )
            ),
            policy: policy
        )
    }

    /// Columns that no tab can hold would be refused at every writing.
    func checkWidth(
        of destinations: [(Settings.Destination, JSONDocument.Node)],
        _ mapping: ReportMapping
    ) {
        for (destination, node) in destinations where destination.sheet != nil {
            if let problem = SheetLimits.problem(with: mapping) { reader.report(node, problem) }
        }
    }

    // `serve` starts without the file, and that report says so.
    private func credentials(_ object: ConfigObject) -> String? {
        guard let object = object.object("credentials", keys: ["file"]),
            let name = object.requiredText("file", "the path of a key file"),
            let node = object["file"]
        else { return nil }
        let path = FileIdentity.absolute(name, from: folder)
        guard readsFiles else { return path }
        do throws(SystemError) {
            _ = try File.content(of: path, limit: 1 << 20)
        } catch {
            let remedy =
                error.isMissing
                ? "put the key file of a service account there"
                : "give this user the right to read it, or name another"
            reader.report(
                node,
                "names the file \(path), which cannot be read (\(error.reason)); \(remedy)"
            )
        }
        return path
    }

    private func title(_ text: String, _ object: ConfigObject) -> String? {
        if text.count <= 100 { return text }
        if let node = object["tab"] {
            reader.report(node, "has \(text.count) characters; a tab's title has 100 at most")
        }
        return nil
    }

    private func endpoint(_ object: ConfigObject) -> String? {
        guard let text = object.text("endpoint", "an http or https address"),
            let node = object["endpoint"]
        else { return nil }
        if HTTPAddress(text) != nil { return text }
        reader.report(node, "is \(reader.shown(node)); expected an http or https address")
        return nil
    }
}
