/* Bump allocator for a step's activations.  Chunks are kept on reset; if there was more than one they are replaced by a
 * single chunk of their total size, so that a step of the same shape needs no allocation. */
#include "base.h"

enum { MAX_CHUNKS = 48, FIRST_CHUNK = 64 << 10, ALIGN = 64 };

struct gnn_arena {
    char *chunk[MAX_CHUNKS];
    size_t size[MAX_CHUNKS];
    int chunks, at;       /* chunks held; index of the one in use */
    size_t used;          /* in the chunk in use                  */
    size_t before, peak;  /* bytes in chunks before it; maximum   */
};

gnn_status gnn_i_arena_new(gnn_arena **out)
{
    gnn_arena *a = gnn_i_calloc(1, sizeof *a);
    if (!a) return GNN_ENOMEM;
    *out = a;
    return GNN_OK;
}

void gnn_i_arena_free(gnn_arena *a)
{
    if (!a) return;
    for (int i = 0; i < a->chunks; i++) gnn_i_aligned_free(a->chunk[i]);
    gnn_i_free(a);
}

void gnn_i_arena_reset(gnn_arena *a)
{
    if (a->chunks > 1) {
        size_t total = 0;
        for (int i = 0; i < a->chunks; i++) total += a->size[i];
        char *one = gnn_i_aligned_alloc(total);
        if (one) { /* without memory the chunks simply stay */
            for (int i = 0; i < a->chunks; i++) gnn_i_aligned_free(a->chunk[i]);
            a->chunk[0] = one, a->size[0] = total, a->chunks = 1;
        }
    }
    a->at = 0, a->used = 0, a->before = 0;
}

static bool next_chunk(gnn_arena *a, size_t bytes)
{
    size_t spent = a->at < a->chunks ? a->used : 0;
    while (a->at + 1 < a->chunks) { /* an old chunk further on may be large enough */
        a->before += spent, a->at++, a->used = 0, spent = 0;
        if (bytes <= a->size[a->at]) return true;
    }
    if (a->chunks == MAX_CHUNKS) return false;
    size_t want = a->chunks ? 2 * a->size[a->chunks - 1] : FIRST_CHUNK;
    if (want < bytes) want = (bytes + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    char *p = gnn_i_aligned_alloc(want);
    if (!p) return false;
    a->chunk[a->chunks] = p, a->size[a->chunks] = want;
    a->at = a->chunks++, a->before += spent, a->used = 0;
    return true;
}

void *gnn_i_arena_alloc(gnn_arena *a, size_t bytes)
{
    if (bytes > PTRDIFF_MAX - ALIGN) {
        (void)gnn_i_fail(GNN_ENOMEM, "out of memory: %zu bytes asked for", bytes);
        return NULL;
    }
    bytes = bytes ? (bytes + ALIGN - 1) & ~(size_t)(ALIGN - 1) : ALIGN;
    if (a->chunks == 0 || a->size[a->at] - a->used < bytes)
        if (!next_chunk(a, bytes)) return NULL;
    void *p = a->chunk[a->at] + a->used;
    a->used += bytes;
    if (a->before + a->used > a->peak) a->peak = a->before + a->used;
#ifdef GNN_POISON_ARENA
    memset(p, 0xff, bytes); /* NaN pattern: an unset activation shows up */
#endif
    return p;
}

size_t gnn_i_arena_used(const gnn_arena *a, size_t *peak)
{
    if (peak) *peak = a->peak;
    return a->before + a->used;
}

gnn_arena_mark gnn_i_arena_mark(const gnn_arena *a) { return (gnn_arena_mark){ a->at, a->used }; }

void gnn_i_arena_release(gnn_arena *a, gnn_arena_mark mark)
{
    if (a->at == mark.chunk) a->used = mark.used; /* scratch that opened a new chunk is kept until the reset */
}
