/* Copies of any connected pattern on at most 8 vertices, by backtracking: induced or not, with labels, at graph, vertices or
 * edges.  Conditions "vertex a's image comes before b's" from the pattern's automorphisms let through exactly one embedding of
 * each copy (Grochow, Kellis 2007); images are ranks by degree, so that cliques start at few neighbours.  near[x] holds which images x is adjacent to, so that a candidate is one comparison.
 * Cost: the partial copies, O(degree) each; the last vertex costs a look-up. */
#include "count_match.h"

typedef struct plan {
    gnn_i_pattern p;          /* vertices in the order of the search */
    int place[GNN_I_PATTERN_MAX];        /* column of each vertex's orbit, by that order */
    int edge_place[GNN_I_PATTERN_MAX][GNN_I_PATTERN_MAX];
    int parent[GNN_I_PATTERN_MAX];       /* an earlier neighbour */
    uint8_t need[GNN_I_PATTERN_MAX];     /* earlier neighbours */
    uint8_t below[GNN_I_PATTERN_MAX];    /* earlier vertices whose image must be smaller */
    const gnn_graph *g;
    const gnn_i_ranked *r;
    bool induced, late;
    gnn_i_where where;
    int64_t *out, places;     /* NODES: by rank; EDGES: by edge number */
    double deadline;
    gnn_i_wide total;
} plan;

typedef struct state {
    gnn_i_wide total;
    bool late;
    int32_t image[GNN_I_PATTERN_MAX];
    int64_t steps;
    uint8_t near[];
} state;

/* ---- plan ---- */

/* Next the vertex with most chosen neighbours, then largest degree: candidates are few early on. */
static void order_vertices(int8_t *order, const gnn_i_pattern *p)
{
    unsigned chosen = 0;
    for (int k = 0; k < p->n; k++) {
        int best = -1, score = -1;
        for (int v = 0; v < p->n; v++) {
            int s = 16 * __builtin_popcount(p->adj[v] & chosen) + __builtin_popcount(p->adj[v]);
            if (!(chosen >> v & 1) && (k == 0 || (p->adj[v] & chosen)) && s > score) best = v, score = s;
        }
        order[k] = (int8_t)best, chosen |= 1u << best;
    }
}

/* Orbit of one vertex in the automorphisms that fix all before it: it is made the smallest of its orbit. */
typedef struct stabilizer {
    int at;
    unsigned orbit;
} stabilizer;

static void see_stabilizer(void *ctx, const int8_t *map)
{
    stabilizer *s = ctx;
    for (int i = 0; i < s->at; i++)
        if (map[i] != i) return;
    s->orbit |= 1u << map[s->at];
}

static void make_plan(plan *m, const gnn_i_pattern *p)
{
    int8_t order[GNN_I_PATTERN_MAX];
    order_vertices(order, p);
    m->p = *p;
    for (int i = 0; i < p->n; i++) {
        m->p.adj[i] = 0, m->p.label[i] = p->label[order[i]], m->place[i] = p->orbit[order[i]];
        for (int j = 0; j < p->n; j++)
            if (p->adj[order[i]] >> order[j] & 1) m->p.adj[i] |= (uint8_t)(1u << j);
        m->need[i] = (uint8_t)(m->p.adj[i] & ((1u << i) - 1));
        m->parent[i] = m->need[i] ? __builtin_ctz(m->need[i]) : 0;
    }
    for (int e = 0; e < p->edges; e++)
        for (int i = 0; i < p->n; i++)
            for (int j = 0; j < p->n; j++)
                if (order[i] == p->edge_u[e] && order[j] == p->edge_v[e])
                    m->edge_place[i][j] = m->edge_place[j][i] = p->edge_orbit[e];
    for (int i = 0; i < p->n; i++) {
        stabilizer s = { .at = i };
        gnn_i_pattern_embeddings(&m->p, &m->p, see_stabilizer, &s);
        for (int j = i + 1; j < p->n && j < GNN_I_PATTERN_MAX; j++) /* image of i before that of j */
            if (s.orbit >> j & 1) m->below[j] |= (uint8_t)(1u << i);
    }
}

/* ---- search ---- */

static int32_t label(const plan *m, int64_t x) { return m->g->node_label ? m->g->node_label[m->r->vertex[x]] : 0; }

static inline bool fits(const plan *m, const state *s, int i, int32_t x)
{
    uint8_t near = s->near[x];
    if (m->induced ? near != m->need[i] : (near & m->need[i]) != m->need[i]) return false;
    if (m->p.labelled && label(m, x) != m->p.label[i]) return false;
    for (int j = 0; j < i; j++) {
        if (s->image[j] == x) return false;
    }
    return true;
}

