import CryptoBridge
import HTTPTypes
import JSONTree
import TicksheetCore

extension SheetsProbe {
    private static let key = "ticksheet.probe"
    private static let copyTitle = title + ", copy"
    /// Rows of the tab: what the probes write, and room.
    private var rowCount: Int64 { Int64(pairs) + 300 }

    /// Removes what an interrupted run left and makes the tab, in one batch.
    func makeTab() async throws(ServiceTrouble) -> ProbeGround {
        let ground = ProbeGround(
            sheet: 1 + Self.randomNumber() % (1 << 29),
            firstId: 1 + Self.randomNumber() % (1 << 30)
        )
        let requests: [RequestValue] =
            try await deletions() + [
                [
                    "addSheet": [
                        "properties": [
                            "sheetId": .integer(ground.sheet), "title": .string(Self.title),
                            "gridProperties": [
                                "rowCount": .integer(rowCount), "columnCount": 4,
                            ],
                        ]
                    ]
                ],
                Self.ownership(ground.sheet),
            ]
        let answer = try await write(requests)
        if case .refused(let refusal) = answer {
            if refusal.isOfCells {
                throw .full(
                    calls.place,
                    CellRoom.google.limit,
                    .google,
                    .list([calls.place.spreadsheet]),
                    account: calls.access.account
                )
            }
            throw .denied(refusal, calls.place, account: calls.access.account)
        }
        return ground
    }

    /// Removes the tab and its copy; false where that did not work.
    func isTabRemoved(_ ground: ProbeGround) async -> Bool {
        do throws(ServiceTrouble) {
            let (tab, copy) = (Self.deletion(ground.sheet), Self.deletion(ground.copy))
            // By their numbers first: what is read may lie behind.
            if try await write([tab, copy]).isDone { return true }
            if try await write([tab]).isDone { return true }
            let left = try await deletions()
            if left.isEmpty { return true }
            return try await write(left).isDone
        } catch {
            return false
        }
    }

    private static func deletion(_ sheet: Int64) -> RequestValue {
        ["deleteSheet": ["sheetId": .integer(sheet)]]
    }

    // Ours are those that bear both our title and our mark: a tab of people never does.
    private func deletions() async throws(ServiceTrouble) -> [RequestValue] {
        let path = "?fields=sheets(properties(sheetId,title),developerMetadata(metadataKey))"
        guard let book = try await read(path), let sheets = book.member(book.root, "sheets") else {
            return []
        }
        var deletions: [RequestValue] = []
        for sheet in book.elements(sheets) {
            guard let properties = book.member(sheet, "properties"),
                let title = book.member(properties, "title").map(book.text),
                [Self.title, Self.copyTitle].contains(title),
                let list = book.member(sheet, "developerMetadata")
            else { continue }
            let isOurs = book.elements(list).contains { entry in
                book.member(entry, "metadataKey").map(book.text) == Self.key
            }
            guard isOurs else { continue }
            let number = book.member(properties, "sheetId").flatMap(book.integer) ?? 0
            deletions.append(Self.deletion(number))
        }
        return deletions
    }

    private static func ownership(_ sheet: Int64) -> RequestValue {
        [
            "createDeveloperMetadata": [
                "developerMetadata": [
                    "metadataKey": .string(key), "metadataValue": "1",
                    "location": ["sheetId": .integer(sheet)], "visibility": "DOCUMENT",
                ]
            ]
        ]
    }

    private static func randomNumber() -> Int64 {
        RandomBytes.make(4).reduce(0) { $0 << 8 | Int64($1) }
    }

    /// P8: whether marks go along with a copied tab.
    func copyTab(of ground: ProbeGround) async throws(ServiceTrouble) -> ProbeFinding {
        let copy = ground.copy
        let answer = try await write([
            [
                "duplicateSheet": [
                    "sourceSheetId": .integer(ground.sheet), "newSheetId": .integer(copy),
                    "newSheetName": .string(Self.copyTitle),
                ]
            ],
            Self.ownership(copy),
        ])
        let relies = "a copied tab takes no mark away from its original"
        guard answer.isDone else {
            return ProbeFinding(
                "P8",
                relies: relies,
                seen: answer.words,
                .notTried("the tab could not be copied")
            )
        }
        let query: RequestValue = [
            "dataFilters": [
                ["developerMetadataLookup": ["metadataKey": .string(ProbeGround.markKey)]]
            ]
        ]
        let found = try await read("/developerMetadata:search", body: query.bytes)
        var counts: [Int64: Int] = [:]
        if let found, let list = found.member(found.root, "matchedDeveloperMetadata") {
            for match in found.elements(list) {
                guard let entry = found.member(match, "developerMetadata"),
                    let location = found.member(entry, "location")
                else { continue }
                let sheet = found.member(location, "sheetId").flatMap(found.integer) ?? 0
                counts[sheet, default: 0] += 1
            }
        }
        let (own, other) = (counts[ground.sheet] ?? 0, counts[copy] ?? 0)
        return ProbeFinding(
            "P8",
            relies: relies,
            seen: "\(own) marks on the original, "
                + (other == 0
                    ? "none on the copy" : "\(other) on the copy, under ids of their own")
                + " (a copy of the whole file takes the right to Drive and is not tried)",
            if: own > 0,
            otherwise: "a report stops when somebody copies its tab, as if it had been rolled back"
        )
    }

    /// Returns the first column of the tab.
    func rows(of ground: ProbeGround) async throws(ServiceTrouble) -> ProbeRows {
        let range = percentEncoded("\(ColumnName.quoted(Self.title))!A:A")
        let found = try await read("/values/\(range)?fields=values")
        guard let found, let values = found.member(found.root, "values") else {
            return ProbeRows(texts: [])
        }
        return ProbeRows(
            texts: found.elements(values).map { row in
                found.element(row, 0).map(found.text) ?? ""
            }
        )
    }
}
