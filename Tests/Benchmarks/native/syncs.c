// Appends 4 KiB and syncs, again and again: how fast a disk makes something durable at best.
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
    double *times = malloc(room * sizeof *times);
    double begun = now(), ends = begun + atof(arguments[2]);
    for (double start = begun; start < ends && done < room; start = now()) {
        if (write(file, page, sizeof page) != sizeof page || fdatasync(file) != 0) {
            perror("syncs");
            return 1;
        }
        times[done++] = (now() - start) * 1e3;
    }
    double seconds = now() - begun;
    close(file);
    unlink(arguments[1]);
    qsort(times, done, sizeof *times, by_size);
    printf("{\"syncs\": %zu, \"per_second\": %.1f, \"p50\": %.4f, \"p99\": %.4f, \"max\": %.4f}\n", done,
           (double)done / seconds, times[done / 2], times[(size_t)((double)done * 0.99)], times[done - 1]);
    return 0;
}
