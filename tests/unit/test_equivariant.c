/* The equivariant maps of all orders: dimensions against Bell and Stirling numbers, against the rank of the maps and against
 * the null space of "commutes with two generators of the symmetric group"; the factored layers against these maps. */
#include "support/support.h"
#include "layers/layer.h"
#include <gnn/layers.h>
#include <math.h>

/* ---- linear algebra over a prime field: exact ranks ---- */

enum { PRIME = 1000003 };

static int64_t inverse(int64_t a)
{
    int64_t r = 1;
    for (int64_t e = PRIME - 2; e; e >>= 1, a = a * a % PRIME)
        if (e & 1) r = r * a % PRIME;
    return r;
}

/* Destroys m (rows, cols). */
static int64_t rank_of(int64_t *m, int64_t rows, int64_t cols)
{
    int64_t rank = 0;
    for (int64_t c = 0; c < cols && rank < rows; c++) {
        int64_t p = rank;
        while (p < rows && m[p * cols + c] == 0) p++;
        if (p == rows) continue;
        for (int64_t j = 0; j < cols; j++) {
            int64_t t = m[p * cols + j];
            m[p * cols + j] = m[rank * cols + j], m[rank * cols + j] = t;
        }
        int64_t inv = inverse(m[rank * cols + c]);
        for (int64_t i = rank + 1; i < rows; i++) {
            int64_t f = m[i * cols + c] * inv % PRIME;
            for (int64_t j = c; f && j < cols; j++)
                m[i * cols + j] = (m[i * cols + j] + (PRIME - f) * m[rank * cols + j]) % PRIME;
        }
        rank++;
    }
    return rank;
}

static int64_t power(int64_t n, int k) { return k ? n * power(n, k - 1) : 1; }

/* Rank of all maps k -> l, as vectors of n^(k+l) entries. */
static int64_t rank_of_maps(int k, int l, int64_t n)
{
    int64_t size = power(n, k + l), count = gnn_equivariant_count(k, l, 8);
    double *m = calloc((size_t)size + 1, sizeof *m);
    int64_t *all = calloc((size_t)(size * count) + 1, sizeof *all);
    for (int64_t i = 0; i < count; i++) {
        ck_ok(gnn_equivariant_matrix(m, k, l, i, n));
        for (int64_t j = 0; j < size; j++) all[i * size + j] = (int64_t)m[j];
    }
    int64_t rank = rank_of(all, count, size);
    free(m), free(all);
    return rank;
}

START_TEST(dimensions_are_bell_and_stirling_numbers)
{
    static const int64_t bell[] = { 1, 1, 2, 5, 15, 52, 203, 877, 4140 };
    /* partitions of m things into at most n blocks */
    static const int64_t four[] = { 1, 8, 14, 15, 15, 15 }, five[] = { 1, 16, 41, 51, 52, 52 }, six[] = { 1, 32, 122, 187, 202, 203 };
    for (int k = 0; k <= 8; k++)
        for (int l = 0; k + l <= 8; l++) ck_assert_int_eq(gnn_equivariant_count(k, l, 8), bell[k + l]);
    for (int n = 1; n <= 6; n++) {
        ck_assert_int_eq(gnn_equivariant_count(2, 2, n), four[n - 1]);
        ck_assert_int_eq(gnn_equivariant_count(3, 2, n), five[n - 1]);
        ck_assert_int_eq(gnn_equivariant_count(3, 3, n), six[n - 1]);
    }
    ck_assert_int_eq(gnn_equivariant_count(5, 4, 3), -1);
    ck_assert_int_eq(gnn_equivariant_count(-1, 4, 3), -1);
}
END_TEST

START_TEST(the_maps_have_that_rank)
{
    for (int n = 1; n <= 6; n++) ck_assert_int_eq(rank_of_maps(2, 2, n), gnn_equivariant_count(2, 2, n));
    for (int k = 0; k <= 6; k++)
        for (int l = 0; k + l <= 6; l++)
            for (int n = 1; n <= 3; n++) ck_assert_int_eq(rank_of_maps(k, l, n), gnn_equivariant_count(k, l, n));
    ck_assert_int_eq(rank_of_maps(2, 3, 4), 51);
}
END_TEST

