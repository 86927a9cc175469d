/* Deep LRP-1-3 with weights that count: not trained, constructed, and exact.  With d the degree of i, e the number of edges
 * among the three neighbours that an ordering lists, q_k(i) the share of i's orderings with e = k (d >= 3) and r(i) the share
 * with an edge between the first two (d >= 2):
 *     triangles = sum_i C(d,2) r(i) / 3      induced stars, tailed triangles, chordal cycles, 4-cliques = sum_i C(d,3) q_k(i)
 *     over 1, 1, 2, 4 for k = 0 .. 3         (each of these patterns has a node next to all others)
 * The shares of relu(e - j), j = -1 .. 4, have the q_k as second differences, and a relu network of the degree gives C(d,.)
 * at whole numbers.  Oracle: gnn_count. */
#include "support/support.h"
#include <math.h>

enum { CHANNELS = 7, PATTERNS = 5, MOST = 39, BATCH = 50, HIDDEN = 20 };

static const char *const names[PATTERNS] = { "triangle", "star3", "tailed-triangle", "chordal-cycle", "clique4" };

static gnn_tensor param(gnn_model *m, const char *name)
{
    int32_t id = gnn_params_find(gnn_model_params(m), name);
    ck_assert_msg(id >= 0, "there is no parameter %s", name);
    gnn_tensor t = gnn_params_value(gnn_model_params(m), id);
    for (int64_t i = 0; i < gnn_tensor_size(&t); i++) gnn_tensor_set(&t, i, 0);
    return t;
}

/* Row of the entry (p, q), p /= q, of an ordering of 4 nodes. */
static int64_t entry(int p, int q) { return 3 * p + q - (q > p); }

/* Channels 0 .. 5: relu(e - (channel - 1)) of orderings with three neighbours, else 0; 6: an edge between the first two. */
static void ordering_weights(gnn_model *m)
{
    gnn_tensor node = param(m, "layer0.node"), arc = param(m, "layer0.arc"), bias = param(m, "layer0.bias");
    for (int c = 0; c < 6; c++) {
        for (int p = 1; p < 4; p++)
            for (int q = 1; q < 4; q++)
                if (p != q) gnn_tensor_set(&arc, entry(p, q) * HIDDEN + c, 0.5);
        gnn_tensor_set(&node, 3 * HIDDEN + c, 10); /* the third neighbour is there */
        gnn_tensor_set(&bias, c, -10 - (c - 1));
    }
    gnn_tensor_set(&arc, entry(1, 2) * HIDDEN + 6, 0.5), gnn_tensor_set(&arc, entry(2, 1) * HIDDEN + 6, 0.5);
}

static double choose(int n, int k) { return k == 2 ? n * (n - 1) / 2.0 : n * (n - 1) * (n - 2) / 6.0; }

/* s(d) = sum over t of (second difference of C(.,k) at t) relu(d - t + 1), exact for d = 0 .. MOST */
static void degree_weights(gnn_model *m)
{
    gnn_tensor w0 = param(m, "layer0.degree.0.weight"), b0 = param(m, "layer0.degree.0.bias");
    gnn_tensor w1 = param(m, "layer0.degree.1.weight");
    param(m, "layer0.degree.1.bias");
    for (int t = 0; t < 2 * HIDDEN && t < MOST; t++) {
        gnn_tensor_set(&w0, t, 1), gnn_tensor_set(&b0, t, -t);
        for (int c = 0; c < CHANNELS; c++) {
            int k = c == 6 ? 2 : 3;
            double before = t ? choose(t, k) - choose(t - 1, k) : 0;
            gnn_tensor_set(&w1, t * HIDDEN + c, choose(t + 1, k) - choose(t, k) - before);
        }
    }
}

