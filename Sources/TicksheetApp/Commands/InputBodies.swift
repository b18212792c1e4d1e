import CommandLineKit
import JSONTree
import PosixBridge

/// Reads saved bodies: files or standard input, one body each, or NDJSON with one a line.
enum InputBodies {
    /// A body and where it came from.
    struct Saved: Sendable {
        /// The file, with the line for NDJSON.
        let name: String
        let bytes: [UInt8]
    }

    /// Reads all bodies that the arguments name; without any, standard input.
    static func read(_ names: [String]) throws(CommandFailure) -> [Saved] {
        var bodies: [Saved] = []
        for name in names.isEmpty ? ["-"] : names {
            let bytes: [UInt8]
            do throws(SystemError) {
                bytes =
                    name == "-"
                    ? try Terminal.readInput() : try File(name, .read).readAll()
            } catch {
                if error.isTooLarge {
                    throw .other(
                        "file.too_large",
                        "\(name) is larger than 256 MB. Split it: split -l 100000 \(name).",
                        .inputOutput
                    )
                }
                throw .other(
                    "file.unreadable",
                    "\(name) cannot be read: \(error.reason). Name a saved body, or - for standard "
                        + "input.",
                    .inputOutput
                )
            }
            bodies += split(name == "-" ? "standard input" : name, bytes)
        }
        return bodies
    }

    /// A text that is no JSON as a whole and has several lines is one body a line.
    private static func split(_ name: String, _ bytes: [UInt8]) -> [Saved] {
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        let isWhole = (try? JSONDocument.parse(bytes)) != nil
        guard lines.count > 1, !isWhole,
            lines.contains(where: { (try? JSONDocument.parse(Array($0))) != nil })
        else { return [Saved(name: name, bytes: bytes)] }
        return lines.enumerated().map { index, line in
            Saved(name: "\(name):\(index + 1)", bytes: Array(line))
        }
    }
}
