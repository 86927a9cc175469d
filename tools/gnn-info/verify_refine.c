/* Refinements, naively: the signature of every tuple is written out, sorted, and compared whole.
 *
 * A stable colouring is verified by one round: tuples of equal colour have equal atomic types and equal signatures, and
 * both graphs hold equally many of each colour (or equal pools).  Then the coarsest stable colouring, which the test
 * computes, cannot tell the graphs apart either.  A difference is verified by making the rounds anew from the atomic types. */
#include <string.h>
#include "verify.h"
#include "verify_words.h"

static const double MOST_WORK = 4e9;

/* ---- what is refined ---- */

typedef struct machine {
    const v_pair *p;
    const struct rule *rule;
    v_report *r;
    int64_t tuples[2], width[2];  /* width: tuples in a row (a mark's vertices), for pools       */
    int64_t *color[2], colors;
    int64_t *mark[2];             /* of a row: a, b, kind                                        */
    int64_t *label[2];            /* of a pair of vertices, n x n, where the rule has a radius or labels */
    int64_t *seed[2];             /* of a vertex, where the rule has seeds                        */
    v_vocabulary table, inner;
    v_words s;                     /* the signature at hand                                       */
    bool ok;                      /* memory                                                      */
} machine;

typedef enum pool { FLAT, ROWS, COLUMNS } pool;
typedef enum mark { NO_MARK, MARK_NODE, MARK_EDGE, MARK_PAIR, DELETE_NODE, DELETE_EDGE } mark;

typedef struct rule {
    const char *test;
    int arity;                                       /* of tuples of vertices; 2 with marks: (mark, vertex) */
    pool pool;
    mark mark;
    void (*signature)(machine *m, int i, int64_t t); /* appends to m->s after the old colour               */
} rule;

