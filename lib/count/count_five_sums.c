/* What the sweeps for 5 vertices start from, and all of them one after the other. */
#include "count_five.h"

/* ---- over triangles ---- */

typedef struct thirds {
    gnn_i_five *f;
    int64_t *at;   /* m: next place of an edge's list                                 */
    int32_t *mark; /* n: places of the higher neighbours of the lowest corner, plus 1 */
} thirds;

/* The triangle u < v < w on the edges uv, uw, vw. */
static void see_triangle(thirds *x, int64_t u, int64_t v, int64_t w, int64_t uv, int64_t uw, int64_t vw)
{
    int32_t *third = x->f->third;
    int64_t *onto = x->f->onto;
    const int64_t *t = x->f->four.raw.tri_edge;
    third[x->at[vw]++] = (int32_t)u, third[x->at[uw]++] = (int32_t)v, third[x->at[uv]++] = (int32_t)w;
    if (!onto) return;
    onto[2 * uv] += t[uw], onto[2 * uw] += t[uv];         /* from u */
    onto[2 * uv + 1] += t[vw], onto[2 * vw] += t[uv];     /* from v */
    onto[2 * uw + 1] += t[vw], onto[2 * vw + 1] += t[uw]; /* from w */
}

static void triangles_over(thirds *x, int64_t u)
{
    const gnn_i_ranked *r = &x->f->four.r;
    for (int64_t e = r->up_ptr[u]; e < r->up_ptr[u + 1]; e++) x->mark[r->up[e]] = (int32_t)(e - r->up_ptr[u]) + 1;
    for (int64_t e = r->up_ptr[u]; e < r->up_ptr[u + 1]; e++)
        for (int64_t v = r->up[e], g = r->up_ptr[v]; g < r->up_ptr[v + 1] && x->f->four.raw.tri_edge[e]; g++) {
            int64_t w = r->up[g];
            if (x->mark[w]) see_triangle(x, u, v, w, e, r->up_ptr[u] + x->mark[w] - 1, g);
        }
    for (int64_t e = r->up_ptr[u]; e < r->up_ptr[u + 1]; e++) x->mark[r->up[e]] = 0;
}

/* Third corners of the triangles on each edge: a row fills in ascending order because triangles come by their lowest corner, then
 * by the next. */
static gnn_status list_thirds(gnn_i_five *f)
{
    gnn_status st = GNN_OK;
    const gnn_i_ranked *r = &f->four.r;
    thirds x = { .f = f };
    GNN_ALLOC(f->third_ptr, r->m + 1);
    f->third_ptr[0] = 0;
    for (int64_t e = 0; e < r->m; e++) f->third_ptr[e + 1] = f->third_ptr[e] + f->four.raw.tri_edge[e];
    GNN_ALLOC(f->third, f->third_ptr[r->m] + 1);
    GNN_ALLOC(x.at, r->m + 1);
    GNN_CALLOC(x.mark, r->n + 1);
    memcpy(x.at, f->third_ptr, (size_t)r->m * sizeof *x.at);
    for (int64_t u = 0; u < r->n; u++) triangles_over(&x, u);
done:
    gnn_i_free(x.at);
    gnn_i_free(x.mark);
    return st;
}

/* ---- over neighbours ---- */

static gnn_status sum_neighbours(gnn_i_five *f)
{
    gnn_status st = GNN_OK;
    const gnn_i_ranked *r = &f->four.r;
    gnn_i_wide **const array[] = { &f->walk2, &f->walk3, &f->square2, &f->tri1, &f->bull, &f->dart };
    for (size_t i = 0; i < sizeof array / sizeof *array; i++) GNN_CALLOC(*array[i], r->n + 1);
    for (int64_t v = 0; v < r->n; v++)
        for (int64_t a = r->ptr[v]; a < r->ptr[v + 1]; a++) {
            int64_t u = r->col[a];
            gnn_i_wide d = f->four.degree[u], t = f->arc_triangles[a];
            f->walk2[v] += d, f->square2[v] += d * d, f->tri1[v] += f->four.raw.tri_node[u];
            f->bull[v] += t * d, f->dart[v] += gnn_i_choose2(t);
        }
    for (int64_t v = 0; v < r->n; v++)
        for (int64_t a = r->ptr[v]; a < r->ptr[v + 1]; a++) f->walk3[v] += f->walk2[r->col[a]];
done:
    return st;
}

/* ---- all ---- */

void gnn_i_five_free(gnn_i_five *f)
{
    for (int i = 0; i < GNN_I_FIVE_SUMS; i++) gnn_i_free(f->sum[i]);
    gnn_i_sums_free(&f->four);
    gnn_i_free(f->arc_triangles);
    gnn_i_free(f->third_ptr);
    gnn_i_free(f->third);
    gnn_i_free(f->walk2);
    gnn_i_free(f->walk3);
    gnn_i_free(f->square2);
    gnn_i_free(f->tri1);
    gnn_i_free(f->bull);
    gnn_i_free(f->dart);
    gnn_i_free(f->edge_sum);
    gnn_i_free(f->onto);
    *f = (gnn_i_five){ 0 };
}

static gnn_status prepare(gnn_i_five *f, const gnn_graph *g, bool edges)
{
    gnn_status st = GNN_OK;
    const gnn_i_ranked *r = &f->four.r;
    GNN_TRY(gnn_i_sums_new(&f->four, g, 4, GNN_I_EDGES, f->deadline));
    f->work = 64 * (r->n + r->m), f->shared = gnn_threads() > 1 && f->work >= GNN_PARALLEL_WORK;
    for (int i = 0; !edges && i < GNN_I_FIVE_SUMS; i++) GNN_CALLOC(f->sum[i], r->n + 1);
    if (edges) GNN_CALLOC(f->edge_sum, r->m * GNN_I_FIVE_EDGE_SUMS + 1);
    if (edges) GNN_CALLOC(f->onto, 2 * r->m + 1);
    GNN_ALLOC(f->arc_triangles, 2 * r->m + 1);
    for (int64_t a = 0; a < 2 * r->m; a++) f->arc_triangles[a] = (int32_t)f->four.raw.tri_edge[r->edge[a]];
    for (int64_t v = 0; v < r->n; v++) {
        int64_t d = r->ptr[v + 1] - r->ptr[v], up = r->up_ptr[v + 1] - r->up_ptr[v], t = f->four.raw.tri_node[v];
        f->widest = d > f->widest ? d : f->widest, f->widest_up = up > f->widest_up ? up : f->widest_up,
        f->most = t > f->most ? t : f->most;
    }
    GNN_TRY(list_thirds(f));
    GNN_TRY(sum_neighbours(f));
done:
    return st;
}

gnn_status gnn_i_five_new(gnn_i_five *f, const gnn_graph *g, bool edges, double deadline)
{
    gnn_status st = GNN_OK;
    *f = (gnn_i_five){ .deadline = deadline };
    GNN_TRY(prepare(f, g, edges));
    GNN_TRY(gnn_i_five_cycle(f));
    GNN_TRY(edges ? gnn_i_five_edge_pairs(f) : gnn_i_five_pairs(f));
    GNN_TRY(edges ? gnn_i_five_edge_local(f) : gnn_i_five_local(f));
    GNN_TRY(gnn_i_five_clique(f));
done:
    if (st != GNN_OK) gnn_i_five_free(f);
    return st;
}
