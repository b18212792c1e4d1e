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
    // Behind a name's process: no other program's files end like this.
    private static let ending = ".ticksheet-backup"
    // The database itself last: as long as it is there, the others are found by it.
    private static let parts = ["-wal", "-shm", "-journal", ""]
    // A mark's last three bits do not count.
    private static let writing: UInt64 = 1 << 3
    private static let removing: UInt64 = 2 << 3

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
            ".\(Paths.name(of: target)).\(ProcessFacts.identifier)\(Self.ending)"
        )
    }

    /// Makes the file of the copy.
    ///
    /// - Returns: The file, which others know by its mark as one that is being written as long as it is
    ///   open.
    func begin() throws(BackupError) -> File {
        let file = try onSystem { () throws(SystemError) in
            try File(copy, .create, permissions: 0o600)
        }
        // Where nothing can be marked, nothing is taken for a leftover either.
        _ = try? file.tryMark(Self.writing)
        return file
    }

    /// Removes what backups into this folder have left behind that were killed.
    func removeLeftovers() {
        let folder = Paths.folder(of: target)
        for name in (try? Paths.names(in: folder)) ?? [] where isOfEnded(name) {
            let path = Paths.joined(folder, name)
            // One on another machine is not among our processes, but its mark is seen.
            guard let file = try? File(path, .update), (try? file.tryMark(Self.removing)) == true
            else { continue }
            Self.remove(path)
        }
    }

    private func isOfEnded(_ name: String) -> Bool {
        guard name.hasPrefix("."), name.hasSuffix(Self.ending),
            let process = Int32(name.dropLast(Self.ending.count).split(separator: ".").last ?? "")
        else { return false }
        // In a container everybody is process 1; this one has begun nothing yet.
        if process == ProcessFacts.identifier { return true }
        return (try? Paths.status("/proc/\(process)")) == .some(nil)
    }

    /// Copies database and log; the caller has the right to move the log.
    ///
    /// `source`: The journal's file, which the caller closes after its connections.
    ///
    /// `file`: What `begin` returned.
    func make(from source: File, into file: File) throws(BackupError) {
        let total = try bytes(of: journal) + bytes(of: journal + "-wal")
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
            try onSystem { () throws(SystemError) in try file.writePart(bytes, at: position) }
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
    /// `file`: What `begin` returned.
    ///
    /// - Returns: Its size.
    func publish(_ file: File) throws(BackupError) -> Int64 {
        try onSystem { () throws(SystemError) in
            try file.sync()
            try Paths.moveAside(copy, to: target)
            try Paths.syncFolder(Paths.folder(of: target))
            return try file.status().size
        }
    }

    /// Removes whatever was made.
    func discard() {
        Self.remove(copy)
    }

    private static func remove(_ path: String) {
        for part in parts { try? Paths.remove(path + part) }
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
