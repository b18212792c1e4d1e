import PosixBridge

/// Tells which file a path means, through links and other spellings.
enum FileIdentity {
    /// Returns the real path of a file; where it is not there yet, the one that it will have.
    static func path(of path: String) -> String {
        var path = path
        // The system follows as many links before it gives up.
        for _ in 0..<40 {
            if let real = try? Paths.real(path) { return real }
            // A link may be there before its file is.
            guard let destination = Paths.destination(ofLink: path) else { break }
            path = Paths.joined(Paths.folder(of: path), destination)
        }
        let folder = (try? Paths.real(Paths.folder(of: path))) ?? Paths.folder(of: path)
        return Paths.joined(folder, Paths.name(of: path))
    }

    /// A file's number on its device, which all its names share.
    struct Number: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    /// Returns the number of a file that is there.
    static func number(of path: String) -> Number? {
        guard let found = try? Paths.status(path), found.isRegular else { return nil }
        return Number(device: found.device, inode: found.inode)
    }

    /// Returns a path as it is seen from a folder, made absolute.
    static func absolute(_ path: String, from folder: String) -> String {
        let joined = Paths.joined(folder, path)
        guard !joined.hasPrefix("/") else { return tidied(joined) }
        return tidied(Paths.joined((try? Paths.current()) ?? "/", joined))
    }

    /// Takes `.` out of an absolute path; `..` stays, because links decide what it means.
    private static func tidied(_ path: String) -> String {
        "/" + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }
}
