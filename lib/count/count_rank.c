/* Vertices in order of degree, and sweeps over the ranks by several workers. */
#include "count.h"
#include <stdatomic.h>

/* ---- ranks ---- */

/* Counting sort by degree; ties keep the order of the vertices. */
static gnn_status order_by_degree(gnn_i_ranked *r, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    int64_t *at, max = 0;
    for (int64_t v = 0; v < g->n; v++) max = g->ptr[v + 1] - g->ptr[v] > max ? g->ptr[v + 1] - g->ptr[v] : max;
    GNN_CALLOC(at, max + 2);
    for (int64_t v = 0; v < g->n; v++) at[g->ptr[v + 1] - g->ptr[v] + 1]++;
    for (int64_t d = 0; d <= max; d++) at[d + 1] += at[d];
    for (int64_t v = 0; v < g->n; v++) {
        int64_t k = at[g->ptr[v + 1] - g->ptr[v]]++;
        r->rank[v] = (int32_t)k, r->vertex[k] = (int32_t)v;
    }
done:
    gnn_i_free(at);
    return st;
}

/* Rows in rank order, a row in the order of the vertices' numbers. */
static void fill_any(gnn_i_ranked *r, const gnn_graph *g)
{
    int64_t at = 0;
    for (int64_t k = 0; k < r->n; k++) {
        int64_t v = r->vertex[k];
        r->up_ptr[k] = at;
        for (int64_t e = g->ptr[v]; e < g->ptr[v + 1]; e++) {
            int32_t q = r->rank[g->col[e]];
            r->up[at] = q, at += q > k; /* one more place is there for the last that does not count */
        }
    }
    r->up_ptr[r->n] = at;
}

/* Rows in rank order; a row takes its entries in ascending order because they are dealt out by ascending rank. */
static gnn_status fill_up(gnn_i_ranked *r, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    int64_t *at;
    GNN_ALLOC(at, r->n + 1);
    r->up_ptr[0] = 0;
    for (int64_t k = 0; k < r->n; k++) {
        int64_t v = r->vertex[k], higher = 0;
        for (int64_t e = g->ptr[v]; e < g->ptr[v + 1]; e++) higher += r->rank[g->col[e]] > k;
        at[k] = r->up_ptr[k], r->up_ptr[k + 1] = r->up_ptr[k] + higher;
    }
    for (int64_t k = 0; k < r->n; k++) {
        int64_t v = r->vertex[k];
        for (int64_t e = g->ptr[v]; e < g->ptr[v + 1]; e++) {
            int32_t q = r->rank[g->col[e]];
            if (q < k) r->up[at[q]++] = (int32_t)k;
        }
    }
done:
    gnn_i_free(at);
    return st;
}

/* Row k: the lower ends, dealt out by ascending rank, then its own row of `up`. */
static gnn_status fill_full(gnn_i_ranked *r, bool edges)
{
    gnn_status st = GNN_OK;
    int64_t *at;
    GNN_CALLOC(at, r->n + 1);
    for (int64_t e = 0; e < r->m; e++) at[r->up[e]]++;
    r->ptr[0] = 0;
    for (int64_t k = 0; k < r->n; k++) {
        r->ptr[k + 1] = r->ptr[k] + at[k] + r->up_ptr[k + 1] - r->up_ptr[k];
        at[k] = r->ptr[k];
    }
    for (int64_t k = 0; k < r->n; k++)
        for (int64_t e = r->up_ptr[k]; e < r->up_ptr[k + 1]; e++) {
            int64_t there = at[r->up[e]]++, here = at[k]++;
            r->col[there] = (int32_t)k, r->col[here] = r->up[e];
            if (edges) r->edge[there] = r->edge[here] = (int32_t)e;
        }
done:
    gnn_i_free(at);
    return st;
}

