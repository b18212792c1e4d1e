import TicksheetCore

extension SheetsProbe {
    /// What lies below the last value of a tab when a row is appended.
    private enum Kind: String, CaseIterable {
        case format = "a format"
        case note = "a note"
        case rule = "a rule"
        case box = "a checkbox without a value"
        case unticked = "a checkbox that is not ticked"
        case formula = "a formula that shows nothing"

        /// Whether it is a value, below which rows go.
        var isValue: Bool { self == .unticked || self == .formula }
    }

    // Each probe has so many rows; the last value before an appended row is in the first of them.
    private static let spacing = 20
    private static let decorated: Int64 = 3

    /// The row of a probe's last value, from 0.
    private func anchor(_ index: Int) -> Int64 {
        Int64(2 * pairs + 20 + Self.spacing * index)
    }

    /// What P5, P6 and P7 did.
    struct Appended {
        /// The row of each kind's last value, whether what is below it is a value, and its name.
        fileprivate let kinds: [(name: String, anchor: Int, isValue: Bool)]
        fileprivate let below: ProbeAnswer
        fileprivate let filtered: (answer: ProbeAnswer, anchor: Int)
        fileprivate let table: (answer: ProbeAnswer, anchor: Int)

        func findings(_ rows: ProbeRows) -> [ProbeFinding] {
            [p5(rows), p6(rows), p7(rows)]
        }

        private func p5(_ rows: ProbeRows) -> ProbeFinding {
            let relies = "rows go below the last value: formats, notes and rules push nothing down"
            guard below.isDone else {
                return ProbeFinding(
                    "P5",
                    relies: relies,
                    seen: below.words,
                    .notTried("it was refused")
                )
            }
            var pushed: [String] = []
            var ignored: [String] = []
            var lost: [String] = []
            for kind in kinds {
                guard let place = rows.place("P5 \(kind.name)") else {
                    lost.append(kind.name)
                    continue
                }
                if place == kind.anchor + 1 {
                    ignored.append(kind.name)
                } else {
                    pushed.append(kind.name)
                }
            }
            let wrong = kinds.filter { !$0.isValue && !ignored.contains($0.name) }
            var seen: [String] = []
            if !ignored.isEmpty {
                seen.append("nothing moved by \(ignored.joined(separator: ", "))")
            }
            if !pushed.isEmpty {
                seen.append("rows pushed down by \(pushed.joined(separator: ", "))")
            }
            if !lost.isEmpty { seen.append("rows lost over \(lost.joined(separator: ", "))") }
            return ProbeFinding(
                "P5",
                relies: relies,
                seen: seen.joined(separator: "; "),
                if: wrong.isEmpty && lost.isEmpty,
                otherwise: lost.isEmpty
                    ? "empty rows come up where cells below the report have "
                        + "\(wrong.map(\.name).joined(separator: ", ")); nothing is lost or doubled"
                    : "rows may be lost: do not write reports to this spreadsheet, and report what "
                        + "was seen"
            )
        }

        private func p6(_ rows: ProbeRows) -> ProbeFinding {
            let place = rows.place("P6")
            let seen =
                place.map { $0 == filtered.anchor + 1 ? "directly below" : "in row \($0 + 1)" }
                ?? "not there"
            return ProbeFinding(
                "P6",
                relies: "a filter and hidden rows move and swallow nothing",
                seen: "\(filtered.answer.words), the row is \(seen)",
                if: filtered.answer.isDone && place == filtered.anchor + 1,
                otherwise: place == nil
                    ? "rows may be lost while a filter is on: keep filters off the report's tab (a "
                        + "filter view of one's own does no harm)"
                    : "empty rows may come up while rows are hidden; nothing is lost or doubled"
            )
        }

        private func p7(_ rows: ProbeRows) -> ProbeFinding {
            let relies =
                "rows come below a tab's table when somebody made one of the report; it is never "
                + "written into"
            guard table.answer.isDone else {
                return ProbeFinding(
                    "P7",
                    relies: relies,
                    seen: table.answer.words,
                    .notTried("no table could be made here")
                )
            }
            let (own, inside) = (rows.count("P7"), rows.count("P7 table"))
            return ProbeFinding(
                "P7",
                relies: relies,
                seen: "a row of the tab is there \(own) time\(own == 1 ? "" : "s"); a row of the "
                    + "table \(inside == 0 ? "came to nothing" : "was written")",
                if: own == 1,
                otherwise: "rows may be lost where somebody makes a table of the report (Format > "
                    + "Convert to table): undo that"
            )
        }
    }

