/* The rules of refinements: what a tuple of vertices, or a vertex under a mark, sees of the colours around it. */
#include <string.h>
#include "verify_refine.h"

void v_close_part(v_machine *m, int64_t from)
{
    uint64_t sum = 0;
    if (!m->ok) return;
    int64_t *p = m->s.p + from, count = m->s.n - from;
    m->work += (double)count;
    if (m->exact) {
        v_sort(p, count);
        return;
    }
    for (int64_t k = 0; k < count; k++) sum += v_mixed((uint64_t)p[k]);
    m->s.n = from;
    v_add(m, (int64_t)sum);
}

/* ---- the rules ---- */

/* {{ (type, c(u)) : v sees u }} */
void v_see_neighbours(v_machine *m, int i, int64_t v)
{
    const v_graph *g = &m->p->g[i];
    int64_t from = m->s.n;
    for (int64_t e = g->seen_ptr[v]; e < g->seen_ptr[v + 1]; e++)
        v_add(m, v_both(g->seen_type[e], m->color[i][g->seen[e]]));
    v_close_part(m, from);
}

int64_t v_tuple_pack(const int64_t *tuple, int k, int64_t n)
{
    int64_t t = 0;
    for (int j = 0; j < k; j++) t = t * n + tuple[j];
    return t;
}

static void unpack(int64_t *tuple, int64_t t, int k, int64_t n)
{
    for (int j = k - 1; j >= 0; j--) tuple[j] = t % n, t /= n;
}

/* How far apart two tuples lie that differ by 1 in coordinate j. */
static void steps_of(int64_t *step, int k, int64_t n)
{
    step[k - 1] = 1;
    for (int j = k - 2; j >= 0; j--) step[j] = step[j + 1] * n;
}

/* One word for a few: exact where it must be. */
static int64_t one_word(v_machine *m, const int64_t *words, int k)
{
    static const uint64_t odd[4] = {0x9e3779b97f4a7c15u, 0xc2b2ae3d27d4eb4fu, 0x165667b19e3779f9u, 0xd6e8feb86659fd93u};
    uint64_t sum = 0;
    for (int j = 0; j < k && !m->exact; j++) sum += (uint64_t)words[j] * odd[j];
    int64_t number = m->exact ? v_number(&m->inner, words, k) : (int64_t)sum;
    m->ok &= !m->exact || number >= 0;
    return number;
}

/* {{ (c(w,t2,…), c(t1,w,…), …) : all w }}: k-FWL */
static void see_folklore(v_machine *m, int i, int64_t t)
{
    int k = m->rule->arity;
    int64_t n = m->p->g[i].n, tuple[4], step[4], seen[4], from = m->s.n;
    const int32_t *at[4], *color = m->color[i];
    bool packs = m->exact && m->colors < (int64_t)1 << (k > 1 ? 62 / k : 31);
    unpack(tuple, t, k, n);
    steps_of(step, k, n);
    for (int j = 0; j < k; j++) at[j] = color + t - tuple[j] * step[j];
    for (int64_t w = 0; w < n; w++) {
        for (int j = 0; j < k; j++) seen[j] = at[j][w * step[j]];
        int64_t item = 0;
        if (packs) for (int j = 0; j < k; j++) item = item << 62 / k | seen[j];
        else item = one_word(m, seen, k);
        v_add(m, item);
    }
    v_close_part(m, from);
}

/* For each coordinate j: {{ c(t with t_j = w) : all w }}: oblivious k-WL */
static void see_oblivious(v_machine *m, int i, int64_t t)
{
    int k = m->rule->arity;
    int64_t n = m->p->g[i].n, tuple[4], step[4];
    unpack(tuple, t, k, n);
    steps_of(step, k, n);
    for (int j = 0; j < k; j++) {
        int64_t from = m->s.n;
        for (int64_t w = 0; w < n; w++) v_add(m, m->color[i][t + (w - tuple[j]) * step[j]]);
        v_close_part(m, from);
    }
}

/* For each coordinate j: {{ (type, c(t with t_j = w)) : t_j sees w }}: delta-k-LWL; "+": and how many w of all give the
 * colour in that place. */
static void see_lines(v_machine *m, int i, int64_t t, bool plus)
{
    int k = m->rule->arity;
    const v_graph *g = &m->p->g[i];
    int64_t tuple[4], step[4];
    unpack(tuple, t, k, g->n);
    steps_of(step, k, g->n);
    for (int j = 0; j < k; j++) {
        int64_t from = m->s.n;
        for (int64_t e = g->seen_ptr[tuple[j]]; e < g->seen_ptr[tuple[j] + 1]; e++) {
            int64_t to = t + (g->seen[e] - tuple[j]) * step[j];
            if (plus)
                v_add(m, one_word(m, (int64_t[]){g->seen_type[e], m->color[i][to],
                                                 m->alike[i][j * m->tuples[i] + to]}, 3));
            else v_add(m, v_both(g->seen_type[e], m->color[i][to]));
        }
        v_add(m, -1 - j);
        v_close_part(m, from);
    }
}
static void see_local(v_machine *m, int i, int64_t t) { see_lines(m, i, t, false); }
static void see_local_plus(v_machine *m, int i, int64_t t) { see_lines(m, i, t, true); }

