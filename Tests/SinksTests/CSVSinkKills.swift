import Glibc
import Journals
import PosixBridge
import Sinks
import TestSupport
import Testing
import TicksheetCore

@Suite struct CSVSinkKills {
    private let folder = TemporaryDirectory()

    @Test(arguments: FailPoint.Moment.appending, 0..<3)
    func `a process killed at any moment of any batch leaves each row once`(
        _ moment: FailPoint.Moment,
        _ batch: Int
    ) async throws {
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [
                folder = folder.path as String, moment = moment.rawValue as String,
                batch = batch as Int
            ] in
            let journal = try SQLiteJournal(folder + "/journal.db", role: .beside) { Sample.noon }
            let report = CSVReport(path: folder + "/report.csv", journal: journal)
            try await report.append(0..<10)
            let seen = Shared(0)
            let sink = try report.sink(
                FailPoint { reached in
                    guard reached.rawValue == moment else { return }
                    let count = seen.change { seen in
                        seen += 1
                        return seen
                    }
                    if count > batch { ProcessFacts.die() }
                }
            )
            try await report.bringUpToDate(sink, rows: 5)
        }
        let journal = try SQLiteJournal(folder.file("journal.db"), role: .serve) { Sample.noon }
        defer { journal.close() }
        let report = CSVReport(path: folder.file("report.csv"), journal: journal)
        try await report.append(5..<15)
        try await report.bringUpToDate(rows: 4)
        #expect(try report.texts() == (0..<15).map { String($0) })
        #expect(try File.text(at: report.path).hasPrefix("Time,To,Text\r\n2026"))
    }

    @Test func `a process killed again while it mends a new file leaves one header`() async throws {
        for (round, moment) in [FailPoint.Moment.afterPending, .beforePending, .halfAppended]
            .enumerated()
        {
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [folder = folder.path as String, moment = moment.rawValue as String] in
                let path = folder + "/journal.db"
                let journal = try SQLiteJournal(path, role: .serve) { Sample.noon }
                let report = CSVReport(path: folder + "/report.csv", journal: journal)
                let sink = try report.sink(
                    FailPoint { if $0.rawValue == moment { ProcessFacts.die() } }
                )
                try await sink.open(report.ledger)
            }
            #expect(try Paths.status(folder.file("report.csv"))?.size == (round < 2 ? 0 : 7))
        }
        let journal = try SQLiteJournal(folder.file("journal.db"), role: .serve) { Sample.noon }
        defer { journal.close() }
        let report = CSVReport(path: folder.file("report.csv"), journal: journal)
        try await report.append(0..<2)
        try await report.bringUpToDate()
        #expect(try File.text(at: report.path).hasPrefix("Time,To,Text\r\n2026"))
        #expect(try report.texts() == ["0", "1"])
    }

    @Test func `two journals that feed one file do not mix their rows`() async throws {
        let path = folder.file("report.csv")
        await #expect(processExitsWith: .success) { [folder = folder.path as String] in
            let journal = try SQLiteJournal(folder + "/first.db", role: .serve) { Sample.noon }
            let report = CSVReport(path: folder + "/report.csv", journal: journal)
            try await report.append(0..<5)
            try await report.bringUpToDate()
            journal.close()
        }
        let before = try File.bytes(at: path)
        let journal = try SQLiteJournal(folder.file("second.db"), role: .serve) { Sample.noon }
        defer { journal.close() }
        let report = CSVReport(path: path, journal: journal)
        try await report.append(0..<5)
        #expect(
            try await report.refusal()?.description
                == "error[sink.file.foreign]: \(path) exists and was not written from this journal; "
                + "it stays as it is. Name another file in the settings, or keep this one aside and "
                + "write the report anew (ticksheet rebuild --report r)."
        )
        #expect(try File.bytes(at: path) == before)
    }

    @Test func `two processes that begin one file at once: one writes, the other one stops`()
        async throws
    {
        let path = folder.file("report.csv")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in ["a", "b"] {
                group.addTask { [folder] in
                    await #expect(processExitsWith: .success) {
                        [folder = folder.path as String, name = name as String] in
                        let path = "\(folder)/\(name).db"
                        let journal = try SQLiteJournal(path, role: .serve) { Sample.noon }
                        let report = CSVReport(path: folder + "/report.csv", journal: journal)
                        try await report.append(0..<50)
                        while true {
                            let refusal = try await report.refusal()
                            if case .inUse? = refusal { continue }
                            try File.overwrite("\(folder)/\(name).result", refusal?.code ?? "done")
                            break
                        }
                        journal.close()
                    }
                }
            }
            try await group.waitForAll()
        }
        let results = try ["a", "b"].map { try File.text(at: folder.file("\($0).result")) }
        #expect(results.sorted() == ["done", "sink.file.foreign"])
        #expect(try CSVText.rows(try File.bytes(at: path)).count == 51)
    }
}
