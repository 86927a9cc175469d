/* Graphs and how many copies of a pattern each has.  A source names a file below GNN_DATA_DIR with its split; where that
 * is not there, graphs are drawn, each by one of its recipes. */
#include "counting.h"
#include "graph/generator.h"

static const json_t *source_of(const learn_job *j, const json_t *setting)
{
    const char *name = plan_text(setting, "graphs");
    return name ? json_object_get(json_object_get(j->job.plan, "sources"), name) : NULL;
}

static const char *file_of(char text[4096], const json_t *source)
{
    const char *file = plan_text(source, "file");
    return file ? cli_data_path(text, file) : NULL;
}

/* ---- graphs ---- */

static gnn_status read_graphs(gnn_dataset **out, const char *path)
{
    gnn_graph_list *list = NULL;
    GNN_TRY_RETURN(gnn_read_graphs(&list, path, NULL, NULL));
    gnn_status st = learn_dataset_new(out, path, list->count);
    for (int64_t i = 0; st == GNN_OK && i < list->count; i++)
        (*out)->samples[i].graph = list->graphs[i], list->graphs[i] = NULL;
    gnn_graph_list_free(list);
    return st;
}

static gnn_status draw_graphs(gnn_dataset **out, const json_t *source)
{
    const json_t *recipes = json_object_get(source, "recipes");
    int64_t count = plan_int(source, "count", 0), made;
    GNN_REQUIRE_RETURN(json_array_size(recipes) && count > 0, GNN_EINVAL, "a source has no recipes or no count");
    GNN_TRY_RETURN(learn_dataset_new(out, "drawn", count));
    for (int64_t i = 0; i < count; i++) {
        gnn_graph **g;
        gnn_rng rng = gnn_rng_stream((uint64_t)plan_int(source, "seed", 1), "counting recipe", (uint64_t)i);
        const char *recipe =
            json_string_value(json_array_get(recipes, (size_t)gnn_rng_below(&rng, json_array_size(recipes))));
        GNN_TRY_RETURN(
            gnn_generate(&g, &made, recipe ? recipe : "", (uint64_t)plan_int(source, "seed", 1), (uint64_t)i));
        (*out)->samples[i].graph = g[0], g[0] = NULL;
        gnn_graphs_free(g, made);
    }
    return GNN_OK;
}

/* ---- targets ---- */

/* The same graph, its vertices labelled by the parity of their numbers. */
static gnn_status with_parity(gnn_graph **out, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    int64_t n = gnn_graph_n(g);
    const int64_t *ptr = gnn_graph_ptr(g);
    gnn_i_edge_list e = { 0 };
    int32_t *label;
    GNN_ALLOC(label, n + 1);
    for (int64_t u = 0; u < n && st == GNN_OK; u++) {
        label[u] = u % 2;
        for (int64_t k = ptr[u]; k < ptr[u + 1] && st == GNN_OK; k++)
            if (gnn_graph_col(g)[k] > u) st = gnn_i_edge_list_add(&e, u, gnn_graph_col(g)[k]);
    }
    st = gnn_i_edge_list_finish(out, st, &e, n, label);
done:
    gnn_i_free(label);
    return st;
}

/* Two channels for the attributed pattern, as the authors give them: node i has (i mod 2, 1 - i mod 2). */
static gnn_status parity_features(gnn_sample *s)
{
    int64_t n = gnn_graph_n(s->graph);
    GNN_TRY_RETURN(gnn_tensor_new(&s->x, GNN_F32, 2, (int64_t[]){ n, 2 }));
    for (int64_t v = 0; v < n; v++) gnn_tensor_set(s->x, 2 * v + 1 - v % 2, 1);
    return GNN_OK;
}

static gnn_status count_one(gnn_sample *s, const char *pattern, const gnn_count_options *o, bool parity)
{
    gnn_graph *labelled = NULL;
    int64_t count;
    if (parity) GNN_TRY_RETURN(with_parity(&labelled, s->graph));
    gnn_status st = gnn_count(&count, parity ? labelled : s->graph, 1, &pattern, o);
    gnn_graph_free(labelled);
    GNN_TRY_RETURN(st);
    gnn_tensor_set(s->target, 0, (double)count);
    return parity ? parity_features(s) : GNN_OK;
}

