/* Refinements of vertices from seeds (s3, s4, graphlet-1-wl, n1, n2, rwse-1-wl) and with labels of pairs (resistance-wl,
 * eigenprojection-wl) against exact, slow code: subsets and permutations one by one, integer determinants, powers of
 * integer matrices.  Verdict, rounds and colours.  Nothing is shared with the library but gnn_graph's arrays. */
#include "support/support.h"

__attribute__((constructor)) static void one_process(void) { setenv("CK_FORK", "no", 0); }

enum { MAX_N = 6, LENGTH = 64, TEXTS = 4096, POWERS = 2 * MAX_N };

typedef __int128 wide;

typedef struct graph {
    int64_t n, label[MAX_N], arc[MAX_N][MAX_N]; /* 0: none, else twice the weight */
    bool near[MAX_N][MAX_N];                    /* an arc either way, no loops    */
    int64_t loop[MAX_N];
} graph;

static void to_graph(graph *m, const gnn_graph *g)
{
    *m = (graph){.n = gnn_graph_n(g)};
    for (int64_t u = 0; u < m->n; u++) {
        m->label[u] = gnn_graph_node_label(g) ? gnn_graph_node_label(g)[u] : 0;
        for (int64_t e = gnn_graph_ptr(g)[u]; e < gnn_graph_ptr(g)[u + 1]; e++) {
            int64_t v = gnn_graph_col(g)[e];
            m->arc[u][v] = gnn_graph_weight(g) ? (int64_t)(2 * gnn_graph_weight(g)[e]) : 2;
            if (u == v) m->loop[u] = m->arc[u][u];
            else m->near[u][v] = m->near[v][u] = true;
        }
    }
}

/* ---- texts: short sequences of integers, numbered by a linear search ---- */

typedef struct text { int64_t length, word[LENGTH]; } text;

static text texts[TEXTS];
static int64_t text_count;

static int64_t number_of(const text *t)
{
    for (int64_t k = 0; k < text_count; k++)
        if (texts[k].length == t->length && memcmp(texts[k].word, t->word, (size_t)t->length * 8) == 0) return k;
    ck_assert_int_lt(text_count, TEXTS);
    texts[text_count] = *t;
    return text_count++;
}

static void put(text *t, int64_t x)
{
    ck_assert_int_lt(t->length, LENGTH);
    t->word[t->length++] = x;
}

