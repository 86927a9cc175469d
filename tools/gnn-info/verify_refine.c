/* Refinements, naively: the signature of every tuple is written out anew in each round.
 *
 * A difference is verified by making the rounds from the atomic types on.  A stable colouring is verified by one round
 * of whole signatures: tuples of equal colour have equal atomic types and equal signatures, and both graphs hold
 * equally many of each colour (or equal pools).  Then the coarsest stable colouring, which the test computes, cannot
 * tell the graphs apart either.  Where a certificate has no colouring the one that the rounds end with is verified in
 * the same way. */
#include <string.h>
#include "verify_refine.h"

static const double MOST_WORK = 2e11, MOST_TUPLES = 4e7;

/* ---- rounds ---- */

bool v_no_memory(v_machine *m) { return v_unchecked(m->r, "the signatures need more memory than the checker takes"); }

static double tuples_of(const v_graph *g, const v_rule *how)
{
    double n = (double)g->n, size = 1;
    if (how->mark == MARK_EDGE || how->mark == DELETE_EDGE) return n * ((double)g->arcs + 1);
    for (int k = 0; k < how->arity; k++) size *= n;
    return how->mark == MARK_PAIR ? size * n : size;
}

static bool prepare(v_machine *m, const v_pair *p, const v_rule *how, v_report *r)
{
    *m = (v_machine){.p = p, .rule = how, .r = r, .ok = true};
    double size = tuples_of(&p->g[0], how) + tuples_of(&p->g[1], how);
    if (size > MOST_TUPLES) return v_unchecked(r, "%.3g tuples are more than the checker takes", size);
    for (int i = 0; i < 2; i++) {
        const v_graph *g = &p->g[i];
        m->tuples[i] = 1, m->width[i] = g->n;
        for (int k = 0; k < how->arity; k++) m->tuples[i] *= g->n;
        if (how->mark && !v_make_marks(m, i)) return false;
        if (!(m->color[i] = v_alloc(r, m->tuples[i] + 1, sizeof **m->color))) return false;
        if (v_counts_alike(how) && !(m->alike[i] = v_alloc(r, how->arity * m->tuples[i] + 1, sizeof **m->alike)))
            return false;
    }
    return v_labels(p, how->test, m->label, r) && v_seeds(p, how->test, m->seed, r);
}

static bool start(v_machine *m)
{
    v_forget(&m->table);
    for (int i = 0; i < 2; i++)
        for (int64_t t = 0; t < m->tuples[i]; t++) {
            v_atomic_type(m, i, t);
            int64_t c = m->ok ? v_number(&m->table, m->s.p, m->s.n) : -1;
            if (c < 0) return v_no_memory(m);
            m->color[i][t] = (int32_t)c;
        }
    m->colors = m->table.used;
    return true;
}

/* The old colour and the signature of a tuple. */
static bool write_signature(v_machine *m, int i, int64_t t)
{
    m->s.n = 0;
    v_add(m, m->color[i][t]);
    m->rule->signature(m, i, t);
    if (t % 1024 == 0 && gnn_canceled()) return v_unchecked(m->r, "canceled");
    if (m->work > MOST_WORK) return v_unchecked(m->r, "the rounds take more work than the checker does");
    return m->ok || v_no_memory(m);
}

static bool one_round(v_machine *m, int32_t *next[2], bool *refined)
{
    v_forget(&m->table);
    if (!v_prepare_round(m)) return false;
    for (int i = 0; i < 2; i++)
        for (int64_t t = 0; t < m->tuples[i]; t++) {
            if (!write_signature(m, i, t)) return false;
            int64_t c = v_number(&m->table, m->s.p, m->s.n);
            if (c < 0) return v_no_memory(m);
            next[i][t] = (int32_t)c;
        }
    *refined = m->table.used > m->colors;
    m->colors = m->table.used;
    for (int i = 0; i < 2; i++) {
        int32_t *swap = m->color[i];
        m->color[i] = next[i], next[i] = swap;
    }
    return true;
}

