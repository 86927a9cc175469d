/* Batches: operators, features and structures of each example made once; unions in memory that only grows. */
#include "models/model.h"

static const size_t MOST_KEPT = (size_t)1 << 30; /* bytes of structures */

typedef struct example {
    int64_t n;
    gnn_operator **ops;
    gnn_tensor *x, *edge_x;
    gnn_operator *x_sparse;
    const void **parts;                /* structures, in loader.keep                         */
} example;

struct gnn_loader {
    const gnn_dataset *ds;
    gnn_dtype dtype;
    int64_t in, edge_in;               /* in: of the data, counts come on top                */
    int64_t width;                     /* in and counts                                      */
    gnn_i_features features;
    int ops;
    bool edges;
    example *list;
    /* what models make of graphs besides operators */
    gnn_builder *builder;
    const gnn_i_structure *structure;
    int64_t structures;
    void **shared;                     /* structures                                         */
    gnn_arena *keep, *now;             /* of the examples; of the batch                      */
    /* the union */
    gnn_operator **joined;             /* ops, owned                                         */
    gnn_operator *joined_sparse;
    const gnn_operator **use;          /* ops, what gnn_input.ops points at                  */
    const gnn_operator **part;         /* k operators of one name                            */
    const void **whole;                /* structures, what gnn_input.structures points at    */
    int64_t *node_ptr, *last;
    gnn_tensor x, edge_x;
    int64_t part_cap, ptr_cap, last_cap, x_cap, edge_cap, last_k;
};

void gnn_loader_free(gnn_loader *l)
{
    if (!l) return;
    for (int64_t i = 0; l->list && i < l->ds->count; i++) {
        for (int j = 0; l->list[i].ops && j < l->ops; j++) gnn_operator_free(l->list[i].ops[j]);
        gnn_i_free(l->list[i].ops);
        gnn_tensor_free(l->list[i].x);
        gnn_tensor_free(l->list[i].edge_x);
        gnn_operator_free(l->list[i].x_sparse);
    }
    for (int j = 0; l->joined && j < l->ops; j++) gnn_operator_free(l->joined[j]);
    gnn_operator_free(l->joined_sparse);
    gnn_i_arena_free(l->keep);
    gnn_i_arena_free(l->now);
    gnn_i_free(l->shared);
    gnn_i_free(l->whole);
    gnn_i_free(l->list);
    gnn_i_free(l->joined);
    gnn_i_free(l->use);
    gnn_i_free(l->part);
    gnn_i_free(l->node_ptr);
    gnn_i_free(l->last);
    gnn_i_free(l->x.data);
    gnn_i_free(l->edge_x.data);
    gnn_i_free(l);
}

/* ---- features ---- */

static gnn_status converted(gnn_tensor **out, const gnn_tensor *src, gnn_dtype dtype)
{
    gnn_tensor *t = NULL;
    GNN_TRY_RETURN(gnn_tensor_new(&t, dtype, src->ndim, src->shape));
    gnn_status st = gnn_tensor_copy(t, src);
    if (st == GNN_OK) *out = t;
    else gnn_tensor_free(t);
    return st;
}

static gnn_status converted_sparse(gnn_operator **out, const gnn_operator *src, gnn_dtype dtype)
{
    gnn_status st = GNN_OK;
    const gnn_i_csr *f = &src->fwd;
    double *val = NULL;
    GNN_REQUIRE(src->kind == GNN_I_OP_MATRIX, GNN_EINVAL, "sparse features are a matrix operator");
    if (f->val) {
        gnn_tensor v = gnn_tensor_view2(src->dtype, f->nnz, 1, f->val);
        GNN_ALLOC(val, f->nnz);
        for (int64_t e = 0; e < f->nnz; e++) val[e] = gnn_tensor_get(&v, e);
    }
    GNN_TRY(gnn_operator_from_csr(out, f->rows, f->cols, f->ptr, f->col, val, dtype));
done:
    gnn_i_free(val);
    return st;
}

/* Features a graph without any gets: 1, the degree, or the degree one-hot. */
static gnn_status made_features(gnn_tensor **out, const gnn_loader *l, const gnn_graph *g)
{
    gnn_tensor *t = NULL;
    bool one_hot = l->features == GNN_I_FEATURES_ONEHOT || (l->features == GNN_I_FEATURES_AUTO && l->in > 1);
    GNN_REQUIRE_RETURN(one_hot || l->in == 1, GNN_ESHAPE, "features \"%s\" have one column, the model's in is %lld",
                       l->features == GNN_I_FEATURES_ONES ? "ones" : "degree", (long long)l->in);
    GNN_TRY_RETURN(gnn_tensor_new(&t, l->dtype, 2, (int64_t[]){ g->n, l->in }));
    for (int64_t u = 0; u < g->n; u++) {
        int64_t d = g->ptr[u + 1] - g->ptr[u];
        if (one_hot) gnn_tensor_set(t, u * l->in + (d < l->in ? d : l->in - 1), 1.0);
        else gnn_tensor_set(t, u, l->features == GNN_I_FEATURES_DEGREE ? (double)d : 1.0);
    }
    *out = t;
    return GNN_OK;
}

