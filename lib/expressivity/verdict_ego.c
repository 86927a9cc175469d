/* n1, n2: 1-WL from the isomorphism type of the graph that each vertex sees within 1 or 2 hops, itself marked.
 *
 * The type is the canonical form (BLISS) of the induced graph of the ball, whose vertices carry (label, is it the centre)
 * as their label; forms are compared whole. */
#include "skeleton.h"
#include "graph/igraph_bridge.h"

typedef struct egos {
    gnn_i_skeleton near;
    int32_t *ball, *far, *mark, *place; /* n of the largest graph */
    int64_t *words, *begin, *length, words_cap;
} egos;

/* The induced graph of `size` vertices; label = rank of the old label * 2 + (centre). */
static gnn_status induced(gnn_graph **out, const gnn_graph *g, const egos *x, int64_t size, int32_t stamp,
                          const gnn_i_ranks *ranks)
{
    gnn_status st = GNN_OK;
    int32_t *src = NULL, *dst = NULL, *label = NULL;
    double *weight = NULL;
    int64_t arcs = 0, m = 0;
    for (int64_t k = 0; k < size; k++) arcs += g->ptr[x->ball[k] + 1] - g->ptr[x->ball[k]];
    GNN_ALLOC(src, arcs + 1);
    GNN_ALLOC(dst, arcs + 1);
    GNN_ALLOC(label, size + 1);
    if (g->weight) GNN_ALLOC(weight, arcs + 1);
    for (int64_t k = 0; k < size; k++) x->place[x->ball[k]] = (int32_t)k;
    for (int64_t k = 0; k < size; k++) {
        int32_t u = x->ball[k];
        label[k] = 2 * gnn_i_rank_of_label(ranks, g->node_label ? g->node_label[u] : 0) + (k == 0);
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
            int32_t v = g->col[e];
            if (x->mark[v] != stamp || (!g->directed && v < u)) continue;
            src[m] = (int32_t)k, dst[m] = x->place[v];
            if (weight) weight[m] = g->weight[e];
            m++;
        }
    }
    gnn_graph_spec s = {.n = size, .m = m, .src = src, .dst = dst, .weight = weight, .node_label = label,
                        .flags = g->directed ? GNN_DIRECTED : GNN_UNDIRECTED};
    GNN_TRY(gnn_graph_new(out, &s));
done:
    gnn_i_free(src);
    gnn_i_free(dst);
    gnn_i_free(label);
    gnn_i_free(weight);
    return st;
}

/* Append the canonical form of g. */
static gnn_status append_form(egos *x, int64_t *at, const gnn_graph *g, double deadline)
{
    gnn_status st = GNN_OK;
    gnn_graph *moved = NULL;
    int32_t *place = NULL;
    GNN_ALLOC(place, g->n + 1);
    GNN_TRY(gnn_i_canonical(place, g, deadline));
    GNN_TRY(gnn_graph_permute(&moved, g, place));
    GNN_TRY(gnn_i_grow(&x->words, &x->words_cap, *at + 2 + 2 * g->n + 2 * g->arcs, sizeof *x->words));
    int64_t *w = x->words + *at;
    *w++ = moved->n, *w++ = moved->directed;
    for (int64_t v = 0; v < moved->n; v++) *w++ = moved->ptr[v + 1] - moved->ptr[v], *w++ = moved->node_label[v];
    for (int64_t e = 0; e < moved->arcs; e++) {
        double weight = (moved->weight ? moved->weight[e] : 1.0) + 0.0; /* -0 becomes 0 */
        *w++ = moved->col[e];
        memcpy(w++, &weight, sizeof weight);
    }
    *at = w - x->words;
done:
    gnn_graph_free(moved);
    gnn_i_free(place);
    return st;
}

static gnn_status describe_all(egos *x, const gnn_i_trial *t, int radius, const gnn_i_ranks *ranks)
{
    gnn_status st = GNN_OK;
    gnn_graph *ego = NULL;
    int64_t at = 0, row = 0;
    double deadline = t->budget->limit_seconds > 0 ? t->budget->start + t->budget->limit_seconds : 0;
    for (int64_t i = 0; i < t->count; i++) {
        const gnn_graph *g = t->graphs[i];
        memset(x->mark, 0, (size_t)g->n * sizeof *x->mark);
        for (int64_t u = 0; u < g->n; u++, row++) {
            int64_t size;
            GNN_TRY(gnn_i_budget_poll(t->budget));
            gnn_i_skeleton_ball(&x->near, i, (int32_t)u, radius, x->ball, &size, x->far, x->mark, (int32_t)u + 1);
            GNN_TRY(induced(&ego, g, x, size, (int32_t)u + 1, ranks));
            x->begin[row] = at;
            GNN_TRY(append_form(x, &at, ego, deadline));
            x->length[row] = at - x->begin[row];
            gnn_graph_free(ego);
            ego = NULL;
        }
    }
done:
    gnn_graph_free(ego);
    return st;
}

static gnn_status ego_run(gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    egos x = {0};
    gnn_i_ranks ranks = {0};
    int64_t most = 0;
    for (int64_t i = 0; i < t->count; i++) most = t->graphs[i]->n > most ? t->graphs[i]->n : most;
    GNN_TRY(gnn_i_ranks_new(&ranks, t->count, t->graphs));
    GNN_TRY(gnn_i_skeleton_new(&x.near, t->count, t->graphs, t->budget));
    int32_t **arrays[] = {&x.ball, &x.far, &x.mark, &x.place};
    for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++) GNN_ALLOC(*arrays[k], most + 1);
    GNN_ALLOC(x.begin, x.near.n + 1);
    GNN_ALLOC(x.length, x.near.n + 1);
    GNN_TRY(gnn_i_grow(&x.words, &x.words_cap, 1, sizeof *x.words));
    GNN_TRY(describe_all(&x, t, 1 + t->variant, &ranks));
    GNN_TRY(gnn_i_seeded_wl1(t, x.begin, x.length, x.words));
done:
    gnn_i_skeleton_free(&x.near);
    gnn_i_ranks_free(&ranks);
    int32_t *own[] = {x.ball, x.far, x.mark, x.place};
    for (size_t k = 0; k < sizeof own / sizeof *own; k++) gnn_i_free(own[k]);
    gnn_i_free(x.words);
    gnn_i_free(x.begin);
    gnn_i_free(x.length);
    return st;
}

#define END "  Compared by canonical forms of BLISS (igraph).  Cost: n canonical forms, then that of 1-wl.  Wang & Zhang 2024 (BREC)."
static const char *const names[] = {"n1", "n2", NULL};
static const char *const help[] = {
    "1-WL from the isomorphism type of each vertex's 1-hop ego graph, the centre marked (no matter the direction of arcs)." END,
    "1-WL from the isomorphism type of each vertex's 2-hop ego graph, the centre marked (no matter the direction of arcs)." END,
};

const gnn_i_verdict gnn_i_verdict_ego = {.rank = 58, .names = names, .help = help, .run = ego_run};
