import Journals
import TestSupport
import Testing
import TicksheetCore

/// A kind of journal under test: what to call it and how to open one in a folder.
struct JournalSubject: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let isDurable: Bool
    private let place: @Sendable (String, ManualClock) -> JournalPlace

    static let all = [memory, sqlite]

    static let memory = JournalSubject(testDescription: "memory", isDurable: false) { _, clock in
        let journal = MemoryJournal(clock: clock)
        return JournalPlace(open: { journal }, close: { _ in })
    }

    static let sqlite = JournalSubject(testDescription: "SQLite", isDurable: true) {
        folder,
        clock in
        JournalPlace(
            open: { try SQLiteJournal(folder + "/journal.db", role: .serve) { clock.now } },
            close: { ($0 as? SQLiteJournal)?.close() }
        )
    }

    private init(
        testDescription: String,
        isDurable: Bool,
        place: @escaping @Sendable (String, ManualClock) -> JournalPlace
    ) {
        self.testDescription = testDescription
        self.isDurable = isDurable
        self.place = place
    }

    /// Returns a place for an empty journal.
    func place(in folder: TemporaryDirectory, _ clock: ManualClock = ManualClock()) -> JournalPlace
    {
        place(folder.path, clock)
    }
}

/// Where a journal is kept: opened again, it holds what it held.
struct JournalPlace: Sendable {
    let open: @Sendable () throws -> any Journal
    let close: @Sendable (any Journal) -> Void

    /// Opens the journal, runs the body and closes it.
    @discardableResult
    func withJournal<Value>(
        _ body: (any Journal) async throws -> Value
    ) async throws -> Value {
        let journal = try open()
        defer { close(journal) }
        return try await body(journal)
    }
}

extension SQLiteJournal {
    /// Opens a journal that shows noon, runs the body and closes it.
    @discardableResult
    static func with<Value>(
        _ path: String,
        role: Role = .serve,
        _ body: (SQLiteJournal) async throws -> Value
    ) async throws -> Value {
        let journal = try SQLiteJournal(path, role: role) { Sample.noon }
        defer { journal.close() }
        return try await body(journal)
    }
}
