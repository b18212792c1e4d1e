import WallTime

/// A table as large as timezonedb's.
enum GeneratedTable {
    static func name(_ zone: Int) -> String { "Area\(zone / 20)/Place_\(zone % 20)" }

    static func start(_ row: Int) -> Int64 { Int64(row) * 15_724_800 - 2_717_640_000 }

    static func window(_ row: Int, of rows: Int) -> OffsetWindow {
        OffsetWindow(
            start: start(row),
            end: row + 1 < rows ? start(row + 1) : nil,
            offset: ZoneOffset(
                seconds: row.isMultiple(of: 2) ? 3_600 : 7_200,
                isDaylight: !row.isMultiple(of: 2),
                abbreviation: row.isMultiple(of: 2) ? "CET" : "CEST"
            )
        )
    }

    static func text(zones: Int, rows: Int) -> [UInt8] {
        var text: [UInt8] = []
        for zone in 0..<zones {
            let name = name(zone)
            for row in 0..<rows {
                let rest = row.isMultiple(of: 2) ? ",3600,0\n" : ",7200,1\n"
                let short = row.isMultiple(of: 2) ? "CET" : "CEST"
                text += Array("\(name),XX,\(short),\(start(row))\(rest)".utf8)
            }
        }
        return text
    }
}
