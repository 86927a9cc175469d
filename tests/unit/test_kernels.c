/* Kernels against naive loops: every width, both element types, both instruction sets, any number of threads. */
#include "support/support.h"
#include "graph/operator_i.h"
#include "tensor/kernels.h"
#include <math.h>

/* ck_assert leaves a mark in a pipe at each call, which is too slow for every entry of a matrix. */
#define expect(cond, ...)                          \
    do {                                           \
        if (!(cond)) ck_abort_msg(__VA_ARGS__);    \
    } while (0)

/* A random matrix; some rows empty, one long. */
typedef struct sparse {
    gnn_i_csr A;
    double *val;
} sparse;

static sparse draw(gnn_rng *r, int64_t rows, int64_t cols, gnn_dtype dtype, bool weighted)
{
    sparse s = { .A = { .rows = rows, .cols = cols } };
    s.A.ptr = calloc((size_t)rows + 1, sizeof *s.A.ptr);
    for (int64_t i = 0; i < rows; i++) {
        int64_t d = cols == 0 || gnn_rng_below(r, 4) == 0 ? 0 : i == rows / 2 ? 3 * cols : (int64_t)gnn_rng_below(r, 7);
        s.A.ptr[i + 1] = s.A.ptr[i] + d;
    }
    s.A.nnz = s.A.ptr[rows];
    size_t m = (size_t)s.A.nnz + 1;
    s.A.col = calloc(m, sizeof *s.A.col), s.val = calloc(m, sizeof *s.val),
    s.A.val = weighted ? calloc(m, sizeof(double)) : NULL;
    for (int64_t e = 0; e < s.A.nnz; e++) {
        s.A.col[e] = (int32_t)gnn_rng_below(r, (uint64_t)cols);
        s.val[e] = weighted ? (double)gnn_rng_below(r, 7) - 3 : 1;
        if (weighted && dtype == GNN_F32) ((float *)s.A.val)[e] = (float)s.val[e];
        if (weighted && dtype == GNN_F64) ((double *)s.A.val)[e] = s.val[e];
    }
    return s;
}

static void drop(sparse *s)
{
    free(s->A.ptr), free(s->A.col), free(s->A.val), free(s->val);
}

static gnn_tensor *dense(gnn_rng *r, gnn_dtype dtype, int64_t rows, int64_t cols, bool integers)
{
    gnn_tensor *t;
    ck_ok(gnn_tensor_new(&t, dtype, 2, (int64_t[]){ rows, cols }));
    for (int64_t i = 0; i < rows * cols; i++)
        gnn_tensor_set(t, i, integers ? (double)gnn_rng_below(r, 9) - 4 : gnn_rng_uniform(r) - 0.5);
    return t;
}

static double act_of(gnn_i_act act, double v)
{
    switch (act) {
    case GNN_I_ACT_RELU: return v < 0 ? 0 : v;
    case GNN_I_ACT_TANH: return tanh(v);
    case GNN_I_ACT_SIGMOID: return 1 / (1 + exp(-v));
    case GNN_I_ACT_ELU: return v < 0 ? expm1(v) : v;
    case GNN_I_ACT_LEAKY_RELU: return v < 0 ? 0.2 * v : v;
    default: return v;
    }
}

static const char *const isas[] = { "base", "avx2", "avx512" };
#define EACH_ISA                        \
    for (int isa = 0; isa < 3; isa++)   \
        if (gnn_i_kernels_force(isas[isa]))

