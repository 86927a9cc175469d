/* The line graph of an undirected graph and the operators on its directed edges.
 *   e < M is u -> v with u < v in row order, e + M its reverse
 *   B[e,f] = 1 iff head(e) = tail(f) and f != rev(e);  D_L = diag(B 1), (B 1)_e = d_head(e) - 1
 *   S marks tails, T heads;  Pm = S + T, Pd = S - T (n x 2M)
 *   undirected: P (n x M) marks both ends of e < M, LA = P^T P - 2 I, D_LA = diag(LA 1)
 * @source Chen, Li, Bruna 2019, section 3.2; the non-backtracking operator: Krzakala et al. 2013 */
#include "operator_i.h"

void gnn_line_graph_free(gnn_line_graph *l)
{
    if (!l) return;
    gnn_i_free(l->tail);
    gnn_i_free(l->head);
    gnn_i_free(l);
}

gnn_status gnn_line_graph_new(gnn_line_graph **out, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    gnn_line_graph *l = NULL;
    GNN_REQUIRE(!g->directed && g->loops == 0, GNN_EUNSUPPORTED,
                "line graph: the graph must be undirected and without loops");
    GNN_REQUIRE(g->arcs <= INT32_MAX, GNN_EOVERFLOW, "line graph: more than 2^31-1 arcs");
    GNN_CALLOC(l, 1);
    l->n = g->n, l->M = g->arcs / 2;
    GNN_ALLOC(l->tail, 2 * l->M);
    GNN_ALLOC(l->head, 2 * l->M);
    int64_t e = 0;
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t k = g->ptr[u]; k < g->ptr[u + 1]; k++) {
            if (g->col[k] < u) continue;
            l->tail[e] = l->head[e + l->M] = (int32_t)u;
            l->head[e] = l->tail[e + l->M] = g->col[k];
            e++;
        }
    *out = l, l = NULL;
done:
    gnn_line_graph_free(l);
    return st;
}

/* Edges by an endpoint: offsets and edge numbers, ascending. */
static gnn_status by_node(int64_t **ptr, int32_t **arc, int64_t n, int64_t edges, const int32_t *node)
{
    gnn_status st = GNN_OK;
    int64_t *p = NULL;
    int32_t *a = NULL;
    GNN_CALLOC(p, n + 1);
    GNN_ALLOC(a, edges);
    for (int64_t e = 0; e < edges; e++) p[node[e] + 1]++;
    for (int64_t v = 0; v < n; v++) p[v + 1] += p[v];
    for (int64_t e = 0; e < edges; e++) a[p[node[e]]++] = (int32_t)e;
    for (int64_t v = n; v > 0; v--) p[v] = p[v - 1];
    p[0] = 0;
    *ptr = p, *arc = a, p = NULL, a = NULL;
done:
    gnn_i_free(p);
    gnn_i_free(a);
    return st;
}

static gnn_status implicit_b(gnn_operator **out, gnn_line_graph *l, const char *name, gnn_dtype dtype, int power)
{
    gnn_status st = GNN_OK;
    gnn_operator *op;
    int64_t edges = 2 * l->M;
    GNN_TRY_RETURN(gnn_i_operator_alloc(&op, GNN_I_OP_NB, name, dtype, edges, edges));
    op->nodes = l->n, op->power = power, op->blocks = 1;
    op->own[OWN_TAIL] = op->tail = l->tail, l->tail = NULL; /* taken over */
    op->own[OWN_HEAD] = op->head = l->head, l->head = NULL;
    GNN_ALLOC(op->rev, edges);
    op->own[OWN_REV] = op->rev;
    for (int64_t e = 0; e < edges; e++) op->rev[e] = (int32_t)(e < l->M ? e + l->M : e - l->M);
    GNN_TRY(by_node(&op->in_ptr, &op->in_arc, l->n, edges, op->head));
    op->own[OWN_IN_PTR] = op->in_ptr, op->own[OWN_IN_ARC] = op->in_arc;
    GNN_TRY(by_node(&op->out_ptr, &op->out_arc, l->n, edges, op->tail));
    op->own[OWN_OUT_PTR] = op->out_ptr, op->own[OWN_OUT_ARC] = op->out_arc;
    *out = op, op = NULL;
done:
    gnn_operator_free(op);
    return st;
}

