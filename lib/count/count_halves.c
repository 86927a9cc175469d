/* Cycles of 6 to 8 at graphs, vertices and edges.  A cycle has one highest vertex u by rank.  From there it is two paths below u to a
 * vertex x that share no vertex between: of 3 and 3 steps, 3 and 4, or 4 and 4.  So: all paths of so many steps below u, and for
 * each, which we call long, how many of those to the same x are disjoint from it (count_disjoint.c).  The long paths of an even
 * cycle are its two halves.  Those of a 7-cycle are two as well, one each way round; between them they go through every vertex but
 * u once, and along every edge once but the one between their ends, which we take from the path that ends higher.
 * Paths are gone along twice, to count them by their ends and to keep those that may belong to a cycle, up to SLICE at a time. */
#include "count_halves.h"
#include "count_disjoint.h"

enum { SLICE = 1 << 20, LONGEST = 4, SHORT = 0, LONG = 1 };

typedef struct halves {
    const gnn_i_ranked *r;
    int steps[2];          /* of short and long paths; the same: all are long */
    gnn_i_where where;
    bool shared;           /* other workers add too          */
    int64_t *sum;          /* by rank or by number of edge   */
    double deadline;
    /* all workers together */
    gnn_i_wide total;
    bool overflow;
    gnn_status st;
} halves;

typedef struct state {
    int64_t u, moves;
    int32_t path[LONGEST], edge[LONGEST]; /* vertices after u, edges to them */
    bool keep, overflow;
    gnn_status st;
    gnn_i_wide total;      /* twice the cycles */
    /* by end x */
    int64_t *paths[2];     /* n: how many of each length                    */
    int64_t *next[2];      /* n: 1 + where the next to be kept goes, or 0   */
    int32_t *first;        /* n: 1 + the one first step of all, -1: several */
    int32_t *ends;         /* n: those reached                              */
    int64_t reached;
    /* those kept */
    int32_t *inner[2], *along; /* steps - 1 vertices; steps edges of the long */
    int64_t *apart;
    int64_t inner_room[2], along_room, apart_room;
    gnn_i_subsets subsets;
} state;

static bool odd(const halves *h) { return h->steps[SHORT] < h->steps[LONG]; }

static size_t layout_bytes(int64_t n) { return sizeof(state) + (size_t)(n + 1) * (5 * 8 + 2 * 4); }

static void layout(state *s, int64_t n)
{
    int64_t *at = (int64_t *)(void *)(s + 1), **row[] = { &s->paths[0], &s->paths[1], &s->next[0], &s->next[1], &s->subsets.single };
    for (int i = 0; i < 5; i++) *row[i] = at + i * (n + 1);
    s->first = (int32_t *)(void *)(at + 5 * (n + 1)), s->ends = s->first + n + 1;
}

/* ---- paths below u ---- */

static void keep(const halves *h, state *s, int which, int64_t x)
{
    int steps = h->steps[which];
    int64_t to = s->next[which][x] - 1;
    if (to < 0) return;
    s->next[which][x]++;
    for (int i = 0; i < steps - 1; i++) s->inner[which][to * (steps - 1) + i] = s->path[i];
    for (int i = 0; i < steps && s->along && which == LONG; i++) s->along[to * steps + i] = s->edge[i];
}

static void arrive(const halves *h, state *s, int which, int32_t x)
{
    if (s->keep) {
        keep(h, s, which, x);
        return;
    }
    int32_t first = s->path[0] + 1;
    s->ends[s->reached] = x;
    s->reached += !s->first[x];
    s->first[x] = !s->first[x] || s->first[x] == first ? first : -1;
    s->paths[which][x]++;
}

static void extend(const halves *h, state *s, int steps)
{
    const gnn_i_ranked *r = h->r;
    if (steps >= LONGEST) return; /* not reached; tells the compiler how deep it goes */
    int64_t from = steps ? s->path[steps - 1] : s->u;
    if ((++s->moves & 255) == 0 && (gnn_canceled() || (h->deadline > 0 && gnn_i_now() > h->deadline))) s->st = GNN_ELIMIT;
    if (s->st != GNN_OK) return;
    for (int64_t e = r->ptr[from]; e < r->ptr[from + 1] && r->col[e] < s->u; e++) {
        int32_t x = r->col[e];
        bool met = false;
        for (int i = 0; i < steps; i++) met |= s->path[i] == x;
        if (met) continue;
        if (steps + 1 == h->steps[LONG]) {
            if (r->edge) s->edge[steps] = r->edge[e];
            arrive(h, s, LONG, x);
            continue;
        }
        if (steps + 1 == h->steps[SHORT]) arrive(h, s, SHORT, x);
        s->path[steps] = x;
        if (r->edge) s->edge[steps] = r->edge[e];
        extend(h, s, steps + 1);
    }
}

