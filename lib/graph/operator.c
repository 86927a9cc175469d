/* Operators: names, life, and the transpose that every matrix carries. */
#include "operator_i.h"
#include <math.h>

/* ---- names ---- */

typedef gnn_status (*builder)(gnn_operator **, const gnn_graph *, const char *, gnn_dtype, double);

static const struct {
    const char *name;
    char mark; /* '_': "name_j" with an integer; ':': "name:r" with a real; 0: nothing may follow */
    builder build;
} families[] = {
    { "I", 0, gnn_i_operator_simple },     { "D", 0, gnn_i_operator_simple },   { "U", 0, gnn_i_operator_simple },
    { "A+I", 0, gnn_i_operator_simple },   { "gcn", 0, gnn_i_operator_simple }, { "sym", 0, gnn_i_operator_simple },
    { "rw", 0, gnn_i_operator_simple },    { "L", 0, gnn_i_operator_simple },   { "L_sym", 0, gnn_i_operator_simple },
    { "L_rw", 0, gnn_i_operator_simple },  { "Q", 0, gnn_i_operator_simple },   { "bethe", ':', gnn_i_operator_simple },
    { "A", '_', gnn_i_operator_walk },     { "B", '_', gnn_i_operator_line },   { "D_L", 0, gnn_i_operator_line },
    { "Pm", 0, gnn_i_operator_line },      { "Pd", 0, gnn_i_operator_line },    { "PmT", 0, gnn_i_operator_line },
    { "PdT", 0, gnn_i_operator_line },        { "LA", '_', gnn_i_operator_line },  { "D_LA", 0, gnn_i_operator_line },
    { "P", 0, gnn_i_operator_line },          { "PT", 0, gnn_i_operator_line },
};

/* Does `name` belong to family f, and with which number? */
static bool belongs(const char *name, size_t f, double *arg)
{
    size_t n = strlen(families[f].name);
    *arg = -1;
    if (strncmp(name, families[f].name, n) != 0) return false;
    if (name[n] == 0) return true;
    if (families[f].mark == 0 || name[n] != families[f].mark) return false;
    const char *p = name + n + 1, *end = name + strlen(name);
    int64_t j;
    if (families[f].mark == ':') return gnn_i_take_double(&p, end, arg) && p == end && isfinite(*arg);
    if (!gnn_i_take_i64(&p, end, &j) || p != end || j < 0 || j > 60) return false;
    *arg = (double)j;
    return true;
}

bool gnn_i_operator_of_edges(const char *name)
{
    double arg;
    for (size_t f = 0; f < sizeof families / sizeof *families; f++)
        if (belongs(name, f, &arg)) return families[f].build == gnn_i_operator_line;
    return false;
}

gnn_status gnn_operator_new(gnn_operator **out, const gnn_graph *g, const char *name, gnn_dtype dtype)
{
    GNN_REQUIRE_RETURN(dtype == GNN_F32 || dtype == GNN_F64, GNN_EDTYPE,
                       "operator: element type %d is neither f32 nor f64", (int)dtype);
    for (size_t f = 0; f < sizeof families / sizeof *families; f++) {
        double arg;
        if (belongs(name, f, &arg)) return families[f].build(out, g, name, dtype, arg);
    }
    return gnn_i_fail(GNN_ENOTFOUND,
                      "operator: \"%s\" is not one of I D U A A_j A+I gcn sym rw L L_sym L_rw Q bethe[:r] B B_j D_L Pm "
                      "Pd PmT PdT LA LA_j D_LA P PT",
                      name);
}

/* ---- life ---- */

void gnn_operator_free(gnn_operator *op)
{
    if (!op) return;
    for (int i = 0; i < GNN_I_OP_ARRAYS; i++) gnn_i_free(op->own[i]);
    gnn_i_free(op);
}

int64_t gnn_operator_rows(const gnn_operator *op) { return op->rows; }
int64_t gnn_operator_cols(const gnn_operator *op) { return op->cols; }
gnn_dtype gnn_operator_dtype(const gnn_operator *op) { return op->dtype; }

void gnn_i_triplets_free(gnn_i_triplets *t)
{
    gnn_i_free(t->ptr);
    gnn_i_free(t->col);
    gnn_i_free(t->val);
    *t = (gnn_i_triplets){ 0 };
}