/* Case number = width (1 .. 136); integers must come out exactly. */
START_TEST(spmm_equals_the_plain_loop)
{
    int64_t w = _i % 136 + 1;
    gnn_rng r = gnn_rng_stream(3, "spmm", (uint64_t)_i);
    for (int k = 0; k < 8; k++) {
        gnn_dtype dtype = k & 1 ? GNN_F32 : GNN_F64;
        bool weighted = k & 2, add = k & 4;
        int64_t rows = k == 3 ? 0 : 1 + (int64_t)gnn_rng_below(&r, 20), cols = 1 + (int64_t)gnn_rng_below(&r, 12);
        gnn_i_act act = add ? GNN_I_ACT_NONE : (gnn_i_act)gnn_rng_below(&r, 6);
        sparse s = draw(&r, rows, cols, dtype, weighted);
        gnn_tensor *x = dense(&r, dtype, cols, w, true), *y0 = dense(&r, dtype, rows, w, true),
                   *y = dense(&r, dtype, rows, w, true), *bias = dense(&r, dtype, 1, w, true);
        bool biased = !add && gnn_rng_below(&r, 2);
        EACH_ISA {
            ck_ok(gnn_tensor_copy(y, y0));
            gnn_i_spmm(dtype, &s.A, x->data, w, y->data, add, biased ? bias->data : NULL, act);
            for (int64_t i = 0; i < rows; i++)
                for (int64_t c = 0; c < w; c++) {
                    double want = add ? gnn_tensor_get(y0, i * w + c) : 0;
                    for (int64_t e = s.A.ptr[i]; e < s.A.ptr[i + 1]; e++)
                        want += s.val[e] * gnn_tensor_get(x, s.A.col[e] * w + c);
                    if (biased) want += gnn_tensor_get(bias, c);
                    double v = act_of(act, want), got = gnn_tensor_get(y, i * w + c);
                    bool exact = act == GNN_I_ACT_NONE || act == GNN_I_ACT_RELU;
                    expect(exact ? got == v : fabs(got - v) <= 3e-6 * (1 + fabs(v)),
                                  "%s width %lld row %lld column %lld: %.17g, expected %.17g", isas[isa], (long long)w, (long long)i,
                                  (long long)c, got, v);
                }
        }
        gnn_i_kernels_force(NULL);
        gnn_tensor_free(x), gnn_tensor_free(y), gnn_tensor_free(y0), gnn_tensor_free(bias);
        drop(&s);
    }
}
END_TEST

/* Large enough for threads and prefetching; reals: same bits for any number of threads, and the two sets agree. */
START_TEST(spmm_gives_the_same_bits_for_any_number_of_threads)
{
    gnn_dtype dtype = _i & 1 ? GNN_F32 : GNN_F64;
    int64_t w = (int64_t[]){ 1, 7, 16, 67 }[_i / 2 % 4], n = 9000;
    gnn_rng r = gnn_rng_stream(4, "threads", (uint64_t)_i);
    sparse s = draw(&r, n, n, dtype, true);
    gnn_tensor *x = dense(&r, dtype, n, w, false), *y = dense(&r, dtype, n, w, false),
               *z = dense(&r, dtype, n, w, false);
    gnn_set_threads(1);
    gnn_i_spmm(dtype, &s.A, x->data, w, y->data, false, NULL, GNN_I_ACT_NONE);
    for (int t = 2; t <= 8; t += t == 2 ? 1 : 5) {
        gnn_set_threads(t);
        memset(z->data, 0xff, (size_t)(n * w) * gnn_dtype_size(dtype));
        gnn_i_spmm(dtype, &s.A, x->data, w, z->data, false, NULL, GNN_I_ACT_NONE);
        expect(memcmp(y->data, z->data, (size_t)(n * w) * gnn_dtype_size(dtype)) == 0, "%d threads, width %lld", t,
               (long long)w);
    }
    gnn_i_kernels_force("base");
    gnn_i_spmm(dtype, &s.A, x->data, w, z->data, false, NULL, GNN_I_ACT_NONE);
    double tol = dtype == GNN_F32 ? 2e-3 : 1e-11; /* a row of 27000 entries, values up to 3 */
    for (int64_t i = 0; i < n * w; i++)
        expect(fabs(gnn_tensor_get(y, i) - gnn_tensor_get(z, i)) <= tol, "entry %lld of width %lld", (long long)i,
               (long long)w);
    gnn_i_kernels_force(NULL);
    gnn_set_threads(0);
    gnn_tensor_free(x), gnn_tensor_free(y), gnn_tensor_free(z);
    drop(&s);
}
END_TEST

/* Patterns with about half of the entries, more rows than a block has: the product by codes is the one by lists
 * (integers: to the bit), for columns of wider matrices too; same bits for any number of threads. */
