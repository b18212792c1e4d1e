internal import CLinux
import Glibc

extension File {
    /// Writes the next part of a long file that is written from its beginning to its end.
    ///
    /// The disk begins to take it at once, and has what came before when this returns: one sync of
    /// 100 MB at the end would hold up every other sync of the disk, such as the journal's. Does not
    /// replace ``sync()``.
    ///
    /// `bytes`: About 1 MiB; shorter parts make it slow.
    package func writePart(_ bytes: [UInt8], at position: Int64) throws(SystemError) {
        try write(bytes, at: position)
        if ticksheet_write_back(descriptor, Int(position), bytes.count) == 0 { return }
        // The system tells once that it could not write; here, `sync` would not tell it again. Where
        // it cannot begin early at all, `sync` is enough.
        guard [EIO, ENOSPC, EDQUOT].contains(errno) else { return }
        throw .last("write", path)
    }
}
