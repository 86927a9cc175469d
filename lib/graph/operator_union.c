/* Block-diagonal unions of operators, into memory that is reused and only grows. */
#include "operator_i.h"

static void *room(gnn_operator *u, int place, int64_t count, size_t size)
{
    if (count > u->cap[place] || !u->own[place]) {
        int64_t cap = count + count / 4 + 16;
        void *p = gnn_i_alloc((size_t)cap, size);
        if (!p) return NULL;
        gnn_i_free(u->own[place]);
        u->own[place] = p, u->cap[place] = cap;
    }
    return u->own[place];
}

#define ROOM(field, place, count)                                             \
    do {                                                                      \
        (field) = room(u, (place), (count), sizeof *(field));                 \
        if (!(field)) return GNN_ENOMEM;                                      \
    } while (0)

static void append(int32_t *to, const int32_t *from, int64_t n, int64_t shift)
{
    for (int64_t i = 0; i < n; i++) to[i] = (int32_t)(from[i] + shift);
}

static void append_offsets(int64_t *to, const int64_t *from, int64_t n, int64_t shift)
{
    for (int64_t i = 0; i <= n; i++) to[i] = from[i] + shift;
}

static void append_values(gnn_dtype dtype, void *to, const void *from, int64_t at, int64_t n)
{
    size_t es = dtype == GNN_F32 ? sizeof(float) : sizeof(double);
    if (from) {
        memcpy((char *)to + (size_t)at * es, from, (size_t)n * es);
        return;
    }
    for (int64_t i = at; i < at + n; i++) {
        if (dtype == GNN_F32)
            ((float *)to)[i] = 1;
        else
            ((double *)to)[i] = 1;
    }
}

/* One half (fwd or bwd) of a matrix union. */
static gnn_status unite_csr(gnn_operator *u, gnn_i_csr *c, int place, int64_t k, const gnn_operator *const *ops,
                            bool bwd, bool values)
{
    int64_t rows = 0, cols = 0, nnz = 0;
    ROOM(c->ptr, place, c->rows + 1);
    ROOM(c->col, place + 1, c->nnz);
    c->val = NULL;
    if (values && !(c->val = room(u, place + 2, c->nnz, sizeof(double)))) return GNN_ENOMEM;
    c->ptr[0] = 0;
    for (int64_t i = 0; i < k; i++) {
        const gnn_i_csr *s = bwd ? &ops[i]->bwd : &ops[i]->fwd;
        append_offsets(c->ptr + rows, s->ptr, s->rows, nnz);
        append(c->col + nnz, s->col, s->nnz, cols);
        if (values) append_values(u->dtype, c->val, s->val, nnz, s->nnz);
        rows += s->rows, cols += s->cols, nnz += s->nnz;
    }
    return GNN_OK;
}

static gnn_status unite_matrix(gnn_operator *u, int64_t k, const gnn_operator *const *ops)
{
    int64_t nnz = 0;
    bool values = false;
    u->symmetric = true;
    for (int64_t i = 0; i < k; i++) {
        nnz += ops[i]->fwd.nnz;
        values |= ops[i]->fwd.val != NULL;
        u->symmetric &= ops[i]->symmetric;
    }
    GNN_REQUIRE_RETURN(nnz <= INT32_MAX, GNN_EOVERFLOW, "union: %lld entries are more than 2^31-1", (long long)nnz);
    u->fwd.rows = u->rows, u->fwd.cols = u->cols, u->fwd.nnz = nnz;
    GNN_TRY_RETURN(unite_csr(u, &u->fwd, OWN_FWD_PTR, k, ops, false, values));
    if (u->symmetric) {
        u->bwd = u->fwd;
    } else {
        u->bwd.rows = u->cols, u->bwd.cols = u->rows, u->bwd.nnz = nnz;
        GNN_TRY_RETURN(unite_csr(u, &u->bwd, OWN_BWD_PTR, k, ops, true, values));
    }
    ROOM(u->bwd_entry, OWN_BWD_ENTRY, nnz);
    nnz = 0;
    for (int64_t i = 0; i < k; i++) {
        append(u->bwd_entry + nnz, ops[i]->bwd_entry, ops[i]->fwd.nnz, nnz);
        nnz += ops[i]->fwd.nnz;
    }
    return GNN_OK;
}

static gnn_status unite_diagonal(gnn_operator *u, int64_t k, const gnn_operator *const *ops)
{
    u->diag = room(u, OWN_DIAG, u->rows, sizeof(double));
    if (!u->diag) return GNN_ENOMEM;
    int64_t at = 0;
    for (int64_t i = 0; i < k; i++) {
        append_values(u->dtype, u->diag, ops[i]->diag, at, ops[i]->rows);
        at += ops[i]->rows;
    }
    return GNN_OK;
}

