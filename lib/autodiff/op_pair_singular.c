/* y_g = s_1 | … | s_k: the largest singular values of each channel's n x n matrix, descending, 0 past the n-th
 *     A = U S V^T      dA += sum_r w_r u_r v_r^T      w_r: dy_r, 0 past the k-th
 * Values that are equal (to rounding) have no vectors of their own, only a common space, and their order is nobody's: each
 * of them gets the mean of their w, which no choice of vectors changes.  Where symmetry of the graph keeps values equal
 * whatever the weights are, they move together and this is the gradient; where they only meet, it is the middle of Clarke's
 * subdifferential.  At 0 the subgradient 0 is taken.  All in f64. */
#ifndef T
#include "case.h"
#include "pairs.h"

typedef struct attr {
    const gnn_pairs *p;
    int64_t k;
    double *values, *left, *right; /* per graph and channel n values; columns of U, rows of V^T, n x n             */
    double *work;                  /* n x n and gnn_i_singular_work(n) doubles a graph, at work_at                 */
    int64_t *work_at;
    int *failed; /* a graph, what gnn_i_singular says                                            */
} attr;

static int64_t size_of(const gnn_pairs *p, int64_t g)
{
    return p->node_ptr[g + 1] - p->node_ptr[g];
}

#define THIS "op_pair_singular.c"
#include "each_dtype.h"

static gnn_status pair_singular_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    GNN_TRY_RETURN(gnn_i_check_pairs(c, a->p, true, 0, a->p ? a->p->rows : 0, "a pair"));
    GNN_REQUIRE_RETURN(a->k > 0 && a->k <= INT32_MAX, GNN_EINVAL, "%lld singular values", (long long)a->k);
    return gnn_i_shape_set2(c, a->p->graphs, a->k * c->in[0]->shape[1]);
}

/* Some 20 n^3 operations a channel. */
static int64_t cost_of(const gnn_op_ctx *c)
{
    const gnn_pairs *p = ((const attr *)c->attr)->p;
    return p->graphs ? 20 * p->rows / p->graphs * (p->n / p->graphs + 1) * c->in[0]->shape[1] + 1 : 1;
}

static gnn_status find_memory(gnn_op_ctx *c, attr *a)
{
    const gnn_pairs *p = a->p;
    size_t w = (size_t)c->in[0]->shape[1], vectors = c->needs_grad ? (size_t)p->rows * w : 0;
    a->values = gnn_i_tape_alloc(c->tape, ((size_t)p->n * w + 1) * sizeof *a->values);
    a->left = gnn_i_tape_alloc(c->tape, (vectors + 1) * sizeof *a->left);
    a->right = gnn_i_tape_alloc(c->tape, (vectors + 1) * sizeof *a->right);
    a->work_at = gnn_i_tape_alloc(c->tape, (size_t)(p->graphs + 1) * sizeof *a->work_at);
    a->failed = gnn_i_tape_alloc(c->tape, (size_t)(p->graphs + 1) * sizeof *a->failed);
    if (!a->values || !a->left || !a->right || !a->work_at || !a->failed) return GNN_ENOMEM;
    a->work_at[0] = 0;
    for (int64_t g = 0, n; g < p->graphs; g++)
        n = size_of(p, g), a->work_at[g + 1] = a->work_at[g] + n * n + gnn_i_singular_work(n);
    return GNN_OK;
}

static gnn_status pair_singular_forward(gnn_op_ctx *c)
{
    attr *a = c->attr;
    GNN_TRY_RETURN(find_memory(c, a));
    gnn_arena_mark mark = gnn_i_tape_mark(c->tape);
    a->work = gnn_i_tape_alloc(c->tape, (size_t)(a->work_at[a->p->graphs] + 1) * sizeof *a->work);
    if (!a->work) return GNN_ENOMEM;
    OVER(c, a->p->graphs, cost_of(c), pair_singular);
    gnn_i_tape_release(c->tape, mark);
    for (int64_t g = 0; g < a->p->graphs; g++) {
        GNN_REQUIRE_RETURN(a->failed[g] >= 0, GNN_ENUMERIC, "graph %lld has an entry that is not finite", (long long)g);
        GNN_REQUIRE_RETURN(a->failed[g] == 0, GNN_ENUMERIC, "no singular values of graph %lld: %d did not converge",
                           (long long)g, a->failed[g]);
    }
    return GNN_OK;
}

