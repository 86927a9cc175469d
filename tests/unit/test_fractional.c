/* Fractional isomorphism: the matrix against its equations, the distance against published optima and against each other. */
#include "support/support.h"
#include "expressivity/fractional.h"
#include <jansson.h>
#include <math.h>

static gnn_graph *from_pairs(int n, const char *pairs)
{
    int32_t src[64], dst[64];
    int64_t m = 0;
    gnn_graph *g;
    for (const char *p = pairs; *p; p += p[2] ? 3 : 2) src[m] = p[0] - '0', dst[m++] = p[1] - '0';
    gnn_graph_spec spec = { .n = n, .m = m, .src = src, .dst = dst };
    ck_ok(gnn_graph_new(&g, &spec));
    return g;
}

/* The pairs of gnn-experiment ring --preset s6, with optima by HiGHS: claim i, NULL past the last. */
static const json_t *claim_of(int i)
{
    static json_t *all;
    char path[4096];
    snprintf(path, sizeof path, "%s/tools/experiments/ring.json", getenv("GNN_TEST_SOURCE"));
    if (!all) all = json_load_file(path, 0, NULL);
    return json_array_get(json_object_get(json_object_get(all, "s6"), "claims"), (size_t)i);
}

/* graph6, or FILE#NUMBER; NULL: no such file here. */
static gnn_graph *graph_of(const json_t *claim, const char *key)
{
    const char *text = json_string_value(json_object_get(claim, key)), *mark = strchr(text, '#');
    char name[256];
    gnn_graph_list *l;
    gnn_graph *g;
    snprintf(name, sizeof name, "%.*s", mark ? (int)(mark - text) : 0, text);
    if (mark && !support_data(name)) return NULL;
    if (mark) ck_ok(gnn_read_graphs(&l, support_data(name), NULL, NULL));
    else ck_ok(gnn_parse_graphs(&l, text, strlen(text), "claim", "graph6", NULL));
    int64_t number = mark ? atoi(mark + 1) : 0;
    g = l->graphs[number], l->graphs[number] = NULL;
    gnn_graph_list_free(l);
    return g;
}

START_TEST(optima_of_pairs)
{
    const json_t *claim = claim_of(_i);
    ck_assert_ptr_nonnull(claim);
    if (json_is_true(json_object_get(claim, "full"))) SKIP("%s", "circular skip links: gnn-experiment ring --preset s6 --full");
    gnn_graph *a = graph_of(claim, "a"), *b = graph_of(claim, "b");
    gnn_fractional f, g;
    gnn_i_budget budget = { .start = gnn_i_now() };
    if (!a || !b) SKIP("%s is not here", "er-authors.g6");
    ck_ok(gnn_fractional_distance(&f, a, b, NULL));
    ck_assert_double_eq_tol(f.value, json_number_value(json_object_get(claim, "equals")),
                            json_number_value(json_object_get(claim, "tolerance")));
    ck_assert_int_eq(f.exact, 1);
    ck_ok(gnn_i_fractional_flow(&g, a, b, &budget));
    ck_assert_msg(g.lower <= f.value + 1e-9 && g.value >= f.value - 1e-9 && g.exact, "[%.9g, %.9g] does not hold %.9g",
                  g.lower, g.value, f.value);
    gnn_graph_free(a);
    gnn_graph_free(b);
}
END_TEST

static int claims(void)
{
    int n = 0;
    while (claim_of(n)) n++;
    return n ? n : 1; /* no presets there: the test says so */
}

