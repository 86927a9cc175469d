/* Internal side of base/: error macros, the doors to heap and disk, arenas.  Every room may include this. */
#ifndef GNN_I_BASE_H
#define GNN_I_BASE_H

#include <gnn/base.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- errors ---- */

/* Record the thread's error text and return the code.  Never allocates. */
gnn_status gnn_i_fail(gnn_status status, const char *format, ...) GNN_PRINTF(2, 3);
/* Put "prefix: " before the recorded text (an outer function adds what it was doing). */
gnn_status gnn_i_fail_prefix(gnn_status status, const char *format, ...) GNN_PRINTF(2, 3);

/* Functions that own something keep `gnn_status st` and one exit label `done`. */
#define GNN_TRY(call)                           \
    do {                                        \
        st = (call);                            \
        if (st != GNN_OK) goto done;            \
    } while (0)
#define GNN_REQUIRE(cond, code, ...)            \
    do {                                        \
        if (!(cond)) {                          \
            st = gnn_i_fail((code), __VA_ARGS__); \
            goto done;                          \
        }                                       \
    } while (0)
/* The same for functions that own nothing. */
#define GNN_TRY_RETURN(call)                    \
    do {                                        \
        gnn_status try_ = (call);               \
        if (try_ != GNN_OK) return try_;        \
    } while (0)
#define GNN_REQUIRE_RETURN(cond, code, ...)     \
    do {                                        \
        if (!(cond)) return gnn_i_fail((code), __VA_ARGS__); \
    } while (0)

/* Our own mistakes; on in every build. */
#define gnn_bug_assert(cond) ((cond) ? (void)0 : gnn_i_bug(#cond, __FILE__, __LINE__))
_Noreturn void gnn_i_bug(const char *cond, const char *file, int line);

void gnn_i_log(gnn_log_level level, const char *format, ...) GNN_PRINTF(2, 3);
void gnn_i_progress(const char *what, int64_t done, int64_t total);

/* ---- heap ---- */

/* count * size bytes, checked; NULL on overflow or without memory, with the error text set. */
void *gnn_i_alloc(size_t count, size_t size);
void *gnn_i_calloc(size_t count, size_t size);
/* On failure the old block stays. */
void *gnn_i_realloc(void *p, size_t count, size_t size);
void gnn_i_free(void *p);
char *gnn_i_strdup(const char *s);
char *gnn_i_strndup(const char *s, size_t n);
/* 64-byte aligned, huge-page advised from 4 MiB; free with gnn_i_aligned_free. */
void *gnn_i_aligned_alloc(size_t bytes);
void gnn_i_aligned_free(void *p);
/* Make room for `need` elements in a growing array: *p, *cap are updated; amortised doubling. */
gnn_status gnn_i_grow(void *p_array, int64_t *cap, int64_t need, size_t size);

/* p = gnn_i_alloc(count, sizeof *p), or leave through `done` with GNN_ENOMEM. */
#define GNN_ALLOC(p, count)                                                         \
    do {                                                                            \
        (p) = gnn_i_alloc((size_t)(count), sizeof *(p));                            \
        if (!(p)) { st = GNN_ENOMEM; goto done; }                                   \
    } while (0)
#define GNN_CALLOC(p, count)                                                        \
    do {                                                                            \
        (p) = gnn_i_calloc((size_t)(count), sizeof *(p));                           \
        if (!(p)) { st = GNN_ENOMEM; goto done; }                                   \
    } while (0)

/* Fault injection for tests: after k more allocations one fails (persistent: all from there on).  k < 0: off. */
void gnn_i_alloc_fail_after(int64_t k, bool persistent);
int64_t gnn_i_alloc_faults(void); /* failures injected so far */

/* ---- checked arithmetic ---- */
static inline bool gnn_i_mul_ok(int64_t a, int64_t b, int64_t *out) { return !__builtin_mul_overflow(a, b, out); }
static inline bool gnn_i_add_ok(int64_t a, int64_t b, int64_t *out) { return !__builtin_add_overflow(a, b, out); }

/* ---- arena ---- */

/* Bump allocation, 64-byte aligned; reset keeps the memory and merges it into one chunk, so a repeated sequence of
 * requests allocates nothing. */
