import HTTPTypes
import JSONTree
import PhoneRegions
import PosixBridge
import TicksheetCore

extension SettingsReader {
    /// Reads how timezonedb is asked; nil where it is not.
    func timeZoneDB(_ object: ConfigObject) -> Settings.TimeZoneDB? {
        let keys = ["key", "file", "endpoint", "interval", "patience"]
        guard let node = object["timezonedb"], let object = object.object("timezonedb", keys: keys)
        else { return nil }
        let key = object["key"].flatMap { reader.secret($0, folder: folder) }
        let file = object.text("file", "timezonedb's time_zone.csv")
        if object["key"] == nil, object["file"] == nil {
            reader.report(
                node,
                "has neither \"key\" nor \"file\"; expected a key such as "
                    + "{ env: \"TIMEZONEDB_KEY\" }, or the path of timezonedb's time_zone.csv"
            )
        }
        if key == nil { reportUnused(["endpoint", "interval", "patience"], object) }
        if readsSecrets, let key {
            do throws(FileProblem) {
                _ = try key.resolved()
            } catch {
                reader.include(FileProblems([error]))
            }
        }
        let path = file.map { FileIdentity.absolute($0, from: folder) }
        if let path, let node = object["file"] { check(path, node) }
        return Settings.TimeZoneDB(
            key: key,
            file: path,
            endpoint: endpoint(object) ?? Settings.TimeZoneDB.standardEndpoint,
            interval: object.seconds("interval", in: 0...60).map { .seconds($0) } ?? .seconds(1),
            patience: object.seconds("patience", in: 0...60).map { .seconds($0) } ?? .seconds(2)
        )
    }

    // serve goes on without it, so only those who look hear of it here.
    private func check(_ path: String, _ node: JSONDocument.Node) {
        guard readsFiles else { return }
        do throws(ZoneSources.TableFailure) {
            _ = try ZoneSources.table(path)
        } catch {
            reader.report(node, "is no use: \(error.sentence)")
        }
    }

    private func reportUnused(_ keys: [String], _ object: ConfigObject) {
        for key in keys {
            guard let node = object[key] else { continue }
            reader.report(node, "has no effect without \"key\"; take it out")
        }
    }

    private func endpoint(_ object: ConfigObject) -> String? {
        let expected = "an address such as \(quoted(Settings.TimeZoneDB.standardEndpoint))"
        guard let node = object["endpoint"], var text = object.text("endpoint", expected) else {
            return nil
        }
        while text.hasSuffix("/") { text.removeLast() }
        guard text.hasPrefix("https://") || text.hasPrefix("http://"), !text.contains("?") else {
            reader.report(
                node,
                "is \(quoted(HTTPCall.origin(of: text))) and more; expected \(expected)"
            )
            return nil
        }
        // The key stands in the query: in the open it may only travel on this machine.
        if text.hasPrefix("http://"), HTTPAddress(text)?.isLoopback != true {
            reader.report(
                node,
                "is \(quoted(text)), over which the key could be read on its way; expected https"
            )
        }
        return text
    }

    /// Reads which zone numbers have that begin with some digits.
    func recipientZones(_ object: ConfigObject) -> [(prefix: String, zone: String)] {
        guard let node = object["recipientZones"] else { return [] }
        guard reader.document.kind(node) == .object else {
            reader.report(
                node,
                "is \(reader.shown(node)); expected an object such as "
                    + "{ \"+5255\": \"America/Mexico_City\" }"
            )
            return []
        }
        return reader.document.members(node).compactMap { key, value in
            let prefix = reader.document.text(key)
            if !PhoneRegions.isPrefix(prefix) {
                reader.report(
                    value,
                    "belongs to \(quoted(prefix)); expected the first digits of international "
                        + "numbers, such as \"+5255\""
                )
            }
            guard let zone = reader.text(value, "a zone name such as \"America/Mexico_City\"")
            else { return nil }
            if case .failure(let problem) = context.zone(zone) {
                reader.report(value, "is \(quoted(zone)); \(problem)")
                return nil
            }
            return (prefix, zone)
        }
    }
}
