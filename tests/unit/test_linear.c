/* Linear maps in strips of rows, forward and backward: against plain sums, for each instruction set, whatever is
 * wanted; a value that gets its gradient from several places. */
#include "support/support.h"
#include "autodiff/op.h"
#include "tensor/kernels.h"
#include <math.h>

static double *draw(int64_t n, uint64_t number)
{
    gnn_rng r = gnn_rng_stream(5, "linear", number);
    double *x = malloc((size_t)(n + 1) * sizeof *x);
    for (int64_t i = 0; i < n; i++) x[i] = (double)gnn_rng_below(&r, 7) - 3;
    return x;
}

static void *typed(gnn_dtype dtype, const double *x, int64_t n)
{
    void *p = malloc((size_t)(n + 1) * gnn_dtype_size(dtype));
    gnn_tensor t = gnn_tensor_view2(dtype, n, 1, p);
    for (int64_t i = 0; i < n; i++) gnn_tensor_set(&t, i, x[i]);
    return p;
}

/* g = dy act'(z) from y, on small integers: all sums are exact in f32 too */
static double before(double dy, double y, gnn_i_act act)
{
    return act == GNN_I_ACT_RELU ? (y > 0 ? dy : 0) : act == GNN_I_ACT_TANH ? dy * (1 - y * y) : dy;
}

static void expect_all(gnn_dtype dtype, void *got, const double *want, int64_t n, const char *what, const char *isa)
{
    gnn_tensor t = gnn_tensor_view2(dtype, n, 1, got);
    for (int64_t i = 0; i < n; i++)
        if (gnn_tensor_get(&t, i) != want[i])
            ck_abort_msg("%s, %s, entry %lld: %g, expected %g", isa, what, (long long)i, gnn_tensor_get(&t, i),
                         want[i]);
}

typedef struct shape {
    int64_t n;
    int inputs;
    int64_t k[3];
    int maps;
    int64_t d[3];
} shape;

/* Plain sums: the values of all maps; from dy and the values the gradients, added to what is there. */
typedef struct plain {
    double *x[3], *dx[3], *w[3], *dw[3], *b[3], *db[3], *y[3];
} plain;

static int64_t columns(const shape *s, int m)
{
    if (m > 0) return s->d[m - 1];
    int64_t sum = 0;
    for (int i = 0; i < s->inputs; i++) sum += s->k[i];
    return sum;
}

/* Column c of what map m reads, in row r. */
static double *entry(const shape *s, double *const *x, double *const *y, int m, int64_t r, int64_t c)
{
    if (m > 0) return &y[m - 1][r * s->d[m - 1] + c];
    int i = 0;
    for (; c >= s->k[i]; i++) c -= s->k[i];
    return &x[i][r * s->k[i] + c];
}

static void plain_forward(const shape *s, const plain *p, const gnn_i_act *act)
{
    for (int m = 0; m < s->maps; m++)
        for (int64_t r = 0; r < s->n; r++)
            for (int64_t c = 0; c < s->d[m]; c++) {
                double z = p->b[m][c];
                for (int64_t q = 0; q < columns(s, m); q++)
                    z += *entry(s, p->x, p->y, m, r, q) * p->w[m][q * s->d[m] + c];
                p->y[m][r * s->d[m] + c] = act[m] == GNN_I_ACT_RELU && z < 0 ? 0 : z;
            }
}

static void plain_backward(const shape *s, const plain *p, const gnn_i_act *act, const double *dy)
{
    double *g[3] = { NULL };
    int last = s->maps - 1;
    for (int m = 0; m < s->maps; m++) g[m] = calloc((size_t)(s->n * s->d[m]), sizeof *g[m]);
    memcpy(g[last], dy, (size_t)(s->n * s->d[last]) * sizeof *dy);
    for (int m = last; m >= 0; m--)
        for (int64_t r = 0; r < s->n; r++)
            for (int64_t c = 0; c < s->d[m]; c++) {
                double v = before(g[m][r * s->d[m] + c], p->y[m][r * s->d[m] + c], act[m]);
                p->db[m][c] += v;
                for (int64_t q = 0; q < columns(s, m); q++) {
                    p->dw[m][q * s->d[m] + c] += *entry(s, p->x, p->y, m, r, q) * v;
                    *entry(s, p->dx, g, m, r, q) += v * p->w[m][q * s->d[m] + c];
                }
            }
    for (int m = 0; m < s->maps; m++) free(g[m]);
}