/* Where entry `at` of a tensor of order m goes when `perm` renames. */
static int64_t renamed(int64_t at, int m, int64_t n, const int *perm)
{
    int64_t to = 0, step = 1;
    for (int j = 0; j < m; j++, at /= n, step *= n) to += perm[at % n] * step;
    return to;
}

/* dim { M : M[g j] = M[j] for the generators g = (0 1), (0 1 … n-1) } = size - rank of the equations. */
START_TEST(the_null_space_has_that_dimension)
{
    static const struct { int m; int64_t n; } cases[] = { { 2, 4 }, { 3, 4 }, { 4, 2 }, { 4, 3 }, { 4, 4 }, { 5, 2 }, { 5, 3 }, { 6, 2 } };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        int64_t n = cases[c].n, size = power(n, cases[c].m);
        int swap[4] = { 1, 0, 2, 3 }, turn[4];
        int64_t *equations = calloc((size_t)(2 * size * size), sizeof *equations);
        for (int i = 0; i < n; i++) turn[i] = (int)((i + 1) % n);
        for (int64_t j = 0; j < size; j++)
            for (int g = 0; g < 2; g++) {
                int64_t *row = equations + (2 * j + g) * size;
                row[j] += 1;
                int64_t to = renamed(j, cases[c].m, n, g ? turn : swap);
                row[to] = (row[to] + PRIME - 1) % PRIME;
            }
        ck_assert_int_eq(size - rank_of(equations, 2 * size, size), gnn_equivariant_count(cases[c].m, 0, n));
        free(equations);
    }
}
END_TEST

START_TEST(maps_commute_with_renaming_and_apply_is_the_matrix)
{
    for (int k = 0; k <= 4; k++)
        for (int l = 0; k + l <= 6; l++)
            for (int64_t which = 0; which < gnn_equivariant_count(k, l, 8); which++) {
                enum { N = 3 };
                const int perm[N] = { 2, 0, 1 };
                int64_t in = power(N, k), out = power(N, l);
                double x[81], px[81], y[729], py[729], *m = calloc((size_t)(in * out), sizeof *m);
                for (int64_t i = 0; i < in; i++)
                    x[i] = (double)((i * 7 + which) % 11 - 5), px[renamed(i, k, N, perm)] = x[i];
                ck_ok(gnn_equivariant_apply(y, x, k, l, which, N));
                ck_ok(gnn_equivariant_apply(py, px, k, l, which, N));
                ck_ok(gnn_equivariant_matrix(m, k, l, which, N));
                for (int64_t o = 0; o < out; o++) {
                    double sum = 0;
                    for (int64_t i = 0; i < in; i++) sum += m[o * in + i] * x[i];
                    if (sum != y[o] || py[renamed(o, l, N, perm)] != y[o])
                        ck_abort_msg("%d -> %d, map %lld", k, l, (long long)which);
                }
                free(m);
            }
}
END_TEST

START_TEST(wrong_maps_are_refused)
{
    double x[16] = { 0 }, y[16];
    int block[8];
    ck_assert_int_eq(gnn_equivariant_apply(y, x, 2, 2, 15, 2), GNN_EINVAL);
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "15"));
    ck_assert_int_eq(gnn_equivariant_apply(y, x, 5, 4, 0, 2), GNN_EINVAL);
    ck_assert_int_eq(gnn_equivariant_apply(y, x, 2, 2, -1, 2), GNN_EINVAL);
    ck_assert_int_eq(gnn_equivariant_matrix(y, 0, 2, 0, INT64_MAX / 2), GNN_EOVERFLOW);
    ck_ok(gnn_equivariant_partition(block, 2, 2, 14));
    for (int i = 0; i < 4; i++) ck_assert_int_eq(block[i], i); /* the last one: all apart */
}
END_TEST

/* ---- the factored layers against the general maps ---- */

