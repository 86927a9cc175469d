/* GD-WL: colour refinement in which every vertex sees every other, through a label of the pair:
 *
 *   c_r+1(v)   c_r(v) and {{(label(v,w), c_r(w)) : all w}}      from vertex labels and loops
 *
 *   distance-wl           hop distances both ways (none: its own label) and, where arcs have weights, those between v and w
 *   resistance-wl         effective resistance, weights as conductances (across components: its own label)
 *   eigenprojection-wl:X  (X^k)_vw for all k, and (X^k)_wv where arcs have directions: the same as the eigenvalues with the
 *                         entries of the projections on their eigenspaces, if X is symmetric
 *
 * Resistances and walks are compared modulo primes: resolvent.h.
 *
 * @source Zhang, Luo, Wang, He 2023 (GD-WL); Zhang, Gai, Du, Ye, He, Wang 2024 (eigenprojections); Arvind et al. 2023 */
#include "atoms.h"
#include "intern.h"
#include "resolvent.h"

enum { DISTANCE, RESISTANCE, PROJECTION_A, PROJECTION_L, PROJECTION_N };

typedef struct general {
    gnn_i_trial *trial;
    gnn_i_atoms atoms;
    int32_t **label;      /* of graph i: n x n                            */
    int32_t **component;  /* of graph i: n, for resistances               */
    gnn_i_intern table, halves;
    uint64_t *x;          /* n: colours                                   */
    bool directed;
} general;

/* ---- labels of pairs ---- */

/* Hops from u along arcs to every vertex, or -1. */
static void hops(const gnn_graph *g, int64_t u, int32_t *hop, int32_t *queue)
{
    int64_t at = 0, end = 0;
    memset(hop, 0xff, (size_t)g->n * sizeof *hop);
    queue[end++] = (int32_t)u, hop[u] = 0;
    for (; at < end; at++)
        for (int64_t e = g->ptr[queue[at]]; e < g->ptr[queue[at] + 1]; e++)
            if (hop[g->col[e]] < 0) hop[g->col[e]] = hop[queue[at]] + 1, queue[end++] = g->col[e];
}

static gnn_status label_distances(general *d)
{
    gnn_status st = GNN_OK;
    int32_t *hop = NULL, *queue = NULL;
    int64_t most = d->atoms.max_n;
    GNN_TRY(gnn_i_budget_bytes(d->trial->budget, 4 * most * most));
    GNN_ALLOC(hop, most * most + 1);
    GNN_ALLOC(queue, most + 1);
    for (int64_t i = 0; i < d->trial->count; i++) {
        const gnn_graph *g = d->trial->graphs[i];
        int64_t n = g->n;
        for (int64_t u = 0; u < n; u++) hops(g, u, hop + u * n, queue);
        for (int64_t u = 0; u < n; u++)
            for (int64_t v = 0; v < n; v++) {
                uint64_t w[3] = {(uint64_t)(hop[u * n + v] + 1) << 32 | (uint64_t)(hop[v * n + u] + 1),
                                 (uint64_t)d->atoms.pair[i][u * n + v], 0};
                GNN_TRY(gnn_i_intern_put(&d->table, &d->label[i][u * n + v], w));
            }
        GNN_TRY(gnn_i_budget_poll(d->trial->budget));
    }
done:
    gnn_i_free(hop);
    gnn_i_free(queue);
    return st;
}

static gnn_status find_components(general *d)
{
    gnn_status st = GNN_OK;
    int32_t *queue = NULL;
    GNN_ALLOC(queue, d->atoms.max_n + 1);
    GNN_CALLOC(d->component, d->trial->count + 1);
    for (int64_t i = 0; i < d->trial->count; i++) {
        const gnn_graph *g = d->trial->graphs[i];
        int32_t *c;
        GNN_ALLOC(d->component[i], g->n + 1);
        c = d->component[i];
        memset(c, 0xff, (size_t)g->n * sizeof *c);
        for (int64_t u = 0; u < g->n; u++) {
            int64_t at = 0, end = 0;
            if (c[u] >= 0) continue;
            for (c[u] = (int32_t)u, queue[end++] = (int32_t)u; at < end; at++)
                for (int64_t e = g->ptr[queue[at]]; e < g->ptr[queue[at] + 1]; e++)
                    if (c[g->col[e]] < 0) c[g->col[e]] = (int32_t)u, queue[end++] = g->col[e];
        }
    }
done:
    gnn_i_free(queue);
    return st;
}

