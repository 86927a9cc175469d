/* Evidence of counts: a pattern with its two numbers, and one place where it is. */
#include "verdict.h"

enum { MOST = 8 };

typedef struct finder {
    const gnn_graph *pattern, *g;
    bool induced;
    int order[MOST], before[MOST]; /* each vertex of the pattern but the first comes after a neighbour: before */
    int64_t image[MOST];           /* of a vertex of the pattern, -1: none yet                                 */
    gnn_i_budget *budget;
} finder;

static bool linked(const gnn_graph *g, int64_t u, int64_t v)
{
    for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
        if (g->col[e] == v) return true;
    return false;
}

static void make_order(finder *f)
{
    bool seen[MOST] = {true};
    int count = 1;
    f->order[0] = 0;
    for (int at = 0; at < count; at++)
        for (int64_t e = f->pattern->ptr[f->order[at]]; e < f->pattern->ptr[f->order[at] + 1]; e++) {
            int v = f->pattern->col[e];
            if (seen[v]) continue;
            seen[v] = true, f->before[count] = f->order[at], f->order[count++] = v;
        }
}

static bool fits(const finder *f, int depth, int64_t w)
{
    for (int d = 0; d < depth; d++) {
        int64_t x = f->image[f->order[d]];
        bool wanted = linked(f->pattern, f->order[depth], f->order[d]), there = linked(f->g, w, x);
        if (x == w || (wanted && !there) || (f->induced && there && !wanted)) return false;
    }
    return true;
}

static gnn_status place(finder *f, int depth, bool *found)
{
    *found = depth == f->pattern->n;
    if (*found) return GNN_OK;
    GNN_TRY_RETURN(gnn_i_budget_poll(f->budget));
    int64_t from = depth ? f->image[f->before[depth]] : 0;
    int64_t begin = depth ? f->g->ptr[from] : 0, end = depth ? f->g->ptr[from + 1] : f->g->n;
    for (int64_t e = begin; e < end && !*found; e++) {
        int64_t w = depth ? f->g->col[e] : e;
        if (!fits(f, depth, w)) continue;
        f->image[f->order[depth]] = w;
        GNN_TRY_RETURN(place(f, depth + 1, found));
    }
    return GNN_OK;
}

gnn_status gnn_i_evidence_pattern(gnn_i_evidence *e, const char *kind, const gnn_graph *pattern, int64_t a, int64_t b)
{
    if (!e) return GNN_OK;
    gnn_i_evidence_kind(e, kind);
    gnn_i_evidence_key(e, "pattern");
    GNN_TRY_RETURN(gnn_i_text_graph6(&e->text, pattern));
    gnn_i_evidence_int(e, "count_a", a);
    gnn_i_evidence_int(e, "count_b", b);
    return e->text.st;
}

gnn_status gnn_i_evidence_occurrence(gnn_i_evidence *e, const gnn_graph *pattern, bool induced, const gnn_graph *g,
                                     const char *which, gnn_i_budget *budget)
{
    bool found = false;
    finder f = {.pattern = pattern, .g = g, .induced = induced, .budget = budget};
    if (!e) return GNN_OK;
    make_order(&f);
    GNN_TRY_RETURN(place(&f, 0, &found));
    GNN_REQUIRE_RETURN(found, GNN_EBUG, "a pattern that was counted is not found");
    gnn_i_evidence_text(e, "graph", which);
    gnn_i_evidence_list64(e, "vertices", pattern->n, f.image);
    return e->text.st;
}
