internal import CLinux
import Glibc

/// What a path or an open file is: enough to tell whether two are the same file.
package struct FileStatus: Sendable, Equatable {
    /// The device that holds the file.
    package let device: UInt64
    /// The file's number on its device.
    package let inode: UInt64
    /// Bytes.
    package let size: Int64
    /// Permission bits, such as 0o644.
    package let mode: UInt32
    /// The owner's user id.
    package let owner: UInt32
    /// The owner's group id.
    package let group: UInt32
    /// How many names it has.
    package let links: Int
    /// Whether it is a regular file.
    package let isRegular: Bool
    /// Whether it is a folder.
    package let isFolder: Bool

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        mode = UInt32(status.st_mode) & 0o7777
        owner = UInt32(status.st_uid)
        group = UInt32(status.st_gid)
        links = Int(status.st_nlink)
        isRegular = status.st_mode & S_IFMT == S_IFREG
        isFolder = status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether both are one file.
    package func isSameFile(as other: Self) -> Bool {
        device == other.device && inode == other.inode
    }
}

/// An open file, closed when it is released.
///
/// Reads and writes by position; never uses the file's own offset.
package final class File: Sendable {
    /// How a file is opened.
    package enum Mode: Sendable {
        /// For reading; the file must be there.
        case read
        /// For reading; a pipe in the place of the file is not waited for, and refused when it is read.
        case readAtOnce
        /// For reading and writing; the file must be there.
        case update
        /// For reading, and for writing behind the end, whatever position a write names; the file must
        /// be there.
        case append
        /// For reading and writing; the file must not be there yet.
        case create
        /// For reading and writing; made if it is not there.
        case updateOrCreate
        /// For reading and writing; emptied or made.
        case replace
    }

    let descriptor: Int32
    /// The path it was opened by.
    package let path: String

    /// Opens or makes a file.
    ///
    /// `permissions`: The mode of a new file, before the umask.
    package init(_ path: String, _ mode: Mode, permissions: UInt32 = 0o666) throws(SystemError) {
        let flags: Int32 =
            switch mode {
            case .read: O_RDONLY
            case .readAtOnce: O_RDONLY | O_NONBLOCK
            case .update: O_RDWR
            case .append: O_RDWR | O_APPEND
            case .create: O_RDWR | O_CREAT | O_EXCL
            case .updateOrCreate: O_RDWR | O_CREAT
            case .replace: O_RDWR | O_CREAT | O_TRUNC
            }
        var opened = unsafe open(path, flags | O_CLOEXEC, permissions)
        // A file server's lease on the file takes a moment to be given back: that is waited for.
        if opened < 0, errno == EWOULDBLOCK {
            opened = unsafe open(path, flags & ~O_NONBLOCK | O_CLOEXEC, permissions)
        }
        descriptor = opened
        self.path = path
        guard descriptor >= 0 else { throw .last("open", path) }
    }

    deinit {
        close(descriptor)
    }

    /// Returns what the open file is.
    package func status() throws(SystemError) -> FileStatus {
        var result = stat()
        // SAFETY: fstat fills the struct that we own.
        guard unsafe fstat(descriptor, &result) == 0 else { throw .last("fstat", path) }
        return FileStatus(result)
    }

    /// Reads up to `count` bytes at a position; fewer only at the end of the file.
    package func read(at position: Int64, count: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = 0
            while filled < count {
                // SAFETY: writes at most count - filled bytes behind those already filled.
                let base = unsafe buffer.baseAddress.map { unsafe $0 + filled }
                let got = unsafe pread(descriptor, base, count - filled, Int(position) + filled)
                if got < 0 {
                    if errno == EINTR { continue }
                    failure = .last("read", path)
                    return
                }
                if got == 0 { return }
                filled += got
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Reads what comes next, up to `count` bytes; empty at the end.
    ///
    /// Works for pipes too, which have no positions.
    package func readNext(count: Int) throws(SystemError) -> [UInt8] {
        while true {
            var got = 0
            let part = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                // SAFETY: reads at most the buffer's size into it.
                got = unsafe Glibc.read(descriptor, buffer.baseAddress, count)
                filled = max(0, got)
            }
            if got >= 0 { return part }
            if errno != EINTR { throw .last("read", path) }
        }
    }

    /// Reads the whole file.
    ///
    /// `limit`: The largest size that is read; a larger file throws `EFBIG`.
    package func readAll(limit: Int = 256 << 20) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let part = try read(at: Int64(bytes.count), count: max(64 << 10, bytes.count))
            if part.isEmpty { return bytes }
            bytes += part
            guard bytes.count <= limit else {
                throw SystemError(call: "read", subject: path, number: EFBIG)
            }
        }
    }

    /// Returns the content of a file that people keep beside the settings, at once whatever stands there.
    ///
    /// `limit`: Bytes; a longer file is refused.
    package static func content(of path: String, limit: Int) throws(SystemError) -> [UInt8] {
        try File(path, .readAtOnce).readAll(limit: limit)
    }

    /// Writes all bytes at a position; on an error some of them may stand in the file.
    package func write(_ bytes: [UInt8], at position: Int64) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            let put = unsafe bytes.withUnsafeBytes { buffer in
                // SAFETY: reads the array's own bytes from `done` to its end.
                unsafe pwrite(
                    descriptor,
                    unsafe buffer.baseAddress.map { unsafe $0 + done },
                    bytes.count - done,
                    Int(position) + done
                )
            }
            if put < 0 {
                if errno == EINTR { continue }
                throw .last("write", path)
            }
            done += put
        }
    }

    /// Cuts or extends the file to a size.
    package func truncate(to size: Int64) throws(SystemError) {
        guard ftruncate(descriptor, Int(size)) == 0 else { throw .last("truncate", path) }
    }

    /// Takes over who may read and write another file: permission bits, group and access list.
    ///
    /// What this user may not set stays as it is.
    package func takeAccess(of other: File) throws(SystemError) {
        let status = try other.status()
        // The group first: changing it may clear permission bits.
        _ = fchown(descriptor, uid_t.max, status.group)
        guard fchmod(descriptor, mode_t(status.mode)) == 0 else { throw .last("fchmod", path) }
        // SAFETY: both descriptors are open and the name outlives the call.
        unsafe ticksheet_copy_attribute(other.descriptor, descriptor, "system.posix_acl_access")
    }

    /// Returns after the file's content is on the disk.
    package func sync() throws(SystemError) {
        guard fsync(descriptor) == 0 else { throw .last("fsync", path) }
    }

    /// Takes the whole file's lock if it is free; the kernel frees it when this process dies.
    ///
    /// - Returns: Whether the lock is ours now.
    package func tryLock() throws(SystemError) -> Bool {
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
        guard errno == EWOULDBLOCK || errno == EINTR else { throw .last("flock", path) }
        return false
    }

    /// Gives the lock back.
    package func unlock() {
        flock(descriptor, LOCK_UN)
    }
}
