import PosixBridge
import Sinks
import TestSupport
import Testing
import TicksheetCore

@Suite struct CSVSinkPlaces {
    private let folder = TemporaryDirectory()
    private let journal = MemoryJournal()
    private var report: CSVReport {
        CSVReport(path: folder.file("report.csv"), journal: journal)
    }

    // MARK: Gone files

    @Test func `a file that is gone is written anew where the setting says so`() async throws {
        var report = report
        report.missing = .rebuild
        try await report.append(0..<5)
        try await report.bringUpToDate()
        #expect(try !report.sink().opensAnew(report.ledger))
        try Paths.remove(report.path)
        try await report.append(5..<7)
        // All that its rows rely on is seen to before.
        #expect(try report.sink().opensAnew(report.ledger))
        try await report.bringUpToDate()
        #expect(try report.texts() == (0..<7).map { String($0) })
    }

    @Test func `a file that is gone in the middle is written anew by the running sink`()
        async throws
    {
        var report = report
        report.missing = .rebuild
        try await report.append(0..<5)
        let sink = try report.sink()
        try await report.bringUpToDate(sink)
        try Paths.remove(report.path)
        try await report.append(5..<7)
        let batch = try #require(try report.nextBatch(rows: 9))
        let receipt = try await sink.write(batch, report.ledger)
        #expect(receipt == WriteReceipt(through: 7, rows: 0))
        try await report.bringUpToDate(sink)
        #expect(try report.texts() == (0..<7).map { String($0) })
    }

    @Test func `a new file with the rows that follow is begun where the setting says so`()
        async throws
    {
        var report = report
        report.missing = .continue
        try await report.append(0..<5)
        try await report.bringUpToDate()
        try Paths.remove(report.path)
        try await report.append(5..<7)
        try await report.bringUpToDate()
        #expect(try report.texts() == ["5", "6"])
        #expect(try File.text(at: report.path).hasPrefix("Time,To,Text\r\n"))
    }

    // MARK: Moved files

    @Test func `a file is known by its rows wherever it stands`() async throws {
        try await report.append(0..<5)
        try await report.bringUpToDate()
        let state = try report.ledger.record().state
        let moved = CSVReport(path: folder.file("moved.csv"), journal: journal)
        #expect(try moved.sink().holds(state) == false)
        try Paths.move(report.path, to: moved.path)
        #expect(try moved.sink().holds(state))
        // What was being appended when a process died is settled when it is opened.
        try File(moved.path, .append).write(Array("half a row".utf8), at: 0)
        #expect(try moved.sink().holds(state))
        let file = try File(moved.path, .update)
        try file.write(Array("X".utf8), at: 20)
        #expect(try moved.sink().holds(state) == false)
        #expect(try moved.sink().holds([]) == false)
        #expect(try moved.sink().holds(Array("[1]".utf8)) == false)
    }

    @Test func `a header alone is nobody's`() async throws {
        try await report.bringUpToDate()
        #expect(try report.sink().holds(report.ledger.record().state) == false)
    }

    // MARK: Other files

