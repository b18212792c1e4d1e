#pragma once
// What glibc declares only for _GNU_SOURCE, or as a variadic function, neither of which Swift sees.
#include <malloc.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline void ticksheet_name_thread(const char *name) {
    prctl(PR_SET_NAME, name, 0, 0, 0);
}

static inline void ticksheet_give_memory_back(void) {
    malloc_trim(0);
}

static inline void ticksheet_map_large_blocks(int bytes) {
    mallopt(M_MMAP_THRESHOLD, bytes);
}

// Gives the file system's magic number and the bytes an ordinary user may still write.
static inline int ticksheet_file_system(const char *path, unsigned long *kind, long long *bytes) {
    struct statfs status;
    if (statfs(path, &status) != 0) return -1;
    *kind = (unsigned long)status.f_type & 0xFFFFFFFFul;
    *bytes = (long long)status.f_bavail * (long long)status.f_bsize;
    return 0;
}

// By number, because the headers that declare them would declare types of Glibc's module anew.

// Two names change their files in one step; with no exchange a taken name is refused.
static inline int ticksheet_rename(const char *from, const char *to, int exchanges) {
    const int folder = -100; // AT_FDCWD
    return (int)syscall(SYS_renameat2, folder, from, folder, to, exchanges ? 2 : 1);
}

// Copies an extended attribute from file to file; one that cannot be had is left out.
static inline void ticksheet_copy_attribute(int from, int to, const char *name) {
    char value[4096];
    const long count = syscall(SYS_fgetxattr, from, name, value, sizeof value);
    if (count > 0) syscall(SYS_fsetxattr, to, name, value, count, 0);
}

// Has the disk begin to take a part of a file, and waits for all before it that it has begun to take.
static inline int ticksheet_write_back(int file, long position, long count) {
    const int waits = 1, begins = 2; // SYNC_FILE_RANGE_WAIT_BEFORE, SYNC_FILE_RANGE_WRITE
    if (syscall(SYS_sync_file_range, file, position, count, begins) != 0) return -1;
    return position > 0 ? (int)syscall(SYS_sync_file_range, file, 0L, position, waits) : 0;
}
