/* Every refinement test on small random graphs (directions, weights, labels, loops) against a slow interpreter of the
 * definitions: whole signatures, sorted and numbered by rank, in verdict, rounds and colours.  It shares nothing with the
 * library but gnn_graph's arrays. */
#include "support/support.h"

__attribute__((constructor)) static void one_process(void) { setenv("CK_FORK", "no", 0); }

enum { MAX_N = 7, ITEM = 5, MAX_ITEMS = 64, MAX_WORDS = 1 + ITEM * MAX_ITEMS };

/* ---- graphs as matrices ---- */

typedef struct matrix {
    int64_t n, label[MAX_N], arc[MAX_N][MAX_N]; /* 0: none, else a word of the weight */
    bool near[MAX_N][MAX_N];                    /* an arc either way                  */
    int64_t hop[MAX_N][MAX_N], walk[MAX_N][MAX_N]; /* distances: of the skeleton, along arcs; -1: none */
} matrix;

static void distances(int64_t d[MAX_N][MAX_N], int64_t n)
{
    for (int64_t k = 0; k < n; k++)
        for (int64_t u = 0; u < n; u++)
            for (int64_t v = 0; v < n; v++)
                if (d[u][k] >= 0 && d[k][v] >= 0 && (d[u][v] < 0 || d[u][k] + d[k][v] < d[u][v]))
                    d[u][v] = d[u][k] + d[k][v];
}

static void to_matrix(matrix *m, const gnn_graph *g)
{
    *m = (matrix){.n = gnn_graph_n(g)};
    for (int64_t u = 0; u < m->n; u++) {
        m->label[u] = gnn_graph_node_label(g) ? gnn_graph_node_label(g)[u] : 0;
        for (int64_t e = gnn_graph_ptr(g)[u]; e < gnn_graph_ptr(g)[u + 1]; e++)
            m->arc[u][gnn_graph_col(g)[e]] = gnn_graph_weight(g) ? (int64_t)(2 * gnn_graph_weight(g)[e]) + 1 : 3; /* weights are halves */
    }
    for (int64_t u = 0; u < m->n; u++)
        for (int64_t v = 0; v < m->n; v++) {
            m->near[u][v] = m->arc[u][v] || m->arc[v][u];
            m->hop[u][v] = u == v ? 0 : m->near[u][v] ? 1 : -1;
            m->walk[u][v] = u == v ? 0 : m->arc[u][v] ? 1 : -1;
        }
    distances(m->hop, m->n);
    distances(m->walk, m->n);
}

/* ---- definitions ---- */

typedef enum kind {
    OBLIVIOUS, DELTA, DELTA_PLUS, LOCAL, LOCAL_BOTH, NEAR, SWL, PSWL, GSWL, SSWL, MARK_EDGES, MARK_PAIRS, DROP_NODES,
    DROP_EDGES, DISTANCES, FOLKLORE
} kind;
typedef enum pool { FLAT, ROWS, COLUMNS } pool;

typedef struct definition {
    const char *test;
    kind kind;
    int k;       /* of tuples; 0: (mark, vertex); NEAR: 2, with distance in `far` */
    int far;
    pool pool;
} definition;

static const definition definitions[] = {
    {"2-wl", OBLIVIOUS, 2, 0, FLAT}, {"2-fwl", FOLKLORE, 2, 0, FLAT}, {"3-fwl", FOLKLORE, 3, 0, FLAT}, {"4-fwl", FOLKLORE, 4, 0, FLAT},
    {"delta-2-lwl", DELTA, 2, 0, FLAT}, {"delta-2-lwl+", DELTA_PLUS, 2, 0, FLAT}, {"delta-3-lwl", DELTA, 3, 0, FLAT},
    {"delta-3-lwl+", DELTA_PLUS, 3, 0, FLAT}, {"local-2-fwl", LOCAL, 2, 0, FLAT}, {"symmetric-local-2-fwl", LOCAL_BOTH, 2, 0, FLAT},
    {"drfwl-2:1", NEAR, 2, 1, FLAT}, {"drfwl-2:2", NEAR, 2, 2, FLAT}, {"drfwl-2:3", NEAR, 2, 3, FLAT},
    {"node-marked-1-wl", SWL, 0, 0, ROWS}, {"swl-sv", SWL, 0, 0, COLUMNS}, {"pswl-vs", PSWL, 0, 0, ROWS}, {"pswl-sv", PSWL, 0, 0, COLUMNS},
    {"gswl", GSWL, 0, 0, ROWS}, {"sswl", SSWL, 0, 0, ROWS}, {"edge-marked-1-wl", MARK_EDGES, 0, 0, ROWS},
    {"pair-marked-1-wl", MARK_PAIRS, 0, 0, ROWS}, {"node-deleted-1-wl", DROP_NODES, 0, 0, ROWS},
    {"edge-deleted-1-wl", DROP_EDGES, 0, 0, ROWS}, {"distance-wl", DISTANCES, 1, 0, FLAT},
};

