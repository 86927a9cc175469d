/* Connected induced subgraphs on k = 3 .. 6 vertices, each listed once (Wernicke 2006, ESU): sets grow from their lowest
 * vertex by neighbours that only the newest member sees.  near[x] tells which chosen vertices x is adjacent to, so that
 * the last vertex costs a look-up.  Cost O(number of subgraphs on k - 1 vertices, times their neighbours). */
#include "count.h"
#include "count_enumerate.h"
#include <pthread.h>

/* Codes: bit pair_bit(i, j) for positions i < j, later positions in higher bits: a new vertex appends its mask. */
static int pair_bit(int i, int j) { return j * (j - 1) / 2 + i; }

/* ---- what a code is ---- */

typedef struct meaning {
    int8_t pattern;   /* position in its block, -1: not connected */
    int8_t vertex[5]; /* position in the code -> vertex of the pattern */
} meaning;

static meaning meanings[3][1024];
static pthread_once_t once = PTHREAD_ONCE_INIT;

typedef struct coder {
    meaning *table;
    const gnn_i_pattern *p;
    int8_t index;
} coder;

/* map: vertex of the pattern -> position. */
static void see_arrangement(void *ctx, const int8_t *map)
{
    const coder *c = ctx;
    const gnn_i_pattern *p = c->p;
    unsigned code = 0;
    for (int e = 0; e < p->edges; e++) {
        int a = map[p->edge_u[e]], b = map[p->edge_v[e]];
        code |= 1u << (a < b ? pair_bit(a, b) : pair_bit(b, a));
    }
    c->table[code].pattern = c->index;
    for (int i = 0; i < p->n; i++) c->table[code].vertex[map[i]] = (int8_t)i;
}

static void make_meanings(void)
{
    for (int n = 3; n <= 5; n++) {
        gnn_i_pattern all = { .n = n };
        int first, end;
        for (int i = 0; i < n; i++) all.adj[i] = (uint8_t)(((1u << n) - 1) & ~(1u << i));
        gnn_i_pattern_block(&first, &end, n);
        for (int code = 0; code < 1024; code++) meanings[n - 3][code].pattern = -1;
        for (int i = first; i < end; i++) {
            coder c = { meanings[n - 3], gnn_i_pattern_listed(i), (int8_t)(i - first) };
            gnn_i_pattern_embeddings(c.p, &all, see_arrangement, &c);
        }
    }
}

/* ---- the walk ---- */

typedef struct walk {
    const gnn_i_ranked *r;
    int k, codes;
    gnn_i_where where;
    int64_t places;
    int64_t *out;              /* by rank or edge number; shared by the workers */
    int64_t *histogram;        /* codes */
    const meaning *table;
    int place_of[32][GNN_I_PATTERN_EDGES]; /* pattern of the block, vertex or edge -> column */
    int8_t edge_at[32][5][5];  /* pattern, two vertices -> its edge's number */
    double deadline;           /* of gnn_i_now(), 0: none */
    bool shared, overflow, late;
} walk;

typedef struct state {
    int64_t *histogram;   /* codes */
    int32_t *ext[GNN_I_PATTERN_MAX];      /* extension lists, capacity n */
    int32_t *edge_of;     /* n x 8: edge number from chosen i to x, for GNN_I_EDGES */
    uint8_t *near;        /* n */
    int32_t chosen[GNN_I_PATTERN_MAX];
    bool overflow, late;
} state;

static void layout(const walk *w, state *s, void *scratch)
{
    char *p = scratch;
    size_t n = (size_t)w->r->n + 1;
    s->histogram = (int64_t *)(void *)p, p += (size_t)w->codes * 8;
    for (int i = 0; i < 6; i++) s->ext[i] = (int32_t *)(void *)p, p += i < w->k ? 4 * n : 0;
    s->edge_of = (int32_t *)(void *)p, p += w->where == GNN_I_EDGES ? 32 * n : 0;
    s->near = (uint8_t *)p;
}

static size_t layout_bytes(const walk *w)
{
    size_t n = (size_t)w->r->n + 1;
    return (size_t)w->codes * 8 + (size_t)w->k * 4 * n + (w->where == GNN_I_EDGES ? 32 * n : 0) + n;
}

static inline void add(const walk *w, state *s, int64_t row, int column, int64_t x)
{
    gnn_i_count_add_shared(w->out + row * w->places + column, x, w->shared, &s->overflow);
}

