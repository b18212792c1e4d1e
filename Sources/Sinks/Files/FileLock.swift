import PosixBridge
import TicksheetCore

/// The lock on a file beside a report, from before its size is read until after the
/// acknowledgement.
enum FileLock {
    /// Takes the lock and runs a body.
    ///
    /// Throws where another process has it, and where a folder or a device is in the report's place: a
    /// new file would put it aside.
    static func held<Value>(
        on path: String,
        _ body: () throws(FileTrouble) -> Value
    ) throws(SinkError) -> Value {
        try onFile(path) { () throws(FileTrouble) in
            let found = try onSystem { () throws(SystemError) in try Paths.status(path) }
            guard found?.isRegular != false else { throw .sink(.notAFile(path: path)) }
            let lock = try take(path)
            defer { lock.unlock() }
            return try body()
        }
    }

    private static func take(_ path: String) throws(FileTrouble) -> File {
        let beside = Paths.joined(Paths.folder(of: path), ".\(Paths.name(of: path)).lock")
        let lock = try onSystem { () throws(SystemError) in try File(beside, .updateOrCreate) }
        guard try onSystem({ () throws(SystemError) in try lock.tryLock() }) else {
            throw .sink(.inUse(path: path))
        }
        return lock
    }
}
