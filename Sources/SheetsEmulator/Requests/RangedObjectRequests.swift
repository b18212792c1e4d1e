/// Gives a tab its filter.
struct SetBasicFilter: SheetsRequest {
    let filter: JSONValue
    let range: GridRange?

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["filter"])
        let inner = try body.object("filter")
        try inner?.only(["range", "tableId", "sortSpecs", "criteria", "filterSpecs"])
        filter = body.value("filter") ?? .empty
        range = try inner?.object("range").map { body throws(APIError) in try GridRange(body) }
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        guard let range else { throw .missing("filter.range") }
        let (sheet, _) = try book.area(range)
        var fields = filter
        fields.set("range", nil)
        // One without an end stays so: rows that are appended are then inside.
        book.sheets[sheet].basicFilter = .init(ranges: [range], fields: fields)
        return nil
    }
}

/// Takes a tab's filter away.
struct ClearBasicFilter: SheetsRequest {
    let sheetId: Int32

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["sheetId"])
        sheetId = try body.int("sheetId") ?? 0
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        let sheet = try book.sheetIndex(sheetId)
        book.sheets[sheet].basicFilter = nil
        return nil
    }
}

/// Adds a rule for the look of cells.
struct AddConditionalFormatRule: SheetsRequest {
    let rule: JSONValue
    let ranges: [GridRange]
    let index: Int

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["rule", "index"])
        let inner = try body.object("rule")
        try inner?.only(["ranges", "booleanRule", "gradientRule"])
        var ranges: [GridRange] = []
        for range in try inner?.list("ranges") ?? [] { ranges.append(try GridRange(range)) }
        self.ranges = ranges
        var rule = body.value("rule") ?? .empty
        rule.set("ranges", nil)
        self.rule = rule
        index = Int(try body.int("index") ?? 0)
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        guard let first = ranges.first else { throw .missing("rule.ranges") }
        guard (rule["booleanRule"] == nil) != (rule["gradientRule"] == nil) else {
            throw Refusal("Exactly one of rule.booleanRule or rule.gradientRule must be specified.")
        }
        let sheet = try book.grid(first.sheetId)
        for range in ranges {
            guard range.sheetId == first.sheetId else {
                throw Refusal("All ranges of a rule must be on the same sheet.")
            }
            _ = try book.area(range)
        }
        guard (0...book.sheets[sheet].conditionalFormats.count).contains(index) else {
            throw Refusal("There is no place \(index) among the rules.")
        }
        book.sheets[sheet].conditionalFormats.insert(
            .init(ranges: ranges, fields: rule),
            at: index
        )
        return nil
    }
}

/// Deletes a rule for the look of cells.
struct DeleteConditionalFormatRule: SheetsRequest {
    let sheetId: Int32
    let index: Int

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["sheetId", "index"])
        sheetId = try body.int("sheetId") ?? 0
        index = Int(try body.int("index") ?? 0)
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        let sheet = try book.sheetIndex(sheetId)
        guard book.sheets[sheet].conditionalFormats.indices.contains(index) else {
            throw Refusal("No conditional format on sheet: \(sheetId) at index: \(index)")
        }
        let removed = book.sheets[sheet].conditionalFormats.remove(at: index)
        return ["rule": Spreadsheet.withRanges(removed)]
    }
}

