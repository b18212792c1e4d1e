import Glibc
import Journals
import PosixBridge
import Sinks
import TestSupport
import Testing
import TicksheetCore

@Suite struct CSVSinkRebuilds {
    private let folder = TemporaryDirectory()
    private let journal = MemoryJournal()
    private var report: CSVReport {
        CSVReport(path: folder.file("report.csv"), journal: journal)
    }

    @Test func `a file as it was written is replaced by an equal one, and no copy is left`()
        async throws
    {
        try await report.append(0..<20)
        try await report.bringUpToDate()
        let before = try File.bytes(at: report.path)
        let receipt = try await report.sink().rebuild(report.ledger)
        #expect(receipt == RebuildReceipt(rows: 20, kept: nil))
        #expect(try File.bytes(at: report.path) == before)
        #expect(try names() == [".report.csv.lock", "report.csv"])
        #expect(try report.ledger.record().checkpoint == 20)
    }

    @Test func `a report that was never written can be rebuilt`() async throws {
        try await report.append(0..<3)
        let receipt = try await report.sink().rebuild(report.ledger)
        #expect(receipt == RebuildReceipt(rows: 3, kept: nil))
        #expect(try report.texts() == ["0", "1", "2"])
        try await report.append(3..<5)
        try await report.bringUpToDate(rows: 1)
        #expect(try report.texts() == ["0", "1", "2", "3", "4"])
    }

    @Test func `somebody else's file is kept under another name`() async throws {
        try File.overwrite(report.path, "mine\r\n")
        try File.overwrite(folder.file("report.before-rebuild.csv"), "older\r\n")
        try await report.append(0..<2)
        let receipt = try await report.sink().rebuild(report.ledger)
        #expect(receipt.kept == folder.file("report.before-rebuild-2.csv"))
        #expect(try File.text(at: folder.file("report.before-rebuild-2.csv")) == "mine\r\n")
        #expect(try File.text(at: folder.file("report.before-rebuild.csv")) == "older\r\n")
        #expect(try report.texts() == ["0", "1"])
    }

    @Test func `the new file has the old one's permission bits`() async throws {
        try await report.append(0..<2)
        try await report.bringUpToDate()
        try Paths.setPermissions(report.path, 0o640)
        _ = try await report.sink().rebuild(report.ledger)
        #expect(try Paths.status(report.path)?.mode == 0o640)
    }

    @Test func `entries that come while it writes are appended afterwards`() async throws {
        try await report.append(0..<5)
        try await report.bringUpToDate()
        let report = report
        let sink = try report.sink(
            FailPoint { moment in
                guard moment == .rebuilt else { return }
                journal.append(Sample.delivery(5..<8, in: journal)) { _ in }
            }
        )
        #expect(try await sink.rebuild(report.ledger).rows == 5)
        try await report.bringUpToDate(sink)
        #expect(try report.texts() == (0..<8).map { String($0) })
    }

    @Test(arguments: FailPoint.Moment.rebuilding, Edit.allCases)
    func `what people do to the file at any moment of a rebuild is not lost`(
        _ moment: FailPoint.Moment,
        _ edit: Edit
    ) async throws {
        let report = report
        try await report.append(0..<5)
        try await report.bringUpToDate()
        let edited = Shared<[UInt8]?>(nil)
        let sink = try report.sink(
            FailPoint { reached in
                guard reached == moment else { return }
                try? edit.apply(to: report.path)
                edited.change { $0 = try? File.bytes(at: report.path) }
            }
        )
        _ = try? await sink.rebuild(report.ledger)
        _ = try? await report.bringUpToDate()
        if let edited = edited.value, edit != .shortened, edit != .emptied {
            let contents = try names().map { try File.bytes(at: folder.file($0)) }
            #expect(contents.contains(edited), "\(moment) \(edit)")
        }
        _ = try await report.sink().rebuild(report.ledger)
        #expect(try report.texts() == ["0", "1", "2", "3", "4"])
    }

    @Test(arguments: FailPoint.Moment.rebuilding, [false, true])
    func `a process killed at any moment of a rebuild leaves the old file or the new one`(
        _ moment: FailPoint.Moment,
        _ isEdited: Bool
    ) async throws {
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [
                folder = folder.path as String, moment = moment.rawValue as String,
                isEdited = isEdited as Bool
            ] in
            let journal = try SQLiteJournal(folder + "/journal.db", role: .beside) { Sample.noon }
            let report = CSVReport(path: folder + "/report.csv", journal: journal)
            try await report.append(0..<10)
            try await report.bringUpToDate()
            if isEdited { try Edit.lengthened.apply(to: report.path) }
            let sink = try report.sink(
                FailPoint { if $0.rawValue == moment { ProcessFacts.die() } }
            )
            _ = try await sink.rebuild(report.ledger)
        }
        let journal = try SQLiteJournal(folder.file("journal.db"), role: .serve) { Sample.noon }
        defer { journal.close() }
        let report = CSVReport(path: folder.file("report.csv"), journal: journal)
        #expect(try report.texts().prefix(10) == (0..<10).map { String($0) }[...])
        try await report.append(10..<12)
        let isExchanged = moment == .afterExchange || moment == .afterSetAside
        if isEdited, !isExchanged {
            #expect(try await report.refusal()?.code == "sink.file.edited")
            _ = try await report.sink().rebuild(report.ledger)
        }
        try await report.bringUpToDate()
        #expect(try report.texts() == (0..<12).map { String($0) })
        let kept = isEdited ? ["report.before-rebuild.csv"] : []
        #expect(
            try names().filter { !$0.hasPrefix("journal") }
                == [".report.csv.lock"] + kept + ["report.csv"]
        )
        if isEdited {
            let text = try File.text(at: folder.file("report.before-rebuild.csv"))
            #expect(text.hasSuffix("note,by,hand\r\n"))
        }
    }

    @Test(arguments: [false, true])
    func `a rebuild ends what another kind of rows was rebuilt with when the process ended`(
        isWhole: Bool
    ) async throws {
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [folder = folder.path as String, isWhole = isWhole as Bool] in
            let journal = try SQLiteJournal(folder + "/journal.db", role: .beside) { Sample.noon }
            let rows = CSVReport(path: folder + "/report.csv", journal: journal)
            let messages = MessageReport(path: rows.path, journal: journal)
            let death = FailPoint { if $0 == .afterExchange { ProcessFacts.die() } }
            try await messages.append((1, "sent"))
            if isWhole {
                _ = try await messages.sink().rebuild(rows.ledger)
                try Edit.lengthened.apply(to: rows.path)
                _ = try await messages.sink(death).rebuild(rows.ledger)
            } else {
                try await rows.bringUpToDate()
                try Edit.lengthened.apply(to: rows.path)
                _ = try await rows.sink(death).rebuild(rows.ledger)
            }
        }
        let journal = try SQLiteJournal(folder.file("journal.db"), role: .serve) { Sample.noon }
        defer { journal.close() }
        let rows = CSVReport(path: folder.file("report.csv"), journal: journal)
        let messages = MessageReport(path: rows.path, journal: journal)
        let receipt =
            isWhole
            ? try await rows.sink().rebuild(rows.ledger)
            : try await messages.sink().rebuild(rows.ledger)
        #expect(receipt.rows == 1)
        let kept = try names().filter { $0.contains("before-rebuild") }
        let texts = try kept.map { try File.text(at: folder.file($0)) }
        #expect(texts.contains { $0.hasSuffix("note,by,hand\r\n") }, "\(kept)")
    }

    private func names() throws -> [String] {
        try Paths.names(in: folder.path)
    }
}
