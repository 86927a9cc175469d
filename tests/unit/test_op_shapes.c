/* Wrong calls of every operation: the status, the operation's name and both shapes in the text.  An operation without a
 * line here fails the last test. */
#include "support/op_harness.h"

static gnn_tape *t;
static gnn_operator *A, *A32, *I, *B; /* A, I of the path 0-1-2: 3 nodes, 4 arcs */
static gnn_rng stream;

/* A leaf of that shape, entries 0. */
static gnn_var leaf(int ndim, int64_t a, int64_t b, int64_t c)
{
    static double zero[256];
    static gnn_tensor kept[4096];
    static int next;
    gnn_tensor *x = &kept[next++ % 4096];
    *x = (gnn_tensor){ GNN_F64, ndim, { a, b, c }, zero };
    return gnn_leaf(t, x);
}
#define M(r, c) leaf(2, r, c, 0)
#define V(n) leaf(1, n, 0, 0)
#define NONE gnn_none(t)
/* The 9 pairs of the path's nodes; a bag of 2 subgraphs of it. */
#define P gnn_pairs_new(t, 1, (int64_t[]){ 0, 3 })
#define BAG gnn_pairs_bag(t, 1, (int64_t[]){ 0, 3 }, (int64_t[]){ 0, 2 })

static const gnn_tensor *target(int64_t r, int64_t c)
{
    static double half[256];
    static gnn_tensor x;
    for (int i = 0; i < 256; i++) half[i] = 0.5;
    x = gnn_tensor_view2(GNN_F64, r, c, half);
    return &x;
}
static const gnn_tensor *filled(double v)
{
    static double two[4];
    static gnn_tensor x;
    for (int i = 0; i < 4; i++) two[i] = v;
    x = gnn_tensor_view2(GNN_F64, 2, 2, two);
    return &x;
}
static const int64_t seg[] = { 0, 2, 3 }, down[] = { 0, 2, 1, 3 }, late[] = { 1, 3 };
static const int32_t lab[] = { 0, 1, 2, -1, 7 };
#define ROWS(...) (const int32_t[]){ __VA_ARGS__ }, (int64_t)(sizeof(int32_t[]){ __VA_ARGS__ } / sizeof(int32_t))
static const gnn_custom_fn no_forward = { "mine", NULL, NULL, NULL };

static gnn_status refuse(void *ctx, gnn_tensor *out, const gnn_tensor *const *in)
{
    (void)ctx, (void)out, (void)in;
    return GNN_ENUMERIC;
}
static const gnn_custom_fn refuses = { "grumpy", refuse, NULL, NULL };

static const int twice_i[] = { GNN_LINE_I, GNN_LINE_I };
#define LINE(q, x, w, sums, u, v) gnn_line_spectral(B, q, twice_i, x, w, NONE, sums, u, v, NONE, 0, 0)

