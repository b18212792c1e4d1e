import PosixBridge
import SQLiteBridge
import TicksheetCore

/// Copies a journal's files as they are at one moment, beside whoever writes.
///
/// SQLite's own backup begins again whenever another connection commits, and one read transaction
/// over everything would hold the log for as long. Here nobody reads through SQLite: under the right
/// to move the log the database file stands still, so its bytes can be copied; then the log is, and
/// SQLite itself cuts that copy behind its last whole transaction. Writers never wait.
struct JournalCopy {
    private static let part = 1 << 20
    // Of a log: magic, format, page size, count of restarts, two salts, checksum.
    // Source: <https://sqlite.org/fileformat2.html#the_write_ahead_log>
    private static let logHeader = 32

    let journal: String
    /// The name that the copy gets when it is whole.
    let target: String
    /// Bytes of log at which the journal is too busy to be copied.
    let logLimit: Int64
    /// Told of bytes that were copied, and of how many there are in all.
    let progress: (_ copied: Int, _ total: Int64) -> Void

    /// Where the copy is made, a name that nobody else uses.
    private var copy: String {
        Paths.joined(
            Paths.folder(of: target),
            ".\(Paths.name(of: target)).\(ProcessFacts.identifier)"
        )
    }

    /// Copies database and log; the caller has the right to move the log.
    ///
    /// `source`: The journal's file, which the caller closes after its connections.
    func make(from source: File) throws(BackupError) {
        let total = try bytes(of: journal) + bytes(of: journal + "-wal")
        let file = try onSystem { () throws(SystemError) in
            try File(copy, .create, permissions: 0o600)
        }
        // Until its first checkpoint the journal may stand in its log alone.
        try append(source, to: file, size: try bytes(of: journal), total: total)
        try copyLog(total: total)
    }

    private func copyLog(total: Int64) throws(BackupError) {
        while true {
            let size = try bytes(of: journal + "-wal")
            guard size >= Self.logHeader else { return }
            let source = try onSystem { () throws(SystemError) in try File(journal + "-wal", .read)
            }
            let file = try onSystem { () throws(SystemError) in
                try File(copy + "-wal", .replace, permissions: 0o600)
            }
            let before = try header(of: source)
            try append(source, to: file, size: size, total: total)
            // A log all of which was moved before is begun anew once: half of each would be no log.
            if try header(of: source) == before { return }
        }
    }

    private func header(of log: File) throws(BackupError) -> [UInt8] {
        try onSystem { () throws(SystemError) in try log.read(at: 0, count: Self.logHeader) }
    }

    private func append(
        _ source: File,
        to file: File,
        size: Int64,
        total: Int64
    ) throws(BackupError) {
        var position: Int64 = 0
        while position < size {
            let log = try bytes(of: journal + "-wal")
            guard log <= logLimit else { throw .logTooLong(journal: journal, bytes: log) }
            let wanted = Int(min(Int64(Self.part), size - position))
            let bytes = try onSystem { () throws(SystemError) in
                try source.read(at: position, count: wanted)
            }
            guard !bytes.isEmpty else { return }
            try onSystem { () throws(SystemError) in try file.write(bytes, at: position) }
            position += Int64(bytes.count)
            progress(bytes.count, total)
        }
    }

    private func bytes(of path: String) throws(BackupError) -> Int64 {
        try onSystem { () throws(SystemError) in try Paths.status(path)?.size ?? 0 }
    }

    private func onSystem<Value>(
        _ body: () throws(SystemError) -> Value
    ) throws(BackupError) -> Value {
        do throws(SystemError) {
            return try body()
        } catch {
            throw BackupError(error, path: target)
        }
    }

    /// Puts the copied log into the copied database, checks it and counts its entries.
    func fold() throws(BackupError) -> Int {
        do throws(SQLiteError) {
            let connection = try SQLiteConnection(copy, .readWrite)
            // Needs no shared memory then, which a network drive has not.
            try connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            // One file, which can be looked at in a folder that cannot be written.
            try connection.execute("PRAGMA journal_mode = DELETE")
            let check = try connection.prepare("PRAGMA quick_check(1)")
            guard try check.step() else { return 0 }
            let finding = check.text(0) ?? ""
            check.reset()
            guard finding == "ok" else {
                throw SQLiteError(code: 11, message: finding, operation: "quick_check")
            }
            let count = try connection.prepare("SELECT count(*) FROM entries")
            defer { count.reset() }
            return try count.step() ? Int(count.integer(0)) : 0
        } catch {
            if error.isCorrupt { throw .damaged(journal: journal, finding: error.message) }
            if error.isFull { throw .diskFull(path: target, cause: error.description) }
            throw .failed(path: target, cause: error.description)
        }
    }

    /// Gives the copy its name when it is on the disk.
    ///
    /// - Returns: Its size.
    func publish() throws(BackupError) -> Int64 {
        try onSystem { () throws(SystemError) in
            let file = try File(copy, .update)
            try file.sync()
            try Paths.moveAside(copy, to: target)
            try Paths.syncFolder(Paths.folder(of: target))
            return try file.status().size
        }
    }

    /// Removes whatever was made.
    func discard() {
        for ending in ["", "-wal", "-shm", "-journal"] { try? Paths.remove(copy + ending) }
    }
}

extension BackupError {
    /// Names what the system answered.
    init(_ error: SystemError, path: String) {
        self =
            if error.isExisting {
                .exists(path: path)
            } else if error.isFull {
                .diskFull(path: path, cause: error.description)
            } else if error.isRefused {
                .refused(path: path, cause: error.description)
            } else {
                .failed(path: path, cause: error.description)
            }
    }
}
