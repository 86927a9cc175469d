/* The catalogue of connected patterns on 3, 4 and 5 vertices, names of families beyond it, and what follows from a pattern's
 * adjacency alone: automorphisms, orbits of vertices and edges, copies in other patterns. */
#include "count.h"
#include <pthread.h>

/* Edges as pairs of digits.  Within a block no pattern comes after one that contains it, so the systems are triangular. */
static const struct { const char *name; int n; const char *edges; } listed[GNN_I_PATTERNS] = {
    { "path3", 3, "01 12" },
    { "triangle", 3, "01 12 02" },

    { "path4", 4, "01 12 23" },
    { "star3", 4, "01 02 03" },
    { "cycle4", 4, "01 12 23 03" },
    { "tailed-triangle", 4, "01 12 13 23" },
    { "chordal-cycle", 4, "01 02 12 13 23" },
    { "clique4", 4, "01 02 03 12 13 23" },

    { "path5", 5, "01 12 23 34" },
    { "fork", 5, "01 12 13 34" },
    { "star4", 5, "01 02 03 04" },
    { "cycle5", 5, "01 12 23 34 04" },
    { "tadpole", 5, "01 12 23 24 34" },
    { "banner", 5, "01 12 23 34 14" },
    { "bull", 5, "01 12 23 13 34" },
    { "cricket", 5, "01 02 03 04 34" },
    { "house", 5, "01 12 23 03 04 14" },
    { "bipartite-2-3", 5, "02 03 04 12 13 14" },
    { "butterfly", 5, "01 02 12 03 04 34" },
    { "dart", 5, "01 12 13 14 23 34" },
    { "kite", 5, "01 12 13 23 24 34" },
    { "gem", 5, "01 02 03 04 12 23 34" },
    { "wheel4-spoke", 5, "02 03 04 13 14 23 24" },
    { "book3", 5, "01 02 03 04 12 13 14" },
    { "tailed-clique4", 5, "01 12 13 14 23 24 34" },
    { "wheel4", 5, "01 02 03 04 12 23 34 14" },
    { "clique5-path3", 5, "01 02 03 04 12 13 14 23" },
    { "clique5-edge", 5, "01 02 03 04 12 13 14 23 24" },
    { "clique5", 5, "01 02 03 04 12 13 14 23 24 34" },
};

static const struct { const char *alias, *name; } aliases[] = {
    { "star2", "path3" },        { "wedge", "path3" },         { "cycle3", "triangle" },    { "clique3", "triangle" },
    { "claw", "star3" },         { "paw", "tailed-triangle" }, { "diamond", "chordal-cycle" }, { "square", "cycle4" },
    { "tailed_triangle", "tailed-triangle" }, { "chordal_cycle", "chordal-cycle" }, { "chair", "fork" },
    { "bowtie", "butterfly" }, { "lollipop", "tailed-clique4" }, { "k5", "clique5" },
    { "k4", "clique4" },
};

/* ---- embeddings ---- */

typedef struct embedder {
    const gnn_i_pattern *p, *q;
    void (*see)(void *ctx, const int8_t *map);
    void *ctx;
    int8_t map[GNN_I_PATTERN_MAX];
} embedder;

static void extend(embedder *e, int i, unsigned used)
{
    if (i == e->p->n) {
        e->see(e->ctx, e->map);
        return;
    }
    for (int x = 0; x < e->q->n; x++) {
        if (used >> x & 1) continue;
        bool ok = !e->p->labelled || e->p->label[i] == e->q->label[x];
        for (int j = 0; j < i && ok; j++)
            if (e->p->adj[i] >> j & 1) ok = e->q->adj[x] >> e->map[j] & 1;
        if (!ok) continue;
        e->map[i] = (int8_t)x;
        extend(e, i + 1, used | 1u << x);
    }
}

void gnn_i_pattern_embeddings(const gnn_i_pattern *p, const gnn_i_pattern *q, void (*see)(void *ctx, const int8_t *map),
                              void *ctx)
{
    embedder e = { .p = p, .q = q, .see = see, .ctx = ctx };
    if (p->n <= q->n) extend(&e, 0, 0);
}

/* ---- orbits ---- */

static void merge(int8_t *class_of, int n, int8_t a, int8_t b)
{
    int8_t to = a < b ? a : b, from = a < b ? b : a;
    for (int i = 0; i < n && from != to; i++)
        if (class_of[i] == from) class_of[i] = to;
}