static int by_word(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void add(machine *m, int64_t word) { m->ok &= v_push(&m->s, word); }
static void sort_from(machine *m, int64_t from)
{
    if (m->ok) qsort(m->s.p + from, (size_t)(m->s.n - from), sizeof *m->s.p, by_word);
}
static int64_t both(int64_t a, int64_t b) { return a << 32 | b; }

/* ---- the rules ---- */

/* {{ (type, c(u)) : v sees u }} */
static void see_neighbours(machine *m, int i, int64_t v)
{
    const v_graph *g = &m->p->g[i];
    int64_t from = m->s.n;
    for (int64_t e = g->seen_ptr[v]; e < g->seen_ptr[v + 1]; e++) add(m, both(g->seen_type[e], m->color[i][g->seen[e]]));
    sort_from(m, from);
}

static void unpack(int64_t *tuple, int64_t t, int k, int64_t n)
{
    for (int j = k - 1; j >= 0; j--) tuple[j] = t % n, t /= n;
}

static int64_t pack(const int64_t *tuple, int k, int64_t n)
{
    int64_t t = 0;
    for (int j = 0; j < k; j++) t = t * n + tuple[j];
    return t;
}

/* {{ (c(w,t2,…), c(t1,w,…), …) : all w }}: k-FWL */
static void see_folklore(machine *m, int i, int64_t t)
{
    int k = m->rule->arity;
    int64_t n = m->p->g[i].n, tuple[4], seen[4], from = m->s.n;
    unpack(tuple, t, k, n);
    for (int64_t w = 0; w < n; w++) {
        for (int j = 0; j < k; j++) {
            int64_t old = tuple[j];
            tuple[j] = w, seen[j] = m->color[i][pack(tuple, k, n)], tuple[j] = old;
        }
        int64_t item = k == 2 ? both(seen[0], seen[1]) : v_number(&m->inner, seen, k);
        m->ok &= item >= 0;
        add(m, item);
    }
    sort_from(m, from);
}

/* For each coordinate j: {{ c(t with t_j = w) : all w }}: oblivious k-WL */
static void see_oblivious(machine *m, int i, int64_t t)
{
    int k = m->rule->arity;
    int64_t n = m->p->g[i].n, tuple[4];
    unpack(tuple, t, k, n);
    for (int j = 0; j < k; j++) {
        int64_t from = m->s.n, old = tuple[j];
        for (int64_t w = 0; w < n; w++) tuple[j] = w, add(m, m->color[i][pack(tuple, k, n)]);
        tuple[j] = old;
        sort_from(m, from);
    }
}

/* For each coordinate j: {{ (type, c(t with t_j = w)) : t_j sees w }}: delta-k-LWL */
static void see_local(machine *m, int i, int64_t t)
{
    int k = m->rule->arity;
    const v_graph *g = &m->p->g[i];
    int64_t tuple[4];
    unpack(tuple, t, k, g->n);
    for (int j = 0; j < k; j++) {
        int64_t from = m->s.n, old = tuple[j];
        for (int64_t e = g->seen_ptr[old]; e < g->seen_ptr[old + 1]; e++)
            tuple[j] = g->seen[e], add(m, both(g->seen_type[e], m->color[i][pack(tuple, k, g->n)]));
        tuple[j] = old;
        add(m, -1 - j);
        sort_from(m, from);
    }
}

/* {{ (label(v,w), c(w)) : all w }}: GD-WL */
static void see_labelled(machine *m, int i, int64_t v)
{
    int64_t n = m->p->g[i].n, from = m->s.n;
    for (int64_t w = 0; w < n; w++) add(m, both(m->label[i][v * n + w], m->color[i][w]));
    sort_from(m, from);
}

/* {{ (c(u,w), c(w,v)) }} over the w that the rule's labels of (u,w) and (w,v) admit */
static void see_some(machine *m, int i, int64_t t, bool (*admits)(const machine *, int, int64_t, int64_t, int64_t))
{
    int64_t n = m->p->g[i].n, u = t / n, v = t % n, from = m->s.n;
    for (int64_t w = 0; w < n; w++)
        if (admits(m, i, u, v, w)) add(m, both(m->color[i][u * n + w], m->color[i][w * n + v]));
    sort_from(m, from);
}

/* label: 1 next to each other (arcs either way), else 0; distances up to D, or -1 */
static bool next_to_second(const machine *m, int i, int64_t u, int64_t v, int64_t w) { return u >= 0 && m->label[i][w * m->p->g[i].n + v] == 1; }
static bool next_to_either(const machine *m, int i, int64_t u, int64_t v, int64_t w)
{
    return m->label[i][w * m->p->g[i].n + v] == 1 || m->label[i][w * m->p->g[i].n + u] == 1;
}
static bool both_near(const machine *m, int i, int64_t u, int64_t v, int64_t w)
{
    int64_t n = m->p->g[i].n;
    return m->label[i][u * n + v] >= 0 && m->label[i][u * n + w] >= 0 && m->label[i][w * n + v] >= 0;
}
static void see_near_second(machine *m, int i, int64_t t) { see_some(m, i, t, next_to_second); }
static void see_near_either(machine *m, int i, int64_t t) { see_some(m, i, t, next_to_either); }
static void see_ball(machine *m, int i, int64_t t) { see_some(m, i, t, both_near); }

/* As see_local, and how many w' of all give the colour in that place */
static void see_local_plus(machine *m, int i, int64_t t)
{
    int k = m->rule->arity;
    const v_graph *g = &m->p->g[i];
    int64_t tuple[4], item[3];
    unpack(tuple, t, k, g->n);
    for (int j = 0; j < k; j++) {
        int64_t from = m->s.n, old = tuple[j];
        for (int64_t e = g->seen_ptr[old]; e < g->seen_ptr[old + 1]; e++) {
            tuple[j] = g->seen[e];
            item[0] = g->seen_type[e], item[1] = m->color[i][pack(tuple, k, g->n)], item[2] = 0;
            for (tuple[j] = 0; tuple[j] < g->n; tuple[j]++) item[2] += m->color[i][pack(tuple, k, g->n)] == item[1];
            int64_t number = v_number(&m->inner, item, 3);
            m->ok &= number >= 0;
            add(m, number);
        }
        tuple[j] = old;
        add(m, -1 - j);
        sort_from(m, from);
    }
}

static bool is_dead(const machine *m, int i, int64_t row, int64_t v)
{
    const int64_t *k = m->mark[i] + 3 * row;
    return k[2] == DELETE_NODE && k[0] == v;
}

/* 1-WL inside one row; a deleted vertex or edge is not seen. */
static void see_in_row(machine *m, int i, int64_t t)
{
    const v_graph *g = &m->p->g[i];
    int64_t row = t / g->n, v = t % g->n, from = m->s.n;
    const int64_t *k = m->mark[i] + 3 * row;
    for (int64_t e = g->seen_ptr[v]; e < g->seen_ptr[v + 1] && !is_dead(m, i, row, v); e++) {
        int64_t u = g->seen[e];
        bool out = !m->p->directed || g->seen_type[e] % 2 == 1, gone = false;
        if (k[2] == DELETE_EDGE)
            gone = m->p->directed && g->directed ? (out ? v == k[0] && u == k[1] : u == k[0] && v == k[1])
                                                 : (v == k[0] && u == k[1]) || (u == k[0] && v == k[1]);
        if (!gone && !is_dead(m, i, row, u)) add(m, both(g->seen_type[e], m->color[i][row * g->n + u]));
    }
    sort_from(m, from);
}

static void see_diagonal(machine *m, int i, int64_t t)
{
    int64_t n = m->p->g[i].n;
    see_in_row(m, i, t);
    add(m, m->color[i][t % n * (n + 1)]);
}

static void see_column(machine *m, int i, int64_t t)
{
    int64_t n = m->p->g[i].n;
    see_in_row(m, i, t);
    int64_t from = m->s.n;
    for (int64_t w = 0; w < n; w++) add(m, m->color[i][w * n + t % n]);
    sort_from(m, from);
}

/* Rows w that u sees, at v. */
static void see_both_ways(machine *m, int i, int64_t t)
{
    const v_graph *g = &m->p->g[i];
    int64_t u = t / g->n, v = t % g->n;
    see_in_row(m, i, t);
    add(m, -1);
    int64_t from = m->s.n;
    for (int64_t e = g->seen_ptr[u]; e < g->seen_ptr[u + 1]; e++) add(m, both(g->seen_type[e], m->color[i][g->seen[e] * g->n + v]));
    sort_from(m, from);
}

static const rule rules[] = {
    {"1-wl", 1, FLAT, NO_MARK, see_neighbours},
    {"fractional", 1, FLAT, NO_MARK, see_neighbours},
    {"distance-wl", 1, FLAT, NO_MARK, see_labelled},
    {"resistance-wl", 1, FLAT, NO_MARK, see_labelled},
    {"eigenprojection-wl:A", 1, FLAT, NO_MARK, see_labelled},
    {"eigenprojection-wl:L", 1, FLAT, NO_MARK, see_labelled},
    {"eigenprojection-wl:N", 1, FLAT, NO_MARK, see_labelled},
    {"rwse-1-wl", 1, FLAT, NO_MARK, see_neighbours},
    {"s3", 1, FLAT, NO_MARK, see_neighbours},
    {"s4", 1, FLAT, NO_MARK, see_neighbours},
    {"graphlet-1-wl:3", 1, FLAT, NO_MARK, see_neighbours},
    {"graphlet-1-wl:4", 1, FLAT, NO_MARK, see_neighbours},
    {"graphlet-1-wl:5", 1, FLAT, NO_MARK, see_neighbours},
    {"n1", 1, FLAT, NO_MARK, see_neighbours},
    {"n2", 1, FLAT, NO_MARK, see_neighbours},
    {"2-wl", 2, FLAT, NO_MARK, see_oblivious},
    {"2-fwl", 2, FLAT, NO_MARK, see_folklore},
    {"3-fwl", 3, FLAT, NO_MARK, see_folklore},
    {"4-fwl", 4, FLAT, NO_MARK, see_folklore},
    {"delta-2-lwl", 2, FLAT, NO_MARK, see_local},
    {"delta-3-lwl", 3, FLAT, NO_MARK, see_local},
    {"delta-2-lwl+", 2, FLAT, NO_MARK, see_local_plus},
    {"delta-3-lwl+", 3, FLAT, NO_MARK, see_local_plus},
    {"local-2-fwl", 2, FLAT, NO_MARK, see_near_second},
    {"symmetric-local-2-fwl", 2, FLAT, NO_MARK, see_near_either},
    {"drfwl-2:2", 2, FLAT, NO_MARK, see_ball},
    {"drfwl-2:3", 2, FLAT, NO_MARK, see_ball},
    {"node-marked-1-wl", 2, ROWS, MARK_NODE, see_in_row},
    {"swl-sv", 2, COLUMNS, MARK_NODE, see_in_row},
    {"pswl-vs", 2, ROWS, MARK_NODE, see_diagonal},
    {"pswl-sv", 2, COLUMNS, MARK_NODE, see_diagonal},
    {"gswl", 2, ROWS, MARK_NODE, see_column},
    {"sswl", 2, ROWS, MARK_NODE, see_both_ways},
    {"edge-marked-1-wl", 2, ROWS, MARK_EDGE, see_in_row},
    {"pair-marked-1-wl", 2, ROWS, MARK_PAIR, see_in_row},
    {"node-deleted-1-wl", 2, ROWS, DELETE_NODE, see_in_row},
    {"edge-deleted-1-wl", 2, ROWS, DELETE_EDGE, see_in_row},
};

static const rule *rule_of(const char *test)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strcmp(rules[i].test, test) == 0) return &rules[i];
    return NULL;
}