START_TEST(spmm_by_codes_equals_that_by_lists)
{
    gnn_dtype dtype = _i & 1 ? GNN_F32 : GNN_F64;
    gnn_rng r = gnn_rng_stream(4, "codes", (uint64_t)_i);
    int64_t rows = 64 + (int64_t)gnn_rng_below(&r, 1200), cols = 20 + (int64_t)gnn_rng_below(&r, 200), w = _i / 2 + 1,
            xs = w + 3, ys = w + 5;
    gnn_i_csr A = { .rows = rows, .cols = cols };
    A.ptr = calloc((size_t)rows + 1, sizeof *A.ptr), A.col = calloc((size_t)(rows * cols), sizeof *A.col);
    for (int64_t i = 0; i < rows; A.ptr[++i] = A.nnz)
        for (int32_t j = 0; j < cols; j++)
            if (gnn_rng_below(&r, 2)) A.col[A.nnz++] = j;
    gnn_tensor *x = dense(&r, dtype, cols, xs, true), *y0 = dense(&r, dtype, rows, ys, true),
               *y = dense(&r, dtype, rows, ys, true), *z = dense(&r, dtype, rows, ys, true),
               *real = dense(&r, dtype, cols, xs, false);
    uint8_t *code = NULL;
    ck_ok(gnn_i_code_new(&code, &A));
    ck_assert_ptr_nonnull(code);
    EACH_ISA
        for (int add = 0; add < 2; add++) {
            ck_ok(gnn_tensor_copy(y, y0));
            ck_ok(gnn_tensor_copy(z, y0));
            A.code = NULL, gnn_i_spmm_strided(dtype, &A, x->data, xs, w, y->data, ys, add);
            A.code = code, gnn_i_spmm_strided(dtype, &A, x->data, xs, w, z->data, ys, add);
            for (int64_t i = 0; i < rows * ys; i++)
                expect(gnn_tensor_get(y, i) == gnn_tensor_get(z, i), "%s width %lld entry %lld", isas[isa],
                       (long long)w, (long long)i);
        }
    gnn_i_kernels_force(NULL);
    gnn_set_threads(1), gnn_i_spmm_strided(dtype, &A, real->data, xs, w, y->data, ys, false);
    gnn_set_threads(3), gnn_i_spmm_strided(dtype, &A, real->data, xs, w, z->data, ys, false);
    gnn_set_threads(0);
    expect(memcmp(y->data, z->data, (size_t)(rows * ys) * gnn_dtype_size(dtype)) == 0, "threads, width %lld",
           (long long)w);
    gnn_tensor *val = dense(&r, dtype, A.nnz, 1, true); /* as dropout gives to a copy: they count, not the codes */
    A.val = val->data;
    gnn_i_spmm_strided(dtype, &A, real->data, xs, w, y->data, ys, false);
    A.code = NULL;
    gnn_i_spmm_strided(dtype, &A, real->data, xs, w, z->data, ys, false);
    expect(memcmp(y->data, z->data, (size_t)(rows * ys) * gnn_dtype_size(dtype)) == 0, "values, width %lld",
           (long long)w);
    A.val = NULL;
    gnn_tensor_free(val);
    gnn_i_free(code);
    code = NULL;
    A.col[1] = A.col[0]; /* counts twice: no codes */
    ck_ok(gnn_i_code_new(&code, &A));
    ck_assert_ptr_null(code);
    gnn_tensor_free(x), gnn_tensor_free(y), gnn_tensor_free(y0), gnn_tensor_free(z), gnn_tensor_free(real);
    free(A.ptr), free(A.col);
}
END_TEST

