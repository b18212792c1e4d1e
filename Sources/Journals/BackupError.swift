package import TicksheetCore

/// Why a backup was not made.
package enum BackupError: ExplainedError, Equatable {
    /// Something stands at the target already.
    case exists(path: String)
    /// The target's folder is not there.
    case folderMissing(path: String, folder: String)
    /// The target cannot be written.
    case refused(path: String, cause: String)
    /// The target's disk is full.
    case diskFull(path: String, cause: String)
    /// Another process makes a backup, or keeps the log for itself.
    case inUse(journal: String, seconds: Int)
    /// So much was written meanwhile that the journal's log became too long.
    case logTooLong(journal: String, bytes: Int64)
    /// The copy does not pass SQLite's check.
    case damaged(journal: String, finding: String)
    /// Anything else that the system or the database answered.
    case failed(path: String, cause: String)

    package var code: String {
        switch self {
        case .exists: "backup.exists"
        case .folderMissing: "backup.no_folder"
        case .refused: "backup.refused"
        case .diskFull: "backup.disk_full"
        case .inUse: "backup.in_use"
        case .logTooLong: "backup.too_busy"
        case .damaged: "backup.damaged"
        case .failed: "backup.failed"
        }
    }

    package var summary: String {
        switch self {
        case .exists(let path): "\(path) is there already; it stays as it is"
        case .folderMissing(let path, let folder):
            "cannot write \(path): the folder \(folder) does not exist"
        case .refused(let path, _), .diskFull(let path, _), .failed(let path, _):
            "cannot write \(path)"
        case .inUse(let journal, let seconds):
            "another process copied the journal \(journal), or moved its log, for \(seconds) s"
        case .logTooLong(let journal, let bytes):
            "while the journal \(journal) was copied its log grew to \(bytes >> 20) MiB"
        case .damaged(let journal, _): "the copy of the journal \(journal) is damaged"
        }
    }

    package var cause: String? {
        switch self {
        case .refused(_, let cause), .diskFull(_, let cause), .failed(_, let cause): cause
        case .damaged(_, let finding): finding
        case .exists, .folderMissing, .inUse, .logTooLong: nil
        }
    }

    package var remedy: String {
        switch self {
        case .exists: "Name another file, or move that one away"
        case .folderMissing(_, let folder): "Make it: mkdir -p \(shellWord(folder))"
        case .refused: "Give this user the right to write in that folder, or name another"
        case .diskFull: "Free space on that disk, or name a file on another"
        case .inUse: "Wait for the other one, then try again"
        case .logTooLong: "Try again when fewer webhooks come, or name a file on a faster disk"
        case .damaged: "Keep older backups; look at the disk's health and the system's log"
        case .failed: "Look at that disk's health and the system's log, then try again"
        }
    }

    package var disposition: Disposition {
        switch self {
        case .inUse, .logTooLong: .retry(after: nil)
        default: .stop
        }
    }
}
