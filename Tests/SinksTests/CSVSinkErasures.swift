import Glibc
import Journals
import PosixBridge
import Sinks
import TestSupport
import Testing
import TicksheetCore
import WallTime

@Suite struct CSVSinkErasures {
    private let folder = TemporaryDirectory()
    private let journal = MemoryJournal()
    private let digits = "573004445566"
    private var report: CSVReport {
        CSVReport(path: folder.file("report.csv"), journal: journal)
    }

    // Numbers of two people in turn.
    private static func append(_ numbers: Range<Int>, to journal: any Journal) async throws {
        let events = numbers.map { number in
            var fields = Sample.fields(number)
            fields.to = number.isMultiple(of: 2) ? "+573004445566" : "+573001112299"
            return Event(
                id: Sample.id(number, in: journal),
                kind: .status,
                element: number,
                fields: fields
            )
        }
        try await journal.append(Sample.delivery(events))
    }

    private static func forget(_ digits: String, in journal: any Journal) throws {
        try journal.forget(digits: digits)
        var step = MaskStep(MaskCursor())
        while !step.isLast { step = try journal.maskStored(after: step.cursor) }
    }

    private func masked(_ text: String) -> String { NumberMask(digits: digits).masked(text) }

    @Test func `the file keeps every row and byte but the number's digits`() async throws {
        try await Self.append(0..<6, to: journal)
        try await report.bringUpToDate()
        let before = try File.text(at: report.path)
        try Self.forget(digits, in: journal)
        let receipt = try await report.sink().erase(report.ledger)
        #expect(receipt == EraseReceipt(places: 3, kept: nil))
        #expect(try File.text(at: report.path) == masked(before))
        #expect(try names() == [".report.csv.lock", "report.csv"])
        #expect(try await report.sink().erase(report.ledger).places == 0)
        try await Self.append(6..<9, to: journal)
        try await report.bringUpToDate()
        #expect(try report.texts() == (0..<9).map { String($0) })
        #expect(!(try File.text(at: report.path)).contains(digits))
    }

    @Test(arguments: [false, true])
    func `where the number does not stand nothing is written, and what a process left goes`(
        _ isWhole: Bool
    ) async throws {
        guard let disk = SmallDisk(bytes: 1 << 20) else {
            try Test.cancel("only root can mount the small disk that this test fills")
        }
        let path = disk.file("report.csv")
        let statuses = CSVReport(path: path, journal: journal)
        let messages = MessageReport(path: path, journal: journal)
        try await Self.append(0..<4, to: journal)
        if isWhole {
            try await messages.bringUpToDate()
        } else {
            try await statuses.bringUpToDate()
        }
        let before = try File.bytes(at: path)
        _ = try File(disk.file(".report.csv.new"), .create)
        try Self.forget("573009999999", in: journal)
        try disk.fill()
        // The mapping says something else of what was written whole.
        let ledger = isWhole ? messages.ledger : statuses.ledger
        let receipt = try await statuses.sink().erase(ledger)
        #expect(receipt == EraseReceipt(places: 0, kept: nil))
        #expect(try File.bytes(at: path) == before)
        #expect(try Paths.status(disk.file(".report.csv.new")) == nil)
    }

    @Test func `rows whose entries retention has removed stay`() async throws {
        try await Self.append(0..<4, to: journal)
        try await report.bringUpToDate()
        let late = Timestamp(seconds: Sample.noon.seconds + 1000)
        let limits = PurgeLimits(passed: 4, bodiesBefore: nil, entriesBefore: late, now: late)
        _ = try journal.purge(limits, rows: 100, after: PurgeCursor())
        #expect(try journal.entries(after: 0, limit: 10).isEmpty)
        try Self.forget(digits, in: journal)
        #expect(try await report.sink().erase(report.ledger).places == 2)
        #expect(try report.texts() == ["0", "1", "2", "3"])
    }

