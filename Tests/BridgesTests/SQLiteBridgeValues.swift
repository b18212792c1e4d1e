import PosixBridge
import SQLiteBridge
import TestSupport
import Testing

@Suite struct SQLiteBridgeValues {
    private let folder = TemporaryDirectory()
    private var path: String { folder.file("a.db") }

    @Test func `pages that are kept are freed when asked, and read again`() throws {
        let connection = try SQLiteConnection(path, .readWriteCreate)
        try connection.execute("PRAGMA cache_size = -8192")
        try connection.execute("CREATE TABLE a (text TEXT)")
        let insert = try connection.prepare("INSERT INTO a VALUES (?)")
        insert.bind(1, String(repeating: "x", count: 4 << 20))
        try insert.run()
        let find = try connection.prepare("SELECT text FROM a")
        for _ in 0..<2 {
            #expect(try find.step())
            #expect(find.text(0)?.utf8.count == 4 << 20)
            #expect(find.holds(Array(repeating: UInt8(ascii: "x"), count: 4 << 20), in: 0))
            #expect(!find.holds(Array(repeating: UInt8(ascii: "x"), count: 3), in: 0))
            #expect(!find.holds(Array(repeating: UInt8(ascii: "y"), count: 4 << 20), in: 0))
            find.reset()
            #expect(connection.pageBytes > 2 << 20)
            connection.dropPages()
            #expect(connection.pageBytes < 1 << 20)
        }
    }

    @Test func `every kind of value comes back as it was bound`() throws {
        let connection = try SQLiteConnection(path, .readWriteCreate)
        let echo = try connection.prepare("SELECT ?1, ?2, ?3, typeof(?1), typeof(?2), typeof(?3)")
        let texts: [String?] = [
            nil, "", "a", "ñ𝄞", "a\u{0}b", "'; DROP",
            String(repeating: "x", count: 1 << 20),
        ]
        let integers: [Int64?] = [nil, 0, -1, .min, .max]
        let blobs: [[UInt8]] = [[], [0], [0xFF, 0, 0x41], [UInt8](repeating: 7, count: 1 << 20)]
        for index in 0..<max(texts.count, integers.count, blobs.count) {
            let text = texts[index % texts.count]
            let integer = integers[index % integers.count]
            let blob = blobs[index % blobs.count]
            echo.bind(1, text)
            echo.bind(2, integer)
            echo.bind(3, bytes: blob)
            #expect(try echo.step())
            #expect(echo.text(0) == text)
            #expect(echo.integer(1) == integer ?? 0)
            #expect(echo.isNull(1) == (integer == nil))
            #expect(echo.bytes(2) == blob)
            #expect(echo.text(3) == (text == nil ? "null" : "text"))
            #expect(echo.text(4) == (integer == nil ? "null" : "integer"))
            #expect(echo.text(5) == "blob")
            #expect(try !echo.step())
            echo.reset()
        }
    }

    @Test func `an empty blob is no null and null reads as nothing`() throws {
        let connection = try SQLiteConnection(path, .readWriteCreate)
        try connection.execute("CREATE TABLE t (b BLOB NOT NULL, n TEXT)")
        let insert = try connection.prepare("INSERT INTO t (b, n) VALUES (?, ?)")
        insert.bind(1, bytes: [])
        insert.bind(2, nil as String?)
        try insert.run()
        #expect(connection.changes == 1)
        #expect(connection.lastInsertedRow == 1)
        let read = try connection.prepare("SELECT b, n FROM t")
        #expect(try read.step())
        #expect(read.bytes(0) == [])
        #expect(!read.isNull(0))
        #expect(read.text(1) == nil)
        #expect(read.bytes(1) == [])
        #expect(read.integer(1) == 0)
    }

