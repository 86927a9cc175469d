#include "model_case.h"

/* Has the model this key, and where it is a choice, this one (a JSON string)? */
static bool has_key(const char *name, const char *key, const char *value)
{
    char word[64];
    snprintf(word, sizeof word, " %.*s ", (int)strcspn(value + 1, "\""), value + 1);
    for (int i = 0; gnn_i_model_classes[i]; i++)
        if (strcmp(gnn_i_model_classes[i]->name, name) == 0)
            for (const gnn_i_key *k = gnn_i_model_classes[i]->keys; k->key; k++) {
                char choices[256];
                snprintf(choices, sizeof choices, " %s ", k->choices ? k->choices : "");
                if (strcmp(k->key, key) == 0) return !k->choices || strstr(choices, word);
            }
    return false;
}

const char *model_case_config(const char *name, int i)
{
    static char text[512];
    static const char *const readouts[] = { "none", "sum", "mean", "max", "attention" };
    if (i >= 6) return NULL;
    size_t n = (size_t)snprintf(text, sizeof text, "{\"in\":3,\"out\":2,\"readout\":\"%s\"", readouts[i % 5]);
#define ADD(key, value) \
    if (has_key(name, key, value)) n += (size_t)snprintf(text + n, sizeof text - n, ",\"%s\":%s", key, value)
    ADD("edge_in", "2");
    ADD("hidden", i == 2 ? "2" : "5");
    /* 2 with batch norms: on a complete graph a message makes all rows equal, and each norm then makes rounding 316 times larger */
    ADD("layers", i == 1 ? "1" : i == 4 ? "2" : "3");
    ADD("heads", "2");
    if (i == 5) {
        ADD("norm", "\"graph-stats\"");
        ADD("learn_eps", "true");
        ADD("residual", "true");
        ADD("jk", "\"cat\"");
    }
    if (i == 1) { ADD("patterns", "\"\""); ADD("norm", "\"graph\""); ADD("jk", "\"sum\""); ADD("pool", "\"sum\""); }
    if (i == 1 || i == 4) { ADD("readout_norm", "\"batch\""); }
    if (i == 2) { ADD("patterns", "\"triangle,star3,cycle5\""); }
    if (i == 3) { ADD("norm", "\"layer\""); ADD("activation", "\"tanh\""); ADD("init", "\"glorot\""); }
    if (i == 4) { ADD("norm", "\"batch\""); ADD("dropout", "0.5"); }
    snprintf(text + n, sizeof text - n, "}");
    return text;
}

static gnn_tensor *random_rows(int64_t rows, int64_t cols, uint64_t number, const char *what)
{
    gnn_tensor *t;
    gnn_rng r = gnn_rng_stream(21, what, number);
    ck_ok(gnn_tensor_new(&t, GNN_F32, 2, (int64_t[]){ rows, cols }));
    for (int64_t i = 0; i < rows * cols; i++) gnn_tensor_set(t, i, gnn_rng_normal(&r));
    return t;
}

gnn_dataset *model_case_dataset(uint64_t first, int64_t count, bool directed)
{
    gnn_dataset *ds = calloc(1, sizeof *ds);
    ds->count = count, ds->features = 3, ds->edge_features = 2, ds->classes = 2;
    ds->samples = calloc((size_t)count, sizeof *ds->samples);
    for (int64_t i = 0; i < count; i++) {
        gnn_sample *s = &ds->samples[i];
        s->graph = support_graph(first + (uint64_t)i, directed);
        s->x = random_rows(s->graph->n, 3, first + (uint64_t)i, "x");
        s->edge_x = random_rows(s->graph->arcs, 2, first + (uint64_t)i, "edge x");
    }
    return ds;
}

void model_case_free(gnn_dataset *ds)
{
    for (int64_t i = 0; i < ds->count; i++) {
        gnn_graph_free(ds->samples[i].graph);
        gnn_tensor_free(ds->samples[i].x);
        gnn_tensor_free(ds->samples[i].edge_x);
        gnn_operator_free(ds->samples[i].x_sparse);
    }
    free(ds->samples);
    free(ds);
}

void model_case_drop(gnn_dataset *ds)
{
    for (int64_t i = 0; i < ds->count; i++) gnn_tensor_free(ds->samples[i].x), ds->samples[i].x = NULL;
}

static bool kept(int64_t u, int64_t j) { return (u + j) % 2; }

void model_case_mask(gnn_dataset *ds)
{
    for (int64_t i = 0; i < ds->count; i++)
        for (int64_t u = 0; u < ds->samples[i].graph->n; u++)
            for (int64_t j = 0; j < 3; j++)
                if (!kept(u, j)) gnn_tensor_set(ds->samples[i].x, 3 * u + j, 0.0);
}

void model_case_sparse(gnn_dataset *ds)
{
    for (int64_t i = 0; i < ds->count; i++) {
        gnn_sample *s = &ds->samples[i];
        int64_t n = s->graph->n, *ptr = calloc((size_t)n + 1, sizeof *ptr), at = 0;
        int32_t *col = calloc((size_t)(3 * n + 1), sizeof *col);
        double *val = calloc((size_t)(3 * n + 1), sizeof *val);
        for (int64_t u = 0; u < n; ptr[++u] = at)
            for (int32_t j = 0; j < 3; j++)
                if (kept(u, j)) col[at] = j, val[at++] = gnn_tensor_get(s->x, 3 * u + j);
        ck_ok(gnn_operator_from_csr(&s->x_sparse, n, 3, ptr, col, val, GNN_F32));
        free(ptr), free(col), free(val);
    }
    model_case_drop(ds);
}
