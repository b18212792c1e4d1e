package import JSONTree
import Suggestions

/// Reads a file that a person wrote in JSON5 and collects everything that is wrong in it.
///
/// A typed read of a key that is missing or holds something else notes the problem and returns nil,
/// so that one run shows all problems at once.
package final class ConfigReader {
    /// A place in the file.
    package typealias Node = JSONDocument.Node

    /// The file as the person named it.
    package let file: String
    /// What was read.
    package let document: JSONDocument
    /// What is wrong so far.
    package private(set) var problems: [FileProblem] = []

    /// Reads a text.
    ///
    /// - Throws: What is wrong, where so little of the text makes sense that nothing can be read.
    package init(file: String, bytes: [UInt8]) throws(FileProblems) {
        self.file = file
        let (document, faults) = JSONDocument.parseCollecting(bytes, dialect: .json5)
        problems = faults.map {
            FileProblem(file: file, line: $0.position.line, finding: $0.finding)
        }
        guard let document else { throw FileProblems(problems) }
        self.document = document
        for note in document.notes {
            switch note.reason {
            case .repeatedKey(let key):
                problems.append(
                    FileProblem(
                        file: file,
                        line: note.position.line,
                        finding: "the key \"\(key)\" stands twice in one object; keep one of them"
                    )
                )
            case .notUTF8:
                problems.append(
                    FileProblem(
                        file: file,
                        line: note.position.line,
                        finding: "the text is no UTF-8 here; save the file as UTF-8"
                    )
                )
            }
        }
    }

    /// Throws all problems in the order of their lines, if there are any.
    package func finish() throws(FileProblems) {
        guard problems.isEmpty else { throw FileProblems(problems) }
    }

    /// Notes a problem at a place.
    ///
    /// `finding`: Follows the place's name: `is "x"; expected …`.
    package func report(_ node: Node, _ finding: String) {
        // What could not be read was reported when the text was; a second report only confuses.
        guard !document.isDamaged(node) else { return }
        let problem = FileProblem(
            file: file,
            line: document.position(of: node).line,
            finding: "\(name(of: node)) \(finding)"
        )
        // A place that is read twice, such as a field for two rules, is reported once.
        if !problems.contains(problem) { problems.append(problem) }
    }

    /// Notes problems of another file, such as a mapping that this one names.
    package func include(_ others: FileProblems) {
        // A mapping that is named twice is wrong once.
        problems += others.all.filter { !problems.contains($0) }
    }

    /// Returns the object at a place; notes a problem where it is something else.
    ///
    /// `keys`: The keys it may have; others are noted, with the nearest of these.
    package func object(_ node: Node, keys: [String]) -> ConfigObject? {
        guard document.kind(node) == .object else {
            report(node, "is \(shown(node)); expected an object with \(list(keys))")
            return nil
        }
        for (key, _) in document.members(node) {
            let text = document.text(key)
            guard !keys.contains(text) else { continue }
            let hint = nearest(to: text, in: keys).map { "did you mean \"\($0)\"?" }
            problems.append(
                FileProblem(
                    file: file,
                    line: document.position(of: key).line,
                    finding: "\(inside(node))unknown key \"\(text)\"; "
                        + (hint ?? "expected one of \(list(keys))")
                )
            )
        }
        return ConfigObject(reader: self, node: node)
    }

    /// Returns a value as a person would quote it, cut at 40 characters.
    package func shown(_ node: Node) -> String {
        switch document.kind(node) {
        case .object: return "an object"
        case .array: return "a list"
        case .string: return quoted(document.text(node))
        default: return String(decoding: document.source(node).prefix(40), as: UTF8.self)
        }
    }

    /// Returns a place's name: `reports[0].to[2].batch`, or `the file` for the whole.
    package func name(of node: Node) -> String {
        var path = document.path(of: node).dropFirst()
        var name = ""
        while path.popFirst() != nil {
            guard path.first == "'" else {
                name += "[\(path.prefix { $0 != "]" })]"
                path = path.drop { $0 != "]" }.dropFirst()
                continue
            }
            path.removeFirst()
            if !name.isEmpty { name += "." }
            while let character = path.popFirst(), character != "'" {
                name.append(character == "\\" ? path.popFirst() ?? character : character)
            }
            path = path.dropFirst()
        }
        return name.isEmpty ? "the file" : name
    }

    private func inside(_ node: Node) -> String {
        let name = name(of: node)
        return name == "the file" ? "" : "\(name): "
    }
}

/// Everything that is wrong in one or more files; never empty.
package struct FileProblems: Error, Sendable, Equatable, CustomStringConvertible {
    /// The problems, by file in the order of reading, each file's by line.
    package let all: [FileProblem]

    /// Creates a list from at least one problem.
    package init(_ all: [FileProblem]) {
        var files: [String] = []
        for problem in all where !files.contains(problem.file) { files.append(problem.file) }
        self.all = files.flatMap { file in
            all.filter { $0.file == file }
                .enumerated()
                .sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
                .map(\.element)
        }
    }

    /// One problem a line.
    package var description: String {
        all.map(\.description).joined(separator: "\n")
    }
}

/// Returns a text in quotation marks, cut at 40 characters.
package func quoted(_ text: String) -> String {
    text.count > 40 ? "\"\(text.prefix(39))…\"" : "\"\(text)\""
}

/// Returns names as a list for a sentence: `a, b or c`.
package func list(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " or " + last
}
