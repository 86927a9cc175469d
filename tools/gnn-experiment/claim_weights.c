/* The weights of Deep LRP-1-3 that count, on all graphs of a source. */
#include "claims.h"
#include "counting.h"
#include "exact_weights.h"

gnn_status claim_weights(claims *c, const json_t *claim)
{
    gnn_status st = GNN_OK;
    gnn_dataset *ds = NULL;
    gnn_graph **graphs = NULL;
    const char *origin = NULL, *source = plan_text(claim, "graphs");
    char on[1200], what[128];
    exact_pattern of[EXACT_PATTERNS];
    json_t *right = json_pack("{s:i}", "equals", 0), *close = json_pack("{s:f}", "at_most", 1e-6);
    GNN_REQUIRE(source, GNN_EINVAL, "weights: a claim names no graphs");
    GNN_TRY(counting_graphs(&ds, &origin, json_object_get(json_object_get(c->q->plan, "sources"), source)));
    int64_t most = plan_int(c->q->plan, "most", 0), count = most > 0 && most < ds->count ? most : ds->count;
    GNN_ALLOC(graphs, count + 1);
    for (int64_t i = 0; i < count; i++) graphs[i] = ds->samples[i].graph;
    GNN_TRY(exact_weights_check(of, graphs, count));
    snprintf(on, sizeof on, "%lld graphs %s", (long long)count, origin);
    for (int p = 0; p < EXACT_PATTERNS; p++) {
        snprintf(what, sizeof what, "%s (%lld): graphs where the rounded output is wrong", exact_patterns[p],
                 (long long)of[p].copies);
        GNN_TRY(claim_row(c, on, what, (double)of[p].wrong, right, NULL));
        snprintf(what, sizeof what, "%s: largest deviation, relative to 1 + count", exact_patterns[p]);
        GNN_TRY(claim_row(c, on, what, of[p].deviation, close, NULL));
    }
done:
    json_decref(right);
    json_decref(close);
    gnn_i_free(graphs);
    gnn_dataset_free(ds);
    return st;
}