typedef struct gnn_arena gnn_arena;
gnn_status gnn_i_arena_new(gnn_arena **out);
void gnn_i_arena_free(gnn_arena *a);
void gnn_i_arena_reset(gnn_arena *a);
void *gnn_i_arena_alloc(gnn_arena *a, size_t bytes); /* not cleared; NULL with the error text set */
size_t gnn_i_arena_used(const gnn_arena *a, size_t *peak);
/* Mark and release, for scratch inside one operation. */
typedef struct gnn_arena_mark { int chunk; size_t used; } gnn_arena_mark;
gnn_arena_mark gnn_i_arena_mark(const gnn_arena *a);
void gnn_i_arena_release(gnn_arena *a, gnn_arena_mark mark);

/* ---- files ---- */

/* Whole file into memory (NUL added after the last byte); "-" is standard input; gzip is undone.  Refuses directories
 * and more than max_bytes (<= 0: 8 GiB) with a text that names the path. */
gnn_status gnn_i_file_read(char **bytes, size_t *size, const char *path, int64_t max_bytes);

/* The same in pieces: *got bytes, 0 at the end. */
typedef struct gnn_reader gnn_reader;
gnn_status gnn_i_reader_open(gnn_reader **out, const char *path);
gnn_status gnn_i_reader_read(size_t *got, gnn_reader *r, void *bytes, size_t size);
void gnn_i_reader_close(gnn_reader *r); /* NULL allowed */

/* A regular file (or what a link to one leads to) is there. */
bool gnn_i_file_exists(const char *path);

/* A durable write: bytes go to a temporary beside `path`; commit flushes, syncs, renames and syncs the folder; anything
 * else leaves the old file alone.  path "-": standard output.  After an error the writer stays failed. */
typedef struct gnn_writer gnn_writer;
gnn_status gnn_i_writer_open(gnn_writer **out, const char *path, bool force);
gnn_status gnn_i_writer_write(gnn_writer *w, const void *bytes, size_t size);
gnn_status gnn_i_writer_printf(gnn_writer *w, const char *format, ...) GNN_PRINTF(2, 3);
gnn_status gnn_i_writer_commit(gnn_writer **w); /* frees *w in every case */
void gnn_i_writer_abort(gnn_writer **w);        /* frees *w, removes the temporary; NULL allowed */
/* All at once. */
gnn_status gnn_i_file_write(const char *path, const void *bytes, size_t size, bool force);
/* An append-only log (JSON lines): opened, appended, flushed; failures are reported, never fatal to a file. */
gnn_status gnn_i_file_append(const char *path, const void *bytes, size_t size);
/* Fault injection: after k more write/sync/rename/close calls one fails with errno (persistent: all). k < 0: off. */
void gnn_i_file_fail_after(int64_t k, bool persistent, int error);
int64_t gnn_i_file_syncs(void); /* fsync calls made, so that tests can see they happened */

/* ---- text ---- */

/* C-locale number readers on [p, end); advance *p past what was read.  false: no number there, or out of range. */
bool gnn_i_take_i64(const char **p, const char *end, int64_t *out);
bool gnn_i_take_double(const char **p, const char *end, double *out);
/* Shortest text that reads back the same double, with '.' in any locale; buf has >= 32 bytes. */
int gnn_i_format_double(char *buf, double v);
/* "prefix-<name>" tables: does comma separated `list` contain word? */
bool gnn_i_list_has(const char *list, const char *word);

/* Set locale-free, one-time things up (threads, BLAS); called by whatever needs it, cheap after the first time. */
void gnn_i_init(void);

/* Work threshold (multiply-adds or elements) below which a kernel stays on one thread. */
#define GNN_PARALLEL_WORK 60000

/* fn(ctx, b) for b in 0 .. blocks, in any order; on gnn_threads() threads from GNN_PARALLEL_WORK on. */
typedef void (*gnn_i_block_fn)(void *ctx, int64_t block);
void gnn_i_for_blocks(int64_t blocks, int64_t work, gnn_i_block_fn fn, void *ctx);


double gnn_i_now(void); /* seconds, monotonic */

#endif