/* wanted: dx, dw, db; add: dx is added to, not written. */
static void check_isa(const char *isa, gnn_dtype dtype, const shape *s, const plain *p, const gnn_i_act *act,
                      const double *dy, unsigned wanted, bool add)
{
    size_t es = gnn_dtype_size(dtype);
    int last = s->maps - 1;
    bool tanh = act[last] == GNN_I_ACT_TANH; /* its values are given, not computed: whole numbers, for exact sums */
    void *made[32] = { typed(dtype, dy, s->n * s->d[last]) };
    gnn_i_linear_args a = { .dtype = dtype, .n = s->n, .inputs = s->inputs, .maps = s->maps, .dy = made[0] };
    int count = 1;
    plain want = *p;
    for (int i = 0; i < s->inputs; i++) {
        int64_t size = s->n * s->k[i];
        double *start = draw(size, 50 + (uint64_t)i);
        a.in[i].k = s->k[i], a.in[i].x = made[count++] = typed(dtype, p->x[i], size);
        a.in[i].dx = made[count++] = typed(dtype, start, size), a.in[i].add = add;
        if (!add)
            memset(a.in[i].dx, 0xff, (size_t)size * es), memset(start, 0, (size_t)size * sizeof *start); /* not read */
        want.dx[i] = start;
    }
    for (int m = 0; m < s->maps; m++) {
        int64_t size = columns(s, m) * s->d[m];
        want.dw[m] = draw(size, 60 + (uint64_t)m), want.db[m] = draw(s->d[m], 70 + (uint64_t)m);
        a.map[m] = (gnn_i_linear_map){ .d = s->d[m], .act = act[m] };
        a.map[m].w = made[count++] = typed(dtype, p->w[m], size),
        a.map[m].b = made[count++] = typed(dtype, p->b[m], s->d[m]);
        a.map[m].y = made[count++] = typed(dtype, p->y[m], s->n * s->d[m]);
        a.map[m].dw = made[count++] = typed(dtype, want.dw[m], size),
        a.map[m].db = made[count++] = typed(dtype, want.db[m], s->d[m]);
    }
    ck_assert(gnn_i_linear_fits(&a));
    for (int kept = 0; kept < 2 && !tanh; kept++) { /* with and without the values between */
        gnn_i_linear_args f = a;
        for (int m = 0; m < last && !kept; m++) f.map[m].y = NULL;
        for (int m = kept ? 0 : last; m <= last; m++) memset(f.map[m].y, 0xff, (size_t)(s->n * s->d[m]) * es);
        void *scratch = malloc(gnn_i_linear_scratch(&f, false) + 1);
        gnn_i_linear(&f, scratch);
        free(scratch);
        for (int m = 0; m <= last; m++) expect_all(dtype, a.map[m].y, p->y[m], s->n * s->d[m], "y", isa);
    }
    plain_backward(s, &want, act, dy);
    for (int i = 0; i < s->inputs; i++) a.in[i].dx = wanted & 1 ? a.in[i].dx : NULL;
    for (int m = 0; m < s->maps; m++)
        a.map[m].dw = wanted & 2 ? a.map[m].dw : NULL, a.map[m].db = wanted & 4 ? a.map[m].db : NULL;
    void *scratch = malloc(gnn_i_linear_scratch(&a, true) + 1);
    gnn_i_linear_back(&a, scratch);
    free(scratch);
    for (int i = 0; i < s->inputs; i++) {
        if (a.in[i].dx) expect_all(dtype, a.in[i].dx, want.dx[i], s->n * s->k[i], "dx", isa);
        free(want.dx[i]);
    }
    for (int m = 0; m < s->maps; m++) {
        if (a.map[m].dw) expect_all(dtype, a.map[m].dw, want.dw[m], columns(s, m) * s->d[m], "dw", isa);
        if (a.map[m].db) expect_all(dtype, a.map[m].db, want.db[m], s->d[m], "db", isa);
        free(want.dw[m]), free(want.db[m]);
    }
    while (count > 0) free(made[--count]);
}

