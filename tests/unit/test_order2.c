/* What the models of order 2, of subgraphs and of orderings tell apart with random weights in f64. */
#include "support/model_case.h"
#include "gnn-experiment/skip_links.h"
#include <math.h>

static bool separates(const char *model, const char *file)
{
    gnn_graph_list *l = support_pairs(file);
    gnn_model_separation s;
    ck_assert_msg(gnn_model_separates(&s, model, l->graphs[0], l->graphs[1], 2, 1) == GNN_OK, "%s: %s", model,
                  gnn_last_error());
    gnn_graph_list_free(l);
    return s.verdict == GNN_SEPARATED;
}

START_TEST(two_triangles_and_a_hexagon)
{
    static const char *const can[] = { "ppgn", "ring", "lrp", "deep-lrp", "node-marked-gin", "ngnn", "ds", "dss", "gnn-ak",
                                       "ring-svd", "rp-gin" };
    for (size_t i = 0; i < sizeof can / sizeof *can; i++) ck_assert_msg(separates(can[i], "c6-2c3.g6"), "%s", can[i]);
    ck_assert(!separates("ign2", "c6-2c3.g6"));
    ck_assert(!separates("gin", "c6-2c3.g6"));
}
END_TEST

/* 2-FWL does not tell them apart, ordered egonets do. */
START_TEST(rook_and_shrikhande)
{
    static const char *const cannot[] = { "ign2", "ppgn", "ring", "node-marked-gin", "ngnn", "ds", "dss", "gnn-ak",
                                          "ring-svd" };
    for (size_t i = 0; i < sizeof cannot / sizeof *cannot; i++)
        ck_assert_msg(!separates(cannot[i], "rook-shrikhande.g6"), "%s", cannot[i]);
    ck_assert(separates("lrp", "rook-shrikhande.g6"));
    ck_assert(separates("deep-lrp", "rook-shrikhande.g6"));
}
END_TEST

/* ---- circular skip links ---- */