gnn_status gnn_i_ranked_new(gnn_i_ranked *r, const gnn_graph *g, int what)
{
    gnn_status st = GNN_OK;
    *r = (gnn_i_ranked){ .n = g->n, .m = g->arcs / 2 };
    GNN_REQUIRE(!g->directed, GNN_EUNSUPPORTED,
                "count: the graph is directed; patterns are counted in undirected graphs");
    GNN_REQUIRE(g->loops == 0, GNN_EUNSUPPORTED,
                "count: the graph has %lld loops; patterns are counted in loop-free graphs", (long long)g->loops);
    GNN_REQUIRE(r->m <= INT32_MAX, GNN_EOVERFLOW, "count: %lld edges are more than 2^31-1", (long long)r->m);
    GNN_ALLOC(r->vertex, r->n + 1);
    GNN_ALLOC(r->rank, r->n + 1);
    GNN_ALLOC(r->up_ptr, r->n + 1);
    GNN_ALLOC(r->up, r->m + 1);
    GNN_TRY(order_by_degree(r, g));
    if (what == GNN_I_RANKED_ANY) {
        fill_any(r, g);
        goto done;
    }
    GNN_TRY(fill_up(r, g));
    if (what == GNN_I_RANKED_UP) goto done;
    GNN_ALLOC(r->ptr, r->n + 1);
    GNN_ALLOC(r->col, 2 * r->m + 1);
    if (what & GNN_I_RANKED_EDGES) GNN_ALLOC(r->edge, 2 * r->m + 1);
    GNN_TRY(fill_full(r, what & GNN_I_RANKED_EDGES));
done:
    if (st != GNN_OK) gnn_i_ranked_free(r);
    return st;
}

void gnn_i_ranked_free(gnn_i_ranked *r)
{
    gnn_i_free(r->vertex);
    gnn_i_free(r->rank);
    gnn_i_free(r->up_ptr);
    gnn_i_free(r->up);
    gnn_i_free(r->ptr);
    gnn_i_free(r->col);
    gnn_i_free(r->edge);
    *r = (gnn_i_ranked){ 0 };
}

int64_t gnn_i_ranked_find(const gnn_i_ranked *r, int64_t a, int64_t b)
{
    int64_t u = r->rank[a], v = r->rank[b], low = u < v ? u : v, high = u < v ? v : u;
    int64_t first = r->up_ptr[low], last = r->up_ptr[low + 1] - 1;
    while (first < last) {
        int64_t mid = (first + last) / 2;
        if (r->up[mid] < high) first = mid + 1;
        else last = mid;
    }
    return first;
}

void gnn_i_ranked_rows(int64_t *out, const int64_t *by_rank, const gnn_i_ranked *r, const gnn_graph *g, int64_t width,
                       gnn_i_where where)
{
    size_t bytes = (size_t)width * sizeof *out;
    for (int64_t v = 0; v < g->n; v++) {
        if (where == GNN_I_NODES) memcpy(out + v * width, by_rank + r->rank[v] * width, bytes);
        for (int64_t e = g->ptr[v]; where == GNN_I_EDGES && e < g->ptr[v + 1]; e++) {
            if (g->col[e] < v) continue;
            memcpy(out, by_rank + gnn_i_ranked_find(r, v, g->col[e]) * width, bytes);
            out += width;
        }
    }
}

/* ---- sweeps ---- */

typedef struct share {
    const gnn_i_sweep *s;
    atomic_llong next;
    atomic_bool late;
    size_t stride;
    char *scratch;
} share;

static void work_on(void *ctx, int64_t worker)
{
    share *h = ctx;
    const gnn_i_sweep *s = h->s;
    for (int64_t begin; !gnn_canceled() && (begin = atomic_fetch_add(&h->next, s->chunk)) < s->total;) {
        if (s->deadline > 0 && gnn_i_now() > s->deadline) atomic_store(&h->late, true);
        if (atomic_load(&h->late)) return;
        int64_t end = begin + s->chunk < s->total ? begin + s->chunk : s->total;
        s->fn(s->ctx, h->scratch + (size_t)worker * h->stride, begin, end);
        gnn_i_progress(s->what, end, s->total); /* the caller's thread alone has somebody to tell */
    }
}

gnn_status gnn_i_count_sweep(const gnn_i_sweep *s)
{
    gnn_status st = GNN_OK;
    int64_t chunks = (s->total + s->chunk - 1) / s->chunk, workers = s->work >= GNN_PARALLEL_WORK ? gnn_threads() : 1;
    share h = { .s = s, .stride = (s->scratch_bytes + 63) / 64 * 64 };
    if (workers > chunks) workers = chunks > 0 ? chunks : 1;
    h.scratch = gnn_i_calloc((size_t)workers, h.stride);
    if (!h.scratch) return GNN_ENOMEM;
    gnn_i_for_blocks(workers, s->work, work_on, &h);
    gnn_i_progress(s->what, s->total, s->total);
    for (int64_t w = 0; w < workers && s->after; w++) s->after(s->ctx, h.scratch + (size_t)w * h.stride);
    if (gnn_canceled()) st = gnn_i_fail(GNN_ECANCELED, "canceled");
    else if (atomic_load(&h.late)) st = gnn_i_fail(GNN_ELIMIT, "count: the time limit was reached");
    gnn_i_free(h.scratch);
    return st;
}