static gnn_status read_features(example *e, const gnn_loader *l, const gnn_sample *s, int64_t i)
{
    int64_t d = s->x ? s->x->shape[s->x->ndim - 1] : s->x_sparse ? gnn_operator_cols(s->x_sparse) : 0;
    bool own = d > 0 && l->features == GNN_I_FEATURES_AUTO;
    if (!own) return made_features(&e->x, l, s->graph);
    GNN_REQUIRE_RETURN(d == l->in, GNN_ESHAPE, "example %lld has %lld features a node, the model's in is %lld",
                       (long long)i, (long long)d, (long long)l->in);
    int64_t rows = s->x ? gnn_tensor_rows(s->x) : gnn_operator_rows(s->x_sparse);
    GNN_REQUIRE_RETURN(rows == s->graph->n, GNN_ESHAPE, "example %lld has %lld rows of features, %lld nodes",
                       (long long)i, (long long)rows, (long long)s->graph->n);
    return s->x ? converted(&e->x, s->x, l->dtype) : converted_sparse(&e->x_sparse, s->x_sparse, l->dtype);
}

static gnn_status read_counts(example *e, const gnn_sample *s, int64_t i, const gnn_i_counts *c)
{
    double *more = NULL;
    gnn_status st = gnn_i_counts_of(&more, c, s->graph);
    if (st == GNN_OK) st = e->x ? gnn_i_counts_dense(&e->x, c->columns, more)
                                : gnn_i_counts_sparse(&e->x_sparse, c->columns, more);
    if (st != GNN_OK) gnn_i_fail_prefix(st, "example %lld", (long long)i);
    gnn_i_free(more);
    return st;
}

static gnn_status read_edges(example *e, gnn_loader *l, const gnn_sample *s, int64_t i)
{
    if (l->edge_in == 0) return GNN_OK;
    int64_t d = s->edge_x ? s->edge_x->shape[s->edge_x->ndim - 1] : 0;
    GNN_REQUIRE_RETURN(d == l->edge_in, GNN_ESHAPE,
                       "example %lld has %lld features an edge, the model's edge_in is %lld", (long long)i,
                       (long long)d, (long long)l->edge_in);
    GNN_REQUIRE_RETURN(gnn_tensor_rows(s->edge_x) == s->graph->arcs, GNN_ESHAPE,
                       "example %lld has %lld rows of edge features, %lld arcs", (long long)i,
                       (long long)gnn_tensor_rows(s->edge_x), (long long)s->graph->arcs);
    return converted(&e->edge_x, s->edge_x, l->dtype);
}

static gnn_status read_example(example *e, gnn_loader *l, const gnn_sample *s, int64_t i, const char *const *names,
                               const gnn_i_counts *c)
{
    gnn_status st = GNN_OK;
    e->n = s->graph->n;
    GNN_CALLOC(e->ops, l->ops + 1);
    for (int j = 0; j < l->ops; j++) {
        st = gnn_operator_new(&e->ops[j], s->graph, names[j], l->dtype);
        if (st != GNN_OK) { gnn_i_fail_prefix(st, "example %lld", (long long)i); goto done; }
    }
    GNN_TRY(read_features(e, l, s, i));
    if (c->columns) GNN_TRY(read_counts(e, s, i, c));
    GNN_TRY(read_edges(e, l, s, i));
done:
    return st;
}

/* Mostly zeros: products with the stored entries alone are 2 to 30 times faster than dense ones (docs/decisions/0110).
 * For all examples or for none, since a batch is of one kind. */
enum { SPARSE_WIDTH = 64, SPARSE_SHARE = 10 };

static gnn_status drop_zeros(gnn_loader *l)
{
    int64_t size = 0, count = 0;
    if (l->width < SPARSE_WIDTH) return GNN_OK;
    for (int64_t i = 0; i < l->ds->count; i++) {
        if (!l->list[i].x) return GNN_OK;
        size += gnn_tensor_size(l->list[i].x), count += gnn_i_nonzeros(l->list[i].x);
    }
    if (size == 0 || count > size / SPARSE_SHARE) return GNN_OK;
    for (int64_t i = 0; i < l->ds->count; i++) {
        example *e = &l->list[i];
        GNN_TRY_RETURN(gnn_i_rows_from_dense(&e->x_sparse, e->x));
        gnn_tensor_free(e->x);
        e->x = NULL;
    }
    return GNN_OK;
}

