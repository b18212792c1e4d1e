#pragma once
// What glibc declares only for _GNU_SOURCE, or as a variadic function, neither of which Swift sees.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <fcntl.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

static inline void ticksheet_name_thread(const char *name) {
    prctl(PR_SET_NAME, name, 0, 0, 0);
}

// Gives the file system's magic number and the bytes an ordinary user may still write.
static inline int ticksheet_file_system(const char *path, unsigned long *kind, long long *bytes) {
    struct statfs status;
    if (statfs(path, &status) != 0) return -1;
    *kind = (unsigned long)status.f_type & 0xFFFFFFFFul;
    *bytes = (long long)status.f_bavail * (long long)status.f_bsize;
    return 0;
}

// Two names change their files in one step; with no exchange a taken name is refused.
static inline int ticksheet_rename(const char *from, const char *to, int exchanges) {
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, exchanges ? RENAME_EXCHANGE : RENAME_NOREPLACE);
}
