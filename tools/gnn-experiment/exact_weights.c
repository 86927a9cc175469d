/* Deep LRP-1-3 with weights that count: not trained, constructed, and exact.  With d the degree of i, e the number of edges
 * among the three neighbours that an ordering lists, q_k(i) the share of i's orderings with e = k (d >= 3) and r(i) the share
 * with an edge between the first two (d >= 2):
 *     triangles = sum_i C(d,2) r(i) / 3      induced stars, tailed triangles, chordal cycles, 4-cliques = sum_i C(d,3) q_k(i)
 *     over 1, 1, 2, 4 for k = 0 .. 3         (each of these patterns has a node next to all others)
 * The shares of relu(e - j), j = -1 .. 4, have the q_k as second differences, and a relu network of the degree gives C(d,.)
 * at whole numbers.  Chen, Chen, Villar, Bruna 2020 */
#include "exact_weights.h"
#include <math.h>
#include "base/base.h"

enum { CHANNELS = 7, MOST = 39, BATCH = 50, HIDDEN = 20 };

const char *const exact_patterns[EXACT_PATTERNS] = { "triangle", "star3", "tailed-triangle", "chordal-cycle", "clique4" };

/* The parameter, set to zeros. */
static gnn_status param(gnn_tensor *out, gnn_model *m, const char *name)
{
    int32_t id = gnn_params_find(gnn_model_params(m), name);
    GNN_REQUIRE_RETURN(id >= 0, GNN_EBUG, "deep-lrp has no parameter %s", name);
    *out = gnn_params_value(gnn_model_params(m), id);
    for (int64_t i = 0; i < gnn_tensor_size(out); i++) gnn_tensor_set(out, i, 0);
    return GNN_OK;
}

/* Row of the entry (p, q), p /= q, of an ordering of 4 nodes. */
static int64_t entry(int p, int q) { return 3 * p + q - (q > p); }

/* Channels 0 .. 5: relu(e - (channel - 1)) of orderings with three neighbours, else 0; 6: an edge between the first two. */
static gnn_status ordering_weights(gnn_model *m)
{
    gnn_tensor node, arc, bias;
    GNN_TRY_RETURN(param(&node, m, "layer0.node"));
    GNN_TRY_RETURN(param(&arc, m, "layer0.arc"));
    GNN_TRY_RETURN(param(&bias, m, "layer0.bias"));
    for (int c = 0; c < 6; c++) {
        for (int p = 1; p < 4; p++)
            for (int q = 1; q < 4; q++)
                if (p != q) gnn_tensor_set(&arc, entry(p, q) * HIDDEN + c, 0.5);
        gnn_tensor_set(&node, 3 * HIDDEN + c, 10); /* the third neighbour is there */
        gnn_tensor_set(&bias, c, -10 - (c - 1));
    }
    gnn_tensor_set(&arc, entry(1, 2) * HIDDEN + 6, 0.5), gnn_tensor_set(&arc, entry(2, 1) * HIDDEN + 6, 0.5);
    return GNN_OK;
}

static double choose(int n, int k) { return k == 2 ? n * (n - 1) / 2.0 : n * (n - 1) * (n - 2) / 6.0; }

/* s(d) = sum over t of (second difference of C(.,k) at t) relu(d - t + 1), exact for d = 0 .. MOST */
static gnn_status degree_weights(gnn_model *m)
{
    gnn_tensor w0, b0, w1, b1;
    GNN_TRY_RETURN(param(&w0, m, "layer0.degree.0.weight"));
    GNN_TRY_RETURN(param(&b0, m, "layer0.degree.0.bias"));
    GNN_TRY_RETURN(param(&w1, m, "layer0.degree.1.weight"));
    GNN_TRY_RETURN(param(&b1, m, "layer0.degree.1.bias"));
    for (int t = 0; t < 2 * HIDDEN && t < MOST; t++) {
        gnn_tensor_set(&w0, t, 1), gnn_tensor_set(&b0, t, -t);
        for (int c = 0; c < CHANNELS; c++) {
            int k = c == 6 ? 2 : 3;
            double before = t ? choose(t, k) - choose(t - 1, k) : 0;
            gnn_tensor_set(&w1, t * HIDDEN + c, choose(t + 1, k) - choose(t, k) - before);
        }
    }
    return GNN_OK;
}