static gnn_status pair_singular_backward(gnn_op_ctx *c)
{
    OVER(c, c->out->shape[0], cost_of(c), pair_singular_back);
    return GNN_OK;
}

static gnn_var pair_singular_sample(gnn_case *k)
{
    gnn_i_case_need_pairs(k);
    const gnn_pairs *p = gnn_i_case_pairs(k);
    int64_t values = gnn_i_case_int(k, 1, 12);
    return gnn_pair_singular(p, gnn_i_case_rows(k, GNN_PAIR_ROWS, 1 + gnn_i_case_width(k) % 5), values);
}

const gnn_op gnn_i_op_pair_singular = { "pair_singular",     GNN_INVARIANT,         false,
                                        pair_singular_shape, pair_singular_forward, pair_singular_backward,
                                        pair_singular_sample };

gnn_var gnn_pair_singular(const gnn_pairs *p, gnn_var a, int64_t k)
{
    return gnn_i_emit(&gnn_i_op_pair_singular, a.tape, &(attr){ .p = p, .k = k }, sizeof(attr), 1, &a);
}

#else

static void S(pair_singular)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    attr *a = c->attr;
    const gnn_pairs *p = a->p;
    int64_t w = c->in[0]->shape[1];
    for (int64_t g = from; g < to; g++) {
        int64_t n = size_of(p, g), at = p->row_ptr[g] * w;
        double *m = a->work + a->work_at[g];
        a->failed[g] = 0;
        for (int64_t q = 0; q < w && a->failed[g] == 0; q++) {
            double *values = a->values + p->node_ptr[g] * w + q * n;
            for (int64_t i = 0; i < n; i++)
                for (int64_t j = 0; j < n; j++) m[j * n + i] = IN(0)[at + (i * n + j) * w + q];
            a->failed[g] = gnn_i_singular(values, c->needs_grad ? a->left + at + q * n * n : NULL,
                                          c->needs_grad ? a->right + at + q * n * n : NULL, m, n, m + n * n);
            for (int64_t r = 0; r < a->k; r++) OUT[(g * a->k + r) * w + q] = (T)(r < n ? values[r] : 0);
        }
    }
}

/* d (n x n, stride w) += sum_r weight u_r v_r^T over the values that equal number r. */
static int64_t S(add_equal)(T *d, const attr *a, const double *values, const double *u, const double *vt, const T *dy,
                            int64_t n, int64_t w, int64_t r)
{
    const double same =
        sizeof(T) == sizeof(float) ? 1e-5 : 1e-10; /* of the largest: above the rounding of equal values */
    double sum = 0;
    int64_t end = r;
    for (; end < n && values[r] - values[end] <= same * values[0]; end++) sum += end < a->k ? dy[end * w] : 0;
    if (sum == 0 || values[r] <= same * values[0]) return end;
    double weight = sum / (double)(end - r);
    for (int64_t s = r; s < end; s++)
        for (int64_t i = 0; i < n; i++)
            for (int64_t j = 0; j < n; j++) d[(i * n + j) * w] += (T)(weight * u[s * n + i] * vt[j * n + s]);
    return end;
}

static void S(pair_singular_back)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const attr *a = c->attr;
    const gnn_pairs *p = a->p;
    int64_t w = c->in[0]->shape[1];
    for (int64_t g = from; g < to; g++)
        for (int64_t q = 0, n = size_of(p, g), at = p->row_ptr[g] * w; q < w; q++) {
            const double *values = a->values + p->node_ptr[g] * w + q * n;
            const double *u = a->left + at + q * n * n, *vt = a->right + at + q * n * n;
            for (int64_t r = 0; r < n && r < a->k;)
                r = S(add_equal)(DIN(0) + at + q, a, values, u, vt, DOUT + g * a->k * w + q, n, w, r);
        }
}

#endif