static gnn_status unite_mean(gnn_operator *u, int64_t k, const gnn_operator *const *ops)
{
    int64_t blocks = 0, rows = 0;
    for (int64_t i = 0; i < k; i++) blocks += ops[i]->blocks;
    ROOM(u->block_ptr, OWN_BLOCK_PTR, blocks + 1);
    u->blocks = blocks, blocks = 0, u->block_ptr[0] = 0;
    for (int64_t i = 0; i < k; i++) {
        append_offsets(u->block_ptr + blocks, ops[i]->block_ptr, ops[i]->blocks, rows);
        blocks += ops[i]->blocks, rows += ops[i]->rows;
    }
    return GNN_OK;
}

static gnn_status unite_nb(gnn_operator *u, int64_t k, const gnn_operator *const *ops)
{
    int64_t nodes = 0, edges = 0;
    for (int64_t i = 0; i < k; i++) nodes += ops[i]->nodes;
    u->nodes = nodes, u->power = ops[0]->power, u->blocks = k;
    ROOM(u->tail, OWN_TAIL, u->rows);
    ROOM(u->head, OWN_HEAD, u->rows);
    ROOM(u->rev, OWN_REV, u->rows);
    ROOM(u->in_arc, OWN_IN_ARC, u->rows);
    ROOM(u->out_arc, OWN_OUT_ARC, u->rows);
    ROOM(u->in_ptr, OWN_IN_PTR, nodes + 1);
    ROOM(u->out_ptr, OWN_OUT_PTR, nodes + 1);
    nodes = 0, u->in_ptr[0] = u->out_ptr[0] = 0;
    for (int64_t i = 0; i < k; i++) {
        const gnn_operator *s = ops[i];
        append(u->tail + edges, s->tail, s->rows, nodes);
        append(u->head + edges, s->head, s->rows, nodes);
        append(u->rev + edges, s->rev, s->rows, edges);
        append(u->in_arc + edges, s->in_arc, s->rows, edges);
        append(u->out_arc + edges, s->out_arc, s->rows, edges);
        append_offsets(u->in_ptr + nodes, s->in_ptr, s->nodes, edges);
        append_offsets(u->out_ptr + nodes, s->out_ptr, s->nodes, edges);
        nodes += s->nodes, edges += s->rows;
    }
    return GNN_OK;
}

static gnn_status unite(gnn_operator *u, int64_t k, const gnn_operator *const *ops)
{
    int64_t rows = 0, cols = 0;
    for (int64_t i = 0; i < k; i++) rows += ops[i]->rows, cols += ops[i]->cols;
    GNN_REQUIRE_RETURN(rows <= INT32_MAX && cols <= INT32_MAX, GNN_EOVERFLOW, "union: %lld x %lld is more than 2^31-1",
                       (long long)rows, (long long)cols);
    u->rows = rows, u->cols = cols;
    switch (u->kind) {
    case GNN_I_OP_MATRIX: return unite_matrix(u, k, ops);
    case GNN_I_OP_DIAGONAL: return unite_diagonal(u, k, ops);
    case GNN_I_OP_MEAN: return unite_mean(u, k, ops);
    case GNN_I_OP_NB: return unite_nb(u, k, ops);
    case GNN_I_OP_IDENTITY: break;
    }
    return GNN_OK;
}

gnn_status gnn_operator_union(gnn_operator **out, int64_t k, const gnn_operator *const *ops)
{
    GNN_REQUIRE_RETURN(k > 0, GNN_EINVAL, "union: no operators");
    for (int64_t i = 1; i < k; i++)
        GNN_REQUIRE_RETURN(
            ops[i]->kind == ops[0]->kind && ops[i]->dtype == ops[0]->dtype && ops[i]->power == ops[0]->power,
            GNN_EINVAL, "union: operator %lld is %s, the first is %s", (long long)i, ops[i]->name, ops[0]->name);
    gnn_operator *u = *out;
    if (u)
        GNN_REQUIRE_RETURN(u->kind == ops[0]->kind && u->dtype == ops[0]->dtype, GNN_EINVAL, "union: %s cannot hold %s",
                           u->name, ops[0]->name);
    else
        GNN_TRY_RETURN(gnn_i_operator_alloc(&u, ops[0]->kind, ops[0]->name, ops[0]->dtype, 0, 0));
    gnn_status st = unite(u, k, ops);
    if (st != GNN_OK && !*out) gnn_operator_free(u);
    if (st == GNN_OK) *out = u;
    return st;
}
