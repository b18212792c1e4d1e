import JSONTree
import Suggestions
import TicksheetCore
import WallTime

/// What is written, and where.
extension SettingsReader {
    func reports(
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
            mapping = mapping.knowing(times: Set(sources.flatMap(\.mapping.customTimes)))
            checkFields(of: mapping, sources, object)
            checkStatuses(of: mapping, sources, object)
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
                "has a column or a condition for the field \(quoted(field)), which no source has; "
                    + (hint ?? "expected one of \(list(names))")
            )
        }
    }

    // A word that is nearly one of those that statuses have makes a report that stays empty.
    private func checkStatuses(
        of mapping: ReportMapping,
        _ sources: [Settings.Source],
        _ object: ConfigObject
    ) {
        guard let node = object["mapping"] else { return }
        let known = Set(ReportMapping.statuses).union(sources.flatMap(\.mapping.statuses))
        for status in mapping.wantedStatuses.subtracting(known).sorted() {
            guard let near = nearest(to: status, in: known.sorted()) else { continue }
            reader.report(
                node,
                "has the condition that the status is \(quoted(status)), which no source says; did "
                    + "you mean \(quoted(near))?"
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
