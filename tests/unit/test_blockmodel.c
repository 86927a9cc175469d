/* Block models: beliefs on trees and samples of small graphs against sums over all states; learning; the settings of the
 * papers' five-group experiment. */
#include "support/support.h"
#include "tasks/community/blockmodel.h"
#include <math.h>

enum { MAX_N = 8, MAX_K = 7 };

static gnn_graph *drawn(const char *recipe, uint64_t seed)
{
    gnn_graph **graphs, *g;
    int64_t count;
    ck_ok(gnn_generate(&graphs, &count, recipe, seed, 0));
    g = graphs[0], graphs[0] = NULL;
    gnn_graphs_free(graphs, count);
    return g;
}

/* Unequal shares, a symmetric matrix of unequal affinities. */
static void unequal(gnn_i_blocks *m, gnn_rng *rng)
{
    double z = 0;
    for (int64_t a = 0; a < m->k; a++) z += m->share[a] = 0.2 + gnn_rng_uniform(rng);
    for (int64_t a = 0; a < m->k; a++) m->share[a] /= z;
    for (int64_t a = 0; a < m->k; a++)
        for (int64_t b = 0; b <= a; b++)
            m->affinity[a * m->k + b] = m->affinity[b * m->k + a] = 0.1 + 3 * gnn_rng_uniform(rng);
    m->uniform = false;
}

static bool next_state(int32_t *s, int64_t n, int64_t k)
{
    for (int64_t i = 0; i < n; i++) {
        if (++s[i] < k) return true;
        s[i] = 0;
    }
    return false;
}

static double pair(const gnn_i_blocks *m, int64_t i, int64_t j)
{
    return m->weight ? m->weight[i] * m->weight[j] : 1;
}

/* ---- belief propagation ---- */

/* Weight of a state of a tree in a fixed field: what the messages sum over. */
static double tree_weight(const gnn_i_belief *b, const int32_t *s)
{
    const gnn_graph *g = b->g;
    const gnn_i_blocks *m = b->m;
    double w = 1;
    for (int64_t i = 0; i < g->n; i++) {
        w *= m->share[s[i]] * exp(-(m->weight ? m->weight[i] : 1) * b->field[s[i]]);
        for (int64_t e = g->ptr[i]; e < g->ptr[i + 1]; e++)
            if (g->col[e] > i) w *= m->affinity[s[i] * m->k + s[g->col[e]]];
    }
    return w;
}

START_TEST(beliefs_and_free_energy_are_exact_on_trees)
{
    gnn_rng rng = gnn_rng_stream(3, "test/belief", (uint64_t)_i);
    int64_t n = 2 + _i % 6, k = 2 + _i % 3;
    char recipe[32];
    snprintf(recipe, sizeof recipe, "tree:n=%d", (int)n);
    gnn_graph *g = drawn(recipe, (uint64_t)_i);
    gnn_i_blocks m;
    gnn_i_belief b;
    ck_ok(gnn_i_blocks_new(&m, g, k, 1, 1, _i % 2));
    unequal(&m, &rng);
    ck_ok(gnn_i_belief_new(&b, g, &m));
    gnn_i_belief_random(&b, &rng);
    int sweeps = 0;
    while (gnn_i_belief_sweep(&b, _i % 4 == 3 ? 0.3 : 0, &rng) > 1e-14 && sweeps < 2000) sweeps++;
    ck_assert_int_lt(sweeps, 2000);
    double energy = gnn_i_belief_free_energy(&b), z = 0, exact[MAX_N * MAX_K] = { 0 }, field = 0;
    int32_t s[MAX_N] = { 0 };
    do {
        double w = tree_weight(&b, s);
        z += w;
        for (int64_t i = 0; i < n; i++) exact[i * k + s[i]] += w;
    } while (next_state(s, n, k));
    for (int64_t x = 0; x < n * k; x++) ck_assert_double_eq_tol(b.q[x], exact[x] / z, 1e-10);
    for (int64_t c = 0; c < k; c++) field += 0.5 * b.field[c] * b.sum[c];
    ck_assert_double_eq_tol(energy, -(log(z) + field) / (double)n, 1e-10);
    gnn_i_belief_free(&b);
    gnn_i_blocks_free(&m);
    gnn_graph_free(g);
}
END_TEST

