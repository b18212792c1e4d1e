import MicroHTTPDBridge
import TicksheetCore

/// The settings that hold until the process starts anew.
struct FixedSettings: Sendable {
    private let values: [(key: String, value: String)]

    init(_ settings: Settings) {
        let limits = settings.limits
        let zones = settings.timeZoneDB
        values = [
            ("listen", settings.listen.text),
            ("journal", settings.journal),
            (
                "limits",
                "body \(limits.body) B, header \(limits.header) s, total \(limits.total) s, "
                    + "connections \(limits.connections)"
            ),
            ("http", settings.http.rawValue),
            ("tls", settings.tls == nil ? "off" : "on"),
            ("operator.listen", settings.operation?.listen.text ?? "off"),
            (
                "timezonedb",
                zones.map { zones in
                    let key = zones.key?.shownPlace ?? "none"
                    return "key \(key), file \(zones.file ?? "none"), endpoint \(zones.endpoint), "
                        + "interval \(zones.interval), patience \(zones.patience)"
                } ?? "off"
            ),
        ]
    }

    /// Returns what differs in other settings: key, what holds, what was asked for.
    func differences(from wanted: Settings) -> [(key: String, holds: String, wanted: String)] {
        zip(values, Self(wanted).values)
            .filter { $0.value != $1.value }
            .map { ($0.key, $0.value, $1.value) }
    }
}
