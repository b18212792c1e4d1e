import PosixBridge
import TicksheetCore

/// Tells whether the files that a journal has open still lie where they were.
///
/// SQLite goes on writing to files that were moved, removed or replaced, and nobody would ever read
/// what it wrote.
struct JournalFiles: Sendable {
    private let path: String
    private let files: [(path: String, status: FileStatus)]

    /// Remembers the files.
    ///
    /// `file`: The open database; some connection keeps its log and the log's index in use.
    init(_ path: String, _ file: File) throws(JournalError) {
        self.path = path
        var files: [(path: String, status: FileStatus)] = []
        do throws(SystemError) {
            files.append((path, try file.status()))
            for path in [path + "-wal", path + "-shm"] {
                if let status = try Paths.status(path) { files.append((path, status)) }
            }
        } catch {
            throw JournalError(error, path: path)
        }
        self.files = files
    }

    /// Why nothing may be written, or relied on that was; nil where all is as it was.
    ///
    /// About a microsecond for each of three files.
    var failure: JournalError? {
        for file in files {
            do throws(SystemError) {
                guard let found = try Paths.status(file.path) else {
                    return .replaced(path: path, cause: "\(file.path) is not there any more")
                }
                guard found.isSameFile(as: file.status) else {
                    return .replaced(path: path, cause: "\(file.path) is another file now")
                }
            } catch {
                return .replaced(path: path, cause: error.description)
            }
        }
        return nil
    }
}
