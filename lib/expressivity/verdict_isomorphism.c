/* Exact isomorphism.  1-WL first puts graphs in bins; inside a bin igraph (BLISS, VF2) compares with one graph of each class.
 * A "same" is not taken on trust: the permutation is applied and the graphs compared arc by arc. */
#include "verdict.h"

extern const gnn_i_verdict gnn_i_verdict_wl1;

static gnn_status verified(int *same, const gnn_graph *a, const gnn_graph *b)
{
    gnn_status st = GNN_OK;
    int32_t *map;
    gnn_graph *moved = NULL;
    GNN_ALLOC(map, a->n);
    GNN_TRY(gnn_graph_isomorphic(same, map, a, b));
    if (*same) {
        GNN_TRY(gnn_graph_permute(&moved, a, map));
        GNN_REQUIRE(gnn_graph_equal(moved, b), GNN_EBUG, "isomorphism: the permutation found does not map one graph to the other");
    }
done:
    gnn_graph_free(moved);
    gnn_i_free(map);
    return st;
}

static bool comparable(const gnn_graph *a, const gnn_graph *b)
{
    return a->n == b->n && a->arcs == b->arcs && a->loops == b->loops && a->directed == b->directed;
}

static gnn_status isomorphism_run(gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    int32_t *bin, *first = NULL; /* first[c]: the graph that opened class c */
    GNN_ALLOC(bin, t->count + 1);
    GNN_ALLOC(first, t->count + 1);
    gnn_i_trial coarse = { .count = t->count, .graphs = t->graphs, .budget = t->budget, .class_of = bin };
    GNN_TRY(gnn_i_verdict_wl1.run(&coarse));
    t->classes = 0;
    for (int64_t i = 0; i < t->count; i++) {
        int64_t c = 0;
        for (; c < t->classes; c++) {
            const gnn_graph *a = t->graphs[first[c]], *b = t->graphs[i];
            int same = 0;
            if (bin[first[c]] != bin[i] || !comparable(a, b)) continue;
            GNN_TRY(gnn_i_budget_poll(t->budget));
            GNN_TRY(verified(&same, a, b));
            if (same) break;
        }
        if (c == t->classes) first[t->classes++] = (int32_t)i;
        t->class_of[i] = (int32_t)c;
    }
    if (t->result)
        snprintf(t->result->evidence, sizeof t->result->evidence, "%s",
                 t->classes == 1 ? "a permutation, checked arc by arc" : bin[0] != bin[1] ? "1-wl separates" : "no permutation exists (exhaustive search)");
done:
    gnn_i_free(bin);
    gnn_i_free(first);
    return st;
}

static const char *const names[] = { "isomorphism", NULL };
static const char *const help[] = { "No permutation maps one graph to the other; directions, labels, weights and loops count (igraph).  "
                                    "Cost: exponential in the worst case, small in practice.  Junttila and Kaski 2007 (BLISS); "
                                    "Cordella et al. 2004 (VF2)." };

const gnn_i_verdict gnn_i_verdict_isomorphism = { .rank = 1000, .names = names, .help = help, .run = isomorphism_run };
