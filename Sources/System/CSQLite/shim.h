#pragma once
#include <errno.h>
#include <sqlite3.h>

// SQLITE_TRANSIENT is a cast that Swift cannot import: SQLite copies the bytes before it returns.
static inline int ticksheet_bind_text(sqlite3_stmt *statement, int index, const char *bytes, int count) {
    return sqlite3_bind_text(statement, index, bytes, count, SQLITE_TRANSIENT);
}

static inline int ticksheet_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int count) {
    return sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}

// sqlite3_db_config is variadic; this is the form for an on/off switch.
static inline int ticksheet_db_switch(sqlite3 *database, int option, int on) {
    return sqlite3_db_config(database, option, on, (int *)0);
}

// sqlite3_config is variadic. SQLite counts the bytes of all threads under one lock, and nobody asks.
static inline int ticksheet_count_no_memory(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

// Numbers of the system's answers.
static const int ticksheet_enospc = ENOSPC, ticksheet_edquot = EDQUOT, ticksheet_erofs = EROFS;
static const int ticksheet_efbig = EFBIG;
static const int ticksheet_emfile = EMFILE, ticksheet_enfile = ENFILE;

// What the system answered last where it is the cause of an error. Of a transaction that cannot be committed
// sqlite3_system_errno does not know: its write-ahead log does.
// Source: <https://sqlite.org/c3ref/c_fcntl_begin_atomic_write.html#sqlitefcntllasterrno>
static inline int ticksheet_system_errno(sqlite3 *database) {
    int number = sqlite3_system_errno(database);
    sqlite3_file *log = 0;
    if (number || sqlite3_file_control(database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log)) return number;
    if (log && log->pMethods) log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &number);
    return number;
}