/* ---- cycles ---- */

static bool useful(const halves *h, const state *s, int64_t x)
{
    return s->first[x] < 0 && s->paths[LONG][x] && (!odd(h) || s->paths[SHORT][x]);
}

static void add(const halves *h, state *s, int64_t at, int64_t x) { gnn_i_count_add_shared(&h->sum[at], x, h->shared, &s->overflow); }

/* What the long paths to x, from number `begin`, find. */
static void credit(const halves *h, state *s, int64_t x, int64_t begin)
{
    int steps = h->steps[LONG];
    gnn_i_wide all = 0;
    for (int64_t i = 0; i < s->paths[LONG][x]; i++) {
        const int32_t *inner = s->inner[LONG] + (begin + i) * (steps - 1), *along = s->along ? s->along + (begin + i) * steps : NULL;
        int64_t found = s->apart[i];
        if (!found) continue;
        all += found;
        for (int k = 0; k < steps - 1 && h->where == GNN_I_NODES; k++) add(h, s, inner[k], found);
        for (int k = 0; k < steps && h->where == GNN_I_EDGES; k++)
            if (!odd(h) || k < steps - 1 || inner[steps - 2] < x) add(h, s, along[k], found);
    }
    s->total += all;
    s->overflow |= all / 2 > INT64_MAX;
    if (h->where == GNN_I_NODES && !odd(h)) add(h, s, x, (int64_t)(all / 2));
}

static gnn_status meet(const halves *h, state *s, int64_t x)
{
    int64_t begin[2];
    gnn_i_sets set[2];
    for (int w = SHORT; w <= LONG; w++) {
        begin[w] = s->next[w][x] - 1 - s->paths[w][x];
        set[w] = (gnn_i_sets){ s->inner[w] ? s->inner[w] + begin[w] * (h->steps[w] - 1) : NULL, s->paths[w][x], h->steps[w] - 1 };
    }
    GNN_TRY_RETURN(gnn_i_grow(&s->apart, &s->apart_room, s->paths[LONG][x], sizeof *s->apart));
    GNN_TRY_RETURN(gnn_i_disjoint(s->apart, &s->subsets, set[LONG], set[odd(h) ? SHORT : LONG]));
    credit(h, s, x, begin[LONG]);
    return GNN_OK;
}

/* Ends from number `from` up to *to, as many as there is room for. */
static gnn_status deal_places(const halves *h, state *s, int64_t from, int64_t *to)
{
    int64_t used[2] = { 0, 0 };
    for (*to = from; *to < s->reached; ++*to) {
        int64_t x = s->ends[*to], more = s->paths[SHORT][x] + s->paths[LONG][x], before = used[SHORT] + used[LONG];
        if (!useful(h, s, x)) continue;
        if (before && before + more > SLICE) break;
        for (int w = SHORT; w <= LONG; w++) s->next[w][x] = used[w] + 1, used[w] += s->paths[w][x];
    }
    for (int w = SHORT; w <= LONG; w++)
        GNN_TRY_RETURN(gnn_i_grow(&s->inner[w], &s->inner_room[w], used[w] * (h->steps[w] - 1), sizeof *s->inner[w]));
    if (h->where == GNN_I_EDGES && used[LONG])
        GNN_TRY_RETURN(gnn_i_grow(&s->along, &s->along_room, used[LONG] * h->steps[LONG], sizeof *s->along));
    return GNN_OK;
}

static gnn_status cycles_of(const halves *h, state *s)
{
    gnn_i_wide before = s->total;
    s->reached = 0, s->keep = false;
    extend(h, s, 0);
    s->keep = true;
    for (int64_t from = 0, to; from < s->reached && s->st == GNN_OK; from = to) {
        while (from < s->reached && !useful(h, s, s->ends[from])) from++;
        if (from == s->reached) break;
        GNN_TRY_RETURN(deal_places(h, s, from, &to));
        extend(h, s, 0);
        for (int64_t i = from; i < to; i++) {
            int64_t x = s->ends[i];
            if (s->next[LONG][x] && s->st == GNN_OK) GNN_TRY_RETURN(meet(h, s, x));
            s->next[SHORT][x] = s->next[LONG][x] = 0;
        }
    }
    for (int64_t i = 0; i < s->reached; i++) {
        int64_t x = s->ends[i];
        s->paths[SHORT][x] = s->paths[LONG][x] = 0, s->first[x] = 0;
    }
    if (h->where == GNN_I_NODES) add(h, s, s->u, (int64_t)((s->total - before) / 2));
    s->overflow |= (s->total - before) / 2 > INT64_MAX;
    return s->st;
}

/* ---- all ---- */

