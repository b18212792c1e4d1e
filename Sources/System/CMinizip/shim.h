#pragma once
#include <errno.h>
#include <minizip/unzip.h>
#include <minizip/zip.h>

// The time of all parts is the first that the format knows: the same rows make the same file.
static inline int ticksheet_zip_begin(zipFile file, const char *name, int level) {
    zip_fileinfo facts = {.dosDate = 1u << 21 | 1u << 16};
    // Made on Unix, so that readers take the attributes; names in UTF-8 need no mark, they are ASCII.
    facts.external_fa = 0100644u << 16;
    return zipOpenNewFileInZip4_64(
        file, name, &facts, NULL, 0, NULL, 0, NULL, level ? Z_DEFLATED : 0, level, 0, -MAX_WBITS,
        DEF_MEM_LEVEL, Z_DEFAULT_STRATEGY, NULL, 0, 3u << 8 | 20, 0, 0
    );
}

static inline void ticksheet_clear_errno(void) {
    errno = 0;
}

static inline int ticksheet_errno(void) {
    return errno;
}
