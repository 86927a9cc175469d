/* The tests of expressivity against slow, separate code, and against the laws they must obey.
 *
 * The oracle refines by sorting whole signatures of every tuple of all graphs and numbering them by rank; it shares nothing
 * with the library but gnn_graph's arrays. */
#include "support/support.h"
#include <unistd.h>

/* Hundreds of small cases: a process for each would cost more than the cases. */
__attribute__((constructor)) static void one_process(void) { setenv("CK_FORK", "no", 0); }

/* ---- oracle ---- */

typedef struct oracle {
    bool directed;         /* any graph is                               */
    int k;                 /* 1: colour refinement, 2, 3: folklore pairs, triples */
    int64_t count, total;  /* graphs, tuples                                   */
    const gnn_graph *const *graphs;
    int64_t *first;        /* first tuple of a graph, count + 1                */
    int64_t *color, colors, rounds;
} oracle;

static double arc_weight(const gnn_graph *g, int64_t u, int64_t v, bool *there)
{
    for (int64_t e = gnn_graph_ptr(g)[u]; e < gnn_graph_ptr(g)[u + 1]; e++)
        if (gnn_graph_col(g)[e] == v) {
            *there = true;
            return gnn_graph_weight(g) ? gnn_graph_weight(g)[e] : 1.0;
        }
    *there = false;
    return 0;
}

static int64_t weight_word(const gnn_graph *g, int64_t u, int64_t v)
{
    bool there;
    double w = arc_weight(g, u, v, &there);
    return there ? (int64_t)(w * 1000) + 5000000 : 0; /* test weights are multiples of 1/1000 */
}

static int64_t label_of(const gnn_graph *g, int64_t v)
{
    return gnn_graph_node_label(g) ? gnn_graph_node_label(g)[v] : 0;
}

typedef struct signature {
    int64_t length, tuple, word[40];
} signature;

static int by_words(const void *a, const void *b)
{
    const signature *x = a, *y = b;
    if (x->length != y->length) return x->length < y->length ? -1 : 1;
    for (int64_t i = 0; i < x->length; i++)
        if (x->word[i] != y->word[i]) return x->word[i] < y->word[i] ? -1 : 1;
    return 0;
}

static int by_triple(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    for (int i = 0; i < 3; i++)
        if (x[i] != y[i]) return x[i] < y[i] ? -1 : 1;
    return 0;
}

/* Words of tuple t of graph i under the present colours; start: its atomic type. */
static void describe(const oracle *o, int64_t i, int64_t t, bool start, signature *s)
{
    const gnn_graph *g = o->graphs[i];
    const int64_t *c = o->color + o->first[i];
    int64_t n = gnn_graph_n(g), at[3] = {o->k == 3 ? t / (n * n) : o->k == 2 ? t / n : t, o->k == 3 ? t / n % n : t % n, t % n};
    int64_t u = at[0], v = at[1];
    s->tuple = o->first[i] + t, s->length = 0;
    for (int a = 0; start && a < o->k; a++) {
        s->word[s->length++] = label_of(g, at[a]);
        for (int b = 0; b < a; b++) {
            s->word[s->length++] = at[a] == at[b];
            s->word[s->length++] = weight_word(g, at[a], at[b]);
            s->word[s->length++] = weight_word(g, at[b], at[a]);
        }
    }
    if (start) return;
    s->word[s->length++] = c[t];
    int64_t *part = s->word + 1;
    int64_t parts = 0;
    for (int64_t w = 0; w < n; w++) {
        if (o->k > 1) {
            int64_t *p = part + 3 * parts++, x = at[2];
            if (o->k == 2) p[0] = c[u * n + w], p[1] = c[w * n + v], p[2] = 0;
            else p[0] = c[(w * n + v) * n + x], p[1] = c[(u * n + w) * n + x], p[2] = c[(u * n + v) * n + w];
            continue;
        }
        for (int in = 0; in <= (o->directed ? 1 : 0); in++) { /* out- and in-neighbours are two multisets */
            int64_t *p = part + 3 * parts, weight = in ? weight_word(g, w, u) : weight_word(g, u, w);
            p[0] = in, p[1] = weight, p[2] = c[w];
            if (weight != 0) parts++;
        }
    }
    qsort(part, (size_t)parts, 3 * sizeof *part, by_triple);
    s->length += 3 * parts;
}