static void found(const plan *m, state *s)
{
    s->total++;
    if (m->where == GNN_I_GRAPH) return;
    for (int i = 0; i < m->p.n; i++) {
        if (m->where == GNN_I_NODES) {
            __atomic_fetch_add(&m->out[s->image[i] * m->places + m->place[i]], 1, __ATOMIC_RELAXED);
            continue;
        }
        for (int j = 0; j < i; j++)
            if (m->need[i] >> j & 1)
                __atomic_fetch_add(
                    &m->out[gnn_i_ranked_find(m->r, m->r->vertex[s->image[i]], m->r->vertex[s->image[j]]) * m->places +
                            m->edge_place[i][j]],
                    1, __ATOMIC_RELAXED);
    }
}

/* Each neighbour of i's image gets or loses the bit of i. */
static void turn_near(const plan *m, state *s, int i)
{
    const gnn_i_ranked *r = m->r;
    int64_t x = s->image[i];
    uint8_t *near = s->near;
    for (int64_t e = r->ptr[x]; e < r->ptr[x + 1]; e++) near[r->col[e]] ^= (uint8_t)(1u << i);
}

/* First entry of x's row that is larger than every image that must be smaller. */
static int64_t first_candidate(const plan *m, const state *s, int i, int64_t x)
{
    const gnn_i_ranked *r = m->r;
    int64_t bound = -1, low = r->ptr[x], high = r->ptr[x + 1];
    for (int j = 0; j < i; j++)
        if ((m->below[i] >> j & 1) && s->image[j] > bound) bound = s->image[j];
    while (bound >= 0 && low < high) {
        int64_t mid = (low + high) / 2;
        if (r->col[mid] <= bound) low = mid + 1;
        else high = mid;
    }
    return low;
}

static void extend(const plan *m, state *s, int i)
{
    const gnn_i_ranked *r = m->r;
    int64_t from = s->image[m->parent[i]];
    for (int j = 0; j < i; j++) /* the earlier neighbour with fewest neighbours of its own: the lowest rank */
        if ((m->need[i] >> j & 1) && s->image[j] < from) from = s->image[j];
    if ((++s->steps & 1023) == 0 && (gnn_canceled() || (m->deadline > 0 && gnn_i_now() > m->deadline))) s->late = true;
    for (int64_t e = first_candidate(m, s, i, from); e < r->ptr[from + 1] && !s->late; e++) {
        int32_t x = r->col[e];
        if (!fits(m, s, i, x)) continue;
        s->image[i] = x;
        if (i + 1 >= m->p.n || i + 1 >= GNN_I_PATTERN_MAX) { /* the second only tells the compiler */
            found(m, s);
            continue;
        }
        turn_near(m, s, i);
        extend(m, s, i + 1);
        turn_near(m, s, i);
    }
}

static void chunk(void *ctx, void *scratch, int64_t begin, int64_t end)
{
    plan *m = ctx;
    state *s = scratch;
    for (int64_t x = begin; x < end && !s->late; x++) {
        if (m->p.labelled && label(m, x) != m->p.label[0]) continue;
        s->image[0] = (int32_t)x;
        turn_near(m, s, 0);
        if (m->p.n > 1) extend(m, s, 1);
        else found(m, s);
        turn_near(m, s, 0);
    }
}

static void after(void *ctx, void *scratch)
{
    plan *m = ctx;
    state *s = scratch;
    m->total += s->total, m->late |= s->late;
}

/* ---- all ---- */

gnn_status gnn_i_count_match(int64_t *out, const gnn_graph *g, const gnn_i_pattern *p, bool induced, gnn_i_where where,
                             double deadline)
{
    gnn_status st = GNN_OK;
    gnn_i_ranked r = { 0 };
    plan m = { .g = g, .r = &r, .induced = induced, .where = where, .places = gnn_i_places(p, where), .deadline = deadline };
    int64_t rows = where == GNN_I_NODES ? g->n : g->arcs / 2;
    GNN_REQUIRE(p->n <= GNN_I_PATTERN_MAX, GNN_EUNSUPPORTED, "pattern %s: searched patterns have at most %d vertices",
                p->name, GNN_I_PATTERN_MAX);
    GNN_TRY(gnn_i_ranked_new(&r, g, GNN_I_RANKED_FULL));
    make_plan(&m, p);
    if (where != GNN_I_GRAPH) GNN_CALLOC(m.out, rows * m.places + 1);
    gnn_i_sweep sweep = { .what = p->name, .total = g->n, .chunk = 8, .work = 64 * (g->n + g->arcs), .scratch_bytes = sizeof(state) + (size_t)g->n,
                          .deadline = deadline, .fn = chunk, .after = after, .ctx = &m };
    GNN_TRY(gnn_i_count_sweep(&sweep));
    GNN_REQUIRE(!m.late, GNN_ELIMIT, "count: the time limit was reached");
    GNN_REQUIRE(m.total <= INT64_MAX, GNN_EOVERFLOW, "count: pattern %s: the count does not fit 64 bits", p->name);
    if (where == GNN_I_GRAPH) out[0] = (int64_t)m.total;
    else gnn_i_ranked_rows(out, m.out, &r, g, m.places, where);
done:
    gnn_i_ranked_free(&r);
    gnn_i_free(m.out);
    return st;
}