static gnn_status head_weights(gnn_model *m)
{
    static const double times[] = { 1, 1, 2, 4 };
    gnn_tensor w, b;
    GNN_TRY_RETURN(param(&w, m, "head.weight"));
    GNN_TRY_RETURN(param(&b, m, "head.bias"));
    gnn_tensor_set(&w, 6 * EXACT_PATTERNS, 1 / 3.0);
    for (int k = 0; k < 4; k++)
        for (int j = 0; j < 3; j++) gnn_tensor_set(&w, (k + j) * EXACT_PATTERNS + 1 + k, (j == 1 ? -2 : 1) / times[k]);
    return GNN_OK;
}

gnn_status exact_weights_new(gnn_model **out)
{
    gnn_status st = GNN_OK;
    gnn_model *m = NULL;
    GNN_TRY(gnn_model_new(&m, "deep-lrp", "{\"in\":1,\"out\":5,\"hidden\":20,\"readout\":\"sum\",\"features\":\"ones\"}",
                          GNN_F64, 1));
    GNN_TRY(ordering_weights(m));
    GNN_TRY(degree_weights(m));
    GNN_TRY(head_weights(m));
    *out = m, m = NULL;
done:
    gnn_model_free(m);
    return st;
}

static gnn_status compare(exact_pattern *of, const gnn_graph *g, int64_t number, const gnn_tensor *y, int64_t row)
{
    int64_t counts[EXACT_PATTERNS];
    const gnn_count_options options = { .kind = GNN_COUNT_INDUCED };
    GNN_TRY_RETURN(gnn_count(counts, g, EXACT_PATTERNS, exact_patterns, &options));
    for (int p = 0; p < EXACT_PATTERNS; p++) {
        double got = gnn_tensor_get(y, row * EXACT_PATTERNS + p), want = (double)counts[p];
        of[p].copies += counts[p];
        of[p].deviation = fmax(of[p].deviation, isfinite(got) ? fabs(got - want) / (1 + want) : INFINITY);
        if (round(got) == want) continue;
        if (of[p].wrong++ == 0) of[p].first = number;
    }
    return GNN_OK;
}

gnn_status exact_weights_check(exact_pattern of[EXACT_PATTERNS], gnn_graph *const *graphs, int64_t count)
{
    gnn_status st = GNN_OK;
    gnn_model *m = NULL;
    gnn_loader *l = NULL;
    gnn_tape *tape = NULL;
    gnn_input in;
    gnn_dataset ds = { .count = count };
    for (int p = 0; p < EXACT_PATTERNS; p++) of[p] = (exact_pattern){ .first = -1 };
    GNN_CALLOC(ds.samples, count + 1);
    for (int64_t i = 0; i < count; i++) ds.samples[i].graph = graphs[i];
    GNN_TRY(exact_weights_new(&m));
    GNN_TRY(gnn_loader_new(&l, &ds, m));
    GNN_TRY(gnn_tape_new(&tape, GNN_F64));
    gnn_tape_record(tape, 0);
    for (int64_t from = 0; from < count; from += BATCH) {
        int64_t idx[BATCH], k = 0;
        while (k < BATCH && from + k < count) idx[k] = from + k, k++;
        GNN_TRY(gnn_loader_batch(&in, l, k, idx));
        gnn_tape_reset(tape);
        const gnn_tensor *y = gnn_value(gnn_model_forward(m, tape, &in));
        GNN_TRY(gnn_tape_status(tape));
        for (int64_t i = 0; i < k; i++) GNN_TRY(compare(of, graphs[from + i], from + i, y, i));
        GNN_REQUIRE(!gnn_canceled(), GNN_ECANCELED, "canceled");
    }
done:
    gnn_tape_free(tape);
    gnn_loader_free(l);
    gnn_model_free(m);
    gnn_i_free(ds.samples);
    return st;
}