bool v_scratch(v_machine *m, int32_t *next[2])
{
    for (int i = 0; i < 2; i++)
        if (!(next[i] = v_alloc(m->r, m->tuples[i] + 1, sizeof **next))) return false;
    return true;
}

/* ---- whole signatures ---- */

/* Tuples in the order of their colours: `place` holds them, those of graph 1 after all of graph 0; *count colours are
 * used. */
static bool by_color(v_machine *m, int32_t *place, int64_t *first, int64_t *count)
{
    int64_t at = 0;
    memset(first, 0, (size_t)(m->colors + 2) * sizeof *first);
    for (int i = 0; i < 2; i++)
        for (int64_t t = 0; t < m->tuples[i]; t++) first[m->color[i][t] + 2]++;
    *count = 0;
    for (int64_t c = 0; c < m->colors; c++) *count += first[c + 2] > 0, at += first[c + 2], first[c + 2] = at;
    for (int i = 0; i < 2; i++)
        for (int64_t t = 0; t < m->tuples[i]; t++) place[first[m->color[i][t] + 1]++] = (int32_t)(i * m->tuples[0] + t);
    return true;
}

/* Do tuples of one colour have one signature? */
static bool is_stable(v_machine *m, int64_t *used)
{
    int64_t total = m->tuples[0] + m->tuples[1], *first = v_alloc(m->r, m->colors + 2, sizeof *first), *want = NULL,
        words = 0, room = 0;
    int32_t *place = v_alloc(m->r, total + 1, sizeof *place);
    if (!first || !place || !by_color(m, place, first, used)) return false;
    m->exact = true;
    v_forget(&m->inner);
    if (!v_prepare_round(m)) return false;
    for (int64_t c = 0; c < m->colors; c++)
        for (int64_t k = first[c]; k < first[c + 1]; k++) {
            int i = place[k] >= m->tuples[0];
            if (!write_signature(m, i, place[k] - i * m->tuples[0])) return false;
            if (k > first[c] && (words != m->s.n || memcmp(want, m->s.p, (size_t)words * sizeof *want) != 0))
                return v_refuse(m->r, "tuples of colour %lld have different signatures", (long long)c);
            if (k > first[c]) continue;
            words = m->s.n;
            if (words > room && !(want = v_alloc(m->r, room = 2 * words, sizeof *want))) return false;
            memcpy(want, m->s.p, (size_t)words * sizeof *want);
        }
    return true;
}

/* ---- comparing ---- */

/* Counts of the colours in both graphs: counts[2c], counts[2c+1]; *equal: the same everywhere. */
static bool count_colors(v_machine *m, int64_t **counts, bool *equal)
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

/* The sorted list of what pool of graph i under the present colours. */
static bool list_pools(v_machine *m, int i, int64_t **list, int64_t *count)
{
    int64_t width = m->width[i], rows = width ? m->tuples[i] / width : 0;
    bool in_rows = m->rule->pool == ROWS;
    int64_t n = in_rows ? width : rows, *one = v_alloc(m->r, n + 1, sizeof *one);
    *count = in_rows ? rows : width;
    if (!one || !(*list = v_alloc(m->r, *count + 1, sizeof **list))) return false;
    for (int64_t k = 0; k < *count; k++) {
        for (int64_t j = 0; j < n; j++) one[j] = m->color[i][in_rows ? k * width + j : j * width + k];
        v_sort(one, n);
        if (((*list)[k] = v_number(&m->inner, one, n)) < 0) return v_no_memory(m);
    }
    v_sort(*list, *count);
    return true;
}

