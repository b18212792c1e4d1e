import Glibc
import Journals
import PosixBridge
import SQLiteBridge
import TestSupport
import Testing
import TicksheetCore

@Suite struct SQLiteJournalOpening {
    private let folder = TemporaryDirectory()
    private var path: String { folder.file("journal.db") }

    @Test func `the folder is made, for its owner only`() async throws {
        let path = folder.file("a/b/journal.db")
        try await SQLiteJournal.with(path) { journal throws in
            #expect(try journal.head() == 0)
        }
        #expect(try Paths.status(folder.file("a"))?.mode == 0o700)
        #expect(try Paths.status(folder.file("a/b"))?.mode == 0o700)
    }

    @Test func `a journal reopens with its entries and its identities`() async throws {
        var key = EventKey(provider: "meta")
        key.append([1])
        let first = try await SQLiteJournal.with(path) { journal in
            try await journal.append(Sample.delivery(1...3, in: journal))
            return (try journal.entries(after: 0, limit: 9), journal.identity(of: key))
        }
        try await SQLiteJournal.with(path) { journal throws in
            #expect(try journal.entries(after: 0, limit: 9) == first.0)
            #expect(journal.identity(of: key) == first.1)
        }
    }

    @Test func `two journals give one event different identities`() async throws {
        var key = EventKey(provider: "meta")
        key.append([1])
        let ids = try await SQLiteJournal.with(path) { first in
            try await SQLiteJournal.with(folder.file("other.db")) { second in
                [first.identity(of: key), second.identity(of: key)]
            }
        }
        #expect(ids[0] != ids[1])
    }

