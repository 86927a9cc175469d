/* Colour refinement from more than labels: each vertex begins with a text of words about itself. */
#include "verdict.h"

/* Pairs (label, seed) as classes: the labels of the structure from now on. */
static gnn_status replace_labels(gnn_i_incidence *inc, const int32_t *seed)
{
    gnn_status st = GNN_OK;
    int64_t *begin = NULL, *length = NULL, *words = NULL, classes = 0;
    int32_t *label;
    GNN_ALLOC(label, inc->n + 1);
    GNN_ALLOC(begin, inc->n + 1);
    GNN_ALLOC(length, inc->n + 1);
    GNN_ALLOC(words, 2 * inc->n + 1);
    for (int64_t v = 0; v < inc->n; v++) {
        begin[v] = 2 * v, length[v] = 2;
        words[2 * v] = inc->label ? inc->label[v] : 0, words[2 * v + 1] = seed[v];
    }
    GNN_TRY(gnn_i_classify(label, &classes, inc->n, begin, length, words));
    gnn_i_free(inc->label);
    inc->label = label, inc->labels = classes, label = NULL;
done:
    gnn_i_free(label);
    gnn_i_free(begin);
    gnn_i_free(length);
    gnn_i_free(words);
    return st;
}

gnn_status gnn_i_seeded_wl1(gnn_i_trial *t, const int64_t *begin, const int64_t *length, const int64_t *words)
{
    gnn_status st = GNN_OK;
    gnn_i_incidence inc = {0};
    int32_t *seed = NULL;
    int64_t seeds = 0;
    GNN_TRY(gnn_i_incidence_new(&inc, t->count, t->graphs, t->budget));
    GNN_TRY(gnn_i_budget_bytes(t->budget, 40 * inc.n));
    GNN_ALLOC(seed, inc.n + 1);
    GNN_TRY(gnn_i_classify(seed, &seeds, inc.n, begin, length, words));
    GNN_TRY(replace_labels(&inc, seed));
    GNN_TRY(gnn_i_wl1_verdict(t, &inc));
done:
    gnn_i_free(seed);
    gnn_i_incidence_free(&inc);
    return st;
}
