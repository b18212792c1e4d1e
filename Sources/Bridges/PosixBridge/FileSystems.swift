internal import CLinux
import Glibc

/// Tells what kind of file system holds a path and how full it is.
package enum FileSystems {
    /// File systems whose locks or syncs a journal cannot trust, by their magic number.
    ///
    /// Source: statfs(2).
    private static let remote: [UInt: String] = [
        0x6969: "NFS", 0x517B: "SMB", 0xFE53_4D42: "SMB", 0xFF53_4D42: "SMB", 0x6573_5546: "FUSE",
        0x0102_1997: "9P", 0x00C3_6400: "Ceph",
    ]

    /// Returns the name of the network file system that holds a path, or nil on a local one.
    package static func remoteKind(of path: String) throws(SystemError) -> String? {
        try facts(path).kind
    }

    /// Returns the bytes that an ordinary user may still write.
    package static func freeBytes(at path: String) throws(SystemError) -> Int64 {
        try facts(path).free
    }

    private static func facts(_ path: String) throws(SystemError) -> (kind: String?, free: Int64) {
        var kind: UInt = 0
        var free: Int64 = 0
        // SAFETY: fills the two numbers that we own.
        guard unsafe ticksheet_file_system(path, &kind, &free) == 0 else {
            throw .last("statfs", path)
        }
        return (remote[kind], free)
    }
}