/* Classes named by a member become 0, 1, … by first member. */
static int number_classes(int8_t *class_of, int n)
{
    int8_t number[GNN_I_PATTERN_EDGES];
    int count = 0;
    for (int i = 0; i < n; i++)
        if (class_of[i] == i) number[i] = (int8_t)count++;
    for (int i = 0; i < n; i++) class_of[i] = number[class_of[i]];
    return count;
}

static int edge_between(const gnn_i_pattern *p, int a, int b)
{
    for (int e = 0; e < p->edges; e++)
        if ((p->edge_u[e] == a && p->edge_v[e] == b) || (p->edge_u[e] == b && p->edge_v[e] == a)) return e;
    return -1;
}

static void see_automorphism(void *ctx, const int8_t *map)
{
    gnn_i_pattern *p = ctx;
    p->automorphisms++;
    for (int i = 0; i < p->n; i++) merge(p->orbit, p->n, p->orbit[i], p->orbit[map[i]]);
    for (int e = 0; e < p->edges; e++) {
        int f = edge_between(p, map[p->edge_u[e]], map[p->edge_v[e]]);
        merge(p->edge_orbit, p->edges, p->edge_orbit[e], p->edge_orbit[f]);
    }
}

/* A map of a finite graph onto itself that keeps edges and is injective is an automorphism. */
void gnn_i_pattern_complete(gnn_i_pattern *p)
{
    p->edges = 0, p->automorphisms = 0;
    for (int i = 0; i < p->n; i++) {
        p->orbit[i] = (int8_t)i;
        for (int j = i + 1; j < p->n; j++)
            if (p->adj[i] >> j & 1) p->edge_u[p->edges] = (int8_t)i, p->edge_v[p->edges++] = (int8_t)j;
    }
    for (int e = 0; e < p->edges; e++) p->edge_orbit[e] = (int8_t)e;
    gnn_i_pattern_embeddings(p, p, see_automorphism, p);
    p->orbits = number_classes(p->orbit, p->n);
    p->edge_orbits = number_classes(p->edge_orbit, p->edges);
}

/* ---- the catalogue ---- */

static gnn_i_pattern catalogue[GNN_I_PATTERNS];
static gnn_i_system systems[3][3];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void join(gnn_i_pattern *p, int a, int b) { p->adj[a] |= (uint8_t)(1u << b), p->adj[b] |= (uint8_t)(1u << a); }

void gnn_i_pattern_block(int *first, int *end, int n)
{
    static const int at[] = { 0, 2, 8, GNN_I_PATTERNS };
    *first = at[n - 3], *end = at[n - 2];
}

int gnn_i_places(const gnn_i_pattern *p, gnn_i_where where)
{
    return where == GNN_I_GRAPH ? 1 : where == GNN_I_NODES ? p->orbits : p->edge_orbits;
}

/* For a place q of Q: embeddings that put a vertex (edge) of each orbit of P there, later divided by |Aut P|. */
typedef struct tally {
    const gnn_i_pattern *p;
    gnn_i_where where;
    int u, v; /* the place in Q: a vertex u, an edge u-v */
    int32_t hits[GNN_I_PATTERN_EDGES];
} tally;

static void see_embedding(void *ctx, const int8_t *map)
{
    tally *t = ctx;
    const gnn_i_pattern *p = t->p;
    if (t->where == GNN_I_GRAPH) t->hits[0]++;
    for (int i = 0; t->where == GNN_I_NODES && i < p->n; i++)
        if (map[i] == t->u) t->hits[p->orbit[i]]++;
    for (int e = 0; t->where == GNN_I_EDGES && e < p->edges; e++) {
        int a = map[p->edge_u[e]], b = map[p->edge_v[e]];
        if ((a == t->u && b == t->v) || (a == t->v && b == t->u)) t->hits[p->edge_orbit[e]]++;
    }
}

/* The column of place k of Q: one vertex or edge stands for its orbit. */
static void fill_column(gnn_i_system *s, const gnn_i_pattern *q, int k, int column, int first, int end,
                        gnn_i_where where)
{
    int u = 0, v = 0, row = 0;
    while (where == GNN_I_NODES && q->orbit[u] != k) u++;
    for (int e = q->edges - 1; where == GNN_I_EDGES && e >= 0; e--)
        if (q->edge_orbit[e] == k) u = q->edge_u[e], v = q->edge_v[e];
    for (int i = first; i < end; i++) {
        tally t = { .p = &catalogue[i], .where = where, .u = u, .v = v };
        gnn_i_pattern_embeddings(&catalogue[i], q, see_embedding, &t);
        for (int place = 0; place < gnn_i_places(&catalogue[i], where); place++)
            s->copies[row++][column] = (int32_t)(t.hits[place] / catalogue[i].automorphisms);
    }
    s->size = row;
}