/* Two affinities by their own path and as a matrix: the same messages. */
START_TEST(two_affinities_are_a_special_matrix)
{
    int64_t k = 2 + _i % 6;
    gnn_graph *g = drawn("er:n=60,p=0.3", (uint64_t)_i); /* degrees past the splitting of exponents */
    gnn_i_blocks m[2];
    gnn_i_belief b[2];
    double change[2];
    for (int w = 0; w < 2; w++) {
        gnn_rng rng = gnn_rng_stream(4, "test/belief", (uint64_t)_i);
        ck_ok(gnn_i_blocks_new(&m[w], g, k, _i < 6 ? 30 : 0, _i < 6 ? 9 : 20, false));
        m[w].uniform = w == 0;
        ck_ok(gnn_i_belief_new(&b[w], g, &m[w]));
        gnn_i_belief_random(&b[w], &rng);
        for (int t = 0; t < 6; t++) change[w] = gnn_i_belief_sweep(&b[w], 0.1, &rng);
    }
    ck_assert_double_eq_tol(change[0], change[1], 1e-8);
    for (int64_t x = 0; x < g->arcs * k; x++) ck_assert_double_eq_tol(b[0].in[x], b[1].in[x], 1e-8);
    for (int w = 0; w < 2; w++) gnn_i_belief_free(&b[w]), gnn_i_blocks_free(&m[w]);
    gnn_graph_free(g);
}
END_TEST

/* Hundreds of neighbours: no product runs out of range. */
START_TEST(large_degrees_keep_finite)
{
    gnn_graph *g = drawn("star:n=2000", 0);
    gnn_i_blocks m;
    gnn_i_belief b;
    gnn_rng rng = gnn_rng_stream(5, "test/belief", 0);
    ck_ok(gnn_i_blocks_new(&m, g, 3, 0, 1000, _i));
    ck_ok(gnn_i_belief_new(&b, g, &m));
    gnn_i_belief_random(&b, &rng);
    for (int t = 0; t < 5; t++) ck_assert(isfinite(gnn_i_belief_sweep(&b, 0, &rng)));
    ck_ok(gnn_i_belief_learn(&b));
    ck_assert(isfinite(gnn_i_belief_sweep(&b, 0, &rng)) && isfinite(gnn_i_belief_free_energy(&b)));
    for (int64_t x = 0; x < g->n * 3; x++) ck_assert(b.q[x] >= 0 && b.q[x] <= 1);
    gnn_i_belief_free(&b);
    gnn_i_blocks_free(&m);
    gnn_graph_free(g);
}
END_TEST

/* ---- sampling ---- */

/* log P by its definition. */
static double log_of(const gnn_i_blocks *m, const gnn_graph *g, const int32_t *s)
{
    double sum = 0, floor = gnn_i_blocks_floor(m);
    for (int64_t i = 0; i < g->n; i++) {
        sum += log(m->share[s[i]]);
        for (int64_t j = 0; j < i; j++) sum -= pair(m, i, j) * m->affinity[s[i] * m->k + s[j]] / (double)g->n;
        for (int64_t e = g->ptr[i]; e < g->ptr[i + 1]; e++)
            if (g->col[e] < i) sum += log(fmax(m->affinity[s[i] * m->k + s[g->col[e]]], floor));
    }
    return sum;
}

START_TEST(samples_follow_the_posterior)
{
    enum { n = 7 };
    gnn_rng rng = gnn_rng_stream(6, "test/anneal", (uint64_t)_i);
    int64_t k = 2 + _i % 2;
    gnn_graph *g = drawn("er:n=7,p=0.4", (uint64_t)_i);
    gnn_i_blocks m;
    ck_ok(gnn_i_blocks_new(&m, g, k, _i == 0 ? 4 : 0.5, _i == 0 ? 0.5 : 3, _i == 3));
    if (_i > 1) unequal(&m, &rng); /* 0, 1: two affinities, by tables */
    double z = 0, exact[n * 3] = { 0 }, mean = 0, most = -INFINITY, marginal[n * 3], got;
    int32_t s[n] = { 0 }, best[n];
    do {
        double l = gnn_i_blocks_log(&m, g, s), w = exp(l);
        ck_assert_double_eq_tol(l, log_of(&m, g, s), 1e-10);
        z += w, mean += w * l, most = fmax(most, l);
        for (int64_t i = 0; i < n; i++) exact[i * k + s[i]] += w;
    } while (next_state(s, n, k));
    gnn_i_anneal how = { .sweeps = 100, .measure = 200000, .cold = 1 };
    ck_ok(gnn_i_anneal_run(marginal, &got, best, g, &m, &how, &rng));
    ck_assert_double_eq_tol(got, mean / z, 0.02);
    for (int64_t x = 0; x < n * k; x++) ck_assert_double_eq_tol(marginal[x], exact[x] / z, 0.015);
    ck_assert_double_eq_tol(gnn_i_blocks_log(&m, g, best), most, 1e-9);
    /* Nearly at zero temperature only the likeliest states are left. */
    how = (gnn_i_anneal){ .sweeps = 2000, .measure = 1, .cold = 40 };
    ck_ok(gnn_i_anneal_run(marginal, &got, best, g, &m, &how, &rng));
    ck_assert_double_eq_tol(got, most, 1e-6);
    gnn_i_blocks_free(&m);
    gnn_graph_free(g);
}
END_TEST

