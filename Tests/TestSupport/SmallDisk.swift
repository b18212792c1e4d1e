import Glibc
package import PosixBridge

/// A file system of a given size in memory, mounted in a folder; for tests of a full disk.
package final class SmallDisk: Sendable {
    /// Where it is mounted.
    package let path: String
    private let folder: TemporaryDirectory

    /// Mounts one, or returns nil where this process may not mount.
    package init?(bytes: Int) {
        let folder = TemporaryDirectory()
        let path = folder.file("disk")
        guard mkdir(path, 0o777) == 0,
            mount("tmpfs", path, "tmpfs", 0, "size=\(bytes),mode=0777") == 0
        else { return nil }
        self.folder = folder
        self.path = path
    }

    deinit {
        umount2(path, Int32(MNT_DETACH))
    }

    /// Returns a path on the disk.
    package func file(_ name: String) -> String {
        path + "/" + name
    }

    /// Fills it to the last byte with a file, whose removal frees it again.
    package func fill() throws(SystemError) {
        let file = try File(file("filling"), .updateOrCreate)
        var size = try file.status().size
        for step in [1 << 16, 4096, 1] {
            do throws(SystemError) {
                while true {
                    try file.write([UInt8](repeating: 0x20, count: step), at: size)
                    size += Int64(step)
                }
            } catch {
                guard error.isFull else { throw error }
                size = try file.status().size
            }
        }
    }

    /// Frees what `fill` took.
    package func free() throws(SystemError) {
        try Paths.remove(file("filling"))
    }

    /// Allows or refuses all writing.
    package func setReadOnly(_ isReadOnly: Bool) throws(SystemError) {
        let flags = UInt(MS_REMOUNT) | (isReadOnly ? UInt(MS_RDONLY) : 0)
        guard mount("tmpfs", path, "tmpfs", flags, nil) == 0 else {
            throw SystemError(call: "mount", subject: path, number: errno)
        }
    }
}
