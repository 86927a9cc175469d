/* What layers declare: parameters with their initial values, buffers, operators by name, structures, memory. */
#include "layer.h"
#include <math.h>

typedef struct block { struct block *next; } block;

struct gnn_builder {
    gnn_params *params;  /* lent */
    gnn_params *buffers; /* owned */
    uint64_t seed;
    gnn_init init;
    char **ops;
    int64_t count, cap;
    gnn_i_structure *structures;
    int64_t structure_count, structure_cap;
    block *memory;
};

gnn_status gnn_builder_new(gnn_builder **out, gnn_params *params, uint64_t seed)
{
    gnn_status st = GNN_OK;
    gnn_builder *b;
    GNN_CALLOC(b, 1);
    b->params = params, b->seed = seed, b->init = GNN_INIT_TORCH;
    GNN_TRY(gnn_params_new(&b->buffers, gnn_params_dtype(params)));
    *out = b, b = NULL;
done:
    gnn_builder_free(b);
    return st;
}

void gnn_builder_free(gnn_builder *b)
{
    if (!b) return;
    gnn_params_free(b->buffers);
    for (int64_t i = 0; i < b->count; i++) gnn_i_free(b->ops[i]);
    gnn_i_free(b->ops);
    gnn_i_free(b->structures);
    for (block *m = b->memory, *next; m; m = next) {
        next = m->next;
        gnn_i_free(m);
    }
    gnn_i_free(b);
}

gnn_params *gnn_builder_params(gnn_builder *b) { return b->params; }
gnn_params *gnn_builder_buffers(gnn_builder *b) { return b->buffers; }
void gnn_builder_set_init(gnn_builder *b, gnn_init init) { b->init = init; }
gnn_init gnn_i_builder_init(const gnn_builder *b) { return b->init; }

gnn_context gnn_context_new(gnn_builder *b, gnn_tape *tape, const gnn_input *in)
{
    return (gnn_context){ .tape = tape, .in = in, .params = b->params, .buffers = b->buffers };
}

const char *const *gnn_builder_operators(const gnn_builder *b, int *count)
{
    *count = (int)b->count;
    return (const char *const *)b->ops;
}

gnn_status gnn_builder_operator(int *index, gnn_builder *b, const char *name)
{
    for (int64_t i = 0; i < b->count; i++)
        if (strcmp(b->ops[i], name) == 0) {
            *index = (int)i;
            return GNN_OK;
        }
    GNN_TRY_RETURN(gnn_i_grow(&b->ops, &b->cap, b->count + 1, sizeof *b->ops));
    char *copy = gnn_i_strdup(name);
    if (!copy) return GNN_ENOMEM;
    b->ops[b->count] = copy;
    *index = (int)b->count++;
    return GNN_OK;
}

gnn_status gnn_i_builder_structure(gnn_i_structure *s, gnn_builder *b, const gnn_i_structure_class *class,
                                   const void *options)
{
    GNN_TRY_RETURN(gnn_i_grow(&b->structures, &b->structure_cap, b->structure_count + 1, sizeof *b->structures));
    *s = (gnn_i_structure){ class, options, (int)b->structure_count };
    b->structures[b->structure_count++] = *s;
    return GNN_OK;
}

const gnn_i_structure *gnn_i_builder_structures(const gnn_builder *b, int64_t *count)
{
    *count = b->structure_count;
    return b->structures;
}

void *gnn_builder_alloc(gnn_builder *b, size_t bytes)
{
    enum { HEAD = 64 };
    if (bytes > SIZE_MAX - HEAD) return NULL;
    block *m = gnn_i_calloc(1, HEAD + bytes);
    if (!m) return NULL;
    m->next = b->memory, b->memory = m;
    return (char *)m + HEAD;
}

gnn_status gnn_i_part(char *buf, const char *layer, const char *part)
{
    int n = snprintf(buf, 96, "%s.%s", layer, part);
    GNN_REQUIRE_RETURN(n > 0 && n < 96, GNN_EINVAL, "the name \"%s.%s\" has more than 95 characters", layer, part);
    return GNN_OK;
}

/* Half-width of uniform, deviation of normal initial values; 0: none are drawn. */
static double init_scale(gnn_init init, int64_t fan_in, int64_t fan_out)
{
    if (init == GNN_INIT_TORCH) return fan_in > 0 ? 1.0 / sqrt((double)fan_in) : 0.0;
    if (fan_in + fan_out <= 0) return 0.0;
    if (init == GNN_INIT_GLOROT) return sqrt(6.0 / (double)(fan_in + fan_out));
    return init == GNN_INIT_GLOROT_NORMAL ? sqrt(2.0 / (double)(fan_in + fan_out)) : 0.0;
}

static double init_value(gnn_init init, double scale, gnn_rng *r)
{
    if (init == GNN_INIT_ONE) return 1.0;
    if (scale == 0) return 0.0;
    return scale * (init == GNN_INIT_GLOROT_NORMAL ? gnn_rng_normal(r) : 2 * gnn_rng_uniform(r) - 1);
}

gnn_status gnn_builder_param(int32_t *id, gnn_builder *b, const char *layer, const char *name, int ndim,
                             const int64_t *shape, gnn_init init, int64_t fan_in, int64_t fan_out)
{
    char full[96];
    int32_t at;
    GNN_TRY_RETURN(gnn_i_part(full, layer, name));
    GNN_TRY_RETURN(gnn_params_add(&at, b->params, full, ndim, shape));
    gnn_tensor t = gnn_params_value(b->params, at);
    double scale = init_scale(init, fan_in, fan_out);
    gnn_rng r = gnn_rng_stream(b->seed, full, 0);
    for (int64_t i = 0, n = gnn_tensor_size(&t); i < n; i++) gnn_tensor_set(&t, i, init_value(init, scale, &r));
    *id = at;
    return GNN_OK;
}

gnn_status gnn_builder_buffer(int32_t *id, gnn_builder *b, const char *layer, const char *name, int ndim,
                              const int64_t *shape, gnn_init init)
{
    char full[96];
    int32_t at;
    GNN_TRY_RETURN(gnn_i_part(full, layer, name));
    GNN_TRY_RETURN(gnn_params_add(&at, b->buffers, full, ndim, shape));
    gnn_tensor t = gnn_params_value(b->buffers, at);
    if (init == GNN_INIT_ONE)
        for (int64_t i = 0, n = gnn_tensor_size(&t); i < n; i++) gnn_tensor_set(&t, i, 1.0);
    *id = at;
    return GNN_OK;
}

gnn_status gnn_i_weight(int32_t *id, gnn_builder *b, const char *layer, const char *name, int ndim,
                        const int64_t *shape, int64_t fan_in, int64_t fan_out)
{
    return gnn_builder_param(id, b, layer, name, ndim, shape, b->init, fan_in, fan_out);
}

gnn_status gnn_i_bias(int32_t *id, gnn_builder *b, const char *layer, const char *name, int64_t d, int64_t fan_in)
{
    gnn_init init = b->init == GNN_INIT_TORCH ? GNN_INIT_TORCH : GNN_INIT_ZERO;
    return gnn_builder_param(id, b, layer, name, 1, (int64_t[]){ d }, init, fan_in, d);
}