    @Test func `a journal of a newer schema is refused and stays as it is`() async throws {
        try await SQLiteJournal.with(path) { _ in }
        try Self.execute("PRAGMA user_version = 4711", on: path)
        let error = #expect(throws: JournalError.self) {
            _ = try SQLiteJournal(path, role: .serve) { Sample.noon }
        }
        let description = error?.description ?? ""
        #expect(description.contains("has schema 4711; this program knows up to "))
        let known = description.split(separator: "up to ").last?.prefix { $0.isNumber } ?? ""
        #expect(
            description
                == "error[journal.newer]: the journal \(path) has schema 4711; this program knows "
                + "up to \(known). Install the version of ticksheet that wrote it, or a later one."
        )
        let version = try SQLiteConnection(path, .readOnly).prepare("PRAGMA user_version")
        #expect(try version.step())
        #expect(version.integer(0) == 4711)
    }

    @Test(arguments: ["no database at all", String(repeating: "x", count: 9000)])
    func `a file that is no database is refused and stays as it is`(_ text: String) throws {
        try File.overwrite(path, text)
        let error = #expect(throws: JournalError.self) {
            _ = try SQLiteJournal(path, role: .serve) { Sample.noon }
        }
        #expect(
            error?.description
                == "error[journal.corrupt]: the journal \(path) cannot be read: SQLite 26 (file is "
                + "not a database) in \"PRAGMA user_version\". Restore the last backup "
                + "beside it and name it as journal in the settings."
        )
        #expect(try File.text(at: path) == text)
    }

    @Test func `a database of another program is refused and stays as it is`() throws {
        try SQLiteConnection(path, .readWriteCreate).execute("CREATE TABLE theirs (x)")
        let error = #expect(throws: JournalError.self) {
            _ = try SQLiteJournal(path, role: .serve) { Sample.noon }
        }
        #expect(error?.code == "journal.corrupt")
        #expect(error?.cause?.contains("a database of another program") == true)
        let tables = try SQLiteConnection(path, .readOnly).prepare(
            "SELECT name FROM sqlite_schema"
        )
        #expect(try tables.step())
        #expect(tables.text(0) == "theirs")
        #expect(try !tables.step())
    }

    @Test func `a path that is a folder is refused`() throws {
        try Paths.makeFolders(path)
        let error = #expect(throws: JournalError.self) {
            _ = try SQLiteJournal(path, role: .serve) { Sample.noon }
        }
        #expect(error?.code == "journal.unopenable")
        #expect(error?.description.contains("cannot open the journal \(path)") == true)
    }

    @Test func `a folder that is a file is named`() throws {
        try File.overwrite(folder.file("data"), "x")
        let path = folder.file("data/journal.db")
        let error = #expect(throws: JournalError.self) {
            _ = try SQLiteJournal(path, role: .serve) { Sample.noon }
        }
        #expect(
            error?.description
                == "error[journal.unopenable]: cannot open the journal \(path): mkdir "
                + "\(folder.file("data")): Not a directory. See that the folder exists and that "
                + "this user may write in it."
        )
    }

    @Test func `a second serve is refused and names the first`() async throws {
        try await SQLiteJournal.with(path) { _ in
            let error = #expect(throws: JournalError.self) {
                _ = try SQLiteJournal(path, role: .serve) { Sample.noon }
            }
            #expect(
                error?.description
                    == "error[journal.served]: the journal \(path) is served by process "
                    + "\(getpid()). One serve has a journal at a time: stop that one, or leave it "
                    + "to it."
            )
        }
        // The right ends with its holder.
        try await SQLiteJournal.with(path) { journal throws in #expect(try journal.head() == 0) }
    }

    @Test func `behind a link, log and leases lie beside the file, and all copies are whole`()
        async throws
    {
        try Paths.makeFolders(folder.file("disk"))
        try Paths.makeFolders(folder.file("data"))
        let real = folder.file("disk/real.db")
        let link = folder.file("data/journal.db")
        // It leads nowhere before the journal is made.
        #expect(symlink("../disk/real.db", link) == 0)
        try await SQLiteJournal.with(link) { journal in
            try await journal.append(Sample.delivery(0..<40, in: journal))
            #expect(try Paths.names(in: folder.file("data")) == ["journal.db"])
            #expect(try Paths.names(in: folder.file("disk")).contains("real.db-wal"))
            #expect(try journal.summary().logBytes > 0)
            for path in [link, real] {
                let error = #expect(throws: JournalError.self) {
                    _ = try SQLiteJournal(path, role: .serve) { Sample.noon }
                }
                #expect(error?.code == "journal.served")
            }
            #expect(try journal.backUp(to: folder.file("copy.db")) { _ in }.entries == 40)
        }
        try await SQLiteJournal.with(real) { journal throws in #expect(try journal.head() == 40) }
    }

    @Test(arguments: [SQLiteJournal.Role.serve, .beside], [SQLiteJournal.Role.serve, .beside])
    func `a file with two names is open by one of them at a time`(
        first: SQLiteJournal.Role,
        second: SQLiteJournal.Role
    ) async throws {
        try Paths.makeFolders(folder.file("other"))
        let other = folder.file("other/name.db")
        try await SQLiteJournal.with(path) { _ in }
        try Paths.link(path, as: other)
        try await SQLiteJournal.with(path, role: first) { journal in
            try await journal.append(Sample.delivery([1], in: journal))
            // Tried twice: who is refused leaves nothing behind that keeps anybody out.
            for _ in 0..<2 {
                let error = #expect(throws: JournalError.self) {
                    _ = try SQLiteJournal(other, role: second) { Sample.noon }
                }
                #expect(
                    error?.description
                        == "error[journal.other_name]: the journal \(other), a file with 2 names, is "
                        + "open in another process by another name; expected one name for all, or two "
                        + "logs of changes damage it. Name the same path in all settings, or end that "
                        + "process: fuser \(other) tells which, find / -samefile \(other) the names."
                )
            }
            #expect(try Paths.names(in: folder.file("other")) == ["name.db"])
            try await SQLiteJournal.with(path, role: .beside) { beside throws in
                #expect(try beside.head() == 1)
            }
        }
        try await SQLiteJournal.with(other, role: second) { journal throws in
            #expect(try journal.head() == 1)
        }
    }

    @Test func `a folder that is moved is the same name, another name of the file is not`()
        async throws
    {
        let path = folder.file("data/journal.db")
        try await SQLiteJournal.with(path) { _ in
            try Paths.move(folder.file("data"), to: folder.file("moved"))
            let moved = folder.file("moved/journal.db")
            try await SQLiteJournal.with(moved, role: .beside) { beside throws in
                #expect(try beside.head() == 0)
            }
            try Paths.move(moved, to: folder.file("moved/renamed.db"))
            let error = #expect(throws: JournalError.self) {
                _ = try SQLiteJournal(folder.file("moved/renamed.db"), role: .serve) { Sample.noon }
            }
            #expect(error?.code == "journal.other_name")
            try Paths.move(folder.file("moved/renamed.db"), to: moved)
            try Paths.move(folder.file("moved"), to: folder.file("data"))
        }
    }

    @Test(.enabled(if: ProcessFacts.isRoot, "only root can become a user without rights"))
    func `who may not write is told which file, and nothing is made`() async throws {
        try await SQLiteJournal.with(path) { journal in
            try await journal.append(Sample.delivery([1], in: journal))
        }
        try Paths.setPermissions(folder.path, 0o755)
        try Paths.setPermissions(path, 0o444)
        try Paths.setPermissions(path + ".leases", 0o777)
        let before = try File.bytes(at: path)
        await #expect(processExitsWith: .success) { [path = path as String] in
            try ProcessFacts.become(user: 65_534, group: 65_534)
            for role in [SQLiteJournal.Role.beside, .serve] {
                let error = #expect(throws: JournalError.self) {
                    _ = try SQLiteJournal(path, role: role) { Sample.noon }
                }
                #expect(["journal.read_only", "journal.unopenable"].contains(error?.code))
                #expect(error?.description.contains(path) == true)
            }
            let fresh = Paths.folder(of: path) + "/other/journal.db"
            let error = #expect(throws: JournalError.self) {
                _ = try SQLiteJournal(fresh, role: .serve) { Sample.noon }
            }
            #expect(error?.code == "journal.read_only")
            let remedy = "Give this user the right to write the file and its folder."
            #expect(error?.description.hasSuffix(remedy) == true)
        }
        #expect(try File.bytes(at: path) == before)
    }

    @Test(arguments: 0..<6)
    func `many who open a new journal at once all get the same one`(_ round: Int) async throws {
        let path = folder.file("\(round).db")
        let ids = try await withThrowingTaskGroup(of: EventID.self) { group in
            for number in 0..<8 {
                group.addTask {
                    try await onOwnThread {
                        try await SQLiteJournal.with(path, role: .beside) { journal in
                            try await journal.append(Sample.delivery([number], in: journal))
                            return Sample.id(0, in: journal)
                        }
                    }
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        try await SQLiteJournal.with(path) { journal throws in
            #expect(try journal.entries(after: 0, limit: 20).count == 8)
        }
    }

    private static func execute(_ sql: String, on path: String) throws {
        try SQLiteConnection(path, .readWrite).execute(sql)
    }
}