static void fill_system(int n, gnn_i_where where)
{
    gnn_i_system *s = &systems[n - 3][where];
    int first, end, column = 0;
    gnn_i_pattern_block(&first, &end, n);
    for (int i = first; i < end; i++)
        for (int k = 0; k < gnn_i_places(&catalogue[i], where); k++)
            fill_column(s, &catalogue[i], k, column++, first, end, where);
}

static void make_catalogue(void)
{
    for (int i = 0; i < GNN_I_PATTERNS; i++) {
        gnn_i_pattern *p = &catalogue[i];
        snprintf(p->name, sizeof p->name, "%s", listed[i].name);
        p->n = listed[i].n, p->listed = i;
        for (const char *e = listed[i].edges; *e; e += e[2] ? 3 : 2) join(p, e[0] - '0', e[1] - '0');
        gnn_i_pattern_complete(p);
    }
    for (int n = 3; n <= 5; n++)
        for (int where = GNN_I_GRAPH; where <= GNN_I_EDGES; where++) fill_system(n, (gnn_i_where)where);
}

const gnn_i_pattern *gnn_i_pattern_listed(int i)
{
    pthread_once(&once, make_catalogue);
    return &catalogue[i];
}

const gnn_i_system *gnn_i_pattern_system(int n, gnn_i_where where)
{
    pthread_once(&once, make_catalogue);
    return &systems[n - 3][where];
}

/* The diagonal is 1 and a pattern is contained only in later ones: from the last row up. */
bool gnn_i_to_induced(int64_t *value, const gnn_i_system *s)
{
    for (int r = s->size - 1; r >= 0; r--) {
        gnn_i_wide x = value[r];
        for (int c = r + 1; c < s->size; c++) x -= (gnn_i_wide)s->copies[r][c] * value[c];
        if (x < 0 || x > INT64_MAX) return false;
        value[r] = (int64_t)x;
    }
    return true;
}

/* ---- names ---- */

static gnn_status make_family(gnn_i_pattern *p, gnn_i_family family, int k, const char *name)
{
    *p = (gnn_i_pattern){ .family = family, .n = family == GNN_I_STAR ? k + 1 : k, .listed = -1 };
    snprintf(p->name, sizeof p->name, "%s", name);
    for (int i = 0; i < p->n && p->n <= GNN_I_PATTERN_MAX; i++)
        for (int j = i + 1; j < p->n; j++) {
            bool next = j == i + 1, last = family == GNN_I_CYCLE && i == 0 && j == p->n - 1;
            if (family == GNN_I_CLIQUE || (family == GNN_I_STAR ? i == 0 : next || last)) join(p, i, j);
        }
    if (p->n <= GNN_I_PATTERN_MAX) gnn_i_pattern_complete(p);
    else p->orbits = 2, p->edge_orbits = 1, p->edges = k; /* a large star: centre, leaf */
    return GNN_OK;
}

static gnn_status find_family(gnn_i_pattern *out, const char *name)
{
    static const struct { const char *word; gnn_i_family family; int min, max; } families[] = {
        { "star", GNN_I_STAR, 2, 64 }, { "cycle", GNN_I_CYCLE, 3, 8 }, { "clique", GNN_I_CLIQUE, 3, 8 }, { "path", GNN_I_PATH, 3, 8 } };
    for (size_t f = 0; f < sizeof families / sizeof *families; f++) {
        size_t len = strlen(families[f].word);
        if (strncmp(name, families[f].word, len) != 0 || !name[len]) continue;
        const char *p = name + len, *end = name + strlen(name);
        int64_t k;
        if (*p < '1' || *p > '9' || !gnn_i_take_i64(&p, end, &k) || p < end) continue;
        GNN_REQUIRE_RETURN(k >= families[f].min && k <= families[f].max, GNN_ENOTFOUND,
                           "pattern %s: %sK needs K from %d to %d", name, families[f].word, families[f].min,
                           families[f].max);
        return make_family(out, families[f].family, (int)k, name);
    }
    return gnn_i_fail(GNN_ENOTFOUND, "no pattern is called '%s'", name);
}

gnn_status gnn_i_pattern_find(gnn_i_pattern *out, const char *name)
{
    GNN_REQUIRE_RETURN(name, GNN_EINVAL, "a pattern's name is required");
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (strcmp(aliases[i].alias, name) == 0) name = aliases[i].name;
    for (int i = 0; i < GNN_I_PATTERNS; i++)
        if (strcmp(gnn_i_pattern_listed(i)->name, name) == 0) {
            *out = *gnn_i_pattern_listed(i);
            return GNN_OK;
        }
    return find_family(out, name);
}
