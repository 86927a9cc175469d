/* Runs of 1-WL, one a mark; see marked.h. */
#include "marked.h"

/* ---- marks ---- */

/* The entry of row b that is the other end of entry e of row a. */
static int64_t other_end(const gnn_i_incidence *inc, int64_t a, int64_t e, bool directed)
{
    int64_t b = inc->col[e];
    int32_t want = inc->type ? (directed ? inc->type[e] ^ 1 : inc->type[e]) : 0;
    if (b == a && !directed) return -1; /* a loop is one entry */
    for (int64_t f = inc->ptr[b]; f < inc->ptr[b + 1]; f++)
        if (inc->col[f] == a && (!inc->type || inc->type[f] == want)) return f;
    return -1;
}

static bool is_arc(const gnn_i_incidence *inc, int64_t a, int64_t e, bool directed, bool once)
{
    if (directed) return inc->type[e] & 1; /* a is the tail */
    return !once || a <= inc->col[e];
}

/* Marks at arcs; undirected edges are marked both ways, but deleted once.  The first mark is none: the graph as it is. */
static int64_t arc_marks(gnn_i_mark *out, const gnn_i_incidence *inc, int64_t i, bool directed, bool deleted)
{
    int64_t k = 0, base = inc->node_ptr[i];
    if (out) out[0] = (gnn_i_mark){-1, -1, false, -1, -1};
    k++;
    for (int64_t a = base; a < inc->node_ptr[i + 1]; a++)
        for (int64_t e = inc->ptr[a]; e < inc->ptr[a + 1]; e++) {
            if (!is_arc(inc, a, e, directed, deleted)) continue;
            if (out && deleted) out[k] = (gnn_i_mark){-1, -1, false, e, other_end(inc, a, e, directed)};
            else if (out) out[k] = (gnn_i_mark){(int32_t)(a - base), (int32_t)(inc->col[e] - base), false, -1, -1};
            k++;
        }
    return k;
}

static int64_t pair_marks(gnn_i_mark *out, int64_t n)
{
    for (int64_t k = 0; out && k < n * n; k++) out[k] = (gnn_i_mark){(int32_t)(k / n), (int32_t)(k % n), false, -1, -1};
    return n * n;
}

static int64_t deleted_nodes(gnn_i_mark *out, int64_t n)
{
    if (out) out[0] = (gnn_i_mark){-1, -1, false, -1, -1};
    for (int64_t k = 0; out && k < n; k++) out[k + 1] = (gnn_i_mark){(int32_t)k, -1, true, -1, -1};
    return n + 1;
}

static int64_t marks_of(gnn_i_mark *out, const gnn_i_marked *m, int64_t i, bool directed, gnn_i_mark_kind kind)
{
    int64_t n = m->inc.node_ptr[i + 1] - m->inc.node_ptr[i];
    switch (kind) {
    case GNN_I_MARK_EDGES: return arc_marks(out, &m->inc, i, directed, false);
    case GNN_I_MARK_DELETE_EDGES: return arc_marks(out, &m->inc, i, directed, true);
    case GNN_I_MARK_PAIRS: return pair_marks(out, n);
    case GNN_I_MARK_DELETE_NODES: return deleted_nodes(out, n);
    default: return n;
    }
}

gnn_status gnn_i_marked_new(gnn_i_marked *out, const gnn_i_trial *t, gnn_i_mark_kind kind)
{
    gnn_status st = GNN_OK;
    gnn_i_marked m = {.count = t->count};
    bool directed = false;
    int64_t max_n = 0;
    for (int64_t i = 0; i < t->count; i++) directed |= t->graphs[i]->directed;
    GNN_TRY(gnn_i_incidence_new(&m.inc, t->count, t->graphs, t->budget));
    GNN_REQUIRE(m.inc.types < (int64_t)1 << 30, GNN_EUNSUPPORTED, "%lld types of arcs are more than 2^30",
                (long long)m.inc.types);
    GNN_ALLOC(m.marks, t->count + 1);
    if (kind != GNN_I_MARK_NODES) GNN_CALLOC(m.mark, t->count + 1);
    for (int64_t i = 0; i < t->count; i++) {
        int64_t n = t->graphs[i]->n;
        max_n = n > max_n ? n : max_n;
        GNN_REQUIRE(n <= INT32_MAX / (n + 1), GNN_EUNSUPPORTED, "%lld vertices have more than 2^31-1 pairs",
                    (long long)n);
        m.marks[i] = marks_of(NULL, &m, i, directed, kind);
        if (!m.mark) continue;
        GNN_TRY(gnn_i_budget_bytes(t->budget, (int64_t)sizeof **m.mark * m.marks[i]));
        GNN_ALLOC(m.mark[i], m.marks[i] + 1);
        marks_of(m.mark[i], &m, i, directed, kind);
    }
    GNN_ALLOC(m.x, max_n + 1);
    GNN_ALLOC(m.factor, m.inc.types + 1);
    *out = m, m = (gnn_i_marked){0};
done:
    gnn_i_marked_free(&m);
    return st;
}

void gnn_i_marked_free(gnn_i_marked *m)
{
    for (int64_t i = 0; m->mark && i < m->count; i++) gnn_i_free(m->mark[i]);
    gnn_i_free(m->mark);
    gnn_i_free(m->marks);
    gnn_i_free(m->x);
    gnn_i_free(m->factor);
    gnn_i_incidence_free(&m->inc);
}

