/// Gives a range a name.
struct AddNamedRange: SheetsRequest {
    let id: String?
    let name: String?
    let range: GridRange?

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["namedRange"])
        let inner = try body.object("namedRange")
        try inner?.only(["namedRangeId", "name", "range"])
        id = try inner?.string("namedRangeId")
        name = try inner?.string("name")
        range = try inner?.object("range").map { body throws(APIError) in try GridRange(body) }
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        guard let name, !name.isEmpty else { throw .missing("namedRange.name") }
        guard let range else { throw .missing("namedRange.range") }
        _ = try book.area(range)
        let taken = book.namedRanges
        if taken.contains(where: { $0.name.lowercased() == name.lowercased() }) {
            throw Refusal("A named range with the name \(name) already exists.")
        }
        if let id, taken.contains(where: { $0.id == id }) {
            throw Refusal("A named range with id \(id) already exists.")
        }
        let made = context.newId { number in taken.contains { $0.id == String(number) } }
        let added = Spreadsheet.NamedRange(id: id ?? String(made), name: name, range: range)
        book.namedRanges.append(added)
        return ["namedRange": added.json]
    }
}

/// Changes a named range.
struct UpdateNamedRange: SheetsRequest {
    let id: String
    let name: String?
    let range: GridRange?
    let mask: FieldMask?

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["namedRange", "fields"])
        let inner = try body.object("namedRange")
        try inner?.only(["namedRangeId", "name", "range"])
        id = try inner?.string("namedRangeId") ?? ""
        name = try inner?.string("name")
        range = try inner?.object("range").map { body throws(APIError) in try GridRange(body) }
        mask = try body.mask()
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        let mask = try mask.required()
        let index = try book.namedRange(id)
        let names = mask.isWhole ? ["name", "range"] : mask.paths.map { $0[0] }
        for field in names {
            switch field {
            case "name":
                guard let name, !name.isEmpty else { throw .missing("namedRange.name") }
                book.namedRanges[index].name = name
            case "range":
                guard let range else { throw .missing("namedRange.range") }
                _ = try book.area(range)
                book.namedRanges[index].range = range
            default: throw Refusal("Invalid field: \(field)")
            }
        }
        return nil
    }
}

/// Takes a range's name away.
struct DeleteNamedRange: SheetsRequest {
    let id: String

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["namedRangeId"])
        id = try body.string("namedRangeId") ?? ""
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        book.namedRanges.remove(at: try book.namedRange(id))
        return nil
    }
}

extension Spreadsheet {
    /// A range with a name.
    struct NamedRange: Sendable {
        let id: String
        var name: String
        var range: GridRange

        var json: JSONValue {
            ["namedRangeId": .string(id), "name": .string(name), "range": range.json]
        }
    }

    fileprivate func namedRange(_ id: String) throws(Refusal) -> Int {
        guard let index = namedRanges.firstIndex(where: { $0.id == id }) else {
            throw Refusal("No named range with id: \(id)")
        }
        return index
    }

    /// Changes the named ranges of a sheet; those of which nothing is left go.
    mutating func changeNamedRanges(of sheetId: Int32, _ body: (inout GridRange) -> Bool) {
        namedRanges = namedRanges.compactMap { named in
            guard named.range.sheetId == sheetId else { return named }
            var named = named
            return body(&named.range) ? named : nil
        }
    }
}