/* A mark of the bags: vertices a and b, or -1. */
typedef struct mark { int64_t a, b; } mark;

typedef struct world {
    const definition *d;
    bool directed;
    matrix g[2];
    mark marks[2][64];
    int64_t rows[2], size[2];
    int64_t *color[2], *next[2], colors, rounds;
    bool *here[2]; /* tuples that exist: NEAR leaves some out */
} world;

typedef struct signature {
    int64_t length, graph, tuple, word[MAX_WORDS];
} signature;

static int by_item(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    for (int i = 0; i < ITEM; i++)
        if (x[i] != y[i]) return x[i] < y[i] ? -1 : 1;
    return 0;
}

static int by_words(const void *a, const void *b)
{
    const signature *x = a, *y = b;
    if (x->length != y->length) return x->length < y->length ? -1 : 1;
    for (int64_t i = 0; i < x->length; i++)
        if (x->word[i] != y->word[i]) return x->word[i] < y->word[i] ? -1 : 1;
    return 0;
}

static void item(signature *s, int64_t a, int64_t b, int64_t c, int64_t d, int64_t e)
{
    int64_t *w = s->word + s->length;
    ck_assert_int_le(s->length + ITEM, MAX_WORDS);
    w[0] = a, w[1] = b, w[2] = c, w[3] = d, w[4] = e;
    s->length += ITEM;
}

static void make_marks(world *w, int i)
{
    const matrix *m = &w->g[i];
    int64_t k = 0;
    switch (w->d->kind) {
    case MARK_EDGES:
    case DROP_EDGES:
        w->marks[i][k++] = (mark){-1, -1};
        for (int64_t u = 0; u < m->n; u++)
            for (int64_t v = 0; v < m->n; v++)
                if (m->arc[u][v] && !(w->d->kind == DROP_EDGES && !w->directed && v < u))
                    w->marks[i][k++] = (mark){ u, v };
        break;
    case MARK_PAIRS:
        for (int64_t u = 0; u < m->n; u++)
            for (int64_t v = 0; v < m->n; v++) w->marks[i][k++] = (mark){u, v};
        break;
    case DROP_NODES: w->marks[i][k++] = (mark){-1, -1}; /* fall through */
    default:
        for (int64_t u = 0; u < m->n; u++) w->marks[i][k++] = (mark){u, -1};
    }
    w->rows[i] = k;
}

/* Is arc u -> v there in the run of mark k? */
static int64_t arc_under(const world *w, int i, int64_t k, int64_t u, int64_t v)
{
    mark m = w->marks[i][k];
    if (w->d->kind == DROP_NODES && m.a >= 0 && (u == m.a || v == m.a)) return 0;
    if (w->d->kind == DROP_EDGES && ((u == m.a && v == m.b) || (!w->directed && u == m.b && v == m.a))) return 0;
    return w->g[i].arc[u][v];
}

static void atom(signature *s, const matrix *g, int64_t u, int64_t v)
{
    item(s, u == v, g->label[u], g->label[v], g->arc[u][v], g->arc[v][u]);
}

/* ---- (mark, vertex) ---- */

static void start_marked(const world *w, int i, int64_t t, signature *s)
{
    int64_t n = w->g[i].n, v = t % n;
    mark m = w->marks[i][t / n];
    if (w->d->kind == DROP_NODES && m.a == v) item(s, -100, 0, 0, 0, 0);
    else if (w->d->kind == DROP_NODES || w->d->kind == DROP_EDGES) item(s, w->g[i].label[v], 0, 0, 0, 0);
    else item(s, w->g[i].label[v], m.a == v, m.b == v, 0, 0);
}