/* Segments with empty ones; sums, means, maxima, softmax, and their gradients. */
START_TEST(segment_kernels_equal_plain_loops)
{
    gnn_rng r = gnn_rng_stream(5, "segments", (uint64_t)_i);
    gnn_dtype dtype = _i & 1 ? GNN_F32 : GNN_F64;
    int64_t w = 1 + (int64_t)gnn_rng_below(&r, 90), segments = (int64_t)gnn_rng_below(&r, 9), ptr[10] = { 0 };
    for (int64_t s = 0; s < segments; s++)
        ptr[s + 1] = ptr[s] + (int64_t)gnn_rng_below(&r, 5) * (int64_t)gnn_rng_below(&r, 3);
    int64_t rows = ptr[segments];
    gnn_tensor *x = dense(&r, dtype, rows, w, true), *sum = dense(&r, dtype, segments, w, true),
               *mean = dense(&r, dtype, segments, w, true), *max = dense(&r, dtype, segments, w, true),
               *soft = dense(&r, dtype, rows, w, true), *q = dense(&r, dtype, segments, w, true),
               *dx = dense(&r, dtype, rows, w, true), *spread = dense(&r, dtype, rows, w, true),
               *dy = dense(&r, dtype, segments, w, true);
    EACH_ISA {
        memset(dx->data, 0, (size_t)(rows * w) * gnn_dtype_size(dtype));
        gnn_i_segment_sum(dtype, sum->data, x->data, segments, ptr, w, false, false);
        gnn_i_segment_sum(dtype, mean->data, x->data, segments, ptr, w, true, false);
        gnn_i_segment_max(dtype, max->data, x->data, segments, ptr, NULL, w);
        gnn_i_segment_softmax(dtype, soft->data, x->data, segments, ptr, w);
        gnn_i_segment_spread(dtype, spread->data, dy->data, segments, ptr, w, false, false);
        gnn_i_segment_max_back(dtype, dx->data, dy->data, max->data, x->data, segments, ptr, w, q->data);
        for (int64_t s = 0; s < segments; s++)
            for (int64_t c = 0; c < w; c++) {
                double total = 0, top = -INFINITY, z = 0, back = 0;
                int64_t k = ptr[s + 1] - ptr[s], ties = 0;
                for (int64_t e = ptr[s]; e < ptr[s + 1]; e++) {
                    double v = gnn_tensor_get(x, e * w + c);
                    total += v, top = v > top ? v : top;
                    expect(gnn_tensor_get(spread, e * w + c) == gnn_tensor_get(dy, s * w + c), "spread of segment %lld",
                           (long long)s);
                }
                for (int64_t e = ptr[s]; e < ptr[s + 1]; e++) {
                    double v = gnn_tensor_get(x, e * w + c);
                    z += exp(v - top), ties += v == top, back += gnn_tensor_get(dx, e * w + c);
                }
                expect(gnn_tensor_get(sum, s * w + c) == total, "sum of segment %lld", (long long)s);
                expect(fabs(gnn_tensor_get(mean, s * w + c) - (k ? total / (double)k : 0)) < 1e-6,
                       "mean of segment %lld", (long long)s);
                expect(gnn_tensor_get(max, s * w + c) == (k ? top : 0), "maximum of segment %lld", (long long)s);
                expect(k == 0 || fabs(back - gnn_tensor_get(dy, s * w + c)) < 1e-5, "gradient of segment %lld",
                       (long long)s);
                for (int64_t e = ptr[s]; e < ptr[s + 1]; e++) {
                    double v = gnn_tensor_get(x, e * w + c);
                    expect(fabs(gnn_tensor_get(soft, e * w + c) - exp(v - top) / z) < 1e-6, "softmax of row %lld",
                           (long long)e);
                    double share = v == top ? gnn_tensor_get(dy, s * w + c) / (double)ties : 0;
                    expect(fabs(gnn_tensor_get(dx, e * w + c) - share) < 1e-6, "share of row %lld", (long long)e);
                }
            }
    }
    gnn_i_kernels_force(NULL);
    gnn_tensor *all[] = { x, sum, mean, max, soft, q, dx, spread, dy };
    for (int k = 0; k < 9; k++) gnn_tensor_free(all[k]);
}
END_TEST

START_TEST(a_maximum_over_a_not_a_number_is_not_a_number)
{
    double x[3] = { 1, NAN, 2 }, y;
    int64_t ptr[2] = { 0, 3 };
    gnn_i_segment_max(GNN_F64, &y, x, 1, ptr, NULL, 1);
    expect(isnan(y), "%g", y);
}
END_TEST