static int by_i64(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void sort_from(text *t, int64_t first) { qsort(t->word + first, (size_t)(t->length - first), 8, by_i64); }

/* ---- permutations ---- */

static int permutations(int (*out)[MAX_N], int k)
{
    int count = 0, p[MAX_N], total = 1;
    for (int i = 0; i < k; i++) total *= i + 1;
    for (int code = 0; code < total; code++) { /* Lehmer code */
        bool used[MAX_N] = {false};
        for (int i = 0, rest = code, block = total; i < k; i++) {
            block /= k - i;
            int skip = rest / block;
            rest %= block;
            for (p[i] = 0; used[p[i]] || skip-- > 0;) p[i]++;
            used[p[i]] = true;
        }
        memcpy(out[count++], p, sizeof p);
    }
    return count;
}

/* ---- seeds ---- */

static bool connected(const graph *g, const int64_t *set, int k)
{
    bool reached[MAX_N] = {true};
    for (int round = 0; round < k; round++)
        for (int a = 0; a < k; a++)
            for (int b = 0; b < k; b++)
                if (reached[a] && g->near[set[a]][set[b]]) reached[b] = true;
    for (int a = 0; a < k; a++)
        if (!reached[a]) return false;
    return true;
}

/* Type and place of set[0] in the induced subgraph: least code over all orders, least place in it. */
static int64_t type_and_place(const graph *g, const int64_t *set, int k, bool place)
{
    static int p[720][MAX_N];
    int64_t best = -1;
    int many = permutations(p, k);
    for (int q = 0; q < many; q++) {
        int64_t code = 0, where = 0;
        for (int a = 0; a < k; a++)
            for (int b = 0; b < a; b++) code = 2 * code + g->near[set[p[q][a]]][set[p[q][b]]];
        for (int a = 0; a < k; a++)
            if (p[q][a] == 0) where = a;
        code = 8 * code + (place ? where : 0);
        if (best < 0 || code < best) best = code;
    }
    return 8 * best + k;
}

static void seed_subgraphs(text *t, const graph *g, int64_t v, int from, int to, bool place)
{
    int64_t first = t->length;
    for (int mask = 0; mask < 1 << g->n; mask++) {
        int k = __builtin_popcount((unsigned)mask);
        int64_t set[MAX_N] = {v};
        if (!(mask >> v & 1) || k < from || k > to) continue;
        for (int64_t u = 0, at = 1; u < g->n; u++)
            if (u != v && (mask >> u & 1)) set[at++] = u;
        if (connected(g, set, k)) put(t, type_and_place(g, set, k, place));
    }
    sort_from(t, first);
}

static int by_text(const text *a, const text *b)
{
    for (int64_t i = 0; i < a->length; i++)
        if (a->word[i] != b->word[i]) return a->word[i] < b->word[i] ? -1 : 1;
    return 0;
}

/* The ball around v, v first, in the order that gives the least text. */
static void seed_ego(text *t, const graph *g, int64_t v, int radius)
{
    static int p[720][MAX_N];
    int64_t ball[MAX_N] = {v};
    int size = 1;
    for (int round = 0, done = 0; round < radius; round++) {
        int end = size;
        for (int a = done; a < end; a++)
            for (int64_t u = 0; u < g->n; u++) {
                bool in = false;
                for (int b = 0; b < size; b++) in |= ball[b] == u;
                if (!in && g->near[ball[a]][u]) ball[size++] = u;
            }
        done = end;
    }
    text best = {0};
    int many = permutations(p, size);
    for (int q = 0; q < many; q++) {
        text x = {0};
        if (p[q][0] != 0) continue;
        put(&x, size);
        for (int a = 0; a < size; a++) {
            put(&x, g->label[ball[p[q][a]]]);
            for (int b = 0; b < size; b++) put(&x, g->arc[ball[p[q][a]]][ball[p[q][b]]]);
        }
        if (best.length == 0 || by_text(&x, &best) < 0) best = x;
    }
    for (int64_t k = 0; k < best.length; k++) put(t, best.word[k]);
}

/* power[k] = X^k for k = 0 … POWERS - 1. */
static void powers(wide power[POWERS][MAX_N][MAX_N], int64_t X[MAX_N][MAX_N], int64_t n)
{
    memset(power, 0, POWERS * sizeof *power);
    for (int64_t u = 0; u < n; u++) power[0][u][u] = 1;
    for (int k = 1; k < POWERS; k++)
        for (int64_t u = 0; u < n; u++)
            for (int64_t v = 0; v < n; v++)
                for (int64_t w = 0; w < n; w++) power[k][u][v] += power[k - 1][u][w] * X[w][v];
}

/* A, D - A, or 60 D^-1 A (degrees divide 60). */
static void walk_matrix(int64_t X[MAX_N][MAX_N], const graph *g, char kind)
{
    for (int64_t u = 0; u < g->n; u++) {
        int64_t degree = 0;
        for (int64_t v = 0; v < g->n; v++) degree += g->arc[u][v] / 2;
        for (int64_t v = 0; v < g->n; v++) {
            int64_t a = g->arc[u][v] / 2;
            X[u][v] = kind == 'A' ? a : kind == 'L' ? (u == v ? degree : 0) - a : a ? 60 / degree : 0;
        }
    }
}

static void put_profile(text *t, wide power[POWERS][MAX_N][MAX_N], int64_t u, int64_t v)
{
    uint64_t hash[2] = {0, 0}; /* the text has no room for all: exact in its low words, mixed in the high ones */
    for (int k = 0; k < POWERS; k++) {
        hash[0] = (hash[0] ^ (uint64_t)power[k][u][v]) * 0x9e3779b97f4a7c15u, hash[0] ^= hash[0] >> 29;
        hash[1] = (hash[1] ^ (uint64_t)(power[k][u][v] >> 64)) * 0xbf58476d1ce4e5b9u + hash[0];
        if (k < 6) put(t, (int64_t)power[k][u][v]);
    }
    put(t, (int64_t)hash[0]), put(t, (int64_t)hash[1]);
}

/* ---- resistances: spanning forests by determinants ---- */

/* det of L without the rows and columns of `out`, within a component; fraction-free (Bareiss). */
static int64_t minor_of(const graph *g, const bool *in, int64_t u, int64_t v)
{
    int64_t M[MAX_N][MAX_N], keep[MAX_N], k = 0, sign = 1, last = 1;
    for (int64_t x = 0; x < g->n; x++)
        if (in[x] && x != u && x != v) keep[k++] = x;
    for (int64_t a = 0; a < k; a++)
        for (int64_t b = 0; b < k; b++) M[a][b] = g->near[keep[a]][keep[b]] ? -1 : 0;
    for (int64_t a = 0; a < k; a++) {
        M[a][a] = 0;
        for (int64_t x = 0; x < g->n; x++) M[a][a] += g->near[keep[a]][x];
    }
    for (int64_t p = 0; p + 1 < k; p++) { /* positive definite: pivots are never 0 */
        for (int64_t a = p + 1; a < k; a++)
            for (int64_t b = p + 1; b < k; b++) M[a][b] = (M[a][b] * M[p][p] - M[a][p] * M[p][b]) / last;
        last = M[p][p];
    }
    return k == 0 ? 1 : sign * M[k - 1][k - 1];
}

static void put_resistance(text *t, const graph *g, int64_t u, int64_t v)
{
    bool in[MAX_N] = {false};
    in[u] = true;
    for (int64_t round = 0; round < g->n; round++)
        for (int64_t a = 0; a < g->n; a++)
            for (int64_t b = 0; b < g->n; b++) in[b] |= in[a] && g->near[a][b];
    if (u == v || !in[v]) {
        put(t, u == v ? 0 : -1), put(t, 1);
        return;
    }
    int64_t x = minor_of(g, in, u, v), y = minor_of(g, in, u, u), a = x, b = y;
    while (b) {
        int64_t r = a % b;
        a = b, b = r;
    }
    put(t, x / a), put(t, y / a);
}

/* ---- refinement ---- */

typedef struct definition {
    const char *test;
    bool pairs, walks, resistances; /* sees all vertices by labels of pairs; which graphs it is tried on */
} definition;

static const definition definitions[] = {
    {"s3", 0, 0, 0}, {"s4", 0, 0, 0}, {"graphlet-1-wl:3", 0, 0, 0}, {"graphlet-1-wl:4", 0, 0, 0}, {"graphlet-1-wl:5", 0, 0, 0},
    {"n1", 0, 0, 0}, {"n2", 0, 0, 0}, {"rwse-1-wl", 0, 1, 0}, {"resistance-wl", 1, 1, 1}, {"eigenprojection-wl:A", 1, 1, 0},
    {"eigenprojection-wl:L", 1, 1, 0}, {"eigenprojection-wl:N", 1, 1, 0},
};

typedef struct world {
    const definition *d;
    bool directed;
    graph g[2];
    int64_t pair[2][MAX_N][MAX_N], color[2][MAX_N], colors, rounds;
} world;

static void start_text(const world *w, int i, int64_t v, text *t)
{
    const char *test = w->d->test;
    const graph *g = &w->g[i];
    wide power[POWERS][MAX_N][MAX_N];
    int64_t X[MAX_N][MAX_N];
    *t = (text){0};
    put(t, g->label[v]);
    if (w->d->pairs) put(t, g->loop[v]);
    else if (strcmp(test, "s3") == 0) seed_subgraphs(t, g, v, 3, 3, false);
    else if (strcmp(test, "s4") == 0) seed_subgraphs(t, g, v, 3, 4, false);
    else if (strncmp(test, "graphlet", 8) == 0) seed_subgraphs(t, g, v, 2, test[strlen(test) - 1] - '0', true);
    else if (test[0] == 'n') seed_ego(t, g, v, test[1] - '0');
    else {
        walk_matrix(X, g, 'N');
        powers(power, X, g->n);
        put_profile(t, power, v, v);
    }
}

static void label_pairs(world *w, int i)
{
    const graph *g = &w->g[i];
    wide power[POWERS][MAX_N][MAX_N];
    int64_t X[MAX_N][MAX_N];
    if (!w->d->resistances) {
        walk_matrix(X, g, w->d->test[strlen(w->d->test) - 1]);
        powers(power, X, g->n);
    }
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t v = 0; v < g->n; v++) {
            text t = {0};
            if (w->d->resistances) put_resistance(&t, g, u, v);
            else put_profile(&t, power, u, v);
            if (!w->d->resistances && w->directed) put_profile(&t, power, v, u);
            w->pair[i][u][v] = number_of(&t);
        }
}

