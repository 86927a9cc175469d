/* Planted groups have the probabilities they say; training on the fly is a function of the seed alone. */
#include "support/support.h"
#include <math.h>
#include <unistd.h>

static gnn_graph *draw(const char *recipe, uint64_t i)
{
    gnn_graph *g = NULL;
    ck_ok(gnn_community_draw(&g, recipe, 3, "test", i));
    return g;
}

/* Edges inside groups and between over many draws, against the binomial law: 5 standard deviations. */
static void check_probabilities(const char *recipe, double pin, double pout)
{
    double pairs[2] = { 0 }, edges[2] = { 0 };
    for (uint64_t i = 0; i < 40; i++) {
        gnn_graph *g = draw(recipe, i);
        for (int64_t u = 0; u < g->n; u++) {
            for (int64_t v = u + 1; v < g->n; v++) pairs[g->node_label[u] == g->node_label[v]]++;
            for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
                if (g->col[e] > u) edges[g->node_label[u] == g->node_label[g->col[e]]]++;
        }
        ck_assert_int_eq(g->loops, 0);
        gnn_graph_free(g);
    }
    double p[2] = { pout, pin };
    for (int same = 0; same < 2; same++) {
        double sd = sqrt(pairs[same] * p[same] * (1 - p[same]));
        ck_assert_msg(fabs(edges[same] - pairs[same] * p[same]) <= 5 * sd, "%s: %g edges of %g pairs, expected %g",
                      recipe, edges[same], pairs[same], pairs[same] * p[same]);
    }
}

START_TEST(pairs_are_edges_with_exactly_their_probability)
{
    check_probabilities("sbm:n=100,k=5,a=0,b=18", 0, 0.18);
    check_probabilities("sbm:n=101,k=3,a=40,b=5", 40.0 / 101, 5.0 / 101);
    check_probabilities("sbm:n=20,k=2,a=20,b=0", 1, 0);
    check_probabilities("sbm:n=50,k=1,a=25,b=0", 0.5, 0);
}
END_TEST

/* Degrees have the asked mean, the asked share leads to other groups, and with a power law some are far above it. */
START_TEST(degree_corrected_graphs_have_the_degrees_they_say)
{
    double arcs[2] = { 0 }, most[2] = { 0 };
    for (uint64_t i = 0; i < 40; i++)
        for (int law = 0; law < 2; law++) {
            gnn_graph *g = draw(
                law ? "dcsbm:n=200,k=4,degree=6,mix=0.3,power=2.5" : "dcsbm:n=200,k=4,degree=6,mix=0.3,power=0", i);
            for (int64_t u = 0; u < g->n; u++) {
                most[law] += (double)(g->ptr[u + 1] - g->ptr[u]) > 24;
                for (int64_t e = g->ptr[u]; !law && e < g->ptr[u + 1]; e++)
                    arcs[g->node_label[u] == g->node_label[g->col[e]]]++;
            }
            gnn_graph_free(g);
        }
    ck_assert_double_eq_tol(arcs[0] / (40 * 200), 6 * 0.3, 0.15); /* 5 standard deviations */
    ck_assert_double_eq_tol(arcs[1] / (40 * 200), 6 * 0.7, 0.25);
    ck_assert_msg(most[0] == 0 && most[1] > 100, "%g and %g vertices of degree above 24", most[0], most[1]);
}
END_TEST

START_TEST(groups_are_balanced_and_in_random_order)
{
    int64_t count[5] = { 0 }, sorted = 0;
    gnn_graph *g = draw("sbm:n=102,k=5", 0);
    for (int64_t u = 0; u < g->n; u++) {
        count[g->node_label[u]]++;
        sorted += u > 0 && g->node_label[u] >= g->node_label[u - 1];
    }
    for (int i = 0; i < 5; i++) ck_assert(count[i] == 20 || count[i] == 21);
    ck_assert_int_lt(sorted, 90);
    gnn_graph_free(g);
}
END_TEST

START_TEST(mixtures_have_the_signal_and_signs_they_promise)
{
    int negative = 0;
    for (uint64_t i = 0; i < 60; i++) {
        gnn_graph *g = draw("mixture:n=1000,degree=5,mode=3,snr=1.5", i);
        double inside = 0, all = 0;
        for (int64_t u = 0; u < g->n; u++)
            for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
                inside += g->node_label[u] == g->node_label[g->col[e]], all++;
        double a = 2 * inside / 1000, b = 2 * (all - inside) / 1000, snr = (a - b) * (a - b) / (2 * (a + b));
        negative += a < b;
        ck_assert_msg(snr > 0.9, "graph %d: snr %g", (int)i, snr); /* 1.5 with the noise of 5000 arcs */
        ck_assert(fabs(all / 1000 - 5) < 0.6);
        gnn_graph_free(g);
    }
    ck_assert(negative > 15 && negative < 45);
}
END_TEST

