/// The `q` of `files.list`, as far as clients for spreadsheets use it: conditions joined by `and`.
///
/// Source: <https://developers.google.com/workspace/drive/api/guides/search-files>
struct FileQuery: Sendable {
    private enum Condition {
        case name(String)
        case nameContains(String)
        case mimeType(String)
        case trashed(Bool)
        case parent(String)
        case appProperty(String, String)
    }

    private var conditions: [Condition] = []

    init(_ text: String) throws(APIError) {
        var rest = Self.tokens(text)[...]
        while !rest.isEmpty {
            guard let condition = Self.condition(&rest) else {
                throw .invalid("Invalid Value: this stand-in does not understand q = \(text)")
            }
            conditions.append(condition)
            guard rest.first?.lowercased() == "and" else { break }
            rest.removeFirst()
        }
        if !rest.isEmpty {
            throw .invalid("Invalid Value: this stand-in does not understand q = \(text)")
        }
    }

    /// `project`: Whose app asks: properties of an app are its own.
    func matches(_ book: Spreadsheet, project: String) -> Bool {
        conditions.allSatisfy { condition in
            switch condition {
            case .name(let name): book.title == name
            case .nameContains(let part): book.title.lowercased().contains(part.lowercased())
            case .mimeType(let type): type == Spreadsheet.mimeType
            case .trashed(let isTrashed): book.isTrashed == isTrashed
            case .parent(let parent): parent == book.parent ?? "root"
            case .appProperty(let key, let value):
                book.apps.contains(project) && book.appProperties[key] == value
            }
        }
    }

    private static func condition(_ tokens: inout ArraySlice<String>) -> Condition? {
        let words = Array(tokens.prefix(12))
        func isText(_ index: Int) -> String? {
            words.indices.contains(index) && words[index].hasPrefix("'")
                ? String(words[index].dropFirst()) : nil
        }
        guard words.count >= 3 else { return nil }
        if let parent = isText(0), words[1] == "in", words[2] == "parents" {
            tokens = tokens.dropFirst(3)
            return .parent(parent)
        }
        if words[0] == "appProperties", words[1] == "has", words.count >= 11, words[2] == "{",
            words[3] == "key", words[4] == "=", let key = isText(5), words[6] == "and",
            words[7] == "value", words[8] == "=", let value = isText(9), words[10] == "}"
        {
            tokens = tokens.dropFirst(11)
            return .appProperty(key, value)
        }
        let condition: Condition? =
            switch (words[0], words[1]) {
            case ("name", "="): isText(2).map { .name($0) }
            case ("name", "contains"): isText(2).map { .nameContains($0) }
            case ("mimeType", "="): isText(2).map { .mimeType($0) }
            case ("trashed", "="): .trashed(words[2] == "true")
            default: nil
            }
        tokens = tokens.dropFirst(3)
        return condition
    }

    /// Words, signs, and texts with an apostrophe in front.
    private static func tokens(_ text: String) -> [String] {
        var tokens: [String] = []
        var rest = text[...]
        while let first = rest.first {
            if first == " " {
                rest.removeFirst()
            } else if first == "'" || first == "\"" {
                var value = "'"
                rest.removeFirst()
                while let next = rest.popFirst(), next != first {
                    value.append(next == "\\" ? rest.popFirst() ?? next : next)
                }
                tokens.append(value)
            } else if "={}()".contains(first) {
                tokens.append(String(rest.removeFirst()))
            } else {
                let word = rest.prefix { !" ={}()'\"".contains($0) }
                tokens.append(String(word))
                rest = rest[word.endIndex...]
            }
        }
        return tokens
    }
}
