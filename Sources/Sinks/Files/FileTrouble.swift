package import PosixBridge
package import TicksheetCore

/// What went wrong with a file: the sink's own finding, or the system's answer.
package enum FileTrouble: Error {
    /// What the sink found.
    case sink(SinkError)
    /// What the system answered.
    case system(SystemError)

    /// Names it for the file it is about.
    package func named(_ path: String) -> SinkError {
        switch self {
        case .sink(let error):
            error
        case .system(let error) where error.isFull:
            .diskFull(path: path, cause: error.description)
        case .system(let error) where error.isMissing:
            .folderMissing(path: path, folder: Paths.folder(of: path))
        case .system(let error) where error.isRefused:
            .refused(path: path, cause: error.description)
        case .system(let error) where error.isOutOfFiles:
            .outOfFiles(path: path, cause: error.description)
        case .system(let error):
            .failed(path: path, cause: error.description)
        }
    }
}

/// Runs a body whose errors are the sink's own.
func onLedger<Value>(_ body: () throws(SinkError) -> Value) throws(FileTrouble) -> Value {
    do throws(SinkError) {
        return try body()
    } catch {
        throw .sink(error)
    }
}

/// Runs a body whose errors are the system's.
func onSystem<Value>(_ body: () throws(SystemError) -> Value) throws(FileTrouble) -> Value {
    do throws(SystemError) {
        return try body()
    } catch {
        throw .system(error)
    }
}

/// Runs a body about a file and names what goes wrong.
func onFile<Value>(
    _ path: String,
    _ body: () throws(FileTrouble) -> Value
) throws(SinkError) -> Value {
    do throws(FileTrouble) {
        return try body()
    } catch {
        throw error.named(path)
    }
}
