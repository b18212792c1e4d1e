import CommandLineKit
import HTTPTypes
import PosixBridge
import TicksheetCore
import WallTime

/// Writes log lines to standard error as logfmt: `time=… level=info msg="…" rows=40`.
struct LogfmtLog: Log {
    let console: Console

    func write(_ level: LogLevel, _ message: String, _ fields: [(name: String, value: String)]) {
        var line = "time=\(SystemClock().now.rfc3339UTC.prefix(19))Z level=\(level.rawValue)"
        line += " msg=\(Self.value(message))"
        for field in fields { line += " \(field.name)=\(Self.value(field.value))" }
        console.note(line)
    }

    private static func value(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3D }
        if isPlain { return text }
        return "\""
            + escapedControls(text, escapingBackslash: true)
            .parts(at: "\"").joined(separator: "\\\"") + "\""
    }
}
