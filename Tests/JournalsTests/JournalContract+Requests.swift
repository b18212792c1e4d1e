import TestSupport
import Testing
import TicksheetCore

@Suite struct JournalRequestsContract {
    private let folder = TemporaryDirectory()
    private let reader = ReaderID("csv:/srv/report.csv")
    private let other = ReaderID("csv:/srv/other.csv")

    @Test(arguments: JournalSubject.all)
    func `a request stays open until it is answered, the oldest first`(
        _ subject: JournalSubject
    ) async throws {
        let place = subject.place(in: folder)
        let numbers = try await place.withJournal { journal in
            #expect(try journal.openRequest(of: reader) == nil)
            return try [reader, other, reader].map { try journal.ask(.rebuild, of: $0) }
        }
        // Who asks for what is asked already waits for the same answer.
        #expect(numbers[2] == numbers[0])
        #expect(numbers[1] != numbers[0])
        try await place.withJournal { journal in
            #expect(
                try journal.openRequest(of: reader)
                    == ReaderRequest(number: numbers[0], kind: .rebuild)
            )
            #expect(try journal.openRequest(of: other)?.number == numbers[1])
            #expect(try journal.answer(to: numbers[0]) == nil)
            try journal.answer(numbers[0], with: .done("5 rows"))
            #expect(try journal.openRequest(of: reader) == nil)
            let next = try journal.ask(.rebuild, of: reader)
            #expect(next > numbers[0])
            try journal.answer(next, with: .refused("error[x]: no"))
            #expect(try journal.openRequest(of: reader) == nil)
            #expect(try journal.answer(to: next) == .refused("error[x]: no"))
        }
        try await place.withJournal { journal in
            let answers = try (numbers + [99]).map { try journal.answer(to: $0) }
            #expect(answers == [.done("5 rows"), nil, .done("5 rows"), nil])
        }
    }
}
