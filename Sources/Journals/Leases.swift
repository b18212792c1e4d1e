import CryptoBridge
import PosixBridge
import TicksheetCore

/// Gives out exclusive rights as locks on files, which the kernel frees when their holder dies.
///
/// Each right is a file in a folder beside the journal. Its text names the holder, for others to
/// read; the lock alone decides.
struct Leases: Sendable {
    private let folder: String
    private let journal: String

    init(journal: String) throws(JournalError) {
        self.journal = journal
        folder = journal + ".leases"
        do throws(SystemError) {
            try Paths.makeFolders(folder, permissions: 0o700)
        } catch {
            throw JournalError(error, path: journal)
        }
    }

    /// Takes a right if it is free.
    func take(_ name: String) throws(JournalError) -> LeaseAnswer {
        let digest = Hex.encoded(Digest.hash(.sha256, Array(name.utf8)).prefix(12))
        do throws(SystemError) {
            let file = try File(
                Paths.joined(folder, digest + ".lock"),
                .updateOrCreate,
                permissions: 0o600
            )
            guard try file.tryLock() else {
                let text = try String(decoding: file.read(at: 0, count: 200), as: UTF8.self)
                let owner = text.split(separator: "\n").first.map(String.init) ?? ""
                return .held(by: owner.isEmpty ? "another process" : owner)
            }
            let owner = Array("process \(ProcessFacts.identifier)\n\(name)\n".utf8)
            // Some rights are taken many times a second by one process. Who has one is told where the disk
            // has room for it; without that it is had all the same.
            if (try? file.read(at: 0, count: owner.count + 1)) != owner {
                try? file.truncate(to: 0)
                try? file.write(owner, at: 0)
            }
            return .granted(FileLease(file))
        } catch {
            throw JournalError(error, path: journal)
        }
    }

    /// Whether a `serve` has the journal open just now.
    func isServed() throws(JournalError) -> Bool {
        if case .held = try take("serve") { return true }
        return false
    }
}

private final class FileLease: Lease {
    private let file: File

    init(_ file: File) {
        self.file = file
    }

    deinit {
        // A process that is just being started shares the open file until it runs its own program;
        // closing it here would not free the lock then.
        file.unlock()
    }
}

extension JournalError {
    /// Names what the system answered.
    init(_ error: SystemError, path: String) {
        self =
            if error.isFull {
                .diskFull(path: path, cause: error.description)
            } else if error.isRefused {
                .readOnly(path: path, cause: error.description)
            } else if error.isOutOfFiles {
                .outOfFiles(path: path, cause: error.description)
            } else {
                .unopenable(path: path, cause: error.description)
            }
    }
}
