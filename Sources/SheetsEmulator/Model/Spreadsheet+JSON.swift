extension Spreadsheet {
    /// What a caller asked to see.
    struct View: Sendable {
        /// The ranges; nil for everything.
        var ranges: [GridRange]?
        var hasGridData = false
        var mask: FieldMask?
        /// Whose metadata with visibility PROJECT is shown.
        var project: String

        /// Whether a part of `sheets.data` is wanted.
        func wants(_ part: String) -> Bool {
            if let mask { return mask.touches("sheets", "data", part) }
            return hasGridData
        }

        var wantsData: Bool { mask?.touches("sheets", "data") ?? hasGridData }
    }

    func json(_ view: View) -> JSONValue {
        var shown: [JSONValue] = []
        for (index, sheet) in sheets.enumerated() {
            let ranges = view.ranges?.filter { $0.sheetId == sheet.id }
            if let ranges, ranges.isEmpty { continue }
            shown.append(json(sheet, at: index, ranges, view))
        }
        let whole = JSONValue.fields(
            ("spreadsheetId", .string(id)),
            ("properties", properties),
            ("sheets", .array(shown)),
            ("namedRanges", list(namedRanges.map(\.json))),
            ("spreadsheetUrl", .string("\(Self.url)\(id)/edit")),
            ("developerMetadata", list(entries(at: .spreadsheet, view)))
        )
        return view.mask?.filtered(whole) ?? whole
    }

    private func json(
        _ sheet: Sheet,
        at index: Int,
        _ ranges: [GridRange]?,
        _ view: View
    ) -> JSONValue {
        .fields(
            ("properties", sheet.properties(index: index)),
            (
                "data",
                view.wantsData
                    ? .array(
                        (ranges ?? [GridRange(sheetId: sheet.id)]).map { data(sheet, $0, view) }
                    )
                    : nil
            ),
            ("merges", list(sheet.merges.flatMap { $0.ranges.map(\.json) })),
            ("conditionalFormats", list(sheet.conditionalFormats.map(Self.withRanges))),
            ("protectedRanges", list(sheet.protectedRanges.map(Self.withRange))),
            ("basicFilter", sheet.basicFilter.map(Self.withRange)),
            ("charts", list(sheet.charts)),
            ("tables", list(sheet.tables.map(Self.withRange))),
            ("developerMetadata", list(entries(at: .sheet(sheet.id), view)))
        )
    }

    private func list(_ values: [JSONValue]) -> JSONValue? { values.isEmpty ? nil : .array(values) }

    private func entries(at location: DeveloperMetadata.Location, _ view: View) -> [JSONValue] {
        metadata.values
            .filter { $0.location == location && $0.isVisible(to: view.project) }
            .sorted { $0.id < $1.id }
            .map(\.json)
    }

    static func withRanges(_ object: Sheet.RangedObject) -> JSONValue {
        .object([.init("ranges", .array(object.ranges.map(\.json)))] + object.fields.members)
    }

    static func withRange(_ object: Sheet.RangedObject) -> JSONValue {
        var members = object.fields.members
        let range = JSONValue.Member("range", object.ranges.first?.json ?? .empty)
        members.insert(range, at: members.first?.key == "protectedRangeId" ? 1 : 0)
        return .object(members)
    }

    // MARK: Grid data

    private func data(_ sheet: Sheet, _ range: GridRange, _ view: View) -> JSONValue {
        guard let area = range.area(on: sheet.grid) else { return .empty }
        return .fields(
            ("startRow", area.rows.lowerBound > 0 ? .int(area.rows.lowerBound) : nil),
            ("startColumn", area.columns.lowerBound > 0 ? .int(area.columns.lowerBound) : nil),
            ("rowData", view.wants("rowData") ? rowData(sheet, area, view) : nil),
            (
                "rowMetadata",
                view.wants("rowMetadata") ? dimensions(sheet, .rows, area.rows, view) : nil
            ),
            (
                "columnMetadata",
                view.wants("columnMetadata") ? dimensions(sheet, .columns, area.columns, view) : nil
            )
        )
    }

    private func rowData(_ sheet: Sheet, _ area: Grid.Area, _ view: View) -> JSONValue? {
        let locale = Locale(properties["locale"]?.text ?? "")
        var rows: [JSONValue] = []
        for index in area.rows.clamped(to: 0..<sheet.grid.rows.count) {
            let row = sheet.grid.rows[index]
            var cells = row[area.columns.clamped(to: 0..<row.count)]
            while cells.last?.isEmpty == true { cells.removeLast() }
            rows.append(
                cells.isEmpty
                    ? .empty : ["values": .array(cells.map { Self.cellData($0, locale) })]
            )
        }
        while rows.last == .empty { rows.removeLast() }
        return list(rows)
    }

    static func cellData(_ cell: Cell, _ locale: Locale) -> JSONValue {
        var data = JSONValue.empty
        if let value = cell.value {
            data.set("userEnteredValue", value.json)
            data.set("effectiveValue", value.effective)
            data.set("formattedValue", .string(cell.formatted(locale)))
        }
        for member in cell.extras?.members.members ?? [] { data.set(member.key, member.value) }
        return data
    }

    private func dimensions(
        _ sheet: Sheet,
        _ dimension: Dimension,
        _ range: Range<Int>,
        _ view: View
    ) -> JSONValue? {
        var entries: [Int: [DeveloperMetadata]] = [:]
        for entry in metadata.values where entry.isVisible(to: view.project) {
            if case .dimension(sheet.id, dimension, let index) = entry.location {
                entries[index, default: []].append(entry)
            }
        }
        let properties = sheet.dimensionProperties(dimension)
        return .array(
            range.map { index in
                var shown: JSONValue = ["pixelSize": .int(dimension == .rows ? 21 : 100)]
                for member in properties[index]?.members ?? [] {
                    shown.set(member.key, member.value)
                }
                if let found = entries[index] {
                    let sorted = found.sorted { $0.id < $1.id }
                    shown.set("developerMetadata", .array(sorted.map(\.json)))
                }
                return shown
            }
        )
    }
}