static bool compare(v_machine *m, bool *equal)
{
    gnn_arena_mark mark = gnn_i_arena_mark(m->r->arena);
    int64_t *list[2], count[2];
    if (m->rule->pool == FLAT) {
        if (!count_colors(m, &list[0], equal)) return false;
    } else {
        v_forget(&m->inner);
        for (int i = 0; i < 2; i++)
            if (!list_pools(m, i, &list[i], &count[i])) return false;
        *equal = count[0] == count[1] && memcmp(list[0], list[1], (size_t)count[0] * sizeof **list) == 0;
    }
    *equal &= m->p->g[0].n == m->p->g[1].n;
    gnn_i_arena_release(m->r->arena, mark);
    return true;
}

/* ---- the kinds of evidence ---- */

static bool from_definition(v_machine *m, bool separates)
{
    int32_t *next[2];
    int64_t rounds = 0, used;
    bool refined = true, equal = true;
    if (!v_scratch(m, next) || !start(m) || !compare(m, &equal)) return false;
    while (equal && refined) {
        if (!one_round(m, next, &refined) || !compare(m, &equal)) return false;
        rounds += refined;
    }
    if (equal && !is_stable(m, &used))
        return m->r->outcome == V_REFUSED ? v_unchecked(m->r, "sums of words met by chance") : false;
    if (equal == separates)
        return v_refuse(m->r, "refinement anew says %s after %lld rounds", equal ? "not separated" : "separated",
                        (long long)rounds);
    if (equal)
        v_verified(m->r, "refined anew: stable after %lld round%s, %lld colours, equal", (long long)rounds,
                   rounds == 1 ? "" : "s", (long long)used);
    else v_verified(m->r, "refined anew: different after %lld round%s", (long long)rounds, rounds == 1 ? "" : "s");
    return true;
}

/* color -> number must be a function, over both graphs. */
static bool is_function(v_machine *m, int32_t *const of[2], int64_t colors, const char *what)
{
    int64_t *image = v_alloc(m->r, colors + 1, sizeof *image);
    if (!image) return false;
    for (int64_t c = 0; c < colors; c++) image[c] = -1;
    for (int i = 0; i < 2; i++)
        for (int64_t t = 0; t < m->tuples[i]; t++) {
            int64_t *to = &image[m->color[i][t]];
            if (*to >= 0 && *to != of[i][t])
                return v_refuse(m->r, "tuples of colour %lld have different %s", (long long)m->color[i][t], what);
            *to = of[i][t];
        }
    return true;
}

static bool read_colors(v_machine *m, const json_t *e)
{
    gnn_arena_mark mark = gnn_i_arena_mark(m->r->arena);
    for (int i = 0; i < 2; i++) {
        int64_t *said = v_alloc(m->r, m->tuples[i] + 1, sizeof *said);
        if (!said || !v_integers(said, json_object_get(e, i ? "b" : "a"), m->tuples[i], 0, m->tuples[0] + m->tuples[1],
                                 i ? "b" : "a", m->r))
            return false;
        for (int64_t t = 0; t < m->tuples[i]; t++) m->color[i][t] = (int32_t)said[t];
    }
    gnn_i_arena_release(m->r->arena, mark);
    m->colors = m->tuples[0] + m->tuples[1] + 1;
    return true;
}

static bool stable_coloring(v_machine *m, bool separates, const json_t *e)
{
    int32_t *type[2];
    int64_t arity, used;
    bool equal = false;
    if (separates) return v_refuse(m->r, "a stable colouring does not show a difference");
    if (!v_keys(e, "kind arity a b", m->r) || !v_integer(&arity, e, "arity", m->rule->arity, m->rule->arity, m->r))
        return false;
    if (!v_scratch(m, type) || !start(m)) return false;
    for (int i = 0; i < 2; i++) memcpy(type[i], m->color[i], (size_t)m->tuples[i] * sizeof **type);
    if (!read_colors(m, e) || !is_function(m, type, m->colors, "atomic types") || !is_stable(m, &used) ||
        !compare(m, &equal))
        return false;
    if (!equal) return v_refuse(m->r, "the colours are not equally frequent in both graphs");
    v_verified(m->r, "a stable colouring, %lld colours, equally frequent in both%s", (long long)used,
               m->rule->arity == 1
                   ? ": a common equitable partition; X = 1/|cell| inside cells is doubly stochastic with AX = XB"
                       : "");
    return true;
}

