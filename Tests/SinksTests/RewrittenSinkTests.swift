import PosixBridge
import Sinks
import TestSupport
import Testing
import TicksheetCore

@Suite struct RewrittenSinkTests {
    private let folder = TemporaryDirectory()
    private let journal = MemoryJournal()
    private var report: MessageReport {
        MessageReport(path: folder.file("report.csv"), journal: journal)
    }

    /// Each kind of file, with each thing that people do to it.
    private static let edits = ["csv", "ods"].flatMap { ending in
        Edit.allCases.map { (ending: ending, edit: $0) }
    }

    private func report(_ ending: String) -> MessageReport {
        MessageReport(path: folder.file("report.\(ending)"), journal: journal)
    }

    private func names() throws -> [String] {
        try Paths.names(in: folder.path)
    }

    @Test func `a file with its header is there before the first message`() async throws {
        try await report.bringUpToDate()
        #expect(try File.text(at: report.path) == "To,Status\r\n")
    }

    @Test func `a message's row is kept current`() async throws {
        try await report.append((1, "sent"), (2, "sent"), (1, "delivered"))
        try await report.bringUpToDate()
        #expect(try report.texts() == ["+1 delivered", "+2 sent"])
        try await report.append((2, "rejected"), (3, "sent"), (1, "sent"))
        try await report.bringUpToDate()
        #expect(try report.texts() == ["+1 delivered", "+2 rejected", "+3 sent"])
        #expect(try report.ledger.record().checkpoint == 6)
        #expect(try names() == [".report.csv.lock", "report.csv"])
    }

    @Test func `rows per number stand together`() async throws {
        var report = report
        report.rows = "number"
        report.columns = """
            { header: "To", field: "to" }, { header: "Times", field: "times" }
            """
        try await report.append((1, "sent"), (2, "sent"), (1, "delivered"))
        try await report.bringUpToDate()
        #expect(try report.texts() == ["+1 1", "+2 1"])
    }

    @Test(arguments: ["csv", "ods"])
    func `what another mapping wrote is written anew, though nothing came`(
        _ ending: String
    ) async throws {
        var report = report(ending)
        try await report.append((1, "delivered"), (2, "sent"))
        try await report.bringUpToDate()
        report.columns = """
            { header: "To", field: "to" },
            { header: "Status", field: "status", labels: { sent: "gone" } }
            """
        try await report.bringUpToDate()
        #expect(try report.texts() == ["+1 delivered", "+2 gone"])
        let before = try Paths.status(report.path)
        try await report.bringUpToDate()
        #expect(try Paths.status(report.path) == before)
    }

    @Test(arguments: ["csv", "ods"])
    func `it tells before that opening writes rows anew`(_ ending: String) async throws {
        var report = report(ending)
        func opensAnew() throws -> Bool { try report.sink().opensAnew(report.ledger) }
        try await report.append((1, "sent"))
        #expect(try !opensAnew())
        try await report.bringUpToDate()
        #expect(try !opensAnew())
        report.columns = """
            { header: "To", field: "to" },
            { header: "Status", field: "status", labels: { sent: "gone" } }
            """
        #expect(try opensAnew())
        try await report.bringUpToDate()
        #expect(try !opensAnew())
        try Paths.remove(report.path)
        #expect(try !opensAnew())
        report.missing = .rebuild
        #expect(try opensAnew())
    }

