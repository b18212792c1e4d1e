import PosixBridge
import TestSupport
import Testing
import TicksheetCore

@testable import Sinks

/// The disk at one moment: the file, and what the journal holds.
private struct Disk: Sendable {
    let file: [UInt8]?
    let journal: MemoryJournal.Content
}

@Suite struct CSVSinkWalk {
    private let folder = TemporaryDirectory()

    @Test(arguments: 0..<8)
    func `random batches, kills and repeats leave each row once and in order`(
        _ round: Int
    ) async throws {
        var random = SeededRandom("csv walk \(round)")
        let journal = MemoryJournal()
        let path = folder.file("report \(round).csv")
        let report = CSVReport(path: path, journal: journal)
        var count = 0
        for _ in 0..<150 {
            let more = Int.random(in: 0...6, using: &random)
            try await report.append(count..<count + more)
            count += more
            let left = Int.random(in: 0...2, using: &random)
            let moment = FailPoint.Moment.appending.randomElement(using: &random)
            let (sink, snapshot) = try Self.sink(of: report, journal, killedAt: moment, after: left)
            try await write(report, sink, &random)
            guard let disk = snapshot.value else { continue }
            try restore(disk, journal, path, &random)
        }
        try await report.bringUpToDate()
        #expect(try File.text(at: path).hasPrefix("Time,To,Text\r\n"))
        #expect(try report.texts() == (0..<count).map { String($0) })
    }

    private func write(
        _ report: CSVReport,
        _ sink: CSVSink,
        _ random: inout SeededRandom
    ) async throws {
        try await sink.open(report.ledger)
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            let rows = Int.random(in: 1...8, using: &random)
            // One that begins earlier repeats entries that are written.
            let back = Int64.random(in: 0...3, using: &random)
            let after = max(0, try report.ledger.record().checkpoint - back)
            let entries = try report.ledger.entries(after: after, limit: rows)
            guard let batch = Batch(after: after, entries) else { return }
            for _ in 0...Int.random(in: 0...1, using: &random) {
                _ = try await sink.write(batch, report.ledger)
            }
        }
    }

    /// Returns a sink that lets the disk be photographed at a moment, as a kill would leave it.
    private static func sink(
        of report: CSVReport,
        _ journal: MemoryJournal,
        killedAt moment: FailPoint.Moment?,
        after count: Int
    ) throws -> (CSVSink, Shared<Disk?>) {
        let snapshot = Shared<Disk?>(nil)
        let left = Shared(count)
        let sink = try report.sink(
            FailPoint { reached in
                guard reached == moment, snapshot.value == nil else { return }
                let isNow = left.change { left in
                    left -= 1
                    return left < 0
                }
                guard isNow else { return }
                let disk = Disk(file: try? File.bytes(at: report.path), journal: journal.content)
                snapshot.change { $0 = disk }
            }
        )
        return (sink, snapshot)
    }

    private func restore(
        _ disk: Disk,
        _ journal: MemoryJournal,
        _ path: String,
        _ random: inout SeededRandom
    ) throws {
        // Deliveries stay: the sender got its answer. What the reader did is turned back.
        var content = journal.content
        content.readers = disk.journal.readers
        journal.content = content
        try Paths.remove(path)
        guard var bytes = disk.file else { return }
        let record = disk.journal.readers[CSVReport.reader]
        let acknowledged = Int(record.flatMap { CSVState($0.state) }?.size ?? 0)
        if Bool.random(using: &random), bytes.count > acknowledged {
            // A write may have come to any length.
            bytes = Array(bytes.prefix(Int.random(in: acknowledged...bytes.count, using: &random)))
        }
        try File(path, .replace).write(bytes, at: 0)
    }
}
