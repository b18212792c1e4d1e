import TestSupport
import Testing
import TicksheetCore

// A wait that nobody ends lasts an hour; the limit says so sooner.
@Suite(.timeLimit(.minutes(10))) struct JournalWaitingContract {
    private let folder = TemporaryDirectory()

    @Test(arguments: JournalSubject.all)
    func `who waits is woken by an append`(_ subject: JournalSubject) async throws {
        let place = subject.place(in: folder)
        // Other tests hold up the shared threads; this one measures.
        try await onOwnThread {
            try await place.withJournal { journal in
                for number in 0..<20 {
                    let head = try journal.head()
                    async let woken: Void = journal.entriesMayHaveCome(
                        after: head,
                        within: .seconds(3600)
                    )
                    try await journal.append(Sample.delivery([number], in: journal))
                    await woken
                }
                // A journal that only looks once a second would need twice as long.
            }
        }
    }

    @Test(arguments: JournalSubject.all)
    func `what is there already ends the wait at once`(_ subject: JournalSubject) async throws {
        try await subject.place(in: folder).withJournal { journal in
            try await journal.append(Sample.delivery([1], in: journal))
            for _ in 0..<50 { await journal.entriesMayHaveCome(after: 0, within: .seconds(3600)) }
        }
    }

    @Test(arguments: JournalSubject.all)
    func `the wait ends when its time is over`(_ subject: JournalSubject) async throws {
        try await subject.place(in: folder).withJournal { journal in
            let start = ContinuousClock.now
            await journal.entriesMayHaveCome(after: 0, within: .milliseconds(50))
            #expect(ContinuousClock.now - start >= .milliseconds(40))
        }
    }

    @Test(arguments: JournalSubject.all)
    func `the wait ends when its task is cancelled, before or meanwhile`(
        _ subject: JournalSubject
    ) async throws {
        try await subject.place(in: folder).withJournal { journal in
            for delay in [0, 0, 1, 5] {
                let waiting = Task {
                    await journal.entriesMayHaveCome(after: 0, within: .seconds(3600))
                }
                if delay > 0 { try await Task.sleep(for: .milliseconds(delay)) }
                waiting.cancel()
                await waiting.value
            }
        }
    }

    @Test(arguments: JournalSubject.all)
    func `many wait at once and all are woken`(_ subject: JournalSubject) async throws {
        try await subject.place(in: folder).withJournal { journal in
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        await journal.entriesMayHaveCome(after: 0, within: .seconds(3600))
                    }
                }
                group.addTask {
                    _ = try? await journal.append(Sample.delivery([1], in: journal))
                }
            }
        }
    }
}