static int64_t number(oracle *o, bool start, int64_t *out)
{
    signature *s = malloc((size_t)(o->total + 1) * sizeof *s);
    int64_t at = 0, colors = 0;
    for (int64_t i = 0; i < o->count; i++)
        for (int64_t t = 0; t < o->first[i + 1] - o->first[i]; t++) describe(o, i, t, start, &s[at++]);
    qsort(s, (size_t)at, sizeof *s, by_words);
    for (int64_t k = 0; k < at; k++) {
        if (k > 0 && by_words(&s[k - 1], &s[k]) != 0) colors++;
        out[s[k].tuple] = colors;
    }
    free(s);
    return at ? colors + 1 : 0;
}

static int by_i64(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Equal histograms of graphs i and j? */
static bool equal_histograms(const oracle *o, int64_t i, int64_t j)
{
    int64_t n = o->first[i + 1] - o->first[i];
    if (n != o->first[j + 1] - o->first[j]) return false;
    int64_t *x = malloc((size_t)(n + 1) * sizeof *x), *y = malloc((size_t)(n + 1) * sizeof *y);
    memcpy(x, o->color + o->first[i], (size_t)n * sizeof *x);
    memcpy(y, o->color + o->first[j], (size_t)n * sizeof *y);
    qsort(x, (size_t)n, sizeof *x, by_i64);
    qsort(y, (size_t)n, sizeof *y, by_i64);
    bool same = memcmp(x, y, (size_t)n * sizeof *x) == 0;
    free(x);
    free(y);
    return same;
}

/* Refine until stable, or, with pair_stop, until graphs 0 and 1 differ. */
static void oracle_run(oracle *o, int k, int64_t count, const gnn_graph *const *graphs, bool pair_stop)
{
    *o = (oracle){.k = k, .count = count, .graphs = graphs, .first = malloc((size_t)(count + 1) * 8)};
    o->first[0] = 0;
    for (int64_t i = 0; i < count; i++) {
        int64_t n = gnn_graph_n(graphs[i]);
        o->directed |= gnn_graph_directed(graphs[i]) != 0;
        o->first[i + 1] = o->first[i] + (k == 1 ? n : k == 2 ? n * n : n * n * n);
    }
    o->total = o->first[count];
    o->color = calloc((size_t)o->total + 1, 8);
    int64_t *next = calloc((size_t)o->total + 1, 8);
    o->colors = number(o, true, o->color);
    while (!(pair_stop && !equal_histograms(o, 0, 1))) {
        int64_t colors = number(o, false, next);
        if (colors == o->colors) break;
        memcpy(o->color, next, (size_t)o->total * 8);
        o->colors = colors, o->rounds++;
    }
    free(next);
}

static void oracle_free(oracle *o)
{
    free(o->first);
    free(o->color);
}

/* ---- graphs ---- */

static gnn_verdict verdict(const char *test, const gnn_graph *a, const gnn_graph *b)
{
    gnn_test_result r;
    ck_ok(gnn_test_pair(&r, test, a, b, NULL));
    return r.verdict;
}

/* ---- tests ---- */

static const char *const test_of_k[] = {"", "1-wl", "2-fwl", "3-fwl"};

START_TEST(pairs_agree_with_the_oracle_in_verdict_rounds_and_colours)
{
    gnn_rng r = gnn_rng_stream(11, "laws/pairs", (uint64_t)_i);
    bool directed = _i & 1, weights = _i & 2, labels = _i & 4;
    int64_t n = 1 + (int64_t)gnn_rng_below(&r, 6);
    gnn_graph *a = support_drawn(&r, n, directed, weights, labels, true);
    gnn_graph *b = gnn_rng_below(&r, 3) == 0
                       ? support_shuffled(a, &r)
                       : support_drawn(&r, n, directed, weights, labels && gnn_rng_below(&r, 4), true);
    const gnn_graph *list[] = {a, b};
    for (int k = 1; k <= 3; k++) {
        oracle o;
        gnn_test_result t;
        oracle_run(&o, k, 2, list, true);
        ck_ok(gnn_test_pair(&t, test_of_k[k], a, b, NULL));
        ck_assert_msg(t.verdict == (equal_histograms(&o, 0, 1) ? GNN_SAME : GNN_SEPARATED), "case %d, %s: verdict %d",
                      _i, test_of_k[k], t.verdict);
        ck_assert_msg(t.rounds == o.rounds && t.colors == o.colors,
                      "case %d, %s: %lld rounds, %lld colours; the oracle %lld, %lld", _i, test_of_k[k],
                      (long long)t.rounds, (long long)t.colors, (long long)o.rounds, (long long)o.colors);
        oracle_free(&o);
    }
    gnn_graph_free(a);
    gnn_graph_free(b);
}
END_TEST

/* Of sorted colours. */
static bool same_colors(const oracle *o, int64_t i, int64_t j)
{
    int64_t n = o->first[i + 1] - o->first[i];
    return n == o->first[j + 1] - o->first[j] &&
           memcmp(o->color + o->first[i], o->color + o->first[j], (size_t)n * sizeof *o->color) == 0;
}

static void check_classes(int k, int64_t count, gnn_graph **graphs)
{
    oracle o;
    int64_t classes = 0, found = 0;
    int32_t *class_of = malloc((size_t)(count + 1) * sizeof *class_of);
    int64_t *opened = malloc((size_t)(count + 1) * sizeof *opened);
    oracle_run(&o, k, count, (const gnn_graph *const *)graphs, false);
    for (int64_t i = 0; i < count; i++)
        qsort(o.color + o.first[i], (size_t)(o.first[i + 1] - o.first[i]), sizeof *o.color, by_i64);
    ck_ok(gnn_test_classes(class_of, &classes, test_of_k[k], count, (const gnn_graph *const *)graphs, NULL));
    for (int64_t i = 0; i < count; i++) {
        int64_t c = 0;
        while (c < found && !same_colors(&o, opened[c], i)) c++;
        if (c == found) opened[found++] = i;
        ck_assert_msg(class_of[i] == c, "%s: graph %lld is in class %d, the oracle says %lld", test_of_k[k],
                      (long long)i, class_of[i], (long long)c);
    }
    ck_assert_int_eq(classes, found);
    oracle_free(&o);
    free(class_of);
    free(opened);
}

static gnn_graph *from_mask(int64_t n, uint64_t mask)
{
    int32_t src[64], dst[64];
    int64_t m = 0, bit = 0;
    for (int64_t v = 1; v < n; v++)
        for (int64_t u = 0; u < v; u++, bit++)
            if (mask >> bit & 1) src[m] = (int32_t)u, dst[m++] = (int32_t)v;
    gnn_graph_spec s = {.n = n, .m = m, .src = src, .dst = dst};
    gnn_graph *g = NULL;
    ck_ok(gnn_graph_new(&g, &s));
    return g;
}

START_TEST(classes_of_all_labelled_graphs_on_up_to_5_vertices)
{
    gnn_graph *list[1200];
    int64_t count = 0;
    for (int64_t n = 0; n <= 5; n++)
        for (uint64_t mask = 0; mask < (uint64_t)1 << (n * (n - 1) / 2); mask++) list[count++] = from_mask(n, mask);
    for (int k = 1; k <= 2; k++) check_classes(k, count, list);
    for (int64_t i = 0; i < count; i++) gnn_graph_free(list[i]);
}
END_TEST

/* All pairs of the 1,253 graphs on 0 to 7 vertices: as classes of one joint refinement, since two graphs are separated exactly
 * when their colours are not equally frequent there.  For k = 3 the colours are those of 390,000 triples.  Up to 6 vertices each
 * graph has a renamed copy beside it, so that classes of more than one graph occur for every k. */
START_TEST(classes_of_all_graphs_on_up_to_7_vertices_by_geng)
{
    enum { MOST = 1253 + 209 };
    char line[64];
    gnn_graph *list[MOST];
    int64_t count = 0;
    gnn_rng r = gnn_rng_stream(16, "laws/geng", 0);
    if (system("command -v nauty-geng >/dev/null 2>&1") != 0) SKIP("nauty-geng is not installed");
    list[count++] = from_mask(0, 0);
    for (int n = 1; n <= 7; n++) {
        char command[64];
        snprintf(command, sizeof command, "nauty-geng -q %d", n);
        FILE *p = popen(command, "r");
        ck_assert_ptr_nonnull(p);
        while (fgets(line, sizeof line, p) && count < MOST) {
            gnn_graph_list *one = NULL;
            ck_ok(gnn_parse_graphs(&one, line, strlen(line), "geng", "graph6", NULL));
            list[count++] = one->graphs[0];
            one->graphs[0] = NULL;
            gnn_graph_list_free(one);
            if (n <= 6 && count < MOST) list[count] = support_shuffled(list[count - 1], &r), count++;
        }
        ck_assert_int_eq(pclose(p), 0);
    }
    ck_assert_int_eq(count, 1253 + 208);
    for (int k = 1; k <= 3; k++) check_classes(k, count, list);
    for (int64_t i = 0; i < count; i++) gnn_graph_free(list[i]);
}
END_TEST

/* Faddeev-LeVerrier in exact integers: coefficients of det(x I - M). */
static void exact_charpoly(__int128 *coef, const __int128 *M, int64_t n)
{
    __int128 B[100] = {0}, C[100];
    coef[n] = 1;
    for (int64_t k = 1; k <= n; k++) {
        for (int64_t i = 0; i < n; i++) B[i * n + i] += coef[n - k + 1];
        __int128 trace = 0;
        for (int64_t i = 0; i < n; i++)
            for (int64_t j = 0; j < n; j++) {
                __int128 sum = 0;
                for (int64_t l = 0; l < n; l++) sum += M[i * n + l] * B[l * n + j];
                C[i * n + j] = sum;
                if (i == j) trace += sum;
            }
        memcpy(B, C, sizeof B);
        coef[n - k] = -trace / k;
    }
}

static void matrix_of(__int128 *M, const gnn_graph *g, int sign, bool diagonal)
{
    int64_t n = gnn_graph_n(g);
    memset(M, 0, (size_t)(n * n) * sizeof *M);
    for (int64_t u = 0; u < n; u++)
        for (int64_t e = gnn_graph_ptr(g)[u]; e < gnn_graph_ptr(g)[u + 1]; e++) {
            int64_t v = gnn_graph_col(g)[e];
            M[v * n + u] += sign;
            if (diagonal) M[v * n + v] += 1;
        }
}

START_TEST(spectra_agree_with_exact_polynomials)
{
    static const char *const names[] = {"spectrum-adjacency", "spectrum-laplacian", "spectrum-signless"};
    gnn_rng r = gnn_rng_stream(12, "laws/spectra", (uint64_t)_i);
    int64_t n = 1 + (int64_t)gnn_rng_below(&r, 8);
    bool directed = _i & 1;
    gnn_graph *a = support_drawn(&r, n, directed, false, false, true);
    gnn_graph *b =
        gnn_rng_below(&r, 3) == 0 ? support_shuffled(a, &r) : support_drawn(&r, n, directed, false, false, true);
    for (int v = 0; v < 3; v++) {
        __int128 M[100], x[11], y[11];
        matrix_of(M, a, v == 1 ? -1 : 1, v > 0);
        exact_charpoly(x, M, n);
        matrix_of(M, b, v == 1 ? -1 : 1, v > 0);
        exact_charpoly(y, M, n);
        bool same = memcmp(x, y, (size_t)(n + 1) * sizeof *x) == 0;
        ck_assert_msg(verdict(names[v], a, b) == (same ? GNN_SAME : GNN_SEPARATED), "case %d, %s", _i, names[v]);
    }
    gnn_graph_free(a);
    gnn_graph_free(b);
}
END_TEST

START_TEST(relabelled_graphs_are_the_same_under_every_test)
{
    gnn_rng r = gnn_rng_stream(13, "laws/relabel", (uint64_t)_i);
    gnn_graph *a = _i % 2 ? support_graph((uint64_t)_i, _i & 2) : support_drawn(&r, 9, _i & 4, _i & 8, _i & 16, true),
              *b = support_shuffled(a, &r);
    for (int t = 0; gnn_test_name(t); t++) {
        gnn_test_result x;
        ck_ok(gnn_test_pair(&x, gnn_test_name(t), a, b, NULL));
        ck_assert_msg(x.verdict == GNN_SAME || (x.verdict == GNN_UNDECIDED && strcmp(x.reason, "unsupported") == 0),
                      "case %d: %s: %s", _i, gnn_test_name(t), x.evidence);
    }
    gnn_graph_free(a);
    gnn_graph_free(b);
}
END_TEST

START_TEST(canonical_colours_move_with_the_vertices)
{
    gnn_rng r = gnn_rng_stream(14, "laws/colours", (uint64_t)_i);
    gnn_graph *a = _i % 2 ? support_graph((uint64_t)_i, _i & 2) : support_drawn(&r, 12, _i & 4, _i & 8, _i & 16, true),
              *b = NULL;
    int64_t n = gnn_graph_n(a), ca = 0, cb = 0, ra = 0, rb = 0;
    int32_t *p = malloc((size_t)(n + 1) * 4), *x = malloc((size_t)(n + 1) * 4), *y = malloc((size_t)(n + 1) * 4);
    gnn_rng_permutation(&r, n, p);
    ck_ok(gnn_graph_permute(&b, a, p));
    ck_ok(gnn_color_refinement(x, &ca, &ra, a));
    ck_ok(gnn_color_refinement(y, &cb, &rb, b));
    ck_assert_int_eq(ca, cb);
    ck_assert_int_eq(ra, rb);
    for (int64_t v = 0; v < n; v++) ck_assert_msg(y[p[v]] == x[v], "case %d: vertex %lld", _i, (long long)v);
    free(p);
    free(x);
    free(y);
    gnn_graph_free(a);
    gnn_graph_free(b);
}
END_TEST

/* weaker <= stronger: what the first separates, the second separates. */
static const char *const laws[][2] = {{"degree", "1-wl"}, {"1-wl", "2-fwl"}, {"2-fwl", "isomorphism"}, {"spectrum-adjacency", "2-fwl"},
                                      {"spectrum-laplacian", "2-fwl"}, {"spectrum-signless", "2-fwl"},
                                      {"spectrum-walk", "2-fwl"}, {"walks", "1-wl"}, {"closed-walks", "2-fwl"}, {"distances", "distance-wl"},
                                      {"distances", "2-fwl"}, {"counts-3", "2-fwl"}, {"cycles-7", "2-fwl"}, {"counts-4", "graphlet-1-wl:4"},
                                      {"counts-6", "isomorphism"}, {"hom-trees:8", "1-wl"},
                                      {"hom-tw2:5", "2-fwl"}, {"hom-trees:5", "hom-tw2:5"}, {"cycles-8", "isomorphism"}};

static void check_laws(const gnn_graph *a, const gnn_graph *b, const char *what, int64_t which)
{
    for (size_t l = 0; l < sizeof laws / sizeof *laws; l++) {
        if (!gnn_test_resolve(laws[l][0]) || !gnn_test_resolve(laws[l][1])) continue;
        gnn_verdict x = verdict(laws[l][0], a, b), y = verdict(laws[l][1], a, b);
        ck_assert_msg(!(x == GNN_SEPARATED && y == GNN_SAME), "%s %lld: %s separates, %s does not", what,
                      (long long)which, laws[l][0], laws[l][1]);
    }
}

START_TEST(weaker_tests_separate_less)
{
    gnn_rng r = gnn_rng_stream(15, "laws/order", (uint64_t)_i);
    int64_t n = 3 + (int64_t)gnn_rng_below(&r, 6);
    gnn_graph *a = support_drawn(&r, n, _i & 1, false, _i & 4, true),
              *b = support_drawn(&r, n, _i & 1, false, _i & 4, true);
    check_laws(a, b, "random pair", _i);
    gnn_graph_free(a);
    gnn_graph_free(b);
}
END_TEST

TESTS_BEGIN("expressivity_laws")
    T_LOOP(pairs_agree_with_the_oracle_in_verdict_rounds_and_colours, 400)
    T(classes_of_all_labelled_graphs_on_up_to_5_vertices)
    T(classes_of_all_graphs_on_up_to_7_vertices_by_geng)
    T_LOOP(spectra_agree_with_exact_polynomials, 200)
    T_LOOP(relabelled_graphs_are_the_same_under_every_test, 120)
    T_LOOP(canonical_colours_move_with_the_vertices, 200)
    T_LOOP(weaker_tests_separate_less, 100)
TESTS_END
