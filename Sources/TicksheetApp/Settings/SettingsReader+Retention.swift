import JSONTree
import TicksheetCore

extension SettingsReader {
    private static let forever = "forever"
    // A day has its daily copies; a hundred years are for ever.
    private static let allowed: ClosedRange<Double> = 3600...(36_500 * 86_400)

    /// Reads how long the journal keeps what.
    func retention(_ object: ConfigObject) -> Retention {
        let standard = Retention.standard
        guard let object = object.object("retention", keys: ["bodies", "entries"]) else {
            return standard
        }
        let entries = span("entries", object, standard: standard.entries)
        let usual = standard.bodies.map { min($0, entries ?? $0) }
        let bodies = span("bodies", object, standard: usual)
        // A body that outlives its entries could only be mapped again into events that nobody knows.
        if let entries, (bodies ?? .max) > entries, let node = object["bodies"] {
            reader.report(
                node,
                "is \(reader.shown(node)), longer than \"entries\" keeps what came of them; expected "
                    + "at most \(Self.shown(entries))"
            )
        }
        return Retention(bodies: bodies, entries: entries)
    }

    private func span(_ key: String, _ object: ConfigObject, standard: Int64?) -> Int64? {
        guard let node = object[key] else { return standard }
        if reader.document.kind(node) == .string, reader.document.text(node) == Self.forever {
            return nil
        }
        guard let seconds = object.seconds(key, in: Self.allowed, orWord: Self.forever) else {
            return standard
        }
        return Int64(seconds)
    }

    /// Writes a retention's span as a setting would, in its largest whole unit.
    static func shown(_ seconds: Int64?) -> String {
        guard let seconds else { return Self.forever }
        for (unit, size) in [("d", 86_400), ("h", 3600), ("m", 60)] as [(String, Int64)]
        where seconds.isMultiple(of: size) {
            return "\(seconds / size)\(unit)"
        }
        return "\(seconds)s"
    }
}
