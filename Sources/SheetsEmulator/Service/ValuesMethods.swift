import HTTPTypes

/// The methods of `spreadsheets.values`.
enum ValuesMethods {
    static func work(
        _ operation: Operation,
        _ query: FormFields,
        _ bytes: [UInt8]
    ) throws(APIError) -> PreparedCall.Work {
        switch operation {
        case .valuesGet(let id, let range):
            let options = try readOptions(query, "")
            return { books, context throws(APIError) in
                let book = try books.book(id, writing: false, context)
                let (sheet, area, _) = try book.cells(range)
                return options.json(book, book.sheets[sheet], area)
            }
        case .valuesBatchGet(let id):
            let options = try readOptions(query, "")
            let ranges = query.pairs.filter { $0.name == "ranges" }.map(\.value)
            return { books, context throws(APIError) in
                let book = try books.book(id, writing: false, context)
                var found: [JSONValue] = []
                for range in ranges {
                    let (sheet, area, _) = try book.cells(range)
                    found.append(options.json(book, book.sheets[sheet], area))
                }
                return .fields(
                    ("spreadsheetId", .string(id)),
                    ("valueRanges", found.isEmpty ? nil : .array(found))
                )
            }
        case .valuesBatchGetByDataFilter(let id): return try getByFilter(id, RequestBody(bytes))
        case .valuesUpdate(let id, let range):
            let options = try writeOptions(query)
            let values = try ValueRange(RequestBody(bytes))
            return changing(id) { book throws(APIError) in
                try book.update(range, values, options)
            }
        case .valuesAppend(let id, let range):
            let options = try writeOptions(query)
            let values = try ValueRange(RequestBody(bytes))
            let insertion = try word(query, "insertDataOption", ["OVERWRITE", "INSERT_ROWS"])
            return changing(id) { book throws(APIError) in
                try book.append(range, values, options, insertsRows: insertion == "INSERT_ROWS")
            }
        case .valuesClear(let id, let range):
            try RequestBody(bytes).only([])
            return changing(id) { book throws(APIError) in
                ["spreadsheetId": .string(id), "clearedRange": try book.clear(range)]
            }
        case .valuesBatchClear(let id):
            let body = try RequestBody(bytes)
            try body.only(["ranges"])
            let ranges = try body.strings("ranges")
            return changing(id) { book throws(APIError) in
                var cleared: [JSONValue] = []
                for range in ranges { cleared.append(try book.clear(range)) }
                return ["spreadsheetId": .string(id), "clearedRanges": .array(cleared)]
            }
        case .valuesBatchUpdate(let id): return try batchUpdate(id, RequestBody(bytes))
        default: throw .unimplemented
        }
    }

    private static func changing(
        _ id: String,
        _ body: @escaping @Sendable (inout Spreadsheet) throws(APIError) -> JSONValue
    ) -> PreparedCall.Work {
        { books, context throws(APIError) in
            var book = try books.book(id, writing: true, context)
            let (before, email) = (book, context.isTrusted ? nil : context.identity.email)
            let result = try body(&book)
            do throws(Refusal) {
                try before.checkProtection(of: book, from: email)
            } catch {
                throw .invalid(error.message)
            }
            books.byId[id] = book
            return result
        }
    }

    private static func batchUpdate(
        _ id: String,
        _ body: RequestBody
    ) throws(APIError) -> PreparedCall.Work {
        try body.only([
            "valueInputOption", "data", "includeValuesInResponse", "responseValueRenderOption",
            "responseDateTimeRenderOption",
        ])
        var fields: [(name: String, value: String)] = []
        for name in [
            "valueInputOption", "responseValueRenderOption", "responseDateTimeRenderOption",
        ] {
            if let word = try body.string(name) { fields.append((name, word)) }
        }
        if try body.bool("includeValuesInResponse") == true {
            fields.append(("includeValuesInResponse", "true"))
        }
        let text = fields.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        let options = try writeOptions(FormFields(text.utf8))
        var data: [ValueRange] = []
        for inner in try body.list("data") { data.append(try ValueRange(inner)) }
        return changing(id) { [data] book throws(APIError) in
            var responses: [JSONValue] = []
            var sheets: Set<String> = []
            var columns: Set<String> = []
            var rows: Set<String> = []
            var cells = 0
            for (index, values) in data.enumerated() {
                do throws(APIError) {
                    let range = values.range ?? ""
                    let (sheet, area, _) = try book.cells(range)
                    let response = try book.update(range, values, options)
                    cells += response["updatedCells"]?.int ?? 0
                    let title = book.sheets[sheet].title
                    if response["updatedCells"] != nil { sheets.insert(title) }
                    for offset in 0..<(response["updatedColumns"]?.int ?? 0) {
                        columns.insert("\(title) \(area.columns.lowerBound + offset)")
                    }
                    for offset in 0..<(response["updatedRows"]?.int ?? 0) {
                        rows.insert("\(title) \(area.rows.lowerBound + offset)")
                    }
                    responses.append(response)
                } catch {
                    throw .invalid("Invalid data[\(index)]: \(error.message)")
                }
            }
            return .fields(
                ("spreadsheetId", .string(id)),
                ("totalUpdatedRows", rows.isEmpty ? nil : .int(rows.count)),
                ("totalUpdatedColumns", columns.isEmpty ? nil : .int(columns.count)),
                ("totalUpdatedCells", cells == 0 ? nil : .int(cells)),
                ("totalUpdatedSheets", sheets.isEmpty ? nil : .int(sheets.count)),
                ("responses", responses.isEmpty ? nil : .array(responses))
            )
        }
    }

