import Glibc
import Journals
import PosixBridge
import Sinks
import TestSupport
import Testing
import TicksheetCore

@Suite struct RewrittenSinkKills {
    private let folder = TemporaryDirectory()

    private static let cases = ["csv", "ods"].flatMap { [($0, false), ($0, true)] }

    @Test(arguments: FailPoint.Moment.rebuilding, cases)
    func `a process killed at any moment leaves the old file or the new one`(
        _ moment: FailPoint.Moment,
        _ told: (ending: String, isRebuild: Bool)
    ) async throws {
        let (ending, isRebuild) = told
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [
                folder = folder.path as String, moment = moment.rawValue as String,
                isRebuild = isRebuild as Bool, ending = ending as String
            ] in
            let journal = try SQLiteJournal(folder + "/journal.db", role: .beside) { Sample.noon }
            let report = MessageReport(path: folder + "/report." + ending, journal: journal)
            try await report.append((1, "sent"), (2, "sent"))
            try await report.bringUpToDate()
            try await report.append((1, "read"))
            if isRebuild { try Edit.lengthened.apply(to: report.path) }
            let sink = try report.sink(
                FailPoint { if $0.rawValue == moment { ProcessFacts.die() } }
            )
            if isRebuild {
                _ = try await sink.rebuild(report.ledger)
            } else {
                try await report.bringUpToDate(sink)
            }
        }
        let journal = try SQLiteJournal(folder.file("journal.db"), role: .serve) { Sample.noon }
        defer { journal.close() }
        let report = MessageReport(path: folder.file("report.\(ending)"), journal: journal)
        let isExchanged = moment == .afterExchange || moment == .afterSetAside
        #expect(try report.texts().first == (isExchanged ? "+1 read" : "+1 sent"))
        if isRebuild, !isExchanged {
            #expect(try await report.refusal()?.code == "sink.file.edited")
            _ = try await report.sink().rebuild(report.ledger)
        }
        try await report.append((2, "rejected"))
        try await report.bringUpToDate()
        #expect(try report.texts() == ["+1 read", "+2 rejected"])
        let kept = isRebuild ? ["report.before-rebuild.\(ending)"] : []
        #expect(
            try Paths.names(in: folder.path).filter { !$0.hasPrefix("journal") }
                == [".report.\(ending).lock"] + kept + ["report.\(ending)"]
        )
    }

    @Test(arguments: [false, true])
    func `edits before and after a death amid an exchange are both kept`(
        isTakenBack: Bool
    ) async throws {
        await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder.path as String] in
            let journal = try SQLiteJournal(folder + "/journal.db", role: .beside) { Sample.noon }
            let report = MessageReport(path: folder + "/report.csv", journal: journal)
            try await report.append((1, "sent"))
            try await report.bringUpToDate()
            try await report.append((1, "read"))
            let sink = try report.sink(
                FailPoint { reached in
                    if reached == .beforeExchange { try? Edit.lengthened.apply(to: report.path) }
                    if reached == .afterExchange { ProcessFacts.die() }
                }
            )
            try await report.bringUpToDate(sink)
        }
        let journal = try SQLiteJournal(folder.file("journal.db"), role: .serve) { Sample.noon }
        defer { journal.close() }
        let report = MessageReport(path: folder.file("report.csv"), journal: journal)
        let first = try File.bytes(at: folder.file(".report.csv.new"))
        try Edit.lengthened.apply(to: report.path)
        let second = try File.bytes(at: report.path)
        if isTakenBack {
            // As if another process had died right after it put the first one back.
            try Paths.exchange(folder.file(".report.csv.new"), with: report.path)
        }
        #expect(try await report.refusal()?.code == "sink.file.edited")
        #expect(try File.bytes(at: report.path) == first)
        #expect(try File.bytes(at: folder.file("report.before-rebuild.csv")) == second)
        _ = try await report.sink().rebuild(report.ledger)
        #expect(try report.texts() == ["+1 read"])
    }
}