static void check(gnn_dtype dtype, const shape *s, const gnn_i_act *act, unsigned wanted, bool add)
{
    static const char *const isas[] = { "avx2", "avx512" };
    plain p = { 0 };
    int last = s->maps - 1;
    for (int i = 0; i < s->inputs; i++) p.x[i] = draw(s->n * s->k[i], 1 + (uint64_t)i);
    for (int m = 0; m < s->maps; m++) {
        int64_t size = columns(s, m) * s->d[m];
        p.w[m] = draw(size, 10 + (uint64_t)m), p.b[m] = draw(s->d[m], 20 + (uint64_t)m),
        p.y[m] = draw(s->n * s->d[m], 30);
        for (int64_t i = 0; i < size; i++)
            p.w[m][i] = (double)((int)p.w[m][i] / 2); /* -1, 0, 1: sums stay exact in f32 */
    }
    double *dy = draw(s->n * s->d[last], 40);
    if (act[last] != GNN_I_ACT_TANH) plain_forward(s, &p, act);
    for (int isa = 0; isa < 2; isa++)
        if (gnn_i_kernels_force(isas[isa])) check_isa(isas[isa], dtype, s, &p, act, dy, wanted, add);
    gnn_i_kernels_force(NULL);
    for (int i = 0; i < s->inputs; i++) free(p.x[i]);
    for (int m = 0; m < s->maps; m++) free(p.w[m]), free(p.b[m]), free(p.y[m]);
    free(dy);
}

static const shape shapes[] = {
    { 512, 1, { 1 }, 1, { 1 } },       { 513, 1, { 3 }, 1, { 17 } },           { 791, 1, { 64 }, 1, { 64 } },
    { 1000, 1, { 65 }, 1, { 16 } },    { 600, 1, { 33 }, 1, { 100 } },         { 9001, 1, { 5 }, 1, { 7 } },
    { 17000, 1, { 2 }, 1, { 32 } },    { 700, 2, { 64, 64 }, 1, { 64 } },      { 530, 3, { 5, 1, 20 }, 2, { 33, 7 } },
    { 999, 1, { 40 }, 2, { 64, 64 } }, { 640, 2, { 16, 3 }, 3, { 9, 70, 4 } }, { 515, 1, { 300 }, 2, { 20, 130 } },
};

START_TEST(agrees_with_plain_sums)
{
    static const gnn_i_act acts[] = { GNN_I_ACT_NONE, GNN_I_ACT_RELU, GNN_I_ACT_TANH };
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
        for (unsigned wanted = 1; wanted < 8; wanted++) {
            gnn_i_act act[3] = { GNN_I_ACT_RELU, wanted % 2 ? GNN_I_ACT_RELU : GNN_I_ACT_NONE, GNN_I_ACT_RELU };
            if (shapes[s].maps > 1 && wanted % 3) continue;
            act[shapes[s].maps - 1] = acts[(s + wanted) % (shapes[s].maps == 1 ? 3 : 2)];
            check(_i ? GNN_F64 : GNN_F32, &shapes[s], act, wanted, (s + wanted) % 2);
        }
}
END_TEST