/// Protects a range.
struct AddProtectedRange: SheetsRequest {
    let fields: JSONValue
    let range: GridRange?
    let id: Int32?

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["protectedRange"])
        let inner = try body.object("protectedRange")
        try inner?.only([
            "protectedRangeId", "range", "namedRangeId", "tableId", "description", "warningOnly",
            "requestingUserCanEdit", "unprotectedRanges", "editors",
        ])
        if inner?.has("namedRangeId") == true || inner?.has("tableId") == true {
            throw .invalid("This stand-in for Google Sheets protects ranges of cells only.")
        }
        range = try inner?.object("range").map { body throws(APIError) in try GridRange(body) }
        id = try inner?.int("protectedRangeId")
        fields = body.value("protectedRange") ?? .empty
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        guard let range else { throw .missing("protectedRange.range") }
        let (sheet, _) = try book.area(range)
        let taken = Set(
            book.sheets.flatMap {
                $0.protectedRanges.compactMap { $0.fields["protectedRangeId"]?.int }
            }
        )
        if let id, taken.contains(Int(id)) {
            throw Refusal("A protected range with id \(id) already exists.")
        }
        let id = id ?? context.newId { taken.contains(Int($0)) }
        var kept: JSONValue = ["protectedRangeId": .int(id)]
        if let text = fields["description"]?.text, !text.isEmpty {
            kept.set("description", .string(text))
        }
        if fields["warningOnly"]?.bool == true { kept.set("warningOnly", true) }
        kept.set("requestingUserCanEdit", true)
        if let open = fields["unprotectedRanges"] { kept.set("unprotectedRanges", open) }
        var added = Sheet.RangedObject(ranges: [range], fields: kept)
        if fields["warningOnly"]?.bool != true {
            let named = (fields["editors"] ?? .empty).members.filter { $0.value != .array([]) }
            added.fields.set("editors", .object(named))
            let users = fields["editors"]?["users"]?.elements.compactMap(\.text) ?? []
            added.editors = Set(users + [context.email])
        }
        book.sheets[sheet].protectedRanges.append(added)
        return ["protectedRange": Spreadsheet.withRange(added)]
    }
}

/// Takes a protection away.
struct DeleteProtectedRange: SheetsRequest {
    let id: Int32

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["protectedRangeId"])
        id = try body.int("protectedRangeId") ?? 0
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        for sheet in book.sheets.indices {
            let index = book.sheets[sheet].protectedRanges.firstIndex {
                $0.fields["protectedRangeId"]?.int == Int(id)
            }
            guard let index else { continue }
            book.sheets[sheet].protectedRanges.remove(at: index)
            return nil
        }
        throw Refusal("No protected range with ID: \(id)")
    }
}

/// Adds a chart; it is kept and shown, and not drawn.
struct AddChart: SheetsRequest {
    let chart: JSONValue
    let id: Int32?
    let sheetId: Int32?

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["chart"])
        let inner = try body.object("chart")
        try inner?.only(["chartId", "position", "spec", "border"])
        id = try inner?.int("chartId")
        chart = body.value("chart") ?? .empty
        let anchor = try inner?.object("position")?.object("overlayPosition")?.object("anchorCell")
        sheetId = try anchor.map { anchor throws(APIError) in try anchor.int("sheetId") ?? 0 }
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        guard let sheetId else {
            throw Refusal("This stand-in for Google Sheets models charts over cells only.")
        }
        guard chart["spec"] != nil else { throw .missing("chart.spec") }
        let sheet = try book.grid(sheetId)
        let taken = Set(book.sheets.flatMap { $0.charts.compactMap { $0["chartId"]?.int } })
        if let id, taken.contains(Int(id)) {
            throw Refusal("A chart with id \(id) already exists.")
        }
        var added: JSONValue = ["chartId": .int(id ?? context.newId { taken.contains(Int($0)) })]
        for member in chart.members where member.key != "chartId" {
            added.set(member.key, member.value)
        }
        book.sheets[sheet].charts.append(added)
        return ["chart": added]
    }
}

/// Deletes a chart.
struct DeleteEmbeddedObject: SheetsRequest {
    let id: Int32

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["objectId"])
        id = try body.int("objectId") ?? 0
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        for sheet in book.sheets.indices {
            let index = book.sheets[sheet].charts.firstIndex { $0["chartId"]?.int == Int(id) }
            guard let index else { continue }
            book.sheets[sheet].charts.remove(at: index)
            return nil
        }
        throw Refusal("No embedded object with id: \(id)")
    }
}