/* Number of the map whose partition has these blocks (given as any labels). */
static int64_t map_of(int k, int l, const int *label)
{
    int want[8], made = 0;
    for (int j = 0; j < k + l; j++) {
        want[j] = made;
        for (int i = 0; i < j; i++)
            if (label[i] == label[j]) want[j] = want[i];
        made += want[j] == made;
    }
    for (int64_t which = 0;; which++) {
        int block[8];
        ck_ok(gnn_equivariant_partition(block, k, l, which));
        if (memcmp(block, want, (size_t)(k + l) * sizeof *want) == 0) return which;
    }
}

typedef struct model {
    gnn_params *params;
    gnn_builder *b;
    gnn_tape *tape;
    gnn_tensor *x;
    gnn_input in;
    int64_t ptr[4];
} model;

enum { IN = 3, OUT = 2, GRAPHS = 3, ROWS = 1 + 25 + 9, NODES = 9 };

/* Graphs of 1, 5 and 3 nodes. */
static void open_model(model *m, int64_t rows)
{
    *m = (model){ .ptr = { 0, 1, 6, 9 } };
    ck_ok(gnn_params_new(&m->params, GNN_F64));
    ck_ok(gnn_builder_new(&m->b, m->params, 5));
    ck_ok(gnn_tape_new(&m->tape, GNN_F64));
    ck_ok(gnn_tensor_new(&m->x, GNN_F64, 2, (int64_t[]){ rows, IN }));
    gnn_rng r = gnn_rng_stream(1, "pairs", 0);
    for (int64_t i = 0; i < rows * IN; i++) gnn_tensor_set(m->x, i, gnn_rng_normal(&r));
    m->in = (gnn_input){ .n = NODES, .graphs = GRAPHS, .node_ptr = m->ptr };
}

static void close_model(model *m)
{
    gnn_tape_free(m->tape), gnn_builder_free(m->b), gnn_params_free(m->params), gnn_tensor_free(m->x);
}

static double weight_at(model *m, const char *name, int64_t row, int64_t col)
{
    gnn_tensor t = gnn_params_value(m->params, gnn_params_find(m->params, name));
    return gnn_tensor_get(&t, row * t.shape[t.ndim - 1] + col);
}

/* A term: map k -> l with these labels of its indices, scaled by n^-power, weight rows from `row` (times IN) and columns from
 * `col` (times OUT) of a parameter. */
typedef struct term { const char *param; int label[4], power, row, col; } term;

static void expect_terms(model *m, const gnn_tensor *y, int k, int l, const term *terms, int count, const term *biases,
                         int n_biases)
{
    int64_t from = 0, to = 0;
    for (int g = 0; g < GRAPHS; g++) {
        int64_t n = m->ptr[g + 1] - m->ptr[g], in = power(n, k), out = power(n, l);
        double *x = calloc((size_t)in, sizeof *x), *z = calloc((size_t)out, sizeof *z),
               *sum = calloc((size_t)(out * OUT), sizeof *sum);
        for (int t = 0; t < count + n_biases; t++) {
            bool bias = t >= count;
            const term *e = bias ? &biases[t - count] : &terms[t];
            for (int c = 0; c < (bias ? 1 : IN); c++) {
                for (int64_t i = 0; i < in; i++) x[i] = bias ? 1 : gnn_tensor_get(m->x, (from + i) * IN + c);
                ck_ok(gnn_equivariant_apply(z, x, bias ? 0 : k, l, map_of(bias ? 0 : k, l, e->label), n));
                for (int64_t o = 0; o < out; o++)
                    for (int q = 0; q < OUT; q++)
                        sum[o * OUT + q] += z[o] / pow((double)n, e->power) *
                                            weight_at(m, e->param, bias ? 0 : e->row * IN + c, e->col * OUT + q);
            }
        }
        for (int64_t i = 0; i < out * OUT; i++)
            ck_assert_msg(fabs(sum[i] - gnn_tensor_get(y, to * OUT + i)) < 1e-12,
                          "graph %d, entry %lld: %g, expected %g", g, (long long)i, gnn_tensor_get(y, to * OUT + i),
                          sum[i]);
        from += in, to += out;
        free(x), free(z), free(sum);
    }
}

