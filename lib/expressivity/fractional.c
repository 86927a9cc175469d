/* Fractional isomorphism: doubly stochastic X with A X = X B, or the least sum of |A X - X B|.
 *
 * X exists exactly when 1-WL does not separate the graphs (Tinhofer 1986; Ramana, Scheinerman, Ullman 1994), and is then constant on
 * pairs of cells of the common equitable partition: X_uv = 1 / |cell| for u, v of one colour.  Otherwise the linear program
 *     min sum_ij |(A X - X B)_ij|,  X >= 0,  X 1 = 1,  X^T 1 = 1
 * is solved by GLPK's simplex method for few vertices, and by a first-order method above (fractional_flow.c). */
#include "fractional.h"
#include <glpk.h>
#include <math.h>

/* ---- the certificate ---- */

gnn_status gnn_fractional_isomorphism(int *isomorphic, double *X, const gnn_graph *a, const gnn_graph *b)
{
    gnn_status st = GNN_OK;
    gnn_i_incidence inc = { 0 };
    gnn_i_partition p = { 0 };
    gnn_i_budget budget = { 0 };
    const gnn_graph *graphs[] = { a, b };
    int64_t *size = NULL, n;
    bool same;
    GNN_REQUIRE(isomorphic && a && b, GNN_EINVAL, "fractional: the answer and two graphs are required");
    n = a->n, same = a->n == b->n;
    if (same) {
        GNN_TRY(gnn_i_incidence_new(&inc, 2, graphs, &budget));
        GNN_TRY(gnn_i_refine(&p, &inc, false, &budget));
        GNN_CALLOC(size, 2 * p.cells + 1);
        for (int64_t v = 0; v < 2 * n; v++) size[2 * p.color[v] + (v >= n)]++;
        for (int64_t c = 0; c < p.cells; c++) same &= size[2 * c] == size[2 * c + 1];
    }
    for (int64_t u = 0; same && X && u < n; u++)
        for (int64_t v = 0; v < n; v++)
            X[u * n + v] = p.color[u] == p.color[n + v] ? 1.0 / (double)size[2 * p.color[u]] : 0.0;
    *isomorphic = same;
done:
    gnn_i_partition_free(&p);
    gnn_i_incidence_free(&inc);
    gnn_i_free(size);
    return st;
}

/* ---- the linear program, few vertices ---- */

/* Columns: X (n^2), then P and N with A X - X B = P - N.  Rows: n^2 equations, then sums of rows and columns of X. */
typedef struct program {
    glp_prob *lp;
    int *row;          /* of one column, from 1 */
    double *value;
    int64_t n;
} program;

static double weight_of(const gnn_graph *g, int64_t e) { return g->weight ? g->weight[e] : 1.0; }

/* X_kl is in (i,l) with A_ik and in (k,j) with -B_lj; `in` lists the arcs of A by head.  Entries of one place are added. */
static void set_column(program *p, const gnn_graph *tail_a, const gnn_graph *b, int64_t k, int64_t l)
{
    int64_t n = p->n;
    int count = 0;
    for (int64_t e = tail_a->ptr[k]; e < tail_a->ptr[k + 1]; e++)
        p->row[++count] = (int)(tail_a->col[e] * n + l) + 1, p->value[count] = weight_of(tail_a, e);
    for (int64_t e = b->ptr[l]; e < b->ptr[l + 1]; e++) {
        int at = (int)(k * n + b->col[e]) + 1, i = 1;
        while (i <= count && p->row[i] != at) i++;
        if (i > count) p->row[++count] = at, p->value[count] = 0;
        p->value[i] -= weight_of(b, e);
    }
    p->row[++count] = (int)(n * n + k) + 1, p->value[count] = 1;
    p->row[++count] = (int)(n * n + n + l) + 1, p->value[count] = 1;
    glp_set_mat_col(p->lp, (int)(k * n + l) + 1, count, p->row, p->value);
}