/* B as rows: out-edges of head(e) but the reverse. */
static gnn_status explicit_b(gnn_i_triplets *out, const gnn_line_graph *l)
{
    gnn_status st = GNN_OK;
    int64_t edges = 2 * l->M, *ptr = NULL, nnz = 0;
    int32_t *arc = NULL;
    gnn_i_triplets t = { .rows = edges, .cols = edges };
    GNN_TRY(by_node(&ptr, &arc, l->n, edges, l->tail));
    for (int64_t e = 0; e < edges; e++) nnz += ptr[l->head[e] + 1] - ptr[l->head[e]] - 1;
    GNN_REQUIRE(nnz <= INT32_MAX, GNN_EOVERFLOW, "B: %lld entries are more than 2^31-1", (long long)nnz);
    GNN_ALLOC(t.ptr, edges + 1);
    GNN_ALLOC(t.col, nnz);
    nnz = 0, t.ptr[0] = 0;
    for (int64_t e = 0; e < edges; e++) {
        int64_t rev = e < l->M ? e + l->M : e - l->M;
        for (int64_t k = ptr[l->head[e]]; k < ptr[l->head[e] + 1]; k++)
            if (arc[k] != rev) t.col[nnz++] = arc[k];
        t.ptr[e + 1] = nnz;
    }
    *out = t, t = (gnn_i_triplets){ 0 };
done:
    gnn_i_triplets_free(&t);
    gnn_i_free(ptr);
    gnn_i_free(arc);
    return st;
}

