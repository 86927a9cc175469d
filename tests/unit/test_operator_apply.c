/* op x and op^T x for every kind of operator, against the dense matrix. */
#include "support/operators.h"
#include "tensor/tensor_i.h"
#include <math.h>

/* y (r,w) of dense M (r,c): M x, or M^T x. */
static void check_dense(const gnn_operator *op, const double *M, gnn_rng *r)
{
    for (int transposed = 0; transposed < 2; transposed++) {
        int64_t rows = transposed ? op->cols : op->rows, cols = transposed ? op->rows : op->cols,
                w = 1 + (int64_t)gnn_rng_below(r, 20);
        gnn_tensor *x, *y;
        ck_ok(gnn_tensor_new(&x, op->dtype, 2, (int64_t[]){ cols, w }));
        ck_ok(gnn_tensor_new(&y, op->dtype, 2, (int64_t[]){ rows, w }));
        for (int64_t i = 0; i < cols * w; i++) gnn_tensor_set(x, i, (double)gnn_rng_below(r, 9) - 4);
        memset(y->data, 0xff, (size_t)(rows * w) * gnn_dtype_size(op->dtype));
        ck_ok(gnn_operator_apply(y, op, x, transposed));
        for (int64_t i = 0; i < rows; i++)
            for (int64_t c = 0; c < w; c++) {
                double want = 0;
                for (int64_t j = 0; j < cols; j++)
                    want += M[transposed ? j * op->cols + i : i * op->cols + j] * gnn_tensor_get(x, j * w + c);
                double got = gnn_tensor_get(y, i * w + c), tol = op->kind == GNN_I_OP_MEAN ? 1e-5 : 0;
                if (!(fabs(got - want) <= tol))
                    ck_abort_msg("kind %d transposed %d (%lld,%lld): %g, expected %g", op->kind, transposed,
                                 (long long)i, (long long)c, got, want);
            }
        /* added to what is there, then bias and activation */
        size_t bytes = gnn_i_operator_scratch(op, w);
        void *scratch = malloc(bytes + 1);
        double bias_d[20];
        float bias_f[20];
        gnn_tensor *z;
        ck_ok(gnn_tensor_new(&z, op->dtype, 2, (int64_t[]){ rows, w }));
        for (int64_t i = 0; i < rows * w; i++) gnn_tensor_set(z, i, (double)(i % 5));
        for (int c = 0; c < 20; c++) bias_d[c] = bias_f[c] = (float)(c % 3 - 1);
        gnn_i_operator_apply(z->data, op, x->data, w, transposed, true,
                             op->dtype == GNN_F32 ? (void *)bias_f : (void *)bias_d, GNN_I_ACT_RELU, scratch);
        for (int64_t i = 0; i < rows * w; i++) {
            double v = gnn_tensor_get(y, i) + (double)(i % 5) + bias_d[i % w], want = v < 0 ? 0 : v;
            if (fabs(gnn_tensor_get(z, i) - want) > 1e-5)
                ck_abort_msg("kind %d: %g, expected %g", op->kind, gnn_tensor_get(z, i), want);
        }
        free(scratch);
        gnn_tensor_free(x), gnn_tensor_free(y), gnn_tensor_free(z);
    }
}

START_TEST(matrices_multiply)
{
    gnn_rng r = gnn_rng_stream(20, "matrix", (uint64_t)_i);
    int64_t rows = (int64_t)gnn_rng_below(&r, 12), cols = (int64_t)gnn_rng_below(&r, 12);
    double M[144];
    bool weighted = _i & 2;
    for (int64_t i = 0; i < rows * cols; i++)
        M[i] = gnn_rng_below(&r, 3) ? 0 : weighted ? (double)gnn_rng_below(&r, 5) + 1 : 1;
    gnn_operator *op = support_matrix(_i & 1 ? GNN_F32 : GNN_F64, rows, cols, M, weighted);
    check_dense(op, M, &r);
    support_matrix_free(op);
}
END_TEST

START_TEST(identity_diagonal_and_block_mean)
{
    gnn_rng r = gnn_rng_stream(21, "kinds", (uint64_t)_i);
    int64_t ptr[5] = { 0 }, blocks = 1 + (int64_t)gnn_rng_below(&r, 4);
    for (int64_t b = 0; b < blocks; b++) ptr[b + 1] = ptr[b] + (int64_t)gnn_rng_below(&r, 6);
    int64_t n = ptr[blocks];
    double M[3][24 * 24] = { { 0 } }, diag[24];
    float diag_f[24];
    for (int64_t i = 0; i < n; i++)
        diag_f[i] = (float)(diag[i] = (double)gnn_rng_below(&r, 7)), M[0][i * n + i] = 1, M[1][i * n + i] = diag[i];
    for (int64_t b = 0; b < blocks; b++)
        for (int64_t i = ptr[b]; i < ptr[b + 1]; i++)
            for (int64_t j = ptr[b]; j < ptr[b + 1]; j++) M[2][i * n + j] = 1.0 / (double)(ptr[b + 1] - ptr[b]);
    gnn_dtype dtype = _i & 1 ? GNN_F32 : GNN_F64;
    gnn_operator op = { .dtype = dtype, .rows = n, .cols = n, .name = "test", .symmetric = true, .blocks = blocks, .block_ptr = ptr,
                        .diag = dtype == GNN_F32 ? (void *)diag_f : (void *)diag };
    op.kind = GNN_I_OP_IDENTITY, check_dense(&op, M[0], &r);
    op.kind = GNN_I_OP_DIAGONAL, check_dense(&op, M[1], &r);
    op.kind = GNN_I_OP_MEAN, check_dense(&op, M[2], &r);
}
END_TEST