/* times subgraphs with this code over the first `known` chosen vertices; last: the final one, or -1 if already added. */
static void add_nodes(const walk *w, state *s, unsigned code, int64_t times)
{
    const meaning *m = &w->table[code];
    for (int i = 0; i < w->k - 1; i++) add(w, s, s->chosen[i], w->place_of[m->pattern][m->vertex[i]], times);
}

static void add_inner_edges(const walk *w, state *s, unsigned code, int64_t times)
{
    const meaning *m = &w->table[code];
    for (int j = 1; j < w->k - 1; j++)
        for (int i = 0; i < j; i++)
            if (code >> pair_bit(i, j) & 1)
                add(w, s, s->edge_of[8 * (int64_t)s->chosen[j] + i],
                    w->place_of[m->pattern][w->edge_at[m->pattern][m->vertex[i]][m->vertex[j]]], times);
}

static void add_last_edges(const walk *w, state *s, unsigned code, int64_t x)
{
    const meaning *m = &w->table[code];
    int last = w->k - 1;
    for (int i = 0; i < last; i++)
        if (code >> pair_bit(i, last) & 1)
            add(w, s, s->edge_of[8 * x + i],
                w->place_of[m->pattern][w->edge_at[m->pattern][m->vertex[i]][m->vertex[last]]], 1);
}

/* The last vertex: all of the list, by mask. */
static void finish(const walk *w, state *s, unsigned code, const int32_t *ext, int64_t count)
{
    int64_t times[32] = { 0 };
    int last = w->k - 1;
    for (int64_t i = 0; i < count; i++) times[s->near[ext[i]]]++;
    for (unsigned mask = 1; mask < 1u << last; mask++) {
        unsigned full = code | mask << (last * (last - 1) / 2);
        if (!times[mask]) continue;
        s->histogram[full] += times[mask];
        if (w->where == GNN_I_NODES) add_nodes(w, s, full, times[mask]);
        if (w->where == GNN_I_EDGES) add_inner_edges(w, s, full, times[mask]);
    }
    for (int64_t i = 0; w->where != GNN_I_GRAPH && i < count; i++) {
        unsigned full = code | (unsigned)s->near[ext[i]] << (last * (last - 1) / 2);
        const meaning *m = &w->table[full];
        if (w->where == GNN_I_NODES) add(w, s, ext[i], w->place_of[m->pattern][m->vertex[last]], 1);
        else add_last_edges(w, s, full, ext[i]);
    }
}

static void grow(const walk *w, state *s, int size, unsigned code, int64_t count)
{
    const gnn_i_ranked *r = w->r;
    const int32_t *ext = s->ext[size];
    int64_t root = s->chosen[0];
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
        s->chosen[size] = (int32_t)x;
        for (int64_t f = r->ptr[x]; f < r->ptr[x + 1]; f++) {
            int64_t y = r->col[f];
            if (y > root && !s->near[y]) next[more++] = (int32_t)y;
            s->near[y] |= (uint8_t)(1u << size);
            if (w->where == GNN_I_EDGES) s->edge_of[8 * y + size] = r->edge[f];
        }
        grow(w, s, size + 1, code | mask << (size * (size - 1) / 2), more);
        for (int64_t f = r->ptr[x]; f < r->ptr[x + 1]; f++) s->near[r->col[f]] &= (uint8_t)~(1u << size);
    }
}

static void chunk(void *ctx, void *scratch, int64_t begin, int64_t end)
{
    const walk *w = ctx;
    const gnn_i_ranked *r = w->r;
    state s = { .overflow = false };
    layout(w, &s, scratch);
    for (int64_t root = begin; root < end && !s.late; root++) {
        int64_t count = 0;
        s.chosen[0] = (int32_t)root;
        for (int64_t f = r->ptr[root]; f < r->ptr[root + 1]; f++) {
            s.near[r->col[f]] = 1;
            if (w->where == GNN_I_EDGES) s.edge_of[8 * (int64_t)r->col[f]] = r->edge[f];
            if (r->col[f] > root) s.ext[1][count++] = r->col[f];
        }
        grow(w, &s, 1, 0, count);
        for (int64_t f = r->ptr[root]; f < r->ptr[root + 1]; f++) s.near[r->col[f]] = 0;
    }
    if (s.overflow) __atomic_store_n(&((walk *)ctx)->overflow, true, __ATOMIC_RELAXED);
    if (s.late) __atomic_store_n(&((walk *)ctx)->late, true, __ATOMIC_RELAXED);
}