/* X(operation, status, call, texts) */
#define CALLS(X)                                                                                                  \
    X(add, GNN_ESHAPE, gnn_add(M(2, 3), M(3, 2)), "(2,3)", "(3,2)")                                               \
    X(add, GNN_ESHAPE, gnn_add(M(2, 3), NONE), "(2,3)", "(none)")                                                 \
    X(sub, GNN_ESHAPE, gnn_sub(M(2, 3), V(6)), "(2,3)", "(6)")                                                    \
    X(mul, GNN_ESHAPE, gnn_mul(M(2, 3), M(2, 4)), "(2,3)", "(2,4)")                                               \
    X(scale, GNN_EINVAL, gnn_scale(NONE, 2), "operand 0", "")                                                     \
    X(eps_add, GNN_ESHAPE, gnn_eps_add(M(2, 3), M(2, 2), NONE), "(2,3)", "(2,2)")                                 \
    X(eps_add, GNN_ESHAPE, gnn_eps_add(M(2, 3), M(2, 3), V(2)), "(2)", "one number")                              \
    X(add_bias, GNN_ESHAPE, gnn_add_bias(M(2, 3), V(2)), "(2,3)", "(2)")                                          \
    X(mul_rows, GNN_ESHAPE, gnn_mul_rows(M(2, 3), M(3, 1)), "(2,3)", "(3,1)")                                     \
    X(mul_rows, GNN_ESHAPE, gnn_mul_rows(M(2, 3), M(2, 3)), "(2,3)", "factors")                                   \
    X(activate, GNN_EINVAL, gnn_activate(M(2, 3), (gnn_act_fn)17), "17", "activation")                            \
    X(matmul, GNN_ESHAPE, gnn_matmul(M(2, 3), M(2, 3)), "(2,3)", "(2,3)")                                         \
    X(linear, GNN_ESHAPE, gnn_linear(M(2, 3), M(4, 5), NONE, GNN_ACT_NONE), "(2,3)", "(4,5)")                     \
    X(linear, GNN_ESHAPE, gnn_linear(M(2, 3), M(3, 5), V(4), GNN_ACT_NONE), "(4)", "(5)")                         \
    X(sparse_linear, GNN_ESHAPE, gnn_sparse_linear(A, M(4, 2), NONE, GNN_ACT_NONE, 0, stream), "(4,2)", "3")      \
    X(sparse_linear, GNN_EINVAL, gnn_sparse_linear(A, M(3, 2), NONE, GNN_ACT_NONE, 1, stream), "dropout", "1")    \
    X(apply, GNN_ESHAPE, gnn_apply(A, M(4, 2), NONE, GNN_ACT_NONE), "(4,2)", "3")                                 \
    X(apply, GNN_EINVAL, gnn_apply(NULL, M(4, 2), NONE, GNN_ACT_NONE), "operator", "missing")                     \
    X(apply, GNN_EDTYPE, gnn_apply(A32, M(3, 2), NONE, GNN_ACT_NONE), "f32", "f64")                               \
    X(concat, GNN_ESHAPE, gnn_concat(2, (gnn_var[]){ M(2, 3), M(3, 3) }), "(2,3)", "(3,3)")                       \
    X(columns, GNN_ESHAPE, gnn_columns(M(2, 3), 2, 2), "(2,3)", "2 columns from 2")                                    \
    X(columns, GNN_ESHAPE, gnn_columns(M(2, 3), INT64_MAX, 2), "(2,3)", "columns")                                \
    X(reshape, GNN_ESHAPE, gnn_reshape(M(2, 3), 2, (int64_t[]){ 4, 2 }), "(2,3)", "(4,2)")                        \
    X(reshape, GNN_EINVAL, gnn_reshape(M(2, 3), 5, (int64_t[]){ 1, 1, 1, 2, 3 }), "5 dimensions", "")             \
    X(gather, GNN_EINVAL, gnn_gather(M(2, 3), 3, (const int32_t[]){ 0, 1, 2 }), "index 2 is 2", "0..1")           \
    X(dropout, GNN_EINVAL, gnn_dropout(M(2, 3), 1.0, stream), "dropout of 1", "[0,1)")                            \
    X(dropout, GNN_EINVAL, gnn_dropout(M(2, 3), -0.5, stream), "-0.5", "[0,1)")                                   \
    X(segment_sum, GNN_ESHAPE, gnn_segment_sum(M(4, 2), 2, seg), "(4,2)", "row 3")                                \
    X(segment_sum, GNN_EINVAL, gnn_segment_sum(M(3, 2), 3, down), "offset 1", "1")                                \
    X(segment_sum, GNN_EINVAL, gnn_segment_sum(M(3, 2), 1, late), "start at 0", "")                               \
    X(segment_mean, GNN_ESHAPE, gnn_segment_mean(M(4, 2), 2, seg), "(4,2)", "row 3")                              \
    X(segment_max, GNN_ESHAPE, gnn_segment_max(M(4, 2), 2, seg), "(4,2)", "row 3")                                \
    X(segment_softmax, GNN_ESHAPE, gnn_segment_softmax(M(4, 2), 2, seg), "(4,2)", "row 3")                        \
    X(segment_spread, GNN_ESHAPE, gnn_segment_spread(M(3, 2), 2, seg), "(3,2)", "2 segments")                     \
    X(log_softmax, GNN_ESHAPE, gnn_log_softmax(V(3)), "(3)", "matrix")                                            \
    X(sum, GNN_EINVAL, gnn_sum(NONE), "operand 0", "")                                                            \
    X(mean, GNN_ESHAPE, gnn_mean(M(0, 3)), "(0,3)", "no entries")                                                 \
    X(arc_gather, GNN_ESHAPE, gnn_arc_gather(A, M(4, 2)), "(4,2)", "3")                                           \
    X(arc_sum, GNN_ESHAPE, gnn_arc_sum(A, M(3, 2)), "(3,2)", "4")                                                 \
    X(arc_mean, GNN_ESHAPE, gnn_arc_mean(A, M(3, 2)), "(3,2)", "4")                                               \
    X(arc_max, GNN_ESHAPE, gnn_arc_max(A, M(3, 2)), "(3,2)", "4")                                                 \
    X(arc_softmax, GNN_ESHAPE, gnn_arc_softmax(A, M(3, 2)), "(3,2)", "4")                                         \
    X(arc_softmax, GNN_EUNSUPPORTED, gnn_arc_softmax(I, M(3, 2)), "operator I", "arcs")                           \
    X(arc_spread, GNN_ESHAPE, gnn_arc_spread(A, M(4, 2)), "(4,2)", "3")                                           \
    X(apply_max, GNN_ESHAPE, gnn_apply_max(A, M(4, 2)), "(4,2)", "3")                                             \
    X(arc_matvec, GNN_ESHAPE, gnn_arc_matvec(M(4, 6), M(4, 2), 2), "(4,6)", "(4,2)")                              \
    X(spectral, GNN_ESHAPE, gnn_spectral(2, (const gnn_operator *[]){ NULL, A }, M(3, 2), M(3, 4), NONE, NONE, 0, 0), "(3,2)", "(3,4)") \
    X(spectral, GNN_ESHAPE, gnn_spectral(1, (const gnn_operator *[]){ A }, M(2, 2), M(2, 4), NONE, NONE, 0, 0), "(3,3)", "(2,2)") \
    X(spectral, GNN_ESHAPE, gnn_spectral(1, (const gnn_operator *[]){ A }, M(3, 2), M(2, 4), NONE, M(3, 3), 0, 0), "(3,3)", "(3,4)") \
    X(spectral, GNN_EINVAL, gnn_spectral(1, (const gnn_operator *[]){ A }, M(3, 2), M(2, 4), NONE, NONE, 3, 5), "3 .. 5", "4") \
    X(spectral, GNN_EINVAL, gnn_spectral(0, NULL, M(3, 2), M(2, 4), NONE, NONE, 0, 0), "0 operators", "16") \
    X(edge_sums, GNN_EUNSUPPORTED, gnn_edge_sums(A, M(4, 2)), "operator A", "\"B\"") \
    X(edge_sums, GNN_ESHAPE, gnn_edge_sums(B, M(3, 2)), "(3,2)", "4 rows") \
    X(edge_sums, GNN_EINVAL, gnn_edge_sums(NULL, M(4, 2)), "missing", "") \
    X(line_spectral, GNN_ESHAPE, LINE(1, M(3, 2), M(2, 5), M(3, 4), M(3, 1), M(2, 5)), "(3,2)", "4 rows") \
    X(line_spectral, GNN_ESHAPE, LINE(1, M(4, 2), M(3, 5), M(3, 4), M(3, 1), M(2, 5)), "(4,2)", "(3,5)") \
    X(line_spectral, GNN_ESHAPE, LINE(1, M(4, 2), M(2, 5), M(3, 3), M(3, 1), M(2, 5)), "(4,2)", "(3,3)") \
    X(line_spectral, GNN_ESHAPE, LINE(1, M(4, 2), M(2, 5), M(3, 4), M(3, 1), M(2, 4)), "(3,1)", "(2,4)") \
    X(line_spectral, GNN_EINVAL, LINE(2, M(4, 2), M(4, 5), M(3, 4), M(3, 1), M(2, 5)), "operator 1", "0") \
    X(gatv2, GNN_ESHAPE, gnn_gatv2(A, M(3, 4), M(3, 5), M(2, 2), 2, 0.2), "(3,5)", "(2,2)")                       \
    X(gat, GNN_ESHAPE, gnn_gat(A, M(3, 4), M(3, 3), M(3, 2), 2, 0.2), "(3,3)", "")                                \
    X(pair_reduce, GNN_ESHAPE, gnn_pair_reduce(P, M(8, 2), 0), "(8,2)", "9")                                      \
    X(pair_reduce, GNN_EINVAL, gnn_pair_reduce(BAG, M(6, 2), 0), "2 roots", "pairs")                              \
    X(pair_fold, GNN_ESHAPE, gnn_pair_fold(P, 2, M(9, 3), NONE, NONE, GNN_ACT_NONE), "(9,3)", "width 2")          \
    X(pair_fold, GNN_ESHAPE, gnn_pair_fold(P, 2, M(9, 2), M(3, 2), NONE, GNN_ACT_NONE), "(3,2)", "width 2")       \
    X(pair_fold, GNN_ESHAPE, gnn_pair_fold(P, 2, NONE, NONE, M(2, 4), GNN_ACT_NONE), "(2,4)", "a graph")          \
    X(pair_fold, GNN_EINVAL, gnn_pair_fold(P, 2, NONE, NONE, NONE, GNN_ACT_NONE), "nothing", "")                  \
    X(pair_transpose, GNN_ESHAPE, gnn_pair_transpose(P, M(3, 3)), "(3,3)", "9")                                   \
    X(pair_product, GNN_ESHAPE, gnn_pair_product(P, M(9, 3), M(9, 2)), "(9,3)", "(9,2)")                          \
    X(pair_scatter, GNN_ESHAPE, gnn_pair_scatter(P, A, M(3, 2)), "(3,2)", "4")                                    \
    X(pair_scatter, GNN_ESHAPE, gnn_pair_scatter(gnn_pairs_new(t, 1, (int64_t[]){ 0, 2 }), A, NONE), "(3,3)", "2") \
    X(pair_scatter, GNN_EINVAL, gnn_pair_scatter(gnn_pairs_new(t, 2, (int64_t[]){ 0, 1, 3 }), A, NONE), "graph 0", "node 1") \
    X(pair_max, GNN_ESHAPE, gnn_pair_max(P, V(9)), "(9)", "9 rows")                                               \
    X(pair_singular, GNN_ESHAPE, gnn_pair_singular(P, M(8, 2), 1), "(8,2)", "9")                                  \
    X(pair_singular, GNN_EINVAL, gnn_pair_singular(P, M(9, 2), 0), "0 singular values", "")                       \
    X(block_apply, GNN_ESHAPE, gnn_block_apply(BAG, A, M(9, 2)), "(9,2)", "6 rows")                               \
    X(block_apply, GNN_EUNSUPPORTED, gnn_block_apply(BAG, I, M(6, 2)), "operator I", "arcs")                      \
    X(root_sum, GNN_ESHAPE, gnn_root_sum(BAG, M(9, 2)), "(9,2)", "6 rows")                                        \
    X(root_spread, GNN_ESHAPE, gnn_root_spread(BAG, M(2, 2)), "(2,2)", "3 rows")                                  \
    X(scale_by, GNN_ESHAPE, gnn_scale_by(M(2, 3), V(2)), "(2)", "one number")                                     \
    X(batch_norm, GNN_ESHAPE, gnn_batch_norm(M(2, 3), V(2), NONE, 0, NULL, NULL, NULL, NULL), "(2)", "(3)")       \
    X(batch_norm, GNN_EINVAL, gnn_batch_norm(M(2, 3), NONE, NONE, 0, target(1, 3), NULL, NULL, NULL), "mean", "var") \
    X(segment_norm, GNN_ESHAPE, gnn_segment_norm(M(4, 2), NONE, NONE, NONE, 0, 2, seg), "(4,2)", "3")             \
    X(layer_norm, GNN_ESHAPE, gnn_layer_norm(M(2, 3), NONE, V(4), 0), "(4)", "(3)")                             \
    X(cross_entropy, GNN_EINVAL, gnn_cross_entropy(M(2, 3), lab, ROWS(0, 2)), "listed row 1 is 2", "(2,3)")       \
    X(cross_entropy, GNN_EINVAL, gnn_cross_entropy(M(5, 3), lab, ROWS(0, 3)), "row 3 has label -1", "3 classes")  \
    X(cross_entropy, GNN_EINVAL, gnn_cross_entropy(M(5, 3), lab, ROWS(4)), "row 4 has label 7", "3 classes")      \
    X(cross_entropy, GNN_EINVAL, gnn_cross_entropy(M(0, 3), lab, NULL, 0), "no rows", "")                         \
    X(permutation_cross_entropy, GNN_EINVAL, gnn_permutation_cross_entropy(M(4, 3), lab, NULL, 0), "-1", "3 classes") \
    X(mse, GNN_ESHAPE, gnn_mse(M(2, 3), target(3, 2), NULL, 0), "(2,3)", "(3,2)")                                 \
    X(l1, GNN_ESHAPE, gnn_l1(M(2, 3), target(2, 2), NULL, 0), "(2,3)", "(2,2)")                                   \
    X(l1, GNN_EINVAL, gnn_l1(M(2, 3), NULL, NULL, 0), "target", "")                                               \
    X(bce, GNN_ESHAPE, gnn_bce(M(2, 3), target(2, 4), NULL, 0), "(2,3)", "(2,4)")                                 \
    X(bce, GNN_EINVAL, gnn_bce(M(2, 2), filled(2), NULL, 0), "target", "2")                                       \
    X(custom, GNN_EINVAL, gnn_custom(&no_forward, 1, (gnn_var[]){ M(2, 2) }, 2, 2), "mine", "forward")            \
    X(custom, GNN_ENUMERIC, gnn_custom(&refuses, 1, (gnn_var[]){ M(2, 2) }, 2, 2), "grumpy", "")

