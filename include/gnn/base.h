/* base: status codes, allocation, named random streams, threads, cancellation, messages.
 *
 * Threads (whole header): every function may be called from any thread; error text is per thread.  The setters of
 * process-wide state (gnn_set_allocator, gnn_set_threads, gnn_set_log) are meant for the start of a program. */
#ifndef GNN_BASE_H
#define GNN_BASE_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define GNN_API __attribute__((visibility("default")))
#define GNN_NODISCARD __attribute__((warn_unused_result))
#define GNN_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define GNN_API
#define GNN_NODISCARD
#define GNN_PRINTF(f, a)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- status ------------------------------------------------------------------------------------------------- */

/* The one list of codes: name, value, sentence.  Functions return 0 or one of these; outputs come first in argument
 * lists and are untouched on failure. */
#define GNN_STATUS_LIST(X)                                                              \
    X(GNN_OK, 0, "success")                                                             \
    X(GNN_EINVAL, -1, "an argument is not acceptable")                                  \
    X(GNN_ESHAPE, -2, "shapes do not fit together")                                     \
    X(GNN_EDTYPE, -3, "the element types differ or are not supported here")             \
    X(GNN_ENOMEM, -4, "out of memory")                                                  \
    X(GNN_EIO, -5, "a file could not be read or written")                               \
    X(GNN_EPARSE, -6, "the input is not in the expected format")                        \
    X(GNN_ELIMIT, -7, "a size or time limit was reached")                               \
    X(GNN_ENUMERIC, -8, "a value became infinite or not a number, or a solver failed")  \
    X(GNN_ECANCELED, -9, "canceled")                                                    \
    X(GNN_ENOTFOUND, -10, "no such name")                                               \
    X(GNN_EUNSUPPORTED, -11, "not supported for this input")                            \
    X(GNN_EOVERFLOW, -12, "a count does not fit its integer type")                      \
    X(GNN_EEXIST, -13, "the file exists already")                                       \
    X(GNN_EBUG, -14, "internal error: please report it")

typedef enum gnn_status {
#define GNN_X(name, value, text) name = value,
    GNN_STATUS_LIST(GNN_X)
#undef GNN_X
} gnn_status;

/** Name of a code ("GNN_ESHAPE"), or "GNN_?" for an unknown one.  @return a static string.  Cost O(1). */
GNN_API const char *gnn_status_name(gnn_status status);

/** The code's sentence, without detail.  @return a static string, never NULL.  Cost O(1). */
GNN_API const char *gnn_status_text(gnn_status status);

/**
 * Detail of the last failure on this thread: which argument, both shapes, file:line:column.  One line, no newline.
 * Valid until the next failing call on the same thread; "" if nothing has failed yet.
 * @return a string owned by the library, never NULL.  Cost O(1).
 */
GNN_API const char *gnn_last_error(void);

/* ---- allocation --------------------------------------------------------------------------------------------- */

/* The one door to the heap.  realloc(ctx, NULL, n) allocates, realloc(ctx, p, 0) frees and returns NULL. */
typedef struct gnn_allocator {
    void *(*realloc)(void *ctx, void *p, size_t size);
    void *ctx;
} gnn_allocator;

/**
 * Replace the heap behind libgnn (not that of igraph, OpenBLAS or jansson).  NULL restores the C library's.
 * Call before anything else: memory must be returned to the allocator that gave it.
 * @return nothing.  Cost O(1).
 */
GNN_API void gnn_set_allocator(const gnn_allocator *allocator);

/* Counters of the door since the process began. */
typedef struct gnn_alloc_stats {
    int64_t calls;  /* allocations and growths asked for */
    int64_t blocks; /* blocks now held                   */
} gnn_alloc_stats;

/** @return the counters; a warm training step leaves `calls` unchanged.  Cost O(1). */
GNN_API gnn_alloc_stats gnn_alloc_get_stats(void);

/* ---- random streams ----------------------------------------------------------------------------------------- */

/* A named stream: Philox4x32-10 in counter mode, keyed by (seed, purpose, index).  A plain value: copy it to fork the
 * position, store it to resume.  @source Salmon, Moraes, Dror, Shaw 2011 */
typedef struct gnn_rng {
    uint64_t key;     /* hash of (seed, purpose, index)      */
    uint64_t counter; /* 64-bit words drawn so far           */
} gnn_rng;

/**
 * The stream named (seed, purpose, index).  Nothing depends on thread or process: ask for what a thing is
 * ("dropout", step), not for who computes it.
 * @return the stream at its start.  Cost O(length of purpose).
 */
GNN_API gnn_rng gnn_rng_stream(uint64_t seed, const char *purpose, uint64_t index);

/** @return the next 64 uniform bits.  Cost O(1). */
GNN_API uint64_t gnn_rng_u64(gnn_rng *rng);
/** @return uniform in [0, 1), 53 bits.  Cost O(1). */
GNN_API double gnn_rng_uniform(gnn_rng *rng);
/** @return uniform integer in [0, n), exactly uniform (rejection); 0 if n <= 1.  Cost O(1) expected. */
GNN_API uint64_t gnn_rng_below(gnn_rng *rng, uint64_t n);
/** @return standard normal (Box-Muller, two words a draw, no hidden state).  Cost O(1). */
GNN_API double gnn_rng_normal(gnn_rng *rng);
/** Fill p[0..n) with a uniform permutation of 0..n-1 (Fisher-Yates).  @return nothing.  Cost O(n). */
GNN_API void gnn_rng_permutation(gnn_rng *rng, int64_t n, int32_t *p);

/* ---- threads, cancellation, messages ------------------------------------------------------------------------ */

/** Threads used inside kernels; n <= 0 means all cores.  Results do not depend on it.  @return nothing.  Cost O(1). */
GNN_API void gnn_set_threads(int n);
/** @return threads used inside kernels, at least 1.  Cost O(1). */
GNN_API int gnn_threads(void);

/** Ask running work to stop (async-signal-safe).  Long functions then return GNN_ECANCELED.  @return nothing. Cost O(1). */
GNN_API void gnn_cancel(void);
/** Forget an earlier gnn_cancel.  @return nothing.  Cost O(1). */
GNN_API void gnn_cancel_reset(void);
/** @return 1 after gnn_cancel, else 0.  Cost O(1). */
GNN_API int gnn_canceled(void);

typedef enum gnn_log_level { GNN_LOG_ERROR, GNN_LOG_WARNING, GNN_LOG_INFO, GNN_LOG_DEBUG } gnn_log_level;
typedef void (*gnn_log_fn)(void *ctx, gnn_log_level level, const char *message);

/** Where warnings go ("vertex 7 has no edges in this file; n was inferred").  NULL: nowhere, the default of the
 * library.  @return nothing.  Cost O(1). */
GNN_API void gnn_set_log(gnn_log_fn fn, void *ctx);

/* Progress of a long call: done of total units, both > 0; called on the calling thread, at most some 20 times a second. */
typedef void (*gnn_progress_fn)(void *ctx, const char *what, int64_t done, int64_t total);
/** Install a progress callback for this thread; NULL removes it.  @return nothing.  Cost O(1). */
GNN_API void gnn_set_progress(gnn_progress_fn fn, void *ctx);

/** @return the library's version, "0.1.0".  Cost O(1). */
GNN_API const char *gnn_version(void);

#ifdef __cplusplus
}
#endif
#endif