static void after(void *ctx, void *scratch)
{
    walk *w = ctx;
    for (int i = 0; i < w->codes; i++) gnn_i_count_add(&w->histogram[i], ((int64_t *)scratch)[i], &w->overflow);
}

/* Columns of the block's places. */
static void number_places(walk *w)
{
    int first, end, column = 0;
    gnn_i_pattern_block(&first, &end, w->k);
    for (int i = first; i < end; i++) {
        const gnn_i_pattern *p = gnn_i_pattern_listed(i);
        for (int v = 0; v < p->n && w->where == GNN_I_NODES; v++) w->place_of[i - first][v] = column + p->orbit[v];
        for (int e = 0; e < p->edges && w->where == GNN_I_EDGES; e++) {
            w->place_of[i - first][e] = column + p->edge_orbit[e];
            w->edge_at[i - first][p->edge_u[e]][p->edge_v[e]] = w->edge_at[i - first][p->edge_v[e]][p->edge_u[e]] =
                (int8_t)e;
        }
        column += gnn_i_places(p, w->where);
    }
}

/* out: rows by vertex or edge in row order, or NULL for GNN_I_GRAPH. */
static gnn_status run(walk *w, const gnn_graph *g, int64_t *out)
{
    gnn_status st = GNN_OK;
    gnn_i_ranked r = { 0 };
    int64_t work = 64 * (g->n + g->arcs);
    GNN_TRY(gnn_i_ranked_new(&r, g, GNN_I_RANKED_FULL | (w->where == GNN_I_EDGES ? GNN_I_RANKED_EDGES : 0)));
    w->r = &r, w->codes = 1 << (w->k * (w->k - 1) / 2), w->shared = gnn_threads() > 1;
    GNN_CALLOC(w->histogram, w->codes);
    gnn_i_sweep sweep = { .what = "connected subgraphs", .total = r.n, .chunk = 4, .work = work, .scratch_bytes = layout_bytes(w), .deadline = w->deadline,
                          .fn = chunk, .after = after, .ctx = w };
    GNN_TRY(gnn_i_count_sweep(&sweep));
    GNN_REQUIRE(!w->late, GNN_ELIMIT, "count: the time limit was reached");
    GNN_REQUIRE(!w->overflow, GNN_EOVERFLOW, "count: a count does not fit 64 bits");
    if (out) gnn_i_ranked_rows(out, w->out, &r, g, w->places, w->where);
done:
    gnn_i_ranked_free(&r);
    return st;
}

gnn_status gnn_i_count_codes(int64_t **histogram, const gnn_graph *g, int k, double deadline)
{
    walk w = { .k = k, .where = GNN_I_GRAPH, .deadline = deadline };
    gnn_status st = run(&w, g, NULL);
    if (st == GNN_OK) *histogram = w.histogram;
    else gnn_i_free(w.histogram);
    return st;
}

gnn_status gnn_i_count_enumerated(int64_t *out, const gnn_graph *g, int n, gnn_i_where where, double deadline)
{
    gnn_status st = GNN_OK;
    walk w = { .k = n, .deadline = deadline, .where = where, .places = gnn_i_pattern_system(n, where)->size, .table = meanings[n - 3] };
    int64_t rows = where == GNN_I_NODES ? g->n : g->arcs / 2;
    pthread_once(&once, make_meanings);
    number_places(&w);
    if (where != GNN_I_GRAPH) GNN_CALLOC(w.out, rows * w.places + 1);
    GNN_TRY(run(&w, g, where == GNN_I_GRAPH ? NULL : out));
    if (where != GNN_I_GRAPH) goto done;
    memset(out, 0, (size_t)w.places * sizeof *out);
    for (int code = 0; code < w.codes; code++)
        if (w.histogram[code]) gnn_i_count_add(&out[w.table[code].pattern], w.histogram[code], &w.overflow);
    GNN_REQUIRE(!w.overflow, GNN_EOVERFLOW, "count: a count does not fit 64 bits");
done:
    gnn_i_free(w.out);
    gnn_i_free(w.histogram);
    return st;
}
