// Shifts the wall clock of one program while it runs: loaded before its libraries (LD_PRELOAD), it adds the
// seconds that stand in the file $CLOCK_SHIFT, 8 bytes, to every look at the clock. Time that only ever goes on
// stays as it is. A wait until a time of the wall clock ends when that clock says so, as the system's does.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { second = 1000000000, step = 20000000 };
static const volatile int64_t *shift;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("CLOCK_SHIFT");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *map = mmap(0, sizeof *shift, PROT_READ, MAP_SHARED, file, 0);
    if (map != MAP_FAILED) shift = map;
    close(file);
}

static int is_wall(clockid_t clock) { return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE; }

int clock_gettime(clockid_t clock, struct timespec *time) {
    int result = syscall(SYS_clock_gettime, clock, time);
    if (result == 0 && shift && is_wall(clock)) time->tv_sec += *shift;
    return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    int result = syscall(SYS_gettimeofday, time, zone);
    if (result == 0 && shift) time->tv_sec += *shift;
    return result;
}

time_t time(time_t *place) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (place) *place = now.tv_sec;
    return now.tv_sec;
}

// The system's time at which to look at the shifted clock again; whether the wait is over by then.
static int next_look(const struct timespec *until, struct timespec *look) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    int64_t left = until->tv_sec - now.tv_sec > 10 ? step
        : (until->tv_sec - now.tv_sec) * second + until->tv_nsec - now.tv_nsec;
    int is_last = left <= step;
    syscall(SYS_clock_gettime, CLOCK_REALTIME, look);
    look->tv_nsec += left < 0 ? 0 : is_last ? left : step;
    look->tv_sec += look->tv_nsec / second;
    look->tv_nsec %= second;
    return is_last;
}

int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict until) {
    static int (*real)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "pthread_cond_timedwait");
    // glibc: the second bit tells a condition that waits by the clock that only goes on.
    if (!shift || condition->__data.__wrefs & 2) return real(condition, mutex, until);
    struct timespec look;
    int is_last = next_look(until, &look);
    int result = real(condition, mutex, &look);
    // Who waits for a condition looks at it whenever it wakes.
    return result == ETIMEDOUT && !is_last ? 0 : result;
}

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict until) {
    static int (*real)(sem_t *, const struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "sem_timedwait");
    if (!shift) return real(semaphore, until);
    while (1) {
        struct timespec look;
        int is_last = next_look(until, &look);
        int result = real(semaphore, &look);
        if (result == 0 || errno != ETIMEDOUT || is_last) return result;
    }
}