static gnn_i_making making(gnn_loader *l, int64_t j, gnn_arena *keep)
{
    return (gnn_i_making){ keep, l->now, &l->shared[j], l->structure[j].options, l->dtype };
}

static gnn_status make_of(gnn_loader *l, example *e)
{
    gnn_input in = { .n = e->n, .graphs = 1, .node_ptr = (int64_t[]){ 0, e->n }, .x = e->x, .x_sparse = e->x_sparse,
                     .edge_x = e->edge_x, .ops = (const gnn_operator *const *)e->ops };
    e->parts = gnn_i_arena_alloc(l->keep, (size_t)l->structures * sizeof *e->parts);
    if (!e->parts) return GNN_ENOMEM;
    for (int64_t j = 0; j < l->structures; j++) {
        gnn_i_making m = making(l, j, l->keep);
        gnn_i_arena_reset(l->now);
        GNN_TRY_RETURN(l->structure[j].class->make(&e->parts[j], &m, &in));
    }
    return GNN_OK;
}

static gnn_status make_structures(gnn_loader *l, size_t most)
{
    gnn_status st = GNN_OK;
    l->structure = gnn_i_builder_structures(l->builder, &l->structures);
    if (l->structures == 0) return GNN_OK;
    GNN_TRY(gnn_i_arena_new(&l->keep));
    GNN_TRY(gnn_i_arena_new(&l->now));
    GNN_CALLOC(l->shared, l->structures);
    for (int64_t i = 0; i < l->ds->count; i++) {
        st = make_of(l, &l->list[i]);
        if (st != GNN_OK) return gnn_i_fail_prefix(st, "example %lld", (long long)i);
        if (gnn_i_arena_used(l->keep, NULL) <= most) continue;
        gnn_i_arena_free(l->keep);
        l->keep = NULL, l->structures = 0;
        return GNN_OK;
    }
    GNN_CALLOC(l->whole, l->structures);
done:
    return st;
}

gnn_status gnn_i_loader_new(gnn_loader **out, const gnn_dataset *ds, const gnn_model *m, size_t most)
{
    gnn_status st = GNN_OK;
    gnn_loader *l;
    int ops;
    const char *const *names = gnn_model_operators(m, &ops);
    GNN_CALLOC(l, 1);
    l->ds = ds, l->ops = ops, l->builder = m->builder;
    l->dtype = gnn_model_dtype(m), l->width = m->config.in, l->edge_in = m->config.edge_in;
    l->in = l->width - m->counts.columns;
    l->features = (gnn_i_features)m->config.features, l->last_k = -1;
    l->x = gnn_tensor_view2(l->dtype, 0, l->width, NULL), l->edge_x = gnn_tensor_view2(l->dtype, 0, l->edge_in, NULL);
    GNN_CALLOC(l->list, ds->count);
    GNN_CALLOC(l->joined, ops);
    GNN_CALLOC(l->use, ops);
    for (int64_t i = 0; i < ds->count; i++) GNN_TRY(read_example(&l->list[i], l, &ds->samples[i], i, names, &m->counts));
    GNN_TRY(drop_zeros(l));
    GNN_TRY(make_structures(l, most));
    *out = l, l = NULL;
done:
    gnn_loader_free(l);
    return st;
}

gnn_status gnn_loader_new(gnn_loader **out, const gnn_dataset *ds, const gnn_model *m)
{
    return gnn_i_loader_new(out, ds, m, MOST_KEPT);
}

/* ---- batches ---- */

/* Rows of the examples one below the other. */
static gnn_status pile(gnn_tensor *dst, int64_t *cap, const gnn_loader *l, int64_t k, const int64_t *idx, bool edges)
{
    int64_t rows = 0, cols = dst->shape[1];
    size_t es = gnn_dtype_size(dst->dtype), at = 0;
    for (int64_t i = 0; i < k; i++) {
        const example *e = &l->list[idx[i]];
        const gnn_tensor *t = edges ? e->edge_x : e->x;
        GNN_REQUIRE_RETURN(t, GNN_EINVAL, "a batch mixes examples with dense and with sparse features");
        rows += gnn_tensor_size(t) / (cols ? cols : 1);
    }
    GNN_TRY_RETURN(gnn_i_grow(&dst->data, cap, rows * cols, es));
    for (int64_t i = 0; i < k; i++) {
        const example *e = &l->list[idx[i]];
        const gnn_tensor *t = edges ? e->edge_x : e->x;
        size_t bytes = (size_t)gnn_tensor_size(t) * es;
        if (bytes) memcpy((char *)dst->data + at, t->data, bytes);
        at += bytes;
    }
    dst->shape[0] = rows;
    return GNN_OK;
}

