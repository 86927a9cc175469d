/* Homomorphism counts from families of patterns, directions, weights, labels and loops aside:
 *
 *   hom-trees:K   from all trees on up to K vertices; over all K as strong as 1-WL
 *   hom-tw2:K     from all connected graphs of treewidth at most 2 on up to K vertices; over all K as strong as 2-FWL
 *
 * Every tree has an order in which parents come in order, so sequences of parents that do not fall give all trees; of several that
 * give one tree the first is kept.
 *
 * @source Dvorak 2010; Dell, Grohe, Rattan 2018 */
#include "verdict.h"
#include <gnn/count.h>
#include <math.h>

enum { MAX_K = 8, PATTERNS = 1 + 1 + 1 + 2 + 3 + 6 + 11 + 23 /* trees on 1 … 8 vertices */ };

typedef struct family {
    gnn_i_trial *t;
    gnn_graph *pattern[PATTERNS];
    const char *name[PATTERNS]; /* NULL: a tree without one       */
    uint32_t code[PATTERNS];    /* of trees: the least of tree_code */
    int patterns;
} family;

/* The subtree of v seen from `from` in brackets, 1 and 0, children in falling order; *bits of it.  adj: bits of neighbours. */
static uint32_t tree_code(const uint8_t *adj, int v, int from, int *bits)
{
    uint32_t child[MAX_K], code = 1;
    int size[MAX_K], children = 0;
    for (int u = 0; u < MAX_K; u++) {
        if (!(adj[v] >> u & 1) || u == from) continue;
        int at = children++, length;
        uint32_t c = tree_code(adj, u, v, &length);
        for (; at > 0 && child[at - 1] < c; at--) child[at] = child[at - 1], size[at] = size[at - 1];
        child[at] = c, size[at] = length;
    }
    *bits = 1;
    for (int i = 0; i < children; i++) code = code << size[i] | child[i], *bits += size[i];
    ++*bits;
    return code << 1;
}

/* Trees are equal if and only if their least codes over all roots are. */
static uint32_t least_code(int n, const int32_t *parent)
{
    uint8_t adj[MAX_K] = { 0 };
    uint32_t least = UINT32_MAX;
    for (int i = 1; i < n; i++) adj[i] |= (uint8_t)(1u << parent[i]), adj[parent[i]] |= (uint8_t)(1u << i);
    for (int v = 0; v < n; v++) {
        int bits;
        uint32_t code = tree_code(adj, v, -1, &bits);
        least = code < least ? code : least;
    }
    return least;
}

static gnn_status add_tree(family *f, int n, const int32_t *parent)
{
    int32_t child[MAX_K];
    uint32_t code = least_code(n, parent);
    for (int i = 0; i < f->patterns; i++)
        if (f->code[i] == code) return GNN_OK;
    gnn_bug_assert(f->patterns < PATTERNS);
    f->code[f->patterns] = code;
    for (int i = 1; i < n; i++) child[i] = i;
    gnn_graph_spec spec = { .n = n, .m = n - 1, .src = parent + 1, .dst = child + 1 };
    GNN_TRY_RETURN(gnn_graph_new(&f->pattern[f->patterns], &spec));
    f->patterns++;
    return GNN_OK;
}

static gnn_status add_trees(family *f, int n, int at, int32_t *parent)
{
    if (at == n) return add_tree(f, n, parent);
    for (int32_t p = at > 1 ? parent[at - 1] : 0; p < at; p++) {
        parent[at] = p;
        GNN_TRY_RETURN(add_trees(f, n, at + 1, parent));
    }
    return GNN_OK;
}

static gnn_status add_named(family *f, const char *name)
{
    GNN_TRY_RETURN(gnn_pattern_graph(&f->pattern[f->patterns], name));
    f->name[f->patterns++] = name;
    return GNN_OK;
}

/* Listed patterns without a K4 minor. */
static gnn_status add_narrow(family *f, int k)
{
    static const char *const wide[] = { "clique4", "tailed-clique4", "wheel4-spoke", "wheel4", "clique5-path3", "clique5-edge", "clique5" };
    for (int i = 0; gnn_pattern_name(i); i++) {
        gnn_pattern_info info;
        bool narrow = true;
        GNN_TRY_RETURN(gnn_pattern(&info, gnn_pattern_name(i)));
        for (size_t w = 0; w < sizeof wide / sizeof *wide; w++) narrow &= strcmp(wide[w], info.name) != 0;
        if (narrow && info.vertices <= k) GNN_TRY_RETURN(add_named(f, gnn_pattern_name(i)));
    }
    return GNN_OK;
}