/* m->alike[i][j][t] by lines: the tuples that differ from t in coordinate j only, and t. */
static void count_alike(v_machine *m, int i, int32_t *count)
{
    int k = m->rule->arity;
    int64_t n = m->p->g[i].n, step[4], tuple[4];
    steps_of(step, k, n);
    for (int64_t t = 0; t < m->tuples[i]; t++) {
        unpack(tuple, t, k, n);
        for (int j = 0; j < k; j++) {
            const int32_t *line = m->color[i] + t;
            int32_t *out = m->alike[i] + j * m->tuples[i] + t;
            if (tuple[j] != 0) continue;
            for (int64_t w = 0; w < n; w++) count[line[w * step[j]]]++;
            for (int64_t w = 0; w < n; w++) out[w * step[j]] = count[line[w * step[j]]];
            for (int64_t w = 0; w < n; w++) count[line[w * step[j]]] = 0;
        }
    }
}

bool v_counts_alike(const v_rule *rule) { return rule->signature == see_local_plus; }

bool v_prepare_round(v_machine *m)
{
    if (!v_counts_alike(m->rule)) return true;
    gnn_arena_mark mark = gnn_i_arena_mark(m->r->arena);
    int32_t *count = v_alloc(m->r, m->colors + 1, sizeof *count);
    if (!count) return false;
    memset(count, 0, (size_t)(m->colors + 1) * sizeof *count);
    for (int i = 0; i < 2; i++) count_alike(m, i, count);
    gnn_i_arena_release(m->r->arena, mark);
    return true;
}

/* {{ (label(v,w), c(w)) : all w }}: GD-WL */
static void see_labelled(v_machine *m, int i, int64_t v)
{
    int64_t n = m->p->g[i].n, from = m->s.n;
    for (int64_t w = 0; w < n; w++) v_add(m, v_both(m->label[i][v * n + w], m->color[i][w]));
    v_close_part(m, from);
}

/* {{ (c(u,w), c(w,v)) }} over the w that the rule's labels of (u,w) and (w,v) admit */
static void see_some(v_machine *m, int i, int64_t t, bool (*admits)(const v_machine *, int, int64_t, int64_t, int64_t))
{
    int64_t n = m->p->g[i].n, u = t / n, v = t % n, from = m->s.n;
    for (int64_t w = 0; w < n; w++)
        if (admits(m, i, u, v, w)) v_add(m, v_both(m->color[i][u * n + w], m->color[i][w * n + v]));
    v_close_part(m, from);
}

/* label: 1 next to each other (arcs either way), else 0; distances up to D, or -1 */
static bool next_to_second(const v_machine *m, int i, int64_t u, int64_t v, int64_t w)
{
    return u >= 0 && m->label[i][w * m->p->g[i].n + v] == 1;
}
static bool next_to_either(const v_machine *m, int i, int64_t u, int64_t v, int64_t w)
{
    return m->label[i][w * m->p->g[i].n + v] == 1 || m->label[i][w * m->p->g[i].n + u] == 1;
}
static bool both_near(const v_machine *m, int i, int64_t u, int64_t v, int64_t w)
{
    int64_t n = m->p->g[i].n;
    return m->label[i][u * n + v] >= 0 && m->label[i][u * n + w] >= 0 && m->label[i][w * n + v] >= 0;
}
static void see_near_second(v_machine *m, int i, int64_t t) { see_some(m, i, t, next_to_second); }
static void see_near_either(v_machine *m, int i, int64_t t) { see_some(m, i, t, next_to_either); }
static void see_ball(v_machine *m, int i, int64_t t) { see_some(m, i, t, both_near); }

static bool is_dead(const v_machine *m, int i, int64_t row, int64_t v)
{
    const int64_t *k = m->mark[i] + 3 * row;
    return k[2] == DELETE_NODE && k[0] == v;
}

/* 1-WL inside one row; a deleted vertex or edge is not seen. */
static void see_in_row(v_machine *m, int i, int64_t t)
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
        if (!gone && !is_dead(m, i, row, u)) v_add(m, v_both(g->seen_type[e], m->color[i][row * g->n + u]));
    }
    v_close_part(m, from);
}