    private static func getByFilter(
        _ id: String,
        _ body: RequestBody
    ) throws(APIError) -> PreparedCall.Work {
        try body.only([
            "dataFilters", "majorDimension", "valueRenderOption", "dateTimeRenderOption",
        ])
        let sources = body.value("dataFilters")?.elements ?? []
        let filters = try DataFilter.list(body)
        var text: [String] = []
        for name in ["majorDimension", "valueRenderOption", "dateTimeRenderOption"] {
            if let word = try body.string(name) { text.append("\(name)=\(word)") }
        }
        let options = try readOptions(FormFields(text.joined(separator: "&").utf8), "")
        return { books, context throws(APIError) in
            let book = try books.book(id, writing: false, context)
            var found: [JSONValue] = []
            for (index, filter) in filters.enumerated() {
                for range in try book.found([filter], context) {
                    let (sheet, area) = try book.cells(range)
                    found.append([
                        "valueRange": options.json(book, book.sheets[sheet], area),
                        "dataFilters": [sources[index]],
                    ])
                }
            }
            return .fields(
                ("spreadsheetId", .string(id)),
                ("valueRanges", found.isEmpty ? nil : .array(found))
            )
        }
    }

    // MARK: Parameters

    private static func readOptions(
        _ query: FormFields,
        _ prefix: String
    ) throws(APIError) -> ReadOptions {
        func name(_ name: String) -> String {
            prefix.isEmpty ? name : prefix + name.prefix(1).uppercased() + name.dropFirst()
        }
        let render = try word(query, name("valueRenderOption"), ValueRender.words)
        let dates = try word(
            query,
            name("dateTimeRenderOption"),
            ["SERIAL_NUMBER", "FORMATTED_STRING"]
        )
        let dimension = try word(query, "majorDimension", ["ROWS", "COLUMNS"])
        return ReadOptions(
            render: render.flatMap(ValueRender.init) ?? .formatted,
            datesAsText: dates == "FORMATTED_STRING",
            isByColumns: ValueRange.isByColumns(dimension)
        )
    }

    private static func writeOptions(_ query: FormFields) throws(APIError) -> WriteOptions {
        let input = try word(
            query,
            "valueInputOption",
            ["RAW", "USER_ENTERED", "INPUT_VALUE_OPTION_UNSPECIFIED"]
        )
        guard let input, input != "INPUT_VALUE_OPTION_UNSPECIFIED" else {
            throw .invalid("'valueInputOption' is required but not specified")
        }
        let isShown = query["includeValuesInResponse"]?.lowercased() == "true"
        return WriteOptions(
            isUserEntered: input == "USER_ENTERED",
            response: isShown ? try readOptions(query, "response") : nil
        )
    }

    private static func word(
        _ query: FormFields,
        _ name: String,
        _ words: [String]
    ) throws(APIError) -> String? {
        guard let word = query[name], !word.isEmpty else { return nil }
        guard words.contains(word) else {
            let field = name.reduce(into: "") { text, character in
                if character.isUppercase { text += "_" }
                text += character.lowercased()
            }
            let type = name.prefix(1).uppercased() + name.dropFirst()
            throw .badPayload(
                "Invalid value at '\(field)' "
                    + "(type.googleapis.com/google.apps.sheets.v4.\(type)), \"\(word)\"",
                at: field
            )
        }
        return word
    }
}