    @Test func `a file that somebody edited stays as it is`() async throws {
        try await Self.append(0..<4, to: journal)
        try await report.bringUpToDate()
        try Edit.lengthened.apply(to: report.path)
        let before = try File.text(at: report.path)
        try Self.forget(digits, in: journal)
        let report = report
        await #expect(throws: SinkError.self) {
            try await report.sink().erase(report.ledger)
        }
        #expect(try File.text(at: report.path) == before)
    }

    @Test func `what somebody saves meanwhile is kept`() async throws {
        try await Self.append(0..<4, to: journal)
        try await report.bringUpToDate()
        try Self.forget(digits, in: journal)
        let path = report.path
        let sink = try report.sink(
            FailPoint { if $0 == .beforeExchange { try? Edit.lengthened.apply(to: path) } }
        )
        let receipt = try await sink.erase(report.ledger)
        #expect(receipt.kept == folder.file("report.before-rebuild.csv"))
        #expect(try report.texts() == ["0", "1", "2", "3"])
    }

    @Test(arguments: FailPoint.Moment.rebuilding, Edit.allCases)
    func `what people do at any moment of an erasure is not lost`(
        _ moment: FailPoint.Moment,
        _ edit: Edit
    ) async throws {
        try await Self.append(0..<4, to: journal)
        try await report.bringUpToDate()
        try Self.forget(digits, in: journal)
        let path = report.path
        let edited = Shared<[UInt8]?>(nil)
        let sink = try report.sink(
            FailPoint { reached in
                guard reached == moment else { return }
                try? edit.apply(to: path)
                edited.change { $0 = try? File.bytes(at: path) }
            }
        )
        _ = try? await sink.erase(report.ledger)
        // What was cut off stands in the new file, and nothing of theirs was in the old one.
        if let edited = edited.value, edit != .shortened, edit != .emptied {
            let contents = try names().map { try File.bytes(at: folder.file($0)) }
            #expect(contents.contains(edited))
        }
        _ = try await report.sink().rebuild(report.ledger)
        #expect(try report.texts() == ["0", "1", "2", "3"])
    }

    @Test(arguments: FailPoint.Moment.rebuilding)
    func `a process killed at any moment of an erasure leaves no copy behind`(
        _ moment: FailPoint.Moment
    ) async throws {
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [folder = folder.path as String, moment = moment.rawValue as String] in
            let journal = try SQLiteJournal(folder + "/journal.db", role: .beside) { Sample.noon }
            let report = CSVReport(path: folder + "/report.csv", journal: journal)
            try await CSVSinkErasures.append(0..<10, to: journal)
            try await report.bringUpToDate()
            try CSVSinkErasures.forget("573004445566", in: journal)
            let sink = try report.sink(
                FailPoint { if $0.rawValue == moment { ProcessFacts.die() } }
            )
            _ = try await sink.erase(report.ledger)
        }
        let journal = try SQLiteJournal(folder.file("journal.db"), role: .serve) { Sample.noon }
        defer { journal.close() }
        let report = CSVReport(path: folder.file("report.csv"), journal: journal)
        _ = try await report.sink().erase(report.ledger)
        try await Self.append(10..<12, to: journal)
        try await report.bringUpToDate()
        #expect(try report.texts() == (0..<12).map { String($0) })
        #expect(
            try names().filter { !$0.hasPrefix("journal") } == [".report.csv.lock", "report.csv"]
        )
        #expect(!(try File.text(at: report.path)).contains(digits))
    }

    @Test(arguments: ["csv", "ods"])
    func `a file that is written whole keeps its rows but for the number, and goes on`(
        _ ending: String
    ) async throws {
        let report = MessageReport(path: folder.file("messages.\(ending)"), journal: journal)
        try await report.append((1_234_567, "sent"), (2, "sent"), (1_234_567, "read"))
        try await report.bringUpToDate()
        #expect(try report.texts() == ["+1234567 read", "+2 sent"])
        try Self.forget("1234567", in: journal)
        let receipt = try await report.sink().erase(report.ledger)
        #expect(receipt == EraseReceipt(places: 1, kept: nil))
        #expect(try report.texts() == ["+9990001 read", "+2 sent"])
        // It is what its masked messages make, byte for byte.
        let inode = try Paths.status(report.path)?.inode
        let masked = try File.bytes(at: report.path)
        try await report.append((1_234_567, "delivered"))
        try await report.bringUpToDate()
        #expect(try File.bytes(at: report.path) == masked)
        #expect(try Paths.status(report.path)?.inode == inode)
        #expect(try names() == [".messages.\(ending).lock", "messages.\(ending)"])
    }

    @Test(arguments: [false, true])
    func `a number is erased from an ODS whatever columns the mapping has now`(
        isOpen: Bool
    ) async throws {
        var report = MessageReport(path: folder.file("messages.ods"), journal: journal)
        try await report.append((1_234_567, "sent"), (2, "sent"))
        try await report.bringUpToDate()
        report.columns += #", { header: "Message", field: "message" }"#
        try Self.forget("1234567", in: journal)
        let lock = folder.file(".~lock.messages.ods#")
        if isOpen { try File.overwrite(lock, "") }
        try await report.sink().settle(report.ledger)
        let changed = report
        func erase() async throws -> EraseReceipt {
            try await changed.sink().erase(changed.ledger)
        }
        if isOpen {
            let stop = await #expect(throws: SinkError.self) { try await erase() }
            #expect(stop?.code == "sink.file.open")
            try Paths.remove(lock)
        }
        #expect(try await erase() == EraseReceipt(places: 1, kept: nil))
        #expect(try report.texts() == ["+9990001 sent", "+2 sent"])
        #expect(try await report.refusal()?.code == "sink.file.columns")
        #expect(try names() == [".messages.ods.lock", "messages.ods"])
    }

    @Test(arguments: FailPoint.Moment.rebuilding, ["csv", "ods"])
    func `a process killed while a whole file is erased leaves no copy behind`(
        _ moment: FailPoint.Moment,
        _ ending: String
    ) async throws {
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [
                folder = folder.path as String, moment = moment.rawValue as String,
                ending = ending as String
            ] in
            let journal = try SQLiteJournal(folder + "/journal.db", role: .beside) { Sample.noon }
            let report = MessageReport(path: folder + "/report." + ending, journal: journal)
            try await report.append((1_234_567, "sent"), (2, "sent"))
            try await report.bringUpToDate()
            try CSVSinkErasures.forget("1234567", in: journal)
            let sink = try report.sink(
                FailPoint { if $0.rawValue == moment { ProcessFacts.die() } }
            )
            _ = try await sink.erase(report.ledger)
        }
        let journal = try SQLiteJournal(folder.file("journal.db"), role: .serve) { Sample.noon }
        defer { journal.close() }
        let report = MessageReport(path: folder.file("report.\(ending)"), journal: journal)
        _ = try await report.sink().erase(report.ledger)
        try await report.append((2, "read"))
        try await report.bringUpToDate()
        #expect(try report.texts() == ["+9990001 sent", "+2 read"])
        #expect(
            try names().filter { !$0.hasPrefix("journal") }
                == [".report.\(ending).lock", "report.\(ending)"]
        )
    }

    @Test(arguments: [("status", "message"), ("message", "status"), ("message", "number")])
    func `a number is erased whatever rows and columns the mapping has now`(
        _ before: String,
        _ after: String
    ) async throws {
        var messages = MessageReport(path: report.path, journal: journal, columns: "")
        var statuses = report
        func set(_ columns: String) {
            messages.columns = columns
            statuses.columns = columns
        }
        func sink(_ rows: String) throws -> any Sink {
            messages.rows = rows
            return try rows == "status" ? statuses.sink() : messages.sink()
        }
        let columns = #"{ header: "To", field: "to" }, { header: "Status", field: "status" }"#
        set(columns)
        try await messages.append((1_234_567, "sent"), (2, "sent"))
        let ledger = messages.ledger
        let old = try sink(before)
        try await old.open(ledger)
        _ = try await old.write(Batch(after: 0, try ledger.entries(after: 0, limit: 9))!, ledger)
        let text = try File.text(at: report.path)
        for columns in [columns, columns + #", { header: "Message", field: "message" }"#] {
            set(columns)
            try await sink(after).settle(ledger)
            #expect(try File.text(at: report.path) == text)
        }
        try Self.forget("1234567", in: journal)
        let receipt = try await sink(after).erase(ledger)
        #expect(receipt == EraseReceipt(places: 1, kept: nil))
        let wanted = NumberMask(digits: "1234567").masked(text)
        #expect(try File.text(at: report.path) == wanted)
        #expect(try await sink(after).erase(ledger).places == 0)
        #expect(try names() == [".report.csv.lock", "report.csv"])
        let stopped = try sink(after)
        let stop = await #expect(throws: SinkError.self) { try await stopped.open(ledger) }
        #expect(stop?.disposition == .stop)
    }

    private func names() throws -> [String] {
        try Paths.names(in: folder.path)
    }
}
