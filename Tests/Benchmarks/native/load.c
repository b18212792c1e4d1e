// Sends prepared HTTP requests over keep-alive connections and counts the answers.
//
// usage: load PORT FILE FIRST CONNECTIONS SECONDS RATE WRAP
//
// FILE holds requests, each behind its length (four bytes, little endian). FIRST is the first one
// to send. RATE 0: a connection sends its next request when it has its answer. RATE above 0: each
// request has a fixed time to leave, and its latency counts from that time, whether or not a
// connection was free then. WRAP 1: begins at the front again when the file ends.
//
// Ends when the seconds are over and every request that was sent has its answer (10 s at most).
// Prints one JSON object.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

typedef struct {
    int socket;
    bool is_busy;
    const char *rest;
    size_t rest_length;
    uint64_t start;
    size_t filled;
    char answer[8192];
} Connection;

static int port;
static const char *requests;
static size_t *places;
static size_t request_count, next_request, wanted_first;
static bool may_wrap;
static Connection *connections;
static int connection_count, poll_set;
// Idle connections take turns, so that all of them, and all threads behind them, get work.
static Connection **idle;
static int idle_count, idle_first;
static uint32_t *latencies;
static size_t latency_count, latency_room;
static uint64_t sent, ok, refused, broken, in_time, begun, ends;
static int first_refusal;

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void fail(const char *what) {
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void map_requests(const char *path) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0) fail(path);
    requests = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
    if (requests == MAP_FAILED) fail("mmap");
    close(file);
    size_t room = 0;
    for (size_t at = 0; at + 4 <= (size_t)status.st_size;) {
        uint32_t length;
        memcpy(&length, requests + at, 4);
        if (request_count == room) {
            room = room ? room * 2 : 1 << 16;
            places = realloc(places, room * sizeof *places);
            if (!places) fail("realloc");
        }
        places[request_count++] = at;
        at += 4 + length;
    }
}

static void make_idle(Connection *connection) {
    idle[(idle_first + idle_count++) % connection_count] = connection;
}

static Connection *take_idle(void) {
    Connection *connection = idle[idle_first];
    idle_first = (idle_first + 1) % connection_count;
    idle_count--;
    return connection;
}