/* B and B B as gathers against the matrix of the definition. */
START_TEST(non_backtracking_without_a_matrix)
{
    gnn_rng r = gnn_rng_stream(22, "nb", (uint64_t)_i);
    gnn_graph *g = support_graph((uint64_t)_i, false);
    int64_t m = gnn_graph_edges(g), E = 2 * m, n = g->n;
    int32_t *tail = calloc((size_t)E + 1, 4), *head = calloc((size_t)E + 1, 4), *rev = calloc((size_t)E + 1, 4),
            *in = calloc((size_t)E + 1, 4), *out = calloc((size_t)E + 1, 4);
    int64_t *in_ptr = calloc((size_t)n + 1, 8), *out_ptr = calloc((size_t)n + 1, 8), e = 0;
    for (int64_t u = 0; u < n; u++)
        for (int64_t k = g->ptr[u]; k < g->ptr[u + 1]; k++)
            if (g->col[k] > u)
                tail[e] = head[e + m] = (int32_t)u, head[e] = tail[e + m] = g->col[k], rev[e] = (int32_t)(e + m),
                rev[e + m] = (int32_t)e, e++;
    for (int64_t u = 0, i = 0, o = 0; u < n; u++, in_ptr[u] = i, out_ptr[u] = o)
        for (int64_t f = 0; f < E; f++) {
            if (head[f] == u) in[i++] = (int32_t)f;
            if (tail[f] == u) out[o++] = (int32_t)f;
        }
    double *B = calloc((size_t)(E * E) + 1, 8), *B2 = calloc((size_t)(E * E) + 1, 8);
    for (int64_t a = 0; a < E; a++)
        for (int64_t b = 0; b < E; b++) B[a * E + b] = head[a] == tail[b] && b != rev[a];
    for (int64_t a = 0; a < E; a++)
        for (int64_t b = 0; b < E; b++)
            if (B[a * E + b] != 0)
                for (int64_t c = 0; c < E; c++) B2[a * E + c] += B[b * E + c];
    gnn_operator op = { .kind = GNN_I_OP_NB, .dtype = _i & 1 ? GNN_F32 : GNN_F64, .rows = E, .cols = E, .name = "B", .tail = tail, .head = head,
                        .rev = rev, .in_ptr = in_ptr, .out_ptr = out_ptr, .in_arc = in, .out_arc = out, .nodes = n, .power = 1, .blocks = 1 };
    check_dense(&op, B, &r);
    op.power = 2;
    check_dense(&op, B2, &r);
    free(tail), free(head), free(rev), free(in), free(out), free(in_ptr), free(out_ptr), free(B), free(B2);
    gnn_graph_free(g);
}
END_TEST

START_TEST(shapes_and_types_are_checked)
{
    double M[6] = { 1, 0, 1, 0, 1, 0 }, data[12] = { 0 };
    gnn_operator *op = support_matrix(GNN_F64, 2, 3, M, false);
    gnn_tensor x = gnn_tensor_view2(GNN_F64, 3, 2, data), y = gnn_tensor_view2(GNN_F64, 2, 2, data + 6),
               f = gnn_tensor_view2(GNN_F32, 2, 2, data);
    ck_ok(gnn_operator_apply(&y, op, &x, 0));
    ck_assert_int_eq(gnn_operator_apply(&y, op, &x, 1), GNN_ESHAPE);
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "(3,2)"));
    ck_assert_int_eq(gnn_operator_apply(&f, op, &x, 0), GNN_EDTYPE);
    support_matrix_free(op);
}
END_TEST

static gnn_status mean_body(void *ctx)
{
    gnn_operator *op = ctx;
    double x[4] = { 1, 2, 3, 4 }, y[4];
    gnn_tensor a = gnn_tensor_view2(GNN_F64, 4, 1, x), b = gnn_tensor_view2(GNN_F64, 4, 1, y);
    return gnn_operator_apply(&b, op, &a, 0);
}

START_TEST(missing_memory_is_reported)
{
    int64_t ptr[2] = { 0, 4 };
    gnn_operator op = { .kind = GNN_I_OP_MEAN, .dtype = GNN_F64, .rows = 4, .cols = 4, .name = "U", .blocks = 1, .block_ptr = ptr };
    support_fail_allocations(mean_body, &op, "apply U");
}
END_TEST

TESTS_BEGIN("operator_apply")
    T_LOOP(matrices_multiply, 60)
    T_LOOP(identity_diagonal_and_block_mean, 40)
    T_LOOP(non_backtracking_without_a_matrix, 48)
    T(shapes_and_types_are_checked)
    T(missing_memory_is_reported)
TESTS_END