bool v_is_refinement(const char *test) { return rule_of(test) != NULL; }

/* ---- atomic types ---- */

/* Row of marks: a, b, kind; the deletions and edge marks have the unchanged graph as a row of its own. */
static bool make_marks(machine *m, int i)
{
    const v_graph *g = &m->p->g[i];
    mark kind = m->rule->mark;
    int64_t rows = kind == MARK_NODE ? g->n : kind == MARK_PAIR ? g->n * g->n : kind == DELETE_NODE ? g->n + 1 : g->arcs + 1, k = 0;
    int64_t *row = v_alloc(m->r, 3 * rows + 3, sizeof *row);
    if (!row) return false;
    if (kind == MARK_NODE || kind == DELETE_NODE)
        for (int64_t v = 0; v < g->n; v++, k++) row[3 * k] = v, row[3 * k + 1] = -1, row[3 * k + 2] = kind;
    if (kind == MARK_PAIR)
        for (int64_t u = 0; u < g->n; u++)
            for (int64_t v = 0; v < g->n; v++, k++) row[3 * k] = u, row[3 * k + 1] = v, row[3 * k + 2] = kind;
    if (kind == MARK_EDGE || kind == DELETE_EDGE)
        for (int64_t u = 0; u < g->n; u++)
            for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
                if (kind == DELETE_EDGE && !g->directed && g->col[e] < u) continue;
                row[3 * k] = u, row[3 * k + 1] = g->col[e], row[3 * k + 2] = kind, k++;
            }
    if (kind != MARK_NODE && kind != MARK_PAIR) row[3 * k] = row[3 * k + 1] = -1, row[3 * k + 2] = NO_MARK, k++;
    m->mark[i] = row, m->width[i] = g->n, m->tuples[i] = k * g->n;
    return true;
}

