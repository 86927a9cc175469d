/* Which runs there are, and what each trains and is tested on. */
#include "train_tool.h"
#include <math.h>

gnn_status job_seeds(train_job *j) { return cli_seeds(&j->seeds, &j->seed_count, j->plan->seeds); }

/* ---- --split train,val,test ---- */

static gnn_status take_fractions(double f[3], const char *text)
{
    const char *p = text, *end = text + strlen(text);
    bool ok = true;
    f[2] = -1;
    for (int i = 0; ok && i < 3; i++) {
        ok = gnn_i_take_double(&p, end, &f[i]) && f[i] >= 0 && f[i] <= 1 && (i == 2 ? p == end : p < end && *p == ',');
        p++;
    }
    GNN_REQUIRE_RETURN(ok && f[0] > 0 && fabs(f[0] + f[1] + f[2] - 1) < 1e-9, GNN_EINVAL,
                       "split '%s' is not given, nor three fractions like 0.8,0.1,0.1 whose sum is 1", text);
    return GNN_OK;
}

/* Within each class, in the order of a stream, the first part trains, the next validates, the rest tests. */
static gnn_status deal(uint8_t *split, int64_t n, const int32_t *class, int64_t classes, const double f[3],
                       uint64_t seed)
{
    gnn_status st = GNN_OK;
    int32_t *list = NULL, *perm = NULL;
    GNN_ALLOC(list, n + 1);
    GNN_ALLOC(perm, n + 1);
    memset(split, GNN_SPLIT_NONE, (size_t)n);
    for (int64_t c = 0; c < (classes > 0 ? classes : 1); c++) {
        int64_t k = 0;
        for (int64_t i = 0; i < n; i++)
            if (classes == 0 || class[i] == c) list[k++] = (int32_t)i;
        gnn_rng rng = gnn_rng_stream(seed, "split", (uint64_t)c);
        gnn_rng_permutation(&rng, k, perm);
        int64_t train = (int64_t)floor(f[0] * (double)k + 0.5), val = (int64_t)floor((f[0] + f[1]) * (double)k + 0.5);
        for (int64_t i = 0; i < k; i++)
            split[list[perm[i]]] = i < train ? GNN_SPLIT_TRAIN : i < val ? GNN_SPLIT_VAL : GNN_SPLIT_TEST;
    }
done:
    gnn_i_free(list);
    gnn_i_free(perm);
    return st;
}

static gnn_status split_nodes(gnn_dataset *ds, const double f[3], uint64_t seed)
{
    gnn_status st = GNN_OK;
    for (int64_t i = 0; i < ds->count; i++) {
        gnn_sample *s = &ds->samples[i];
        int64_t n = gnn_graph_n(s->graph);
        if (!s->node_split) GNN_ALLOC(s->node_split, n + 1);
        bool known = s->node_class != NULL;
        GNN_TRY(deal(s->node_split, n, s->node_class, known ? ds->classes : 0, f, seed + (uint64_t)i));
    }
done:
    return st;
}

static gnn_status split_graphs(train_job *j, const gnn_dataset *ds, const double f[3])
{
    gnn_status st = GNN_OK;
    int32_t *class = NULL;
    GNN_ALLOC(class, ds->count);
    GNN_ALLOC(j->split, ds->count);
    for (int64_t i = 0; i < ds->count; i++) class[i] = ds->samples[i].graph_class;
    GNN_TRY(deal(j->split, ds->count, class, ds->classes, f, (uint64_t)j->plan->split_seed));
done:
    gnn_i_free(class);
    return st;
}

/* ---- folds ---- */

static gnn_status make_folds(train_job *j, const gnn_dataset *ds)
{
    gnn_status st = GNN_OK;
    const train_plan *p = j->plan;
    GNN_REQUIRE(!ds->node_level, GNN_EINVAL,
                "data set %s has labels on nodes of %s: folds are of graphs; --split divides nodes", p->data,
                ds->count == 1 ? "one graph" : "its graphs");
    GNN_ALLOC(j->fold, ds->count);
    if (strcmp(p->folds, "given") == 0) {
        GNN_REQUIRE(ds->folds >= 2, GNN_EINVAL,
                    "data set %s gives no folds (a file NAME.folds.txt beside it): --folds K makes K", p->data);
        memcpy(j->fold, ds->fold, (size_t)ds->count * sizeof *j->fold);
        j->folds = ds->folds;
    } else {
        j->folds = strtol(p->folds, NULL, 10);
        GNN_TRY(gnn_folds_stratified(j->fold, ds, (int)j->folds, (uint64_t)p->split_seed));
    }
done:
    return st;
}

gnn_status job_split(train_job *j, gnn_dataset *ds)
{
    const train_plan *p = j->plan;
    double f[3];
    j->ds = ds;
    if (strcmp(p->folds, "none") != 0) return make_folds(j, ds);
    if (strcmp(p->split, "given") == 0) {
        if (!ds->node_level || !ds->samples[0].node_split)
            cli_warning("data set %s gives no split: all of it is trained on, nothing is tested%s", p->data,
                        ds->node_level ? " (--split 0.6,0.2,0.2)" : " (--folds 10, --split 0.8,0.1,0.1)");
        return GNN_OK;
    }
    GNN_TRY_RETURN(take_fractions(f, p->split));
    return ds->node_level ? split_nodes(ds, f, (uint64_t)p->split_seed) : split_graphs(j, ds, f);
}

void job_free(train_job *j)
{
    gnn_i_free(j->seeds);
    gnn_i_free(j->fold);
    gnn_i_free(j->split);
}

/* ---- runs: all folds of a seed, then the next seed ---- */

int64_t job_runs(const train_job *j) { return j->seed_count * (j->folds ? j->folds : 1); }
uint64_t run_seed(const train_job *j, int64_t run) { return j->seeds[run / (j->folds ? j->folds : 1)]; }
int run_fold(const train_job *j, int64_t run) { return j->folds ? (int)(run % j->folds) + 1 : 0; }

gnn_status run_split(const uint8_t **split, uint8_t **owned, const train_job *j, int64_t run)
{
    gnn_status st = GNN_OK;
    bool validation = strcmp(j->plan->protocol, "nested") == 0 || j->plan->patience > 0;
    *split = j->split, *owned = NULL;
    if (!j->folds) return GNN_OK;
    GNN_ALLOC(*owned, j->ds->count);
    GNN_TRY(gnn_folds_split(*owned, j->ds, j->fold, run_fold(j, run), validation ? j->plan->validation : 0,
                            (uint64_t)j->plan->split_seed));
    GNN_REQUIRE(!validation || memchr(*owned, GNN_SPLIT_VAL, (size_t)j->ds->count), GNN_EINVAL,
                "validation %g of the other folds' examples is none; --protocol final needs none", j->plan->validation);
    *split = *owned;
done:
    if (st != GNN_OK) gnn_i_free(*owned), *owned = NULL;
    return st;
}
