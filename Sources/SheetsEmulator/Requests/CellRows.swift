import JSONTree

/// Reads `RowData`, straight from the text: a batch may hold a hundred thousand cells.
struct CellRows {
    private static let values: JSONKey = "values"
    private static let userEnteredValue: JSONKey = "userEnteredValue"
    private static let stringValue: JSONKey = "stringValue"
    private static let numberValue: JSONKey = "numberValue"
    private static let boolValue: JSONKey = "boolValue"
    private static let formulaValue: JSONKey = "formulaValue"
    /// Members of a `CellData` that are kept beside the value.
    static let kept: Set = [
        "userEnteredFormat", "note", "dataValidation", "textFormatRuns", "hyperlink",
    ]
    /// Members that are only ever read.
    private static let readOnly: Set = ["effectiveValue", "formattedValue", "effectiveFormat"]

    private let document: JSONDocument
    private let path: String
    private var lastSource: ArraySlice<UInt8> = []
    private var lastExtras: Cell.Extras?

    /// Returns the rows of a request.
    static func read(_ body: RequestBody) throws(APIError) -> [[Cell]] {
        guard let rows = body.member("rows") else { return [] }
        var reader = CellRows(document: body.document, path: body.place("rows"))
        var result: [[Cell]] = []
        result.reserveCapacity(body.document.count(rows))
        for row in body.document.elements(rows) { result.append(try reader.row(row)) }
        return result
    }

    /// Returns the cell of a request; an empty one where there is none.
    static func cell(_ body: RequestBody, _ name: String) throws(APIError) -> Cell {
        guard let node = body.member(name) else { return Cell() }
        var reader = CellRows(document: body.document, path: body.place(name))
        return try reader.cell(node)
    }

    private init(document: JSONDocument, path: String) {
        self.document = document
        self.path = path
    }

    private mutating func row(_ node: JSONDocument.Node) throws(APIError) -> [Cell] {
        var cells: [Cell] = []
        for member in document.members(node) {
            guard document.isText(member.key, Self.values) else { throw unknown(member.key) }
            cells.reserveCapacity(document.count(member.value))
            for cell in document.elements(member.value) { cells.append(try self.cell(cell)) }
        }
        return cells
    }

    private mutating func cell(_ node: JSONDocument.Node) throws(APIError) -> Cell {
        var cell = Cell()
        var others: [(key: JSONDocument.Node, value: JSONDocument.Node)] = []
        for member in document.members(node) where document.kind(member.value) != .null {
            if document.isText(member.key, Self.userEnteredValue) {
                cell.value = try value(member.value)
            } else {
                others.append(member)
            }
        }
        if let first = others.first, let last = others.last {
            // Cells one after the other mostly carry the same format.
            let source = document.bytes[
                document.range(first.key).lowerBound..<document.range(last.value).upperBound
            ]
            if source != lastSource {
                lastSource = source
                lastExtras = try extras(others)
            }
            cell.extras = lastExtras
        }
        return cell
    }

    private func extras(
        _ members: [(key: JSONDocument.Node, value: JSONDocument.Node)]
    ) throws(APIError) -> Cell.Extras? {
        var kept = JSONValue.empty
        for member in members {
            let name = document.text(member.key)
            if Self.kept.contains(name) {
                let value = JSONValue(document, member.value).withoutNulls
                kept.set(name, value == .empty || value == .string("") ? nil : value)
            } else if !Self.readOnly.contains(name) {
                throw unknown(member.key)
            }
        }
        return Cell.Extras(kept)
    }

    private func value(_ node: JSONDocument.Node) throws(APIError) -> CellValue? {
        var value: CellValue?
        for member in document.members(node) where document.kind(member.value) != .null {
            let kind = document.kind(member.value)
            if document.isText(member.key, Self.stringValue) {
                guard kind == .string else { throw wrong(member.value, "string_value", "STRING") }
                let text = document.text(member.value)
                value = text.isEmpty ? nil : .text(text)
            } else if document.isText(member.key, Self.numberValue) {
                let number =
                    kind == .string
                    ? Double(document.text(member.value)) : document.double(member.value)
                guard let number, number.isFinite else {
                    throw wrong(member.value, "number_value", "DOUBLE")
                }
                value = .number(number)
            } else if document.isText(member.key, Self.boolValue) {
                guard let bool = document.bool(member.value) else {
                    throw wrong(member.value, "bool_value", "BOOL")
                }
                value = .bool(bool)
            } else if document.isText(member.key, Self.formulaValue) {
                guard kind == .string else { throw wrong(member.value, "formula_value", "STRING") }
                value = .formula(document.text(member.value))
            } else {
                throw unknown(member.key)
            }
        }
        return value
    }

    private func unknown(_ key: JSONDocument.Node) -> APIError {
        .badPayload(
            "Invalid JSON payload received. Unknown name \"\(document.text(key))\" at '\(path)': "
                + "Cannot find field.",
            at: path
        )
    }

    private func wrong(_ node: JSONDocument.Node, _ name: String, _ type: String) -> APIError {
        let found = String(decoding: document.source(node).prefix(200), as: UTF8.self)
        let place = "\(path).\(name)"
        return .badPayload("Invalid value at '\(place)' (TYPE_\(type)), \(found)", at: place)
    }
}
