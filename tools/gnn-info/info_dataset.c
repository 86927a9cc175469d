/* Facts about a data set: sizes, features, classes, splits, folds. */
#include "info.h"

static void add_sizes(json_t *o, const gnn_dataset *ds)
{
    int64_t nodes = 0, edges = 0, smallest = 0, largest = 0, directed = 0, sparse = 0;
    for (int64_t i = 0; i < ds->count; i++) {
        const gnn_sample *s = &ds->samples[i];
        int64_t n = gnn_graph_n(s->graph);
        nodes += n, edges += gnn_graph_edges(s->graph);
        directed += gnn_graph_directed(s->graph) != 0, sparse += s->x_sparse != NULL;
        if (i == 0 || n < smallest) smallest = n;
        if (n > largest) largest = n;
    }
    info_int(o, "graphs", ds->count);
    info_int(o, "vertices", nodes);
    info_int(o, "edges", edges);
    if (ds->count > 1) {
        info_int(o, "vertices_min", smallest);
        info_real(o, "vertices_mean", (double)nodes / (double)ds->count);
        info_int(o, "vertices_max", largest);
        info_real(o, "edges_mean", (double)edges / (double)ds->count);
    }
    info_int(o, "directed_graphs", directed);
    info_int(o, "features", ds->features);
    info_bool(o, "sparse_features", sparse > 0);
    info_int(o, "edge_features", ds->edge_features);
}

static gnn_status add_classes(json_t *o, const gnn_dataset *ds)
{
    gnn_status st = GNN_OK;
    int64_t *count, unknown = 0, split[4] = { 0 };
    bool has_split = false;
    GNN_CALLOC(count, ds->classes + 1);
    for (int64_t i = 0; i < ds->count; i++) {
        const gnn_sample *s = &ds->samples[i];
        int64_t rows = ds->node_level ? gnn_graph_n(s->graph) : 1;
        for (int64_t k = 0; k < rows; k++) {
            int32_t c = !ds->node_level ? s->graph_class : s->node_class ? s->node_class[k] : -1;
            if (c >= 0 && c < ds->classes)
                count[c]++;
            else
                unknown++;
            if (s->node_split) has_split = true, split[s->node_split[k] & 3]++;
        }
    }
    info_text(o, "labels_on", "%s", ds->node_level ? "vertices" : "graphs");
    info_int(o, "classes", ds->classes);
    json_t *list = json_array();
    for (int64_t c = 0; c < ds->classes; c++) json_array_append_new(list, json_integer(count[c]));
    json_object_set_new(o, "class_sizes", list);
    info_int(o, "unlabelled", unknown);
    if (has_split) {
        info_int(o, "train", split[GNN_SPLIT_TRAIN]);
        info_int(o, "validation", split[GNN_SPLIT_VAL]);
        info_int(o, "test", split[GNN_SPLIT_TEST]);
    }
done:
    gnn_i_free(count);
    return st;
}

static gnn_status add_folds(json_t *o, const gnn_dataset *ds)
{
    gnn_status st = GNN_OK;
    int64_t *size;
    GNN_CALLOC(size, ds->folds + 1);
    for (int64_t i = 0; ds->fold && i < ds->count; i++)
        if (ds->fold[i] >= 0 && ds->fold[i] <= ds->folds) size[ds->fold[i]]++;
    info_int(o, "folds", ds->folds);
    json_t *list = json_array();
    for (int f = 1; f <= ds->folds; f++) json_array_append_new(list, json_integer(size[f]));
    if (ds->folds)
        json_object_set_new(o, "fold_sizes", list);
    else
        json_decref(list);
done:
    gnn_i_free(size);
    return st;
}

gnn_status info_dataset(const char *path)
{
    gnn_dataset *ds;
    GNN_TRY_RETURN(gnn_read_dataset(&ds, path, NULL));
    json_t *o = info_new("data set");
    info_text(o, "name", "%s", ds->name);
    info_text(o, "format", "%s", ds->format);
    add_sizes(o, ds);
    gnn_status st = add_classes(o, ds);
    if (st == GNN_OK) st = add_folds(o, ds);
    gnn_dataset_free(ds);
    if (st == GNN_OK) return info_print(o);
    json_decref(o);
    return st;
}
