internal import CLinux
import Glibc

/// Acts on paths: status, folders, links, removal.
package enum Paths {
    /// Returns what stands at a path, or nil where nothing does.
    package static func status(_ path: String) throws(SystemError) -> FileStatus? {
        var result = stat()
        // SAFETY: stat fills the struct that we own.
        guard unsafe stat(path, &result) == 0 else {
            let error = SystemError.last("stat", path)
            if error.isMissing { return nil }
            throw error
        }
        return FileStatus(result)
    }

    /// Returns what stands in the way of a folder that is to be made: the last part of its path that is there,
    /// where that is no folder.
    package static func blocking(_ folder: String) -> String? {
        var path = folder
        while !path.isEmpty, path != "/", path != "." {
            if let found = try? status(path) { return found.isFolder ? nil : path }
            path = self.folder(of: path)
        }
        return nil
    }

    /// Whether this process may make and remove files in a folder.
    package static func mayWrite(_ folder: String) -> Bool {
        unsafe faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0
    }

    /// Returns the path with every link resolved; the file must be there.
    package static func real(_ path: String) throws(SystemError) -> String {
        // SAFETY: realpath allocates the result, which is copied and freed here.
        guard let resolved = unsafe realpath(path, nil) else { throw .last("realpath", path) }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// Returns what a symbolic link says, which may lead nowhere; nil where the path is no link.
    package static func destination(ofLink path: String) -> String? {
        // One longer than PATH_MAX leads nowhere.
        var bytes = [CChar](repeating: 0, count: 4096)
        // SAFETY: readlink writes at most as many bytes as the array has.
        let count = unsafe readlink(path, &bytes, bytes.count)
        guard count > 0, count < bytes.count else { return nil }
        return String(decoding: bytes[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Makes a folder and those above it; one that is there is left as it is.
    package static func makeFolders(_ path: String, permissions: UInt32 = 0o777) throws(SystemError)
    {
        if let status = try status(path) {
            guard status.isFolder else {
                throw SystemError(call: "mkdir", subject: path, number: ENOTDIR)
            }
            return
        }
        let parent = folder(of: path)
        if parent != path { try makeFolders(parent, permissions: permissions) }
        guard unsafe mkdir(path, permissions) == 0 || errno == EEXIST else {
            throw .last("mkdir", path)
        }
    }

    /// Sets permission bits.
    package static func setPermissions(_ path: String, _ permissions: UInt32) throws(SystemError) {
        guard unsafe chmod(path, permissions) == 0 else { throw .last("chmod", path) }
    }

    /// Moves a file onto another name, replacing what stands there, in one step.
    package static func move(_ path: String, to target: String) throws(SystemError) {
        guard unsafe rename(path, target) == 0 else { throw .last("rename", path) }
    }

    /// Moves a file onto a name that is free, in one step; refused where the name is taken.
    package static func moveAside(_ path: String, to target: String) throws(SystemError) {
        // SAFETY: both texts outlive the call.
        guard unsafe ticksheet_rename(path, target, 0) == 0 else { throw .last("rename", target) }
    }

    /// Lets two files change their names, in one step: no moment without either.
    ///
    /// Refused with `EINVAL` by file systems that cannot do it.
    package static func exchange(_ path: String, with other: String) throws(SystemError) {
        // SAFETY: both texts outlive the call.
        guard unsafe ticksheet_rename(path, other, 1) == 0 else { throw .last("rename", other) }
    }

    /// Gives a file a second name; refused where that name is taken.
    package static func link(_ path: String, as target: String) throws(SystemError) {
        guard unsafe Glibc.link(path, target) == 0 else { throw .last("link", target) }
    }

    /// Removes a file; one that is not there is no error.
    package static func remove(_ path: String) throws(SystemError) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw .last("unlink", path) }
    }

    /// Returns after a folder's list of names is on the disk.
    package static func syncFolder(_ path: String) throws(SystemError) {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last("open", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .last("fsync", path) }
    }

    /// Returns the names in a folder, sorted, without `.` and `..`.
    package static func names(in path: String) throws(SystemError) -> [String] {
        // SAFETY: the stream is ours until closedir; each entry is copied before the next call.
        guard let stream = unsafe opendir(path) else { throw .last("opendir", path) }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { text in
                    unsafe String(cString: text)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Returns the part of a path before its last slash; `.` where there is none.
    package static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Returns the part of a path behind its last slash.
    package static func name(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return path }
        return String(path[path.index(after: slash)...])
    }

    /// Returns a path that starts at a folder, unless it is absolute itself.
    package static func joined(_ folder: String, _ path: String) -> String {
        if path.hasPrefix("/") || folder.isEmpty || folder == "." { return path }
        return folder.hasSuffix("/") ? folder + path : folder + "/" + path
    }

    /// The current folder.
    package static func current() throws(SystemError) -> String {
        // SAFETY: getcwd allocates the result, which is copied and freed here.
        guard let text = unsafe getcwd(nil, 0) else { throw .last("getcwd", "") }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }
}