static void world(void)
{
    gnn_graph *g;
    gnn_graph_spec path = { .n = 3, .m = 2, .src = (const int32_t[]){ 0, 1 }, .dst = (const int32_t[]){ 1, 2 } };
    ck_ok(gnn_graph_new(&g, &path));
    ck_ok(gnn_operator_new(&A, g, "A", GNN_F64));
    ck_ok(gnn_operator_new(&A32, g, "A", GNN_F32));
    ck_ok(gnn_operator_new(&I, g, "I", GNN_F64));
    ck_ok(gnn_operator_new(&B, g, "B", GNN_F64));
    gnn_graph_free(g);
    ck_ok(gnn_tape_new(&t, GNN_F64));
    stream = gnn_rng_stream(1, "x", 0);
}

static void expect(const char *op, gnn_status want, gnn_var got, const char *call, const char *first,
                   const char *second)
{
    gnn_status st = gnn_tape_status(t);
    const char *text = gnn_last_error();
    ck_assert_msg(gnn_value(got) == NULL, "%s: not poisoned", call);
    ck_assert_msg(st == want, "%s: %s, expected %s: %s", call, gnn_status_name(st), gnn_status_name(want), text);
    ck_assert_msg(strncmp(text, op, strlen(op)) == 0 && text[strlen(op)] == ':',
                  "%s: \"%s\" does not begin with the operation", call, text);
    ck_assert_msg(strstr(text, first) && strstr(text, second), "%s: \"%s\" lacks \"%s\" or \"%s\"", call, text, first,
                  second);
}

START_TEST(wrong_calls_are_explained)
{
    world();
#define X(op, status, call, first, second) \
    gnn_tape_reset(t);                     \
    expect(#op, status, call, #call, first, second);
    CALLS(X)
#undef X
    gnn_tape_free(t);
    gnn_operator_free(A), gnn_operator_free(A32), gnn_operator_free(I), gnn_operator_free(B);
}
END_TEST

START_TEST(every_operation_is_called_wrongly)
{
#define X(op, status, call, first, second) " " #op " "
    static const char called[] = CALLS(X);
#undef X
    for (int i = 0; gnn_i_ops[i]; i++) {
        char word[80];
        snprintf(word, sizeof word, " %s ", gnn_i_ops[i]->name);
        ck_assert_msg(strstr(called, word), "%s is not called wrongly in this file", gnn_i_ops[i]->name);
    }
}
END_TEST

TESTS_BEGIN("op_shapes")
    T(wrong_calls_are_explained)
    T(every_operation_is_called_wrongly)
TESTS_END