/* The log posterior that steps keep up to date is that of the state they lead to. */
START_TEST(steps_keep_count)
{
    enum { n = 90 };
    gnn_rng rng = gnn_rng_stream(8, "test/anneal", (uint64_t)_i);
    gnn_graph *g = drawn("sbm:n=90,k=3,pin=0.2,pout=0.05", (uint64_t)_i);
    gnn_i_blocks m;
    double marginal[n * 3], got;
    int32_t best[n], state[n];
    ck_ok(gnn_i_blocks_new(&m, g, 3, 18, 4.5, _i == 2));
    if (_i > 0) unequal(&m, &rng);
    gnn_i_anneal how = { .sweeps = 0, .measure = 1, .cold = 1 };
    for (int r = 0; r < 10; r++) {
        ck_ok(gnn_i_anneal_run(marginal, &got, best, g, &m, &how, &rng));
        for (int i = 0; i < n; i++)
            for (int c = 0; c < 3; c++)
                if (marginal[i * 3 + c] == 1) state[i] = c;
        ck_assert_double_eq_tol(got, gnn_i_blocks_log(&m, g, state), 1e-7);
    }
    gnn_i_blocks_free(&m);
    gnn_graph_free(g);
}
END_TEST

/* ---- learning and the papers' settings ---- */

START_TEST(parameters_are_learned)
{
    gnn_graph *g = drawn("sbm:n=2000,k=2,pin=0.006,pout=0.001", 1);
    static const char *const methods[] = { "bp-em", "bp-dc", "gibbs" };
    for (int i = 0; i < 3; i++) {
        gnn_community_options o = gnn_community_defaults();
        gnn_community *c;
        gnn_agreement a;
        o.k = 2, o.sweeps = i == 2 ? 600 : 0;
        ck_ok(gnn_community_solve(&c, g, methods[i], &o));
        ck_ok(gnn_agreement_of(&a, c->group, gnn_graph_node_label(g), c->n));
        ck_assert_msg(a.overlap > 0.85 && fabs(c->c_in - 12) < 1 && fabs(c->c_out - 2) < 0.5,
                      "%s: overlap %g, c_in %g, c_out %g", methods[i], a.overlap, c->c_in, c->c_out);
        ck_assert_double_eq_tol(c->confidence, a.overlap, 0.05); /* what it expects of itself is what it gets */
        gnn_community_free(c);
    }
    gnn_graph_free(g);
}
END_TEST

START_TEST(nothing_to_find_is_one_group)
{
    gnn_graph *g = drawn("sbm:n=120,k=3,pin=0.5,pout=0.03", 1);
    gnn_community_options o = gnn_community_defaults();
    gnn_community *c;
    o.c_in = o.c_out = 20; /* told that groups do not matter */
    ck_ok(gnn_community_solve(&c, g, "bp", &o));
    ck_assert(c->groups == 1 && c->width == 0 && !c->marginal && isnan(c->confidence));
    gnn_community_free(c);
    o.c_in = o.c_out = NAN;
    ck_assert_int_eq(gnn_community_solve(&c, g, "bp", &o), GNN_EINVAL);
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "c_in and c_out are needed"));
    gnn_graph_free(g);
}
END_TEST

/* n = 400, five groups that avoid each other, mean degree 14.4 (Chen, Li, Bruna 2019): published and reference values of belief
 * propagation are 0.13 to 0.23 by sweeps, of 20000 annealing sweeps 0.31. */
START_TEST(five_dissociative_groups)
{
    double sum[2] = { 0 };
    for (int i = 0; i < 20; i++) {
        gnn_graph *g = drawn("sbm:n=400,k=5,pin=0,pout=0.045", (uint64_t)(100 + i));
        for (int w = 0; w < (i < 4 ? 2 : 1); w++) {
            gnn_community_options o = gnn_community_defaults();
            gnn_community *c;
            gnn_agreement a;
            o.k = 5, o.c_in = 0, o.c_out = 18, o.sweeps = w ? 20000 : 10, o.seed = (uint64_t)i;
            ck_ok(gnn_community_solve(&c, g, w ? "gibbs" : "bp", &o));
            ck_ok(gnn_agreement_of(&a, c->group, gnn_graph_node_label(g), c->n));
            ck_assert_int_eq(c->sweeps, w ? 20500 : 10);
            sum[w] += a.overlap;
            gnn_community_free(c);
        }
        gnn_graph_free(g);
    }
    ck_assert_msg(sum[0] / 20 > 0.12 && sum[0] / 20 < 0.25, "bp, 10 sweeps: %g", sum[0] / 20);
    ck_assert_msg(sum[1] / 4 > 0.31, "gibbs, 20000 sweeps: %g", sum[1] / 4);
}
END_TEST

TESTS_BEGIN("blockmodel")
    T_LOOP(beliefs_and_free_energy_are_exact_on_trees, 24)
    T_LOOP(two_affinities_are_a_special_matrix, 12)
    T_LOOP(large_degrees_keep_finite, 2)
    T_LOOP(samples_follow_the_posterior, 4)
    T_LOOP(steps_keep_count, 3)
    T(parameters_are_learned)
    T(nothing_to_find_is_one_group)
    T(five_dissociative_groups)
TESTS_END