static int by_number(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* Adjacency of the undirected line graph: edges at either end but the edge itself (a simple graph: none twice). */
static gnn_status explicit_la(gnn_i_triplets *out, const gnn_line_graph *l)
{
    gnn_status st = GNN_OK;
    int64_t *ptr = NULL, nnz = 0;
    int32_t *arc = NULL;
    gnn_i_triplets t = { .rows = l->M, .cols = l->M };
    GNN_TRY(by_node(&ptr, &arc, l->n, 2 * l->M, l->tail));
    for (int64_t e = 0; e < 2 * l->M; e++) nnz += ptr[l->head[e] + 1] - ptr[l->head[e]] - 1;
    GNN_REQUIRE(nnz <= INT32_MAX, GNN_EOVERFLOW, "LA: %lld entries are more than 2^31-1", (long long)nnz);
    GNN_ALLOC(t.ptr, l->M + 1);
    GNN_ALLOC(t.col, nnz);
    nnz = 0, t.ptr[0] = 0;
    for (int64_t e = 0; e < l->M; e++) {
        const int32_t end[2] = { l->tail[e], l->head[e] };
        for (int side = 0; side < 2; side++)
            for (int64_t k = ptr[end[side]]; k < ptr[end[side] + 1]; k++)
                if (arc[k] % l->M != e) t.col[nnz++] = (int32_t)(arc[k] % l->M);
        qsort(t.col + t.ptr[e], (size_t)(nnz - t.ptr[e]), sizeof *t.col, by_number);
        t.ptr[e + 1] = nnz;
    }
    *out = t, t = (gnn_i_triplets){ 0 };
done:
    gnn_i_triplets_free(&t);
    gnn_i_free(ptr);
    gnn_i_free(arc);
    return st;
}

/* min(1, …) of B or LA squared j times */
static gnn_status clipped(gnn_operator **out, const gnn_line_graph *l, const char *name, gnn_dtype dtype, int j)
{
    gnn_status st = GNN_OK;
    gnn_i_triplets t = { 0 }, sq = { 0 };
    GNN_TRY(name[0] == 'B' ? explicit_b(&t, l) : explicit_la(&t, l));
    for (; j > 0; j--) {
        GNN_TRY(gnn_i_pattern_square(&sq, &t));
        gnn_i_triplets_free(&t);
        t = sq, sq = (gnn_i_triplets){ 0 };
    }
    GNN_TRY(gnn_i_operator_matrix(out, name, dtype, &t));
done:
    gnn_i_triplets_free(&t);
    gnn_i_triplets_free(&sq);
    return st;
}

/* D_LA = diag(d_u + d_v - 2) */
static gnn_status degree_of_la(gnn_operator **out, const gnn_graph *g, const gnn_line_graph *l, gnn_dtype dtype)
{
    gnn_status st = GNN_OK;
    double *d;
    GNN_ALLOC(d, l->M);
    for (int64_t e = 0; e < l->M; e++)
        d[e] = (double)(g->ptr[l->head[e] + 1] - g->ptr[l->head[e]] + g->ptr[l->tail[e] + 1] - g->ptr[l->tail[e]] - 2);
    GNN_TRY(gnn_i_operator_diagonal(out, "D_LA", dtype, l->M, d));
done:
    gnn_i_free(d);
    return st;
}

static gnn_status degree_of_b(gnn_operator **out, const gnn_graph *g, const gnn_line_graph *l, gnn_dtype dtype)
{
    gnn_status st = GNN_OK;
    double *d;
    GNN_ALLOC(d, 2 * l->M);
    for (int64_t e = 0; e < 2 * l->M; e++) d[e] = (double)(g->ptr[l->head[e] + 1] - g->ptr[l->head[e]] - 1);
    GNN_TRY(gnn_i_operator_diagonal(out, "D_L", dtype, 2 * l->M, d));
done:
    gnn_i_free(d);
    return st;
}

/* One row an edge of the first `edges`, two entries: tail 1, head `sign`. */
static gnn_status edge_rows(gnn_i_triplets *out, const gnn_line_graph *l, int64_t edges, double sign)
{
    gnn_status st = GNN_OK;
    gnn_i_triplets t = { .rows = edges, .cols = l->n };
    GNN_ALLOC(t.ptr, edges + 1);
    GNN_ALLOC(t.col, 2 * edges);
    GNN_ALLOC(t.val, 2 * edges);
    for (int64_t e = 0; e < edges; e++) {
        bool forward = l->tail[e] < l->head[e];
        t.ptr[e] = 2 * e;
        t.col[2 * e] = forward ? l->tail[e] : l->head[e], t.val[2 * e] = forward ? 1 : sign;
        t.col[2 * e + 1] = forward ? l->head[e] : l->tail[e], t.val[2 * e + 1] = forward ? sign : 1;
    }
    t.ptr[edges] = 2 * edges;
    *out = t, t = (gnn_i_triplets){ 0 };
done:
    gnn_i_triplets_free(&t);
    return st;
}

static gnn_status incidence(gnn_operator **out, const gnn_line_graph *l, const char *name, gnn_dtype dtype)
{
    gnn_i_triplets t = { 0 };
    bool both = name[1] == 'm' || name[1] == 'd'; /* each edge in both directions */
    GNN_TRY_RETURN(edge_rows(&t, l, both ? 2 * l->M : l->M, name[1] == 'd' ? -1 : 1));
    gnn_status st = gnn_i_operator_matrix(out, name, dtype, &t);
    gnn_i_triplets_free(&t);
    if (st != GNN_OK || strchr(name, 'T')) return st;
    gnn_operator *op = *out; /* Pm is the transpose of PmT: exchange the two halves */
    gnn_i_csr fwd = op->fwd;
    op->fwd = op->bwd, op->bwd = fwd;
    op->rows = l->n, op->cols = both ? 2 * l->M : l->M;
    for (int i = 0; i < 3; i++) {
        void *p = op->own[OWN_FWD_PTR + i];
        op->own[OWN_FWD_PTR + i] = op->own[OWN_BWD_PTR + i], op->own[OWN_BWD_PTR + i] = p;
    }
    int32_t *inverse = gnn_i_alloc((size_t)fwd.nnz, sizeof *inverse);
    if (!inverse) {
        gnn_operator_free(op);
        *out = NULL;
        return GNN_ENOMEM;
    }
    for (int64_t k = 0; k < fwd.nnz; k++) inverse[op->bwd_entry[k]] = (int32_t)k;
    gnn_i_free(op->bwd_entry);
    op->own[OWN_BWD_ENTRY] = op->bwd_entry = inverse;
    return GNN_OK;
}

gnn_status gnn_i_operator_line(gnn_operator **out, const gnn_graph *g, const char *name, gnn_dtype dtype, double arg)
{
    gnn_status st = GNN_OK;
    gnn_line_graph *l = NULL;
    gnn_operator *op = NULL;
    GNN_TRY(gnn_line_graph_new(&l, g));
    if (name[0] == 'B')
        st = arg < 2 ? implicit_b(&op, l, arg < 1 ? "B" : "B_1", dtype, arg < 1 ? 1 : 2)
                     : clipped(&op, l, name, dtype, (int)arg);
    else if (name[0] == 'L')
        st = clipped(&op, l, name, dtype, (int)arg);
    else if (strcmp(name, "D_LA") == 0)
        st = degree_of_la(&op, g, l, dtype);
    else
        st = name[0] == 'D' ? degree_of_b(&op, g, l, dtype) : incidence(&op, l, name, dtype);
    if (st == GNN_OK) *out = op;
done:
    gnn_line_graph_free(l);
    return st;
}