START_TEST(same_bits_for_any_number_of_threads)
{
    enum {
        N = 5000,
        K = 40,
        K2 = 9,
        D = 24,
        E = 30,
        VALUES = N * (K + K2) + (K + K2) * D + D + D * E + E + N * D + N * E
    };
    float *x = malloc(sizeof *x * N * (K + K2)), *dy = malloc(sizeof *dy * N * E),
          *w = malloc(sizeof *w * ((K + K2) * D + D * E));
    float *first = NULL;
    gnn_rng r = gnn_rng_stream(6, "linear threads", 0);
    for (int i = 0; i < N * (K + K2); i++) x[i] = (float)gnn_rng_normal(&r);
    for (int i = 0; i < N * E; i++) dy[i] = (float)gnn_rng_normal(&r);
    for (int i = 0; i < (K + K2) * D + D * E; i++) w[i] = (float)gnn_rng_normal(&r);
    for (int threads = 1; threads <= 4; threads++) {
        float *out = calloc(VALUES, sizeof *out), *at = out;
        gnn_i_linear_args a = { .dtype = GNN_F32, .n = N, .inputs = 2, .maps = 2, .dy = dy };
        a.in[0].x = x, a.in[0].k = K, a.in[0].dx = at, at += N * K;
        a.in[1].x = x + N * K, a.in[1].k = K2, a.in[1].dx = at, at += N * K2;
        a.map[0] = (gnn_i_linear_map){ .d = D, .w = w, .act = GNN_I_ACT_LEAKY_RELU, .dw = at, .db = at + (K + K2) * D };
        at += (K + K2) * D + D;
        a.map[1] =
            (gnn_i_linear_map){ .d = E, .w = w + (K + K2) * D, .act = GNN_I_ACT_TANH, .dw = at, .db = at + D * E };
        at += D * E + E;
        a.map[0].y = at, a.map[1].y = at + N * D;
        if (!gnn_i_linear_fits(&a)) SKIP("no wide vectors here");
        void *scratch = malloc(gnn_i_linear_scratch(&a, false) + 1), *back = malloc(gnn_i_linear_scratch(&a, true));
        gnn_set_threads(threads);
        gnn_i_linear(&a, scratch);
        gnn_i_linear_back(&a, back);
        free(scratch), free(back);
        if (!first)
            first = out;
        else {
            ck_assert_mem_eq(first, out, sizeof *out * VALUES);
            free(out);
        }
    }
    free(first), free(x), free(dy), free(w);
}
END_TEST

/* L = sum(x x) + sum(relu(x W)) + sum(x W): x is both operands of the first product; whoever comes first writes, all
 * others add. */
START_TEST(a_value_used_again_gets_every_share)
{
    gnn_tape *tape;
    gnn_tensor *x, *w;
    ck_ok(gnn_tensor_new(&x, GNN_F64, 2, (int64_t[]){ 3, 3 }));
    ck_ok(gnn_tensor_new(&w, GNN_F64, 2, (int64_t[]){ 3, 2 }));
    for (int i = 0; i < 9; i++) gnn_tensor_set(x, i, (double)(i * 5 % 7) - 2);
    for (int i = 0; i < 6; i++) gnn_tensor_set(w, i, (double)(i * 3 % 5) - 1);
    ck_ok(gnn_tape_new(&tape, GNN_F64));
    gnn_var v = gnn_leaf(tape, x), weight = gnn_leaf(tape, w), none = gnn_none(tape);
    gnn_var square = gnn_sum(gnn_linear(v, v, none, GNN_ACT_NONE));
    gnn_var a = gnn_sum(gnn_linear(v, weight, none, GNN_ACT_RELU)),
            b = gnn_sum(gnn_linear(v, weight, none, GNN_ACT_NONE));
    ck_ok(gnn_backward(_i ? gnn_add(gnn_add(square, a), b) : square));
    const gnn_tensor *g = gnn_grad(v);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            double want = 0;
            for (int q = 0; q < 3; q++) want += gnn_tensor_get(x, 3 * j + q) + gnn_tensor_get(x, 3 * q + i);
            for (int c = 0; c < 2 && _i; c++) {
                double z = 0;
                for (int q = 0; q < 3; q++) z += gnn_tensor_get(x, 3 * i + q) * gnn_tensor_get(w, 2 * q + c);
                want += (1 + (z > 0)) * gnn_tensor_get(w, 2 * j + c);
            }
            ck_assert_double_eq(gnn_tensor_get(g, 3 * i + j), want);
        }
    gnn_tape_free(tape);
    gnn_tensor_free(x), gnn_tensor_free(w);
}
END_TEST

TESTS_BEGIN("linear")
tcase_add_loop_test(tc_, agrees_with_plain_sums, 0, 2);
T(same_bits_for_any_number_of_threads)
tcase_add_loop_test(tc_, a_value_used_again_gets_every_share, 0, 2);
TESTS_END