static void atomic_type(machine *m, int i, int64_t t)
{
    const v_graph *g = &m->p->g[i];
    int k = m->rule->arity;
    int64_t tuple[4];
    m->s.n = 0;
    if (m->rule->mark) {
        const int64_t *row = m->mark[i] + 3 * (t / g->n);
        int64_t v = t % g->n;
        bool dead = is_dead(m, i, t / g->n, v), marks = row[2] == MARK_NODE || row[2] == MARK_EDGE || row[2] == MARK_PAIR;
        add(m, dead);
        add(m, dead ? 0 : g->label[v]);
        add(m, marks && row[0] == v);
        add(m, marks && row[1] == v);
        return;
    }
    unpack(tuple, t, k, g->n);
    if (m->rule->signature == see_ball) {
        add(m, m->label[i][t]);
        if (m->label[i][t] < 0) return; /* pairs too far apart have no colour of their own */
    }
    if (m->seed[i]) add(m, m->seed[i][t]);
    if (k == 1 && m->rule->signature == see_labelled) add(m, v_arc(g, t, t)); /* all else about (v,v) is the label's */
    for (int a = 0; a < k; a++) add(m, g->label[tuple[a]]);
    for (int a = 0; a < k && k > 1; a++)
        for (int b = 0; b < k; b++) add(m, a == b ? 0 : both(tuple[a] == tuple[b], v_arc(g, tuple[a], tuple[b])));
    for (int a = 0; a < k && k > 1; a++) add(m, v_arc(g, tuple[a], tuple[a]));
}

/* ---- rounds ---- */

static bool out_of_memory(machine *m) { return v_unchecked(m->r, "the signatures need more memory than the checker takes"); }

static bool prepare(machine *m, const v_pair *p, const rule *how, v_report *r)
{
    *m = (machine){.p = p, .rule = how, .r = r, .ok = true};
    double work = 0;
    for (int i = 0; i < 2; i++) {
        const v_graph *g = &p->g[i];
        double size = 1;
        for (int k = 0; k < how->arity; k++) size *= (double)g->n;
        if (how->mark == MARK_EDGE || how->mark == DELETE_EDGE) size = (double)g->n * ((double)g->arcs + 1);
        if (how->mark == MARK_PAIR) size *= (double)g->n;
        work += size;
    }
    if (work > 2e7) return v_unchecked(r, "%.3g tuples are more than the checker takes", work);
    for (int i = 0; i < 2; i++) {
        const v_graph *g = &p->g[i];
        m->tuples[i] = 1, m->width[i] = g->n;
        for (int k = 0; k < how->arity; k++) m->tuples[i] *= g->n;
        if (how->mark && !make_marks(m, i)) return false;
        if (!(m->color[i] = v_alloc(r, m->tuples[i] + 1, sizeof **m->color))) return false;
    }
    return v_labels(p, how->test, m->label, r) && v_seeds(p, how->test, m->seed, r);
}

