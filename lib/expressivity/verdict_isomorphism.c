/* Exact isomorphism.  1-WL first puts graphs in bins.  Two graphs of a bin are compared by igraph (BLISS); a "same" is not
 * taken on trust: the permutation is applied and the graphs compared arc by arc.  Of more graphs each in a bin with others
 * is written in its canonical form, and equal forms are one class: a labelling a graph instead of one a pair of graphs. */
#include "verdict.h"
#include "graph/igraph_bridge.h"

extern const gnn_i_verdict gnn_i_verdict_wl1;

static double deadline_of(const gnn_i_budget *b) { return b->limit_seconds > 0 ? b->start + b->limit_seconds : 0; }

/* The words that a graph is: two graphs with equal words are equal, with absent weights read as 1 and absent labels as 0. */
static int64_t length_of(const gnn_graph *g) { return 4 + 2 * g->n + 2 * g->arcs; }

static void write_words(int64_t *w, const gnn_graph *g, int64_t bin)
{
    *w++ = bin, *w++ = g->n, *w++ = g->arcs, *w++ = g->directed;
    for (int64_t u = 0; u < g->n; u++) *w++ = g->ptr[u + 1] - g->ptr[u], *w++ = g->node_label ? g->node_label[u] : 0;
    for (int64_t e = 0; e < g->arcs; e++) {
        double weight = (g->weight ? g->weight[e] : 1.0) + 0.0; /* -0 becomes 0 */
        *w++ = g->col[e];
        memcpy(w++, &weight, sizeof weight);
    }
}

/* ---- a pair ---- */

static gnn_status equal_graphs(bool *equal, const gnn_graph *a, const gnn_graph *b)
{
    gnn_status st = GNN_OK;
    int64_t *x = NULL, *y = NULL, n = length_of(a);
    *equal = false;
    if (n != length_of(b)) return GNN_OK;
    GNN_ALLOC(x, n);
    GNN_ALLOC(y, n);
    write_words(x, a, 0);
    write_words(y, b, 0);
    *equal = memcmp(x, y, (size_t)n * sizeof *x) == 0;
done:
    gnn_i_free(x);
    gnn_i_free(y);
    return st;
}

static gnn_status compare_two(bool *same, gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    const gnn_graph *a = t->graphs[0], *b = t->graphs[1];
    gnn_graph *moved = NULL;
    int32_t *map;
    int found = 0;
    GNN_ALLOC(map, a->n + 1);
    GNN_TRY(gnn_i_isomorphic(&found, map, a, b, deadline_of(t->budget)));
    *same = found;
    if (found && a->n > 0) {
        GNN_TRY(gnn_graph_permute(&moved, a, map));
        GNN_TRY(equal_graphs(same, moved, b));
        GNN_REQUIRE(*same, GNN_EBUG, "isomorphism: the permutation found does not map one graph to the other");
    }
    if (*same) {
        gnn_i_evidence_kind(t->evidence, "permutation");
        gnn_i_evidence_list32(t->evidence, "map", a->n, map);
    }
done:
    gnn_graph_free(moved);
    gnn_i_free(map);
    return st;
}

static gnn_status pair_run(gnn_i_trial *t, const int32_t *bin)
{
    bool same = false;
    if (bin[0] == bin[1]) GNN_TRY_RETURN(compare_two(&same, t));
    t->class_of[0] = 0, t->class_of[1] = !same, t->classes = same ? 1 : 2;
    if (t->result)
        snprintf(t->result->evidence, sizeof t->result->evidence, "%s",
                 same               ? "a permutation, checked arc by arc"
                 : bin[0] != bin[1] ? "1-wl separates"
                                    : "no permutation exists (exhaustive search)");
    return GNN_OK;
}

/* ---- many graphs ---- */

static gnn_status write_form(int64_t *words, const gnn_graph *g, int64_t bin, double deadline)
{
    gnn_status st = GNN_OK;
    gnn_graph *moved = NULL;
    int32_t *place;
    GNN_ALLOC(place, g->n + 1);
    GNN_TRY(gnn_i_canonical(place, g, deadline));
    GNN_TRY(gnn_graph_permute(&moved, g, place));
    write_words(words, moved, bin);
done:
    gnn_graph_free(moved);
    gnn_i_free(place);
    return st;
}

/* A graph alone in its bin needs no form: the bin's number is no other graph's. */
static gnn_status many_run(gnn_i_trial *t, const int32_t *bin, int64_t bins)
{
    gnn_status st = GNN_OK;
    int64_t *members = NULL, *begin = NULL, *length = NULL, *words = NULL;
    GNN_CALLOC(members, bins + 1);
    GNN_ALLOC(begin, t->count + 1);
    GNN_ALLOC(length, t->count + 1);
    for (int64_t i = 0; i < t->count; i++) members[bin[i]]++;
    begin[0] = 0;
    for (int64_t i = 0; i < t->count; i++) {
        length[i] = members[bin[i]] > 1 ? length_of(t->graphs[i]) : 1;
        begin[i + 1] = begin[i] + length[i];
    }
    GNN_TRY(gnn_i_budget_bytes(t->budget, 8 * begin[t->count]));
    GNN_ALLOC(words, begin[t->count] + 1);
    for (int64_t i = 0; i < t->count; i++) {
        GNN_TRY(gnn_i_budget_poll(t->budget));
        if (length[i] == 1) words[begin[i]] = bin[i];
        else GNN_TRY(write_form(words + begin[i], t->graphs[i], bin[i], deadline_of(t->budget)));
    }
    GNN_TRY(gnn_i_classify(t->class_of, &t->classes, t->count, begin, length, words));
done:
    gnn_i_free(members);
    gnn_i_free(begin);
    gnn_i_free(length);
    gnn_i_free(words);
    return st;
}

static gnn_status isomorphism_run(gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    int32_t *bin;
    GNN_ALLOC(bin, t->count + 1);
    gnn_i_trial coarse = { .count = t->count, .graphs = t->graphs, .budget = t->budget, .class_of = bin };
    GNN_TRY(gnn_i_verdict_wl1.run(&coarse));
    st = t->count == 2 ? pair_run(t, bin) : many_run(t, bin, coarse.classes);
done:
    gnn_i_free(bin);
    return st;
}

static const char *const names[] = { "isomorphism", NULL };
static const char *const help[] = { "No permutation maps one graph to the other; directions, labels, weights and loops count (igraph).  "
                                    "Cost: exponential in the worst case, small in practice.  Junttila and Kaski 2007 (BLISS)." };

const gnn_i_verdict gnn_i_verdict_isomorphism = { .rank = 1000, .names = names, .help = help, .run = isomorphism_run };
