/* Folds, splits, and the published protocol of the GIN and Ring-GNN papers. */
#include <gnn/train.h>
#include "base/base.h"
#include <math.h>

/* Classes of the examples; regression and node level: one class. */
static int32_t class_of(const gnn_dataset *ds, int64_t i)
{
    int32_t c = ds->node_level || ds->classes == 0 ? 0 : ds->samples[i].graph_class;
    return c < 0 ? 0 : c;
}

static int64_t class_count(const gnn_dataset *ds) { return ds->node_level || ds->classes < 1 ? 1 : ds->classes; }

/* Examples of class c that pass `only` (NULL: all), in the order of a stream.  Returns how many. */
static int64_t shuffled(int32_t *list, int32_t *perm, const gnn_dataset *ds, int32_t c, const uint8_t *only,
                        gnn_rng rng)
{
    int64_t n = 0;
    for (int64_t i = 0; i < ds->count; i++)
        if (class_of(ds, i) == c && (!only || only[i] == GNN_SPLIT_TRAIN)) list[n++] = (int32_t)i;
    gnn_rng_permutation(&rng, n, perm);
    for (int64_t i = 0; i < n; i++) perm[i] = list[perm[i]];
    return n;
}

gnn_status gnn_folds_stratified(int32_t *fold, const gnn_dataset *ds, int k, uint64_t seed)
{
    gnn_status st = GNN_OK;
    int32_t *list = NULL, *perm = NULL;
    int64_t next = 0; /* goes on from class to class, so that fold sizes differ by at most 1 too */
    GNN_REQUIRE(k >= 2 && k <= ds->count, GNN_EINVAL, "%d folds of %lld examples", k, (long long)ds->count);
    GNN_ALLOC(list, ds->count);
    GNN_ALLOC(perm, ds->count);
    for (int32_t c = 0; c < class_count(ds); c++) {
        int64_t n = shuffled(list, perm, ds, c, NULL, gnn_rng_stream(seed, "folds", (uint64_t)c));
        for (int64_t i = 0; i < n; i++) fold[perm[i]] = (int32_t)(next++ % k) + 1;
    }
done:
    gnn_i_free(list);
    gnn_i_free(perm);
    return st;
}

gnn_status gnn_folds_split(uint8_t *split, const gnn_dataset *ds, const int32_t *fold, int test, double val_fraction,
                           uint64_t seed)
{
    gnn_status st = GNN_OK;
    int32_t *list = NULL, *perm = NULL;
    uint8_t *made = NULL;
    GNN_REQUIRE(val_fraction >= 0 && val_fraction < 1, GNN_EINVAL, "validation fraction %g is outside [0, 1)",
                val_fraction);
    GNN_ALLOC(list, ds->count);
    GNN_ALLOC(perm, ds->count);
    GNN_ALLOC(made, ds->count);
    for (int64_t i = 0; i < ds->count; i++) made[i] = fold[i] == test ? GNN_SPLIT_TEST : GNN_SPLIT_TRAIN;
    gnn_rng rng = gnn_rng_stream(seed, "validation", (uint64_t)test);
    for (int32_t c = 0; c < class_count(ds); c++) {
        int64_t n = shuffled(list, perm, ds, c, made, gnn_rng_stream(gnn_rng_u64(&rng), "class", (uint64_t)c));
        int64_t take = (int64_t)floor(val_fraction * (double)n + 0.5);
        for (int64_t i = 0; i < take; i++) made[perm[i]] = GNN_SPLIT_VAL;
    }
    memcpy(split, made, (size_t)ds->count);
done:
    gnn_i_free(list);
    gnn_i_free(perm);
    gnn_i_free(made);
    return st;
}

gnn_status gnn_protocol_published(double *mean, double *sd, int64_t *epoch, const double *curves, int64_t folds,
                                  int64_t epochs, int smaller)
{
    GNN_REQUIRE_RETURN(folds > 0 && epochs > 0, GNN_EINVAL, "%lld folds of %lld epochs", (long long)folds,
                       (long long)epochs);
    int64_t best = 0;
    double top = 0;
    for (int64_t e = 0; e < epochs; e++) {
        double sum = 0;
        for (int64_t f = 0; f < folds; f++) sum += curves[f * epochs + e];
        sum /= (double)folds;
        if (e == 0 || (smaller ? sum < top : sum > top)) top = sum, best = e;
    }
    double square = 0;
    for (int64_t f = 0; f < folds; f++) square += (curves[f * epochs + best] - top) * (curves[f * epochs + best] - top);
    *mean = top, *sd = folds > 1 ? sqrt(square / (double)(folds - 1)) : 0, *epoch = best + 1;
    return GNN_OK;
}