static bool start(machine *m)
{
    v_forget(&m->table);
    for (int i = 0; i < 2; i++)
        for (int64_t t = 0; t < m->tuples[i]; t++) {
            atomic_type(m, i, t);
            int64_t c = m->ok ? v_number(&m->table, m->s.p, m->s.n) : -1;
            if (c < 0) return out_of_memory(m);
            m->color[i][t] = c;
        }
    m->colors = m->table.used;
    return true;
}

/* Numbers of the signatures under the present colours, into next; *count of them. */
static bool signatures(machine *m, int64_t *next[2], int64_t *count, double *work)
{
    v_forget(&m->table);
    v_forget(&m->inner);
    for (int i = 0; i < 2; i++)
        for (int64_t t = 0; t < m->tuples[i]; t++) {
            m->s.n = 0;
            add(m, m->color[i][t]);
            m->rule->signature(m, i, t);
            int64_t c = m->ok ? v_number(&m->table, m->s.p, m->s.n) : -1;
            if (c < 0) return out_of_memory(m);
            next[i][t] = c;
            if ((*work += (double)m->s.n) > MOST_WORK) return v_unchecked(m->r, "the rounds take more work than the checker does");
            if (t % 1024 == 0 && gnn_canceled()) return v_unchecked(m->r, "canceled");
        }
    *count = m->table.used;
    return true;
}

static bool one_round(machine *m, int64_t *next[2], bool *refined, double *work)
{
    int64_t count = 0;
    if (!signatures(m, next, &count, work)) return false;
    *refined = count > m->colors;
    for (int i = 0; i < 2; i++) memcpy(m->color[i], next[i], (size_t)m->tuples[i] * sizeof **next);
    m->colors = count;
    return true;
}

static bool scratch(machine *m, int64_t *next[2])
{
    for (int i = 0; i < 2; i++)
        if (!(next[i] = v_alloc(m->r, m->tuples[i] + 1, sizeof **next))) return false;
    return true;
}

/* ---- comparing ---- */

/* The sorted list of what pool of graph i under the present colours. */
static bool list_pools(machine *m, int i, int64_t *list, int64_t *count)
{
    int64_t width = m->width[i], rows = width ? m->tuples[i] / width : 0, *scratch_row = v_alloc(m->r, rows + width + 1, sizeof *scratch_row);
    if (!scratch_row) return false;
    if (m->rule->pool == FLAT) memcpy(list, m->color[i], (size_t)(*count = m->tuples[i]) * sizeof *list);
    else *count = m->rule->pool == ROWS ? rows : width;
    for (int64_t k = 0; k < *count && m->rule->pool != FLAT; k++) {
        int64_t n = m->rule->pool == ROWS ? width : rows;
        for (int64_t j = 0; j < n; j++) scratch_row[j] = m->color[i][m->rule->pool == ROWS ? k * width + j : j * width + k];
        qsort(scratch_row, (size_t)n, sizeof *scratch_row, by_word);
        if ((list[k] = v_number(&m->inner, scratch_row, n)) < 0) return out_of_memory(m);
    }
    qsort(list, (size_t)*count, sizeof *list, by_word);
    return true;
}

static bool compare(machine *m, bool *equal)
{
    int64_t *list[2], count[2] = {0, 0};
    v_forget(&m->inner);
    for (int i = 0; i < 2; i++) {
        if (!(list[i] = v_alloc(m->r, m->tuples[i] + m->width[i] + 1, sizeof **list))) return false;
        if (!list_pools(m, i, list[i], &count[i])) return false;
    }
    *equal = count[0] == count[1] && m->p->g[0].n == m->p->g[1].n && memcmp(list[0], list[1], (size_t)count[0] * sizeof **list) == 0;
    return true;
}

/* ---- the kinds of evidence ---- */

static bool from_definition(machine *m, bool separates)
{
    int64_t *next[2], rounds = 0;
    bool refined = true, equal = true;
    double work = 0;
    if (!scratch(m, next) || !start(m) || !compare(m, &equal)) return false;
    while (equal && refined) {
        if (!one_round(m, next, &refined, &work) || !compare(m, &equal)) return false;
        rounds += refined;
    }
    if (equal == separates) return v_refuse(m->r, "refinement anew says %s after %lld rounds", equal ? "not separated" : "separated", (long long)rounds);
    v_verified(m->r, "refined anew by sorted signatures: %s after %lld round%s", equal ? "equal" : "different", (long long)rounds, rounds == 1 ? "" : "s");
    return true;
}

