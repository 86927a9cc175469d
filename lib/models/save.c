/* Models in safetensors files: parameters and buffers under their names; name, configuration and bound as metadata. */
#include "models/model.h"

static gnn_status pack_block(gnn_safetensors *file, gnn_params *p)
{
    gnn_status st = GNN_OK;
    gnn_tensor *copy = NULL;
    for (int32_t i = 0; i < gnn_params_count(p); i++) {
        gnn_tensor v = gnn_params_value(p, i);
        GNN_TRY(gnn_tensor_new(&copy, v.dtype, v.ndim, v.shape));
        GNN_TRY(gnn_tensor_copy(copy, &v));
        GNN_TRY(gnn_i_safetensors_add(file, gnn_params_name(p, i), copy));
        copy = NULL;
    }
done:
    gnn_tensor_free(copy);
    return st;
}

gnn_status gnn_i_model_pack(gnn_safetensors *st, gnn_model *m)
{
    GNN_TRY_RETURN(gnn_i_safetensors_add_meta(st, "format", "libgnn model"));
    GNN_TRY_RETURN(gnn_i_safetensors_add_meta(st, "libgnn", gnn_version()));
    GNN_TRY_RETURN(gnn_i_safetensors_add_meta(st, "model", gnn_model_name(m)));
    GNN_TRY_RETURN(gnn_i_safetensors_add_meta(st, "config", gnn_model_config(m)));
    GNN_TRY_RETURN(gnn_i_safetensors_add_meta(st, "bound", gnn_model_bound(m)));
    GNN_TRY_RETURN(pack_block(st, gnn_model_params(m)));
    return pack_block(st, gnn_model_buffers(m));
}

gnn_status gnn_model_save(gnn_model *m, const char *path, int force)
{
    gnn_status st = GNN_OK;
    gnn_safetensors *file;
    GNN_CALLOC(file, 1);
    GNN_TRY(gnn_i_model_pack(file, m));
    GNN_TRY(gnn_safetensors_write(path, file, force));
done:
    gnn_safetensors_free(file);
    return st;
}

static gnn_status unpack_block(gnn_params *p, const gnn_safetensors *st, const char *path)
{
    for (int32_t i = 0; i < gnn_params_count(p); i++) {
        const char *name = gnn_params_name(p, i);
        const gnn_tensor *t = gnn_safetensors_get(st, name);
        gnn_tensor v = gnn_params_value(p, i);
        char a[48], b[48];
        GNN_REQUIRE_RETURN(t, GNN_ESHAPE, "%s: tensor \"%s\" %s is missing", path, name, gnn_i_shape_text(a, &v));
        bool same = t->ndim == v.ndim;
        for (int k = 0; same && k < v.ndim; k++) same = t->shape[k] == v.shape[k];
        GNN_REQUIRE_RETURN(same, GNN_ESHAPE, "%s: tensor \"%s\" is %s, the configuration needs %s", path, name,
                           gnn_i_shape_text(a, t), gnn_i_shape_text(b, &v));
        GNN_TRY_RETURN(gnn_tensor_copy(&v, t));
    }
    return GNN_OK;
}

static gnn_status nothing_more(gnn_model *m, const gnn_safetensors *st, const char *path)
{
    for (int64_t i = 0; i < st->count; i++)
        GNN_REQUIRE_RETURN(strncmp(st->names[i], "train.", 6) == 0 ||
                               gnn_params_find(gnn_model_params(m), st->names[i]) >= 0 ||
                               gnn_params_find(gnn_model_buffers(m), st->names[i]) >= 0,
                           GNN_ESHAPE, "%s: tensor \"%.64s\" is not part of model %s with this configuration", path,
                           st->names[i], gnn_model_name(m));
    return GNN_OK;
}

gnn_status gnn_i_model_unpack(gnn_model **out, const gnn_safetensors *file, const char *path, gnn_dtype dtype)
{
    gnn_status st = GNN_OK;
    gnn_model *m = NULL;
    const char *name = gnn_safetensors_meta(file, "model"), *config = gnn_safetensors_meta(file, "config");
    GNN_REQUIRE(name && config, GNN_EPARSE, "%s: the metadata has no \"%s\": not a model of libgnn", path,
                name ? "config" : "model");
    st = gnn_model_new(&m, name, config, dtype, 0);
    if (st != GNN_OK) { gnn_i_fail_prefix(st, "%s", path); goto done; }
    GNN_TRY(unpack_block(gnn_model_params(m), file, path));
    GNN_TRY(unpack_block(gnn_model_buffers(m), file, path));
    GNN_TRY(nothing_more(m, file, path));
    *out = m, m = NULL;
done:
    gnn_model_free(m);
    return st;
}

gnn_status gnn_model_load(gnn_model **out, const char *path, gnn_dtype dtype)
{
    gnn_safetensors *file = NULL;
    GNN_TRY_RETURN(gnn_safetensors_read(&file, path, NULL));
    gnn_status st = gnn_i_model_unpack(out, file, path, dtype);
    gnn_safetensors_free(file);
    return st;
}
