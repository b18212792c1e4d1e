import CryptoBridge
import SQLiteBridge
import TicksheetCore

/// What a connection knows of the numbers that are forgotten.
///
/// As long as none is, looking costs one step into an empty table.
struct ForgottenNumbers {
    private let connection: SQLiteConnection
    private let newest: SQLiteStatement
    private var known: Int64 = 0
    /// What masks them, as of the last look.
    private(set) var mask = NumberMask.none

    init(_ connection: SQLiteConnection) throws(SQLiteError) {
        self.connection = connection
        newest = try connection.prepare("SELECT coalesce(max(number), 0) FROM forgotten")
    }

    /// Looks whether there are more; another process may have forgotten one.
    mutating func refresh() throws(SQLiteError) {
        let found = try newest.step() ? newest.integer(0) : 0
        newest.reset()
        guard found != known else { return }
        mask = try Self.mask(connection)
        known = found
    }

    /// Remembers a number as forgotten.
    static func add(
        _ digits: [UInt8],
        _ identity: HMACKey,
        _ connection: SQLiteConnection
    ) throws(SQLiteError) {
        let insert = try connection.prepare(
            "INSERT OR IGNORE INTO forgotten (digits, hash) VALUES (?, ?)"
        )
        insert.bind(1, Int64(digits.count))
        insert.bind(2, bytes: hash(digits, identity).bytes)
        try insert.run()
    }

    /// Returns what masks all of them.
    static func mask(_ connection: SQLiteConnection) throws(SQLiteError) -> NumberMask {
        let find = try connection.prepare("SELECT number, digits, hash FROM forgotten")
        var lengths: Set<Int> = []
        var numbers: [EventID: Int64] = [:]
        while try find.step() {
            numbers[EventID(find.bytes(2))] = find.integer(0)
            lengths.insert(Int(find.integer(1)))
        }
        guard let count = numbers.values.max() else { return .none }
        let secret = try connection.prepare("SELECT value FROM facts WHERE name = 'secret'")
        guard try secret.step() else { return .none }
        let identity = HMACKey(.sha256, secret: secret.bytes(0))
        secret.reset()
        return NumberMask(lengths: lengths, count: count) { [numbers] digits in
            numbers[hash(digits, identity)]
        }
    }

    private static func hash(_ digits: [UInt8], _ identity: HMACKey) -> EventID {
        EventID(identity.sign(EventKey(forgotten: digits).bytes))
    }
}