    func appendRows(on ground: ProbeGround) async throws(ServiceTrouble) -> Appended {
        var requests: [RequestValue] = []
        var kinds: [(name: String, anchor: Int, isValue: Bool)] = []
        for (index, kind) in Kind.allCases.enumerated() {
            let row = anchor(index)
            requests.append(Self.text("P5 above", row, ground))
            requests += Self.decorations(kind, row + 1, ground)
            requests.append(ground.append("P5 \(kind.rawValue)"))
            kinds.append((kind.rawValue, Int(row), kind.isValue))
        }
        let below = try await write(requests)
        let filtered = anchor(kinds.count)
        let hidden = try await hide(filtered, ground)
        let answer = hidden.isDone ? try await write([ground.append("P6")]) : hidden
        let table = anchor(kinds.count + 1)
        let tabled = try await write(Self.table(table, ground))
        return Appended(
            kinds: kinds,
            below: below,
            filtered: (answer, Int(filtered)),
            table: (tabled, Int(table))
        )
    }

    // The filter is one like a report's, and somebody has hidden rows with it.
    private func hide(
        _ row: Int64,
        _ ground: ProbeGround
    ) async throws(ServiceTrouble) -> ProbeAnswer {
        try await write([
            Self.text("P6 above", row, ground),
            [
                "setBasicFilter": [
                    "filter": [
                        "range": [
                            "sheetId": .integer(ground.sheet), "startRowIndex": 0,
                            "startColumnIndex": 0, "endColumnIndex": 4,
                        ],
                        "filterSpecs": [
                            [
                                "columnIndex": 0,
                                "filterCriteria": ["hiddenValues": ["P6 above"]],
                            ]
                        ],
                    ]
                ]
            ],
            [
                "updateDimensionProperties": [
                    "range": [
                        "sheetId": .integer(ground.sheet), "dimension": "ROWS",
                        "startIndex": .integer(row - 1), "endIndex": .integer(row + 3),
                    ], "properties": ["hiddenByUser": true], "fields": "hiddenByUser",
                ]
            ],
        ])
    }

    private static func table(_ row: Int64, _ ground: ProbeGround) -> [RequestValue] {
        let id = "ticksheetprobe\(ground.sheet)"
        return [
            // Tables and filters cannot lie over each other.
            ["clearBasicFilter": ["sheetId": .integer(ground.sheet)]],
            text("P7 head", row, ground), text("P7 above", row + 1, ground),
            [
                "addTable": [
                    "table": [
                        "tableId": .string(id), "name": .string("TicksheetProbe\(ground.sheet)"),
                        "range": area(row, row + 2, ground),
                    ]
                ]
            ],
            [
                "appendCells": [
                    "tableId": .string(id), "rows": .array([ProbeGround.row("P7 table")]),
                    "fields": "userEnteredValue",
                ]
            ],
            ground.append("P7"),
        ]
    }

    // MARK: Requests

    private static func area(_ start: Int64, _ end: Int64, _ ground: ProbeGround) -> RequestValue {
        [
            "sheetId": .integer(ground.sheet), "startRowIndex": .integer(start),
            "endRowIndex": .integer(end), "startColumnIndex": 0, "endColumnIndex": 1,
        ]
    }

    private static func text(_ text: String, _ row: Int64, _ ground: ProbeGround) -> RequestValue {
        cells(["stringValue": .string(text)], row, 1, ground)
    }

    private static func cells(
        _ value: RequestValue,
        _ row: Int64,
        _ count: Int64,
        _ ground: ProbeGround
    ) -> RequestValue {
        [
            "repeatCell": [
                "range": area(row, row + count, ground), "cell": ["userEnteredValue": value],
                "fields": "userEnteredValue",
            ]
        ]
    }

    private static func decorations(
        _ kind: Kind,
        _ row: Int64,
        _ ground: ProbeGround
    ) -> [RequestValue] {
        let range = area(row, row + decorated, ground)
        func cell(_ cell: RequestValue, _ fields: String) -> [RequestValue] {
            [["repeatCell": ["range": range, "cell": cell, "fields": .string(fields)]]]
        }
        func rule(_ condition: RequestValue) -> [RequestValue] {
            [["setDataValidation": ["range": range, "rule": ["condition": condition]]]]
        }
        switch kind {
        case .format:
            return cell(["userEnteredFormat": ["textFormat": ["bold": true]]], "userEnteredFormat")
        case .note: return cell(["note": "a note"], "note")
        case .rule:
            return rule(["type": "ONE_OF_LIST", "values": [["userEnteredValue": "a"]]])
        case .box: return rule(["type": "BOOLEAN"])
        case .unticked:
            return rule(["type": "BOOLEAN"]) + [cells(["boolValue": false], row, decorated, ground)]
        case .formula: return [cells(["formulaValue": "=\"\""], row, decorated, ground)]
        }
    }
}