static int ascending(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

/* Of the ten classes 1-wl sees one, triangles two, cycles up to 6 six, and 2-fwl all ten.  Random weights, f64, seven draws; least and
 * most are of the medians over the draws at 1e-7, from one layer and from more.  The pairs' networks are looked at before the head,
 * with A as their input: with D^-1/2 A D^-1/2 a power of A is smaller by as many powers of 4, and so are the gaps. */
START_TEST(classes_of_circular_skip_links)
{
    static const struct { const char *model, *options; int out, out_layer; int least[2], most[2]; bool theorem; } rows[] = {
        { "gin", "\"norm\":\"none\"", 16, 0, { 1, 1 }, { 1, 1 }, true },
        { "gsn", "\"norm\":\"none\"", 16, 0, { 6, 6 }, { 6, 6 }, false },
        { "ign2", "\"adjacency\":\"A\"", 32, 0, { 1, 1 }, { 1, 1 }, true },
        { "ring", "\"adjacency\":\"A\",\"nodes\":41", 4, 32, { 2, 3 }, { 3, 6 }, false },
        { "ring-svd", "\"adjacency\":\"A\",\"nodes\":41,\"values\":41", 656, 0, { 10, 10 }, { 10, 10 }, false },
        { "ppgn", "\"adjacency\":\"A\"", 32, 0, { 1, 3 }, { 1, 10 }, false },
        { "node-marked-gin", "\"dropout\":0", 16, 0, { 1, 2 }, { 1, 10 }, false },
        { "deep-lrp", "\"dropout\":0", 16, 0, { 2, 2 }, { 2, 2 }, false },
    };
    static skip_outputs out, copies;
    gnn_graph *graphs[SKIP_CLASSES], *renumbered[SKIP_CLASSES];
    ck_ok(skip_graphs(graphs, false));
    ck_ok(skip_graphs(renumbered, true));
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        for (int layers = 1; layers <= 4; layers++) {
            char config[240];
            int coarse[7], fine[7];
            snprintf(config, sizeof config, "{\"in\":1,\"out\":%d,\"readout\":\"sum\",\"hidden\":16,\"layers\":%d,%s}",
                     rows[r].out + layers * rows[r].out_layer, layers, rows[r].options);
            for (int d = 0; d < 7; d++) {
                ck_ok(skip_outputs_of(&out, rows[r].model, config, (uint64_t)d, graphs));
                coarse[d] = skip_sets(&out, 1e-7), fine[d] = skip_sets(&out, 1e-11);
                ck_assert_int_le(coarse[d], fine[d]);
                if (rows[r].theorem) ck_assert_int_eq(fine[d], 1);
            }
            ck_ok(skip_outputs_of(&copies, rows[r].model, config, 6, renumbered)); /* the same numbers: no gap is rounding */
            for (int i = 0; i < SKIP_CLASSES; i++)
                ck_assert_msg(skip_gap(&out, i, &copies, i) < 1e-8, "%s, class %d: %g", rows[r].model, i,
                              skip_gap(&out, i, &copies, i));
            qsort(coarse, 7, sizeof *coarse, ascending);
            qsort(fine, 7, sizeof *fine, ascending);
            fprintf(stderr, "%-16s %d layers: sets at 1e-7 %d to %d, median %d; at 1e-11 %d to %d\n", rows[r].model,
                    layers, coarse[0], coarse[6], coarse[3], fine[0], fine[6]);
            ck_assert_int_ge(coarse[3], rows[r].least[layers > 1]);
            ck_assert_int_le(coarse[3], rows[r].most[layers > 1]);
        }
    for (int i = 0; i < SKIP_CLASSES; i++) gnn_graph_free(graphs[i]), gnn_graph_free(renumbered[i]);
}
END_TEST

/* ---- options that the generic tests of models do not reach ---- */

static const struct { const char *model, *options; bool dear; } variants[] = { /* dear: millions of orderings a graph */
    { "ds", "\"policy\":\"node-deleted\"" },  { "ds", "\"policy\":\"ego\",\"hops\":1" },
    { "ds", "\"policy\":\"edge-deleted\"" },  { "dss", "\"policy\":\"node-deleted\"" },
    { "dss", "\"policy\":\"ego\",\"hops\":2" }, { "dss", "\"policy\":\"edge-deleted\"" },
    { "k-gnn", "\"k\":3" },                 { "lrp", "\"k\":2,\"depth\":2", true },
    { "deep-lrp", "\"k\":1,\"depth\":3,\"layers\":2" }, { "deep-lrp", "\"edge_in\":2,\"layers\":2,\"k\":2" },
    { "ign2", "\"adjacency\":\"sym\",\"edge_in\":2,\"jk\":\"cat\"" }, { "ppgn", "\"jk\":\"sum\",\"adjacency\":\"sym\"" },
    { "ring", "\"jk\":\"sum\",\"adjacency\":\"A\",\"nodes\":3" }, { "ring", "\"adjacency\":\"sym-all\",\"edge_in\":2,\"head\":3,\"readout_norm\":\"relative\",\"init\":\"torch\"" },
    { "ring-svd", "\"values\":3,\"head\":3,\"jk\":\"cat\",\"layers\":1" }, { "gnn-ak", "\"hops\":1,\"rounds\":1" },
    { "dss", "\"norm\":\"batch\",\"hops\":1" }, { "node-marked-gin", "\"norm\":\"batch\",\"head\":3,\"readout_norm\":\"batch\"" },
    { "ring", "\"norm\":\"batch\",\"adjacency\":\"A\"" },
};

START_TEST(options_commute_with_relabelling_and_have_their_gradients)
{
    static const char *const readouts[] = { "none", "sum", "mean", "max", "attention" };
    gnn_dataset *ds = model_case_dataset(4, 24, false);
    for (int r = 0; r < 5; r++) {
        char config[256];
        gnn_model *m;
        gnn_check_report report;
        if (variants[_i].dear && r != _i % 5) continue;
        snprintf(config, sizeof config, "{\"in\":3,\"out\":2,\"hidden\":4,\"readout\":\"%s\",%s}", readouts[r],
                 variants[_i].options);
        ck_assert_msg(gnn_model_new(&m, variants[_i].model, config, GNN_F32, 5) == GNN_OK, "%s", gnn_last_error());
        ck_ok(gnn_check_equivariance(&report, m, ds, 24, 1));
        ck_assert_msg(report.ok, "%s %s: %g at %s", variants[_i].model, config, report.max_error, report.where);
        if (r == _i % 5) {
            ck_ok(gnn_check_gradients(&report, m, ds, 2, 1));
            ck_assert_msg(report.ok, "%s %s: %g at %s", variants[_i].model, config, report.max_error, report.where);
        }
        gnn_model_free(m);
    }
    model_case_free(ds);
}
END_TEST

/* A batch is a disjoint union: each graph's row is what it gives alone. */
START_TEST(graphs_of_a_batch_do_not_see_each_other)
{
    static const char *const models[] = { "ign2", "ppgn", "ring", "node-marked-gin", "ngnn", "ds", "dss", "gnn-ak", "i2-gnn", "k-gnn", "lrp",
                                          "deep-lrp", "ring-svd", "rp-gin" };
    gnn_dataset *ds = model_case_dataset(2, 6, false);
    gnn_model *m;
    gnn_loader *l;
    gnn_tape *tape;
    gnn_input in;
    double alone[6][2];
    ck_ok(gnn_model_new(&m, models[_i], "{\"in\":3,\"out\":2,\"hidden\":6,\"readout\":\"sum\"}", GNN_F64, 1));
    ck_ok(gnn_loader_new(&l, ds, m));
    ck_ok(gnn_tape_new(&tape, GNN_F64));
    for (int64_t i = 0; i <= 6; i++) {
        static const int64_t all[] = { 0, 1, 2, 3, 4, 5 };
        ck_ok(gnn_loader_batch(&in, l, i < 6 ? 1 : 6, i < 6 ? &i : all));
        gnn_tape_reset(tape);
        const gnn_tensor *y = gnn_value(gnn_model_forward(m, tape, &in));
        ck_ok(gnn_tape_status(tape));
        for (int64_t g = 0; g < (i < 6 ? 1 : 6); g++)
            for (int k = 0; k < 2; k++) {
                double v = gnn_tensor_get(y, 2 * g + k);
                if (i < 6) alone[i][k] = v;
                else
                    ck_assert_msg(fabs(v - alone[g][k]) <= 1e-11 * fmax(1, fabs(v)), "%s, graph %lld: %g alone %g",
                                  models[_i], (long long)g, v, alone[g][k]);
            }
    }
    gnn_tape_free(tape), gnn_loader_free(l), gnn_model_free(m);
    model_case_free(ds);
}
END_TEST

/* Rows of nodes, of a batch of `count` graphs in training. */
static gnn_tensor *rows_of_nodes(const char *model, const char *config, int64_t count, gnn_graph *const *graphs)
{
    gnn_sample samples[2] = { { .graph = graphs[0] }, { .graph = count > 1 ? graphs[1] : NULL } };
    gnn_dataset ds = { .count = count, .samples = samples };
    gnn_model *m;
    gnn_loader *l;
    gnn_tape *tape;
    gnn_input in;
    gnn_tensor *out;
    ck_ok(gnn_model_new(&m, model, config, GNN_F64, 3));
    ck_ok(gnn_loader_new(&l, &ds, m));
    ck_ok(gnn_tape_new(&tape, GNN_F64));
    ck_ok(gnn_loader_batch(&in, l, count, (int64_t[]){ 0, 1 }));
    in.training = 1;
    const gnn_tensor *y = gnn_value(gnn_model_forward(m, tape, &in));
    ck_ok(gnn_tape_status(tape));
    ck_ok(gnn_tensor_new(&out, GNN_F64, y->ndim, y->shape));
    ck_ok(gnn_tensor_copy(out, y));
    gnn_tape_free(tape), gnn_loader_free(l), gnn_model_free(m);
    return out;
}

/* An ego graph lies in one component, so components give what they give as graphs of a batch: as one graph, most rows of the
 * square lie outside of all ego graphs, and a norm must not see them. */
START_TEST(norms_see_the_rows_inside_subgraphs_alone)
{
    static const struct { const char *model, *options; } rows[] = {
        { "ds", "\"policy\":\"ego\",\"hops\":2" }, { "ds", "\"policy\":\"ego-marked\",\"hops\":1" },
        { "ngnn", "\"hops\":2" }, { "gnn-ak", "\"hops\":1" }, { "i2-gnn", "\"hops\":1" },
    };
    static const char *const recipes[] = { "ba:n=9,m=2", "er:n=14,p=0.3" };
    static const char *const norms[] = { "none", "batch" };
    gnn_graph **g[2], *both[2], *one;
    int64_t count;
    for (int i = 0; i < 2; i++) {
        ck_ok(gnn_generate(&g[i], &count, recipes[i], 2, 0));
        both[i] = g[i][0];
    }
    ck_ok(gnn_graph_union(&one, 2, (const gnn_graph *const *)both, NULL));
    for (int k = 0; k < 2; k++) {
        char config[256];
        snprintf(config, sizeof config, "{\"in\":1,\"out\":3,\"hidden\":7,\"layers\":2,\"norm\":\"%s\",%s}", norms[k],
                 rows[_i].options);
        gnn_tensor *x = rows_of_nodes(rows[_i].model, config, 2, both), *y = rows_of_nodes(rows[_i].model, config, 1, &one);
        ck_assert_int_eq(gnn_tensor_size(x), gnn_tensor_size(y));
        for (int64_t i = 0; i < gnn_tensor_size(x); i++)
            ck_assert_msg(fabs(gnn_tensor_get(x, i) - gnn_tensor_get(y, i)) <= 1e-10 * fmax(1, fabs(gnn_tensor_get(x, i))),
                          "%s %s: number %lld is %g as two graphs, %g as one", rows[_i].model, config, (long long)i,
                          gnn_tensor_get(x, i), gnn_tensor_get(y, i));
        gnn_tensor_free(x), gnn_tensor_free(y);
    }
    gnn_graph_free(one);
    for (int i = 0; i < 2; i++) gnn_graphs_free(g[i], 1);
}
END_TEST

START_TEST(edges_are_deleted_from_undirected_graphs_only)
{
    gnn_dataset *ds = model_case_dataset(3, 1, true);
    gnn_model *m;
    gnn_check_report report;
    ck_ok(gnn_model_new(&m, "ds", "{\"in\":3,\"out\":2,\"policy\":\"edge-deleted\"}", GNN_F32, 5));
    ck_assert_str_eq(gnn_model_bound(m), "edge-deleted-1-wl");
    gnn_status st = gnn_check_equivariance(&report, m, ds, 1, 1);
    ck_assert_msg(st == GNN_EUNSUPPORTED && strstr(gnn_last_error(), "undirected"), "%s", gnn_last_error());
    gnn_model_free(m);
    model_case_free(ds);
}
END_TEST

TESTS_BEGIN("order2")
    T(two_triangles_and_a_hexagon)
    T(rook_and_shrikhande)
    T(classes_of_circular_skip_links)
    tcase_add_loop_test(tc_, options_commute_with_relabelling_and_have_their_gradients, 0,
                        sizeof variants / sizeof *variants);
    tcase_add_loop_test(tc_, graphs_of_a_batch_do_not_see_each_other, 0, 14);
    T_LOOP(norms_see_the_rows_inside_subgraphs_alone, 5)
    T(edges_are_deleted_from_undirected_graphs_only)
TESTS_END