static void see_marked(const world *w, int i, int64_t t, signature *s)
{
    const matrix *g = &w->g[i];
    int64_t n = g->n, k = t / n, v = t % n;
    const int64_t *c = w->color[i];
    for (int64_t x = 0; x < n; x++) {
        int64_t there = arc_under(w, i, k, v, x), back = arc_under(w, i, k, x, v);
        if (there) item(s, 0, there, c[k * n + x], 0, 0);
        if (back && w->directed) item(s, 1, back, c[k * n + x], 0, 0);
        if (w->d->kind == GSWL) item(s, 2, c[x * n + v], 0, 0, 0);
        if (w->d->kind == SSWL && g->arc[k][x]) item(s, 3, g->arc[k][x], c[x * n + v], 0, 0);
        if (w->d->kind == SSWL && w->directed && g->arc[x][k]) item(s, 4, g->arc[x][k], c[x * n + v], 0, 0);
    }
    if (w->d->kind == PSWL) item(s, 5, c[v * n + v], 0, 0, 0);
}

/* ---- tuples ---- */

static void start_tuple(const world *w, int i, int64_t t, signature *s)
{
    const matrix *g = &w->g[i];
    int64_t at[4];
    for (int j = w->d->k - 1; j >= 0; j--, t /= g->n) at[j] = t % g->n;
    if (w->d->k == 1) atom(s, g, at[0], at[0]);
    for (int a = 0; a < w->d->k; a++) /* loops are arcs of pairs (u,u), which are among the tuples */
        for (int b = a + 1; b < w->d->k; b++) atom(s, g, at[a], at[b]);
    if (w->d->kind == NEAR) item(s, g->hop[at[0]][at[1]], 0, 0, 0, 0);
}

static void see_line(const world *w, int i, int64_t t, int64_t stride, int j, signature *s)
{
    const matrix *g = &w->g[i];
    int64_t n = g->n, u = t / stride % n, from = t - u * stride;
    const int64_t *c = w->color[i];
    for (int64_t x = 0; x < n; x++) {
        int64_t other = c[from + x * stride], many = 0;
        for (int64_t y = 0; w->d->kind == DELTA_PLUS && y < n; y++) many += c[from + y * stride] == other;
        if (w->d->kind == OBLIVIOUS) item(s, j, other, 0, 0, 0);
        else {
            if (g->arc[u][x]) item(s, j, other, many, g->arc[u][x], 0);
            if (w->directed && g->arc[x][u]) item(s, j, other, many, g->arc[x][u], 1);
        }
    }
}

static void see_tuple(const world *w, int i, int64_t t, signature *s)
{
    const matrix *g = &w->g[i];
    int64_t n = g->n, u = t / n, v = t % n, stride[4] = {1, 1, 1, 1};
    const int64_t *c = w->color[i];
    for (int j = w->d->k - 2; j >= 0; j--) stride[j] = stride[j + 1] * n;
    if (w->d->kind == OBLIVIOUS || w->d->kind == DELTA || w->d->kind == DELTA_PLUS) {
        for (int j = 0; j < w->d->k; j++) see_line(w, i, t, stride[j], j, s);
        return;
    }
    for (int64_t x = 0; x < n; x++) {
        int64_t seen[4] = {0};
        if (w->d->kind == DISTANCES) {
            item(s, g->walk[t][x], g->walk[x][t], c[x], g->arc[t][x], g->arc[x][t]);
            continue;
        }
        if (w->d->kind == LOCAL && !g->near[v][x]) continue;
        if (w->d->kind == LOCAL_BOTH && !g->near[v][x] && !g->near[u][x]) continue;
        if (w->d->kind == NEAR && !(w->here[i][u * n + x] && w->here[i][x * n + v])) continue;
        if (w->d->kind == FOLKLORE)
            for (int j = 0; j < w->d->k; j++) seen[j] = c[t + (x - t / stride[j] % n) * stride[j]];
        else seen[0] = c[u * n + x], seen[1] = c[x * n + v];
        item(s, seen[0], seen[1], seen[2], seen[3], 0);
    }
}

/* ---- rounds ---- */