static gnn_status write_evidence(const family *f, const int64_t *a, const int64_t *b)
{
    gnn_test_result *r = f->t->result;
    int i = 0;
    while (i < f->patterns && a[i] == b[i]) i++;
    if (i == f->patterns) snprintf(r->evidence, sizeof r->evidence, "equal from %d patterns", f->patterns);
    else
        snprintf(r->evidence, sizeof r->evidence, "from %s%s on %lld vertices: %lld against %lld homomorphisms",
                 f->name[i] ? "" : "a tree", f->name[i] ? f->name[i] : "", (long long)f->pattern[i]->n, (long long)a[i],
                 (long long)b[i]);
    return i < f->patterns ? gnn_i_evidence_pattern(f->t->evidence, "homomorphism-count", f->pattern[i], a[i], b[i])
                           : GNN_OK;
}

static gnn_status count_all(family *f, int64_t *words, const gnn_graph *g)
{
    for (int i = 0; i < f->patterns; i++) {
        const gnn_i_budget *b = f->t->budget;
        GNN_TRY_RETURN(gnn_i_budget_poll(f->t->budget));
        double rest = b->limit_seconds > 0 ? fmax(b->start + b->limit_seconds - gnn_i_now(), 1e-6) : 0;
        gnn_status st = gnn_count_homomorphisms(&words[i], f->pattern[i], g, rest);
        if (st == GNN_EOVERFLOW) return gnn_i_fail(GNN_EUNSUPPORTED, "homomorphism counts do not fit 64 bits");
        if (st != GNN_OK) return st;
    }
    return GNN_OK;
}

static gnn_status hom_run(gnn_i_trial *t)
{
    gnn_status st = GNN_OK;
    family *f = NULL;
    int64_t *words = NULL, *begin = NULL, *length = NULL;
    int32_t parent[MAX_K] = { 0 };
    int k = t->variant < 6 ? 3 + t->variant : t->variant - 6 + 3;
    GNN_CALLOC(f, 1);
    f->t = t;
    for (int n = 1; n <= (t->variant < 6 ? k : 2); n++) GNN_TRY(add_trees(f, n, 1, parent));
    if (t->variant >= 6) GNN_TRY(add_narrow(f, k));
    GNN_TRY(gnn_i_budget_bytes(t->budget, 8 * f->patterns * t->count + 16 * t->count));
    GNN_CALLOC(words, f->patterns * t->count + 1);
    GNN_ALLOC(begin, t->count + 1);
    GNN_ALLOC(length, t->count + 1);
    for (int64_t i = 0; i < t->count; i++) {
        begin[i] = i * f->patterns, length[i] = f->patterns;
        GNN_TRY(count_all(f, words + begin[i], t->graphs[i]));
    }
    GNN_TRY(gnn_i_classify(t->class_of, &t->classes, t->count, begin, length, words));
    if (t->result) GNN_TRY(write_evidence(f, words, words + f->patterns));
done:
    for (int i = 0; f && i < f->patterns; i++) gnn_graph_free(f->pattern[i]);
    gnn_i_free(f);
    gnn_i_free(words);
    gnn_i_free(begin);
    gnn_i_free(length);
    return st;
}

#define TREES(k) "Numbers of homomorphisms from all trees on up to " k " vertices differ.  Undirected graphs without loops; labels and weights do not " \
                 "matter.  At most 1-wl.  Cost O(m) a tree and edge.  Dvorak 2010; Dell, Grohe, Rattan 2018."
#define NARROW(k) "Numbers of homomorphisms from all connected graphs of treewidth at most 2 on up to " k " vertices differ.  Undirected graphs " \
                  "without loops; labels and weights do not matter.  At most 2-fwl.  Cost O(n m) or O(n^3) a pattern.  Dvorak 2010; Dell, Grohe, Rattan 2018."
static const char *const names[] = { "hom-trees:3", "hom-trees:4", "hom-trees:5", "hom-trees:6", "hom-trees:7", "hom-trees:8", "hom-tw2:3", "hom-tw2:4",
                                     "hom-tw2:5", NULL };
static const char *const help[] = { TREES("3"), TREES("4"), TREES("5"), TREES("6"), TREES("7"), TREES("8"), NARROW("3"), NARROW("4"), NARROW("5") };

const gnn_i_verdict gnn_i_verdict_hom = { .rank = 27, .names = names, .help = help, .run = hom_run };
