/* Which of the ten circular skip links on 41 vertices a network with random weights tells apart. */
#include "skip_links.h"
#include <math.h>
#include "base/base.h"

const int skip_of_class[SKIP_CLASSES] = { 2, 3, 4, 5, 6, 9, 11, 12, 13, 16 };

static gnn_status one_graph(gnn_graph **out, int i, bool renumber)
{
    gnn_status st = GNN_OK;
    gnn_graph **g = NULL;
    int64_t count = 0;
    char recipe[32];
    int32_t perm[41];
    gnn_rng r = gnn_rng_stream(1, "renumber", (uint64_t)i);
    snprintf(recipe, sizeof recipe, "csl:n=41,skip=%d", skip_of_class[i]);
    GNN_TRY(gnn_generate(&g, &count, recipe, 1, 0));
    gnn_rng_permutation(&r, 41, perm);
    for (int32_t v = 0; !renumber && v < 41; v++) perm[v] = v;
    GNN_TRY(gnn_graph_permute(out, g[0], perm));
done:
    gnn_graphs_free(g, count);
    return st;
}

gnn_status skip_graphs(gnn_graph *g[SKIP_CLASSES], bool renumber)
{
    gnn_status st = GNN_OK;
    for (int i = 0; i < SKIP_CLASSES; i++) g[i] = NULL;
    for (int i = 0; i < SKIP_CLASSES && st == GNN_OK; i++) st = one_graph(&g[i], i, renumber);
    for (int i = 0; i < SKIP_CLASSES && st != GNN_OK; i++) gnn_graph_free(g[i]), g[i] = NULL;
    return st;
}

/* The head gives what it sees: the sums, or the singular values, of each channel. */
static gnn_status look_before_the_head(gnn_model *m)
{
    gnn_params *p = gnn_model_params(m);
    int32_t weight = gnn_params_find(p, "head0.weight"), bias = gnn_params_find(p, "head0.bias");
    GNN_REQUIRE_RETURN(weight >= 0 && bias >= 0, GNN_EINVAL, "%s has no head0", gnn_model_name(m));
    gnn_tensor w = gnn_params_value(p, weight), b = gnn_params_value(p, bias);
    GNN_REQUIRE_RETURN(w.shape[0] == w.shape[1], GNN_EINVAL, "%s: out is %lld, its head sees %lld numbers", gnn_model_name(m),
                       (long long)w.shape[1], (long long)w.shape[0]);
    for (int64_t i = 0; i < w.shape[0]; i++) {
        gnn_tensor_set(&b, i, 0);
        for (int64_t k = 0; k < w.shape[1]; k++) gnn_tensor_set(&w, i * w.shape[1] + k, i == k);
    }
    return GNN_OK;
}

gnn_status skip_outputs_of(skip_outputs *out, const char *model, const char *config, uint64_t seed, gnn_graph *const g[SKIP_CLASSES])
{
    gnn_status st = GNN_OK;
    gnn_sample samples[SKIP_CLASSES] = { 0 };
    gnn_dataset ds = { .count = SKIP_CLASSES, .samples = samples };
    gnn_model *m = NULL;
    gnn_loader *l = NULL;
    gnn_tape *tape = NULL;
    gnn_input in;
    for (int i = 0; i < SKIP_CLASSES; i++) samples[i].graph = g[i];
    GNN_TRY(gnn_model_new(&m, model, config, GNN_F64, seed));
    if (strstr(config, "\"adjacency\"")) GNN_TRY(look_before_the_head(m));
    GNN_TRY(gnn_loader_new(&l, &ds, m));
    GNN_TRY(gnn_tape_new(&tape, GNN_F64));
    gnn_tape_record(tape, 0);
    for (int64_t i = 0; i < SKIP_CLASSES; i++) {
        GNN_TRY(gnn_loader_batch(&in, l, 1, &i));
        gnn_tape_reset(tape);
        const gnn_tensor *y = gnn_value(gnn_model_forward(m, tape, &in));
        GNN_TRY(gnn_tape_status(tape));
        GNN_REQUIRE(gnn_tensor_size(y) <= SKIP_MOST, GNN_ELIMIT, "%s gives %lld numbers, at most %d are kept", model,
                    (long long)gnn_tensor_size(y), SKIP_MOST);
        out->count = (int)gnn_tensor_size(y);
        for (int k = 0; k < out->count; k++) out->of[i][k] = gnn_tensor_get(y, k);
    }
done:
    gnn_tape_free(tape);
    gnn_loader_free(l);
    gnn_model_free(m);
    return st;
}

static double largest_of(const skip_outputs *out)
{
    double largest = 0;
    for (int i = 0; i < SKIP_CLASSES; i++)
        for (int k = 0; k < out->count; k++) largest = fmax(largest, fabs(out->of[i][k]));
    return largest;
}

double skip_gap(const skip_outputs *a, int i, const skip_outputs *b, int j)
{
    double gap = 0, largest = largest_of(a);
    for (int k = 0; k < a->count; k++) {
        double x = a->of[i][k], y = b->of[j][k], size = fmax(fabs(x), fabs(y));
        if (size > 1e-9 * largest) gap = fmax(gap, fabs(x - y) / size);
    }
    return gap;
}

int skip_sets(const skip_outputs *out, double tolerance)
{
    int sets = 0;
    for (int i = 0; i < SKIP_CLASSES; i++) {
        bool first = true;
        for (int j = 0; j < i; j++) first &= skip_gap(out, i, out, j) > tolerance;
        sets += first;
    }
    return sets;
}
