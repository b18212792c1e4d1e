/// Sorts the rows of a range.
struct SortRange: SheetsRequest {
    let range: GridRange?
    let orders: [(column: Int, isDescending: Bool)]

    init(_ body: RequestBody) throws(APIError) {
        try body.only(["range", "sortSpecs"])
        range = try body.object("range").map { body throws(APIError) in try GridRange(body) }
        var orders: [(column: Int, isDescending: Bool)] = []
        for spec in try body.list("sortSpecs") {
            try spec.only(["dimensionIndex", "sortOrder"])
            let order = try spec.word(
                "sortOrder",
                of: ["ASCENDING", "DESCENDING"],
                type: "SortOrder"
            )
            orders.append((Int(try spec.int("dimensionIndex") ?? 0), order == "DESCENDING"))
        }
        self.orders = orders
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        guard let range else { throw .missing("range") }
        let (sheet, area) = try book.area(range)
        for order in orders where !area.columns.contains(order.column) {
            throw Refusal("sortSpecs.dimensionIndex[\(order.column)] is outside of the range.")
        }
        let grid = book.sheets[sheet].grid
        let rows = area.rows.map { row in area.columns.map { grid.cell(row, $0) } }
        let sorted = rows.enumerated().sorted { left, right in
            for order in orders {
                let column = order.column - area.columns.lowerBound
                let first = left.element[column].value
                let second = right.element[column].value
                // Empty cells stay at the end in either order.
                guard let first else {
                    if second == nil { continue }
                    return false
                }
                guard let second else { return true }
                if first.isBefore(second) { return !order.isDescending }
                if second.isBefore(first) { return order.isDescending }
            }
            return left.offset < right.offset
        }
        for (offset, entry) in sorted.enumerated() {
            for (index, cell) in entry.element.enumerated() {
                book.sheets[sheet].grid.set(
                    area.rows.lowerBound + offset,
                    area.columns.lowerBound + index,
                    cell
                )
            }
        }
        return nil
    }
}

extension CellValue {
    /// Numbers before texts before truth values, as people's sorting has it.
    func isBefore(_ other: CellValue) -> Bool {
        switch (self, other) {
        case (.number(let left), .number(let right)): return left < right
        case (.bool(let left), .bool(let right)): return !left && right
        case (.text(let left), .text(let right)), (.formula(let left), .formula(let right)):
            let first = left.lowercased()
            let second = right.lowercased()
            return first == second ? left < right : first < second
        default: return rank < other.rank
        }
    }

    private var rank: Int {
        switch self {
        case .number: 0
        case .text: 1
        case .formula: 2
        case .bool: 3
        }
    }
}

/// Replaces a text wherever it stands.
struct FindReplace: SheetsRequest {
    let find: String
    let replacement: String
    let matchesCase: Bool
    let matchesWhole: Bool
    let includesFormulas: Bool
    let isRegex: Bool
    let range: GridRange?
    let sheetId: Int32?
    let isEverywhere: Bool

    init(_ body: RequestBody) throws(APIError) {
        try body.only([
            "find", "replacement", "matchCase", "matchEntireCell", "searchByRegex",
            "includeFormulas", "range", "sheetId", "allSheets",
        ])
        find = try body.string("find") ?? ""
        replacement = try body.string("replacement") ?? ""
        matchesCase = try body.bool("matchCase") ?? false
        matchesWhole = try body.bool("matchEntireCell") ?? false
        includesFormulas = try body.bool("includeFormulas") ?? false
        isRegex = try body.bool("searchByRegex") ?? false
        range = try body.object("range").map { body throws(APIError) in try GridRange(body) }
        sheetId = try body.int("sheetId")
        isEverywhere = try body.bool("allSheets") ?? false
    }

    func apply(
        _ book: inout Spreadsheet,
        _ context: inout BatchContext
    ) throws(Refusal) -> JSONValue? {
        if find.isEmpty { throw .missing("find") }
        if isRegex { throw Refusal("This stand-in for Google Sheets does not search by regex.") }
        var areas: [(sheet: Int, area: Grid.Area)] = []
        if isEverywhere {
            areas = book.sheets.indices.map { ($0, book.sheets[$0].grid.whole) }
        } else if let range {
            areas = [try book.area(range)]
        } else if let sheetId {
            let sheet = try book.grid(sheetId)
            areas = [(sheet, book.sheets[sheet].grid.whole)]
        } else {
            throw Refusal("One of range, sheetId or allSheets must be specified.")
        }
        let locale = Locale(book.properties["locale"]?.text ?? "")
        var counts = Counts()
        for (sheet, area) in areas {
            let before = counts.occurrences
            for row in area.rows.clamped(to: 0..<book.sheets[sheet].grid.rows.count) {
                let rowBefore = counts.occurrences
                let filled = 0..<book.sheets[sheet].grid.rows[row].count
                for column in area.columns.clamped(to: filled) {
                    book.sheets[sheet].grid.change(row, column) { replace(&$0, &counts, locale) }
                }
                if counts.occurrences > rowBefore { counts.rows += 1 }
            }
            if counts.occurrences > before { counts.sheets += 1 }
        }
        return counts.json
    }

    private struct Counts {
        var values = 0
        var formulas = 0
        var rows = 0
        var sheets = 0
        var occurrences = 0

        var json: JSONValue {
            .fields(
                ("valuesChanged", values > 0 ? .int(values) : nil),
                ("formulasChanged", formulas > 0 ? .int(formulas) : nil),
                ("rowsChanged", rows > 0 ? .int(rows) : nil),
                ("sheetsChanged", sheets > 0 ? .int(sheets) : nil),
                ("occurrencesChanged", occurrences > 0 ? .int(occurrences) : nil)
            )
        }
    }

    private func replace(_ cell: inout Cell, _ counts: inout Counts, _ locale: Locale) {
        switch cell.value {
        case nil: return
        case .formula(let text)?:
            guard includesFormulas, let changed = replaced(text, &counts) else { return }
            cell.value = changed.isEmpty ? nil : .formula(changed)
            counts.formulas += 1
        case .text(let text)?:
            guard let changed = replaced(text, &counts) else { return }
            // As if a person had typed it.
            cell.value =
                changed.hasPrefix("=") || changed.isEmpty
                ? UserEntered.cell(changed, locale).value : .text(changed)
            counts.values += 1
        case .number?, .bool?:
            guard let changed = replaced(cell.formatted(locale), &counts) else { return }
            cell.value = UserEntered.cell(changed, locale).value
            counts.values += 1
        }
    }

    private func replaced(_ text: String, _ counts: inout Counts) -> String? {
        let haystack = matchesCase ? text : text.lowercased()
        let needle = matchesCase ? find : find.lowercased()
        if matchesWhole {
            guard haystack == needle else { return nil }
            counts.occurrences += 1
            return replacement
        }
        // Lower case may be longer; then places in one text say nothing about the other.
        let source = haystack.count == text.count ? Array(text) : Array(haystack)
        let folded = Array(haystack)
        let wanted = Array(needle)
        var result = ""
        var index = 0
        var isFound = false
        while index < folded.count {
            if folded[index...].starts(with: wanted) {
                result += replacement
                index += wanted.count
                counts.occurrences += 1
                isFound = true
            } else {
                result.append(source[index])
                index += 1
            }
        }
        return isFound ? result : nil
    }
}