START_TEST(near_points_are_neighbours)
{
    gnn_graph *far = draw("gbm:n=300,distance=40", 0), *near = draw("gbm:n=300,distance=0", 0);
    for (int64_t u = 0; u < far->n; u++)
        for (int64_t e = far->ptr[u]; e < far->ptr[u + 1]; e++)
            ck_assert_int_eq(far->node_label[u], far->node_label[far->col[e]]);
    /* mean degree: n times P(|x - y| <= r), x - y of variance 2 a coordinate: 1 - exp(-r^2 / 4), r^2 = 50 / n */
    double expected = 299 * (1 - exp(-50.0 / 300 / 4)), got = (double)near->arcs / 300;
    ck_assert_msg(fabs(got - expected) < 1.5, "mean degree %g, expected %g", got, expected);
    gnn_graph_free(far), gnn_graph_free(near);
}
END_TEST

START_TEST(members_of_both_communities_have_edges_to_both)
{
    gnn_graph *g = draw("overlap:n=60,share=0.2,pin=1,pout=0", 1);
    int64_t both = 0;
    for (int64_t u = 0; u < g->n; u++) {
        int64_t d = g->ptr[u + 1] - g->ptr[u];
        both += g->node_label[u] == 2;
        ck_assert_int_eq(d, g->node_label[u] == 2 ? 59 : 35);
    }
    ck_assert_int_eq(both, 12);
    gnn_graph_free(g);
}
END_TEST

START_TEST(wrong_recipes_are_named)
{
    static const struct { const char *recipe, *part; gnn_status st; } cases[] = {
        { "smb:n=3", "sbm", GNN_ENOTFOUND }, { "sbm:m=3", "the keys are: n k a b", GNN_EINVAL },
        { "sbm:n=3,k=4", "4 groups", GNN_EINVAL }, { "sbm:n=10,a=11", "no probabilities", GNN_EINVAL },
        { "mixture:degree=1,snr=2", "snr", GNN_EINVAL }, { "overlap:share=2", "share", GNN_EINVAL } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gnn_graph *g = NULL;
        ck_assert_int_eq(gnn_community_draw(&g, cases[i].recipe, 1, "x", 0), cases[i].st);
        ck_assert_ptr_null(g);
        ck_assert_msg(strstr(gnn_last_error(), cases[i].part), "%s", gnn_last_error());
    }
    for (int i = 0; gnn_community_data(i); i++) ck_assert_ptr_nonnull(gnn_community_data_help(gnn_community_data(i)));
    ck_assert_ptr_null(gnn_community_data(-1));
    ck_assert_ptr_null(gnn_community_data_help("none"));
}
END_TEST

/* ---- training ---- */

static const char *const small = "{\"in\":1,\"out\":3,\"layers\":3}";

static void begin(gnn_model **m, gnn_community_run **r, const char *name, int uniform_scale)
{
    gnn_community_train_options o = GNN_COMMUNITY_TRAIN_OPTIONS_INIT;
    o.data = "sbm:n=30,k=3,a=0,b=12", o.seed = 5, o.uniform_scale = uniform_scale;
    ck_ok(gnn_model_new(m, name, small, GNN_F32, 2));
    ck_ok(gnn_community_run_new(r, *m, &o));
}

static void same_parameters(gnn_model *a, gnn_model *b)
{
    void *x, *y;
    int64_t n = gnn_params_block(gnn_model_params(a), &x, NULL);
    gnn_params_block(gnn_model_params(b), &y, NULL);
    ck_assert_int_eq(memcmp(x, y, (size_t)n * sizeof(float)), 0);
}

static const char *const names[] = { "spectral", "lgnn" };

START_TEST(a_resumed_run_has_the_bits_of_one_that_never_stopped)
{
    char path[] = "/tmp/gnn-community-XXXXXX";
    int fd = mkstemp(path);
    gnn_model *a, *b;
    gnn_community_run *r, *s;
    double loss[2], overlap[2];
    ck_assert_int_ge(fd, 0);
    close(fd);
    begin(&a, &r, names[_i], 0), begin(&b, &s, names[_i], 0);
    for (int i = 0; i < 9; i++) ck_ok(gnn_community_run_step(r, NULL));
    for (int i = 0; i < 4; i++) ck_ok(gnn_community_run_step(s, NULL));
    ck_ok(gnn_community_run_save(s, path));
    gnn_community_run_free(s), gnn_model_free(b);
    begin(&b, &s, names[_i], 0);
    ck_ok(gnn_community_run_load(s, path));
    ck_assert_int_eq(gnn_community_run_iterations(s), 4);
    int before = gnn_threads();
    gnn_set_threads(before == 1 ? 2 : 1); /* nor does the number of threads matter */
    for (int i = 0; i < 5; i++) ck_ok(gnn_community_run_step(s, NULL));
    gnn_set_threads(before);
    same_parameters(a, b);
    ck_assert_int_eq(gnn_community_run_window(r, &loss[0], &overlap[0]), 9);
    ck_assert_int_eq(gnn_community_run_window(s, &loss[1], &overlap[1]), 9);
    ck_assert(loss[0] == loss[1] && overlap[0] == overlap[1]);
    gnn_community_run_free(r), gnn_community_run_free(s);
    gnn_model_free(a), gnn_model_free(b);
    /* a file of another run is refused, and a model can be read from it */
    begin(&a, &r, names[1 - _i], 0);
    ck_assert_int_eq(gnn_community_run_load(r, path), GNN_EINVAL);
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "another run"));
    ck_ok(gnn_model_load(&b, path, GNN_F32));
    gnn_community_run_free(r), gnn_model_free(a), gnn_model_free(b);
    unlink(path);
}
END_TEST

