import TestSupport
import Testing
import TicksheetCore
import WallTime

@Suite struct JournalReadersContract {
    private let folder = TemporaryDirectory()
    private let reader = ReaderID("csv:/srv/report.csv")

    @Test(arguments: JournalSubject.all)
    func `a new reader begins where its start says and stays there`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            for minute in 0..<4 {
                try await journal.append(
                    Sample.delivery([minute], in: journal, received: Self.minute(Int64(minute)))
                )
            }
            let sequences = try journal.entries(after: 0, limit: 10).map(\.sequence)
            let before = Timestamp(seconds: Self.minute(0).seconds - 1)
            let starts: [(start: ReaderStart, checkpoint: SequenceNumber)] = [
                (.beginning, 0),
                (.now, sequences[3]),
                (.date(Self.minute(2)), sequences[1]),
                (.date(Timestamp(seconds: Self.minute(2).seconds + 1)), sequences[2]),
                (.date(before), sequences[0] - 1),
                (.date(Self.minute(99)), sequences[3]),
            ]
            for (index, (start, checkpoint)) in starts.enumerated() {
                let id = ReaderID("reader \(index)")
                #expect(try journal.record(of: id, start: start).checkpoint == checkpoint)
            }
            try await journal.append(Sample.delivery([9], in: journal, received: Self.minute(9)))
            for (index, (start, checkpoint)) in starts.enumerated() {
                let record = try journal.record(of: ReaderID("reader \(index)"), start: start)
                #expect(record.checkpoint == checkpoint)
                #expect(record.state.isEmpty)
                #expect(record.acknowledged == nil)
            }
        }
    }

    @Test(arguments: JournalSubject.all)
    func `every reader of an empty journal begins at 0`(_ subject: JournalSubject) async throws {
        try await subject.place(in: folder).withJournal { journal in
            for start in [ReaderStart.beginning, .now, .date(Sample.noon)] {
                let record = try journal.record(of: ReaderID("\(start)"), start: start)
                #expect(record.checkpoint == 0)
            }
            #expect(try journal.readers().count == 3)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `keeping a state leaves the checkpoint, acknowledging moves both`(
        _ subject: JournalSubject
    ) async throws {
        let clock = ManualClock()
        let place = subject.place(in: folder, clock)
        try await place.withJournal { journal in
            try await journal.append(Sample.delivery(0..<5, in: journal))
            _ = try journal.record(of: reader, start: .beginning)
            try journal.keep([1, 2, 0], of: reader)
            var record = try journal.record(of: reader, start: .beginning)
            #expect(record.state == [1, 2, 0])
            #expect(record.checkpoint == 0)
            #expect(record.acknowledged == nil)
            clock.advance(by: 60)
            try journal.acknowledge(through: 3, state: [9], of: reader)
            record = try journal.record(of: reader, start: .beginning)
            #expect(record.state == [9])
            #expect(record.checkpoint == 3)
            #expect(record.acknowledged == clock.now)
        }
        try await place.withJournal { journal in
            let record = try journal.record(of: reader, start: .now)
            #expect(record.checkpoint == 3)
            #expect(record.state == [9])
            #expect(record.acknowledged == clock.now)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `a checkpoint never goes back`(_ subject: JournalSubject) async throws {
        try await subject.place(in: folder).withJournal { journal in
            _ = try journal.record(of: reader, start: .beginning)
            var highest: SequenceNumber = 0
            for position: SequenceNumber in [4, 2, 4, 7, 1, 7, 6] {
                try journal.acknowledge(through: position, state: [], of: reader)
                highest = max(highest, position)
                let record = try journal.record(of: reader, start: .beginning)
                #expect(record.checkpoint == highest)
            }
        }
    }

    @Test(arguments: JournalSubject.all)
    func `a reader that writes everything anew begins where a new one would`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try await journal.append(Sample.delivery(0..<2, in: journal))
            #expect(try journal.beginning(of: reader, at: .now) == 2)
            let first = try journal.record(of: reader, start: .now).checkpoint
            try await journal.append(
                Sample.delivery(2..<6, in: journal, received: Self.minute(5))
            )
            try journal.acknowledge(through: first + 2, state: [1], of: reader)
            // From now means from when it was first seen: it skips nothing that it had to write.
            #expect(try journal.beginning(of: reader, at: .now) == first)
            #expect(try journal.beginning(of: reader, at: .beginning) == 0)
            #expect(try journal.beginning(of: reader, at: .date(Self.minute(5))) == first)
            #expect(try journal.record(of: reader, start: .now).checkpoint == first + 2)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `what is known of a reader moves to one that has no state`(
        _ subject: JournalSubject
    ) async throws {
        let other = ReaderID("other")
        let place = subject.place(in: folder)
        try await place.withJournal { journal in
            try await journal.append(Sample.delivery(0..<6, in: journal))
            let first = try journal.record(of: reader, start: .now).checkpoint
            try await journal.append(Sample.delivery(6..<9, in: journal))
            try journal.acknowledge(through: first + 2, state: [1], of: reader)
            _ = try journal.record(of: other, start: .beginning)
            try journal.move(reader, to: other)
            #expect(try journal.readers().map(\.reader) == [other])
        }
        try await place.withJournal { journal in
            let record = try journal.record(of: other, start: .beginning)
            #expect(record.checkpoint == 8)
            #expect(record.state == [1])
            #expect(try journal.beginning(of: other, at: .now) == 6)
            // One that has a state keeps it, and so does the first.
            _ = try journal.record(of: reader, start: .beginning)
            try journal.acknowledge(through: 3, state: [2], of: reader)
            try journal.move(reader, to: other)
            #expect(try journal.record(of: other, start: .now).state == [1])
            #expect(try journal.record(of: reader, start: .now).state == [2])
            // One that nobody knows yet.
            try journal.move(reader, to: ReaderID("new"))
            #expect(try journal.record(of: ReaderID("new"), start: .now).state == [2])
        }
    }

    @Test(arguments: JournalSubject.all)
    func `trouble is noted, replaced and cleared, and nothing else changes`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            _ = try journal.record(of: reader, start: .beginning)
            try journal.acknowledge(through: 2, state: [1], of: reader)
            for code in ["sink.file.missing", "sink.disk_full"] {
                var trouble = ReaderTrouble(
                    code: code,
                    explanation: "the file \"ñ\" is gone",
                    since: Sample.noon
                )
                if code == "sink.disk_full" { trouble.nextTry = Self.minute(1) }
                try journal.note(trouble, of: reader)
                #expect(try journal.record(of: reader, start: .beginning).trouble == trouble)
                #expect(try journal.readers().map(\.trouble) == [trouble])
            }
            try journal.note(nil, of: reader)
            let record = try journal.record(of: reader, start: .beginning)
            #expect(record.trouble == nil)
            #expect(record.checkpoint == 2)
            #expect(record.state == [1])
        }
    }

    @Test(arguments: JournalSubject.all)
    func `a lease is exclusive, per reader, and ends with its holder`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            var lease: (any Lease)? = try Self.granted(journal.lease(reader))
            #expect(lease != nil)
            guard case .held(let owner) = try journal.lease(reader) else {
                Issue.record("a second lease was granted")
                return
            }
            #expect(owner.hasPrefix("process "))
            #expect(try Self.granted(journal.lease(ReaderID("another"))) != nil)
            lease = nil
            #expect(try Self.granted(journal.lease(reader)) != nil)
        }
    }

    @Test(arguments: JournalSubject.all)
    func `pages of entries cover all of them once`(_ subject: JournalSubject) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try await journal.append(Sample.delivery(0..<25, in: journal))
            var position: SequenceNumber = 0
            var pages: [[Entry]] = []
            while case let page = try journal.entries(after: position, limit: 10), !page.isEmpty {
                pages.append(page)
                position = page.last?.sequence ?? position
            }
            #expect(pages.map(\.count) == [10, 10, 5])
            #expect(pages.joined().map(\.fields.description) == (0..<25).map { String($0) })
            #expect(try journal.entries(after: 0, limit: 0).isEmpty)
            #expect(try journal.entries(after: 1 << 60, limit: 5).isEmpty)
        }
    }

    private static func minute(_ number: Int64) -> Timestamp {
        Timestamp(seconds: Sample.noon.seconds + number * 60)
    }

    private static func granted(_ answer: LeaseAnswer) -> (any Lease)? {
        if case .granted(let lease) = answer { lease } else { nil }
    }
}
