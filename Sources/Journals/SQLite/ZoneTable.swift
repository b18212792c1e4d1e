import SQLiteBridge
import TicksheetCore
import WallTime

/// Reads and writes the offsets that written rows rely on, and what timezonedb said.
///
/// A few rows for each zone, so nothing is kept prepared.
struct ZoneTable {
    private let connection: SQLiteConnection

    init(_ connection: SQLiteConnection) {
        self.connection = connection
    }

    func pins() throws(SQLiteError) -> [ZonePin] {
        let find = try connection.prepare(
            """
            SELECT zone, first, last, offset, is_daylight, abbreviation, source
            FROM zone_pins ORDER BY zone, first
            """
        )
        var pins: [ZonePin] = []
        while try find.step() {
            pins.append(
                ZonePin(
                    zone: find.text(0) ?? "",
                    first: find.integer(1),
                    last: find.integer(2),
                    offset: Self.offset(find, at: 3),
                    // A source that a newer program knows: what it said stays.
                    source: ZoneSource(rawValue: find.text(6) ?? "") ?? .system
                )
            )
        }
        return pins
    }

    func pin(_ wanted: [ZonePin]) throws(SQLiteError) {
        try connection.transaction { () throws(SQLiteError) in
            var pins = ZonePins(try pins())
            let before = pins.all
            for pin in wanted { pins.add(pin) }
            try replace(before, by: pins.all)
        }
    }

    func repin(_ zone: String, _ pins: [ZonePin]) throws(SQLiteError) {
        try connection.transaction { () throws(SQLiteError) in
            let before = try self.pins()
            let others = before.filter { $0.zone != zone }
            try replace(before, by: ZonePins(others + pins).all)
        }
    }

    private func replace(_ before: [ZonePin], by after: [ZonePin]) throws(SQLiteError) {
        let delete = try connection.prepare("DELETE FROM zone_pins WHERE zone = ? AND first = ?")
        for pin in before where !after.contains(pin) {
            delete.bind(1, pin.zone)
            delete.bind(2, pin.first)
            try delete.run()
        }
        let insert = try connection.prepare(
            """
            INSERT INTO zone_pins (zone, first, last, offset, is_daylight, abbreviation, source)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """
        )
        for pin in after where !before.contains(pin) {
            insert.bind(1, pin.zone)
            insert.bind(2, pin.first)
            insert.bind(3, pin.last)
            Self.bind(pin.offset, to: insert, at: 4)
            insert.bind(7, pin.source.rawValue)
            try insert.run()
        }
    }

    func answers() throws(SQLiteError) -> [ZoneAnswer] {
        let find = try connection.prepare(
            """
            SELECT zone, starts, ends, offset, is_daylight, abbreviation, asked
            FROM zone_answers ORDER BY zone, starts
            """
        )
        var answers: [ZoneAnswer] = []
        while try find.step() {
            answers.append(
                ZoneAnswer(
                    zone: find.text(0) ?? "",
                    window: OffsetWindow(
                        start: find.isNull(1) ? nil : find.integer(1),
                        end: find.isNull(2) ? nil : find.integer(2),
                        offset: Self.offset(find, at: 3)
                    ),
                    asked: Timestamp(seconds: find.integer(6))
                )
            )
        }
        return answers
    }

    func keep(_ answer: ZoneAnswer) throws(SQLiteError) {
        try connection.transaction { () throws(SQLiteError) in
            var answers = ZoneAnswers(try answers())
            answers.keep(answer)
            // Small enough to be written anew: a row for each window of each zone.
            let delete = try connection.prepare("DELETE FROM zone_answers WHERE zone = ?")
            delete.bind(1, answer.zone)
            try delete.run()
            let insert = try connection.prepare(
                """
                INSERT INTO zone_answers
                    (zone, starts, ends, offset, is_daylight, abbreviation, asked)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
            )
            for kept in answers.all where kept.zone == answer.zone {
                insert.bind(1, kept.zone)
                insert.bind(2, kept.window.start)
                insert.bind(3, kept.window.end)
                Self.bind(kept.window.offset, to: insert, at: 4)
                insert.bind(7, kept.asked.seconds)
                try insert.run()
            }
        }
    }

    private static func offset(_ row: SQLiteStatement, at index: Int32) -> ZoneOffset {
        ZoneOffset(
            seconds: Int32(clamping: row.integer(index)),
            isDaylight: row.integer(index + 1) != 0,
            abbreviation: row.text(index + 2) ?? ""
        )
    }

    private static func bind(
        _ offset: ZoneOffset,
        to statement: SQLiteStatement,
        at index: Int32
    ) {
        statement.bind(index, Int64(offset.seconds))
        statement.bind(index + 1, offset.isDaylight ? 1 : 0)
        statement.bind(index + 2, offset.abbreviation)
    }
}
