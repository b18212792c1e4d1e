import PosixBridge
import Sinks
import TestSupport
import Testing
import TicksheetCore

/// What a person or another program does to a file.
enum Edit: String, CaseIterable, Sendable {
    case changedInPlace
    case shortened
    case emptied
    case lengthened
    case replacedByAnother
    case replacedByACopyWithOneMoreRow
    case movedAway
    case deleted

    /// What the sink finds out afterwards; nil where the file is gone.
    var detail: String? {
        switch self {
        case .changedInPlace: "its last rows differ from what was written"
        case .shortened, .emptied, .replacedByAnother: "it is shorter than what was written"
        case .lengthened, .replacedByACopyWithOneMoreRow:
            "it is longer than what this journal wrote, as it also is where the journal was "
                + "restored from a backup"
        case .movedAway, .deleted: nil
        }
    }

    func apply(to path: String) throws {
        let file = try File(path, .update)
        let size = try file.status().size
        switch self {
        case .changedInPlace: try file.write(Array("XX".utf8), at: size - 6)
        case .shortened: try file.truncate(to: size - 3)
        case .emptied: try file.truncate(to: 0)
        case .lengthened: try file.write(Array("note,by,hand\r\n".utf8), at: size)
        case .replacedByAnother:
            try File.overwrite(path + ".new", "another file\r\n")
            try Paths.move(path + ".new", to: path)
        case .replacedByACopyWithOneMoreRow:
            let copy = try File.bytes(at: path) + Array("note,by,hand\r\n".utf8)
            try File(path + ".new", .replace).write(copy, at: 0)
            try Paths.move(path + ".new", to: path)
        case .movedAway: try Paths.move(path, to: path + ".moved")
        case .deleted: try Paths.remove(path)
        }
    }
}

@Suite struct CSVSinkEdits {
    private let folder = TemporaryDirectory()
    private let journal = MemoryJournal()
    private var report: CSVReport {
        CSVReport(path: folder.file("report.csv"), journal: journal)
    }

    @Test(arguments: Edit.allCases)
    func `a file edited between two batches stays as it is and the line says what to do`(
        _ edit: Edit
    ) async throws {
        try await report.append(0..<5)
        try await report.bringUpToDate()
        let original = try File.bytes(at: report.path)
        try edit.apply(to: report.path)
        let edited = try? File.bytes(at: report.path)
        try await report.append(5..<9)
        for _ in 0..<2 {
            let refusal = try #require(try await report.refusal())
            #expect(refusal.description == line(edit.detail))
            #expect(refusal.disposition == .stop)
            #expect((try? File.bytes(at: report.path)) == edited)
        }
        // Put back as it was, it goes on.
        try? Paths.remove(report.path)
        try File(report.path, .create).write(original, at: 0)
        try await report.bringUpToDate()
        #expect(try report.texts() == (0..<9).map { String($0) })
    }

    @Test(arguments: Edit.allCases)
    func `after the remedy of the line the report is whole and the edited file kept`(
        _ edit: Edit
    ) async throws {
        try await report.append(0..<5)
        try await report.bringUpToDate()
        try edit.apply(to: report.path)
        let edited = try? File.bytes(at: report.path)
        #expect(try await report.refusal() != nil)
        try await report.append(5..<9)
        let sink = try report.sink()
        let receipt = try await sink.rebuild(report.ledger)
        #expect(receipt.rows == 9)
        #expect(try report.texts() == (0..<9).map { String($0) })
        let kept = folder.file("report.before-rebuild.csv")
        // What the new file begins with needs no second copy.
        let isCut = edit == .shortened || edit == .emptied || edited == nil
        #expect(receipt.kept == (isCut ? nil : kept))
        #expect((try? File.bytes(at: kept)) == (isCut ? nil : edited))
        try await report.append(9..<11)
        try await report.bringUpToDate(sink)
        #expect(try report.texts() == (0..<11).map { String($0) })
    }

    @Test(
        arguments: Edit.allCases.filter { $0 != .changedInPlace },
        [FailPoint.Moment.beforePending, .afterPending]
    )
    func `a file edited just before the append is not touched`(
        _ edit: Edit,
        _ moment: FailPoint.Moment
    ) async throws {
        let edited = try await refused(editing: edit, at: moment)
        #expect((try? File.bytes(at: report.path)) == edited)
        _ = try #require(try await report.refusal())
        #expect((try? File.bytes(at: report.path)) == edited)
    }

