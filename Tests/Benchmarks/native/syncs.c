// Appends 4 KiB and syncs, again and again: how fast a disk makes something durable at best.
//
// "any_p99" is that of 3,000 requests a second that come at any moment, each of which waits for the sync
// that begins next: a sync that stalls holds up many of them, and counts once among the syncs.
//
// usage: syncs FILE SECONDS    prints one JSON object, times in milliseconds
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int by_size(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

int main(int count, char **arguments) {
    if (count != 3) return 64;
    int file = open(arguments[1], O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    static char page[4096];
    memset(page, 0x5A, sizeof page);
    size_t done = 0, room = 1 << 20;
    double *times = malloc(room * sizeof *times), *starts = malloc(room * sizeof *starts);
    double begun = now(), ends = begun + atof(arguments[2]);
    for (double start = begun; start < ends && done < room; start = now()) {
        if (write(file, page, sizeof page) != sizeof page || fdatasync(file) != 0) {
            perror("syncs");
            return 1;
        }
        starts[done] = start;
        times[done++] = (now() - start) * 1e3;
    }
    double seconds = now() - begun;
    size_t count_any = 0, most = (size_t)(seconds * 3000);
    double *any = malloc((most + 1) * sizeof *any);
    for (size_t next = 0; count_any < most; count_any++) {
        double came = begun + (double)count_any / 3000;
        while (next < done && starts[next] < came) next++;
        if (next == done) break;
        any[count_any] = (starts[next] - came) * 1e3 + times[next];
    }
    qsort(any, count_any, sizeof *any, by_size);
    close(file);
    unlink(arguments[1]);
    qsort(times, done, sizeof *times, by_size);
    printf("{\"syncs\": %zu, \"per_second\": %.1f, \"p50\": %.4f, \"p99\": %.4f, \"max\": %.4f, "
           "\"any_p99\": %.4f}\n", done,
           (double)done / seconds, times[done / 2], times[(size_t)((double)done * 0.99)], times[done - 1],
           count_any ? any[(size_t)((double)count_any * 0.99)] : 0);
    return 0;
}
