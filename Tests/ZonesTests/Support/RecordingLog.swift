import TestSupport
import TicksheetCore

/// Keeps log lines.
struct RecordingLog: Log {
    private let kept = Shared<[String]>([])

    var lines: [String] { kept.value }

    func write(_ level: LogLevel, _ message: String, _ fields: [(name: String, value: String)]) {
        let text = fields.map { " \($0.name)=\($0.value)" }.joined()
        kept.change { $0.append("\(level.rawValue) \(message)\(text)") }
    }
}