int64_t gnn_i_marked_degree(const gnn_i_incidence *inc)
{
    int64_t most = 0;
    for (int64_t v = 0; v < inc->n; v++)
        if (inc->ptr[v + 1] - inc->ptr[v] > most) most = inc->ptr[v + 1] - inc->ptr[v];
    return most;
}

gnn_status gnn_i_marked_shape(gnn_i_tuples *s, const gnn_i_marked *m)
{
    gnn_status st = GNN_OK;
    GNN_ALLOC(s->size, m->count + 1);
    GNN_ALLOC(s->width, m->count + 1);
    for (int64_t i = 0; i < m->count; i++) {
        s->width[i] = m->inc.node_ptr[i + 1] - m->inc.node_ptr[i];
        GNN_REQUIRE(gnn_i_mul_ok(m->marks[i], s->width[i], &s->size[i]), GNN_EUNSUPPORTED,
                    "more than 2^63 marked vertices");
    }
done:
    return st;
}

/* ---- the test ---- */

static gnn_i_mark mark_of(const gnn_i_marked *m, int64_t i, int64_t k)
{
    return m->mark ? m->mark[i][k] : (gnn_i_mark){(int32_t)k, -1, false, -1, -1};
}

void gnn_i_marked_type(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t word[3])
{
    const gnn_i_marked *m = s->ctx;
    int64_t n = s->width[i], v = t % n;
    gnn_i_mark k = mark_of(m, i, t / n);
    bool at_a = k.a == v;
    word[0] = m->inc.label && !(at_a && k.dead) ? (uint64_t)m->inc.label[m->inc.node_ptr[i] + v] : 0;
    word[1] = (uint64_t)(at_a && !k.dead) | (uint64_t)(k.b == v) << 1 | (uint64_t)(at_a && k.dead) << 2;
    word[2] = 0;
}

/* Take entry e out of the sum of the row that it is in. */
static void take_out(const gnn_i_marked *m, uint64_t *row, int64_t base, int64_t e, int64_t at)
{
    if (e >= 0) row[at - base] -= m->x[m->inc.col[e] - base] * (m->inc.type ? m->factor[m->inc.type[e]] : 1);
}

static void one_row(const gnn_i_marked *m, int64_t i, const gnn_i_mark *k, uint64_t *out)
{
    const gnn_i_incidence *inc = &m->inc;
    int64_t base = inc->node_ptr[i], n = inc->node_ptr[i + 1] - base;
    const uint64_t *x = m->x;
    if (k->dead) m->x[k->a] = 0;
    for (int64_t v = 0; v < n; v++) {
        uint64_t sum = 0;
        if (!inc->type)
            for (int64_t e = inc->ptr[base + v]; e < inc->ptr[base + v + 1]; e++) sum += x[inc->col[e] - base];
        else
            for (int64_t e = inc->ptr[base + v]; e < inc->ptr[base + v + 1]; e++)
                sum += x[inc->col[e] - base] * m->factor[inc->type[e]];
        out[v] = sum;
    }
    if (k->dead) out[k->a] = 0;
    if (k->e1 < 0) return;
    int64_t b = inc->col[k->e1], a = k->e2 >= 0 ? inc->col[k->e2] : b; /* a loop without a second entry: a = b */
    take_out(m, out, base, k->e1, a);
    take_out(m, out, base, k->e2, b);
}

gnn_status gnn_i_marked_lanes(gnn_i_tuples *s, int64_t i, uint64_t *first, uint64_t *second)
{
    const gnn_i_marked *m = s->ctx;
    int64_t n = s->width[i];
    (void)second;
    for (int64_t k = 0; k < m->inc.types; k++) m->factor[k] = gnn_i_tuple_random(s->seed, 1, (uint64_t)k) | 1;
    for (int64_t k = 0; k < m->marks[i]; k++) {
        const int32_t *c = s->color[i] + k * n;
        gnn_i_mark mark = mark_of(m, i, k);
        for (int64_t v = 0; v < n; v++) m->x[v] = gnn_i_tuple_random(s->seed, 0, (uint64_t)c[v]);
        one_row(m, i, &mark, first + k * n);
        if ((k & 255) == 255) GNN_TRY_RETURN(gnn_i_budget_poll(s->trial->budget));
    }
    return GNN_OK;
}

int64_t gnn_i_marked_keys(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t *key)
{
    const gnn_i_marked *m = s->ctx;
    const gnn_i_incidence *inc = &m->inc;
    int64_t n = s->width[i], v = t % n, base = inc->node_ptr[i], used = 0;
    gnn_i_mark k = mark_of(m, i, t / n);
    const int32_t *c = s->color[i] + t / n * n;
    if (k.dead && k.a == v) return 0;
    for (int64_t e = inc->ptr[base + v]; e < inc->ptr[base + v + 1]; e++) {
        int64_t w = inc->col[e] - base;
        if (e == k.e1 || e == k.e2 || (k.dead && k.a == w)) continue;
        key[used++] = (inc->type ? (uint64_t)inc->type[e] << 32 : 0) | (uint32_t)c[w];
    }
    return used;
}