static gnn_status join_sparse(gnn_loader *l, int64_t k, const int64_t *idx)
{
    for (int64_t i = 0; i < k; i++) {
        l->part[i] = l->list[idx[i]].x_sparse;
        GNN_REQUIRE_RETURN(l->part[i], GNN_EINVAL, "a batch mixes examples with dense and with sparse features");
    }
    return gnn_i_stack_rows(&l->joined_sparse, k, l->part);
}

static gnn_status join(gnn_loader *l, int64_t k, const int64_t *idx)
{
    for (int j = 0; j < l->ops; j++) {
        for (int64_t i = 0; i < k; i++) l->part[i] = l->list[idx[i]].ops[j];
        GNN_TRY_RETURN(gnn_operator_union(&l->joined[j], k, l->part));
        l->use[j] = l->joined[j];
    }
    if (l->list[idx[0]].x_sparse) GNN_TRY_RETURN(join_sparse(l, k, idx));
    else GNN_TRY_RETURN(pile(&l->x, &l->x_cap, l, k, idx, false));
    return l->edge_in ? pile(&l->edge_x, &l->edge_cap, l, k, idx, true) : GNN_OK;
}

static gnn_status join_structures(gnn_loader *l, int64_t k, const int64_t *idx)
{
    if (l->structures == 0) return GNN_OK;
    gnn_i_arena_reset(l->now);
    const void **parts = gnn_i_arena_alloc(l->now, (size_t)k * sizeof *parts);
    if (!parts) return GNN_ENOMEM;
    for (int64_t j = 0; j < l->structures; j++) {
        gnn_i_making m = making(l, j, l->now);
        for (int64_t i = 0; i < k; i++) parts[i] = l->list[idx[i]].parts[j];
        GNN_TRY_RETURN(l->structure[j].class->join(&l->whole[j], &m, k, parts));
    }
    return GNN_OK;
}

static gnn_status check_indices(const gnn_loader *l, int64_t k, const int64_t *idx)
{
    GNN_REQUIRE_RETURN(k > 0, GNN_EINVAL, "a batch of %lld examples", (long long)k);
    int64_t n = 0;
    for (int64_t i = 0; i < k; i++) {
        GNN_REQUIRE_RETURN(idx[i] >= 0 && idx[i] < l->ds->count, GNN_EINVAL,
                           "example %lld of a batch is number %lld, there are %lld", (long long)i, (long long)idx[i],
                           (long long)l->ds->count);
        n += l->list[idx[i]].n;
    }
    GNN_REQUIRE_RETURN(n <= INT32_MAX, GNN_EOVERFLOW, "a batch of %lld nodes, at most 2^31 - 1 are possible",
                       (long long)n);
    return GNN_OK;
}

/* The same examples as last time: everything is in place already. */
static bool as_before(const gnn_loader *l, int64_t k, const int64_t *idx)
{
    return k == l->last_k && memcmp(idx, l->last, (size_t)k * sizeof *idx) == 0;
}

static gnn_status prepare(gnn_loader *l, int64_t k, const int64_t *idx)
{
    l->last_k = -1;
    GNN_TRY_RETURN(gnn_i_grow(&l->part, &l->part_cap, k, sizeof *l->part));
    GNN_TRY_RETURN(gnn_i_grow(&l->node_ptr, &l->ptr_cap, k + 1, sizeof *l->node_ptr));
    GNN_TRY_RETURN(gnn_i_grow(&l->last, &l->last_cap, k, sizeof *l->last));
    l->node_ptr[0] = 0;
    for (int64_t i = 0; i < k; i++) l->node_ptr[i + 1] = l->node_ptr[i] + l->list[idx[i]].n;
    if (k > 1) GNN_TRY_RETURN(join(l, k, idx));
    for (int j = 0; k == 1 && j < l->ops; j++) l->use[j] = l->list[idx[0]].ops[j];
    GNN_TRY_RETURN(join_structures(l, k, idx));
    memcpy(l->last, idx, (size_t)k * sizeof *idx);
    l->last_k = k;
    return GNN_OK;
}

gnn_status gnn_loader_batch(gnn_input *in, gnn_loader *l, int64_t k, const int64_t *idx)
{
    GNN_TRY_RETURN(check_indices(l, k, idx));
    if (!as_before(l, k, idx)) GNN_TRY_RETURN(prepare(l, k, idx));
    const example *e = &l->list[idx[0]];
    bool sparse = e->x_sparse != NULL;
    *in = (gnn_input){ .n = l->node_ptr[k], .graphs = k, .node_ptr = l->node_ptr, .ops = l->use,
                        .structures = l->whole };
    if (sparse) in->x_sparse = k == 1 ? e->x_sparse : l->joined_sparse;
    else in->x = k == 1 ? e->x : &l->x;
    if (l->edge_in) in->edge_x = k == 1 ? e->edge_x : &l->edge_x;
    return GNN_OK;
}