START_TEST(training_learns_and_groups_follow_the_vertices)
{
    gnn_model *m;
    gnn_community_run *r;
    gnn_community_progress p;
    gnn_graph *h;
    double first = 0, last = 0;
    int32_t group[40], moved[40], perm[40];
    gnn_community_train_options o = GNN_COMMUNITY_TRAIN_OPTIONS_INIT;
    o.data = "sbm:n=40,k=2,a=0,b=8";
    ck_ok(gnn_model_new(&m, "lgnn", "{\"in\":1,\"out\":2,\"layers\":4}", GNN_F32, 1));
    ck_ok(gnn_community_run_new(&r, m, &o));
    for (int i = 0; i < 120; i++) {
        ck_ok(gnn_community_run_step(r, &p));
        ck_assert_int_eq(p.iteration, i + 1);
        *(i < 20 ? &first : &last) += p.loss / (i < 20 ? 20 : i >= 100 ? 20 : INFINITY);
    }
    ck_assert_msg(last < 0.8 * first, "loss %g, then %g", first, last);
    gnn_graph *g = draw(o.data, 0);
    gnn_rng q = gnn_rng_stream(1, "perm", 0);
    gnn_rng_permutation(&q, g->n, perm);
    ck_ok(gnn_graph_permute(&h, g, perm));
    ck_ok(gnn_community_groups(group, m, g));
    ck_ok(gnn_community_groups(moved, m, h));
    for (int64_t u = 0; u < g->n; u++) ck_assert_int_eq(group[u], moved[perm[u]]);
    gnn_graph_free(g), gnn_graph_free(h);
    gnn_community_run_free(r), gnn_model_free(m);
}
END_TEST

START_TEST(scales_start_uniform_when_asked)
{
    gnn_model *a;
    gnn_community_run *r;
    begin(&a, &r, "lgnn", 1);
    gnn_params *p = gnn_model_params(a);
    gnn_tensor t = gnn_params_value(p, gnn_params_find(p, "layer1.norm_edge.weight"));
    for (int64_t i = 0; i < gnn_tensor_size(&t); i++)
        ck_assert(gnn_tensor_get(&t, i) >= 0 && gnn_tensor_get(&t, i) < 1);
    gnn_community_run_free(r), gnn_model_free(a);
    ck_ok(gnn_model_new(&a, "spectral", "{\"in\":2,\"out\":3}", GNN_F32, 2));
    ck_assert_int_eq(gnn_community_run_new(&r, a, &(gnn_community_train_options)GNN_COMMUNITY_TRAIN_OPTIONS_INIT),
                     GNN_EINVAL);
    gnn_model_free(a);
}
END_TEST

static gnn_status body(void *ctx)
{
    gnn_status st = GNN_OK;
    gnn_model *m = NULL;
    gnn_community_run *r = NULL;
    gnn_graph *g = NULL;
    int32_t group[12];
    gnn_community_train_options o = GNN_COMMUNITY_TRAIN_OPTIONS_INIT;
    o.data = ctx;
    GNN_TRY(gnn_model_new(&m, "lgnn", "{\"in\":1,\"out\":3,\"layers\":1}", GNN_F32, 2));
    GNN_TRY(gnn_community_run_new(&r, m, &o));
    GNN_TRY(gnn_community_run_step(r, NULL));
    GNN_TRY(gnn_community_draw(&g, o.data, 1, "x", 0));
    GNN_TRY(gnn_community_groups(group, m, g));
done:
    gnn_graph_free(g);
    gnn_community_run_free(r);
    gnn_model_free(m);
    return st;
}

START_TEST(missing_memory_is_an_error_and_nothing_leaks)
{
    char *const recipes[] = { "sbm:n=12,k=3,a=0,b=6", "mixture:n=12,degree=3", "gbm:n=12", "overlap:n=12" };
    support_fail_allocations(body, recipes[_i], recipes[_i]);
}
END_TEST

TESTS_BEGIN("community data")
    T(pairs_are_edges_with_exactly_their_probability)
    T(groups_are_balanced_and_in_random_order)
    T(degree_corrected_graphs_have_the_degrees_they_say)
    T(mixtures_have_the_signal_and_signs_they_promise)
    T(near_points_are_neighbours)
    T(members_of_both_communities_have_edges_to_both)
    T(wrong_recipes_are_named)
    tcase_add_loop_test(tc_, a_resumed_run_has_the_bits_of_one_that_never_stopped, 0, 2);
    T(training_learns_and_groups_follow_the_vertices)
    T(scales_start_uniform_when_asked)
    tcase_add_loop_test(tc_, missing_memory_is_an_error_and_nothing_leaks, 0, 4);
TESTS_END