/* Highest first: they take longest. */
static void chunk(void *ctx, void *scratch, int64_t begin, int64_t end)
{
    const halves *h = ctx;
    const gnn_i_ranked *r = h->r;
    state *s = scratch;
    layout(s, r->n);
    for (int64_t i = begin; i < end && s->st == GNN_OK; i++) {
        s->u = r->n - 1 - i;
        if (r->ptr[s->u + 1] - r->ptr[s->u] >= 2 && r->col[r->ptr[s->u] + 1] < s->u) s->st = cycles_of(h, s);
    }
}

static void after(void *ctx, void *scratch)
{
    halves *h = ctx;
    state *s = scratch;
    h->total += s->total, h->overflow |= s->overflow;
    if (s->st != GNN_OK) h->st = s->st;
    for (int w = SHORT; w <= LONG; w++) gnn_i_free(s->inner[w]);
    gnn_i_free(s->along);
    gnn_i_free(s->apart);
    gnn_i_subsets_free(&s->subsets);
}

gnn_status gnn_i_count_halves(int64_t *out, const gnn_graph *g, int k, gnn_i_where where, double deadline)
{
    gnn_status st = GNN_OK;
    gnn_i_ranked r = { 0 };
    char what[16];
    halves h = { .r = &r, .steps = { k / 2, k - k / 2 }, .where = where, .shared = gnn_threads() > 1, .deadline = deadline };
    snprintf(what, sizeof what, "cycle%d", k);
    GNN_TRY(gnn_i_ranked_new(&r, g, GNN_I_RANKED_FULL | (where == GNN_I_EDGES ? GNN_I_RANKED_EDGES : 0)));
    if (where != GNN_I_GRAPH) GNN_CALLOC(h.sum, (where == GNN_I_NODES ? g->n : g->arcs / 2) + 1);
    gnn_i_sweep sweep = { .what = what, .total = g->n, .chunk = 8, .work = 64 * (g->n + g->arcs), .scratch_bytes = layout_bytes(g->n),
                          .deadline = deadline, .fn = chunk, .after = after, .ctx = &h };
    GNN_TRY(gnn_i_count_sweep(&sweep));
    GNN_REQUIRE(h.st != GNN_ELIMIT, GNN_ELIMIT, "count: the time limit was reached");
    GNN_REQUIRE(h.st == GNN_OK, h.st, "count: pattern cycle%d: out of memory", k);
    GNN_REQUIRE(!h.overflow && h.total / 2 <= INT64_MAX, GNN_EOVERFLOW, "count: pattern cycle%d: a count does not fit 64 bits", k);
    if (where == GNN_I_GRAPH) *out = (int64_t)(h.total / 2);
    else gnn_i_ranked_rows(out, h.sum, &r, g, 1, where);
done:
    gnn_i_ranked_free(&r);
    gnn_i_free(h.sum);
    return st;
}

/* ---- how many paths ---- */

/* One step below u; what x held is cleared. */
static int64_t push(double *to, int32_t *to_at, double *x, const int32_t *at, int64_t size, const gnn_i_ranked *r, int64_t u)
{
    int64_t reached = 0;
    for (int64_t i = 0; i < size; i++) {
        int64_t a = at[i];
        for (int64_t e = r->ptr[a]; e < r->ptr[a + 1] && r->col[e] < u; e++) {
            int32_t b = r->col[e];
            to_at[reached] = b, reached += to[b] == 0;
            to[b] += x[a];
        }
        x[a] = 0;
    }
    return reached;
}

gnn_status gnn_i_halves_paths(double *paths, const gnn_graph *g, int k, double enough)
{
    enum { ALL = 256, STRIDE = 16 }; /* the highest are looked at one by one, of the others every so many-th */
    gnn_status st = GNN_OK;
    gnn_i_ranked r = { 0 };
    double *x[2] = { NULL, NULL };
    int32_t *at[2] = { NULL, NULL };
    GNN_TRY(gnn_i_ranked_new(&r, g, GNN_I_RANKED_FULL));
    for (int i = 0; i < 2; i++) GNN_CALLOC(x[i], g->n + 1);
    for (int i = 0; i < 2; i++) GNN_ALLOC(at[i], g->n + 1);
    *paths = 0;
    for (int64_t u = g->n - 1; u >= 0 && *paths <= enough; u -= u > g->n - ALL ? 1 : STRIDE) {
        int64_t size = 1;
        int now = 0;
        x[0][u] = 1, at[0][0] = (int32_t)u;
        for (int step = 0; step < k - k / 2; step++, now = !now) size = push(x[!now], at[!now], x[now], at[now], size, &r, u);
        for (int64_t i = 0; i < size; i++) {
            *paths += x[now][at[now][i]] * (u > g->n - ALL ? 1 : STRIDE);
            x[now][at[now][i]] = 0;
        }
    }
done:
    gnn_i_ranked_free(&r);
    for (int i = 0; i < 2; i++) gnn_i_free(x[i]), gnn_i_free(at[i]);
    return st;
}