/* R_uv = M_uu + M_vv - 2 M_uv */
static gnn_status visit_resistances(void *ctx, int64_t i, int64_t n, const uint64_t *M, const gnn_i_field *f)
{
    general *d = ctx;
    const int32_t *c = d->component[i];
    for (int64_t u = 0; u < n; u++)
        for (int64_t v = 0; v < n; v++) {
            uint64_t w[3] = {0, 0, c[u] == c[v]};
            for (int l = 0; w[2] && l < GNN_I_LANES; l++) {
                const uint64_t *X = M + l * n * n;
                uint64_t half = X[u * n + v];
                w[l] = gnn_i_field_sub(&f[l], gnn_i_field_add(&f[l], X[u * (n + 1)], X[v * (n + 1)]),
                                       gnn_i_field_add(&f[l], half, half));
            }
            GNN_TRY_RETURN(gnn_i_intern_put(&d->table, &d->label[i][u * n + v], w));
        }
    return GNN_OK;
}

static gnn_status visit_walks(void *ctx, int64_t i, int64_t n, const uint64_t *M, const gnn_i_field *f)
{
    general *d = ctx;
    int32_t *label = d->label[i];
    for (int64_t k = 0; k < n * n; k++) {
        uint64_t w[3] = {M[k], M[n * n + k], 0};
        GNN_TRY_RETURN(gnn_i_intern_put(&d->halves, &label[k], w));
    }
    for (int64_t u = 0; d->directed && u < n; u++)
        for (int64_t v = u; v < n; v++) {
            uint64_t there = (uint64_t)label[u * n + v], back = (uint64_t)label[v * n + u], w[3] = {there, back, 0}, x[3] = {back, there, 0};
            GNN_TRY_RETURN(gnn_i_intern_put(&d->table, &label[u * n + v], w));
            GNN_TRY_RETURN(gnn_i_intern_put(&d->table, &label[v * n + u], x));
        }
    return GNN_OK;
}

static void forget(void *ctx)
{
    general *d = ctx;
    gnn_i_intern_clear(&d->table);
    gnn_i_intern_clear(&d->halves);
}

static gnn_status make_labels(general *d)
{
    int variant = d->trial->variant;
    if (variant == DISTANCE) return label_distances(d);
    if (variant == RESISTANCE) {
        GNN_TRY_RETURN(find_components(d));
        return gnn_i_resolvents(d->trial, GNN_I_WALK_R, (const int32_t *const *)d->component, visit_resistances, forget,
                                d);
    }
    return gnn_i_resolvents(d->trial, (gnn_i_walk)(variant - PROJECTION_A), NULL, visit_walks, forget, d);
}

/* ---- refinement ---- */

static void vertex_type(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t word[3])
{
    const general *d = s->ctx;
    word[0] = (uint64_t)d->atoms.pair[i][t * (s->size[i] + 1)], word[1] = word[2] = 0;
}

static gnn_status lanes(gnn_i_tuples *s, int64_t i, uint64_t *first, uint64_t *second)
{
    const general *d = s->ctx;
    int64_t n = s->size[i];
    for (int64_t v = 0; v < n; v++) d->x[v] = gnn_i_tuple_random(s->seed, 0, (uint64_t)s->color[i][v]);
    for (int64_t v = 0; v < n; v++) {
        const int32_t *label = d->label[i] + v * n;
        uint64_t sum = 0;
        for (int64_t w = 0; w < n; w++) sum += d->x[w] * gnn_i_tuple_random(s->seed, 1, (uint64_t)label[w]);
        first[v] = sum;
    }
    return GNN_OK;
}

