/* Connected induced subgraphs on k = 3 .. 6 vertices, each listed once (Wernicke 2006, ESU): sets grow from their lowest
 * vertex by neighbours that only the newest member sees.  near[x] tells which chosen vertices x is adjacent to, so that
 * the last vertex costs a look-up.  Cost O(number of subgraphs on k - 1 vertices, times their neighbours). */
#include "count_enumerate.h"

typedef struct walk {
    const gnn_i_ranked *r;
    int k, codes;
    int64_t *histogram; /* codes */
    double deadline;    /* of gnn_i_now(), 0: none */
    bool overflow, late;
} walk;

typedef struct state {
    int64_t *histogram;              /* codes */
    int32_t *ext[GNN_I_PATTERN_MAX]; /* extension lists, capacity n */
    uint8_t *near;                   /* n */
    bool late;
} state;

static void layout(const walk *w, state *s, void *scratch)
{
    char *p = scratch;
    size_t n = (size_t)w->r->n + 1;
    s->histogram = (int64_t *)(void *)p, p += (size_t)w->codes * 8;
    for (int i = 0; i < 6; i++) s->ext[i] = (int32_t *)(void *)p, p += i < w->k ? 4 * n : 0;
    s->near = (uint8_t *)p;
}

static size_t layout_bytes(const walk *w)
{
    size_t n = (size_t)w->r->n + 1;
    return (size_t)w->codes * 8 + (size_t)w->k * 4 * n + n;
}

/* The last vertex: all of the list, by mask. */
static void finish(const walk *w, state *s, unsigned code, const int32_t *ext, int64_t count)
{
    int64_t times[32] = { 0 };
    int last = w->k - 1;
    for (int64_t i = 0; i < count; i++) times[s->near[ext[i]]]++;
    for (unsigned mask = 1; mask < 1u << last; mask++) s->histogram[code | mask << (last * (last - 1) / 2)] += times[mask];
}

static void grow(const walk *w, state *s, int64_t root, int size, unsigned code, int64_t count)
{
    const gnn_i_ranked *r = w->r;
    const int32_t *ext = s->ext[size];
    if (size >= w->k - 1) {
        finish(w, s, code, ext, count);
        return;
    }
    if (gnn_canceled() || (w->deadline > 0 && gnn_i_now() > w->deadline)) {
        s->late = true;
        return;
    }
    for (int64_t i = 0; i < count && !s->late; i++) {
        int64_t x = ext[i], more = count - i - 1;
        int32_t *next = s->ext[size + 1];
        unsigned mask = s->near[x];
        memcpy(next, ext + i + 1, (size_t)more * sizeof *next);
        for (int64_t f = r->ptr[x]; f < r->ptr[x + 1]; f++) {
            int64_t y = r->col[f];
            if (y > root && !s->near[y]) next[more++] = (int32_t)y;
            s->near[y] |= (uint8_t)(1u << size);
        }
        grow(w, s, root, size + 1, code | mask << (size * (size - 1) / 2), more);
        for (int64_t f = r->ptr[x]; f < r->ptr[x + 1]; f++) s->near[r->col[f]] &= (uint8_t)~(1u << size);
    }
}

static void chunk(void *ctx, void *scratch, int64_t begin, int64_t end)
{
    const walk *w = ctx;
    const gnn_i_ranked *r = w->r;
    state s = { .late = false };
    layout(w, &s, scratch);
    for (int64_t root = begin; root < end && !s.late; root++) {
        int64_t count = 0;
        for (int64_t f = r->ptr[root]; f < r->ptr[root + 1]; f++) {
            s.near[r->col[f]] = 1;
            if (r->col[f] > root) s.ext[1][count++] = r->col[f];
        }
        grow(w, &s, root, 1, 0, count);
        for (int64_t f = r->ptr[root]; f < r->ptr[root + 1]; f++) s.near[r->col[f]] = 0;
    }
    if (s.late) __atomic_store_n(&((walk *)ctx)->late, true, __ATOMIC_RELAXED);
}

static void after(void *ctx, void *scratch)
{
    walk *w = ctx;
    for (int i = 0; i < w->codes; i++) gnn_i_count_add(&w->histogram[i], ((int64_t *)scratch)[i], &w->overflow);
}

gnn_status gnn_i_count_codes(int64_t **histogram, const gnn_graph *g, int k, double deadline)
{
    gnn_status st = GNN_OK;
    gnn_i_ranked r = { 0 };
    walk w = { .r = &r, .k = k, .codes = 1 << (k * (k - 1) / 2), .deadline = deadline };
    GNN_TRY(gnn_i_ranked_new(&r, g, GNN_I_RANKED_FULL));
    GNN_CALLOC(w.histogram, w.codes);
    gnn_i_sweep sweep = { .what = "connected subgraphs", .total = r.n, .chunk = 4, .work = 64 * (g->n + g->arcs), .scratch_bytes = layout_bytes(&w),
                          .deadline = deadline, .fn = chunk, .after = after, .ctx = &w };
    GNN_TRY(gnn_i_count_sweep(&sweep));
    GNN_REQUIRE(!w.late, GNN_ELIMIT, "count: the time limit was reached");
    GNN_REQUIRE(!w.overflow, GNN_EOVERFLOW, "count: a count does not fit 64 bits");
    *histogram = w.histogram, w.histogram = NULL;
done:
    gnn_i_ranked_free(&r);
    gnn_i_free(w.histogram);
    return st;
}