/* color -> number must be a function, over both graphs. */
static bool is_function(machine *m, const int64_t *of[2], int64_t colors, const char *what)
{
    int64_t *image = v_alloc(m->r, colors + 1, sizeof *image);
    if (!image) return false;
    for (int64_t c = 0; c < colors; c++) image[c] = -1;
    for (int i = 0; i < 2; i++)
        for (int64_t t = 0; t < m->tuples[i]; t++) {
            int64_t *to = &image[m->color[i][t]];
            if (*to >= 0 && *to != of[i][t]) return v_refuse(m->r, "tuples of colour %lld have different %s", (long long)m->color[i][t], what);
            *to = of[i][t];
        }
    return true;
}

static bool stable_coloring(machine *m, bool separates, const json_t *e)
{
    int64_t *next[2], arity, count, used = 0;
    bool equal = false;
    double work = 0;
    if (separates) return v_refuse(m->r, "a stable colouring does not show a difference");
    if (!v_keys(e, "kind arity a b", m->r) || !v_integer(&arity, e, "arity", m->rule->arity, m->rule->arity, m->r) || !scratch(m, next)) return false;
    if (!start(m)) return false;
    for (int i = 0; i < 2; i++) memcpy(next[i], m->color[i], (size_t)m->tuples[i] * sizeof **next);
    for (int i = 0; i < 2; i++)
        if (!v_integers(m->color[i], json_object_get(e, i ? "b" : "a"), m->tuples[i], 0, m->tuples[0] + m->tuples[1], i ? "b" : "a", m->r)) return false;
    m->colors = m->tuples[0] + m->tuples[1] + 1;
    if (!is_function(m, (const int64_t *[2]){next[0], next[1]}, m->colors, "atomic types")) return false;
    if (!signatures(m, next, &count, &work)) return false;
    if (!is_function(m, (const int64_t *[2]){next[0], next[1]}, m->colors, "signatures")) return false;
    used = count; /* as many signatures as colours in use, since each holds its colour */
    if (!compare(m, &equal)) return false;
    if (!equal) return v_refuse(m->r, "the colours are not equally frequent in both graphs");
    v_verified(m->r, "a stable colouring, %lld colours, equally frequent in both%s", (long long)used,
               m->rule->arity == 1 ? ": a common equitable partition; X = 1/|cell| inside cells is doubly stochastic with AX = XB" : "");
    return true;
}

/* Counts of the colours in both graphs: counts[2c], counts[2c+1]; *equal: the same everywhere. */
static bool count_colors(machine *m, int64_t **counts, bool *equal)
{
    int64_t *k = *counts = v_alloc(m->r, 2 * m->colors + 2, sizeof *k);
    if (!k) return false;
    memset(k, 0, (size_t)(2 * m->colors) * sizeof *k);
    for (int i = 0; i < 2; i++)
        for (int64_t t = 0; t < m->tuples[i]; t++) k[2 * m->color[i][t] + i]++;
    *equal = true;
    for (int64_t c = 0; c < m->colors; c++) *equal &= k[2 * c] == k[2 * c + 1];
    return true;
}

/* The certificate must name the first round with a difference; of the colours that differ most, in the order of their
 * first tuples, the first; and its first tuple.  So no number in it can be changed. */
static bool check_difference(machine *m, int64_t round, int in, const int64_t *tuple, const int64_t claim[2])
{
    int64_t *counts, best = 0, first = 0;
    bool equal;
    if (!count_colors(m, &counts, &equal)) return false;
    if (equal) return v_refuse(m->r, "after round %lld all colours are equally frequent", (long long)round);
    for (int64_t c = 1; c < m->colors; c++)
        if (llabs(counts[2 * c] - counts[2 * c + 1]) > llabs(counts[2 * best] - counts[2 * best + 1])) best = c;
    if (counts[2 * best] != claim[0] || counts[2 * best + 1] != claim[1])
        return v_refuse(m->r, "the colour is on %lld and %lld tuples, not %lld and %lld", (long long)counts[2 * best],
                        (long long)counts[2 * best + 1], (long long)claim[0], (long long)claim[1]);
    if (in != (counts[2 * best] == 0)) return v_refuse(m->r, "the tuple is in the other graph");
    while (m->color[in][first] != best) first++;
    return pack(tuple, m->rule->arity, m->p->g[in].n) == first || v_refuse(m->r, "the tuple has another colour, or is not its first");
}