    @Test func `a failed statement can be used again`() throws {
        let connection = try SQLiteConnection(path, .readWriteCreate)
        try connection.execute("CREATE TABLE t (a INTEGER UNIQUE)")
        let insert = try connection.prepare("INSERT INTO t (a) VALUES (?)")
        for value: Int64 in [1, 2] {
            insert.bind(1, value)
            try insert.run()
            let error = #expect(throws: SQLiteError.self) { try insert.run() }
            #expect(error?.code == 2067)
            #expect(
                error?.description
                    == "SQLite 2067 (UNIQUE constraint failed: t.a) in \"INSERT INTO t (a) VALUES (?)\""
            )
        }
    }

    @Test func `errors keep their code and name what they are`() throws {
        let connection = try SQLiteConnection(path, .readWriteCreate)
        let syntax = #expect(throws: SQLiteError.self) { try connection.execute("SELEC 1") }
        #expect(syntax?.code == 1)
        #expect(syntax?.message == "near \"SELEC\": syntax error")
        #expect(throws: SQLiteError.self) { _ = try connection.prepare("SELECT * FROM none") }
        let missing = #expect(throws: SQLiteError.self) {
            _ = try SQLiteConnection(folder.file("no/a.db"), .readWriteCreate)
        }
        #expect(missing?.isUnopenable == true)
        #expect(throws: SQLiteError.self) {
            _ = try SQLiteConnection(folder.file("none.db"), .readWrite)
        }
        try File.overwrite(folder.file("text.db"), String(repeating: "no database ", count: 99))
        let other = try SQLiteConnection(folder.file("text.db"), .readOnly)
        let corrupt = #expect(throws: SQLiteError.self) { _ = try other.prepare("SELECT * FROM a") }
        #expect(corrupt?.isCorrupt == true)
        try connection.execute("CREATE TABLE t (a)")
        let reader = try SQLiteConnection(path, .readOnly)
        let refused = #expect(throws: SQLiteError.self) {
            try reader.execute("INSERT INTO t VALUES (1)")
        }
        #expect(refused?.isReadOnly == true)
    }

    @Test func `a statement without its memory is an error, not an end`() throws {
        let connection = try SQLiteConnection(path, .readWriteCreate)
        #expect(throws: SQLiteError.self) { _ = try connection.prepare("") }
        #expect(throws: SQLiteError.self) { _ = try connection.prepare("-- only a comment") }
    }

    @Test func `a transaction that throws leaves nothing, one that returns leaves all`() throws {
        let connection = try SQLiteConnection(path, .readWriteCreate)
        try connection.execute("CREATE TABLE t (a UNIQUE)")
        #expect(throws: SQLiteError.self) {
            try connection.transaction { () throws(SQLiteError) in
                try connection.execute("INSERT INTO t VALUES (1)")
                #expect(connection.isInTransaction)
                try connection.execute("INSERT INTO t VALUES (1)")
            }
        }
        #expect(!connection.isInTransaction)
        try connection.transaction { () throws(SQLiteError) in
            try connection.execute("INSERT INTO t VALUES (2)")
        }
        let count = try connection.prepare("SELECT count(*), max(a) FROM t")
        #expect(try count.step())
        #expect(count.integer(0) == 1)
        #expect(count.integer(1) == 2)
    }

    @Test func `a connection closes its files with its last statement`() throws {
        for _ in 0..<3 {
            var connection: SQLiteConnection? = try SQLiteConnection(path, .readWriteCreate)
            try connection?.execute("PRAGMA journal_mode = WAL")
            try connection?.execute("CREATE TABLE IF NOT EXISTS t (a)")
            var statement = try connection?.prepare("SELECT 1 UNION SELECT 2")
            #expect(try statement?.step() == true)
            connection = nil
            #expect(try !Self.openFiles(in: folder.path).isEmpty)
            statement = nil
            #expect(try Self.openFiles(in: folder.path).isEmpty)
        }
    }

    @Test func `a locked database asks the busy handler and stops when it says so`() throws {
        let first = try SQLiteConnection(path, .readWriteCreate)
        try first.execute("CREATE TABLE t (a)")
        let second = try SQLiteConnection(path, .readWrite)
        let tries = Shared<[Int]>([])
        second.onBusy { number in
            tries.change { $0.append(number) }
            return number < 3
        }
        try first.execute("BEGIN IMMEDIATE")
        let error = #expect(throws: SQLiteError.self) { try second.execute("BEGIN IMMEDIATE") }
        #expect(error?.isBusy == true)
        #expect(tries.value == [0, 1, 2, 3])
        second.onBusy { number in
            tries.change { $0.append(number + 100) }
            return false
        }
        #expect(throws: SQLiteError.self) { try second.execute("BEGIN IMMEDIATE") }
        #expect(tries.value.last == 100)
        try first.execute("ROLLBACK")
        try second.execute("BEGIN IMMEDIATE; COMMIT")
    }

    @Test func `a log that somebody reads is begun anew when that is over`()
        throws
    {
        let writer = try SQLiteConnection(path, .readWriteCreate)
        try writer.execute("PRAGMA journal_mode = WAL; CREATE TABLE t (a)")
        try writer.execute("INSERT INTO t VALUES (1)")
        let usual = Shared(0)
        writer.onBusy { _ in
            usual.change { $0 += 1 }
            return false
        }
        let reader = try SQLiteConnection(path, .readOnly)
        try reader.execute("BEGIN; SELECT count(*) FROM t")
        try writer.execute("INSERT INTO t VALUES (2)")
        let tries = Shared<[Int]>([])
        let isBegun = try writer.walRestart { number in
            tries.change { $0.append(number) }
            return number < 2
        }
        #expect(!isBegun)
        #expect(tries.value == [0, 1, 2])
        #expect(usual.value == 0)
        try writer.execute("INSERT INTO t VALUES (3)")
        try reader.execute("COMMIT")
        #expect(try writer.walRestart(cutsFile: true) { _ in false })
        #expect(try Paths.status(path + "-wal")?.size == 0)

        // From then on it is as it was.
        let other = try SQLiteConnection(path, .readWrite)
        try other.execute("BEGIN IMMEDIATE")
        #expect(throws: SQLiteError.self) { try writer.execute("BEGIN IMMEDIATE") }
        #expect(usual.value == 1)
        try other.execute("ROLLBACK")
        let count = try writer.prepare("SELECT count(*) FROM t")
        #expect(try count.step())
        #expect(count.integer(0) == 3)
    }

    private static func openFiles(in folder: String) throws -> [String] {
        try Paths.names(in: "/proc/self/fd")
            .compactMap { try? Paths.real("/proc/self/fd/\($0)") }
            .filter { $0.hasPrefix(folder + "/") }
    }
}
