import SQLiteBridge
import WallTime

/// Whether the wall clock can be believed when it says what is old.
///
/// A clock that jumps years ahead would make everything old at once. One that goes on much further
/// than since the last look is doubted for a day: somebody may set it right, or it is right because
/// nobody looked for long. The day ends by the same clock: where that jumps meanwhile by far more than
/// anybody waits between two looks, it begins anew.
struct ClockDoubt {
    private static let most: Int64 = 2 * 86_400
    private static let span: Int64 = 86_400
    private static let far: Int64 = 180 * 86_400

    private let connection: SQLiteConnection

    init(_ connection: SQLiteConnection) {
        self.connection = connection
    }

    /// Looks at the clock.
    ///
    /// - Returns: Until when it is doubted; nil where it is believed.
    func look(_ now: Timestamp) throws(SQLiteError) -> Timestamp? {
        try connection.transaction { () throws(SQLiteError) in
            let believed = try value("clock_believed") ?? now.seconds
            let last = try value("clock_looked") ?? believed
            let isAnew = now.seconds > last + Self.far
            let doubted = isAnew ? .max : try value("clock_doubted") ?? .max
            try set("clock_looked", now.seconds)
            if now.seconds > believed + Self.most, now.seconds - Self.span < doubted {
                let since = min(doubted, now.seconds)
                try set("clock_doubted", since)
                return Timestamp(seconds: since + Self.span)
            }
            try set("clock_believed", now.seconds)
            try set("clock_doubted", nil)
            return nil
        }
    }

    private func value(_ name: String) throws(SQLiteError) -> Int64? {
        let find = try connection.prepare("SELECT value FROM retention WHERE name = ?")
        find.bind(1, name)
        defer { find.reset() }
        return try find.step() ? find.integer(0) : nil
    }

    private func set(_ name: String, _ value: Int64?) throws(SQLiteError) {
        let change = try connection.prepare(
            value == nil
                ? "DELETE FROM retention WHERE name = ?2"
                : "INSERT OR REPLACE INTO retention (value, name) VALUES (?1, ?2)"
        )
        change.bind(2, name)
        if let value { change.bind(1, value) }
        try change.run()
    }
}
