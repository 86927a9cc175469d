/* Numbers of small patterns in the whole graph, directions, weights, labels and loops aside:
 *
 *   counts-K   connected induced subgraphs on K vertices, by isomorphism type
 *   cycles-K   simple cycles of length K, induced or not
 *
 * and the numbers of vertices and edges with them.  Both come from lib/count. */
#include "verdict.h"
#include "count/count_enumerate.h"

enum { MAX_TYPES = 32, CODES = 1 << 15, FIRST = 2 /* vertices and edges come before the counts */ };

/* ---- six vertices: types of adjacency codes ---- */

static int bit_of(int a, int b) { return a < b ? b * (b - 1) / 2 + a : a * (a - 1) / 2 + b; }

/* The least code over all orders of six vertices. */
static int least_code(int code)
{
    int p[6] = { 0, 1, 2, 3, 4, 5 }, c[6] = { 0 }, least = code, i = 0;
    while (i < 6) { /* Heap's algorithm */
        if (c[i] >= i) {
            c[i++] = 0;
            continue;
        }
        int j = i % 2 ? c[i] : 0, x = p[j], other = 0;
        p[j] = p[i], p[i] = x;
        for (int b = 1; b < 6; b++)
            for (int a = 0; a < b; a++) other |= (code >> (b * (b - 1) / 2 + a) & 1) << bit_of(p[a], p[b]);
        least = other < least ? other : least;
        c[i]++, i = 0;
    }
    return least;
}

/* memo[code]: least code + 1, 0: not known yet. */
static void gather_types(int64_t *total, const int64_t *histogram, int32_t *memo)
{
    for (int code = 0; code < CODES; code++) {
        if (!histogram[code]) continue;
        if (!memo[code]) memo[code] = least_code(code) + 1;
        total[memo[code] - 1] += histogram[code];
    }
}

/* ---- counts of a graph ---- */

typedef struct counting {
    gnn_i_trial *t;
    const char *names[MAX_TYPES]; /* of the patterns; six vertices have none */
    int64_t types;                /* counts a graph                          */
    char cycle[16];
    bool induced;
    int32_t *memo;                /* six vertices                            */
} counting;

static void choose_patterns(counting *c)
{
    int variant = c->t->variant, k = variant < 4 ? variant + 3 : variant - 4 + 3;
    c->induced = variant < 4;
    if (!c->induced) {
        snprintf(c->cycle, sizeof c->cycle, "cycle%d", k);
        c->names[c->types++] = c->cycle;
    }
    for (int i = 0; c->induced && k < 6 && gnn_pattern_name(i); i++) {
        gnn_pattern_info info;
        if (gnn_pattern(&info, gnn_pattern_name(i)) == GNN_OK && info.vertices == k)
            c->names[c->types++] = gnn_pattern_name(i);
    }
    if (c->induced && k == 6) c->types = CODES;
}

static gnn_status count_graph(counting *c, int64_t *words, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    const gnn_i_budget *b = c->t->budget;
    gnn_graph *own = NULL;
    int64_t *histogram = NULL;
    GNN_TRY(gnn_i_budget_poll(c->t->budget));
    GNN_TRY(gnn_i_count_plain(&own, g));
    const gnn_graph *h = own ? own : g;
    words[0] = h->n, words[1] = h->arcs / 2, words += FIRST;
    gnn_count_options o = { .kind = c->induced ? GNN_COUNT_INDUCED : GNN_COUNT_SUBGRAPH };
    if (b->limit_seconds > 0) o.limit_seconds = b->start + b->limit_seconds - gnn_i_now() + 1e-6;
    if (c->types < CODES) GNN_TRY(gnn_count(words, h, c->types, c->names, &o));
    else {
        GNN_TRY(gnn_i_count_codes(&histogram, h, 6, b->limit_seconds > 0 ? b->start + b->limit_seconds : 0));
        gather_types(words, histogram, c->memo);
    }
done:
    gnn_graph_free(own);
    gnn_i_free(histogram);
    if (st == GNN_EOVERFLOW) st = gnn_i_fail(GNN_EUNSUPPORTED, "counts do not fit 64 bits");
    return st;
}

static void write_evidence(const counting *c, const int64_t *a, const int64_t *b)
{
    gnn_test_result *r = c->t->result;
    int64_t k = 0, all = 0;
    if (a[0] != b[0] || a[1] != b[1]) {
        snprintf(r->evidence, sizeof r->evidence, "%lld against %lld vertices, %lld against %lld edges",
                 (long long)a[0], (long long)b[0], (long long)a[1], (long long)b[1]);
        return;
    }
    a += FIRST, b += FIRST;
    while (k < c->types && a[k] == b[k]) all += a[k++];
    if (k == c->types) snprintf(r->evidence, sizeof r->evidence, "equal: %lld in both", (long long)all);
    else if (c->types == CODES)
        snprintf(r->evidence, sizeof r->evidence, "a type of 6 vertices (code %lld): %lld against %lld", (long long)k,
                 (long long)a[k], (long long)b[k]);
    else
        snprintf(r->evidence, sizeof r->evidence, "%s: %lld against %lld%s", c->names[k], (long long)a[k],
                 (long long)b[k], c->induced ? " induced" : "");
}