static void next_text(const world *w, int i, int64_t v, text *t)
{
    const graph *g = &w->g[i];
    *t = (text){0};
    put(t, w->color[i][v]);
    for (int64_t u = 0; u < g->n; u++) {
        if (w->d->pairs) put(t, w->pair[i][v][u] * 100000 + w->color[i][u]);
        else {
            if (g->arc[v][u]) put(t, (2 * g->arc[v][u]) * 100000 + w->color[i][u]);
            if (w->directed && g->arc[u][v]) put(t, (2 * g->arc[u][v] + 1) * 100000 + w->color[i][u]);
        }
    }
    sort_from(t, 1);
}

static int64_t number_all(world *w, bool start)
{
    int64_t next[2][MAX_N], seen[2 * MAX_N], colors = 0;
    for (int i = 0; i < 2; i++)
        for (int64_t v = 0; v < w->g[i].n; v++) {
            text t;
            int64_t k = 0;
            if (start) start_text(w, i, v, &t);
            else next_text(w, i, v, &t);
            int64_t name = number_of(&t);
            while (k < colors && seen[k] != name) k++;
            if (k == colors) seen[colors++] = name;
            next[i][v] = k;
        }
    if (start || colors > w->colors) memcpy(w->color, next, sizeof next);
    return colors;
}

