import PosixBridge
import Sinks
import TestSupport
import Testing
import TicksheetCore
import WallTime

/// A file with a row per status that is written whole, and a journal from which entries go at any moment.
@Suite struct RewrittenSinkPurges {
    private let folder = TemporaryDirectory()
    private let journal = MemoryJournal()
    private var report: MessageReport {
        var report = MessageReport(path: folder.file("report.ods"), journal: journal)
        report.rows = "status"
        return report
    }

    private func purge(through passed: SequenceNumber) throws {
        let after = Timestamp(seconds: Sample.noon.seconds + 1, nanoseconds: 0)
        let limits = PurgeLimits(
            passed: passed,
            bodiesBefore: nil,
            entriesBefore: after,
            now: after
        )
        var cursor = PurgeCursor()
        while true {
            let step = try journal.purge(limits, rows: 100, after: cursor)
            cursor = step.cursor
            if step.isLast { return }
        }
    }

    // Purges once, when entries after a position are about to be read.
    private func purge(through passed: SequenceNumber, whenReading position: SequenceNumber) {
        journal.beforeReading { [self] after in
            guard after == position else { return }
            journal.beforeReading(nil)
            #expect(throws: Never.self) { try purge(through: passed) }
        }
    }

    @Test func `rows whose entries retention removed are not lost without a word`() async throws {
        try await report.append((573_001_112_233, "sent"), (2, "sent"), (3, "sent"))
        try await report.bringUpToDate()
        try purge(through: 2)
        try await report.append((4, "sent"))
        let refusal = try await report.refusal()
        #expect(refusal?.code == "sink.purged")
        #expect(refusal?.summary.contains("the rows of 2 entries") == true)
        #expect(refusal?.remedy.contains("(ticksheet rebuild --report r --without-purged)") == true)
        #expect(try report.texts().count == 3)
        // A number is erased all the same, in the file itself.
        try journal.forget(digits: "573001112233")
        #expect(try await report.sink().erase(report.ledger).places == 1)
        #expect(try report.texts() == ["+999000000001 sent", "+2 sent", "+3 sent"])
        #expect(try await report.refusal()?.code == "sink.purged")
        // Who says that the rows may go has them go once, and it goes on.
        _ = try await report.sink().rebuild(report.ledger)
        #expect(try report.texts().count == 2)
        try await report.append((5, "sent"))
        try await report.bringUpToDate()
        #expect(try report.texts().count == 3)
        // What went then is not counted again.
        try purge(through: 3)
        try await report.append((6, "sent"))
        #expect(
            try await report.refusal()?.summary.contains("the rows of 1 entry,") == true
        )
    }

    @Test(arguments: [(0, 2), (1000, 1001), (1000, 2)])
    func `entries that go while rows are read stop the writing, and the file stays as it is`(
        _ position: Int,
        _ passed: Int
    ) async throws {
        for number in 1...1001 { try await report.append((number, "sent")) }
        try await report.bringUpToDate()
        let written = try File.bytes(at: report.path)
        try await report.append((1002, "sent"))
        purge(through: SequenceNumber(passed), whenReading: SequenceNumber(position))
        #expect(try await report.refusal()?.code == "sink.purged")
        #expect(try File.bytes(at: report.path) == written)
        #expect(try Paths.names(in: folder.path) == [".report.ods.lock", "report.ods"])
        // And so does the next one.
        #expect(try await report.refusal()?.code == "sink.purged")
        #expect(try File.bytes(at: report.path) == written)
    }

    @Test func `entries that go after rows were read are in the file, and stop the next writing`()
        async throws
    {
        try await report.append((1, "sent"), (2, "sent"))
        try await report.bringUpToDate()
        try await report.append((3, "sent"))
        let sink = try report.sink(
            FailPoint { moment in
                guard moment == .rebuilt else { return }
                #expect(throws: Never.self) { try purge(through: 2) }
            }
        )
        try await report.bringUpToDate(sink)
        #expect(try report.texts() == ["+1 sent", "+2 sent", "+3 sent"])
        try await report.append((4, "sent"))
        #expect(try await report.refusal()?.code == "sink.purged")
        #expect(try report.texts() == ["+1 sent", "+2 sent", "+3 sent"])
    }

    @Test(arguments: [false, true])
    func `a rebuild during which entries go is not followed by a writing without their rows`(
        _ areRead: Bool
    ) async throws {
        for number in 1...1001 { try await report.append((number, "sent")) }
        try await report.bringUpToDate()
        try Edit.lengthened.apply(to: report.path)
        purge(through: 2, whenReading: areRead ? 1000 : 0)
        let receipt = try await report.sink().rebuild(report.ledger)
        #expect(receipt.rows == (areRead ? 1001 : 999))
        // What it may lack is in the file that it kept.
        #expect(receipt.kept == folder.file("report.before-rebuild.ods"))
        let rebuilt = try File.bytes(at: report.path)
        try await report.append((1002, "sent"))
        #expect(try await report.refusal()?.code == "sink.purged")
        #expect(try File.bytes(at: report.path) == rebuilt)
        // A rebuild of what is left goes on.
        _ = try await report.sink().rebuild(report.ledger)
        #expect(try report.texts().count == 1000)
        try await report.append((1003, "sent"))
        try await report.bringUpToDate()
        #expect(try report.texts().count == 1001)
    }

    @Test func `a file in which nothing changed is not noted to lack what it shows`() async throws {
        for number in 1...1001 { try await report.append((number, "sent")) }
        try await report.bringUpToDate()
        let state = try report.ledger.record().state
        purge(through: 2, whenReading: 1000)
        let error = await #expect(throws: SinkError.self) {
            _ = try await report.sink().write(Batch(after: 1001, upTo: 1001), report.ledger)
        }
        #expect(error?.code == "sink.purged")
        #expect(try report.ledger.record().state == state)
    }
}
