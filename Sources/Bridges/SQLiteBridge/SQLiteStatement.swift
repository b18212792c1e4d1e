internal import CSQLite

/// A compiled statement.
///
/// Parameters are numbered from 1, columns from 0, as SQLite does.
@safe
package final class SQLiteStatement {
    // SAFETY: finalized in deinit, before the connection, which this object keeps alive.
    private let handle: OpaquePointer
    private let connection: SQLiteConnection?
    // A statement that its connection keeps must not keep the connection in turn.
    private weak var owner: SQLiteConnection?
    private let sql: String

    init(_ handle: OpaquePointer, of connection: SQLiteConnection, isOwned: Bool, sql: String) {
        unsafe self.handle = handle
        self.connection = isOwned ? nil : connection
        owner = connection
        self.sql = sql
    }

    deinit {
        unsafe sqlite3_finalize(handle)
    }

    // MARK: Parameters

    /// Binds a whole number, or NULL.
    package func bind(_ index: Int32, _ value: Int64?) {
        if let value {
            unsafe sqlite3_bind_int64(handle, index, value)
        } else {
            unsafe sqlite3_bind_null(handle, index)
        }
    }

    /// Binds a text, or NULL.
    ///
    /// The text is copied.
    package func bind(_ index: Int32, _ value: String?) {
        guard var value else {
            unsafe sqlite3_bind_null(handle, index)
            return
        }
        value.withUTF8 { bytes in
            // SAFETY: SQLite copies the bytes before it returns. An empty buffer may have no address.
            unsafe bytes.withMemoryRebound(to: CChar.self) { text in
                _ =
                    unsafe text.isEmpty
                    ? ticksheet_bind_text(handle, index, "", 0)
                    : ticksheet_bind_text(handle, index, text.baseAddress, Int32(text.count))
            }
        }
    }

    /// Binds bytes.
    ///
    /// They are copied.
    package func bind(_ index: Int32, bytes: [UInt8]) {
        bind(index, bytes: bytes.span)
    }

    /// Binds bytes of a fixed number.
    ///
    /// They are copied.
    package func bind<let count: Int>(_ index: Int32, bytes: InlineArray<count, UInt8>) {
        bind(index, bytes: bytes.span)
    }

    private func bind(_ index: Int32, bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            // SAFETY: SQLite copies the bytes before it returns.
            _ =
                unsafe buffer.isEmpty
                ? sqlite3_bind_zeroblob(handle, index, 0)
                : ticksheet_bind_blob(handle, index, buffer.baseAddress, Int32(buffer.count))
        }
    }

    // MARK: Running

    /// Moves to the next row.
    ///
    /// - Returns: False behind the last row.
    package func step() throws(SQLiteError) -> Bool {
        switch unsafe sqlite3_step(handle) {
        case SQLITE_ROW:
            return true
        case SQLITE_DONE:
            return false
        case let code:
            let error =
                owner?.error(code, sql)
                ?? SQLiteError(code: code, message: "the connection is closed", operation: sql)
            unsafe sqlite3_reset(handle)
            throw error
        }
    }

    /// Runs a statement that returns no row and makes it ready for the next use.
    package func run() throws(SQLiteError) {
        _ = try step()
        unsafe sqlite3_reset(handle)
    }

    /// Makes the statement ready for the next use; ends its read.
    package func reset() {
        unsafe sqlite3_reset(handle)
    }

    // MARK: Columns

    /// Whether a column is NULL.
    package func isNull(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    /// Returns a column as a whole number; 0 for NULL.
    package func integer(_ column: Int32) -> Int64 {
        unsafe sqlite3_column_int64(handle, column)
    }

    /// Returns a column as a text, or nil for NULL.
    package func text(_ column: Int32) -> String? {
        // One value for both calls, which look the column up each time otherwise. That a value is
        // not protected against other threads does not matter: one uses the statement at a time.
        // SAFETY: value and bytes are valid until the next step or reset; they are copied here.
        let value = unsafe sqlite3_column_value(handle, column)
        guard let start = unsafe sqlite3_value_text(value) else { return nil }
        let count = Int(unsafe sqlite3_value_bytes(value))
        return unsafe String(
            decoding: UnsafeBufferPointer(start: start, count: count),
            as: UTF8.self
        )
    }

    /// Whether a column holds a text of these bytes, which costs less than to read it.
    package func holds(_ text: [UInt8], in column: Int32) -> Bool {
        // SAFETY: value and bytes are valid until the next step or reset; they are only compared.
        let value = unsafe sqlite3_column_value(handle, column)
        guard let start = unsafe sqlite3_value_text(value) else { return false }
        guard Int(unsafe sqlite3_value_bytes(value)) == text.count else { return false }
        for index in text.indices where unsafe start[index] != text[index] { return false }
        return true
    }

    /// Returns a column as bytes; empty for NULL.
    package func bytes(_ column: Int32) -> [UInt8] {
        // SAFETY: the bytes are valid until the next step or reset; they are copied here.
        guard let start = unsafe sqlite3_column_blob(handle, column) else { return [] }
        let count = Int(unsafe sqlite3_column_bytes(handle, column))
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }
}
