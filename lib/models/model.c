/* Models by name: making, forward pass with its checks, registry and help. */
#include "models/model.h"
#include <pthread.h>

#define GNN_MODEL(name) extern const gnn_i_model_class gnn_i_model_##name;
#include "models/models.def"
#undef GNN_MODEL

const gnn_i_model_class *const gnn_i_model_classes[] = {
#define GNN_MODEL(name) &gnn_i_model_##name,
#include "models/models.def"
#undef GNN_MODEL
    NULL
};

enum { MODELS = sizeof gnn_i_model_classes / sizeof gnn_i_model_classes[0] - 1, HELP = 4096 };

const char *gnn_model_list(int i) { return i >= 0 && i < MODELS ? gnn_i_model_classes[i]->name : NULL; }

static int number_of(const char *name)
{
    for (int i = 0; i < MODELS; i++)
        if (name && strcmp(gnn_i_model_classes[i]->name, name) == 0) return i;
    return -1;
}

static char help_text[MODELS][HELP];
static pthread_once_t help_once = PTHREAD_ONCE_INIT;

static void write_help(void)
{
    for (int i = 0; i < MODELS; i++) gnn_i_config_help(help_text[i], HELP, gnn_i_model_classes[i]);
}

const char *gnn_model_help(const char *name)
{
    int i = number_of(name);
    pthread_once(&help_once, write_help);
    return i < 0 ? NULL : help_text[i];
}

static gnn_status no_such_model(const char *name)
{
    char known[256];
    size_t n = 0;
    for (int i = 0; i < MODELS && n < sizeof known; i++)
        n += (size_t)snprintf(known + n, sizeof known - n, i ? " %s" : "%s", gnn_i_model_classes[i]->name);
    return gnn_i_fail(GNN_ENOTFOUND, "there is no model \"%.40s\"; there are: %s", name ? name : "", known);
}

gnn_status gnn_model_new(gnn_model **out, const char *name, const char *json, gnn_dtype dtype, uint64_t seed)
{
    int i = number_of(name);
    return i < 0 ? no_such_model(name) : gnn_i_model_make(out, gnn_i_model_classes[i], json, dtype, seed);
}

gnn_status gnn_i_model_make(gnn_model **out, const gnn_i_model_class *class, const char *json, gnn_dtype dtype,
                            uint64_t seed)
{
    gnn_status st = GNN_OK;
    gnn_model *m = NULL;
    GNN_CALLOC(m, 1);
    m->class = class;
    GNN_TRY(gnn_i_config_read(&m->config, &m->json, m->class, json));
    st = gnn_i_counts_read(&m->counts, m->config.patterns);
    if (st != GNN_OK) { gnn_i_fail_prefix(st, "model %s: patterns", m->class->name); goto done; }
    m->config.in += m->counts.columns;
    const char *bound = m->class->bound_of ? m->class->bound_of(&m->config) : m->class->bound;
    snprintf(m->bound, sizeof m->bound, "%s", gnn_i_counts_bound(&m->counts, bound));
    GNN_TRY(gnn_params_new(&m->params, dtype));
    GNN_TRY(gnn_builder_new(&m->builder, m->params, seed));
    gnn_builder_set_init(m->builder, (gnn_init)m->config.init);
    m->state = gnn_i_calloc(1, m->class->size);
    if (!m->state) { st = GNN_ENOMEM; goto done; }
    st = m->class->init(m->state, m->builder, &m->config);
    if (st != GNN_OK) { gnn_i_fail_prefix(st, "model %s", m->class->name); goto done; }
    *out = m, m = NULL;
done:
    gnn_model_free(m);
    return st;
}

void gnn_model_free(gnn_model *m)
{
    if (!m) return;
    gnn_i_free(m->state);
    gnn_builder_free(m->builder);
    gnn_params_free(m->params);
    gnn_i_free(m->json);
    gnn_i_free(m);
}

static gnn_status copy_block(gnn_params *dst, gnn_params *src)
{
    for (int32_t i = 0; i < gnn_params_count(src); i++) {
        gnn_tensor d = gnn_params_value(dst, i), s = gnn_params_value(src, i);
        GNN_TRY_RETURN(gnn_tensor_copy(&d, &s));
    }
    return GNN_OK;
}