    @Test(arguments: ["Time,To,Text\r\n", "x", "\n"])
    func `a file that this journal did not write stays as it is`(_ text: String) async throws {
        try File.overwrite(report.path, text)
        try await report.append([1])
        #expect(
            try await report.refusal()?.description
                == "error[sink.file.foreign]: \(report.path) exists and was not written from this "
                + "journal; it stays as it is. Name another file in the settings, or keep this one "
                + "aside and write the report anew (ticksheet rebuild --report r)."
        )
        #expect(try File.text(at: report.path) == text)
        try Paths.move(report.path, to: report.path + ".old")
        try await report.bringUpToDate()
        #expect(try report.texts() == ["1"])
    }

    @Test func `a path that leads to a folder is refused`() async throws {
        try Paths.makeFolders(report.path)
        try await report.append([1])
        #expect(
            try await report.refusal()?.description
                == "error[sink.file.kind]: \(report.path) is no regular file. Move what is "
                + "there away, or name another file in the settings."
        )
    }

    @Test func `a missing folder is named, and made it goes on`() async throws {
        let report = CSVReport(path: folder.file("a/b/report.csv"), journal: journal)
        try await report.append([1])
        #expect(
            try await report.refusal()?.description
                == "error[sink.file.no_folder]: cannot write \(report.path): the folder "
                + "\(folder.file("a/b")) does not exist. Make it: mkdir -p \(folder.file("a/b"))."
        )
        try Paths.makeFolders(folder.file("a/b"))
        try await report.bringUpToDate()
        #expect(try report.texts() == ["1"])
    }

    // MARK: Columns

    @Test func `other columns than the file's stop and name both`() async throws {
        var report = report
        try await report.append([1])
        try await report.bringUpToDate()
        let before = try File.bytes(at: report.path)
        report.columns = "{ header: \"Time\", field: \"time\" }, { header: \"Who\", field: \"to\" }"
        let path = report.path
        #expect(
            try await report.refusal()?.description
                == "error[sink.file.columns]: \(path) has the columns Time,To,Text; the mapping now "
                + "has Time,Who. Keep this file aside and write all rows with the new columns "
                + "(ticksheet rebuild --report r)."
        )
        #expect(try File.bytes(at: path) == before)
        let receipt = try await report.sink().rebuild(report.ledger)
        #expect(receipt.kept == folder.file("report.before-rebuild.csv"))
        #expect(try File.bytes(at: folder.file("report.before-rebuild.csv")) == before)
        #expect(try File.text(at: path).hasPrefix("Time,Who\r\n"))
        try await report.bringUpToDate()
    }

    @Test func `columns changed after a kill between header and acknowledgement stop too`()
        async throws
    {
        var report = report
        let journal = journal
        let atKill = Shared<MemoryJournal.Content?>(nil)
        let sink = try report.sink(
            FailPoint { moment in
                if moment == .beforeAcknowledge { atKill.change { $0 = $0 ?? journal.content } }
            }
        )
        try await sink.open(report.ledger)
        journal.content = try #require(atKill.value)
        try await report.append([1])
        report.columns = "{ header: \"Other\", field: \"to\" }"
        #expect(try await report.refusal()?.code == "sink.file.columns")
        #expect(try File.text(at: report.path) == "Time,To,Text\r\n")
    }

    // MARK: Two at once

    @Test func `a second sink waits while the first one writes`() async throws {
        let report = report
        try await report.append(0..<3)
        let refusals = Shared<[String]>([])
        let other = CSVReport(path: report.path, journal: MemoryJournal())
        let lock = try File(folder.file(".report.csv.lock"), .updateOrCreate)
        #expect(try lock.tryLock())
        for sink in [report, other] {
            let refusal = try #require(try await sink.refusal())
            #expect(refusal.disposition == .retry(after: nil))
            refusals.change { $0.append(refusal.description) }
        }
        let line =
            "error[sink.file.in_use]: \(report.path) is being written by another process. Nothing "
            + "to do: this process waits for it."
        #expect(refusals.value == [line, line])
        #expect(try Paths.status(report.path) == nil)
        lock.unlock()
        try await report.bringUpToDate()
        #expect(try report.texts() == ["0", "1", "2"])
    }

    @Test func `two sinks of one reader write each row once`() async throws {
        try await report.append(0..<40)
        let sinks = [try report.sink(), try report.sink()]
        for index in 0..<30 {
            let sink = sinks[index % 2]
            try await sink.open(report.ledger)
            guard let batch = try report.nextBatch(rows: 3) else { break }
            for sink in sinks { _ = try await sink.write(batch, report.ledger) }
        }
        #expect(try report.texts() == (0..<40).map { String($0) })
    }
}
