/* What networks with random weights and tests tell apart. */
#include <math.h>
#include "claims.h"
#include "skip_links.h"

static const char *name_of(const json_t *claim) { return plan_text(claim, "on") ? plan_text(claim, "on") : "?"; }

/* "models": {"gin": 2e-16, …}: the value found elsewhere, or null. */
gnn_status claim_gap(claims *c, const json_t *claim)
{
    gnn_status st = GNN_OK;
    gnn_graph *a, *b;
    const char *model;
    json_t *elsewhere;
    int64_t draws = plan_int(c->q->plan, "draws", 4);
    uint64_t seed = (uint64_t)plan_int(c->q->plan, "seed", 0);
    GNN_TRY(claim_pair(&a, &b, claim));
    json_object_foreach(json_object_get(claim, "models"), model, elsewhere) {
        char what[128];
        gnn_model_separation s = { 0 };
        if (!a || !b) break;
        st = gnn_model_separates(&s, model, a, b, draws, seed);
        if (st == GNN_EBUG) cli_warning("%s", gnn_last_error()), st = GNN_OK; /* the gap says it */
        GNN_TRY(st);
        snprintf(what, sizeof what, "gap of %s (bounded by %s)", model, s.bound ? s.bound : "nothing");
        GNN_TRY(claim_row(c, name_of(claim), what, s.gap, claim, elsewhere));
    }
done:
    gnn_graph_free(a);
    gnn_graph_free(b);
    return st;
}

/* Of three different neighbours of vertex 0, all equally likely: the share with k edges among them. */
static void shares_at_0(double q[4], const gnn_graph *g)
{
    const int64_t *ptr = gnn_graph_ptr(g);
    const int32_t *col = gnn_graph_col(g);
    int64_t seen[4] = { 0 }, all = 0;
    for (int64_t i = 0; i < ptr[1]; i++)
        for (int64_t j = 0; j < i; j++)
            for (int64_t k = 0; k < j; k++) {
                int edges = 0;
                const int32_t v[3] = { col[i], col[j], col[k] };
                for (int x = 0; x < 3; x++)
                    for (int64_t e = ptr[v[x]]; e < ptr[v[x] + 1]; e++) edges += col[e] == v[(x + 1) % 3];
                seen[edges]++, all++;
            }
    for (int k = 0; k < 4; k++) q[k] = all ? (double)seen[k] / (double)all : NAN;
}

gnn_status claim_shares(claims *c, const json_t *claim)
{
    gnn_graph *g = NULL;
    double q[4];
    gnn_status st = GNN_OK;
    const json_t *want = json_object_get(claim, "shares");
    GNN_REQUIRE(json_array_size(want) == 4, GNN_EINVAL, "shares: four numbers were expected");
    GNN_TRY(claim_graph(&g, plan_text(claim, "a")));
    if (!g) goto done;
    shares_at_0(q, g);
    for (int k = 0; k < 4 && st == GNN_OK; k++) {
        char what[64];
        const json_t *v = json_array_get(want, (size_t)k);
        json_t *must = json_pack("{s:f,s:f}", "equals", json_number_value(v), "tolerance", 1e-12);
        snprintf(what, sizeof what, "q_%d: orderings with %d edges among three neighbours", k, k);
        st = claim_row(c, name_of(claim), what, q[k], must, v);
        json_decref(must);
    }
done:
    gnn_graph_free(g);
    return st;
}

gnn_status claim_classes(claims *c, const json_t *claim)
{
    gnn_status st = GNN_OK;
    gnn_graph *g[SKIP_CLASSES] = { NULL };
    int32_t class_of[SKIP_CLASSES];
    int64_t classes = 0;
    const char *test = plan_text(claim, "test");
    char what[128];
    GNN_REQUIRE(test, GNN_EINVAL, "classes: a claim names no test");
    GNN_TRY(skip_graphs(g, false));
    GNN_TRY(gnn_test_classes(class_of, &classes, test, SKIP_CLASSES, (const gnn_graph *const *)g, NULL));
    snprintf(what, sizeof what, "classes by %s", test);
    GNN_TRY(claim_row(c, "ten skip links", what, (double)classes, claim, json_object_get(claim, "elsewhere")));
done:
    for (int i = 0; i < SKIP_CLASSES; i++) gnn_graph_free(g[i]);
    return st;
}

static int ascending(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

/* The median over the draws of the number of sets at 1e-7.  "out_layer": outputs that each layer adds to "out". */
static gnn_status median_of_sets(double *median, const claims *c, const json_t *claim, int64_t layers, gnn_graph *const *g)
{
    enum { DRAWS = 99 };
    int sets[DRAWS];
    gnn_status st = GNN_OK;
    int64_t draws = plan_int(c->q->plan, "draws", 4);
    json_t *config = json_deep_copy(json_object_get(claim, "config"));
    skip_outputs *out = NULL;
    char *text = NULL;
    if (!config) config = json_object();
    json_object_set_new(config, "in", json_integer(1));
    json_object_set_new(config, "readout", json_string("sum"));
    json_object_set_new(config, "layers", json_integer((json_int_t)layers));
    json_object_set_new(config, "out",
                        json_integer((json_int_t)(plan_int(claim, "out", 16) + layers * plan_int(claim, "out_layer", 0))));
    text = json_dumps(config, JSON_COMPACT);
    GNN_REQUIRE(text && plan_text(claim, "model") && draws > 0 && draws <= DRAWS, GNN_EINVAL,
                "sets: a claim needs a model, and the preset 1 to %d draws", DRAWS);
    GNN_ALLOC(out, 1);
    for (int64_t d = 0; d < draws; d++) {
        GNN_TRY(skip_outputs_of(out, plan_text(claim, "model"), text, (uint64_t)(plan_int(c->q->plan, "seed", 0) + d), g));
        sets[d] = skip_sets(out, 1e-7);
    }
    qsort(sets, (size_t)draws, sizeof *sets, ascending);
    *median = (sets[(draws - 1) / 2] + sets[draws / 2]) / 2.0;
done:
    free(text);
    gnn_i_free(out);
    json_decref(config);
    return st;
}

/* "layers": [{"layers": 1, "between": [2, 3], "elsewhere": 2}, …] */
gnn_status claim_sets(claims *c, const json_t *claim)
{
    gnn_status st = GNN_OK;
    gnn_graph *g[SKIP_CLASSES] = { NULL };
    size_t k;
    json_t *o;
    GNN_TRY(skip_graphs(g, false));
    json_array_foreach(json_object_get(claim, "layers"), k, o) {
        char what[128];
        double median = NAN;
        int64_t layers = plan_int(o, "layers", 1);
        GNN_TRY(median_of_sets(&median, c, claim, layers, g));
        snprintf(what, sizeof what, "sets by %s, %lld layer%s", plan_text(claim, "model"), (long long)layers, layers == 1 ? "" : "s");
        GNN_TRY(claim_row(c, "ten skip links", what, median, o, json_object_get(o, "elsewhere")));
    }
done:
    for (int i = 0; i < SKIP_CLASSES; i++) gnn_graph_free(g[i]);
    return st;
}
