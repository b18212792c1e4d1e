import PosixBridge

/// Tells which file a path means, through links and other spellings.
enum FileIdentity {
    /// Returns the real path of a file; where it is not there yet, that of its folder and its name.
    static func path(of path: String) -> String {
        if let real = try? Paths.real(path) { return real }
        let folder = (try? Paths.real(Paths.folder(of: path))) ?? Paths.folder(of: path)
        return Paths.joined(folder, Paths.name(of: path))
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
