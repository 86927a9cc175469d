/* min ||AX - XB||_1 over doubly stochastic X, and over permutations.  Tinhofer 1986; Chen, Villar, Chen, Bruna 2019 */
#include <math.h>
#include "claims.h"

enum { MOST = 8 }; /* vertices: 8! permutations */

typedef struct search {
    int n, best;
    bool a[MOST][MOST], b[MOST][MOST];
    int image[MOST];
} search;

static void fill(bool m[MOST][MOST], const gnn_graph *g)
{
    const int64_t *ptr = gnn_graph_ptr(g);
    for (int64_t u = 0; u < gnn_graph_n(g); u++)
        for (int64_t e = ptr[u]; e < ptr[u + 1]; e++) m[u][gnn_graph_col(g)[e]] = true;
}

/* Vertices before v have images; cost: places where the two differ among them. */
static void place(search *s, int v, unsigned used, int cost)
{
    if (cost >= s->best) return;
    if (v == s->n) {
        s->best = cost;
        return;
    }
    for (int w = 0; w < s->n; w++) {
        int more = 0;
        if (used >> w & 1) continue;
        for (int u = 0; u < v; u++) more += 2 * (s->a[v][u] != s->b[w][s->image[u]]);
        s->image[v] = w;
        place(s, v + 1, used | 1u << w, cost + more);
    }
}

/* The claim's optimum, of "permutations" the minimum over these; a claim of graphs "isomorphic": false. */
gnn_status claim_fractional(claims *c, const json_t *claim)
{
    gnn_status st = GNN_OK;
    gnn_graph *a, *b;
    gnn_fractional f;
    gnn_test_result r;
    const char *on = plan_text(claim, "on") ? plan_text(claim, "on") : "?";
    const json_t *permutations = json_object_get(claim, "permutations");
    GNN_TRY(claim_pair(&a, &b, claim));
    if (!a || !b) goto done;
    GNN_TRY(gnn_fractional_distance(&f, a, b, NULL));
    GNN_TRY(claim_row(c, on, "optimum of the linear program", f.value, claim, json_object_get(claim, "equals")));
    GNN_TRY(gnn_test_pair(&r, "1-wl", a, b, NULL));
    json_t *alike = json_pack("{s:i}", "equals", fabs(f.value) <= 1e-6 ? 0 : 1);
    st = claim_row(c, on, "1-WL separates (where the optimum is not 0)", r.verdict == GNN_SEPARATED, alike, NULL);
    json_decref(alike);
    GNN_TRY(st);
    if (permutations) {
        GNN_REQUIRE(gnn_graph_n(a) == gnn_graph_n(b) && gnn_graph_n(a) <= MOST, GNN_EINVAL,
                    "%s: permutations of at most %d vertices are tried", on, MOST);
        search s = { .n = (int)gnn_graph_n(a), .best = 2 * MOST * MOST };
        fill(s.a, a), fill(s.b, b);
        place(&s, 0, 0, 0);
        json_t *must = json_pack("{s:O}", "equals", permutations);
        st = claim_row(c, on, "minimum over permutations", s.best, must, permutations);
        json_decref(must);
        GNN_TRY(st);
    }
    if (json_is_false(json_object_get(claim, "isomorphic"))) {
        GNN_TRY(gnn_test_pair(&r, "isomorphism", a, b, NULL));
        json_t *must = json_pack("{s:i}", "equals", 1);
        st = claim_row(c, on, "not isomorphic: the minimum over permutations is above 0", r.verdict == GNN_SEPARATED, must, NULL);
        json_decref(must);
    }
done:
    gnn_graph_free(a);
    gnn_graph_free(b);
    return st;
}