static int64_t number(world *w, bool start, int64_t *out[2])
{
    signature *s = malloc((size_t)(w->size[0] + w->size[1] + 1) * sizeof *s);
    int64_t at = 0, colors = 0;
    for (int i = 0; i < 2; i++)
        for (int64_t t = 0; t < w->size[i]; t++) {
            signature *x = &s[at];
            if (!w->here[i][t]) continue;
            at++, x->graph = i, x->tuple = t, x->length = 0;
            if (!start) x->word[x->length++] = w->color[i][t];
            if (start && w->d->k == 0) start_marked(w, i, t, x);
            else if (start) start_tuple(w, i, t, x);
            else if (w->d->k == 0) see_marked(w, i, t, x);
            else see_tuple(w, i, t, x);
            if (!start) qsort(x->word + 1, (size_t)(x->length - 1) / ITEM, ITEM * sizeof *x->word, by_item);
        }
    qsort(s, (size_t)at, sizeof *s, by_words);
    for (int64_t k = 0; k < at; k++) {
        if (k > 0 && by_words(&s[k - 1], &s[k]) != 0) colors++;
        out[s[k].graph][s[k].tuple] = colors;
    }
    free(s);
    return at ? colors + 1 : 0;
}

static int64_t width_;

static int by_row(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    for (int64_t i = 0; i < width_; i++)
        if (x[i] != y[i]) return x[i] < y[i] ? -1 : 1;
    return 0;
}