static int64_t keys(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t *key)
{
    const general *d = s->ctx;
    int64_t n = s->size[i];
    for (int64_t w = 0; w < n; w++) key[w] = (uint64_t)d->label[i][t * n + w] << 32 | (uint32_t)s->color[i][w];
    return n;
}

static const gnn_i_tuple_test test = {.type = vertex_type, .lanes = lanes, .keys = keys, .one_lane = true};

static gnn_status general_new(general *d, gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    d->trial = t, d->table.budget = d->halves.budget = t->budget;
    GNN_TRY(gnn_i_atoms_new(&d->atoms, t->count, t->graphs, t->budget));
    GNN_CALLOC(d->label, t->count + 1);
    for (int64_t i = 0; i < t->count; i++) {
        int64_t n = t->graphs[i]->n;
        GNN_TRY(gnn_i_budget_bytes(t->budget, 4 * n * n));
        GNN_ALLOC(d->label[i], n * n + 1);
        d->directed |= t->graphs[i]->directed;
    }
    GNN_ALLOC(d->x, d->atoms.max_n + 1);
done:
    return st;
}

static void general_free(general *d, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        if (d->label) gnn_i_free(d->label[i]);
        if (d->component) gnn_i_free(d->component[i]);
    }
    gnn_i_free(d->label);
    gnn_i_free(d->component);
    gnn_i_free(d->x);
    gnn_i_intern_free(&d->table);
    gnn_i_intern_free(&d->halves);
    gnn_i_atoms_free(&d->atoms);
}

static gnn_status gdwl_run(gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    general d = {0};
    gnn_i_tuples s = {.trial = t, .test = &test, .ctx = &d, .what = "vertices"};
    GNN_TRY(general_new(&d, t));
    GNN_TRY(make_labels(&d));
    GNN_TRY(gnn_i_tuple_sizes(&s.size, t, 1));
    s.max_keys = d.atoms.max_n;
    GNN_TRY(gnn_i_tuples_run(&s));
done:
    gnn_i_free(s.size);
    general_free(&d, t->count);
    return st;
}

#define GD "Every vertex is refined by the multiset over all others of their colours and "
#define MODULAR "  Compared modulo two random primes of 62 bits: `yes` is a proof, a wrong `no` has a chance below 2^-80.  At most 2-fwl.  " \
                "Cost O(n^3), then O(n^2) a round.  "
#define EIGEN "together, which is as much as eigenvalues with the entries of the projections on eigenspaces." MODULAR "Arvind et al. 2023."
static const char *const names[] = {"distance-wl", "resistance-wl", "eigenprojection-wl:A", "eigenprojection-wl:L",
                                    "eigenprojection-wl:N", NULL};
static const char *const aliases[] = {"spd-wl=distance-wl", "rd-wl=resistance-wl", "eigenprojection-wl=eigenprojection-wl:A", NULL};
static const char *const help[] = {
    GD "the hop distances between (none where there is no path), with the weights of the arcs between.  Bounds "
       "Graphormer; at most "
       "2-fwl.  Cost O(n (n + m)), then O(n^2) a round, 8 n^2 bytes a graph.  Zhang, Luo, Wang, He 2023.",
    GD "the effective resistances between (infinite across components), with weights as conductances; no "
       "directions." MODULAR "Zhang, Luo, Wang, He 2023.",
    GD "the numbers of walks of every length between, (A^k)_uv, " EIGEN,
    GD "the entries ((D - A)^k)_uv for every k, " EIGEN,
    GD "the probabilities ((D^-1 A)^k)_uv for every k, " EIGEN,
};

const gnn_i_verdict gnn_i_verdict_gdwl = {.rank = 35, .names = names, .aliases = aliases, .help = help, .run = gdwl_run};