static gnn_status count_all(gnn_dataset *ds, const json_t *setting)
{
    const char *pattern = plan_text(setting, "pattern"), *kind = plan_text(setting, "kind");
    bool induced = kind && strcmp(kind, "induced") == 0;
    gnn_count_options o = { .kind = induced ? GNN_COUNT_INDUCED : GNN_COUNT_SUBGRAPH };
    GNN_REQUIRE_RETURN(induced || !kind || strcmp(kind, "subgraph") == 0, GNN_EINVAL,
                       "setting %s: kind is \"%s\", expected subgraph or induced", plan_text(setting, "name"), kind);
    GNN_REQUIRE_RETURN(pattern, GNN_EINVAL, "setting %s has no pattern", plan_text(setting, "name"));
    bool parity = strchr(pattern, '@') != NULL;
    for (int64_t i = 0; i < ds->count; i++) GNN_TRY_RETURN(count_one(&ds->samples[i], pattern, &o, parity));
    if (parity) ds->features = 2;
    return GNN_OK;
}

gnn_status counting_graphs(gnn_dataset **out, const char **origin, const json_t *source)
{
    char text[4096];
    gnn_dataset *ds = NULL;
    GNN_REQUIRE_RETURN(source, GNN_EINVAL, "the graphs are none of the preset's sources");
    const char *path = file_of(text, source), *file = plan_text(source, "file");
    if (!path && file) cli_warning("%s: not found, nor in GNN_DATA_DIR; graphs are drawn by the same recipe", file);
    gnn_status st = path ? read_graphs(&ds, path) : draw_graphs(&ds, source);
    if (st == GNN_OK) *out = ds, *origin = path ? file : "drawn";
    else gnn_dataset_free(ds);
    return st;
}

gnn_status counting_data(gnn_dataset **out, const char **origin, const learn_job *j, const json_t *setting)
{
    gnn_status st = GNN_OK;
    gnn_dataset *ds = NULL;
    const json_t *source = source_of(j, setting);
    GNN_REQUIRE(source, GNN_EINVAL, "setting %s: its graphs are none of the sources", plan_text(setting, "name"));
    GNN_TRY(counting_graphs(&ds, origin, source));
    GNN_TRY(count_all(ds, setting));
    *out = ds, ds = NULL;
done:
    gnn_dataset_free(ds);
    return st;
}

/* ---- split ---- */

static const char *const parts[] = { "train", "val", "test" };
static const uint8_t part_split[] = { GNN_SPLIT_TRAIN, GNN_SPLIT_VAL, GNN_SPLIT_TEST };

/* Numbers of examples, from 0, separated by white space. */
static gnn_status read_part(uint8_t *split, int64_t count, const char *path, uint8_t part)
{
    char *bytes = NULL;
    size_t size;
    gnn_status st = GNN_OK;
    GNN_TRY_RETURN(gnn_i_file_read(&bytes, &size, path, 0));
    for (const char *p = bytes, *end = bytes + size; st == GNN_OK;) {
        int64_t i;
        while (p < end && strchr(" \t\r\n", *p)) p++;
        if (p == end) break;
        if (!gnn_i_take_i64(&p, end, &i) || i < 0 || i >= count)
            st = gnn_i_fail(GNN_EPARSE, "%s: byte %lld: expected the number of an example, 0 to %lld", path,
                            (long long)(p - bytes), (long long)count - 1);
        else split[i] = part;
    }
    gnn_i_free(bytes);
    return st;
}

/* No more than the plan's "most" of each part: for quick runs. */
static void cut(uint8_t *split, int64_t count, int64_t most)
{
    int64_t seen[4] = { 0 };
    for (int64_t i = 0; most > 0 && i < count; i++)
        if (++seen[split[i]] > most) split[i] = GNN_SPLIT_NONE;
}

gnn_status counting_split(uint8_t *split, const learn_job *j, const exp_run *r, const gnn_dataset *ds)
{
    char text[4096], name[512];
    const json_t *source = source_of(j, r->setting);
    const char *pattern = plan_text(source, "split");
    int64_t at = 0;
    for (int k = 0; k < 3; k++) {
        if (file_of(text, source) && pattern) {
            snprintf(name, sizeof name, "%s-%s.txt", pattern, parts[k]);
            const char *path = cli_data_path(text, name);
            GNN_REQUIRE_RETURN(path, GNN_EIO, "%s: not found, nor in GNN_DATA_DIR", name);
            GNN_TRY_RETURN(read_part(split, ds->count, path, part_split[k]));
            continue;
        }
        int64_t size = (int64_t)json_integer_value(json_array_get(json_object_get(source, "sizes"), (size_t)k));
        for (int64_t i = 0; i < size && at < ds->count; i++) split[at++] = part_split[k];
    }
    cut(split, ds->count, plan_int(j->job.plan, "most", 0));
    return GNN_OK;
}