static void open_connection(Connection *connection) {
    connection->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(connection->socket, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
    int on = 1;
    setsockopt(connection->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(connection->socket, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    epoll_ctl(poll_set, EPOLL_CTL_ADD, connection->socket, &event);
    connection->filled = 0;
    connection->rest_length = 0;
    connection->is_busy = false;
    make_idle(connection);
}

static void reopen(Connection *connection) {
    if (connection->is_busy) broken++;
    close(connection->socket);
    open_connection(connection);
}

static bool has_request(void) { return may_wrap || next_request < request_count; }

// The rest of a request that the socket did not take at once waits for EPOLLOUT.
static void push(Connection *connection) {
    while (connection->rest_length > 0) {
        ssize_t count = send(connection->socket, connection->rest, connection->rest_length, MSG_NOSIGNAL);
        if (count < 0) {
            if (errno == EINTR) continue;
            if (errno != EAGAIN) return;
            struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = connection};
            epoll_ctl(poll_set, EPOLL_CTL_MOD, connection->socket, &event);
            return;
        }
        connection->rest += count;
        connection->rest_length -= (size_t)count;
    }
}

static void send_next(Connection *connection, uint64_t start) {
    if (next_request >= request_count) next_request = 0;
    const char *place = requests + places[next_request++];
    uint32_t length;
    memcpy(&length, place, 4);
    connection->rest = place + 4;
    connection->rest_length = length;
    connection->is_busy = true;
    connection->start = start;
    sent++;
    push(connection);
}

static void note_latency(uint64_t nanoseconds) {
    if (latency_count == latency_room) {
        latency_room = latency_room ? latency_room * 2 : 1 << 18;
        latencies = realloc(latencies, latency_room * sizeof *latencies);
        if (!latencies) fail("realloc");
    }
    uint64_t tenths = nanoseconds / 100;
    latencies[latency_count++] = tenths > UINT32_MAX ? UINT32_MAX : (uint32_t)tenths;
}

// Takes whole answers out of the buffer; returns true when the connection's request is answered.
static bool take_answer(Connection *connection) {
    connection->answer[connection->filled] = 0;
    char *end = strstr(connection->answer, "\r\n\r\n");
    if (!end) return false;
    size_t body = 0;
    char *field = strcasestr(connection->answer, "\r\ncontent-length:");
    if (field && field < end) body = strtoul(field + 17, NULL, 10);
    size_t whole = (size_t)(end + 4 - connection->answer) + body;
    if (connection->filled < whole) return false;
    int status = atoi(connection->answer + 9);
    if (status == 200) {
        ok++;
    } else {
        refused++;
        if (!first_refusal) first_refusal = status;
    }
    connection->filled = 0;
    connection->is_busy = false;
    return true;
}

static int by_size(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

static double milliseconds(double share) {
    if (latency_count == 0) return 0;
    size_t index = (size_t)(share * (double)latency_count);
    if (index >= latency_count) index = latency_count - 1;
    return latencies[index] / 1e4;
}

int main(int count, char **arguments) {
    if (count != 8) {
        fprintf(stderr, "usage: load PORT FILE FIRST CONNECTIONS SECONDS RATE WRAP\n");
        return 64;
    }
    port = atoi(arguments[1]);
    map_requests(arguments[2]);
    wanted_first = strtoul(arguments[3], NULL, 10);
    connection_count = atoi(arguments[4]);
    double seconds = atof(arguments[5]), rate = atof(arguments[6]);
    may_wrap = atoi(arguments[7]) != 0;
    next_request = may_wrap ? wanted_first % request_count : wanted_first;

    poll_set = epoll_create1(EPOLL_CLOEXEC);
    connections = calloc((size_t)connection_count, sizeof *connections);
    idle = calloc((size_t)connection_count, sizeof *idle);
    for (int index = 0; index < connection_count; index++) open_connection(&connections[index]);
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poll_set, EPOLL_CTL_ADD, timer, &event);

    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    begun = now();
    ends = begun + (uint64_t)(seconds * 1e9);
    double gap = rate > 0 ? 1e9 / rate : 0;
    uint64_t due_index = 0, last_answer = begun, most_waiting = 0;
    bool is_over = false;
    for (;;) {
        uint64_t time = now();
        if (time >= ends || !has_request()) is_over = true;
        if (gap > 0) {
            uint64_t due = begun + (uint64_t)(gap * (double)due_index), waiting = 0;
            while (!(due >= ends) && due <= time && has_request() && idle_count > 0) {
                send_next(take_idle(), due);
                due = begun + (uint64_t)(gap * (double)++due_index);
            }
            // Whatever was due before the end is sent, even late.
            bool all_left = due >= ends || !has_request();
            if (!all_left) is_over = false;
            if (!all_left && due <= time) waiting = (uint64_t)((double)(time - due) / gap);
            if (waiting > most_waiting) most_waiting = waiting;
            if (!all_left && due > time) {
                struct itimerspec at = {
                    .it_value = {(time_t)(due / 1000000000u), (long)(due % 1000000000u)}};
                timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
            }
        } else if (!is_over) {
            while (idle_count > 0 && has_request()) send_next(take_idle(), time);
        }
        if (is_over && (ok + refused + broken >= sent || time > ends + 10000000000u)) break;

        struct epoll_event events[256];
        int ready = epoll_wait(poll_set, events, 256, 100);
        for (int index = 0; index < ready; index++) {
            Connection *connection = events[index].data.ptr;
            if (!connection) {
                uint64_t ticks;
                if (read(timer, &ticks, sizeof ticks) < 0 && errno != EAGAIN) fail("timer");
                continue;
            }
            if (events[index].events & EPOLLOUT) {
                struct epoll_event change = {.events = EPOLLIN, .data.ptr = connection};
                epoll_ctl(poll_set, EPOLL_CTL_MOD, connection->socket, &change);
                push(connection);
            }
            if (!(events[index].events & (EPOLLIN | EPOLLHUP | EPOLLERR))) continue;
            ssize_t got = recv(connection->socket, connection->answer + connection->filled,
                               sizeof connection->answer - 1 - connection->filled, 0);
            if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
            if (got <= 0) {
                if (!connection->is_busy) {
                    // An idle connection that ends must leave the list before it is opened anew.
                    for (int left = idle_count; left > 0; left--) {
                        Connection *other = take_idle();
                        if (other != connection) make_idle(other);
                    }
                }
                reopen(connection);
                continue;
            }
            connection->filled += (size_t)got;
            if (!connection->is_busy || !take_answer(connection)) continue;
            uint64_t answered = now();
            last_answer = answered;
            if (answered <= ends) in_time++;
            note_latency(answered - connection->start);
            if (gap == 0 && answered < ends && has_request())
                send_next(connection, answered);
            else
                make_idle(connection);
        }
    }
    getrusage(RUSAGE_SELF, &after);
    double cpu = (double)(after.ru_utime.tv_sec - before.ru_utime.tv_sec)
               + (double)(after.ru_stime.tv_sec - before.ru_stime.tv_sec)
               + (double)(after.ru_utime.tv_usec - before.ru_utime.tv_usec) / 1e6
               + (double)(after.ru_stime.tv_usec - before.ru_stime.tv_usec) / 1e6;
    bool is_exhausted = !has_request();
    uint64_t until = is_exhausted && last_answer < ends ? last_answer : ends;
    qsort(latencies, latency_count, sizeof *latencies, by_size);
    printf("{\"sent\": %lu, \"ok\": %lu, \"refused\": %lu, \"first_refusal\": %d, \"broken\": %lu, "
           "\"unanswered\": %lu, \"in_time\": %lu, \"seconds\": %.6f, \"next\": %zu, "
           "\"exhausted\": %s, \"cpu\": %.6f, \"most_waiting\": %lu, "
           "\"p50\": %.4f, \"p90\": %.4f, \"p99\": %.4f, \"p999\": %.4f, \"max\": %.4f}\n",
           sent, ok, refused, first_refusal, broken, sent - ok - refused - broken, in_time,
           (double)(until - begun) / 1e9, next_request, is_exhausted ? "true" : "false", cpu,
           most_waiting, milliseconds(0.5), milliseconds(0.9), milliseconds(0.99),
           milliseconds(0.999), milliseconds(1));
    return 0;
}
