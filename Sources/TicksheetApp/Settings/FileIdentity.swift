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
        guard !joined.hasPrefix("/") else { return joined }
        return Paths.joined((try? Paths.current()) ?? "/", joined)
    }
}
