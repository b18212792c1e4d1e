import PosixBridge
import Synchronization
import TicksheetCore

/// What a backup holds.
package struct BackupReceipt: Sendable, Equatable {
    /// Bytes of the file.
    package let bytes: Int64
    /// Entries in it.
    package let entries: Int
}

/// How far a backup is.
package enum BackupProgress: Sendable, Equatable {
    /// So many more bytes are copied, of so many in all.
    case copied(Int, of: Int64)
    /// All is copied; SQLite looks whether the copy is sound.
    case checking
}

extension SQLiteJournal {
    // A quarter of the longest that is ever kept after a burst would do; the rest is for slow disks.
    private static let logLimit: Int64 = 1 << 30
    private static let patience: UInt64 = 30_000_000_000

    /// Copies the journal as it is at one moment into a new file, beside whoever writes.
    ///
    /// Nobody waits for it: while the database file is copied, what is written stays in the
    /// write-ahead log, which therefore grows by that much. The file appears when it is whole,
    /// checked and on the disk. What earlier backups into its folder have left behind that were
    /// killed is removed.
    ///
    /// `target`: A path at which nothing stands; its file is readable for this user alone.
    package func backUp(
        to target: String,
        logLimit: Int64 = logLimit,
        progress: @escaping (BackupProgress) -> Void
    ) throws(BackupError) -> BackupReceipt {
        try requireFree(target)
        let copy = JournalCopy(
            journal: path,
            target: target,
            logLimit: logLimit,
            progress: { progress(.copied($0, of: $1)) }
        )
        copy.removeLeftovers()
        let file = try copy.begin()
        do throws(BackupError) {
            try copyFiles(copy, into: file)
            progress(.checking)
            let entries = try copy.fold()
            return BackupReceipt(bytes: try copy.publish(file), entries: entries)
        } catch {
            copy.discard()
            throw error
        }
    }

    private func requireFree(_ target: String) throws(BackupError) {
        let folder = Paths.folder(of: target)
        let found: (folder: FileStatus?, target: FileStatus?)
        do throws(SystemError) {
            found = (try Paths.status(folder), try Paths.status(target))
        } catch {
            throw BackupError(error, path: target)
        }
        guard found.folder?.isFolder == true else {
            throw .folderMissing(path: target, folder: folder)
        }
        guard found.target == nil else { throw .exists(path: target) }
    }

    private func opened() throws(BackupError) -> File {
        do throws(SystemError) {
            let file = try File(path, .read)
            heldOpen.withLock { $0.append(file) }
            return file
        } catch {
            throw .failed(path: path, cause: error.description)
        }
    }

    private func copyFiles(_ copy: JournalCopy, into file: File) throws(BackupError) {
        let deadline = Clocks.monotonic + Self.patience
        while Clocks.monotonic < deadline {
            if let right = LogRight.taken(from: leases) {
                defer { right.end() }
                let source = try opened()
                return try copy.make(from: source, into: file)
            }
            Clocks.pause(nanoseconds: 1_000_000)
        }
        throw .inUse(journal: path, seconds: Int(Self.patience / 1_000_000_000))
    }
}