gnn_status gnn_i_operator_alloc(gnn_operator **out, gnn_i_op_kind kind, const char *name, gnn_dtype dtype, int64_t rows,
                                int64_t cols)
{
    gnn_operator *op = gnn_i_calloc(1, sizeof *op);
    if (!op) return GNN_ENOMEM;
    op->kind = kind, op->dtype = dtype, op->rows = rows, op->cols = cols;
    snprintf(op->name, sizeof op->name, "%s", name);
    *out = op;
    return GNN_OK;
}

/* ---- matrices ---- */

static void *convert(const double *val, int64_t n, gnn_dtype dtype)
{
    void *v = gnn_i_alloc((size_t)n, dtype == GNN_F32 ? sizeof(float) : sizeof(double));
    if (!v) return NULL;
    if (dtype == GNN_F64)
        memcpy(v, val, (size_t)n * sizeof(double));
    else
        for (int64_t i = 0; i < n; i++) ((float *)v)[i] = (float)val[i];
    return v;
}

/* Counting sort by column: row u of the transpose, and which entry each came from. */
static void transpose(const gnn_i_csr *a, int64_t *ptr, int32_t *col, int32_t *entry)
{
    memset(ptr, 0, (size_t)(a->cols + 1) * sizeof *ptr);
    for (int64_t e = 0; e < a->nnz; e++) ptr[a->col[e] + 1]++;
    for (int64_t u = 0; u < a->cols; u++) ptr[u + 1] += ptr[u];
    for (int64_t v = 0; v < a->rows; v++)
        for (int64_t e = a->ptr[v]; e < a->ptr[v + 1]; e++) {
            int64_t k = ptr[a->col[e]]++;
            col[k] = (int32_t)v, entry[k] = (int32_t)e;
        }
    for (int64_t u = a->cols; u > 0; u--) ptr[u] = ptr[u - 1];
    ptr[0] = 0;
}

/* Is a its own transpose?  Then entry k is the reverse of entry[k].  next: rows. */
static bool is_symmetric(int32_t *entry, int64_t *next, const gnn_i_csr *a, size_t es)
{
    const char *val = a->val;
    if (a->rows != a->cols) return false;
    if (a->rows) memcpy(next, a->ptr, (size_t)a->rows * sizeof *next);
    for (int64_t v = 0; v < a->rows; v++)
        for (int64_t e = a->ptr[v]; e < a->ptr[v + 1]; e++) {
            int32_t u = a->col[e];
            int64_t k = next[u]++;
            if (k >= a->ptr[u + 1] || a->col[k] != v) return false;
            entry[k] = (int32_t)e;
        }
    for (int64_t e = 0; val && e < a->nnz; e++)
        if (memcmp(val + (size_t)e * es, val + (size_t)entry[e] * es, es) != 0) return false;
    return true;
}

static gnn_status add_transpose(gnn_operator *op)
{
    gnn_status st = GNN_OK;
    gnn_i_csr *f = &op->fwd, *b = &op->bwd;
    size_t es = op->dtype == GNN_F32 ? sizeof(float) : sizeof(double);
    int64_t *ptr = NULL;
    int32_t *col = NULL;
    GNN_ALLOC(op->bwd_entry, f->nnz);
    op->own[OWN_BWD_ENTRY] = op->bwd_entry;
    GNN_ALLOC(ptr, f->cols + 1);
    *b = *f;
    op->symmetric = is_symmetric(op->bwd_entry, ptr, f, es);
    if (!op->symmetric) {
        GNN_ALLOC(col, f->nnz);
        transpose(f, ptr, col, op->bwd_entry);
        b->rows = f->cols, b->cols = f->rows, b->code = NULL;
        b->ptr = ptr, op->own[OWN_BWD_PTR] = ptr, ptr = NULL;
        b->col = col, op->own[OWN_BWD_COL] = col, col = NULL;
        if (f->val) {
            char *val;
            val = gnn_i_alloc((size_t)f->nnz, es);
            if (!val) { st = GNN_ENOMEM; goto done; }
            op->own[OWN_BWD_VAL] = b->val = val;
            for (int64_t e = 0; e < f->nnz; e++)
                memcpy(val + (size_t)e * es, (char *)f->val + (size_t)op->bwd_entry[e] * es, es);
        }
        GNN_TRY(gnn_i_code_new(&b->code, b));
        op->own[OWN_BWD_CODE] = b->code;
    }
done:
    gnn_i_free(ptr);
    gnn_i_free(col);
    return st;
}

