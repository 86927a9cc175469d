/* The linear equations between sums and counts at the places of the patterns on 5 vertices. */
#include "count_five.h"
#include <pthread.h>

bool gnn_i_five_solve(int64_t *count, const gnn_i_five_linear *l, const gnn_i_wide *F, const int64_t *small)
{
    bool fits = true;
    for (int p = 0; p < l->places; p++) {
        gnn_i_wide x = F[p];
        for (int i = 0; i < l->terms[p]; i++) {
            int q = l->term[p][i];
            x -= (gnn_i_wide)l->less[p][q] * small[q];
        }
        if (l->times[p] != 1) x /= l->times[p];
        fits &= x <= INT64_MAX, count[p] = (int64_t)x;
    }
    return fits;
}

/* ---- learning ---- */

/* At its own place a pattern occurs once, and what is larger not at all: one coefficient is left unknown. */
static void learn_place(gnn_i_five_linear *l, const gnn_i_wide *F, const int64_t *small, int q)
{
    for (int p = 0; p < l->places; p++) {
        gnn_i_wide x = F[p];
        for (int s = 0; s < l->small && s < q; s++) x -= (gnn_i_wide)l->less[p][s] * small[s];
        if (q < l->small) l->less[p][q] = (int32_t)x;
        else if (p == q - l->small) l->times[p] = (int32_t)x;
    }
}

/* Pattern i of the catalogue, -1: an edge; *q: its first place. */
static gnn_status learn_pattern(gnn_i_five_linear *l, int i, int *q)
{
    gnn_status st = GNN_OK;
    gnn_i_wide F[10][GNN_I_FIVE_PLACES];
    int64_t small[10][GNN_I_FIVE_SMALL];
    const gnn_i_pattern *p = i < 0 ? NULL : gnn_i_pattern_listed(i);
    const int8_t *orbit = !p ? NULL : l->where == GNN_I_EDGES ? p->edge_orbit : p->orbit;
    gnn_graph *g = NULL;
    gnn_graph_spec edge = { .n = 2, .m = 1, .src = (int32_t[]){ 0 }, .dst = (int32_t[]){ 1 } };
    GNN_TRY(p ? gnn_pattern_graph(&g, p->name) : gnn_graph_new(&g, &edge));
    GNN_TRY(l->evaluate(F, small, g));
    for (int o = 0; o < (p ? gnn_i_places(p, l->where) : 1); o++) {
        int row = 0;
        while (p && orbit[row] != o) row++;
        learn_place(l, F[row], small[row], (*q)++);
    }
done:
    gnn_graph_free(g);
    return st;
}

gnn_status gnn_i_five_learn(gnn_i_five_linear *l)
{
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    gnn_status st = GNN_OK;
    gnn_i_five_linear made = *l;
    int q = 0;
    pthread_mutex_lock(&mutex);
    if (l->known) goto done;
    for (int i = -1; i < GNN_I_PATTERNS; i++) GNN_TRY(learn_pattern(&made, i, &q));
    for (int p = 0; p < made.places; p++)
        for (int s = 0; s < made.small; s++)
            if (made.less[p][s]) made.term[p][made.terms[p]++] = (int8_t)s;
    made.known = true, *l = made;
done:
    pthread_mutex_unlock(&mutex);
    return st;
}