/* Indices a, b of X and i, j of Y by label; equal labels are one block. */
START_TEST(the_factored_layer_of_pairs_is_the_sum_of_the_15_maps)
{
    static const term terms[] = {
        { "l.pair.weight", { 0, 1, 0, 1 }, 0, 0, 0 }, { "l.pair.weight", { 0, 1, 1, 0 }, 0, 0, 1 },
        { "l.node.weight", { 0, 1, 0, 2 }, 1, 0, 0 }, { "l.node.weight", { 0, 1, 0, 0 }, 1, 0, 1 }, { "l.node.weight", { 0, 1, 2, 0 }, 1, 0, 2 },
        { "l.node.weight", { 0, 0, 0, 1 }, 0, 1, 0 }, { "l.node.weight", { 0, 0, 0, 0 }, 0, 1, 1 }, { "l.node.weight", { 0, 0, 1, 0 }, 0, 1, 2 },
        { "l.node.weight", { 1, 0, 0, 2 }, 1, 2, 0 }, { "l.node.weight", { 1, 0, 0, 0 }, 1, 2, 1 }, { "l.node.weight", { 1, 0, 2, 0 }, 1, 2, 2 },
        { "l.graph.weight", { 0, 1, 2, 3 }, 2, 0, 0 }, { "l.graph.weight", { 0, 1, 2, 2 }, 2, 0, 1 },
        { "l.graph.weight", { 0, 0, 1, 2 }, 1, 1, 0 }, { "l.graph.weight", { 0, 0, 1, 1 }, 1, 1, 1 },
    };
    static const term biases[] = { { "l.graph.bias", { 0, 1 }, 0, 0, 0 }, { "l.graph.bias", { 0, 0 }, 0, 0, 1 } };
    model m;
    gnn_pair_linear_layer l;
    bool seen[15] = { false };
    for (int t = 0; t < 15; t++) seen[map_of(2, 2, terms[t].label)] = true;
    for (int t = 0; t < 15; t++) ck_assert(seen[t]); /* each map once */
    open_model(&m, ROWS);
    ck_ok(gnn_pair_linear_layer_init(&l, m.b, "l", IN, OUT, GNN_ACT_NONE));
    gnn_context c = gnn_context_new(m.b, m.tape, &m.in);
    const gnn_tensor *y =
        gnn_value(gnn_pair_linear_layer_forward(&l, &c, gnn_i_input_pairs(&c), gnn_constant(m.tape, m.x)));
    ck_ok(gnn_tape_status(m.tape));
    expect_terms(&m, y, 2, 2, terms, 15, biases, 2);
    close_model(&m);
}
END_TEST

START_TEST(the_factored_layer_from_pairs_to_nodes_is_the_sum_of_the_5_maps)
{
    static const term terms[] = { { "l.node.weight", { 0, 1, 0 }, 1, 0, 0 }, { "l.node.weight", { 0, 0, 0 }, 0, 1, 0 },
                                  { "l.node.weight", { 1, 0, 0 }, 1, 2, 0 }, { "l.graph.weight", { 0, 1, 2 }, 2, 0, 0 },
                                  { "l.graph.weight", { 0, 0, 1 }, 1, 1, 0 } };
    static const term bias = { "l.graph.bias", { 0 }, 0, 0, 0 };
    model m;
    gnn_pair_nodes_layer l;
    open_model(&m, ROWS);
    ck_ok(gnn_pair_nodes_layer_init(&l, m.b, "l", IN, OUT, GNN_ACT_NONE));
    gnn_context c = gnn_context_new(m.b, m.tape, &m.in);
    const gnn_tensor *y =
        gnn_value(gnn_pair_nodes_layer_forward(&l, &c, gnn_i_input_pairs(&c), gnn_constant(m.tape, m.x)));
    ck_ok(gnn_tape_status(m.tape));
    expect_terms(&m, y, 2, 1, terms, 5, &bias, 1);
    close_model(&m);
}
END_TEST

