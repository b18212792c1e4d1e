import CommandLineKit
import Journals
import PosixBridge
import Sinks
import TicksheetCore
import Zones

/// Writes rows to a temporary file, which gets its name when it is whole.
struct Export {
    /// What stands in the file.
    enum Kind {
        /// A report's rows.
        case rows(RowFileKind)
        /// The events with all their fields, one JSON object a line.
        case events

        /// Returns the kind that a file's ending tells.
        init?(ending name: String) {
            if name.lowercased().hasSuffix(".ndjson") {
                self = .events
            } else if let kind = RowFileKind(ending: name) {
                self = .rows(kind)
            } else {
                return nil
            }
        }

        var isEvents: Bool {
            if case .events = self { true } else { false }
        }
    }

    static let page = 5000

    /// Where the file goes; `-` for standard output.
    let path: String
    let kind: Kind
    /// Whether it may take the place of a file that is there.
    let overwrites: Bool
    let report: ReportMapping
    let fields: FieldSelection
    let filter: ExportFilter
    let journal: SQLiteJournal

    /// Writes all rows up to the end as it is now.
    ///
    /// - Returns: How many rows.
    func run(_ rows: RowBuilder, _ console: Console) throws(CommandFailure) -> Int {
        let head = try CommandFailure.onJournal { () throws(JournalError) in try journal.head() }
        let temporary = temporary
        // Before there is something to remove.
        let watch = removing(temporary)
        defer { watch?.cancel() }
        let hold = try made(temporary)
        do throws(CommandFailure) {
            let file = try onFile { () throws(FileTrouble) in
                try ExportFile(kind, temporary, for: path, report)
            }
            let count =
                report.rows == .status
                ? try write(rows, upTo: head, to: file, console)
                : try writeMessages(rows, upTo: head, to: file, console)
            try onFile { () throws(FileTrouble) in try file.finish() }
            if path == "-" { try pipe(temporary, console) } else { try publish(hold) }
            return count
        } catch {
            try? Paths.remove(temporary)
            throw error
        }
    }

    /// Pins the offsets that rows will show.
    func cover(_ needs: ZoneNeeds, by keeper: ZoneKeeper) async throws(JournalError) {
        let head = try journal.head()
        var position: SequenceNumber = 0
        while position < head {
            let entries = try journal.correctedEntries(
                after: position,
                limit: Self.page,
                fields: fields
            )
            guard let last = entries.last else { return }
            try await keeper.cover(
                needs.uncovered(entries.filter(filter.holds), by: keeper.known)
            )
            position = last.sequence
        }
    }

    // MARK: The file

    private var temporary: String {
        let name = path == "-" ? "ticksheet-export" : ".\(Paths.name(of: path))"
        let folder =
            path == "-"
            ? ProcessFacts.environment("TMPDIR") ?? "/tmp" : Paths.folder(of: path)
        return Paths.joined(folder, "\(name).\(ProcessFacts.identifier)")
    }

    // The empty file, locked as long as this process lives; those of processes that died are removed.
    private func made(_ temporary: String) throws(CommandFailure) -> File {
        let folder = Paths.folder(of: temporary)
        let own = Paths.name(of: temporary)
        let start = own.dropLast(String(ProcessFacts.identifier).count)
        do throws(SystemError) {
            for left in try Paths.names(in: folder)
            where left.hasPrefix(start) && Int32(left.dropFirst(start.count)) != nil {
                let left = Paths.joined(folder, left)
                let isDead = try? File(left, .update).tryLock()
                if isDead == true { try? Paths.remove(left) }
            }
            let file = try File(
                temporary,
                .create,
                // What goes to a pipe is nobody else's to read.
                permissions: path == "-" ? 0o600 : 0o666
            )
            _ = try file.tryLock()
            return file
        } catch {
            throw Self.failure(error, of: path == "-" ? temporary : path)
        }
    }

