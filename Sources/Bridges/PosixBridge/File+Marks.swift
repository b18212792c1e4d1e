import Glibc

/// Marks that are seen by whoever has the same file open, by whatever name.
extension File {
    // Behind all content, and behind what SQLite locks.
    private static let firstMark = 1 << 62
    // Glibc declares them only for _GNU_SOURCE.
    // Source: <https://man7.org/linux/man-pages/man2/fcntl_locking.2.html>
    private static let findLock: Int32 = 36
    private static let setLock: Int32 = 37

    /// Sets a mark on the file, until this open file is closed, unless somebody has set another one.
    ///
    /// Where two set different marks at the same moment, neither may keep its own.
    ///
    /// - Returns: Whether the mark is set; many may set the same.
    package func tryMark(_ mark: UInt64) throws(SystemError) -> Bool {
        let place = Self.firstMark + 1 + Int(mark >> 3)
        _ = try lock(Self.setLock, F_RDLCK, from: place, count: 1)
        // Asks who would be in the way of a lock on all other places; our own never is.
        let before = try lock(
            Self.findLock,
            F_WRLCK,
            from: Self.firstMark,
            count: place - Self.firstMark
        )
        let behind = try lock(Self.findLock, F_WRLCK, from: place + 1, count: 0)
        if [before, behind].allSatisfy({ $0 == F_UNLCK }) { return true }
        _ = try lock(Self.setLock, F_UNLCK, from: place, count: 1)
        return false
    }

    /// `count`: How many places; 0 for all that follow.
    ///
    /// - Returns: What kind of lock was found, for `findLock`.
    private func lock(
        _ command: Int32,
        _ kind: Int32,
        from start: Int,
        count: Int
    ) throws(SystemError) -> Int32 {
        var lock = flock()
        lock.l_type = Int16(kind)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = start
        lock.l_len = count
        // SAFETY: fcntl reads and fills the struct that we own.
        guard unsafe fcntl(descriptor, command, &lock) == 0 else { throw .last("lock", path) }
        return Int32(lock.l_type)
    }
}