    @Test(arguments: FailPoint.Moment.appending)
    func `a cell changed in place during an append stays changed and the rows follow`(
        _ moment: FailPoint.Moment
    ) async throws {
        // The size stays, so only a look at every byte would tell; nothing of it is lost.
        let report = report
        try await report.append(0..<5)
        try await report.bringUpToDate()
        let size = try #require(try Paths.status(report.path)).size
        try await report.append(5..<9)
        let sink = try report.sink(
            FailPoint { reached in
                guard reached == moment, let file = try? File(report.path, .update) else { return }
                try? file.write(Array("X".utf8), at: size - 3)
            }
        )
        let batch = try #require(try report.nextBatch(rows: 9))
        _ = try await sink.write(batch, report.ledger)
        #expect(try report.texts() == ["0", "1", "2", "3", "X", "5", "6", "7", "8"])
    }

    @Test func `rows of the open batch that a person cut off are written again`() async throws {
        // What is left looks like an append that a crash has interrupted.
        for moment in [FailPoint.Moment.afterAppend, .afterSync] {
            let path = folder.file("\(moment).csv")
            let report = CSVReport(path: path, journal: MemoryJournal())
            try await report.append(0..<9)
            let sink = try report.sink(
                FailPoint { reached in
                    guard reached == moment, let size = try? Paths.status(path)?.size else {
                        return
                    }
                    if size > 100 { try? File(path, .update).truncate(to: size - 3) }
                }
            )
            #expect(try await report.refusal(sink)?.code == "sink.file.replaced")
            try await report.bringUpToDate()
            #expect(try report.texts() == (0..<9).map { String($0) })
        }
    }

    @Test(
        arguments: Edit.allCases.filter { $0 != .changedInPlace && $0 != .shortened },
        [FailPoint.Moment.halfAppended, .afterAppend, .afterSync, .beforeAcknowledge]
    )
    func `what a person wrote during an append is never overwritten nor cut off`(
        _ edit: Edit,
        _ moment: FailPoint.Moment
    ) async throws {
        let edited = try await refused(editing: edit, at: moment)
        for _ in 0..<3 {
            let now = try? File.bytes(at: report.path)
            // Rows that were on their way may follow what the person left.
            #expect(now.map { $0.starts(with: edited ?? []) } == edited.map { _ in true })
            #expect(try await report.refusal() != nil)
        }
    }

    /// Edits the file at a moment of the second batch; returns what the person left there.
    private func refused(
        editing edit: Edit,
        at moment: FailPoint.Moment
    ) async throws -> [UInt8]? {
        let report = report
        try await report.append(0..<5)
        try await report.bringUpToDate()
        try await report.append(5..<9)
        let edited = Shared<[UInt8]??>(nil)
        let sink = try report.sink(
            FailPoint { reached in
                guard reached == moment, edited.value == nil else { return }
                try? edit.apply(to: report.path)
                let bytes = try? File.bytes(at: report.path)
                edited.change { $0 = .some(bytes) }
            }
        )
        let batch = try #require(try report.nextBatch(rows: 9))
        do throws(SinkError) {
            _ = try await sink.write(batch, report.ledger)
            // Only an edit behind the last look goes unseen, until the next one.
            #expect(moment == .beforeAcknowledge)
        } catch {
            #expect(
                error.description
                    == "error[sink.file.replaced]: \(report.path) was replaced while rows were "
                    + "appended to it. Nothing to do: the rows are written to the file that is "
                    + "there now."
            )
        }
        return try #require(edited.value)
    }

    private func line(_ detail: String?) -> String {
        let path = report.path
        guard let detail else {
            return
                "error[sink.file.missing]: \(path) is gone; the rows written to it so far are not "
                + "written again by themselves. Put it back, or write it anew (ticksheet rebuild "
                + "--report r)."
        }
        return
            "error[sink.file.edited]: \(path) was edited by another program (\(detail)); it stays "
            + "as it is. Undo the edit, or keep this file aside and write the report anew "
            + "(ticksheet rebuild --report r)."
    }
}
