// A libmicrohttpd server that checks a body's signature and stores the body in SQLite, synced before
// its 200, many in one transaction: what a durable receiver on these libraries can reach at most. It
// reads no JSON, maps nothing, knows no copies and writes no report.
//
// usage: stores THREADS SECRET DATABASE    prints its port, ends when its standard input ends
#include <arpa/inet.h>
#include <microhttpd.h>
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <poll.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { most_threads = 8, longest_body = 8192 };

// One daemon and its thread. Replies wake it once for all of them, as in the product.
typedef struct {
    struct MHD_Daemon *daemon;
    int bell;
    atomic_int is_rung;
} Loop;

typedef struct Request {
    struct MHD_Connection *connection;
    Loop *loop;
    struct Request *next;
    int is_stored;
    size_t size;
    unsigned char body[longest_body];
} Request;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t has_work = PTHREAD_COND_INITIALIZER;
static Request *first, **last = &first;
static struct MHD_Response *response;
static const char *secret;

static int is_signed(Request *request) {
    const char *given =
        MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, "X-Hub-Signature-256");
    unsigned char code[32];
    unsigned size = sizeof code;
    HMAC(EVP_sha256(), secret, (int)strlen(secret), request->body, request->size, code, &size);
    char text[72] = "sha256=";
    for (unsigned index = 0; index < size; index++) {
        text[7 + 2 * index] = "0123456789abcdef"[code[index] >> 4];
        text[8 + 2 * index] = "0123456789abcdef"[code[index] & 15];
    }
    return given && strlen(given) == 71 && CRYPTO_memcmp(given, text, 71) == 0;
}

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *part,
                              size_t *count, void **state) {
    (void)url, (void)method, (void)version;
    Request *request = *state;
    if (!request) {
        request = malloc(sizeof *request);
        if (!request) return MHD_NO;
        request->connection = connection;
        request->loop = context;
        request->next = NULL;
        request->is_stored = 0;
        request->size = 0;
        *state = request;
        return MHD_YES;
    }
    if (*count > 0) {
        if (request->size + *count > sizeof request->body) return MHD_NO;
        memcpy(request->body + request->size, part, *count);
        request->size += *count;
        *count = 0;
        return MHD_YES;
    }
    if (request->is_stored) return MHD_queue_response(connection, 200, response);
    if (!is_signed(request)) return MHD_NO;
    MHD_suspend_connection(connection);
    pthread_mutex_lock(&lock);
    *last = request;
    last = &request->next;
    pthread_mutex_unlock(&lock);
    pthread_cond_signal(&has_work);
    return MHD_YES;
}

static void ended(void *context, struct MHD_Connection *connection, void **state,
                  enum MHD_RequestTerminationCode why) {
    (void)context, (void)connection, (void)why;
    free(*state);
    *state = NULL;
}

static void *serve(void *argument) {
    Loop *loop = argument;
    int events = MHD_get_daemon_info(loop->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    for (;;) {
        MHD_UNSIGNED_LONG_LONG left;
        int most = MHD_get_timeout(loop->daemon, &left) == MHD_YES ? (int)left : -1;
        struct pollfd waited[] = {{events, POLLIN, 0}, {loop->bell, POLLIN, 0}};
        poll(waited, 2, most);
        if (waited[1].revents) {
            eventfd_t rings;
            eventfd_read(loop->bell, &rings);
            atomic_store(&loop->is_rung, 0);
        }
        MHD_run(loop->daemon);
    }
    return NULL;
}

static void must(int code, sqlite3 *database) {
    if (code == SQLITE_OK || code == SQLITE_DONE) return;
    fprintf(stderr, "stores: %s\n", sqlite3_errmsg(database));
    exit(1);
}

static sqlite3_stmt *prepared(sqlite3 *database, const char *text) {
    sqlite3_stmt *statement;
    must(sqlite3_prepare_v2(database, text, -1, &statement, NULL), database);
    return statement;
}

static void step(sqlite3_stmt *statement, sqlite3 *database) {
    must(sqlite3_step(statement), database);
    sqlite3_reset(statement);
}

static void *store(void *path) {
    sqlite3 *database;
    must(sqlite3_open(path, &database), database);
    must(sqlite3_exec(database,
                      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                      "PRAGMA wal_autocheckpoint = 4096;"
                      "CREATE TABLE bodies (number INTEGER PRIMARY KEY, body BLOB)",
                      NULL, NULL, NULL), database);
    sqlite3_stmt *begin = prepared(database, "BEGIN IMMEDIATE");
    sqlite3_stmt *insert = prepared(database, "INSERT INTO bodies (body) VALUES (?)");
    sqlite3_stmt *commit = prepared(database, "COMMIT");
    for (;;) {
        pthread_mutex_lock(&lock);
        while (!first) pthread_cond_wait(&has_work, &lock);
        Request *group = first;
        first = NULL;
        last = &first;
        pthread_mutex_unlock(&lock);
        step(begin, database);
        for (Request *request = group; request; request = request->next) {
            sqlite3_bind_blob(insert, 1, request->body, (int)request->size, SQLITE_STATIC);
            step(insert, database);
        }
        step(commit, database);
        Loop *waiting[most_threads];
        int count = 0;
        for (Request *request = group, *next; request; request = next) {
            // Another thread frees it as soon as its connection goes on.
            next = request->next;
            Loop *loop = request->loop;
            request->is_stored = 1;
            MHD_resume_connection(request->connection);
            int index = 0;
            while (index < count && waiting[index] != loop) index++;
            if (index == count) waiting[count++] = loop;
        }
        for (int index = 0; index < count; index++)
            if (!atomic_exchange(&waiting[index]->is_rung, 1)) eventfd_write(waiting[index]->bell, 1);
    }
    return NULL;
}

int main(int count, char **arguments) {
    if (count < 4) return 2;
    int threads = atoi(arguments[1]);
    if (threads < 1 || threads > most_threads) return 2;
    secret = arguments[2];
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 511) != 0
        || getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
        perror("stores");
        return 1;
    }
    static char text[] = "1 new, 0 copies, 0 problems\n";
    response = MHD_create_response_from_buffer(sizeof text - 1, text, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(response, "Content-Type", "text/plain; charset=utf-8");
    static Loop loops[most_threads];
    pthread_t thread;
    for (int index = 0; index < threads; index++) {
        Loop *loop = &loops[index];
        loop->bell = eventfd(0, EFD_NONBLOCK);
        loop->daemon = MHD_start_daemon(
            MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, answer, loop,
            MHD_OPTION_LISTEN_SOCKET, index ? dup(listener) : listener, MHD_OPTION_CONNECTION_LIMIT,
            5000u, MHD_OPTION_CONNECTION_TIMEOUT, 75u, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
            (size_t)16 << 10, MHD_OPTION_NOTIFY_COMPLETED, ended, NULL, MHD_OPTION_END);
        if (!loop->daemon) {
            fprintf(stderr, "stores: libmicrohttpd does not start\n");
            return 1;
        }
        pthread_create(&thread, NULL, serve, loop);
    }
    pthread_create(&thread, NULL, store, arguments[3]);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    char byte;
    while (read(0, &byte, 1) > 0) {}
    return 0;
}
