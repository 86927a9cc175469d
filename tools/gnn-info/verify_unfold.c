/* The unfolding of a colour of 1-WL: levels of signatures, each in colours of the level below. */
#include <string.h>
#include "verify_refine.h"

/* [count, colour, weight, "out"] as the word that v_see_neighbours makes for it, `count` times. */
static bool read_item(v_machine *m, const json_t *item, int64_t old_colors)
{
    const json_t *count = json_array_get(item, 0), *color = json_array_get(item, 1), *weight = json_array_get(item, 2);
    const char *way = json_string_value(json_array_get(item, 3));
    size_t size = json_array_size(item);
    bool fits = (size == 2 || (size == 4 && json_is_number(weight) && way)) && json_is_integer(count) &&
        json_is_integer(color);
    if (!fits || json_integer_value(count) < 1 || json_integer_value(count) > INT32_MAX ||
        json_integer_value(color) < 0 || json_integer_value(color) >= old_colors)
        return v_refuse(m->r, "'levels': a neighbour is not [count, colour] or [count, colour, weight, direction]");
    int64_t type = -1, plain = 0;
    for (int i = 0; i < 2; i++) /* the type of an arc of such a weight and direction, if there is one */
        for (int64_t u = 0; u < m->p->g[i].n; u++)
            for (int64_t e = m->p->g[i].seen_ptr[u]; e < m->p->g[i].seen_ptr[u + 1] && size == 4 && type < 0; e++) {
                const v_graph *g = &m->p->g[i];
                bool out = g->seen_type[e] % 2 == 1;
                if (m->p->directed != (strcmp(way, "edge") != 0) || (m->p->directed &&
                                                                     out != (strcmp(way, "out") == 0)))
                    continue;
                int64_t from = m->p->directed && !out ? g->seen[e] : u, to = m->p->directed && !out ? u : g->seen[e];
                for (int64_t k = g->ptr[from]; k < g->ptr[from + 1]; k++)
                    if (g->col[k] == to && g->weight[k] == json_number_value(weight)) type = g->seen_type[e];
            }
    if (size == 2) type = plain;
    if (type < 0) return v_refuse(m->r, "'levels': no arc has the weight and direction of a neighbour");
    for (int64_t k = 0; k < json_integer_value(count); k++) {
        v_add(m, v_both(type, json_integer_value(color)));
        if (m->s.n > m->p->g[0].arcs + m->p->g[1].arcs + 2 + m->p->g[0].seen_ptr[m->p->g[0].n] +
                         m->p->g[1].seen_ptr[m->p->g[1].n])
            return v_refuse(m->r, "'levels': more neighbours than there are");
    }
    return true;
}

/* Number the signatures of a level; equal ones are refused, so numbers are places in the list. */
static bool read_level(v_machine *m, const json_t *list, int64_t old_colors)
{
    v_forget(&m->table);
    for (size_t k = 0; k < json_array_size(list); k++) {
        const json_t *entry = json_array_get(list, k);
        m->s.n = 0;
        if (old_colors < 0) {
            if (!json_is_integer(entry)) return v_refuse(m->r, "'levels': a label is not a whole number");
            v_add(m, json_integer_value(entry));
        } else {
            const json_t *old = json_array_get(entry, 0);
            if (!json_is_integer(old) || json_integer_value(old) < 0 || json_integer_value(old) >= old_colors)
                return v_refuse(m->r, "'levels': a signature does not begin with a colour of the level below");
            v_add(m, json_integer_value(old));
            for (size_t j = 1; j < json_array_size(entry); j++)
                if (!read_item(m, json_array_get(entry, j), old_colors)) return false;
            v_close_part(m, 1);
        }
        int64_t c = m->ok ? v_number(&m->table, m->s.p, m->s.n) : -1;
        if (c < 0) return v_no_memory(m);
        if (c != (int64_t)k) return v_refuse(m->r, "'levels': a signature is there twice");
    }
    return true;
}

/* Colours of all vertices among the table's signatures; none: the number after the last. */
static bool match_level(v_machine *m, int32_t *next[2], bool labels)
{
    int64_t listed = m->table.used;
    for (int i = 0; i < 2; i++)
        for (int64_t v = 0; v < m->tuples[i]; v++) {
            m->s.n = 0;
            v_add(m, labels ? m->p->g[i].label[v] : m->color[i][v]);
            if (!labels) v_see_neighbours(m, i, v);
            int64_t c = m->ok ? v_number(&m->table, m->s.p, m->s.n) : -1;
            if (c < 0) return v_no_memory(m);
            next[i][v] = (int32_t)(c < listed ? c : listed);
        }
    for (int i = 0; i < 2; i++) memcpy(m->color[i], next[i], (size_t)m->tuples[i] * sizeof **next);
    return true;
}

bool v_unfolding(v_machine *m, bool separates, const json_t *e)
{
    int32_t *next[2];
    int64_t round, claim[2], found[2] = {0, 0}, old = -1;
    const json_t *levels = json_object_get(e, "levels");
    if (!separates) return v_refuse(m->r, "different counts of a colour show a difference");
    if (!v_keys(e, "kind round count_a count_b levels", m->r) || !v_integer(&round, e, "round", 0, INT32_MAX, m->r) ||
        !v_integer(&claim[0], e, "count_a", 0, INT64_MAX, m->r) ||
        !v_integer(&claim[1], e, "count_b", 0, INT64_MAX, m->r))
        return false;
    m->exact = true;
    if (m->rule->signature != v_see_neighbours || m->seed[0]) return v_refuse(m->r, "an unfolding is evidence of 1-wl");
    if ((int64_t)json_array_size(levels) != round + 1) return v_refuse(m->r, "'levels' are not round + 1 lists");
    if (json_array_size(json_array_get(levels, 0)) != 1)
        return v_refuse(m->r, "'levels': the last level is not one colour");
    if (!v_scratch(m, next)) return false;
    for (int64_t t = 0; t <= round; t++) {
        const json_t *list = json_array_get(levels, (size_t)(round - t));
        if (!json_is_array(list) || !read_level(m, list, old) || !match_level(m, next, t == 0))
            return m->r->outcome == V_VERIFIED ? v_refuse(m->r, "'levels' are not lists") : false;
        old = (int64_t)json_array_size(list);
    }
    for (int i = 0; i < 2; i++)
        for (int64_t v = 0; v < m->tuples[i]; v++) found[i] += m->color[i][v] == 0;
    if (found[0] != claim[0] || found[1] != claim[1])
        return v_refuse(m->r, "the colour is on %lld and %lld vertices, not %lld and %lld", (long long)found[0],
                        (long long)found[1], (long long)claim[0], (long long)claim[1]);
    if (found[0] == found[1]) return v_refuse(m->r, "the colour is equally frequent in both");
    v_verified(m->r, "a colour of round %lld, unfolded, is on %lld vertices against %lld", (long long)round,
               (long long)found[0], (long long)found[1]);
    return true;
}