static int by_i64(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Sorted rows of sorted colours; *rows and *width say how many. */
static int64_t *pooled(const world *w, int i, int64_t *rows, int64_t *width)
{
    int64_t *out = malloc((size_t)(w->size[i] + 1) * sizeof *out), n = w->g[i].n, kept = 0;
    if (w->d->pool == FLAT) {
        for (int64_t t = 0; t < w->size[i]; t++)
            if (w->here[i][t]) out[kept++] = w->color[i][t];
        *rows = kept, *width = 1;
    } else if (w->d->pool == ROWS) {
        memcpy(out, w->color[i], (size_t)w->size[i] * sizeof *out);
        *rows = w->rows[i], *width = n;
    } else {
        for (int64_t t = 0; t < w->size[i]; t++) out[t % n * w->rows[i] + t / n] = w->color[i][t];
        *rows = n, *width = w->rows[i];
    }
    for (int64_t r = 0; r < *rows; r++) qsort(out + r * *width, (size_t)*width, sizeof *out, by_i64);
    width_ = *width;
    if (*width > 0) qsort(out, (size_t)*rows, (size_t)*width * sizeof *out, by_row);
    return out;
}

static bool differ(const world *w)
{
    int64_t rows[2], width[2];
    int64_t *a = pooled(w, 0, &rows[0], &width[0]), *b = pooled(w, 1, &rows[1], &width[1]);
    bool yes =
        rows[0] != rows[1] || width[0] != width[1] || memcmp(a, b, (size_t)(rows[0] * width[0]) * sizeof *a) != 0;
    free(a);
    free(b);
    return yes;
}

/* Until stable or different. */
static bool run_world(world *w, const definition *d, const gnn_graph *a, const gnn_graph *b)
{
    const gnn_graph *g[2] = {a, b};
    *w = (world){.d = d, .directed = gnn_graph_directed(a) || gnn_graph_directed(b)};
    for (int i = 0; i < 2; i++) {
        to_matrix(&w->g[i], g[i]);
        int64_t n = w->g[i].n;
        w->size[i] = 1;
        for (int j = 0; j < d->k; j++) w->size[i] *= n;
        if (d->k == 0) make_marks(w, i), w->size[i] = w->rows[i] * n;
        w->color[i] = calloc((size_t)w->size[i] + 1, 8), w->next[i] = calloc((size_t)w->size[i] + 1, 8);
        w->here[i] = malloc((size_t)w->size[i] + 1);
        for (int64_t t = 0; t < w->size[i]; t++) {
            int64_t hops = d->kind == NEAR ? w->g[i].hop[t / n][t % n] : 0;
            w->here[i][t] = hops >= 0 && hops <= d->far;
        }
    }
    w->colors = number(w, true, w->color);
    bool yes = differ(w);
    while (!yes) {
        int64_t colors = number(w, false, w->next);
        if (colors == w->colors) break;
        for (int i = 0; i < 2; i++) memcpy(w->color[i], w->next[i], (size_t)w->size[i] * 8);
        w->colors = colors, w->rounds++;
        yes = differ(w);
    }
    return yes;
}

static void free_world(world *w)
{
    for (int i = 0; i < 2; i++) {
        free(w->color[i]);
        free(w->next[i]);
        free(w->here[i]);
    }
}

/* ---- cases ---- */

static gnn_graph *from_edges(int64_t n, int64_t m, const int32_t (*e)[2])
{
    int32_t src[32], dst[32];
    gnn_graph *g = NULL;
    for (int64_t k = 0; k < m; k++) src[k] = e[k][0], dst[k] = e[k][1];
    gnn_graph_spec s = {.n = n, .m = m, .src = src, .dst = dst};
    ck_ok(gnn_graph_new(&g, &s));
    return g;
}

static void compare(const gnn_graph *a, const gnn_graph *b, int which)
{
    for (size_t k = 0; k < sizeof definitions / sizeof *definitions; k++) {
        const definition *d = &definitions[k];
        int64_t n = gnn_graph_n(a) > gnn_graph_n(b) ? gnn_graph_n(a) : gnn_graph_n(b);
        world w;
        gnn_test_result t;
        if ((d->k == 3 && n > 5) || (d->k == 4 && n > 4)) continue;
        bool yes = run_world(&w, d, a, b);
        ck_ok(gnn_test_pair(&t, d->test, a, b, NULL));
        ck_assert_msg(t.verdict == (yes ? GNN_SEPARATED : GNN_SAME), "case %d, %s: verdict %d, the definition says %d",
                      which, d->test, t.verdict, yes);
        ck_assert_msg(t.rounds == w.rounds && t.colors == w.colors,
                      "case %d, %s: %lld rounds, %lld colours; the definition says %lld, %lld", which, d->test,
                      (long long)t.rounds, (long long)t.colors, (long long)w.rounds, (long long)w.colors);
        free_world(&w);
    }
}

START_TEST(random_pairs_agree_with_the_definitions)
{
    gnn_rng r = gnn_rng_stream(21, "oracle/pairs", (uint64_t)_i);
    bool directed = _i & 1, weights = _i & 2, labels = _i & 4, loops = _i & 8;
    int64_t n = 1 + (int64_t)gnn_rng_below(&r, 6),
            m = gnn_rng_below(&r, 8) == 0 ? 1 + (int64_t)gnn_rng_below(&r, 6) : n;
    gnn_graph *a = support_drawn(&r, n, directed, weights, labels, loops);
    gnn_graph *b = gnn_rng_below(&r, 3) == 0
                       ? support_shuffled(a, &r)
                       : support_drawn(&r, m, directed && gnn_rng_below(&r, 6), weights, labels, loops);
    compare(a, b, _i);
    gnn_graph_free(a);
    gnn_graph_free(b);
}
END_TEST

/* Regular pairs, which the weak tests cannot part at once. */
START_TEST(regular_pairs_agree_with_the_definitions)
{
    static const int32_t c6[][2] = {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {5, 0}}, two[][2] = {{0, 1}, {1, 2}, {2, 0}, {3, 4}, {4, 5}, {5, 3}},
                         c7[][2] = {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {5, 6}, {6, 0}},
                         c34[][2] = {{0, 1}, {1, 2}, {2, 0}, {3, 4}, {4, 5}, {5, 6}, {6, 3}},
                         prism[][2] = {{0, 1}, {1, 2}, {2, 0}, {3, 4}, {4, 5}, {5, 3}, {0, 3}, {1, 4}, {2, 5}},
                         k33[][2] = {{0, 3}, {0, 4}, {0, 5}, {1, 3}, {1, 4}, {1, 5}, {2, 3}, {2, 4}, {2, 5}};
    gnn_graph *g[] = {from_edges(6, 6, c6), from_edges(6, 6, two), from_edges(7, 7, c7), from_edges(7, 7, c34), from_edges(6, 9, prism),
                      from_edges(6, 9, k33)};
    gnn_rng r = gnn_rng_stream(22, "oracle/regular", 0);
    for (int k = 0; k < 6; k += 2) {
        gnn_graph *again = support_shuffled(g[k], &r);
        compare(g[k], g[k + 1], k);
        compare(g[k], again, k + 1);
        gnn_graph_free(again);
    }
    for (int k = 0; k < 6; k++) gnn_graph_free(g[k]);
}
END_TEST

TESTS_BEGIN("expressivity_oracle")
    T_LOOP(random_pairs_agree_with_the_definitions, 320)
    T(regular_pairs_agree_with_the_definitions)
TESTS_END