gnn_status gnn_i_operator_matrix(gnn_operator **out, const char *name, gnn_dtype dtype, const gnn_i_triplets *t)
{
    gnn_status st = GNN_OK;
    gnn_operator *op = NULL;
    int64_t nnz = t->ptr[t->rows];
    GNN_REQUIRE(nnz <= INT32_MAX, GNN_EOVERFLOW, "operator %s: %lld entries are more than 2^31-1", name,
                (long long)nnz);
    GNN_TRY(gnn_i_operator_alloc(&op, GNN_I_OP_MATRIX, name, dtype, t->rows, t->cols));
    op->fwd = (gnn_i_csr){ .rows = t->rows, .cols = t->cols, .nnz = nnz };
    GNN_ALLOC(op->fwd.ptr, t->rows + 1);
    op->own[OWN_FWD_PTR] = op->fwd.ptr;
    GNN_ALLOC(op->fwd.col, nnz);
    op->own[OWN_FWD_COL] = op->fwd.col;
    memcpy(op->fwd.ptr, t->ptr, (size_t)(t->rows + 1) * sizeof *t->ptr);
    if (nnz) memcpy(op->fwd.col, t->col, (size_t)nnz * sizeof *t->col);
    bool ones = true;
    for (int64_t e = 0; t->val && ones && e < nnz; e++) ones = t->val[e] == 1.0;
    if (!ones) {
        op->own[OWN_FWD_VAL] = op->fwd.val = convert(t->val, nnz, dtype);
        if (!op->fwd.val) { st = GNN_ENOMEM; goto done; }
    }
    GNN_TRY(gnn_i_code_new(&op->fwd.code, &op->fwd));
    op->own[OWN_FWD_CODE] = op->fwd.code;
    GNN_TRY(add_transpose(op));
    *out = op, op = NULL;
done:
    gnn_operator_free(op);
    return st;
}

gnn_status gnn_i_operator_diagonal(gnn_operator **out, const char *name, gnn_dtype dtype, int64_t n, const double *d)
{
    gnn_operator *op;
    GNN_TRY_RETURN(gnn_i_operator_alloc(&op, GNN_I_OP_DIAGONAL, name, dtype, n, n));
    op->own[OWN_DIAG] = op->diag = convert(d, n, dtype);
    if (!op->diag) {
        gnn_operator_free(op);
        return GNN_ENOMEM;
    }
    *out = op;
    return GNN_OK;
}

gnn_status gnn_operator_from_csr(gnn_operator **out, int64_t rows, int64_t cols, const int64_t *ptr, const int32_t *col,
                                 const double *val, gnn_dtype dtype)
{
    GNN_REQUIRE_RETURN(rows >= 0 && cols >= 0 && cols <= INT32_MAX && rows <= INT32_MAX, GNN_EINVAL,
                       "operator: %lld x %lld is not a size", (long long)rows, (long long)cols);
    GNN_REQUIRE_RETURN(ptr[0] == 0, GNN_EINVAL, "operator: row offsets start at %lld, not 0", (long long)ptr[0]);
    for (int64_t r = 0; r < rows; r++) {
        GNN_REQUIRE_RETURN(ptr[r] <= ptr[r + 1], GNN_EINVAL, "operator: row offset %lld is below the one before",
                           (long long)r + 1);
        for (int64_t e = ptr[r]; e < ptr[r + 1]; e++)
            GNN_REQUIRE_RETURN(col[e] >= 0 && col[e] < cols, GNN_EINVAL,
                               "operator: column %d in row %lld, there are %lld", col[e], (long long)r,
                               (long long)cols);
    }
    union { const int64_t *c; int64_t *m; } p = { ptr }; /* read only below */
    union { const int32_t *c; int32_t *m; } q = { col };
    union { const double *c; double *m; } v = { val };
    return gnn_i_operator_matrix(out, "csr", dtype, &(gnn_i_triplets){ rows, cols, p.m, q.m, v.m });
}
