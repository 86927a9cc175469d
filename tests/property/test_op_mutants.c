/* The harnesses find broken operations: each of these breaks one promise, and the same functions that every registered
 * operation passes reject it.  A sound operation of the same make passes. */
#include "support/op_harness.h"

static gnn_status like(gnn_op_ctx *c) { return gnn_i_shape_like(c, 0); }

#define EACH(i, t) for (int64_t i = 0; i < gnn_tensor_size(t); i++)
static double at(const gnn_tensor *t, int64_t i) { return gnn_tensor_get(t, i); }
static void put(gnn_tensor *t, int64_t i, double v) { gnn_tensor_set(t, i, v); }
static void plus(gnn_tensor *t, int64_t i, double v) { put(t, i, at(t, i) + v); }

/* y = f(a); samples of one and two inputs */
static gnn_var emit1(const gnn_op *op, gnn_case *k)
{
    gnn_var a = gnn_i_case_rows(k, GNN_NODE_ROWS, gnn_i_case_width(k));
    return gnn_i_emit(op, a.tape, NULL, 0, 1, &a);
}

static gnn_status twice(gnn_op_ctx *c)
{
    EACH(i, c->out) put(c->out, i, 2 * at(c->in[0], i));
    return GNN_OK;
}
static gnn_status twice_back(gnn_op_ctx *c)
{
    EACH(i, c->out) plus(c->din[0], i, 2 * at(c->dout, i));
    return GNN_OK;
}
static gnn_status twice_back_sign(gnn_op_ctx *c)
{
    EACH(i, c->out) plus(c->din[0], i, -2 * at(c->dout, i));
    return GNN_OK;
}
static gnn_status twice_back_overwrites(gnn_op_ctx *c)
{
    EACH(i, c->out) put(c->din[0], i, 2 * at(c->dout, i));
    return GNN_OK;
}
static gnn_status twice_back_last_row_lost(gnn_op_ctx *c)
{
    int64_t w = gnn_tensor_cols(c->out);
    EACH(i, c->out) if (i < gnn_tensor_size(c->out) - w) plus(c->din[0], i, 2 * at(c->dout, i));
    return GNN_OK;
}
static gnn_status square(gnn_op_ctx *c)
{
    EACH(i, c->out) put(c->out, i, at(c->in[0], i) * at(c->in[0], i));
    return GNN_OK;
}
static gnn_status square_back_missing_term(gnn_op_ctx *c)
{
    EACH(i, c->out) plus(c->din[0], i, at(c->in[0], i) * at(c->dout, i));
    return GNN_OK;
}
static gnn_status adds_row_number(gnn_op_ctx *c)
{
    int64_t w = gnn_tensor_cols(c->out);
    EACH(i, c->out) put(c->out, i, 2 * at(c->in[0], i) + (double)(i / w));
    return GNN_OK;
}
static gnn_status rounds_in_f32(gnn_op_ctx *c)
{
    EACH(i, c->out) put(c->out, i, 2 * at(c->in[0], i) * (c->out->dtype == GNN_F32 ? 1.0001 : 1));
    return GNN_OK;
}
static gnn_status allocates(gnn_op_ctx *c)
{
    void *p = gnn_i_alloc(1, 100);
    if (!p) return GNN_ENOMEM;
    gnn_i_free(p);
    return twice(c);
}
static gnn_status leaks(gnn_op_ctx *c)
{
    static void *lost; /* a chain that only a leak checker sees: the harness, not it, must find the leak */
    void **p = gnn_i_alloc(1, 100);
    if (!p) return GNN_ENOMEM;
    *p = lost, lost = p;
    return twice(c);
}
static gnn_status ignores_failure(gnn_op_ctx *c)
{
    void *p = gnn_i_alloc(1, 100);
    gnn_status st = twice(c);
    if (!p && gnn_tensor_size(c->out)) put(c->out, 0, 0.25);
    gnn_i_free(p);
    return st;
}
static gnn_status wrong_status(gnn_op_ctx *c)
{
    void *p = gnn_i_alloc(1, 100);
    if (!p) return GNN_EINVAL;
    gnn_i_free(p);
    return twice(c);
}
static gnn_status depends_on_threads(gnn_op_ctx *c)
{
    EACH(i, c->out) put(c->out, i, 2 * at(c->in[0], i) + 1e-9 * gnn_threads());
    return GNN_OK;
}

/* y_v = sum over arcs (u,v) of a_u; backward along the arcs instead of against them: only directed graphs show it */
typedef struct arcs { const gnn_graph *g; } arcs;

static gnn_status sum_along(const gnn_graph *g, gnn_tensor *y, const gnn_tensor *x, bool against)
{
    const int64_t *ptr = gnn_graph_ptr(g);
    int64_t w = gnn_tensor_cols(x);
    for (int64_t u = 0; u < gnn_graph_n(g); u++)
        for (int64_t e = ptr[u]; e < ptr[u + 1]; e++)
            for (int64_t j = 0; j < w; j++) {
                int64_t from = u * w + j, to = gnn_graph_col(g)[e] * w + j;
                plus(y, against ? from : to, at(x, against ? to : from));
            }
    return GNN_OK;
}
static gnn_status neighbours(gnn_op_ctx *c)
{
    EACH(i, c->out) put(c->out, i, 0);
    return sum_along(((arcs *)c->attr)->g, c->out, c->in[0], false);
}
static gnn_status neighbours_back(gnn_op_ctx *c) { return sum_along(((arcs *)c->attr)->g, c->din[0], c->dout, true); }
static gnn_status neighbours_back_wrong_way(gnn_op_ctx *c)
{
    return sum_along(((arcs *)c->attr)->g, c->din[0], c->dout, false);
}

