import Foundation
import Testing

/// The checkout as text, for tests that hold its rules.
enum SourceTree {
    /// The checkout's folder.
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// One file.
    struct File: Sendable, CustomTestStringConvertible {
        /// The path below the checkout.
        let path: String
        let text: String

        var testDescription: String { path }

        /// Lines without comments, numbered from 1.
        var code: [(number: Int, text: String)] {
            text.split(separator: "\n", omittingEmptySubsequences: false)
                .enumerated()
                .map { ($0.offset + 1, Self.withoutComment(String($0.element))) }
        }

        /// The modules that it imports.
        var imports: [String] {
            code.compactMap { line in
                let words = line.text.split(separator: " ")
                guard let index = words.firstIndex(of: "import"), index < 2,
                    index == 0 || ["package", "internal"].contains(words[0]),
                    words.count > index + 1
                else { return nil }
                return String(words[index + 1])
            }
        }

        private static func withoutComment(_ line: String) -> String {
            guard let range = line.range(of: "//") else { return line }
            // A slash pair inside a text, such as an address, is no comment.
            let before = line[..<range.lowerBound]
            let quotes = before.count { $0 == "\"" }
            return quotes.isMultiple(of: 2) ? String(before) : line
        }
    }

    /// All Swift files below a folder of the checkout.
    static func swiftFiles(below folder: String) -> [File] {
        let base = root.appending(path: folder)
        let paths = FileManager.default.enumerator(atPath: base.path)?.allObjects ?? []
        return paths.compactMap { $0 as? String }
            .filter { $0.hasSuffix(".swift") }
            .sorted()
            .compactMap { path in
                let url = base.appending(path: path)
                guard let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
                return File(path: "\(folder)/\(path)", text: text)
            }
    }

    /// The shipped sources.
    static let sources = swiftFiles(below: "Sources")

    /// The text of a file of the checkout.
    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }
}
