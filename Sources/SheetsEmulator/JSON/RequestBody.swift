import JSONTree

/// A JSON object of a request, read as Google reads it: null is absent, unknown names are refused.
struct RequestBody: Sendable {
    let document: JSONDocument
    let node: JSONDocument.Node
    /// Where it stands, in the words of Google's messages; empty for the whole body.
    let path: String

    /// Reads a body; one without any bytes is an empty object.
    init(_ bytes: [UInt8]) throws(APIError) {
        do {
            document = try JSONDocument.parse(bytes.isEmpty ? Array("{}".utf8) : bytes)
        } catch {
            throw .badPayload("Invalid JSON payload received. \(error)", at: "")
        }
        node = document.root
        path = ""
        guard document.kind(node) == .object else {
            throw .badPayload(
                "Invalid JSON payload received. Unknown name \"\": Root element must be a message.",
                at: ""
            )
        }
    }

    init(_ document: JSONDocument, _ node: JSONDocument.Node, _ path: String) {
        self.document = document
        self.node = node
        self.path = path
    }

    /// Refuses members that are not among these.
    func only(_ names: Set<String>) throws(APIError) {
        for member in document.members(node) {
            let name = document.text(member.key)
            guard !names.contains(name) else { continue }
            let place = path.isEmpty ? "" : " at '\(path)'"
            throw .badPayload(
                "Invalid JSON payload received. Unknown name \"\(name)\"\(place): "
                    + "Cannot find field.",
                at: path
            )
        }
    }

    func has(_ name: String) -> Bool { member(name) != nil }

    func member(_ name: String) -> JSONDocument.Node? {
        document.member(node, JSONKey(name)).flatMap { document.kind($0) == .null ? nil : $0 }
    }

    func string(_ name: String) throws(APIError) -> String? {
        guard let node = member(name) else { return nil }
        guard document.kind(node) == .string else { throw wrong(node, name, "TYPE_STRING") }
        return document.text(node)
    }

    func bool(_ name: String) throws(APIError) -> Bool? {
        guard let node = member(name) else { return nil }
        guard let value = document.bool(node) else { throw wrong(node, name, "TYPE_BOOL") }
        return value
    }

    func int(_ name: String) throws(APIError) -> Int32? {
        guard let node = member(name) else { return nil }
        let number =
            document.kind(node) == .string
            ? Double(document.text(node)) : document.double(node)
        guard let value = number.flatMap({ Int32(exactly: $0) }) else {
            throw wrong(node, name, "TYPE_INT32")
        }
        return value
    }

    /// One of an enumeration's names.
    func word(_ name: String, of words: [String], type: String) throws(APIError) -> String? {
        guard let word = try string(name) else { return nil }
        guard words.contains(word) else {
            throw .badPayload(
                "Invalid value at '\(place(name))' "
                    + "(type.googleapis.com/google.apps.sheets.v4.\(type)), \"\(word)\"",
                at: place(name)
            )
        }
        return word
    }

    func object(_ name: String) throws(APIError) -> RequestBody? {
        guard let node = member(name) else { return nil }
        guard document.kind(node) == .object else {
            throw wrong(node, name, "type.googleapis.com/google.apps.sheets.v4.Message")
        }
        return RequestBody(document, node, place(name))
    }

    func list(_ name: String) throws(APIError) -> [RequestBody] {
        guard let node = member(name) else { return [] }
        guard document.kind(node) == .array else {
            throw wrong(node, name, "type.googleapis.com/google.apps.sheets.v4.Message")
        }
        let place = place(name)
        return document.elements(node).enumerated().map {
            RequestBody(document, $0.element, "\(place)[\($0.offset)]")
        }
    }

    func strings(_ name: String) throws(APIError) -> [String] {
        guard let node = member(name) else { return [] }
        var texts: [String] = []
        for element in document.elements(node) {
            guard document.kind(element) == .string else {
                throw wrong(element, name, "TYPE_STRING")
            }
            texts.append(document.text(element))
        }
        return texts
    }

    func value(_ name: String) -> JSONValue? {
        member(name).map { JSONValue(document, $0).withoutNulls }
    }

    /// A field mask; nil where none is given.
    func mask(_ name: String = "fields") throws(APIError) -> FieldMask? {
        guard let text = try string(name), !text.isEmpty else { return nil }
        guard let mask = FieldMask(text) else {
            throw .badPayload(
                "Invalid value at '\(place(name))' "
                    + "(type.googleapis.com/google.protobuf.FieldMask), \"\(text)\"",
                at: place(name)
            )
        }
        return mask
    }

    func place(_ name: String) -> String {
        let snake = name.reduce(into: "") { text, character in
            if character.isUppercase { text += "_" }
            text += character.lowercased()
        }
        return path.isEmpty ? snake : "\(path).\(snake)"
    }

    private func wrong(_ node: JSONDocument.Node, _ name: String, _ type: String) -> APIError {
        let found = String(decoding: document.source(node).prefix(200), as: UTF8.self)
        return .badPayload("Invalid value at '\(place(name))' (\(type)), \(found)", at: place(name))
    }
}
