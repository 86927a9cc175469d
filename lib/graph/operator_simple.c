/* Operators with one entry an arc and a diagonal: y_v = delta_v x_v + sum over arcs (u,v) of a_uv x_u.
 *   A+I a = w, delta = 1       gcn  a = w / sqrt((d_u+1)(d_v+1)), delta = 1/(d_v+1)
 *   sym a = w / sqrt(d_u d_v)  rw   a = w / d_v                    L = D - A, L_sym = I - sym, L_rw = I - rw
 *   Q = D + A                  bethe:r  (r^2 - 1) I - r A + D
 * with d the weighted in-degree; a loop's weight joins the diagonal. */
#include "operator_i.h"
#include <math.h>

gnn_status gnn_i_in_arcs(gnn_i_triplets *out, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    gnn_i_triplets t = { .rows = g->n, .cols = g->n };
    GNN_CALLOC(t.ptr, g->n + 1);
    GNN_ALLOC(t.col, g->arcs);
    if (g->weight) GNN_ALLOC(t.val, g->arcs);
    for (int64_t e = 0; e < g->arcs; e++) t.ptr[g->col[e] + 1]++;
    for (int64_t v = 0; v < g->n; v++) t.ptr[v + 1] += t.ptr[v];
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
            int64_t k = t.ptr[g->col[e]]++;
            t.col[k] = (int32_t)u;
            if (t.val) t.val[k] = g->weight[e];
        }
    for (int64_t v = g->n; v > 0; v--) t.ptr[v] = t.ptr[v - 1];
    t.ptr[0] = 0;
    *out = t, t = (gnn_i_triplets){ 0 };
done:
    gnn_i_triplets_free(&t);
    return st;
}

typedef enum form { ADD_I, GCN, SYM, RW, LAPLACE, L_SYM, L_RW, SIGNLESS, BETHE } form;

static double off_diagonal(form f, double w, double du, double dv, double r)
{
    double s;
    switch (f) {
    case GCN: s = (du + 1) * (dv + 1); return s > 0 ? w / sqrt(s) : 0;
    case SYM: s = du * dv; return s > 0 ? w / sqrt(s) : 0;
    case L_SYM: s = du * dv; return s > 0 ? -w / sqrt(s) : 0;
    case RW: return dv > 0 ? w / dv : 0;
    case L_RW: return dv > 0 ? -w / dv : 0;
    case LAPLACE: return -w;
    case BETHE: return -r * w;
    case ADD_I:
    case SIGNLESS: break;
    }
    return w;
}

static double on_diagonal(form f, double d, double r)
{
    switch (f) {
    case ADD_I: return 1;
    case GCN: return d + 1 > 0 ? 1 / (d + 1) : 0;
    case LAPLACE:
    case SIGNLESS: return d;
    case L_SYM:
    case L_RW: return 1;
    case BETHE: return r * r - 1 + d;
    case SYM:
    case RW: break;
    }
    return 0;
}

/* Rows of `in` with the diagonal merged in, in ascending order. */
static gnn_status assemble(gnn_i_triplets *out, const gnn_i_triplets *in, const double *d, form f, double r)
{
    gnn_status st = GNN_OK;
    int64_t n = in->rows, k = 0;
    bool diagonal = f != SYM && f != RW;
    gnn_i_triplets t = { .rows = n, .cols = n };
    GNN_ALLOC(t.ptr, n + 1);
    GNN_ALLOC(t.col, in->ptr[n] + n);
    GNN_ALLOC(t.val, in->ptr[n] + n);
    t.ptr[0] = 0;
    for (int64_t v = 0; v < n; v++) {
        bool pending = diagonal;
        for (int64_t e = in->ptr[v]; e < in->ptr[v + 1]; e++) {
            int32_t u = in->col[e];
            double w = in->val ? in->val[e] : 1.0;
            if (pending && u >= v) {
                t.col[k] = (int32_t)v, t.val[k++] = on_diagonal(f, d[v], r);
                pending = false;
            }
            double a = off_diagonal(f, w, d[u], d[v], r);
            if (u == v && diagonal)
                t.val[k - 1] += a;
            else
                t.col[k] = u, t.val[k++] = a;
        }
        if (pending) t.col[k] = (int32_t)v, t.val[k++] = on_diagonal(f, d[v], r);
        t.ptr[v + 1] = k;
    }
    *out = t, t = (gnn_i_triplets){ 0 };
done:
    gnn_i_triplets_free(&t);
    return st;
}

static gnn_status in_degrees(double **out, const gnn_i_triplets *in)
{
    double *d = gnn_i_calloc((size_t)in->rows, sizeof *d);
    if (!d) return GNN_ENOMEM;
    for (int64_t v = 0; v < in->rows; v++)
        for (int64_t e = in->ptr[v]; e < in->ptr[v + 1]; e++) d[v] += in->val ? in->val[e] : 1.0;
    *out = d;
    return GNN_OK;
}

static gnn_status mean_operator(gnn_operator **out, int64_t n, gnn_dtype dtype)
{
    gnn_operator *op;
    GNN_TRY_RETURN(gnn_i_operator_alloc(&op, GNN_I_OP_MEAN, "U", dtype, n, n));
    op->own[OWN_BLOCK_PTR] = op->block_ptr = gnn_i_alloc(2, sizeof *op->block_ptr);
    if (!op->block_ptr) {
        gnn_operator_free(op);
        return GNN_ENOMEM;
    }
    op->blocks = 1, op->block_ptr[0] = 0, op->block_ptr[1] = n;
    *out = op;
    return GNN_OK;
}

gnn_status gnn_i_operator_simple(gnn_operator **out, const gnn_graph *g, const char *name, gnn_dtype dtype, double arg)
{
    static const struct { const char *name; form f; } forms[] = {
        { "A+I", ADD_I }, { "gcn", GCN }, { "sym", SYM }, { "rw", RW }, { "L", LAPLACE },
        { "L_sym", L_SYM }, { "L_rw", L_RW }, { "Q", SIGNLESS }, { "bethe", BETHE },
    };
    gnn_status st = GNN_OK;
    gnn_i_triplets in = { 0 }, t = { 0 };
    double *d = NULL;
    if (strcmp(name, "I") == 0) return gnn_i_operator_alloc(out, GNN_I_OP_IDENTITY, name, dtype, g->n, g->n);
    if (strcmp(name, "U") == 0) return mean_operator(out, g->n, dtype);
    GNN_TRY(gnn_i_in_arcs(&in, g));
    GNN_TRY(in_degrees(&d, &in));
    if (strcmp(name, "D") == 0) {
        GNN_TRY(gnn_i_operator_diagonal(out, name, dtype, g->n, d));
        goto done;
    }
    double total = 0;
    for (int64_t v = 0; v < g->n; v++) total += d[v];
    double r = arg >= 0 || name[0] != 'b' || strchr(name, ':') ? arg : sqrt(g->n ? total / (double)g->n : 0);
    size_t f = 0;
    while (strncmp(name, forms[f].name, strcspn(name, ":")) != 0 || strlen(forms[f].name) != strcspn(name, ":")) f++;
    GNN_TRY(assemble(&t, &in, d, forms[f].f, r));
    GNN_TRY(gnn_i_operator_matrix(out, name, dtype, &t));
done:
    gnn_i_triplets_free(&in);
    gnn_i_triplets_free(&t);
    gnn_i_free(d);
    return st;
}
