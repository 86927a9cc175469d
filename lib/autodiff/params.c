/* Named parameters in one contiguous block, gradients in another.  Each starts on a 64-byte boundary; padding stays 0. */
#include "op.h"

typedef struct param {
    char *name;
    int ndim;
    int64_t shape[4], at, size; /* offset and length in elements */
} param;

struct gnn_params {
    gnn_dtype dtype;
    param *list;
    int64_t count, cap;
    int64_t length, room; /* elements used and held in each block */
    void *values, *grads;
};

gnn_status gnn_params_new(gnn_params **out, gnn_dtype dtype)
{
    gnn_params *p = gnn_i_calloc(1, sizeof *p);
    if (!p) return GNN_ENOMEM;
    p->dtype = dtype;
    *out = p;
    return GNN_OK;
}

void gnn_params_free(gnn_params *p)
{
    if (!p) return;
    for (int64_t i = 0; i < p->count; i++) gnn_i_free(p->list[i].name);
    gnn_i_free(p->list);
    gnn_i_aligned_free(p->values);
    gnn_i_aligned_free(p->grads);
    gnn_i_free(p);
}

static gnn_status block_reserve(gnn_params *p, int64_t length)
{
    if (length <= p->room) return GNN_OK;
    int64_t room = 2 * length;
    size_t es = gnn_dtype_size(p->dtype);
    void *v = gnn_i_aligned_alloc((size_t)room * es), *g = v ? gnn_i_aligned_alloc((size_t)room * es) : NULL;
    if (!g) {
        gnn_i_aligned_free(v);
        return GNN_ENOMEM;
    }
    memset(v, 0, (size_t)room * es);
    memset(g, 0, (size_t)room * es);
    if (p->length) {
        memcpy(v, p->values, (size_t)p->length * es);
        memcpy(g, p->grads, (size_t)p->length * es);
    }
    gnn_i_aligned_free(p->values);
    gnn_i_aligned_free(p->grads);
    p->values = v, p->grads = g, p->room = room;
    return GNN_OK;
}

gnn_status gnn_params_add(int32_t *id, gnn_params *p, const char *name, int ndim, const int64_t *shape)
{
    int64_t size = 0;
    GNN_TRY_RETURN(gnn_i_shape_size(&size, ndim, shape));
    GNN_REQUIRE_RETURN(gnn_params_find(p, name) < 0, GNN_EINVAL, "parameter \"%s\" is declared twice", name);
    GNN_REQUIRE_RETURN(p->count < INT32_MAX && size < INT64_MAX / 64 - p->length, GNN_EOVERFLOW,
                       "parameter \"%s\" is too large", name);
    int64_t padded = (size + 15) & ~(int64_t)15; /* 64 bytes of f32 */
    GNN_TRY_RETURN(gnn_i_grow(&p->list, &p->cap, p->count + 1, sizeof *p->list));
    GNN_TRY_RETURN(block_reserve(p, p->length + padded));
    param *q = &p->list[p->count];
    memset(q, 0, sizeof *q);
    q->name = gnn_i_strdup(name);
    if (!q->name) return GNN_ENOMEM;
    q->ndim = ndim, q->at = p->length, q->size = size;
    for (int i = 0; i < ndim; i++) q->shape[i] = shape[i];
    p->length += padded;
    *id = (int32_t)p->count++;
    return GNN_OK;
}

int32_t gnn_params_count(const gnn_params *p) { return (int32_t)p->count; }
const char *gnn_params_name(const gnn_params *p, int32_t id) { return p->list[id].name; }
gnn_dtype gnn_params_dtype(const gnn_params *p) { return p->dtype; }

int64_t gnn_params_size(const gnn_params *p)
{
    int64_t s = 0;
    for (int64_t i = 0; i < p->count; i++) s += p->list[i].size;
    return s;
}

int32_t gnn_params_find(const gnn_params *p, const char *name)
{
    for (int64_t i = 0; i < p->count; i++)
        if (strcmp(p->list[i].name, name) == 0) return (int32_t)i;
    return -1;
}

static gnn_tensor view(const gnn_params *p, int32_t id, void *block)
{
    gnn_bug_assert(id >= 0 && id < p->count);
    const param *q = &p->list[id];
    gnn_tensor t = { .dtype = p->dtype, .ndim = q->ndim };
    memcpy(t.shape, q->shape, sizeof t.shape);
    t.data = (char *)block + (size_t)q->at * gnn_dtype_size(p->dtype);
    return t;
}

gnn_tensor gnn_params_value(gnn_params *p, int32_t id) { return view(p, id, p->values); }
gnn_tensor gnn_params_grad(gnn_params *p, int32_t id) { return view(p, id, p->grads); }

int64_t gnn_params_block(gnn_params *p, void **values, void **grads)
{
    if (values) *values = p->values;
    if (grads) *grads = p->grads;
    return p->length;
}

void gnn_params_zero_grad(gnn_params *p)
{
    if (p->length) memset(p->grads, 0, (size_t)p->length * gnn_dtype_size(p->dtype));
}
