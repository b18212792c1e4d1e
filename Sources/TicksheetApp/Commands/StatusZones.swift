import CommandLineKit
import JSONTree
import TicksheetCore
import WallTime

/// Who said the offsets that rows rely on, for `status`.
struct StatusZones: Sendable {
    /// The newest pin of each zone.
    private let newest: [ZonePin]

    init(_ pins: [ZonePin]) {
        newest = Dictionary(grouping: pins, by: \.zone)
            .compactMap { $0.value.max { $0.last < $1.last } }
            .sorted { $0.zone < $1.zone }
    }

    /// A line for people; nil where no row was written yet.
    var line: String? {
        guard !newest.isEmpty else { return nil }
        let parts = ZoneSource.allCases.compactMap { source -> String? in
            let zones = newest.filter { $0.source == source }.map(\.zone)
            guard let first = zones.first else { return nil }
            let who = source == .system ? "this machine's tz database" : source.rawValue
            return (zones.count == 1 ? first : CountedNoun("zone").counted(zones.count)) + " by "
                + who
        }
        return parts.joined(separator: ", ")
    }

    func append(to writer: inout JSONWriter) {
        writer.beginArray()
        for pin in newest {
            writer.beginObject()
            writer.key("zone")
            writer.string(pin.zone)
            writer.key("offset")
            writer.string(pin.offset.text)
            writer.key("source")
            writer.string(pin.source.rawValue)
            writer.endObject()
        }
        writer.endArray()
    }
}
