/// Which parts of cells a request writes; a part that its cells lack is cleared.
struct CellMask: Sendable {
    private let isWhole: Bool
    private let hasValue: Bool
    private let paths: [[String]]

    init(_ mask: FieldMask?) throws(Refusal) {
        let mask = try mask.required()
        isWhole = mask.isWhole
        let all = mask.paths
        for path in all where !isWhole {
            guard path[0] == "userEnteredValue" || CellRows.kept.contains(path[0]) else {
                throw Refusal("Invalid field: \(path.joined(separator: "."))")
            }
        }
        hasValue = isWhole || all.contains { $0[0] == "userEnteredValue" }
        paths =
            isWhole
            ? []
            : all.filter { $0[0] != "userEnteredValue" }.map { $0.last == "*" ? $0.dropLast() : $0 }
    }

    func write(_ source: Cell, to cell: inout Cell) throws(Refusal) {
        if hasValue {
            switch source.value {
            case .text(let text)?, .formula(let text)?:
                // Bytes first: counting characters takes a walk.
                if text.utf8.count > Spreadsheet.characterLimit,
                    text.utf16.count > Spreadsheet.characterLimit
                {
                    throw Refusal(Spreadsheet.tooManyCharacters)
                }
            default: break
            }
            cell.value = source.value
        }
        if isWhole {
            cell.extras = source.extras
        } else if source.extras != nil || cell.extras != nil {
            if cell.extras == nil, covers(source.extras) {
                cell.extras = source.extras
            } else {
                for path in paths { cell.set(path, source.extras?.members.value(at: path)) }
            }
        }
    }

    /// Whether everything that a cell carries is written.
    private func covers(_ extras: Cell.Extras?) -> Bool {
        guard let extras else { return false }
        return extras.members.members.allSatisfy { member in
            paths.contains { path in
                path[0] == member.key
                    && (path.count == 1
                        || path.count == 2 && member.value.members.count == 1
                            && member.value.members[0].key == path[1])
            }
        }
    }
}
