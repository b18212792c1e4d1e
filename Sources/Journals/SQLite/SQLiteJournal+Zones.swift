import SQLiteBridge
package import TicksheetCore

extension SQLiteJournal {
    package func pins() throws(JournalError) -> [ZonePin] {
        try read { entries throws(SQLiteError) in try ZoneTable(entries.connection).pins() }
    }

    package func pin(_ wanted: [ZonePin]) throws(JournalError) {
        try writer.perform { tables throws(SQLiteError) in
            try ZoneTable(tables.connection).pin(wanted)
        }
    }

    package func repin(_ zone: String, _ pins: [ZonePin]) throws(JournalError) {
        try writer.perform { tables throws(SQLiteError) in
            try ZoneTable(tables.connection).repin(zone, pins)
        }
    }

    package func answers() throws(JournalError) -> [ZoneAnswer] {
        try read { entries throws(SQLiteError) in try ZoneTable(entries.connection).answers() }
    }

    package func keep(_ answer: ZoneAnswer) throws(JournalError) {
        try writer.perform { tables throws(SQLiteError) in
            try ZoneTable(tables.connection).keep(answer)
        }
    }
}
