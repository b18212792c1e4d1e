import Glibc
import PosixBridge
import TestSupport
import Testing

@Suite struct PosixBridgeFiles {
    private let folder = TemporaryDirectory()
    private var path: String { folder.file("a") }

    @Test func `bytes are read where they were written`() throws {
        let file = try File(path, .create)
        try file.write(Array("hello".utf8), at: 0)
        try file.write(Array("HE".utf8), at: 0)
        try file.write(Array("!".utf8), at: 7)
        #expect(try file.readAll() == Array("HEllo\u{0}\u{0}!".utf8))
        #expect(try file.read(at: 3, count: 2) == Array("lo".utf8))
        #expect(try file.read(at: 6, count: 100) == [0, UInt8(ascii: "!")])
        #expect(try file.read(at: 99, count: 5).isEmpty)
        #expect(try file.read(at: 0, count: 0).isEmpty)
        try file.write([], at: 0)
        try file.truncate(to: 2)
        try file.sync()
        #expect(try File.text(at: path) == "HE")
        #expect(try file.status().size == 2)
    }

    @Test func `a long file is written part by part`() throws {
        let parts: [[UInt8]] = [
            Array(repeating: 1, count: 1 << 20), Array(repeating: 2, count: 5000), [3],
        ]
        let file = try File(path, .create)
        var size = 0
        for part in parts {
            try file.writePart(part, at: Int64(size))
            size += part.count
        }
        #expect(try file.readAll() == parts.joined().map { $0 })
        // What cannot be written early is written all the same; what cannot be written at all is told.
        try File("/dev/null", .update).writePart([1], at: 0)
        let error = #expect(throws: SystemError.self) {
            try File("/dev/full", .update).writePart([1], at: 0)
        }
        #expect(error?.isFull == true)
    }

    @Test func `what comes next is read to the end, of files and of pipes`() throws {
        try File.overwrite(path, "hello")
        let file = try File(path, .read)
        #expect(try file.readNext(count: 3) == Array("hel".utf8))
        #expect(try file.readNext(count: 3) == Array("lo".utf8))
        #expect(try file.readNext(count: 3).isEmpty)

        let pipe = folder.file("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        // A pipe that is opened for both does not wait for another side.
        let both = try File(pipe, .update)
        try File(path, .read).readAll().withUnsafeBytes { bytes in
            let writer = open(pipe, O_WRONLY)
            #expect(write(writer, bytes.baseAddress, bytes.count) == 5)
            close(writer)
        }
        #expect(try both.readNext(count: 4) == Array("hell".utf8))
        #expect(try both.readNext(count: 4) == Array("o".utf8))
        #expect(try both.status().isRegular == false)
        #expect(throws: SystemError.self) { try File(folder.path, .read).readNext(count: 1) }
    }

    @Test func `an appending file writes behind the end, whoever else wrote there`() throws {
        try File.overwrite(path, "one\n")
        let file = try File(path, .append)
        let other = try File(path, .append)
        try file.write(Array("two\n".utf8), at: 0)
        try other.write(Array("three\n".utf8), at: 0)
        try file.write(Array("four\n".utf8), at: 4)
        #expect(try File.text(at: path) == "one\ntwo\nthree\nfour\n")
        try file.truncate(to: 4)
        try file.write(Array("end\n".utf8), at: 0)
        #expect(try File.text(at: path) == "one\nend\n")
        #expect(try file.read(at: 4, count: 9) == Array("end\n".utf8))
    }

    @Test func `a mode says what must be there`() throws {
        for mode in [File.Mode.read, .update, .append] {
            let error = #expect(throws: SystemError.self) { _ = try File(path, mode) }
            #expect(error?.isMissing == true)
            #expect(error?.description == "open \(path): No such file or directory")
        }
        _ = try File(path, .create, permissions: 0o600)
        #expect(try Paths.status(path)?.mode == 0o600)
        let error = #expect(throws: SystemError.self) { _ = try File(path, .create) }
        #expect(error?.isExisting == true)
        try File(path, .updateOrCreate).write([1, 2], at: 0)
        _ = try File(path, .updateOrCreate)
        #expect(try File.bytes(at: path) == [1, 2])
        _ = try File(path, .replace)
        #expect(try File.bytes(at: path).isEmpty)
    }

    @Test func `a file larger than the limit is not read whole`() throws {
        try File(path, .create).truncate(to: 300_000)
        #expect(try File(path, .read).readAll(limit: 300_000).count == 300_000)
        let error = #expect(throws: SystemError.self) {
            _ = try File(path, .read).readAll(limit: 299_999)
        }
        #expect(error?.number == EFBIG)
    }

    @Test func `a lock is exclusive between open files and freed with them`() throws {
        var first: File? = try File(path, .updateOrCreate)
        let second = try File(path, .update)
        #expect(try first?.tryLock() == true)
        #expect(try first?.tryLock() == true)
        #expect(try !second.tryLock())
        first?.unlock()
        #expect(try second.tryLock())
        second.unlock()
        #expect(try first?.tryLock() == true)
        first = nil
        #expect(try Self.isFreeSoon(second))
    }

    @Test func `a lock is exclusive between processes and freed by a death`() async throws {
        let file = try File(path, .updateOrCreate)
        #expect(try file.tryLock())
        await #expect(processExitsWith: .success) { [path = path as String] in
            let isOurs = try File(path, .update).tryLock()
            #expect(!isOurs)
        }
        file.unlock()
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let file = try File(path, .update)
            #expect(try file.tryLock())
            ProcessFacts.die()
        }
        #expect(try Self.isFreeSoon(file))
    }

    @Test func `a status tells files, folders and nothing apart`() throws {
        try File.overwrite(path, "abc")
        let file = try #require(try Paths.status(path))
        #expect(file.isRegular && !file.isFolder && file.size == 3)
        let here = try #require(try Paths.status(folder.path))
        #expect(here.isFolder && !here.isRegular)
        #expect(!file.isSameFile(as: here))
        #expect(try Paths.status(folder.file("none")) == nil)
        #expect(try Paths.status(path + "/below a file") == nil)
        try Paths.link(path, as: folder.file("b"))
        #expect(try Paths.status(folder.file("b"))?.isSameFile(as: file) == true)
        #expect(throws: SystemError.self) { try Paths.link(path, as: folder.file("b")) }
    }

    @Test func `folders are made with those above them and never twice`() throws {
        try Paths.makeFolders(folder.file("x/y/z"), permissions: 0o750)
        try Paths.makeFolders(folder.file("x/y/z"), permissions: 0o700)
        #expect(try Paths.status(folder.file("x/y"))?.mode == 0o750)
        try File.overwrite(path, "")
        let error = #expect(throws: SystemError.self) { try Paths.makeFolders(path + "/c") }
        #expect(error?.number == ENOTDIR)
        try File.overwrite(folder.file("x/.hidden"), "")
        #expect(try Paths.names(in: folder.file("x")) == [".hidden", "y"])
        #expect(throws: SystemError.self) { _ = try Paths.names(in: folder.file("none")) }
        try Paths.syncFolder(folder.file("x"))
        #expect(throws: SystemError.self) { try Paths.syncFolder(path) }
    }

    @Test func `files move onto each other and go away`() throws {
        try File.overwrite(path, "new")
        try File.overwrite(folder.file("b"), "old")
        try Paths.move(path, to: folder.file("b"))
        #expect(try File.text(at: folder.file("b")) == "new")
        #expect(try Paths.status(path) == nil)
        try Paths.remove(folder.file("b"))
        try Paths.remove(folder.file("b"))
        #expect(try Paths.names(in: folder.path).isEmpty)
        #expect(throws: SystemError.self) { _ = try Paths.real(folder.file("b")) }
    }

    @Test(arguments: [
        ("/a/b.csv", "/a", "b.csv"), ("b.csv", ".", "b.csv"), ("/b.csv", "/", "b.csv"),
        ("a/b/", "a/b", ""), ("", ".", ""), ("/", "/", ""),
    ])
    func `a path has a folder and a name`(_ row: (path: String, folder: String, name: String)) {
        #expect(Paths.folder(of: row.path) == row.folder)
        #expect(Paths.name(of: row.path) == row.name)
    }

    @Test(arguments: [
        ("/a", "b", "/a/b"), ("/a/", "b", "/a/b"), ("/a", "/b", "/b"), (".", "b", "b"),
        ("", "b", "b"), ("a", "b/c", "a/b/c"), ("/", "b", "/b"),
    ])
    func `a path starts at a folder unless it is absolute`(
        _ row: (folder: String, path: String, joined: String)
    ) {
        #expect(Paths.joined(row.folder, row.path) == row.joined)
    }

    @Test func `a disk of this machine is no network file system and has space`() throws {
        #expect(try FileSystems.remoteKind(of: folder.path) == nil)
        #expect(try FileSystems.freeBytes(at: folder.path) > 0)
        #expect(throws: SystemError.self) {
            _ = try FileSystems.freeBytes(at: folder.file("none"))
        }
    }

    // A process that is just being started shares this one's open files for a moment.
    private static func isFreeSoon(_ file: File) throws -> Bool {
        for _ in 0..<2000 {
            if try file.tryLock() { return true }
            Clocks.pause(nanoseconds: 1_000_000)
        }
        return false
    }
}