/* Gradient of act(a + bias), and column sums that do not depend on the number of threads. */
START_TEST(activation_gradients_and_column_sums)
{
    gnn_rng r = gnn_rng_stream(6, "act", (uint64_t)_i);
    gnn_dtype dtype = _i & 1 ? GNN_F32 : GNN_F64;
    gnn_i_act act = (gnn_i_act)(_i / 2 % 6);
    int64_t rows = _i % 5 == 0   ? 0
                   : _i % 5 == 1 ? 5000
                                 : 1 + (int64_t)gnn_rng_below(&r, 40),
            w = 1 + (int64_t)gnn_rng_below(&r, 140);
    gnn_tensor *a = dense(&r, dtype, rows, w, false), *dy = dense(&r, dtype, rows, w, false),
               *y = dense(&r, dtype, rows, w, false), *g = dense(&r, dtype, rows, w, false),
               *b = dense(&r, dtype, 1, w, false), *db = dense(&r, dtype, 1, w, true),
               *db1 = dense(&r, dtype, 1, w, true);
    void *scratch = malloc(gnn_i_sums_scratch(dtype, rows, w) + 1);
    double tol = dtype == GNN_F32 ? 1e-5 : 1e-13;
    EACH_ISA {
        ck_ok(gnn_tensor_copy(y, a));
        gnn_i_bias_act(dtype, y->data, b->data, act, rows, w);
        ck_ok(gnn_tensor_copy(db1, db));
        gnn_set_threads(1);
        gnn_i_act_back(dtype, g->data, db1->data, dy->data, y->data, act, rows, w, scratch);
        gnn_tensor *db3 = dense(&r, dtype, 1, w, true);
        ck_ok(gnn_tensor_copy(db3, db));
        gnn_set_threads(3);
        gnn_i_act_back(dtype, NULL, db3->data, dy->data, y->data, act, rows, w, scratch);
        ck_assert_mem_eq(db1->data, db3->data, (size_t)w * gnn_dtype_size(dtype));
        gnn_tensor_free(db3);
        for (int64_t c = 0; c < w; c++) {
            double total = gnn_tensor_get(db, c);
            for (int64_t i = 0; i < rows; i++) {
                double s = gnn_tensor_get(a, i * w + c) + gnn_tensor_get(b, c), h = 1e-6;
                if (fabs(s) < 1e-4) s = s < 0 ? -1e-4 : 1e-4; /* not across a kink */
                double want = gnn_tensor_get(dy, i * w + c) * (act_of(act, s + h) - act_of(act, s - h)) / (2 * h);
                expect(fabs(gnn_tensor_get(y, i * w + c) -
                            act_of(act, gnn_tensor_get(a, i * w + c) + gnn_tensor_get(b, c))) < 1e-6,
                       "act %d of row %lld", act, (long long)i);
                expect(fabs(gnn_tensor_get(g, i * w + c) - want) < 2e-4, "act %d at %g: %g, expected %g", act, s,
                              gnn_tensor_get(g, i * w + c), want);
                total += gnn_tensor_get(g, i * w + c);
            }
            expect(fabs(gnn_tensor_get(db1, c) - total) <= tol * (double)(rows + 10), "sum of column %lld",
                   (long long)c);
        }
    }
    gnn_i_kernels_force(NULL);
    gnn_set_threads(0);
    free(scratch);
    gnn_tensor *all[] = { a, dy, y, g, b, db, db1 };
    for (int k = 0; k < 7; k++) gnn_tensor_free(all[k]);
}
END_TEST

START_TEST(dropout_masks_are_words_of_the_stream)
{
    double p = (double[]){ 0, 0.1, 0.5, 0.9 }[_i % 4];
    int64_t n = 1 + 7 * _i;
    gnn_rng s = gnn_rng_stream((uint64_t)_i, "dropout", 1);
    s.counter = (uint64_t)(_i % 3);
    double *x = malloc((size_t)n * sizeof *x), *y = malloc((size_t)n * sizeof *y);
    for (int64_t i = 0; i < n; i++) x[i] = (double)i + 1;
    EACH_ISA {
        gnn_i_dropout(GNN_F64, y, x, n, p, s);
        gnn_rng t = s;
        for (int64_t i = 0; i < n; i++) {
            double want = gnn_rng_uniform(&t) < p ? 0 : x[i] * (1 / (1 - p));
            expect(y[i] == want, "entry %lld: %g, expected %g", (long long)i, y[i], want);
        }
    }
    gnn_i_kernels_force(NULL);
    free(x), free(y);
}
END_TEST

/* ---- products of pairs ---- */

/* y[i,j] (+)= sum_p A[i,p] * B[p,j], by places of the graph's block; ta, tb: transposed. */
static double plain_product(const gnn_tensor *a, bool ta, const gnn_tensor *b, bool tb, int64_t row, int64_t n,
                            int64_t w, int64_t i, int64_t j, int64_t c)
{
    double sum = 0;
    for (int64_t p = 0; p < n; p++)
        sum += gnn_tensor_get(a, (row + (ta ? p * n + i : i * n + p)) * w + c) *
               gnn_tensor_get(b, (row + (tb ? j * n + p : p * n + j)) * w + c);
    return sum;
}