/* The pattern of the first number that differs: a vertex, an edge, or one of the test's. */
static gnn_status pattern_of(gnn_graph **pattern, const counting *c, int64_t at)
{
    int32_t src[15], dst[15];
    gnn_graph_spec spec = { .n = at + 1, .m = at, .src = src, .dst = dst };
    src[0] = 0, dst[0] = 1;
    if (at >= FIRST && c->types < CODES) return gnn_pattern_graph(pattern, c->names[at - FIRST]);
    for (int b = 1; at >= FIRST && b < 6; b++)
        for (int a = 0; a < b; a++) {
            if (a + b == 1) spec.n = 6, spec.m = 0;
            if ((at - FIRST) >> bit_of(a, b) & 1) src[spec.m] = a, dst[spec.m++] = b;
        }
    return gnn_graph_new(pattern, &spec);
}

static gnn_status certify(const counting *c, const int64_t *a, const int64_t *b)
{
    gnn_status st = GNN_OK;
    gnn_graph *pattern = NULL, *own = NULL;
    int64_t at = 0;
    while (a[at] == b[at]) at++;
    const gnn_graph *g = c->t->graphs[a[at] < b[at]];
    GNN_TRY(pattern_of(&pattern, c, at));
    GNN_TRY(gnn_i_count_plain(&own, g));
    GNN_TRY(gnn_i_evidence_pattern(c->t->evidence, "pattern-count", pattern, a[at], b[at]));
    GNN_TRY(gnn_i_evidence_occurrence(c->t->evidence, pattern, c->induced, own ? own : g, a[at] > b[at] ? "a" : "b",
                                      c->t->budget));
done:
    gnn_graph_free(pattern);
    gnn_graph_free(own);
    return st;
}

static gnn_status counts_run(gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    counting c = { .t = t };
    int64_t *words = NULL, *begin = NULL, *length = NULL;
    choose_patterns(&c);
    int64_t width = FIRST + c.types;
    GNN_TRY(gnn_i_budget_bytes(t->budget, 8 * width * t->count + 16 * t->count + (c.types == CODES ? 4 * CODES : 0)));
    GNN_CALLOC(words, width * t->count + 1);
    GNN_ALLOC(begin, t->count + 1);
    GNN_ALLOC(length, t->count + 1);
    if (c.types == CODES) GNN_CALLOC(c.memo, CODES);
    for (int64_t i = 0; i < t->count; i++) {
        begin[i] = i * width, length[i] = width;
        GNN_TRY(count_graph(&c, words + begin[i], t->graphs[i]));
    }
    GNN_TRY(gnn_i_classify(t->class_of, &t->classes, t->count, begin, length, words));
    if (t->result) write_evidence(&c, words, words + width);
    if (t->evidence && t->classes == 2) GNN_TRY(certify(&c, words, words + width));
done:
    gnn_i_free(words);
    gnn_i_free(begin);
    gnn_i_free(length);
    gnn_i_free(c.memo);
    return st;
}

#define END "  Vertices and edges are counted too.  Directions, weights, labels and loops do not matter.  Cost: "
#define COUNTS(k) "Numbers of connected induced subgraphs on " k " vertices of each isomorphism type differ." END
#define CYCLES(k) "Numbers of simple cycles of length " k " (other edges may be there) differ." END
static const char *const names[] = { "counts-3", "counts-4", "counts-5", "counts-6", "cycles-3", "cycles-4", "cycles-5", "cycles-6",
                                     "cycles-7", "cycles-8", NULL };
static const char *const help[] = {
    COUNTS("3") "O(m sqrt m).  At most 2-fwl.",
    COUNTS("4") "the smaller degree summed over the edges.  At most graphlet-1-wl:4.",
    COUNTS("5") "the number of these subgraphs.  At most graphlet-1-wl:5.",
    COUNTS("6") "the number of these subgraphs.",
    CYCLES("3") "O(m sqrt m).  At most 2-fwl.",
    CYCLES("4") "the smaller degree summed over the edges.  At most 2-fwl.",
    CYCLES("5") "grows with the number of paths that long.  At most 2-fwl.",
    CYCLES("6") "paths that long, or sweeps over the graph for each vertex.  At most 2-fwl.",
    CYCLES("7") "paths that long, or sweeps over the graph for each vertex.  At most 2-fwl.",
    CYCLES("8") "paths that long, or sweeps over the graph for each vertex.",
};

const gnn_i_verdict gnn_i_verdict_counts = { .rank = 25, .names = names, .help = help, .run = counts_run };