static bool color_count(machine *m, bool separates, const json_t *e)
{
    int64_t *next[2], *counts, arity, round, tuple[4], claim[2];
    bool refined = true, equal = true;
    double work = 0;
    const char *graph = json_string_value(json_object_get(e, "graph"));
    if (!separates) return v_refuse(m->r, "different counts of a colour show a difference");
    if (!v_keys(e, "kind arity round graph tuple count_a count_b", m->r) ||
        !v_integer(&arity, e, "arity", m->rule->arity, m->rule->arity, m->r) || !v_integer(&round, e, "round", 0, 1000000, m->r) ||
        !v_integer(&claim[0], e, "count_a", 0, INT64_MAX, m->r) || !v_integer(&claim[1], e, "count_b", 0, INT64_MAX, m->r))
        return false;
    if (!graph || (strcmp(graph, "a") != 0 && strcmp(graph, "b") != 0)) return v_refuse(m->r, "'graph' is neither a nor b");
    int in = graph[0] == 'b';
    if (!v_integers(tuple, json_object_get(e, "tuple"), arity, 0, m->p->g[in].n - 1, "tuple", m->r)) return false;
    if (!scratch(m, next) || !start(m)) return false;
    for (int64_t k = 0; k < round; k++) {
        if (!count_colors(m, &counts, &equal)) return false;
        if (!equal) return v_refuse(m->r, "round %lld shows a difference already", (long long)k);
        if (!one_round(m, next, &refined, &work)) return false;
        if (!refined) return v_refuse(m->r, "round %lld does not refine", (long long)k + 1);
    }
    if (!check_difference(m, round, in, tuple, claim)) return false;
    v_verified(m->r, "refined anew: after %lld round%s a colour is on %lld tuples against %lld", (long long)round, round == 1 ? "" : "s",
               (long long)claim[0], (long long)claim[1]);
    return true;
}

/* ---- the unfolding of a colour of 1-WL ---- */

/* [count, colour, weight, "out"] as the word that see_neighbours makes for it, `count` times. */
static bool read_item(machine *m, const json_t *item, int64_t old_colors)
{
    const json_t *count = json_array_get(item, 0), *color = json_array_get(item, 1), *weight = json_array_get(item, 2);
    const char *way = json_string_value(json_array_get(item, 3));
    size_t size = json_array_size(item);
    bool fits = (size == 2 || (size == 4 && json_is_number(weight) && way)) && json_is_integer(count) && json_is_integer(color);
    if (!fits || json_integer_value(count) < 1 || json_integer_value(count) > INT32_MAX || json_integer_value(color) < 0 || json_integer_value(color) >= old_colors)
        return v_refuse(m->r, "'levels': a neighbour is not [count, colour] or [count, colour, weight, direction]");
    int64_t type = -1, plain = 0;
    for (int i = 0; i < 2; i++) /* the type of an arc of such a weight and direction, if there is one */
        for (int64_t u = 0; u < m->p->g[i].n; u++)
            for (int64_t e = m->p->g[i].seen_ptr[u]; e < m->p->g[i].seen_ptr[u + 1] && size == 4 && type < 0; e++) {
                const v_graph *g = &m->p->g[i];
                bool out = g->seen_type[e] % 2 == 1;
                if (m->p->directed != (strcmp(way, "edge") != 0) || (m->p->directed && out != (strcmp(way, "out") == 0))) continue;
                int64_t from = m->p->directed && !out ? g->seen[e] : u, to = m->p->directed && !out ? u : g->seen[e];
                for (int64_t k = g->ptr[from]; k < g->ptr[from + 1]; k++)
                    if (g->col[k] == to && g->weight[k] == json_number_value(weight)) type = g->seen_type[e];
            }
    if (size == 2) type = plain;
    if (type < 0) return v_refuse(m->r, "'levels': no arc has the weight and direction of a neighbour");
    for (int64_t k = 0; k < json_integer_value(count); k++) {
        add(m, both(type, json_integer_value(color)));
        if (m->s.n > m->p->g[0].arcs + m->p->g[1].arcs + 2 + m->p->g[0].seen_ptr[m->p->g[0].n] + m->p->g[1].seen_ptr[m->p->g[1].n])
            return v_refuse(m->r, "'levels': more neighbours than there are");
    }
    return true;
}

/* Number the signatures of a level; equal ones are refused, so numbers are places in the list. */
static bool read_level(machine *m, const json_t *list, int64_t old_colors)
{
    v_forget(&m->table);
    for (size_t k = 0; k < json_array_size(list); k++) {
        const json_t *entry = json_array_get(list, k);
        m->s.n = 0;
        if (old_colors < 0) {
            if (!json_is_integer(entry)) return v_refuse(m->r, "'levels': a label is not a whole number");
            add(m, json_integer_value(entry));
        } else {
            const json_t *old = json_array_get(entry, 0);
            if (!json_is_integer(old) || json_integer_value(old) < 0 || json_integer_value(old) >= old_colors)
                return v_refuse(m->r, "'levels': a signature does not begin with a colour of the level below");
            add(m, json_integer_value(old));
            for (size_t j = 1; j < json_array_size(entry); j++)
                if (!read_item(m, json_array_get(entry, j), old_colors)) return false;
            sort_from(m, 1);
        }
        int64_t c = m->ok ? v_number(&m->table, m->s.p, m->s.n) : -1;
        if (c < 0) return out_of_memory(m);
        if (c != (int64_t)k) return v_refuse(m->r, "'levels': a signature is there twice");
    }
    return true;
}

