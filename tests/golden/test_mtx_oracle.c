/* CHOLMOD reads the Matrix Market files we write, and we read those it writes: the same entries, bit for bit. */
#include "support/support.h"
#include <suitesparse/cholmod.h>

static cholmod_common common;

/* A weight that needs all 17 digits, in the row order of the graph. */
static gnn_graph *weighted(const gnn_graph *g)
{
    int32_t *src = calloc((size_t)g->arcs + 1, sizeof *src), *dst = calloc((size_t)g->arcs + 1, sizeof *dst);
    double *w = calloc((size_t)g->arcs + 1, sizeof *w);
    int64_t m = 0;
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
            if (g->directed || g->col[e] >= u)
                src[m] = (int32_t)u, dst[m] = g->col[e], w[m] = 1.0 / (double)(m + 3) - 0.2, m++;
    gnn_graph_spec spec = { .n = g->n, .m = m, .src = src, .dst = dst, .weight = m ? w : NULL, .flags = g->directed ? GNN_DIRECTED : GNN_UNDIRECTED };
    gnn_graph *h;
    ck_ok(gnn_graph_new(&h, &spec));
    free(src), free(dst), free(w);
    return h;
}

static double weight_at(const gnn_graph *g, int64_t u, int64_t v, bool *there)
{
    for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
        if (g->col[e] == v) {
            *there = true;
            return g->weight ? g->weight[e] : 1.0;
        }
    *there = false;
    return 0.0;
}

/* CHOLMOD keeps one triangle of a symmetric matrix (stype), or all of it. */
static void same_entries(const gnn_graph *g, const cholmod_sparse *a)
{
    const int *p = a->p, *i = a->i;
    const double *x = a->x;
    ck_assert_uint_eq(a->nrow, (size_t)g->n);
    ck_assert_uint_eq(a->ncol, (size_t)g->n);
    ck_assert_int_eq(p[g->n], a->stype ? gnn_graph_edges(g) : g->arcs);
    for (int64_t v = 0; v < g->n; v++)
        for (int k = p[v]; k < p[v + 1]; k++) {
            bool there;
            double w = weight_at(g, i[k], v, &there);
            ck_assert_msg(there, "entry (%d, %d) is no arc", i[k], (int)v);
            if (g->weight) ck_assert_msg(w == x[k], "(%d, %d): %.17g and %.17g", i[k], (int)v, w, x[k]); /* of patterns it makes values up */
        }
}

static void our_file_is_read_by_cholmod(const gnn_graph *g)
{
    char *bytes;
    size_t size;
    ck_ok(gnn_format_graphs(&bytes, &size, "mtx", 1, &g));
    FILE *f = tmpfile();
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fwrite(bytes, 1, size, f), size);
    rewind(f);
    cholmod_sparse *a = cholmod_read_sparse(f, &common);
    ck_assert_msg(a != NULL, "CHOLMOD refused\n%s", bytes);
    if (g->arcs) ck_assert_int_eq(a->stype != 0, !g->directed); /* an empty matrix is of no kind */
    same_entries(g, a);
    cholmod_free_sparse(&a, &common);
    fclose(f);
    gnn_bytes_free(bytes);
}

static cholmod_sparse *to_cholmod(const gnn_graph *g)
{
    int64_t m = gnn_graph_edges(g), k = 0;
    cholmod_triplet *t =
        cholmod_allocate_triplet((size_t)g->n, (size_t)g->n, (size_t)m, g->directed ? 0 : 1, CHOLMOD_REAL, &common);
    ck_assert_ptr_nonnull(t);
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
            if (g->directed || g->col[e] >= u)
                ((int *)t->i)[k] = (int)u, ((int *)t->j)[k] = g->col[e],
                      ((double *)t->x)[k] = g->weight ? g->weight[e] : 1.0, k++;
    t->nnz = (size_t)k;
    cholmod_sparse *a = cholmod_triplet_to_sparse(t, t->nnz, &common);
    cholmod_free_triplet(&t, &common);
    ck_assert_ptr_nonnull(a);
    return a;
}

static void a_file_of_cholmod_is_read_by_us(const gnn_graph *g)
{
    char *bytes = NULL;
    size_t size = 0;
    gnn_graph_list *l;
    cholmod_sparse *a = to_cholmod(g);
    FILE *f = open_memstream(&bytes, &size);
    ck_assert_int_ge(cholmod_write_sparse(f, a, NULL, NULL, &common), 0);
    fclose(f);
    gnn_status st = gnn_parse_graphs(&l, bytes, size, "cholmod", NULL, NULL);
    ck_assert_msg(st == GNN_OK, "%s:\n%s", gnn_last_error(), bytes);
    ck_assert_str_eq(l->format, "mtx");
    same_entries(l->graphs[0], a);
    cholmod_free_sparse(&a, &common);
    gnn_graph_list_free(l);
    free(bytes);
}

START_TEST(cholmod_and_we_read_each_other)
{
    cholmod_start(&common);
    common.print = 0;
    for (int kind = 0; kind < 4; kind++) {
        gnn_graph *g = support_graph((uint64_t)_i, kind & 1), *w = weighted(g), *h = kind & 2 ? w : g;
        if (h->n > 0) { /* CHOLMOD takes no matrix without rows */
            our_file_is_read_by_cholmod(h);
            a_file_of_cholmod_is_read_by_us(h);
        }
        gnn_graph_free(g), gnn_graph_free(w);
    }
    cholmod_finish(&common);
}
END_TEST

TESTS_BEGIN("mtx_oracle")
    T_LOOP(cholmod_and_we_read_each_other, 64)
TESTS_END