static bool differ(const world *w)
{
    int64_t count[2 * MAX_N] = {0};
    for (int64_t v = 0; v < w->g[0].n; v++) count[w->color[0][v]]++;
    for (int64_t v = 0; v < w->g[1].n; v++) count[w->color[1][v]]--;
    for (int k = 0; k < 2 * MAX_N; k++)
        if (count[k]) return true;
    return false;
}

static bool run_world(world *w, const definition *d, const gnn_graph *a, const gnn_graph *b)
{
    *w = (world){.d = d, .directed = gnn_graph_directed(a) || gnn_graph_directed(b)};
    text_count = 0;
    to_graph(&w->g[0], a);
    to_graph(&w->g[1], b);
    for (int i = 0; d->pairs && i < 2; i++) label_pairs(w, i);
    w->colors = number_all(w, true);
    while (!differ(w)) {
        int64_t colors = number_all(w, false);
        if (colors == w->colors) return false;
        w->colors = colors, w->rounds++;
    }
    return true;
}

/* ---- cases ---- */

static void compare(const gnn_graph *a, const gnn_graph *b, int which)
{
    bool directed = gnn_graph_directed(a) || gnn_graph_directed(b),
         weights = gnn_graph_weight(a) || gnn_graph_weight(b);
    for (size_t k = 0; k < sizeof definitions / sizeof *definitions; k++) {
        const definition *d = &definitions[k];
        world w;
        gnn_test_result t;
        ck_ok(gnn_test_pair(&t, d->test, a, b, NULL));
        if (d->resistances && directed) {
            ck_assert_msg(t.verdict == GNN_UNDECIDED && strcmp(t.reason, "unsupported") == 0,
                          "resistances with directions: %s", t.evidence);
            continue;
        }
        if (d->walks && weights) continue; /* the exact side is of integers */
        bool yes = run_world(&w, d, a, b);
        ck_assert_msg(t.verdict == (yes ? GNN_SEPARATED : GNN_SAME),
                      "case %d, %s: verdict %d, the definition says %d: %s", which, d->test, t.verdict, yes,
                      t.evidence);
        ck_assert_msg(t.rounds == w.rounds && t.colors == w.colors,
                      "case %d, %s: %lld rounds, %lld colours; the definition says %lld, %lld", which, d->test,
                      (long long)t.rounds, (long long)t.colors, (long long)w.rounds, (long long)w.colors);
    }
}

START_TEST(random_pairs_agree_with_the_definitions)
{
    gnn_rng r = gnn_rng_stream(41, "seeds/pairs", (uint64_t)_i);
    bool directed = _i & 1, weights = _i & 2, labels = _i & 4, loops = _i & 8;
    int64_t n = 1 + (int64_t)gnn_rng_below(&r, MAX_N);
    gnn_graph *a = support_drawn(&r, n, directed, weights, labels, loops), *b = NULL;
    if (gnn_rng_below(&r, 3) == 0) {
        int32_t p[MAX_N];
        gnn_rng_permutation(&r, n, p);
        ck_ok(gnn_graph_permute(&b, a, p));
    } else b = support_drawn(&r, n, directed, weights, labels, loops);
    compare(a, b, _i);
    gnn_graph_free(a);
    gnn_graph_free(b);
}
END_TEST

TESTS_BEGIN("expressivity_seeds")
    T_LOOP(random_pairs_agree_with_the_definitions, 240)
TESTS_END
