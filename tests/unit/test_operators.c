/* Every operator against its dense definition, its transpose, and under relabelling and union. */
#include "support/support.h"
#include <math.h>

enum { MAX = 160 };
typedef struct dense { int64_t r, c; double a[MAX * MAX]; } dense;

static dense *zero(int64_t r, int64_t c)
{
    dense *m = calloc(1, sizeof *m);
    ck_assert(r <= MAX && c <= MAX);
    m->r = r, m->c = c;
    return m;
}

static double *at(dense *m, int64_t i, int64_t j) { return &m->a[i * m->c + j]; }

static dense *product(dense *a, dense *b, bool clip)
{
    dense *p = zero(a->r, b->c);
    for (int64_t i = 0; i < a->r; i++)
        for (int64_t j = 0; j < b->c; j++) {
            for (int64_t k = 0; k < a->c; k++) *at(p, i, j) += *at(a, i, k) * *at(b, k, j);
            if (clip && *at(p, i, j) > 1) *at(p, i, j) = 1;
        }
    free(a);
    if (b != a) free(b);
    return p;
}

/* A[v][u] = w(u,v): rows are destinations. */
static dense *adjacency(const gnn_graph *g)
{
    dense *m = zero(g->n, g->n);
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) *at(m, g->col[e], u) += g->weight ? g->weight[e] : 1;
    return m;
}

static dense *line_dense(const gnn_graph *g, const char *name)
{
    gnn_line_graph *l;
    ck_ok(gnn_line_graph_new(&l, g));
    int64_t E = 2 * l->M;
    dense *m;
    bool undirected =
        name[0] == 'L' || strcmp(name, "D_LA") == 0 || (name[0] == 'P' && name[1] != 'm' && name[1] != 'd');
    if (undirected) E = l->M;
    if (name[0] == 'P') {
        m = zero(g->n, E);
        for (int64_t e = 0; e < E; e++) *at(m, l->tail[e], e) += 1, *at(m, l->head[e], e) += name[1] == 'd' ? -1 : 1;
        if (strchr(name, 'T')) {
            dense *t = zero(E, g->n);
            for (int64_t i = 0; i < E; i++) for (int64_t j = 0; j < g->n; j++) *at(t, i, j) = *at(m, j, i);
            free(m), m = t;
        }
    } else {
        m = zero(E, E);
        for (int64_t e = 0; e < E; e++)
            for (int64_t f = 0; f < E; f++) {
                bool meet = l->tail[e] == l->tail[f] || l->tail[e] == l->head[f] || l->head[e] == l->tail[f] ||
                            l->head[e] == l->head[f];
                *at(m, e, f) = undirected ? meet && e != f : l->head[e] == l->tail[f] && f != (e + l->M) % E;
            }
        const char *power = name[0] != 'D' ? strchr(name, '_') : NULL;
        for (int j = power ? atoi(power + 1) : 0; j > 0; j--) m = product(m, m, true);
        if (name[0] == 'D') {
            dense *d = zero(E, E);
            for (int64_t e = 0; e < E; e++) for (int64_t f = 0; f < E; f++) *at(d, e, e) += *at(m, e, f);
            free(m), m = d;
        }
    }
    gnn_line_graph_free(l);
    return m;
}

static dense *expected(const gnn_graph *g, const char *name)
{
    if (gnn_i_operator_of_edges(name)) return line_dense(g, name);
    dense *A = adjacency(g), *m = zero(g->n, g->n);
    double d[MAX] = { 0 }, mean = 0, r = 0;
    int64_t n = g->n;
    for (int64_t v = 0; v < n; v++) for (int64_t u = 0; u < n; u++) d[v] += *at(A, v, u);
    for (int64_t v = 0; v < n; v++) mean += d[v] / (double)n;
    if (strncmp(name, "bethe", 5) == 0) r = name[5] ? atof(name + 6) : sqrt(mean);
    if (name[0] == 'A' && name[1] == '_') {
        for (int j = atoi(name + 2); j > 0; j--) {
            for (int64_t i = 0; i < n * n; i++) A->a[i] = A->a[i] != 0;
            A = product(A, A, true);
        }
        free(m);
        return A;
    }
    for (int64_t v = 0; v < n; v++)
        for (int64_t u = 0; u < n; u++) {
            double a = *at(A, v, u), i = u == v, D = i * d[v], *x = at(m, v, u);
            double sym = d[u] * d[v] > 0 ? a / sqrt(d[u] * d[v]) : 0, rw = d[v] > 0 ? a / d[v] : 0;
            if (!strcmp(name, "I")) *x = i;
            else if (!strcmp(name, "D")) *x = D;
            else if (!strcmp(name, "U")) *x = 1.0 / (double)n;
            else if (!strcmp(name, "A")) *x = a;
            else if (!strcmp(name, "A+I")) *x = a + i;
            else if (!strcmp(name, "gcn")) *x = (a + i) / sqrt((d[u] + 1) * (d[v] + 1));
            else if (!strcmp(name, "sym")) *x = sym;
            else if (!strcmp(name, "rw")) *x = rw;
            else if (!strcmp(name, "L")) *x = D - a;
            else if (!strcmp(name, "L_sym")) *x = i - sym;
            else if (!strcmp(name, "L_rw")) *x = i - rw;
            else if (!strcmp(name, "Q")) *x = D + a;
            else *x = (r * r - 1) * i - r * a + D;
        }
    free(A);
    return m;
}

