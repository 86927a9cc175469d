/* Dense arrays. */
#include "tensor_i.h"

size_t gnn_dtype_size(gnn_dtype dtype) { return dtype == GNN_F32 ? sizeof(float) : sizeof(double); }

gnn_status gnn_i_shape_size(int64_t *size, int ndim, const int64_t *shape)
{
    int64_t s = 1;
    GNN_REQUIRE_RETURN(ndim >= 0 && ndim <= 4, GNN_EINVAL, "tensor: %d dimensions, 0 to 4 are possible", ndim);
    for (int i = 0; i < ndim; i++) {
        GNN_REQUIRE_RETURN(shape[i] >= 0, GNN_EINVAL, "tensor: size %lld in dimension %d", (long long)shape[i], i);
        GNN_REQUIRE_RETURN(gnn_i_mul_ok(s, shape[i], &s) && s <= INT64_MAX / 16, GNN_EOVERFLOW,
                           "tensor: too many elements");
    }
    *size = s;
    return GNN_OK;
}

gnn_status gnn_tensor_new(gnn_tensor **out, gnn_dtype dtype, int ndim, const int64_t *shape)
{
    gnn_status st = GNN_OK;
    gnn_tensor *t = NULL;
    int64_t size = 0;
    GNN_TRY(gnn_i_shape_size(&size, ndim, shape));
    GNN_CALLOC(t, 1);
    t->dtype = dtype, t->ndim = ndim;
    for (int i = 0; i < ndim; i++) t->shape[i] = shape[i];
    size_t bytes = (size_t)size * gnn_dtype_size(dtype);
    t->data = gnn_i_aligned_alloc(bytes ? bytes : 1);
    if (!t->data) { st = GNN_ENOMEM; goto done; }
    memset(t->data, 0, bytes);
    *out = t, t = NULL;
done:
    gnn_tensor_free(t);
    return st;
}

void gnn_tensor_free(gnn_tensor *t)
{
    if (!t) return;
    gnn_i_aligned_free(t->data);
    gnn_i_free(t);
}

gnn_tensor gnn_tensor_view2(gnn_dtype dtype, int64_t rows, int64_t cols, void *data)
{
    return (gnn_tensor){ dtype, 2, { rows, cols }, data };
}

int64_t gnn_tensor_size(const gnn_tensor *t)
{
    int64_t s = 1;
    for (int i = 0; i < t->ndim; i++) s *= t->shape[i];
    return s;
}

int64_t gnn_tensor_rows(const gnn_tensor *t) { return t->ndim ? t->shape[0] : 1; }

int64_t gnn_tensor_cols(const gnn_tensor *t)
{
    int64_t s = 1;
    for (int i = 1; i < t->ndim; i++) s *= t->shape[i];
    return s;
}

double gnn_tensor_get(const gnn_tensor *t, int64_t i)
{
    return t->dtype == GNN_F32 ? (double)((const float *)t->data)[i] : ((const double *)t->data)[i];
}

void gnn_tensor_set(gnn_tensor *t, int64_t i, double value)
{
    if (t->dtype == GNN_F32)
        ((float *)t->data)[i] = (float)value;
    else
        ((double *)t->data)[i] = value;
}

gnn_status gnn_tensor_copy(gnn_tensor *dst, const gnn_tensor *src)
{
    int64_t size = gnn_tensor_size(src);
    GNN_REQUIRE_RETURN(gnn_tensor_size(dst) == size, GNN_ESHAPE, "copy: %lld elements into %lld", (long long)size,
                       (long long)gnn_tensor_size(dst));
    if (dst->dtype == src->dtype) {
        if (size) memmove(dst->data, src->data, (size_t)size * gnn_dtype_size(src->dtype));
        return GNN_OK;
    }
    for (int64_t i = 0; i < size; i++) gnn_tensor_set(dst, i, gnn_tensor_get(src, i));
    return GNN_OK;
}