static void see_diagonal(v_machine *m, int i, int64_t t)
{
    int64_t n = m->p->g[i].n;
    see_in_row(m, i, t);
    v_add(m, m->color[i][t % n * (n + 1)]);
}

static void see_column(v_machine *m, int i, int64_t t)
{
    int64_t n = m->p->g[i].n;
    see_in_row(m, i, t);
    int64_t from = m->s.n;
    for (int64_t w = 0; w < n; w++) v_add(m, m->color[i][w * n + t % n]);
    v_close_part(m, from);
}

/* Rows w that u sees, at v. */
static void see_both_ways(v_machine *m, int i, int64_t t)
{
    const v_graph *g = &m->p->g[i];
    int64_t u = t / g->n, v = t % g->n;
    see_in_row(m, i, t);
    v_add(m, -1);
    int64_t from = m->s.n;
    for (int64_t e = g->seen_ptr[u]; e < g->seen_ptr[u + 1]; e++)
        v_add(m, v_both(g->seen_type[e], m->color[i][g->seen[e] * g->n + v]));
    v_close_part(m, from);
}

static const v_rule rules[] = {
    {"1-wl", 1, FLAT, NO_MARK, v_see_neighbours},
    {"fractional", 1, FLAT, NO_MARK, v_see_neighbours},
    {"distance-wl", 1, FLAT, NO_MARK, see_labelled},
    {"resistance-wl", 1, FLAT, NO_MARK, see_labelled},
    {"eigenprojection-wl:A", 1, FLAT, NO_MARK, see_labelled},
    {"eigenprojection-wl:L", 1, FLAT, NO_MARK, see_labelled},
    {"eigenprojection-wl:N", 1, FLAT, NO_MARK, see_labelled},
    {"rwse-1-wl", 1, FLAT, NO_MARK, v_see_neighbours},
    {"s3", 1, FLAT, NO_MARK, v_see_neighbours},
    {"s4", 1, FLAT, NO_MARK, v_see_neighbours},
    {"graphlet-1-wl:3", 1, FLAT, NO_MARK, v_see_neighbours},
    {"graphlet-1-wl:4", 1, FLAT, NO_MARK, v_see_neighbours},
    {"graphlet-1-wl:5", 1, FLAT, NO_MARK, v_see_neighbours},
    {"n1", 1, FLAT, NO_MARK, v_see_neighbours},
    {"n2", 1, FLAT, NO_MARK, v_see_neighbours},
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

const v_rule *v_rule_of(const char *test)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strcmp(rules[i].test, test) == 0) return &rules[i];
    return NULL;
}

bool v_is_refinement(const char *test) { return v_rule_of(test) != NULL; }

/* ---- atomic types ---- */

/* Row of marks: a, b, kind; the deletions and edge marks have the unchanged graph as a row of its own. */
bool v_make_marks(v_machine *m, int i)
{
    const v_graph *g = &m->p->g[i];
    v_mark kind = m->rule->mark;
    int64_t rows = kind == MARK_NODE ? g->n : kind == MARK_PAIR ? g->n * g->n : kind == DELETE_NODE ? g->n + 1
        : g->arcs + 1, k = 0;
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

void v_atomic_type(v_machine *m, int i, int64_t t)
{
    const v_graph *g = &m->p->g[i];
    int k = m->rule->arity;
    int64_t tuple[4];
    m->s.n = 0;
    if (m->rule->mark) {
        const int64_t *row = m->mark[i] + 3 * (t / g->n);
        int64_t v = t % g->n;
        bool dead = is_dead(m, i, t / g->n, v), marks = row[2] == MARK_NODE || row[2] == MARK_EDGE ||
            row[2] == MARK_PAIR;
        v_add(m, dead);
        v_add(m, dead ? 0 : g->label[v]);
        v_add(m, marks && row[0] == v);
        v_add(m, marks && row[1] == v);
        return;
    }
    unpack(tuple, t, k, g->n);
    if (m->rule->signature == see_ball) {
        v_add(m, m->label[i][t]);
        if (m->label[i][t] < 0) return; /* pairs too far apart have no colour of their own */
    }
    if (m->seed[i]) v_add(m, m->seed[i][t]);
    /* all else about (v,v) is the label's */
    if (k == 1 && m->rule->signature == see_labelled) v_add(m, v_arc(g, t, t));
    for (int a = 0; a < k; a++) v_add(m, g->label[tuple[a]]);
    for (int a = 0; a < k && k > 1; a++)
        for (int b = 0; b < k; b++) v_add(m, a == b ? 0 : v_both(tuple[a] == tuple[b], v_arc(g, tuple[a], tuple[b])));
    for (int a = 0; a < k && k > 1; a++) v_add(m, v_arc(g, tuple[a], tuple[a]));
}