/* Maximum of all rows; the first of several equal rows gets the whole gradient: depends on names, on ties only. */
static gnn_status top_shape(gnn_op_ctx *c) { return gnn_i_shape_set2(c, 1, gnn_tensor_cols(c->in[0])); }
static gnn_status top(gnn_op_ctx *c)
{
    int64_t w = gnn_tensor_cols(c->in[0]);
    EACH(j, c->out) put(c->out, j, -1e9);
    EACH(i, c->in[0]) if (at(c->in[0], i) > at(c->out, i % w)) put(c->out, i % w, at(c->in[0], i));
    return GNN_OK;
}
static gnn_status top_back_first(gnn_op_ctx *c)
{
    int64_t w = gnn_tensor_cols(c->in[0]);
    for (int64_t j = 0; j < w; j++)
        for (int64_t i = j; i < gnn_tensor_size(c->in[0]); i += w)
            if (at(c->in[0], i) == at(c->out, j)) {
                plus(c->din[0], i, at(c->dout, j));
                break;
            }
    return GNN_OK;
}

#define MUTANTS(X)                                                                              \
    X(sound, like, twice, twice_back, NULL)                                                     \
    X(wrong_sign, like, twice, twice_back_sign, op_check_gradient)                              \
    X(overwrites_the_gradient, like, twice, twice_back_overwrites, op_check_gradient)           \
    X(forgets_the_last_row, like, twice, twice_back_last_row_lost, op_check_gradient)           \
    X(forgets_a_term, like, square, square_back_missing_term, op_check_gradient)                \
    X(adds_the_row_number, like, adds_row_number, twice_back, op_check_equivariance)            \
    X(gradient_prefers_low_rows, top_shape, top, top_back_first, op_check_equivariance)         \
    X(f32_is_another_function, like, rounds_in_f32, twice_back, op_check_f32)                   \
    X(allocates_each_time, like, allocates, twice_back, op_check_warm)                          \
    X(leaks_memory, like, leaks, twice_back, op_check_allocation)                               \
    X(ignores_a_failed_allocation, like, ignores_failure, twice_back, op_check_allocation)      \
    X(calls_it_something_else, like, wrong_status, twice_back, op_check_allocation)             \
    X(depends_on_the_threads, like, depends_on_threads, twice_back, check_threads)              \
    X(sound_on_arcs, like, neighbours, neighbours_back, NULL)                                   \
    X(scatters_the_wrong_way, like, neighbours, neighbours_back_wrong_way, op_check_gradient)

static const char *check_threads(const gnn_op *op, uint64_t number, op_report *r)
{
    return op_check_threads(op, number, GNN_F64, r);
}

#define X(name, shape, forward, backward, check)                                                                   \
    static gnn_var name##_sample(gnn_case *k);                                                                     \
    static gnn_op name##_op = { #name, GNN_NODE_ROWS, true, shape, forward, backward, name##_sample };             \
    static gnn_var name##_sample(gnn_case *k)                                                                      \
    {                                                                                                              \
        arcs a = { gnn_i_case_graph(k) };                                                                          \
        gnn_status (*run)(gnn_op_ctx *) = forward;                                                                 \
        if (run == top) gnn_i_case_need_nodes(k), name##_op.symmetry = GNN_INVARIANT;                              \
        if (run != neighbours) return emit1(&name##_op, k);                                                        \
        gnn_var x = gnn_i_case_rows(k, GNN_NODE_ROWS, gnn_i_case_width(k));                                        \
        return gnn_i_emit(&name##_op, x.tape, &a, sizeof a, 1, &x);                                                \
    }
MUTANTS(X)
#undef X

static const struct {
    const gnn_op *op;
    op_check check;
} mutants[] = {
#define X(name, shape, forward, backward, check) { &name##_op, check },
    MUTANTS(X)
#undef X
};

enum { COUNT = sizeof mutants / sizeof *mutants };

/* The check that is meant for it rejects a mutant in one of the cases that the registered operations go through. */
START_TEST(broken_operations_are_rejected)
{
    static const op_check all[] = { op_check_gradient, op_check_f32, op_check_equivariance, op_check_allocation, op_check_warm };
    const gnn_op *op = mutants[_i].op;
    op_report r = { 0 };
    if (mutants[_i].check) {
        const char *wrong = NULL;
        for (uint64_t n = 0; n < (mutants[_i].check == op_check_allocation ? 8 : 24) && !wrong; n++)
            wrong = mutants[_i].check(op, n, &r);
        ck_assert_msg(wrong != NULL, "%s was not found out", op->name);
        fprintf(stderr, "%-28s %s\n", op->name, wrong);
        return;
    }
    for (uint64_t n = 0; n < 8; n++)
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
            const char *wrong = all[i](op, n, &r);
            ck_assert_msg(!wrong, "%s: %s", op->name, wrong);
        }
}
END_TEST

TESTS_BEGIN("op_mutants")
    tcase_add_loop_test(tc_, broken_operations_are_rejected, 0, COUNT);
TESTS_END