START_TEST(the_factored_layer_from_nodes_to_pairs_is_the_sum_of_the_5_maps)
{
    static const term terms[] = { { "l.node.weight", { 0, 0, 1 }, 0, 0, 0 }, { "l.node.weight", { 0, 0, 0 }, 0, 0, 1 },
                                  { "l.node.weight", { 0, 1, 0 }, 0, 0, 2 }, { "l.graph.weight", { 0, 1, 2 }, 1, 0, 0 },
                                  { "l.graph.weight", { 0, 1, 1 }, 1, 0, 1 } };
    static const term biases[] = { { "l.graph.bias", { 0, 1 }, 0, 0, 0 }, { "l.graph.bias", { 0, 0 }, 0, 0, 1 } };
    model m;
    gnn_node_pairs_layer l;
    open_model(&m, NODES);
    ck_ok(gnn_node_pairs_layer_init(&l, m.b, "l", IN, OUT, GNN_ACT_NONE));
    gnn_context c = gnn_context_new(m.b, m.tape, &m.in);
    const gnn_tensor *y =
        gnn_value(gnn_node_pairs_layer_forward(&l, &c, gnn_i_input_pairs(&c), gnn_constant(m.tape, m.x)));
    ck_ok(gnn_tape_status(m.tape));
    expect_terms(&m, y, 1, 2, terms, 5, biases, 2);
    close_model(&m);
}
END_TEST

START_TEST(pairs_are_joined_as_declared)
{
    for (int pool = GNN_POOL_SUM; pool <= GNN_POOL_MAX; pool++) {
        model m;
        gnn_pair_readout_layer l;
        open_model(&m, ROWS);
        ck_ok(gnn_pair_readout_layer_init(&l, (gnn_pool)pool));
        gnn_context c = gnn_context_new(m.b, m.tape, &m.in);
        const gnn_tensor *y =
            gnn_value(gnn_pair_readout_layer_forward(&l, &c, gnn_i_input_pairs(&c), gnn_constant(m.tape, m.x)));
        ck_ok(gnn_tape_status(m.tape));
        for (int g = 0, from = 0; g < GRAPHS; g++)
            for (int64_t n = m.ptr[g + 1] - m.ptr[g], q = 0; q < IN; q++) {
                double total = 0, trace = 0, on = -INFINITY, off = -INFINITY;
                for (int64_t i = 0; i < n * n; i++) {
                    double v = gnn_tensor_get(m.x, (from + i) * IN + q);
                    bool diagonal = i % (n + 1) == 0;
                    total += v, trace += diagonal ? v : 0;
                    if (diagonal) on = fmax(on, v);
                    else off = fmax(off, v);
                }
                if (n == 1) off = 0;
                double a = pool == GNN_POOL_SUM ? total : pool == GNN_POOL_MEAN ? total / (double)(n * n) : on;
                double b = pool == GNN_POOL_SUM ? trace : pool == GNN_POOL_MEAN ? trace / (double)n : off;
                ck_assert(fabs(gnn_tensor_get(y, g * 2 * IN + q) - a) < 1e-12 &&
                          fabs(gnn_tensor_get(y, g * 2 * IN + IN + q) - b) < 1e-12);
                if (q == IN - 1) from += (int)(n * n);
            }
        close_model(&m);
    }
    gnn_pair_readout_layer l;
    ck_assert_int_eq(gnn_pair_readout_layer_init(&l, GNN_POOL_ATTENTION), GNN_EINVAL);
}
END_TEST

TESTS_BEGIN("equivariant")
    T(dimensions_are_bell_and_stirling_numbers)
    T(the_maps_have_that_rank)
    T(the_null_space_has_that_dimension)
    T(maps_commute_with_renaming_and_apply_is_the_matrix)
    T(wrong_maps_are_refused)
    T(the_factored_layer_of_pairs_is_the_sum_of_the_15_maps)
    T(the_factored_layer_from_pairs_to_nodes_is_the_sum_of_the_5_maps)
    T(the_factored_layer_from_nodes_to_pairs_is_the_sum_of_the_5_maps)
    T(pairs_are_joined_as_declared)
TESTS_END
