/* Graphs with a class each: circular skip links in renumbered copies, or a data set in folds. */
#include "ring.h"
#include "skip_links.h"
#include "io/dataset_i.h"

/* ---- circular skip links ---- */

static gnn_status renumbered(gnn_graph **out, const gnn_graph *g, uint64_t number)
{
    gnn_status st = GNN_OK;
    int32_t *perm;
    gnn_rng r = gnn_rng_stream(1, "csl copies", number);
    GNN_ALLOC(perm, gnn_graph_n(g));
    gnn_rng_permutation(&r, gnn_graph_n(g), perm);
    st = gnn_graph_permute(out, g, perm);
done:
    gnn_i_free(perm);
    return st;
}

static gnn_status skip_links(gnn_dataset **out, int64_t copies)
{
    gnn_status st = GNN_OK;
    gnn_dataset *ds = NULL;
    GNN_TRY(gnn_i_dataset_new(&ds, "csl", "experiment", SKIP_CLASSES * copies));
    ds->classes = SKIP_CLASSES;
    for (int64_t c = 0; c < SKIP_CLASSES; c++) {
        char recipe[40];
        gnn_graph **g = NULL;
        int64_t made = 0;
        snprintf(recipe, sizeof recipe, "csl:n=41,skip=%d", skip_of_class[c]);
        GNN_TRY(gnn_generate(&g, &made, recipe, 1, 0));
        for (int64_t k = 0; k < copies && st == GNN_OK; k++) {
            ds->samples[c * copies + k].graph_class = (int32_t)c;
            st = renumbered(&ds->samples[c * copies + k].graph, g[0], (uint64_t)(c * copies + k));
        }
        gnn_graphs_free(g, made);
        GNN_TRY(st);
    }
    *out = ds, ds = NULL;
done:
    gnn_dataset_free(ds);
    return st;
}

/* ---- data sets ---- */

static int64_t degree(const gnn_graph *g, int64_t u)
{
    return gnn_graph_ptr(g)[u + 1] - gnn_graph_ptr(g)[u];
}

/* Where nodes have no tags: a column for each degree that occurs, as both authors' codes do. */
static gnn_status degrees_as_tags(gnn_dataset *ds)
{
    gnn_status st = GNN_OK;
    int64_t nodes = 0, at = 0, *value = NULL;
    int32_t *index = NULL;
    for (int64_t i = 0; i < ds->count; i++) nodes += gnn_graph_n(ds->samples[i].graph);
    GNN_ALLOC(value, nodes);
    GNN_ALLOC(index, nodes);
    for (int64_t i = 0; i < ds->count; i++)
        for (int64_t u = 0; u < gnn_graph_n(ds->samples[i].graph); u++) value[at++] = degree(ds->samples[i].graph, u);
    GNN_TRY(gnn_i_number_values(index, &ds->features, nodes, value));
    GNN_TRY(gnn_i_one_hot(ds, ds->features, index));
done:
    gnn_i_free(value);
    gnn_i_free(index);
    return st;
}

gnn_status ring_data(gnn_dataset **out, const char **origin, const learn_job *j, const json_t *setting)
{
    gnn_status st = GNN_OK;
    gnn_dataset *ds = NULL;
    const char *file = plan_text(setting, "data");
    int64_t copies = plan_int(setting, "copies", 0);
    GNN_REQUIRE(file || copies > 0, GNN_EINVAL, "setting %s has neither data nor copies", plan_text(setting, "name"));
    if (!file) {
        GNN_TRY(skip_links(&ds, copies));
    } else {
        GNN_TRY(cli_read_dataset(&ds, file));
        GNN_REQUIRE(ds->classes >= 2 && !ds->node_level, GNN_EINVAL, "%s: expected graphs with a class each", file);
        if (ds->features == 0) GNN_TRY(degrees_as_tags(ds));
    }
    *out = ds, ds = NULL, *origin = file ? file : "circular skip links, n = 41, renumbered";
done:
    gnn_dataset_free(ds);
    return st;
}

/* Stratified folds; "validation": the part of the other folds' examples that chooses the epoch.  No folds: all examples
 * are trained on. */
gnn_status ring_split(uint8_t *split, const learn_job *j, const exp_run *r, const gnn_dataset *ds)
{
    gnn_status st = GNN_OK;
    int32_t *fold = NULL;
    int folds = (int)plan_int(r->setting, "folds", plan_int(j->job.plan, "folds", 0));
    memset(split, GNN_SPLIT_TRAIN, (size_t)ds->count);
    if (!r->fold) return GNN_OK;
    GNN_ALLOC(fold, ds->count);
    GNN_TRY(gnn_folds_stratified(fold, ds, folds, r->seed));
    GNN_TRY(gnn_folds_split(split, ds, fold, r->fold, plan_real(r->setting, "validation", 0), r->seed));
done:
    gnn_i_free(fold);
    return st;
}
