import Glibc
package import PosixBridge

/// A folder of a test's own, removed with all that is in it when the test is over.
///
/// Held as a property of a suite, it lives as long as the test runs.
package final class TemporaryDirectory: Sendable {
    /// The folder's absolute path, without links.
    package let path: String

    /// Makes the folder.
    package init() {
        let base = ProcessFacts.environment("TMPDIR") ?? "/tmp"
        var template = Array("\(base)/ticksheet-test-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { text in
            text.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let made, let real = try? Paths.real(made) else {
            preconditionFailure("a temporary folder can be made in \(base)")
        }
        path = real
    }

    deinit {
        Self.remove(path)
    }

    /// Returns a path inside the folder.
    package func file(_ name: String) -> String {
        path + "/" + name
    }

    private static func remove(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            unlink(path)
            return
        }
        for name in (try? Paths.names(in: path)) ?? [] { remove(path + "/" + name) }
        rmdir(path)
    }
}

extension File {
    /// Returns the content of a file as bytes.
    package static func bytes(at path: String) throws(SystemError) -> [UInt8] {
        try File(path, .read).readAll()
    }

    /// Returns the content of a file as a text.
    package static func text(at path: String) throws(SystemError) -> String {
        String(decoding: try bytes(at: path), as: UTF8.self)
    }

    /// Writes a file anew, in place.
    package static func overwrite(_ path: String, _ text: String) throws(SystemError) {
        try File(path, .replace).write(Array(text.utf8), at: 0)
    }
}
