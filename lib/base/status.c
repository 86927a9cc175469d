/* Status codes and the thread's error text (256 bytes, never allocated). */
#include "base.h"
#include <stdarg.h>

static _Thread_local char error_text[512];

const char *gnn_status_name(gnn_status status)
{
    switch (status) {
#define GNN_X(name, value, text) case name: return #name;
        GNN_STATUS_LIST(GNN_X)
#undef GNN_X
    }
    return "GNN_?";
}

const char *gnn_status_text(gnn_status status)
{
    switch (status) {
#define GNN_X(name, value, text) case name: return text;
        GNN_STATUS_LIST(GNN_X)
#undef GNN_X
    }
    return "unknown status";
}

const char *gnn_last_error(void) { return error_text; }

gnn_status gnn_i_fail(gnn_status status, const char *format, ...)
{
    char text[sizeof error_text]; /* arguments may point into error_text */
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    memcpy(error_text, text, sizeof text);
    return status;
}

gnn_status gnn_i_fail_prefix(gnn_status status, const char *format, ...)
{
    char text[sizeof error_text], old[sizeof error_text];
    va_list args;
    memcpy(old, error_text, sizeof old);
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof text) n = (int)sizeof text - 1;
    snprintf(text + n, sizeof text - (size_t)n, ": %s", old);
    memcpy(error_text, text, sizeof text);
    return status;
}

_Noreturn void gnn_i_bug(const char *cond, const char *file, int line)
{
    fprintf(stderr, "libgnn: internal error, please report it: %s (%s:%d)\n", cond, file, line);
    abort();
}

const char *gnn_version(void) { return GNN_VERSION; }