/* The certificate must name the first round with a difference; of the colours that differ most, in the order of their
 * first tuples, the first; and its first tuple.  So no number in it can be changed. */
static bool check_difference(v_machine *m, int64_t round, int in, const int64_t *tuple, const int64_t claim[2])
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
    return v_tuple_pack(tuple, m->rule->arity, m->p->g[in].n) == first ||
        v_refuse(m->r, "the tuple has another colour, or is not its first");
}

static bool color_count(v_machine *m, bool separates, const json_t *e)
{
    int32_t *next[2];
    int64_t arity, round, tuple[4], claim[2];
    bool refined = true, equal = true;
    const char *graph = json_string_value(json_object_get(e, "graph"));
    if (!separates) return v_refuse(m->r, "different counts of a colour show a difference");
    if (!v_keys(e, "kind arity round graph tuple count_a count_b", m->r) ||
        !v_integer(&arity, e, "arity", m->rule->arity, m->rule->arity, m->r) ||
        !v_integer(&round, e, "round", 0, 1000000, m->r) ||
        !v_integer(&claim[0], e, "count_a", 0, INT64_MAX, m->r) ||
        !v_integer(&claim[1], e, "count_b", 0, INT64_MAX, m->r))
        return false;
    if (!graph || (strcmp(graph, "a") != 0 && strcmp(graph, "b") != 0))
        return v_refuse(m->r, "'graph' is neither a nor b");
    int in = graph[0] == 'b';
    if (!v_integers(tuple, json_object_get(e, "tuple"), arity, 0, m->p->g[in].n - 1, "tuple", m->r)) return false;
    if (!v_scratch(m, next) || !start(m)) return false;
    for (int64_t k = 0; k < round; k++) {
        gnn_arena_mark mark = gnn_i_arena_mark(m->r->arena);
        int64_t *counts;
        if (!count_colors(m, &counts, &equal)) return false;
        gnn_i_arena_release(m->r->arena, mark);
        if (!equal) return v_refuse(m->r, "round %lld shows a difference already", (long long)k);
        if (!one_round(m, next, &refined)) return false;
        if (!refined) return v_refuse(m->r, "round %lld does not refine", (long long)k + 1);
    }
    if (!check_difference(m, round, in, tuple, claim)) return false;
    v_verified(m->r, "refined anew: after %lld round%s a colour is on %lld tuples against %lld", (long long)round,
               round == 1 ? "" : "s",
               (long long)claim[0], (long long)claim[1]);
    return true;
}

bool v_refinement(const v_pair *p, const char *test, bool separates, const json_t *evidence, v_report *r)
{
    v_machine m;
    const char *kind = json_string_value(json_object_get(evidence, "kind"));
    const v_rule *found = v_rule_of(test);
    bool ok = prepare(&m, p, found, r);
    if (!kind) ok = v_refuse(r, "the evidence has no kind");
    else if (!ok) ok = false;
    else if (strcmp(kind, "definition") == 0) ok = v_keys(evidence, "kind", r) && from_definition(&m, separates);
    else if (strcmp(kind, "stable-coloring") == 0) ok = stable_coloring(&m, separates, evidence);
    else if (strcmp(kind, "color-count") == 0) ok = color_count(&m, separates, evidence);
    else if (strcmp(kind, "unfolding") == 0) ok = v_unfolding(&m, separates, evidence);
    else ok = v_refuse(r, "'%s' is no evidence of %s", kind, test);
    v_vocabulary_free(&m.table);
    v_vocabulary_free(&m.inner);
    gnn_i_free(m.s.p);
    return ok;
}
