/* Facts about a safetensors file: model, configuration, bound, checksum, and every tensor with its range. */
#include "info.h"
#include <math.h>

static void add_tensors(json_t *o, const gnn_safetensors *st)
{
    json_t *list = json_array();
    int64_t total = 0;
    for (int64_t i = 0; i < st->count; i++) {
        const gnn_tensor *t = st->tensors[i];
        json_t *row = json_object();
        char shape[80] = "";
        for (int k = 0; k < t->ndim; k++)
            snprintf(shape + strlen(shape), 24, "%s%lld", k ? "x" : "", (long long)t->shape[k]);
        double low = INFINITY, high = -INFINITY, squares = 0;
        int64_t n = gnn_tensor_size(t), bad = 0;
        for (int64_t k = 0; k < n; k++) {
            double v = gnn_tensor_get(t, k);
            bad += !isfinite(v);
            low = fmin(low, v), high = fmax(high, v), squares += v * v;
        }
        info_text(row, "tensor", "%s", st->names[i]);
        info_text(row, "type", "%s", t->dtype == GNN_F32 ? "f32" : "f64");
        info_text(row, "shape", "%s", t->ndim ? shape : "scalar");
        info_int(row, "size", n);
        info_real(row, "min", low);
        info_real(row, "max", high);
        info_real(row, "rms", n ? sqrt(squares / (double)n) : 0);
        info_int(row, "not_finite", bad);
        json_array_append_new(list, row);
        if (strncmp(st->names[i], "train.", 6) != 0) total += n;
    }
    info_int(o, "tensors", st->count);
    info_int(o, "numbers", total);
    json_object_set_new(o, "list", list);
}

/* What the model says about itself; a file whose weights do not fit its configuration is an error. */
static gnn_status add_model(json_t *o, const char *path, const char *name)
{
    gnn_model *m;
    GNN_TRY_RETURN(gnn_model_load(&m, path, GNN_F32));
    info_text(o, "model", "%s", name);
    info_text(o, "result", "one row a %s", gnn_model_per_graph(m) ? "graph" : "vertex");
    info_text(o, "bound", "%s", gnn_model_bound(m) ? gnn_model_bound(m) : "none known");
    const char *help = gnn_model_help(name), *source = help ? strstr(help, "\n  source  ") : NULL;
    if (source) info_text(o, "source", "%.*s", (int)strcspn(source + 11, "\n"), source + 11);
    info_int(o, "parameters", gnn_params_size(gnn_model_params(m)));
    json_t *config = json_loads(gnn_model_config(m), 0, NULL);
    if (config) json_object_set_new(o, "config", config);
    gnn_model_free(m);
    return GNN_OK;
}

gnn_status info_weights(const char *path)
{
    gnn_status st = GNN_OK;
    gnn_safetensors *file = NULL;
    int verified;
    json_t *o = NULL;
    GNN_TRY(gnn_safetensors_read(&file, path, &verified));
    o = info_new("weights");
    info_text(o, "file", "%s", path);
    info_text(o, "checksum", "%s", verified ? "verified" : "none in the file");
    const char *name = gnn_safetensors_meta(file, "model");
    if (name && gnn_safetensors_meta(file, "config")) GNN_TRY(add_model(o, path, name));
    for (int64_t i = 0; i < file->meta_count; i++)
        if (!json_object_get(o, file->meta_keys[i])) {
            char key[160];
            snprintf(key, sizeof key, "metadata %.120s", file->meta_keys[i]);
            info_text(o, key, "%s", file->meta_values[i]);
        }
    add_tensors(o, file);
    st = info_print(o), o = NULL;
done:
    json_decref(o);
    gnn_safetensors_free(file);
    return st;
}
