#pragma once
#include <errno.h>
#include <xlsxwriter.h>

static inline lxw_workbook *ticksheet_workbook(const char *path, const char *folder) {
    // It copies both; rows go to a file in the folder as they come.
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = (char *)folder};
    return workbook_new_opt(path, &options);
}

static inline void ticksheet_describe(lxw_workbook *book, const char *title, const char *comments) {
    lxw_doc_properties properties = {.title = (char *)title, .comments = (char *)comments};
    workbook_set_properties(book, &properties);
}

static inline void ticksheet_xlsx_clear_errno(void) {
    errno = 0;
}

static inline int ticksheet_xlsx_errno(void) {
    return errno;
}