static const char *const names[] = { "I", "D", "U", "A", "A_0", "A_1", "A_2", "A_3", "A+I", "gcn", "sym", "rw", "L", "L_sym", "L_rw",
                                     "Q", "bethe", "bethe:1.5", "B", "B_1", "B_2", "D_L", "Pm", "Pd", "PmT", "PdT", "LA",
                                     "LA_1", "LA_2", "D_LA", "P", "PT" };
enum { NAMES = sizeof names / sizeof *names };

/* op as a dense matrix, by applying it to the columns of I. */
static dense *measured(const gnn_operator *op, bool transposed)
{
    int64_t r = transposed ? gnn_operator_cols(op) : gnn_operator_rows(op),
            c = transposed ? gnn_operator_rows(op) : gnn_operator_cols(op);
    dense *x = zero(c, c), *y = zero(r, c);
    for (int64_t i = 0; i < c; i++) *at(x, i, i) = 1;
    gnn_tensor X = gnn_tensor_view2(GNN_F64, c, c, x->a), Y = gnn_tensor_view2(GNN_F64, r, c, y->a);
    ck_ok(gnn_operator_apply(&Y, op, &X, transposed));
    free(x);
    return y;
}

static void compare(dense *got, dense *want, bool transposed, const char *name, int i)
{
    ck_assert_int_eq(got->r, transposed ? want->c : want->r);
    for (int64_t r = 0; r < got->r; r++)
        for (int64_t c = 0; c < got->c; c++) {
            double w = transposed ? *at(want, c, r) : *at(want, r, c), g = *at(got, r, c);
            ck_assert_msg(fabs(g - w) <= 1e-13 * (1 + fabs(w)), "%s%s, graph %d, (%d,%d): %g, expected %g", name,
                          transposed ? "^T" : "", i, (int)r, (int)c, g, w);
        }
    free(got);
}

START_TEST(each_operator_is_its_dense_definition)
{
    for (int k = 0; k < NAMES; k++) {
        bool line = gnn_i_operator_of_edges(names[k]);
        for (int directed = 0; directed < 2; directed++) {
            gnn_graph *g = support_graph((uint64_t)_i, directed);
            gnn_operator *op = NULL;
            gnn_status st = gnn_operator_new(&op, g, names[k], GNN_F64);
            if (line && directed) {
                ck_assert_int_eq(st, GNN_EUNSUPPORTED);
            } else if (!line || gnn_graph_arcs(g) <= MAX) {
                ck_ok(st);
                dense *want = expected(g, names[k]);
                compare(measured(op, false), want, false, names[k], _i);
                compare(measured(op, true), want, true, names[k], _i);
                free(want);
            }
            gnn_operator_free(op);
            gnn_graph_free(g);
        }
    }
}
END_TEST

START_TEST(the_transpose_knows_the_entry_it_came_from)
{
    gnn_graph *g = support_graph((uint64_t)_i, true);
    gnn_operator *op;
    ck_ok(gnn_operator_new(&op, g, "rw", GNN_F32));
    for (int64_t u = 0; u < op->cols; u++)
        for (int64_t k = op->bwd.ptr[u]; k < op->bwd.ptr[u + 1]; k++) {
            int64_t e = op->bwd_entry[k], v = op->bwd.col[k];
            ck_assert_int_eq(op->fwd.col[e], u);
            ck_assert(op->fwd.ptr[v] <= e && e < op->fwd.ptr[v + 1]);
            if (op->fwd.val) ck_assert(((float *)op->fwd.val)[e] == ((float *)op->bwd.val)[k]);
        }
    gnn_operator_free(op);
    gnn_graph_free(g);
}
END_TEST