/* X >= 0, sums 1, A X = X B; where there is none, 1-WL separates. */
START_TEST(the_matrix_is_what_it_says)
{
    gnn_graph **gs, *b;
    int64_t count;
    char recipe[64];
    int yes;
    snprintf(recipe, sizeof recipe, _i % 2 ? "regular:n=%d,d=4" : "er:n=%d,p=0.2", 8 + _i);
    ck_ok(gnn_generate(&gs, &count, recipe, (uint64_t)_i, 0));
    int32_t perm[64];
    gnn_rng rng = gnn_rng_stream(3, "test/fractional", (uint64_t)_i);
    gnn_rng_permutation(&rng, gs[0]->n, perm);
    ck_ok(gnn_graph_permute(&b, gs[0], perm));
    int64_t n = b->n;
    double *X = malloc(sizeof *X * (size_t)(n * n)), *R = calloc((size_t)(n * n), sizeof *R);
    ck_ok(gnn_fractional_isomorphism(&yes, X, gs[0], b));
    ck_assert_int_eq(yes, 1);
    for (int64_t i = 0; i < n; i++) {
        double row = 0, column = 0;
        for (int64_t j = 0; j < n; j++) {
            row += X[i * n + j], column += X[j * n + i];
            ck_assert_double_ge(X[i * n + j], 0);
            for (int64_t e = gs[0]->ptr[i]; e < gs[0]->ptr[i + 1]; e++) R[i * n + j] += X[gs[0]->col[e] * n + j];
            for (int64_t e = b->ptr[j]; e < b->ptr[j + 1]; e++) R[i * n + j] -= X[i * n + b->col[e]];
        }
        ck_assert_double_eq_tol(row, 1, 1e-12);
        ck_assert_double_eq_tol(column, 1, 1e-12);
    }
    for (int64_t k = 0; k < n * n; k++) ck_assert_double_eq_tol(R[k], 0, 1e-12);
    free(X), free(R);
    gnn_graph_free(b);
    gnn_graphs_free(gs, count);
}
END_TEST

START_TEST(the_test_says_what_1_wl_says)
{
    gnn_graph *a = from_pairs(4, "01 12 23"), *b = from_pairs(4, "01 02 03"), *c = from_pairs(6, "01 12 23 34 45 05"),
              *d = from_pairs(6, "01 12 02 34 45 35");
    gnn_test_result r;
    gnn_fractional f = { .value = -7 };
    ck_ok(gnn_test_pair(&r, "fractional", a, b, NULL));
    ck_assert_int_eq(r.verdict, GNN_SEPARATED);
    ck_assert_str_eq(r.evidence, "min ||AX - XB||_1 = 2 over doubly stochastic X");
    ck_ok(gnn_test_pair(&r, "fractional", c, d, NULL));
    ck_assert_int_eq(r.verdict, GNN_SAME);
    ck_assert_int_eq(gnn_fractional_distance(&f, a, c, NULL), GNN_ESHAPE);
    ck_assert_double_eq(f.value, -7);
    gnn_graph_free(a), gnn_graph_free(b), gnn_graph_free(c), gnn_graph_free(d);
}
END_TEST

typedef struct two { gnn_graph *a, *b; } two;

static gnn_status all(void *ctx)
{
    two *t = ctx;
    double X[64];
    int yes;
    gnn_fractional f;
    gnn_i_budget budget = { .start = gnn_i_now() };
    gnn_status st = gnn_fractional_isomorphism(&yes, X, t->a, t->a);
    if (st == GNN_OK) st = gnn_fractional_distance(&f, t->a, t->b, NULL);
    if (st == GNN_OK) st = gnn_i_fractional_flow(&f, t->a, t->b, &budget);
    return st;
}

START_TEST(out_of_memory_leaves_nothing_behind)
{
    two t = { from_pairs(4, "01 12 23"), from_pairs(4, "01 02 03") };
    support_fail_allocations(all, &t, "fractional");
    gnn_graph_free(t.a), gnn_graph_free(t.b);
}
END_TEST

TESTS_BEGIN("fractional")
    tcase_add_loop_test(tc_, optima_of_pairs, 0, claims());
    T_LOOP(the_matrix_is_what_it_says, 8)
    T(the_test_says_what_1_wl_says)
    T(out_of_memory_leaves_nothing_behind)
TESTS_END
