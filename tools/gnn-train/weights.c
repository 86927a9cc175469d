/* Weights with the facts that prediction needs, as metadata "data.…" and "train.loss". */
#include "weights.h"
#include "models/model.h"

gnn_status weights_write(gnn_model *m, const weights_use *use, const char *path, int force)
{
    gnn_status st = GNN_OK;
    gnn_safetensors *file;
    char width[32];
    snprintf(width, sizeof width, "%lld", (long long)use->features);
    GNN_CALLOC(file, 1);
    GNN_TRY(gnn_i_model_pack(file, m));
    GNN_TRY(gnn_i_safetensors_add_meta(file, "data.name", use->data));
    GNN_TRY(gnn_i_safetensors_add_meta(file, "data.level", use->node_level ? "node" : "graph"));
    GNN_TRY(gnn_i_safetensors_add_meta(file, "data.features", width));
    GNN_TRY(gnn_i_safetensors_add_meta(file, "data.normalize", use->normalize ? "rows" : "no"));
    GNN_TRY(gnn_i_safetensors_add_meta(file, "train.loss", use->loss));
    GNN_TRY(gnn_safetensors_write(path, file, force));
done:
    gnn_safetensors_free(file);
    return st;
}

static const char *meta(const gnn_safetensors *file, const char *key)
{
    const char *v = gnn_safetensors_meta(file, key);
    return v ? v : "";
}

gnn_status weights_read(gnn_model **out, weights_use *use, const char *path)
{
    gnn_status st = GNN_OK;
    gnn_safetensors *file = NULL;
    GNN_TRY(gnn_safetensors_read(&file, path, NULL));
    GNN_REQUIRE(!gnn_safetensors_meta(file, "train.run"), GNN_EUNSUPPORTED,
                "%s: is the state of a run, not its result: the weights to use are in model.safetensors", path);
    GNN_TRY(gnn_i_model_unpack(out, file, path, GNN_F32));
    const char *width = meta(file, "data.features"), *at = width;
    *use = (weights_use){ .known = *width != 0 };
    if (use->known && !(gnn_i_take_i64(&at, width + strlen(width), &use->features) && *at == 0)) use->known = false;
    use->normalize = strcmp(meta(file, "data.normalize"), "rows") == 0;
    use->node_level = strcmp(meta(file, "data.level"), "node") == 0;
    snprintf(use->loss, sizeof use->loss, "%s", meta(file, "train.loss"));
    snprintf(use->data, sizeof use->data, "%s", meta(file, "data.name"));
done:
    gnn_safetensors_free(file);
    return st;
}