gnn_status gnn_i_model_clone(gnn_model **out, gnn_model *m, gnn_dtype dtype)
{
    gnn_status st = GNN_OK;
    gnn_model *k = NULL;
    GNN_TRY(gnn_i_model_make(&k, m->class, gnn_model_config(m), dtype, 0));
    GNN_TRY(copy_block(gnn_model_params(k), gnn_model_params(m)));
    GNN_TRY(copy_block(gnn_model_buffers(k), gnn_model_buffers(m)));
    *out = k, k = NULL;
done:
    gnn_model_free(k);
    return st;
}

gnn_params *gnn_model_params(gnn_model *m) { return m->params; }
gnn_params *gnn_model_buffers(gnn_model *m) { return gnn_builder_buffers(m->builder); }
const char *gnn_model_name(const gnn_model *m) { return m->class->name; }
const char *gnn_model_config(const gnn_model *m) { return m->json; }
gnn_dtype gnn_model_dtype(const gnn_model *m) { return gnn_params_dtype(m->params); }
const char *const *gnn_model_operators(const gnn_model *m, int *count)
{
    return gnn_builder_operators(m->builder, count);
}
const char *gnn_model_bound(const gnn_model *m) { return m->bound; }
int gnn_model_equivariant(const gnn_model *m) { return !m->class->samples || !m->class->samples(&m->config); }
int gnn_model_per_graph(const gnn_model *m) { return m->config.readout != GNN_POOL_NONE; }

static gnn_status check_input(const gnn_model *m, const gnn_input *in)
{
    int count;
    const char *const *names = gnn_model_operators(m, &count);
    int64_t rows = in->x ? gnn_tensor_rows(in->x) : in->x_sparse ? gnn_operator_rows(in->x_sparse) : -1;
    int64_t cols = in->x ? gnn_tensor_cols(in->x) : in->x_sparse ? gnn_operator_cols(in->x_sparse) : -1;
    if (in->x && in->x->ndim == 2) cols = in->x->shape[1]; /* also when there are no rows */
    GNN_REQUIRE_RETURN(rows >= 0, GNN_EINVAL, "the input has no node features (x or x_sparse)");
    GNN_REQUIRE_RETURN(rows == in->n && cols == m->config.in, GNN_ESHAPE,
                       "node features are (%lld,%lld), expected (%lld,%lld)", (long long)rows, (long long)cols,
                       (long long)in->n, (long long)m->config.in);
    GNN_REQUIRE_RETURN(in->graphs >= 0 && in->node_ptr && in->node_ptr[in->graphs] == in->n, GNN_EINVAL,
                       "node_ptr does not end at n = %lld", (long long)in->n);
    for (int i = 0; i < count; i++) {
        GNN_REQUIRE_RETURN(in->ops && in->ops[i], GNN_EINVAL, "operator %d, \"%s\", is missing", i, names[i]);
        GNN_REQUIRE_RETURN(gnn_i_operator_of_edges(names[i]) ||
                               (gnn_operator_rows(in->ops[i]) == in->n && gnn_operator_cols(in->ops[i]) == in->n),
                           GNN_ESHAPE, "operator \"%s\" is (%lld,%lld), the input has %lld nodes", names[i],
                           (long long)gnn_operator_rows(in->ops[i]), (long long)gnn_operator_cols(in->ops[i]),
                           (long long)in->n);
        GNN_REQUIRE_RETURN(gnn_operator_dtype(in->ops[i]) == gnn_model_dtype(m), GNN_EDTYPE,
                           "operator \"%s\" is %s, the model %s", names[i],
                           gnn_operator_dtype(in->ops[i]) == GNN_F32 ? "f32" : "f64",
                           gnn_model_dtype(m) == GNN_F32 ? "f32" : "f64");
    }
    return GNN_OK;
}

gnn_var gnn_model_forward(gnn_model *m, gnn_tape *tape, const gnn_input *in)
{
    gnn_status st = check_input(m, in);
    if (st != GNN_OK) return gnn_i_poison(tape, st, m->class->name);
    gnn_context c = gnn_context_new(m->builder, tape, in);
    return m->class->forward(m->state, &c, in->x ? gnn_constant(tape, in->x) : gnn_none(tape));
}