static void expect_product(const gnn_tensor *y, const gnn_tensor *before, const gnn_tensor *a, bool ta,
                           const gnn_tensor *b, bool tb, const gnn_i_pair_args *k, const char *what)
{
    for (int64_t g = 0; g < k->graphs; g++)
        for (int64_t n = k->node_ptr[g + 1] - k->node_ptr[g], e = 0; e < n * n * k->w; e++) {
            int64_t i = e / k->w / n, j = e / k->w % n, c = e % k->w, at = k->row_ptr[g] * k->w + e;
            double want = plain_product(a, ta, b, tb, k->row_ptr[g], n, k->w, i, j, c) +
                          (before ? gnn_tensor_get(before, at) : 0);
            expect(gnn_tensor_get(y, at) == want,
                   "%s: graph %lld of %lld, width %lld, entry %lld %lld %lld: %g, expected %g", what, (long long)g,
                   (long long)n, (long long)k->w, (long long)i, (long long)j, (long long)c, gnn_tensor_get(y, at),
                   want);
        }
}

/* Ragged graphs, widths below, at and above whole vectors; whole numbers must come out exactly, on any number of
 * threads. */
START_TEST(products_of_pairs_and_their_gradients_equal_plain_loops)
{
    enum { GRAPHS = 5 };
    gnn_rng r = gnn_rng_stream(8, "pair products", (uint64_t)_i);
    gnn_dtype dtype = _i & 1 ? GNN_F32 : GNN_F64;
    int64_t ptr[GRAPHS + 1] = { 0 }, row[GRAPHS + 1] = { 0 }, w = (int64_t[]){ 1, 3, 8, 16, 17, 32, 40 }[_i / 2 % 7];
    for (int g = 0; g < GRAPHS; g++) {
        int64_t n = g == 2 ? 0 : 1 + (int64_t)gnn_rng_below(&r, 23);
        ptr[g + 1] = ptr[g] + n, row[g + 1] = row[g] + n * n;
    }
    gnn_tensor *t[6]; /* x, z, dy, y, y2, and what y and y2 hold before */
    for (int i = 0; i < 6; i++) t[i] = dense(&r, dtype, row[GRAPHS], w, true);
    size_t bytes = (size_t)gnn_tensor_size(t[0]) * gnn_dtype_size(dtype);
    EACH_ISA for (int way = 0; way < 4; way++)
    {
        gnn_i_pair_args k = { .graphs = GRAPHS,
                              .w = w,
                              .node_ptr = ptr,
                              .root_ptr = ptr,
                              .row_ptr = row,
                              .x = t[0]->data,
                              .z = t[1]->data,
                              .y = t[3]->data };
        gnn_set_threads(1 + way);
        memset(t[3]->data, 0xff, bytes);
        gnn_i_pairs(dtype, GNN_I_PAIR_PRODUCT, &k);
        expect_product(t[3], NULL, t[0], false, t[1], false, &k, isas[isa]);
        k.s = t[2]->data, k.y2 = t[4]->data, k.add = way & 1, k.add2 = way >> 1;
        for (int i = 3; i < 5; i++) {
            if (i == 3 ? k.add : k.add2)
                ck_ok(gnn_tensor_copy(t[i], t[5]));
            else
                memset(t[i]->data, 0xff, bytes); /* must not be read */
        }
        gnn_i_pairs(dtype, GNN_I_PAIR_PRODUCT_BACK, &k);
        expect_product(t[3], k.add ? t[5] : NULL, t[2], false, t[1], true, &k, isas[isa]);
        expect_product(t[4], k.add2 ? t[5] : NULL, t[0], true, t[2], false, &k, isas[isa]);
    }
    gnn_i_kernels_force(NULL);
    gnn_set_threads(0);
    for (int i = 0; i < 6; i++) gnn_tensor_free(t[i]);
}
END_TEST

TESTS_BEGIN("kernels")
    T_LOOP(spmm_equals_the_plain_loop, 136)
    T_LOOP(spmm_gives_the_same_bits_for_any_number_of_threads, 8)
    T_LOOP(spmm_by_codes_equals_that_by_lists, 80)
    T_LOOP(segment_kernels_equal_plain_loops, 60)
    T(a_maximum_over_a_not_a_number_is_not_a_number)
    T_LOOP(activation_gradients_and_column_sums, 60)
    T_LOOP(dropout_masks_are_words_of_the_stream, 40)
    T_LOOP(products_of_pairs_and_their_gradients_equal_plain_loops, 28)
    TESTS_END