static void fill_program(program *p, const gnn_graph *tail_a, const gnn_graph *b)
{
    int n = (int)p->n, nn = n * n;
    glp_set_obj_dir(p->lp, GLP_MIN);
    glp_add_rows(p->lp, nn + 2 * n);
    glp_add_cols(p->lp, 3 * nn);
    for (int i = 1; i <= nn + 2 * n; i++) glp_set_row_bnds(p->lp, i, GLP_FX, i <= nn ? 0 : 1, i <= nn ? 0 : 1);
    for (int c = 1; c <= 3 * nn; c++) glp_set_col_bnds(p->lp, c, GLP_LO, 0, 0);
    for (int k = 0; k < n; k++)
        for (int l = 0; l < n; l++) set_column(p, tail_a, b, k, l);
    for (int c = 1; c <= nn; c++)
        for (int sign = 0; sign < 2; sign++) {
            int one[] = { 0, c };
            double v[] = { 0, sign ? 1.0 : -1.0 };
            glp_set_obj_coef(p->lp, nn + sign * nn + c, 1);
            glp_set_mat_col(p->lp, nn + sign * nn + c, 1, one, v);
        }
}

/* Arcs turned round: row k lists the i with A_ik. */
static gnn_status turned(gnn_graph **out, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    int32_t *tail;
    GNN_ALLOC(tail, g->arcs + 1);
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) tail[e] = (int32_t)u;
    gnn_graph_spec spec = { .n = g->n, .m = g->arcs, .src = g->col, .dst = tail, .weight = g->weight, .flags = GNN_DIRECTED };
    GNN_TRY(gnn_graph_new(out, &spec));
done:
    gnn_i_free(tail);
    return st;
}

static gnn_status simplex(double *value, const gnn_graph *a, const gnn_graph *b, const gnn_i_budget *budget)
{
    gnn_status st = GNN_OK;
    gnn_graph *t = NULL;
    program p = { .n = a->n };
    glp_smcp how;
    GNN_TRY(turned(&t, a));
    GNN_ALLOC(p.row, 2 * p.n + 4);
    GNN_ALLOC(p.value, 2 * p.n + 4);
    int before = glp_term_out(GLP_OFF);
    p.lp = glp_create_prob();
    fill_program(&p, t, b);
    glp_init_smcp(&how);
    how.msg_lev = GLP_MSG_OFF;
    if (budget->limit_seconds > 0)
        how.tm_lim = (int)fmax(1, 1e3 * (budget->start + budget->limit_seconds - gnn_i_now()));
    glp_adv_basis(p.lp, 0);
    int failed = glp_simplex(p.lp, &how);
    int status = glp_get_status(p.lp);
    double found = glp_get_obj_val(p.lp);
    glp_delete_prob(p.lp);
    glp_term_out(before);
    GNN_REQUIRE(failed != GLP_ETMLIM, GNN_ELIMIT, "fractional: the time limit was reached");
    GNN_REQUIRE(!failed && status == GLP_OPT, GNN_ENUMERIC,
                "fractional: the linear program was not solved (GLPK %d, %d)", failed, status);
    *value = found > 0 ? found : 0;
done:
    gnn_graph_free(t);
    gnn_i_free(p.row);
    gnn_i_free(p.value);
    return st;
}

/* ---- the distance ---- */

gnn_status gnn_i_fractional_distance(gnn_fractional *out, const gnn_graph *a, const gnn_graph *b, gnn_i_budget *budget)
{
    gnn_fractional f = { 0 };
    int zero = 0;
    GNN_REQUIRE_RETURN(a->n == b->n, GNN_ESHAPE,
                       "fractional: %lld against %lld vertices, no matrix X is doubly stochastic", (long long)a->n,
                       (long long)b->n);
    GNN_TRY_RETURN(gnn_fractional_isomorphism(&zero, NULL, a, b));
    if (!zero && a->n <= GNN_I_SIMPLEX_MAX) {
        GNN_TRY_RETURN(simplex(&f.value, a, b, budget));
        f.lower = f.value, f.exact = 1;
    } else if (!zero) GNN_TRY_RETURN(gnn_i_fractional_flow(&f, a, b, budget));
    else f.exact = 1;
    *out = f;
    return GNN_OK;
}

gnn_status gnn_fractional_distance(gnn_fractional *out, const gnn_graph *a, const gnn_graph *b,
                                   const gnn_test_options *options)
{
    gnn_i_budget budget = { .start = gnn_i_now() };
    GNN_REQUIRE_RETURN(out && a && b, GNN_EINVAL, "fractional: the answer and two graphs are required");
    if (options) budget.limit_seconds = options->limit_seconds, budget.limit_bytes = options->limit_bytes;
    return gnn_i_fractional_distance(out, a, b, &budget);
}
