/* Training and test graphs: recipes of gnn_community_draw, and "snap:NAME", pairs of communities cut from SNAP's files
 * snap/com-NAME.ungraph.txt and snap/com-NAME.top5000.cmty.txt, here or below GNN_DATA_DIR, plain or .gz. */
#include "community_exp.h"

static const char *snap_name(const char *recipe) { return strncmp(recipe, "snap:", 5) == 0 ? recipe + 5 : NULL; }

/* A file of the set, plain or packed; what is missing is named. */
static gnn_status snap_file(char found[4096], const char *name, const char *end)
{
    static const char *const packed[] = { "", ".gz" };
    char path[256], below[4096];
    for (int i = 0; i < 2; i++) {
        GNN_REQUIRE_RETURN(snprintf(path, sizeof path, "snap/com-%s.%s%s", name, end, packed[i]) < (int)sizeof path,
                           GNN_EINVAL, "snap:%s: the name is too long", name);
        const char *at = cli_data_path(below, path);
        if (!at) continue;
        snprintf(found, 4096, "%s", at);
        return GNN_OK;
    }
    return gnn_i_fail(GNN_EIO,
                      "snap:%s: snap/com-%s.%s is not here, nor below GNN_DATA_DIR (it is SNAP's, unpacked or .gz)",
                      name, name, end);
}

static gnn_status open_snap(community_job *j, const char *name)
{
    char graph[4096], communities[4096];
    if (j->snap) {
        GNN_REQUIRE_RETURN(strcmp(j->snap_name, name) == 0, GNN_EUNSUPPORTED,
                           "snap:%s and snap:%s in one run, one was expected", j->snap_name, name);
        return GNN_OK;
    }
    GNN_TRY_RETURN(snap_file(graph, name, "ungraph.txt"));
    GNN_TRY_RETURN(snap_file(communities, name, "top5000.cmty.txt"));
    GNN_TRY_RETURN(
        cli_input(gnn_snap_read(&j->snap, graph, communities, (uint64_t)plan_int(j->job.plan, "test_seed", 1))));
    j->snap_name = name;
    cli_note("snap:%s: %lld communities, %lld pairs for training, %lld for testing", name,
             (long long)gnn_snap_communities(j->snap), (long long)gnn_snap_pairs(j->snap, 0),
             (long long)gnn_snap_pairs(j->snap, 1));
    for (int test = 0; test < 2; test++)
        GNN_REQUIRE_RETURN(gnn_snap_pairs(j->snap, test) > 0, GNN_EUNSUPPORTED,
                           "snap:%s: no two communities for %s meet", name, test ? "testing" : "training");
    return GNN_OK;
}

gnn_status community_graphs_begin(community_job *j)
{
    const json_t *lists[] = { json_object_get(j->job.plan, "settings"), j->tests }, *o;
    size_t i;
    for (int k = 0; k < 2; k++)
        json_array_foreach(lists[k], i, o) {
            const char *recipe = plan_text(o, "data"), *name = recipe ? snap_name(recipe) : NULL;
            if (name) GNN_TRY_RETURN(open_snap(j, name));
        }
    return GNN_OK;
}

const gnn_snap *community_snap(const community_job *j, const char *recipe)
{
    return snap_name(recipe) ? j->snap : NULL;
}

gnn_status community_test_graph(gnn_graph **out, const community_job *j, const char *recipe, uint64_t i)
{
    uint64_t seed = (uint64_t)plan_int(j->job.plan, "test_seed", 1);
    const gnn_snap *snap = community_snap(j, recipe);
    if (!snap) return gnn_community_draw(out, recipe, seed, "community test", i);
    gnn_rng rng = gnn_rng_stream(seed, "community test", i);
    return gnn_snap_graph(out, snap, 1, (int64_t)gnn_rng_below(&rng, (uint64_t)gnn_snap_pairs(snap, 1)));
}