    /// Names what the system said of a file that is to be made; nothing is tried again.
    private static func failure(_ error: SystemError, of path: String) -> CommandFailure {
        let folder = Paths.folder(of: path)
        if ((try? Paths.status(folder)) ?? nil) == nil, error.isMissing {
            return .sink(.folderMissing(path: path, folder: folder))
        }
        if error.isFull || error.isRefused { return .sink(FileTrouble.system(error).named(path)) }
        return .other("file.failed", "cannot write \(path): \(error).", .inputOutput)
    }

    // Whoever ends an export by Ctrl-C leaves nothing behind.
    private func removing(_ temporary: String) -> Task<Void, Never>? {
        guard let signals = try? Signals.stream() else { return nil }
        return Task.detached {
            for await signal in signals where signal != .hangUp {
                try? Paths.remove(temporary)
                // What was just about to open the file by its name has made it anew by then.
                Clocks.pause(nanoseconds: 20_000_000)
                try? Paths.remove(temporary)
                ProcessFacts.exit(128 + signal.rawValue)
            }
        }
    }

    private func publish(_ temporary: File) throws(CommandFailure) {
        do throws(SystemError) {
            try temporary.sync()
            if overwrites {
                try Paths.move(temporary.path, to: path)
            } else {
                try Paths.moveAside(temporary.path, to: path)
            }
            try Paths.syncFolder(Paths.folder(of: path))
        } catch  where error.isExisting {
            throw Self.exists(path)
        } catch {
            throw Self.failure(error, of: path)
        }
    }

    /// The refusal to write over a file.
    static func exists(_ path: String) -> CommandFailure {
        .other(
            "export.exists",
            "\(path) is there already. Name another file, or add --overwrite.",
            .inputOutput
        )
    }

    private func pipe(_ temporary: String, _ console: Console) throws(CommandFailure) {
        try CommandFailure.onFiles("cannot write standard output") { () throws(SystemError) in
            let file = try File(temporary, .read)
            // Whoever reads the pipe may go, and this process with it.
            try Paths.remove(temporary)
            var position: Int64 = 0
            while true {
                let part = try file.read(at: position, count: 1 << 20)
                if part.isEmpty || console.isBroken { return }
                console.write(part)
                position += Int64(part.count)
            }
        }
    }

    // MARK: Rows

    private func write(
        _ rows: RowBuilder,
        upTo head: SequenceNumber,
        to file: ExportFile,
        _ console: Console
    ) throws(CommandFailure) -> Int {
        var rows = rows
        let bar = bar(upTo: head, console)
        var row = file.row
        var count = 0
        var position: SequenceNumber = 0
        var trouble: FileTrouble?
        while position < head, trouble == nil {
            let through = try CommandFailure.onJournal { () throws(JournalError) in
                try journal.eachCorrectedEntry(
                    after: position,
                    limit: Self.page,
                    fields: fields
                ) { entry in
                    guard trouble == nil, entry.sequence <= head, filter.holds(for: entry),
                        file.isEvents ? report.hasRow(for: entry) : rows.write(entry, to: &row)
                    else { return }
                    count += 1
                    do throws(FileTrouble) {
                        try file.append(row, entry)
                    } catch {
                        trouble = error
                    }
                }
            }
            guard let through else { break }
            bar.advance(by: Int(through - position))
            position = through
        }
        if let trouble { throw .sink(trouble.named(path)) }
        bar.finish()
        return count
    }

    func bar(upTo head: SequenceNumber, _ console: Console) -> ProgressBar {
        ProgressBar(
            "export",
            counting: CountedNoun("entry", "entries"),
            total: Int(head),
            console: console
        )
    }

    func onFile<Value>(
        _ body: () throws(FileTrouble) -> Value
    ) throws(CommandFailure) -> Value {
        do throws(FileTrouble) {
            return try body()
        } catch {
            throw .sink(error.named(path))
        }
    }
}
