package import TicksheetCore

extension MemoryJournal {
    package func pins() throws(JournalError) -> [ZonePin] {
        content.pins.all
    }

    package func pin(_ wanted: [ZonePin]) throws(JournalError) {
        change { content in
            for pin in wanted { content.pins.add(pin) }
        }
    }

    package func repin(_ zone: String, _ pins: [ZonePin]) throws(JournalError) {
        change { content in
            content.pins = ZonePins(content.pins.all.filter { $0.zone != zone } + pins)
        }
    }

    package func answers() throws(JournalError) -> [ZoneAnswer] {
        content.answers.all
    }

    package func keep(_ answer: ZoneAnswer) throws(JournalError) {
        change { _ = $0.answers.keep(answer) }
    }
}
