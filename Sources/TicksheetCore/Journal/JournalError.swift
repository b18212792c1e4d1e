/// Why the journal could not do what it was asked.
package enum JournalError: ExplainedError, Equatable {
    /// The disk is full.
    case diskFull(path: String, cause: String)
    /// There is no room for what is worked out beside the journal.
    case noTemporarySpace(cause: String)
    /// The file or its folder cannot be written.
    case readOnly(path: String, cause: String)
    /// The file cannot be opened.
    case unopenable(path: String, cause: String)
    /// As many files are open as may be.
    case outOfFiles(path: String, cause: String)
    /// The file is damaged, or no journal.
    case corrupt(path: String, cause: String)
    /// Another process keeps the file locked.
    case busy(path: String)
    /// Another `serve` has the journal.
    case served(path: String, owner: String)
    /// Another process has the file open by another of its names.
    case otherName(path: String, names: Int)
    /// A file of the journal was moved, removed or replaced while it is open.
    case replaced(path: String, cause: String)
    /// The journal was written by a newer program.
    case newer(path: String, found: Int, known: Int)
    /// The journal lies on a network file system.
    case remote(path: String, kind: String)
    /// More waits to be written than memory should hold.
    case overloaded(path: String)
    /// The writer has ended.
    case closed(path: String)
    /// Anything else that the database answered.
    case failed(path: String, cause: String)

    package var code: String {
        switch self {
        case .diskFull: "journal.disk_full"
        case .noTemporarySpace: "journal.no_temporary_space"
        case .readOnly: "journal.read_only"
        case .unopenable: "journal.unopenable"
        case .outOfFiles: "journal.few_files"
        case .corrupt: "journal.corrupt"
        case .busy: "journal.busy"
        case .served: "journal.served"
        case .otherName: "journal.other_name"
        case .replaced: "journal.replaced"
        case .newer: "journal.newer"
        case .remote: "journal.remote"
        case .overloaded: "journal.overloaded"
        case .closed: "journal.closed"
        case .failed: "journal.failed"
        }
    }

    package var summary: String {
        switch self {
        case .diskFull(let path, _), .readOnly(let path, _): "cannot write the journal \(path)"
        case .noTemporarySpace: "no room for temporary files"
        case .unopenable(let path, _), .outOfFiles(let path, _):
            "cannot open the journal \(path)"
        case .corrupt(let path, _): "the journal \(path) cannot be read"
        case .busy(let path): "the journal \(path) stayed locked by another process for 5 s"
        case .served(let path, let owner): "the journal \(path) is served by \(owner)"
        case .otherName(let path, let names):
            "the journal \(path), a file with \(names) names, is open in another process by another "
                + "name; expected one name for all, or two logs of changes damage it"
        case .replaced(let path, _): "the journal \(path) is not the one that this process has open"
        case .newer(let path, let found, let known):
            "the journal \(path) has schema \(found); this program knows up to \(known)"
        case .remote(let path, let kind): "the journal \(path) lies on a \(kind) file system"
        case .overloaded(let path):
            "the journal \(path) is written more slowly than webhooks come"
        case .closed(let path): "the journal \(path) is being closed"
        case .failed(let path, _): "the journal \(path) did not answer"
        }
    }

    package var cause: String? {
        switch self {
        case .diskFull(_, let cause), .readOnly(_, let cause), .unopenable(_, let cause),
            .outOfFiles(_, let cause), .corrupt(_, let cause), .replaced(_, let cause),
            .failed(_, let cause), .noTemporarySpace(let cause):
            cause
        case .busy, .served, .otherName, .newer, .remote, .overloaded, .closed:
            nil
        }
    }

    package var remedy: String {
        switch self {
        case .diskFull: "Free space on that disk; senders repeat what got no 200"
        case .noTemporarySpace:
            "Free space in TMPDIR, or in /var/tmp where it is not set, or set it to a folder with more"
        case .readOnly: "Give this user the right to write the file and its folder"
        case .unopenable: "See that the folder exists and that this user may write in it"
        case .outOfFiles:
            "Raise the limit of open files (LimitNOFILE= of systemd, ulimit -n) and restart"
        case .corrupt: "Restore the last backup beside it and name it as journal in the settings"
        case .busy: "End the other process that works on it, or wait and try again"
        case .served: "One serve has a journal at a time: stop that one, or leave it to it"
        case .otherName(let path, _):
            "Name the same path in all settings, or end that process: fuser \(path) tells which, "
                + "find / -samefile \(path) the names"
        case .replaced:
            "Put the same files back under their names, and it goes on; or restart serve, and it works "
                + "on what lies there. Senders repeat what got no 200"
        case .newer: "Install the version of ticksheet that wrote it, or a later one"
        case .remote: "Locks and syncs are not safe there: put it on a disk of this machine"
        case .overloaded: "Nothing to do: senders repeat; if it stays so, use a faster disk"
        case .closed: "Nothing to do: the sender repeats it"
        case .failed: "Look at the disk's health and the system's log, then try again"
        }
    }

    package var disposition: Disposition {
        switch self {
        case .diskFull, .noTemporarySpace, .readOnly, .outOfFiles, .busy, .replaced, .overloaded,
            .closed, .failed:
            .retry(after: nil)
        case .unopenable, .corrupt, .served, .otherName, .newer, .remote: .stop
        }
    }
}
