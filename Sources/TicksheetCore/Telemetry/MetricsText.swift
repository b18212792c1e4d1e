/// Writes measured values in the text format that Prometheus reads.
///
/// Each family is begun once, its samples follow.
/// Source: <https://prometheus.io/docs/instrumenting/exposition_formats/>
package struct MetricsText: Sendable {
    /// The media type of the format.
    package static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    /// How a family's values behave.
    package enum Kind: String, Sendable {
        /// Only grows, until the process starts anew.
        case counter
        /// Goes up and down.
        case gauge
        /// Counts in buckets.
        case histogram
    }

    /// The text so far.
    package private(set) var text = ""

    /// Begins an empty text.
    package init() {}

    /// Begins a family of samples.
    package mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(Self.escaped(help, isQuoted: false))\n# TYPE \(name) \(kind)\n"
    }

    /// Writes one whole number.
    package mutating func sample(
        _ name: String,
        _ labels: [(name: String, value: String)] = [],
        _ value: Int64
    ) {
        write(name, labels, String(value))
    }

    /// Writes one number.
    package mutating func sample(
        _ name: String,
        _ labels: [(name: String, value: String)] = [],
        _ value: Double
    ) {
        write(name, labels, String(value))
    }

    private mutating func write(
        _ name: String,
        _ labels: [(name: String, value: String)],
        _ value: String
    ) {
        text += name
        if !labels.isEmpty {
            let pairs = labels.map { "\($0.name)=\"\(Self.escaped($0.value, isQuoted: true))\"" }
            text += "{\(pairs.joined(separator: ","))}"
        }
        text += " \(value)\n"
    }

    private static func escaped(_ text: String, isQuoted: Bool) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where isQuoted: result += "\\\""
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
