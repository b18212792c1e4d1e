package import WallTime

/// Why a sink could not write.
package enum SinkError: ExplainedError, Equatable {
    /// The file's folder is not there.
    case folderMissing(path: String, folder: String)
    /// The file or its folder cannot be written.
    case refused(path: String, cause: String)
    /// The disk is full.
    case diskFull(path: String, cause: String)
    /// As many files are open as may be.
    case outOfFiles(path: String, cause: String)
    /// The file that was written before is gone; `rebuild` is the command that writes it anew.
    case missing(path: String, rebuild: String)
    /// The file is there, and this journal has not written it.
    case foreign(path: String, rebuild: String)
    /// The file holds rows that stand for something else than those of the mapping.
    case rowsChanged(path: String, rebuild: String)
    /// Another program changed the file.
    case edited(path: String, detail: String, rebuild: String)
    /// The mapping has other columns than the file.
    case columnsChanged(path: String, found: String, expected: String, rebuild: String)
    /// An office program has the file open, as its own lock file says.
    case open(path: String, lock: String)
    /// Another process is writing the file.
    case inUse(path: String)
    /// Another process feeds the file by the name that it, its folder or a link to it had before; `reader`
    /// tells it.
    case otherName(path: String, reader: ReaderID, owner: String)
    /// The path leads to something that is no file.
    case notAFile(path: String)
    /// The file was replaced while rows were appended to it.
    case replaced(path: String)
    /// What would be written anew lacks rows that the journal no longer holds; `label` names the
    /// destination, `rebuild` the command that does it all the same, nil where that was refused.
    case purged(label: String, entries: Int, before: Timestamp, rebuild: String? = nil)
    /// The kind of file cannot hold so many rows; `rows` is how many it could.
    case tooLarge(path: String, rows: Int)
    /// The kind of file cannot hold so many columns.
    case tooWide(path: String, columns: Int, limit: Int)
    /// A service that holds the destination did not do its part.
    case service(ServiceTrouble)
    /// The journal did not do its part.
    case journal(JournalError)
    /// Anything else that the system answered.
    case failed(path: String, cause: String)

    package var code: String {
        switch self {
        case .folderMissing: "sink.file.no_folder"
        case .refused: "sink.file.refused"
        case .diskFull: "sink.disk_full"
        case .outOfFiles: "sink.few_files"
        case .missing: "sink.file.missing"
        case .foreign: "sink.file.foreign"
        case .rowsChanged: "sink.file.rows_changed"
        case .edited: "sink.file.edited"
        case .columnsChanged: "sink.file.columns"
        case .open: "sink.file.open"
        case .inUse: "sink.file.in_use"
        case .otherName: "sink.file.other_name"
        case .notAFile: "sink.file.kind"
        case .replaced: "sink.file.replaced"
        case .purged: "sink.purged"
        case .tooLarge: "sink.file.too_large"
        case .tooWide: "sink.file.too_wide"
        case .service(let trouble): trouble.code
        case .journal(let error): error.code
        case .failed: "sink.failed"
        }
    }

    package var summary: String {
        switch self {
        case .folderMissing(let path, let folder):
            "cannot write \(path): the folder \(folder) does not exist"
        case .refused(let path, _), .diskFull(let path, _), .outOfFiles(let path, _),
            .failed(let path, _):
            "cannot write \(path)"
        case .missing(let path, _):
            "\(path) is gone; the rows written to it so far are not written again by themselves"
        case .foreign(let path, _):
            "\(path) exists and was not written from this journal; it stays as it is"
        case .rowsChanged(let path, _):
            "\(path) has rows that stand for something else than \"rows\" in the mapping now says; it stays "
                + "as it is"
        case .edited(let path, let detail, _):
            "\(path) was edited by another program (\(detail)); it stays as it is"
        case .columnsChanged(let path, let found, let expected, _):
            "\(path) has the columns \(found); the mapping now has \(expected)"
        case .open(let path, let lock):
            "\(path) is open in an office program (\(lock) lies beside it)"
        case .inUse(let path): "\(path) is being written by another process"
        case .otherName(let path, let reader, let owner):
            "\(path) is written by \(owner) under the name that it had before, \(reader.name)"
        case .notAFile(let path): "\(path) is no regular file"
        case .replaced(let path): "\(path) was replaced while rows were appended to it"
        case .purged(let label, let entries, let before, _):
            "\(label) would lose the rows of \(entries) entr\(entries == 1 ? "y" : "ies"), received before "
                + "\(before.rfc3339UTC), which retention has removed from the journal"
        case .tooLarge(let path, let rows):
            "\(path) would be larger than its kind can be: 4 GiB of content, reached at row \(rows)"
        case .tooWide(let path, let columns, let limit):
            "\(path) would have \(columns) columns; its kind has \(limit) at most"
        case .service(let trouble): trouble.summary
        case .journal(let error): error.summary
        }
    }

    package var cause: String? {
        switch self {
        case .refused(_, let cause), .diskFull(_, let cause), .outOfFiles(_, let cause),
            .failed(_, let cause):
            cause
        case .service(let trouble): trouble.cause
        case .journal(let error): error.cause
        default: nil
        }
    }

    package var remedy: String {
        switch self {
        case .folderMissing(_, let folder): "Make it: mkdir -p \(shellWord(folder))"
        case .refused: "Give this user the right to write the file and its folder"
        case .diskFull: "Free space on that disk; the rows wait in the journal"
        case .outOfFiles:
            "Raise the limit of open files (LimitNOFILE= of systemd, ulimit -n) and restart; it is tried "
                + "again, the rows wait in the journal"
        case .missing(_, let rebuild):
            "Put it back, or write it anew (\(rebuild))"
        case .foreign(_, let rebuild):
            "Name another file in the settings, or keep this one aside and write the "
                + "report anew (\(rebuild))"
        case .rowsChanged(_, let rebuild):
            "Keep this file aside and write all rows as the mapping says (\(rebuild)), or put \"rows\" "
                + "back"
        case .edited(_, _, let rebuild):
            "Undo the edit, or keep this file aside and write the report anew (\(rebuild))"
        case .columnsChanged(_, _, _, let rebuild):
            "Keep this file aside and write all rows with the new columns (\(rebuild))"
        case .open(_, let lock):
            "Close it there; the rows wait in the journal. If no program has it open, remove "
                + shellWord(lock)
        case .inUse: "Nothing to do: this process waits for it"
        case .otherName:
            "Have that process read its settings again (kill -HUP), or restart it: it goes on under the "
                + "name of now"
        case .notAFile: "Move what is there away, or name another file in the settings"
        case .replaced: "Nothing to do: the rows are written to the file that is there now"
        case .purged(_, _, _, let rebuild?):
            "Leave the file as it is, or write anew what the journal holds "
                + "(\(rebuild) --without-purged); the old file is kept beside it"
        case .purged:
            "Leave the file as it is, or write anew what the journal holds by adding "
                + "--without-purged; the old file is kept beside it"
        case .tooLarge:
            "Write a CSV file, which has no limit, or an export of fewer rows (--since, --until)"
        case .tooWide: "Write a CSV file, or take columns out of the mapping"
        case .service(let trouble): trouble.remedy
        case .journal(let error): error.remedy
        case .failed: "Look at the disk's health and the system's log; it is tried again"
        }
    }

    package var disposition: Disposition {
        switch self {
        case .missing, .foreign, .rowsChanged, .edited, .columnsChanged, .notAFile, .purged,
            .tooLarge, .tooWide:
            .stop
        case .service(let trouble): trouble.disposition
        case .journal(let error): error.disposition
        case .open: .retry(after: .seconds(5))
        default: .retry(after: nil)
        }
    }
}