/* Colours of all vertices among the table's signatures; none: the number after the last. */
static bool match_level(machine *m, int64_t *next[2], bool labels)
{
    int64_t listed = m->table.used;
    for (int i = 0; i < 2; i++)
        for (int64_t v = 0; v < m->tuples[i]; v++) {
            m->s.n = 0;
            add(m, labels ? m->p->g[i].label[v] : m->color[i][v]);
            if (!labels) see_neighbours(m, i, v);
            int64_t c = m->ok ? v_number(&m->table, m->s.p, m->s.n) : -1;
            if (c < 0) return out_of_memory(m);
            next[i][v] = c < listed ? c : listed;
        }
    for (int i = 0; i < 2; i++) memcpy(m->color[i], next[i], (size_t)m->tuples[i] * sizeof **next);
    return true;
}

static bool unfolding(machine *m, bool separates, const json_t *e)
{
    int64_t *next[2], round, claim[2], found[2] = {0, 0}, old = -1;
    const json_t *levels = json_object_get(e, "levels");
    if (!separates) return v_refuse(m->r, "different counts of a colour show a difference");
    if (!v_keys(e, "kind round count_a count_b levels", m->r) || !v_integer(&round, e, "round", 0, INT32_MAX, m->r) ||
        !v_integer(&claim[0], e, "count_a", 0, INT64_MAX, m->r) || !v_integer(&claim[1], e, "count_b", 0, INT64_MAX, m->r))
        return false;
    if (m->rule->signature != see_neighbours || m->seed[0]) return v_refuse(m->r, "an unfolding is evidence of 1-wl");
    if ((int64_t)json_array_size(levels) != round + 1) return v_refuse(m->r, "'levels' are not round + 1 lists");
    if (json_array_size(json_array_get(levels, 0)) != 1) return v_refuse(m->r, "'levels': the last level is not one colour");
    if (!scratch(m, next)) return false;
    for (int64_t t = 0; t <= round; t++) {
        const json_t *list = json_array_get(levels, (size_t)(round - t));
        if (!json_is_array(list) || !read_level(m, list, old) || !match_level(m, next, t == 0)) return m->r->outcome == V_VERIFIED ? v_refuse(m->r, "'levels' are not lists") : false;
        old = (int64_t)json_array_size(list);
    }
    for (int i = 0; i < 2; i++)
        for (int64_t v = 0; v < m->tuples[i]; v++) found[i] += m->color[i][v] == 0;
    if (found[0] != claim[0] || found[1] != claim[1])
        return v_refuse(m->r, "the colour is on %lld and %lld vertices, not %lld and %lld", (long long)found[0], (long long)found[1], (long long)claim[0], (long long)claim[1]);
    if (found[0] == found[1]) return v_refuse(m->r, "the colour is equally frequent in both");
    v_verified(m->r, "a colour of round %lld, unfolded, is on %lld vertices against %lld", (long long)round, (long long)found[0], (long long)found[1]);
    return true;
}

bool v_refinement(const v_pair *p, const char *test, bool separates, const json_t *evidence, v_report *r)
{
    machine m;
    const char *kind = json_string_value(json_object_get(evidence, "kind"));
    const rule *found = rule_of(test);
    bool ok = prepare(&m, p, found, r);
    if (!kind) ok = v_refuse(r, "the evidence has no kind");
    else if (!ok) ok = false;
    else if (strcmp(kind, "definition") == 0) ok = v_keys(evidence, "kind", r) && from_definition(&m, separates);
    else if (strcmp(kind, "stable-coloring") == 0) ok = stable_coloring(&m, separates, evidence);
    else if (strcmp(kind, "color-count") == 0) ok = color_count(&m, separates, evidence);
    else if (strcmp(kind, "unfolding") == 0) ok = unfolding(&m, separates, evidence);
    else ok = v_refuse(r, "'%s' is no evidence of %s", kind, test);
    v_vocabulary_free(&m.table);
    v_vocabulary_free(&m.inner);
    gnn_i_free(m.s.p);
    return ok;
}
