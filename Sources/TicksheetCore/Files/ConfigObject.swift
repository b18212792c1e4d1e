package import JSONTree
import Suggestions

/// An object of a file that a person wrote, with typed reads of its keys.
///
/// Each read notes a problem and returns nil where the value is something else; a key that is not
/// there is nil without a problem unless it is required.
package struct ConfigObject {
    /// The file's reader.
    package let reader: ConfigReader
    /// The object.
    package let node: JSONDocument.Node

    /// Takes an object whose keys are checked elsewhere.
    package init(reader: ConfigReader, node: JSONDocument.Node) {
        self.reader = reader
        self.node = node
    }

    /// Returns the value of a key, or nil; `null` counts as not there.
    package subscript(_ key: String) -> JSONDocument.Node? {
        guard let value = reader.document.member(node, JSONKey(key)),
            reader.document.kind(value) != .null
        else { return nil }
        return value
    }

    /// Returns the value of a key that must be there.
    ///
    /// `expected`: What should stand there, such as `the port to listen on`.
    package func required(_ key: String, _ expected: String) -> JSONDocument.Node? {
        if let value = self[key] { return value }
        reader.report(node, "has no \"\(key)\"; expected \(expected)")
        return nil
    }

    /// Returns a text.
    package func text(_ key: String, _ expected: String) -> String? {
        self[key].flatMap { reader.text($0, expected) }
    }

    /// Returns a text that must be there.
    package func requiredText(_ key: String, _ expected: String) -> String? {
        required(key, expected).flatMap { reader.text($0, expected) }
    }

    /// Returns true or false.
    package func flag(_ key: String) -> Bool? {
        guard let value = self[key] else { return nil }
        guard let flag = reader.document.bool(value) else {
            reader.report(value, "is \(reader.shown(value)); expected true or false")
            return nil
        }
        return flag
    }

    /// Returns a whole number of a range.
    package func integer(_ key: String, in range: ClosedRange<Int64>, _ unit: String) -> Int64? {
        guard let value = self[key] else { return nil }
        guard let number = reader.document.integer(value), range.contains(number) else {
            reader.report(
                value,
                "is \(reader.shown(value)); expected a whole number of \(unit), "
                    + "\(range.lowerBound)…\(range.upperBound)"
            )
            return nil
        }
        return number
    }

    /// Returns one of a type's words.
    package func word<Word: RawRepresentable & CaseIterable>(
        _ key: String,
        as type: Word.Type
    ) -> Word? where Word.RawValue == String {
        guard let value = self[key] else { return nil }
        let words = Word.allCases.map(\.rawValue)
        if reader.document.kind(value) == .string,
            let word = Word(rawValue: reader.document.text(value))
        {
            return word
        }
        let hint = nearest(to: reader.document.text(value), in: words)
            .map { "; did you mean \"\($0)\"?" }
        reader.report(
            value,
            "is \(reader.shown(value)); expected \(list(words.map { "\"\($0)\"" }))\(hint ?? "")"
        )
        return nil
    }

    /// Returns a span of time such as `"5s"`, `"10m"`, `"6h"` or `"30d"`, in seconds.
    ///
    /// `word`: What else may stand there, for the message; the caller reads it.
    package func seconds(
        _ key: String,
        in range: ClosedRange<Double>,
        orWord word: String? = nil
    ) -> Double? {
        guard let value = self[key] else { return nil }
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        let text = reader.document.kind(value) == .string ? reader.document.text(value) : ""
        if let unit = text.last.flatMap({ units[$0] }), let number = Double(text.dropLast()),
            range.contains(number * unit)
        {
            return number * unit
        }
        if text.hasSuffix("ms"), let number = Double(text.dropLast(2)),
            range.contains(number / 1000)
        {
            return number / 1000
        }
        reader.report(
            value,
            "is \(reader.shown(value)); expected a time such as \"5s\", \"10m\", \"6h\" or "
                + "\"30d\" between \(shownSeconds(range.lowerBound)) and "
                + "\(shownSeconds(range.upperBound))" + (word.map { ", or \"\($0)\"" } ?? "")
        )
        return nil
    }

    /// Returns a size such as `"3MB"` or `"64KB"`, in bytes.
    package func bytes(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = self[key] else { return nil }
        if reader.document.kind(value) == .string {
            let text = reader.document.text(value)
            for (unit, size) in [("KB", 1024), ("MB", 1 << 20), ("GB", 1 << 30), ("B", 1)]
            where text.hasSuffix(unit) {
                if let number = Int(text.dropLast(unit.count)), (0...1 << 33) ~= number,
                    range.contains(number * size)
                {
                    return number * size
                }
                break
            }
        }
        reader.report(
            value,
            "is \(reader.shown(value)); expected a size such as \"64KB\" or \"3MB\" between "
                + "\(range.lowerBound) B and \(range.upperBound) B"
        )
        return nil
    }

    /// Returns an object with the keys that it may have.
    package func object(_ key: String, keys: [String]) -> ConfigObject? {
        self[key].flatMap { reader.object($0, keys: keys) }
    }

    /// Returns the elements of a list; a single value stands for a list of one where it is allowed.
    package func elements(
        _ key: String,
        _ expected: String,
        orOne: Bool = false
    ) -> [JSONDocument.Node]? {
        guard let value = self[key] else { return nil }
        if reader.document.kind(value) == .array { return Array(reader.document.elements(value)) }
        if orOne { return [value] }
        reader.report(value, "is \(reader.shown(value)); expected \(expected)")
        return nil
    }

    /// The members in order: key text and value.
    package var members: [(key: String, value: JSONDocument.Node)] {
        reader.document.members(node).map { (reader.document.text($0.key), $0.value) }
    }

    private func shownSeconds(_ seconds: Double) -> String {
        for (unit, size) in [("d", 86_400.0), ("h", 3600), ("m", 60)]
        where seconds >= size && seconds.truncatingRemainder(dividingBy: size) == 0 {
            return "\(Int(seconds / size))\(unit)"
        }
        return seconds < 1 ? "\(Int(seconds * 1000))ms" : "\(Int(seconds))s"
    }
}

extension ConfigReader {
    /// Returns a value that must be a text that is not blank.
    package func text(_ node: Node, _ expected: String) -> String? {
        guard document.kind(node) == .string else {
            report(node, "is \(shown(node)); expected \(expected)")
            return nil
        }
        let text = document.text(node)
        guard text.contains(where: { !$0.isWhitespace }) else {
            report(node, "is empty; expected \(expected)")
            return nil
        }
        // A path would end there.
        guard !text.utf8.contains(0) else {
            report(node, "holds the character NUL; expected \(expected)")
            return nil
        }
        return text
    }
}
