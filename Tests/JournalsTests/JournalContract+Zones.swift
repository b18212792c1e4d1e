import TestSupport
import Testing
import TicksheetCore
import WallTime

@Suite struct JournalZonesContract {
    private let folder = TemporaryDirectory()
    private let bogota = ZoneOffset(seconds: -18_000, abbreviation: "-05")
    private let summer = ZoneOffset(seconds: 7200, isDaylight: true, abbreviation: "CEST")

    @Test(arguments: JournalSubject.all)
    func `a pinned instant keeps its offset, and equal neighbours become one`(
        _ subject: JournalSubject
    ) async throws {
        let place = subject.place(in: folder)
        try await place.withJournal { journal in
            #expect(try journal.pins().isEmpty)
            try journal.pin([pin("America/Bogota", 0, 99, bogota, .system)])
            try journal.pin([
                pin("America/Bogota", 50, 149, summer, .timezonedb),
                pin("Europe/Vienna", -10, 10, summer, .timezonedb),
                pin("America/Bogota", 100, 120, bogota, .timezonedb),
                pin("America/Bogota", 150, 199, summer, .timezonedb),
                pin("America/Bogota", 9, 3, bogota, .system),
            ])
        }
        try await place.withJournal { journal in
            let pins = try journal.pins()
            #expect(
                pins == [
                    pin("America/Bogota", 0, 99, bogota, .system),
                    pin("America/Bogota", 100, 199, summer, .timezonedb),
                    pin("Europe/Vienna", -10, 10, summer, .timezonedb),
                ]
            )
            try journal.repin(
                "America/Bogota",
                [pin("America/Bogota", 0, 199, bogota, .timezonedbFile)]
            )
            let repinned = try journal.pins()
            #expect(
                repinned == [
                    pin("America/Bogota", 0, 199, bogota, .timezonedbFile),
                    pin("Europe/Vienna", -10, 10, summer, .timezonedb),
                ]
            )
        }
    }

    @Test(arguments: JournalSubject.all)
    func `an answer takes the place of those that overlap with it`(
        _ subject: JournalSubject
    ) async throws {
        let place = subject.place(in: folder)
        let open = answer("America/Bogota", nil, nil, bogota, 5)
        try await place.withJournal { journal in
            for answer in [
                answer("Europe/Vienna", 0, 100, summer, 1), open,
                answer("Europe/Vienna", 100, 200, bogota, 2),
                answer("Europe/Vienna", 150, 250, summer, 3),
            ] { try journal.keep(answer) }
        }
        try await place.withJournal { journal in
            let answers = try journal.answers()
            #expect(
                answers == [
                    open, answer("Europe/Vienna", 0, 100, summer, 1),
                    answer("Europe/Vienna", 150, 250, summer, 3),
                ]
            )
        }
    }

    private func pin(
        _ zone: String,
        _ first: Int64,
        _ last: Int64,
        _ offset: ZoneOffset,
        _ source: ZoneSource
    ) -> ZonePin {
        ZonePin(zone: zone, first: first, last: last, offset: offset, source: source)
    }

    private func answer(
        _ zone: String,
        _ start: Int64?,
        _ end: Int64?,
        _ offset: ZoneOffset,
        _ asked: Int64
    ) -> ZoneAnswer {
        ZoneAnswer(
            zone: zone,
            window: OffsetWindow(start: start, end: end, offset: offset),
            asked: Timestamp(seconds: asked)
        )
    }
}