START_TEST(relabelling_the_graph_relabels_the_operator)
{
    gnn_graph *g = support_graph((uint64_t)_i, _i % 2), *h;
    int32_t p[64];
    gnn_rng r = gnn_rng_stream(5, "operators", (uint64_t)_i);
    gnn_rng_permutation(&r, g->n, p);
    ck_ok(gnn_graph_permute(&h, g, p));
    for (int k = 0; k < 18; k++) {
        gnn_operator *a, *b;
        ck_ok(gnn_operator_new(&a, g, names[k], GNN_F64));
        ck_ok(gnn_operator_new(&b, h, names[k], GNN_F64));
        dense *x = measured(a, false), *y = measured(b, false);
        for (int64_t i = 0; i < g->n; i++)
            for (int64_t j = 0; j < g->n; j++) ck_assert(fabs(*at(x, i, j) - *at(y, p[i], p[j])) < 1e-13);
        free(x), free(y);
        gnn_operator_free(a), gnn_operator_free(b);
    }
    gnn_graph_free(g), gnn_graph_free(h);
}
END_TEST

START_TEST(a_union_is_block_diagonal_and_allocates_nothing_once_warm)
{
    for (int k = 0; k < NAMES; k++) {
        const gnn_operator *ops[4];
        gnn_operator *u = NULL;
        dense *parts[4];
        int64_t rows = 0, cols = 0, calls = 0;
        for (int i = 0; i < 4; i++) {
            gnn_graph *g = support_graph((uint64_t)(_i * 4 + i) % 9, false); /* small ones: the line graphs must fit */
            gnn_operator *op;
            ck_ok(gnn_operator_new(&op, g, names[k], GNN_F64));
            ops[i] = op,
            parts[i] = gnn_operator_rows(op) <= MAX && gnn_operator_cols(op) <= MAX ? measured(op, false) : NULL;
            rows += gnn_operator_rows(op), cols += gnn_operator_cols(op);
            gnn_graph_free(g);
        }
        for (int round = 0; round < 3; round++) {
            if (round == 1) calls = gnn_alloc_get_stats().calls;
            ck_ok(gnn_operator_union(&u, 4, ops));
        }
        ck_assert_int_eq(gnn_alloc_get_stats().calls, calls);
        ck_assert_int_eq(gnn_operator_rows(u), rows);
        if (rows <= MAX && cols <= MAX && parts[0] && parts[1] && parts[2] && parts[3]) {
            dense *want = zero(rows, cols);
            int64_t r = 0, c = 0;
            for (int i = 0; i < 4; i++) {
                for (int64_t a = 0; a < parts[i]->r; a++)
                    for (int64_t b = 0; b < parts[i]->c; b++) *at(want, r + a, c + b) = *at(parts[i], a, b);
                r += parts[i]->r, c += parts[i]->c;
            }
            compare(measured(u, false), want, false, names[k], _i);
            compare(measured(u, true), want, true, names[k], _i);
            free(want);
        }
        for (int i = 0; i < 4; i++) free(parts[i]);
        gnn_operator_free(u);
        for (int i = 0; i < 4; i++) {
            union { const gnn_operator *c; gnn_operator *m; } x = { ops[i] };
            gnn_operator_free(x.m);
        }
    }
}
END_TEST

typedef struct one { const gnn_graph *g; const char *name; } one;

static gnn_status make(void *ctx)
{
    one *o = ctx;
    gnn_operator *op, *u = NULL;
    gnn_status st = gnn_operator_new(&op, o->g, o->name, GNN_F32);
    if (st != GNN_OK) return st;
    st = gnn_operator_union(&u, 1, (const gnn_operator *[]){ op });
    gnn_operator_free(op);
    gnn_operator_free(u);
    return st;
}

START_TEST(missing_memory_is_an_error_and_nothing_leaks)
{
    gnn_graph *g = support_graph(8, false);
    for (int k = 0; k < NAMES; k++) support_fail_allocations(make, &(one){ g, names[k] }, names[k]);
    gnn_graph_free(g);
}
END_TEST

START_TEST(unknown_names_are_refused)
{
    static const char *const bad[] = { "", "a", "A_", "A_x", "A_-1", "A_99", "gcn2", "bethe:", "bethe:x", "B:1", "Lsym", "PmTT" };
    gnn_graph *g = support_graph(9, false);
    gnn_operator *op = NULL;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_int_eq(gnn_operator_new(&op, g, bad[i], GNN_F64), GNN_ENOTFOUND);
        ck_assert_ptr_null(op);
        ck_assert_ptr_nonnull(strstr(gnn_last_error(), "bethe"));
    }
    gnn_graph_free(g);
}
END_TEST

TESTS_BEGIN("operators")
    T_LOOP(each_operator_is_its_dense_definition, 32)
    T_LOOP(the_transpose_knows_the_entry_it_came_from, 32)
    T_LOOP(relabelling_the_graph_relabels_the_operator, 32)
    T_LOOP(a_union_is_block_diagonal_and_allocates_nothing_once_warm, 12)
    T(missing_memory_is_an_error_and_nothing_leaks)
    T(unknown_names_are_refused)
TESTS_END
