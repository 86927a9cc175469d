/* Isomorphism: a permutation is applied; its absence is shown by a test, or by a search (verify_search.c). */
#include <string.h>
#include "verify.h"

static bool same_size_and_kind(const v_pair *p)
{
    return p->g[0].n == p->g[1].n && p->g[0].arcs == p->g[1].arcs && p->g[0].directed == p->g[1].directed;
}

static bool permutation(const v_pair *p, bool separates, const json_t *e, v_report *r)
{
    const v_graph *a = &p->g[0], *b = &p->g[1];
    int64_t *map = v_alloc(r, a->n + 1, sizeof *map), *taken = v_alloc(r, a->n + 1, sizeof *taken);
    if (!map || !taken) return false;
    if (separates) return v_refuse(r, "a permutation does not show a difference");
    if (!v_keys(e, "kind map", r) || !v_integers(map, json_object_get(e, "map"), a->n, 0, a->n - 1, "map", r))
        return false;
    if (!same_size_and_kind(p)) return v_refuse(r, "the graphs differ in size or kind");
    memset(taken, 0, (size_t)(a->n + 1) * sizeof *taken);
    for (int64_t u = 0; u < a->n; u++)
        if (taken[map[u]]++) return v_refuse(r, "'map' takes two vertices to %lld", (long long)map[u]);
    for (int64_t u = 0; u < a->n; u++) {
        if (a->label[u] != b->label[map[u]]) return v_refuse(r, "'map' changes the label of vertex %lld", (long long)u);
        for (int64_t e2 = a->ptr[u]; e2 < a->ptr[u + 1]; e2++) {
            bool there = false;
            for (int64_t k = b->ptr[map[u]]; k < b->ptr[map[u] + 1]; k++)
                there |= b->col[k] == map[a->col[e2]] && b->weight[k] == a->weight[e2];
            if (!there)
                return v_refuse(r, "'map' takes the arc (%lld, %lld) to none of its weight", (long long)u,
                                (long long)a->col[e2]);
        }
    }
    v_verified(r, "the permutation maps every arc, weight and label of a to one of b: isomorphic");
    return true;
}

static bool individualization(const v_pair *p, const json_t *e, v_report *r)
{
    int64_t *vertex, used, count = (int64_t)json_array_size(json_object_get(e, "vertices"));
    if (!v_keys(e, "kind vertices", r)) return false;
    if (p->g[0].n > 20000) return v_unchecked(r, "the graphs are too large for a search");
    if (!(vertex = v_alloc(r, count + 1, sizeof *vertex))) return false;
    if (!v_integers(vertex, json_object_get(e, "vertices"), count, 0, p->g[0].n - 1, "vertices", r)) return false;
    int found = v_search_given(p, vertex, count, &used, r);
    if (found < 0) return v_unchecked(r, "the search takes too many steps");
    if (found > 0) return v_refuse(r, "images of the vertices singled out are not refuted");
    if (used != count) return v_refuse(r, "%lld of the vertices need not be singled out", (long long)(count - used));
    v_verified(r, "no permutation: with %lld vertices singled out, 1-wl refutes every choice of their images",
               (long long)count);
    return true;
}

static bool exhaustive(const v_pair *p, v_report *r)
{
    if (p->g[0].n > 20000)
        return v_unchecked(r, "an exhaustive search is not certifiable, and the graphs are too large to repeat it");
    int found = v_search(p, r);
    if (found > 0) return v_refuse(r, "there is an isomorphism");
    if (found < 0)
        return v_unchecked(r, "an exhaustive search is not certifiable; repeated here, it took too many steps");
    v_verified(r, "no permutation: searched anew");
    return true;
}

bool v_isomorphism(const v_pair *p, bool separates, const json_t *e, v_report *r)
{
    const char *kind = json_string_value(json_object_get(e, "kind"));
    if (!kind) return v_refuse(r, "the evidence has no kind");
    if (strcmp(kind, "permutation") == 0) return permutation(p, separates, e, r);
    if (!separates) return v_refuse(r, "isomorphic needs a permutation");
    if (strcmp(kind, "individualization") == 0) return individualization(p, e, r);
    if (strcmp(kind, "exhaustive-search") == 0) return v_keys(e, "kind", r) && exhaustive(p, r);
    if (strcmp(kind, "by-test") != 0) return v_refuse(r, "'%s' is no evidence of isomorphism", kind);
    const char *test = json_string_value(json_object_get(e, "test"));
    char inner[256];
    if (!v_keys(e, "kind test evidence", r)) return false;
    if (!test || strcmp(test, "isomorphism") == 0) return v_refuse(r, "'test' names no other test");
    if (!v_test(p, test, true, json_object_get(e, "evidence"), r)) return false;
    snprintf(inner, sizeof inner, "%s", r->what);
    v_verified(r, "by %.60s: %.180s", test, inner);
    return true;
}
