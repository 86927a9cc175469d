/* The classes of node-based subgraph refinement above swl-vs.  Pairs (u,v): vertex v of the graph with u marked.
 *
 *   swl    c(u,v) <- c(u,v), {{c(u,w) : w ~ v}}
 *   pswl   and c(v,v)
 *   gswl   and {{c(w,v) : all w}}
 *   sswl   and {{c(w,v) : w ~ u}}
 *
 * from labels and u = v; pooled over vertices then marks (vs), or over marks then vertices (sv), which makes no
 * difference to gswl and sswl.
 *
 * @source Zhang, Feng, Du, He, Wang 2023 */
#include "marked.h"

enum { SWL_SV, PSWL_VS, PSWL_SV, GSWL, SSWL };

typedef struct policies {
    gnn_i_marked m; /* first: see marked.h */
    uint64_t *X;    /* n x n               */
} policies;

/* second[u, :] = sum over w ~ u of X[w, :] */
static void across_marks(const policies *p, int64_t i, int64_t n, uint64_t *second)
{
    const gnn_i_incidence *inc = &p->m.inc;
    int64_t base = inc->node_ptr[i];
    for (int64_t u = 0; u < n; u++) {
        uint64_t *out = second + u * n;
        memset(out, 0, (size_t)n * sizeof *out);
        for (int64_t e = inc->ptr[base + u]; e < inc->ptr[base + u + 1]; e++) {
            const uint64_t *x = p->X + (inc->col[e] - base) * n;
            uint64_t f = inc->type ? p->m.factor[inc->type[e]] : 1;
            for (int64_t v = 0; v < n; v++) out[v] += f * x[v];
        }
    }
}

static void all_marks(const policies *p, int64_t n, uint64_t *second)
{
    memset(second, 0, (size_t)n * sizeof *second);
    for (int64_t u = 0; u < n; u++)
        for (int64_t v = 0; v < n; v++) second[v] += p->X[u * n + v];
    for (int64_t u = 1; u < n; u++) memcpy(second + u * n, second, (size_t)n * sizeof *second);
}

static gnn_status policy_lanes(gnn_i_tuples *s, int64_t i, uint64_t *first, uint64_t *second)
{
    const policies *p = s->ctx;
    int64_t n = s->width[i];
    int variant = s->trial->variant;
    const int32_t *c = s->color[i];
    GNN_TRY_RETURN(gnn_i_marked_lanes(s, i, first, NULL));
    if (variant == SWL_SV || n == 0) return GNN_OK;
    if (variant == PSWL_VS || variant == PSWL_SV) {
        for (int64_t t = 0; t < n * n; t++) second[t] = (uint64_t)c[t % n * (n + 1)];
        return GNN_OK;
    }
    for (int64_t t = 0; t < n * n; t++) p->X[t] = gnn_i_tuple_random(s->seed, 2, (uint64_t)c[t]);
    if (variant == GSWL) all_marks(p, n, second);
    else across_marks(p, i, n, second);
    return GNN_OK;
}

static int64_t policy_keys(const gnn_i_tuples *s, int64_t i, int64_t t, uint64_t *key)
{
    const uint64_t tag = (uint64_t)1 << 63;
    const policies *p = s->ctx;
    const gnn_i_incidence *inc = &p->m.inc;
    int64_t n = s->width[i], u = t / n, v = t % n, base = inc->node_ptr[i], used = gnn_i_marked_keys(s, i, t, key);
    const int32_t *c = s->color[i];
    switch (s->trial->variant) {
    case PSWL_VS:
    case PSWL_SV: key[used++] = tag | (uint32_t)c[v * n + v]; break;
    case GSWL:
        for (int64_t w = 0; w < n; w++) key[used++] = tag | (uint32_t)c[w * n + v];
        break;
    case SSWL:
        for (int64_t e = inc->ptr[base + u]; e < inc->ptr[base + u + 1]; e++)
            key[used++] =
                tag | (inc->type ? (uint64_t)inc->type[e] << 32 : 0) | (uint32_t)c[(inc->col[e] - base) * n + v];
        break;
    default: break;
    }
    return used;
}

static const gnn_i_tuple_test policy_test = {.type = gnn_i_marked_type, .lanes = policy_lanes, .keys = policy_keys};

static gnn_status swl_run(gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    policies p = {0};
    bool columns = t->variant == SWL_SV || t->variant == PSWL_SV;
    gnn_i_tuples s = {.trial = t, .test = &policy_test, .ctx = &p, .what = "pairs (mark, vertex)",
                      .pool = columns ? GNN_I_POOL_COLUMNS : GNN_I_POOL_ROWS, .pooled = columns ? "vertices" : "marked vertices"};
    int64_t most = 0;
    for (int64_t i = 0; i < t->count; i++) most = t->graphs[i]->n > most ? t->graphs[i]->n : most;
    GNN_TRY(gnn_i_marked_new(&p.m, t, GNN_I_MARK_NODES));
    GNN_TRY(gnn_i_marked_shape(&s, &p.m));
    GNN_TRY(gnn_i_budget_bytes(t->budget, 8 * most * most));
    GNN_ALLOC(p.X, most * most + 1);
    s.max_keys = 2 * gnn_i_marked_degree(&p.m.inc) + most + 1;
    GNN_TRY(gnn_i_tuples_run(&s));
done:
    gnn_i_free(s.size);
    gnn_i_free(s.width);
    gnn_i_free(p.X);
    gnn_i_marked_free(&p.m);
    return st;
}

#define SWL "Subgraph refinement of pairs (u,v), vertex v in the graph with u marked, by the colours of (u,w), w next to v"
#define END "  At most 2-fwl.  Cost O(n (n + m)) a round, 36 n^2 bytes.  Zhang et al. 2023."
static const char *const names[] = {"swl-sv", "pswl-vs", "pswl-sv", "gswl", "sswl", NULL};
static const char *const help[] = {
    SWL "; pooled at each vertex over marks, then over vertices." END,
    SWL ", and of (v,v); pooled over vertices, then marks.  Bounds GNN-AK." END,
    SWL ", and of (v,v); pooled over marks, then vertices.  Bounds GNN-AK." END,
    SWL ", and of (w,v) for all w.  Bounds DSS-GNN, SUN and GNN-AK-ctx." END,
    SWL ", and of (w,v), w next to u.  Bounds every node-based subgraph network (GNN-SSWL); equals delta-2-lwl." END,
};

const gnn_i_verdict gnn_i_verdict_swl = {.rank = 50, .names = names, .help = help, .run = swl_run};