static void head_weights(gnn_model *m)
{
    static const double times[] = { 1, 1, 2, 4 };
    gnn_tensor w = param(m, "head.weight");
    param(m, "head.bias");
    gnn_tensor_set(&w, 6 * PATTERNS, 1 / 3.0);
    for (int k = 0; k < 4; k++)
        for (int j = 0; j < 3; j++) gnn_tensor_set(&w, (k + j) * PATTERNS + 1 + k, (j == 1 ? -2 : 1) / times[k]);
}

static gnn_model *counting_model(void)
{
    gnn_model *m;
    ck_ok(gnn_model_new(&m, "deep-lrp", "{\"in\":1,\"out\":5,\"hidden\":20,\"readout\":\"sum\",\"features\":\"ones\"}",
                        GNN_F64, 1));
    ordering_weights(m), degree_weights(m), head_weights(m);
    return m;
}

static void check_graphs(gnn_graph **graphs, int64_t count)
{
    gnn_model *m = counting_model();
    gnn_dataset ds = { .count = count, .samples = calloc((size_t)count, sizeof(gnn_sample)) };
    gnn_loader *l;
    gnn_tape *tape;
    gnn_input in;
    for (int64_t i = 0; i < count; i++) ds.samples[i].graph = graphs[i];
    ck_ok(gnn_loader_new(&l, &ds, m));
    ck_ok(gnn_tape_new(&tape, GNN_F64));
    gnn_tape_record(tape, 0);
    for (int64_t from = 0; from < count; from += BATCH) {
        int64_t idx[BATCH], k = 0, counts[PATTERNS];
        while (k < BATCH && from + k < count) idx[k] = from + k, k++;
        ck_ok(gnn_loader_batch(&in, l, k, idx));
        gnn_tape_reset(tape);
        const gnn_tensor *y = gnn_value(gnn_model_forward(m, tape, &in));
        ck_ok(gnn_tape_status(tape));
        for (int64_t i = 0; i < k; i++) {
            ck_ok(gnn_count(counts, graphs[from + i], PATTERNS, names,
                            &(gnn_count_options){ .kind = GNN_COUNT_INDUCED }));
            for (int p = 0; p < PATTERNS; p++) {
                double got = gnn_tensor_get(y, i * PATTERNS + p), want = (double)counts[p];
                if (!(fabs(got - want) < 1e-6 * (1 + want)))
                    ck_abort_msg("graph %lld: %.9g x %s, counted %.9g", (long long)(from + i), got, names[p], want);
            }
        }
    }
    gnn_tape_free(tape), gnn_loader_free(l), gnn_model_free(m);
    free(ds.samples);
}

START_TEST(constructed_weights_count_exactly)
{
    static const char *const recipes[] = { "er:n=10,p=0.3", "er:n=14,p=0.6", "regular:n=12,d=4", "star:n=9", "complete:n=7", "path:n=1",
                                           "ba:n=40,m=3", "tree:n=20" };
    for (size_t r = 0; r < sizeof recipes / sizeof *recipes; r++)
        for (uint64_t i = 0; i < 12; i++) {
            gnn_graph **g;
            int64_t count;
            ck_ok(gnn_generate(&g, &count, recipes[r], 1, i));
            check_graphs(g, count);
            gnn_graphs_free(g, count);
        }
}
END_TEST

START_TEST(on_all_graphs_of_the_counting_data)
{
    static const char *const files[] = { "substructure-counting/er-authors.g6", "substructure-counting/rr-regenerated.g6" };
    const char *path = support_data(files[_i]);
    gnn_graph_list *l = NULL;
    if (!path || gnn_read_graphs(&l, path, NULL, NULL) != GNN_OK) SKIP("%s is not here", files[_i]);
    ck_assert_int_eq(l->count, 5000);
    check_graphs(l->graphs, l->count);
    gnn_graph_list_free(l);
}
END_TEST

TESTS_BEGIN("exact weights")
    T(constructed_weights_count_exactly)
    T_LOOP(on_all_graphs_of_the_counting_data, 2)
TESTS_END