    @Test func `rows that stand for something else stop it until a rebuild`() async throws {
        let path = folder.file("report.csv")
        let statuses = CSVReport(
            path: path,
            journal: journal,
            columns: #"{ header: "To", field: "to" }, { header: "Status", field: "status" }"#
        )
        let messages = MessageReport(path: path, journal: journal)
        try await messages.append((1, "sent"), (1, "read"))
        try await statuses.bringUpToDate()
        let before = try File.bytes(at: path)
        let sink = try messages.sink()
        let stop = await #expect(throws: SinkError.self) { try await sink.open(statuses.ledger) }
        #expect(
            stop?.description
                == "error[sink.file.rows_changed]: \(path) has rows that stand for something else than "
                + "\"rows\" in the mapping now says; it stays as it is. Keep this file aside and write all "
                + "rows as the mapping says (ticksheet rebuild --report r), or put \"rows\" back."
        )
        #expect(try File.bytes(at: path) == before)
        _ = try await sink.rebuild(statuses.ledger)
        #expect(try messages.texts() == ["+1 read"])
        // And back.
        let back = try statuses.sink()
        let other = await #expect(throws: SinkError.self) { try await back.open(statuses.ledger) }
        #expect(other?.code == "sink.file.rows_changed")
        _ = try await back.rebuild(statuses.ledger)
        #expect(try statuses.ledger.record().checkpoint == 2)
        #expect(try CSVText.rows(try File.bytes(at: path)).count == 3)
    }

    @Test(arguments: ["message", "number"], [false, true])
    func `rows that were appended stop it, whatever overwrite says and where they are gone`(
        _ rows: String,
        _ overwrites: Bool
    ) async throws {
        let statuses = CSVReport(
            path: folder.file("report.csv"),
            journal: journal,
            columns: #"{ header: "To", field: "to" }, { header: "Status", field: "status" }"#
        )
        var messages = MessageReport(path: statuses.path, journal: journal, rows: rows)
        messages.overwrites = overwrites
        try await messages.append((1, "sent"), (2, "sent"), (1, "read"))
        try await statuses.bringUpToDate()
        let before = try File.bytes(at: statuses.path)
        func stop() async throws -> String? {
            let sink = try messages.sink()
            do throws(SinkError) {
                try await sink.open(statuses.ledger)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(try await stop() == "sink.file.rows_changed")
        #expect(try File.bytes(at: statuses.path) == before)
        try Paths.remove(statuses.path)
        #expect(try await stop() == "sink.file.missing")
        #expect(try Paths.status(statuses.path) == nil)
        messages.missing = .rebuild
        #expect(try await stop() == nil)
        #expect(try messages.texts() == ["+1 read", "+2 sent"])
    }

    @Test(arguments: CSVSink.MissingPolicy.allCases)
    func `where rows per message are gone and are appended now, missing says what becomes`(
        _ policy: CSVSink.MissingPolicy
    ) async throws {
        var statuses = CSVReport(path: report.path, journal: journal)
        statuses.missing = policy
        try await report.append((1, "sent"), (2, "sent"), (1, "read"))
        try await report.sink().open(statuses.ledger)
        _ = try await report.sink().write(Batch(after: 0, upTo: 3), statuses.ledger)
        try Paths.remove(report.path)
        try await report.append((2, "read"))
        let refusal = try await statuses.refusal()
        guard policy != .stop else {
            #expect(
                refusal?.description
                    == "error[sink.file.missing]: \(report.path) is gone; the rows written to it so far "
                    + "are not written again by themselves. Put it back, or write it anew (ticksheet "
                    + "rebuild --report r)."
            )
            #expect(try Paths.status(report.path) == nil)
            _ = try await statuses.sink().rebuild(statuses.ledger)
            #expect(try statuses.texts().count == 4)
            return
        }
        #expect(refusal == nil)
        #expect(try statuses.texts().count == (policy == .rebuild ? 4 : 1))
    }

    @Test(arguments: ["csv", "ods"], [false, true])
    func `rows per number do not take the place of rows per message in a CSV by themselves`(
        _ ending: String,
        _ overwrites: Bool
    ) async throws {
        var report = report(ending)
        report.overwrites = overwrites
        try await report.append((1, "sent"), (1, "read"), (2, "sent"))
        try await report.bringUpToDate()
        let before = try File.bytes(at: report.path)
        report.rows = "number"
        report.columns = """
            { header: "To", field: "to" }, { header: "Status", field: "times" }
            """
        let refusal = try await report.refusal()
        guard ending != "ods" else {
            #expect(refusal == nil)
            #expect(try report.texts() == ["+1 1", "+2 1"])
            return
        }
        #expect(refusal?.code == "sink.file.rows_changed")
        try await report.append((2, "read"))
        #expect(try await report.refusal()?.code == "sink.file.rows_changed")
        #expect(try File.bytes(at: report.path) == before)
        let kept = try #require(try await report.sink().rebuild(report.ledger).kept)
        #expect(try File.bytes(at: kept) == before)
        try await report.bringUpToDate()
        #expect(try report.texts() == ["+1 1", "+2 1"])
    }

    @Test func `what a row of an earlier version's file stands for is learned while it is certain`()
        async throws
    {
        try await report.append((1, "sent"), (2, "sent"))
        try await report.bringUpToDate()
        let state = String(decoding: try report.ledger.record().state, as: UTF8.self)
        let before = state.replacing(#","rows":"message""#, with: "")
        #expect(before != state)
        try report.ledger.keep(Array(before.utf8))
        try await report.bringUpToDate()
        #expect(try report.ledger.record().state == Array(state.utf8))
        // Where the mapping changed first, nobody knows.
        try report.ledger.keep(Array(before.utf8))
        var report = report
        report.rows = "number"
        try await report.bringUpToDate()
        #expect(try report.texts() == ["+1 sent", "+2 sent"])
        report.rows = "message"
        #expect(try await report.refusal()?.code == "sink.file.rows_changed")
    }

    @Test func `a file in which nothing changes is left alone`() async throws {
        try await report.append((1, "delivered"))
        try await report.bringUpToDate()
        let before = try Paths.status(report.path)
        try await report.append((1, "sent"))
        try await report.bringUpToDate()
        #expect(try Paths.status(report.path) == before)
        #expect(try report.ledger.record().checkpoint == 2)
    }

    @Test func `permission bits are kept`() async throws {
        try await report.append((1, "sent"))
        try await report.bringUpToDate()
        try Paths.setPermissions(report.path, 0o640)
        try await report.append((1, "read"))
        try await report.bringUpToDate()
        #expect(try Paths.status(report.path)?.mode == 0o640)
    }

    @Test func `more messages than a page has are all there`() async throws {
        for start in stride(from: 0, to: 2500, by: 500) {
            for number in start..<start + 500 { try await report.append((number, "sent")) }
        }
        try await report.bringUpToDate()
        #expect(try report.texts() == (0..<2500).map { "+\($0) sent" })
        var numbers = report
        numbers.rows = "number"
        _ = try await numbers.sink().rebuild(numbers.ledger)
        #expect(try numbers.texts() == (0..<2500).map { "+\($0) sent" })
    }

    // MARK: What people do

    @Test(arguments: edits)
    func `an edit stops it, and after a rebuild it goes on`(
        _ ending: String,
        _ edit: Edit
    ) async throws {
        let report = report(ending)
        try await report.append((1, "sent"), (2, "sent"))
        try await report.bringUpToDate()
        try edit.apply(to: report.path)
        let edited = try? File.bytes(at: report.path)
        try await report.append((1, "read"))
        let refusal = try await report.refusal()
        #expect(refusal?.code == (edited == nil ? "sink.file.missing" : "sink.file.edited"))
        if edited != nil {
            #expect(refusal?.summary.contains("or the journal was restored from a backup") == true)
        }
        #expect((try? File.bytes(at: report.path)) == edited)
        let receipt = try await report.sink().rebuild(report.ledger)
        #expect(receipt.rows == 2)
        if let edited, edit != .shortened, edit != .emptied {
            let kept = try #require(receipt.kept)
            #expect(try File.bytes(at: kept) == edited)
        }
        try await report.append((2, "read"))
        try await report.bringUpToDate()
        #expect(try report.texts() == ["+1 read", "+2 read"])
    }

    @Test(arguments: FailPoint.Moment.rebuilding, edits)
    func `what people do at any moment of a writing is not lost`(
        _ moment: FailPoint.Moment,
        _ done: (ending: String, edit: Edit)
    ) async throws {
        let (report, edit) = (report(done.ending), done.edit)
        try await report.append((1, "sent"))
        try await report.bringUpToDate()
        try await report.append((1, "read"), (2, "sent"))
        let edited = Shared<[UInt8]?>(nil)
        let sink = try report.sink(
            FailPoint { reached in
                guard reached == moment else { return }
                try? edit.apply(to: report.path)
                edited.change { $0 = try? File.bytes(at: report.path) }
            }
        )
        _ = try? await report.bringUpToDate(sink)
        _ = try? await report.bringUpToDate()
        if let edited = edited.value {
            let contents = try names().map { try File.bytes(at: folder.file($0)) }
            #expect(contents.contains(edited), "\(moment) \(done)")
        }
        _ = try await report.sink().rebuild(report.ledger)
        #expect(try report.texts() == ["+1 read", "+2 sent"])
    }

    @Test func `what people do to both files around an exchange is not lost`() async throws {
        let report = report
        try await report.append((1, "sent"))
        try await report.bringUpToDate()
        try await report.append((1, "read"), (2, "sent"))
        let edited = Shared<[[UInt8]]>([])
        let sink = try report.sink(
            FailPoint { reached in
                guard [.beforeExchange, .afterExchange].contains(reached) else { return }
                try? Edit.lengthened.apply(to: report.path)
                edited.change { $0 += [(try? File.bytes(at: report.path)) ?? []] }
            }
        )
        let refusal = try await report.refusal(sink)
        #expect(refusal?.code == "sink.file.edited")
        #expect(refusal?.description.contains("report.before-rebuild.csv") == true)
        #expect(edited.value.count == 2)
        #expect(try File.bytes(at: report.path) == edited.value[0])
        #expect(try File.bytes(at: folder.file("report.before-rebuild.csv")) == edited.value[1])
        _ = try await report.sink().rebuild(report.ledger)
        #expect(try report.texts() == ["+1 read", "+2 sent"])
    }

    @Test func `with overwrite an edit is written over`() async throws {
        var report = report
        report.overwrites = true
        try await report.append((1, "sent"))
        try await report.bringUpToDate()
        try Edit.lengthened.apply(to: report.path)
        try await report.append((1, "read"))
        try await report.bringUpToDate()
        #expect(try report.texts() == ["+1 read"])
    }

    @Test func `somebody else's file is left alone`() async throws {
        try File.overwrite(report.path, "mine\r\n")
        try await report.append((1, "sent"))
        #expect(try await report.refusal()?.code == "sink.file.foreign")
        #expect(try File.text(at: report.path) == "mine\r\n")
    }

    @Test(arguments: ["moved.csv", "moved.ods"])
    func `a file is known by its content wherever it stands`(_ name: String) async throws {
        let ending = String(name.suffix(4))
        let report = MessageReport(path: folder.file("report" + ending), journal: journal)
        try await report.append((1, "sent"), (2, "read"))
        try await report.bringUpToDate()
        let state = try report.ledger.record().state
        let moved = MessageReport(path: folder.file(name), journal: journal)
        #expect(try moved.sink().holds(state) == false)
        try Paths.move(report.path, to: moved.path)
        #expect(try moved.sink().holds(state))
        #expect(try moved.sink().holds([]) == false)
        try Edit.lengthened.apply(to: moved.path)
        #expect(try moved.sink().holds(state) == false)
    }

    @Test(arguments: [CSVSink.MissingPolicy.rebuild, .continue])
    func `a file that is gone is written again where the settings say so`(
        _ policy: CSVSink.MissingPolicy
    ) async throws {
        var report = report
        report.missing = policy
        try await report.append((1, "sent"))
        try await report.bringUpToDate()
        try Paths.remove(report.path)
        try await report.append((2, "sent"))
        try await report.bringUpToDate()
        #expect(try report.texts() == ["+1 sent", "+2 sent"])
    }

    @Test(arguments: ["message", "number", "status"], ["csv", "ods"])
    func `a file that is gone is written again though nothing comes`(
        _ rows: String,
        _ ending: String
    ) async throws {
        if rows == "status", ending == "csv" { return }
        var report = MessageReport(path: folder.file("report." + ending), journal: journal)
        report.rows = rows
        try await report.append((1, "sent"), (2, "sent"))
        try await report.bringUpToDate()
        try Paths.remove(report.path)
        // The standard: it stops, and nothing is written.
        #expect(try await report.refusal()?.code == "sink.file.missing")
        #expect(try Paths.status(report.path) == nil)
        report.missing = .rebuild
        try await report.bringUpToDate()
        #expect(try report.texts() == ["+1 sent", "+2 sent"])
        #expect(try report.ledger.record().checkpoint == 2)
        try await report.append((2, "read"))
        try await report.bringUpToDate()
        #expect(try report.texts().last == "+2 read")
    }

    @Test func `a file that is gone is written once where more is to come`() async throws {
        var report = report
        report.missing = .rebuild
        try await report.append((1, "sent"))
        try await report.bringUpToDate()
        try Paths.remove(report.path)
        try await report.append((2, "sent"))
        try await report.sink().open(report.ledger)
        #expect(try Paths.status(report.path) == nil)
        try await report.bringUpToDate()
        #expect(try report.texts() == ["+1 sent", "+2 sent"])
    }

    @Test func `other columns stop it`() async throws {
        try await report.append((1, "sent"))
        try await report.bringUpToDate()
        var report = report
        report.columns = "{ header: \"Status\", field: \"status\" }"
        let refusal = try await report.refusal()
        #expect(
            refusal
                == .columnsChanged(
                    path: report.path,
                    found: "To,Status",
                    expected: "Status",
                    rebuild: "ticksheet rebuild --report r"
                )
        )
        _ = try await report.sink().rebuild(report.ledger)
        #expect(try report.texts() == ["sent"])
    }

    @Test func `a file that an office program has open is waited for`() async throws {
        try await report.append((1, "sent"))
        try await report.bringUpToDate()
        let lock = folder.file(".~lock.report.csv#")
        try File.overwrite(lock, ",somebody,desk,;")
        try await report.append((1, "read"))
        let refusal = try await report.refusal()
        #expect(refusal == .open(path: report.path, lock: lock))
        #expect(refusal?.disposition == .retry(after: .seconds(5)))
        #expect(try report.texts() == ["+1 sent"])
        try Paths.remove(lock)
        try await report.bringUpToDate()
        #expect(try report.texts() == ["+1 read"])
    }

    @Test func `a file that rows were appended to is not taken over by itself`() async throws {
        let appended = CSVReport(path: report.path, journal: journal)
        try await appended.append(0..<2)
        try await appended.bringUpToDate()
        let state = try appended.ledger.record().state
        try journal.keep(state, of: MessageReport.reader)
        #expect(try await report.refusal()?.code == "sink.file.foreign")
    }
}
