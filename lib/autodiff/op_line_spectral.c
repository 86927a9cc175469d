/* The edges' half of a line-graph layer, for the operators I, B, B B, D_L in any choice and order:
 *     y = [O_1 x | … | O_q x] W + b + [Pm^T u | Pd^T u] V + e, then max(y, 0) in columns r0 .. r1
 * x (2M,d) on edges, s = [Pm x | Pd x] (n, 2 d), u (n,k) on nodes, W (q d, w), V (2 k, w)    (Chen, Li, Bruna 2019, 3.2)
 *
 * No row of [O x] is ever made.  With S x, T x the sums of x by tail and by head, both in s, and d_e = d_head(e) - 1:
 *     (B x)_e   = (S x)_head(e) - x_rev(e)
 *     (B B x)_e = Q_head(e) - (S x)_tail(e) + x_e,    Q = S B x: Q_v = sum over e from v of (S x)_head(e), minus (T x)_v
 *     (Pm^T u | Pd^T u)_e V = u_tail(e) (Vm + Vd) + u_head(e) (Vm - Vd)
 * so that  y_e = [x W1]_e + d_e [x WD]_e - [x WB]_rev(e) + H_head(e) + L_tail(e),  W1 = WI + WBB,
 *     [H | L] = [S x | Q | u] M,   M = (WB, -WBB; WBB, 0; Vm - Vd, Vm + Vd)
 * one product of width 3 w on edges, everything else on nodes.
 *
 * g = dy where y > 0 or the column is linear, gp_e = [g_e | d_e g_e | -g_rev(e)], gn = [T g | S g]
 *     dx += gp [W1 | WD | WB]^T     d[W1 | WD | WB] = x^T gp     dM = [S x | Q | u]^T gn     d[S x | Q | u] = gn M^T
 *     dS x += A dQ, dT x = -dQ      dW, dV: from dW1 … and dM, as they enter     db, de += sum of g */
#ifndef T
#include "case.h"
#include "fused.h"
#include "line.h"

typedef struct attr {
    const gnn_operator *B;
    int place[4];         /* where in W the block of I, B, BB, D_L is; -1: nowhere */
    int q;
    int64_t r0, r1;
    void *w3, *m, *nodes; /* [W1 | WD | WB] (d, 3 w), M (2 d + k, 2 w), [S x | Q | u] (n, 2 d + k) */
} attr;

enum { X, W, BIAS, SUMS, U, V, E }; /* inputs */

static int64_t width_d(const gnn_op_ctx *c) { return c->in[X]->shape[1]; }
static int64_t width_k(const gnn_op_ctx *c) { return c->in[U]->shape[1]; }

#define THIS "op_line_spectral.c"
#include "each_dtype.h"

static gnn_status line_spectral_shape(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    const gnn_tensor *x = c->in[X], *w = c->in[W], *v = c->in[V], *s = c->in[SUMS];
    char p[48], q[48];
    GNN_TRY_RETURN(gnn_i_need_edges(c, a->B));
    GNN_REQUIRE_RETURN(a->q >= 1 && a->q <= 4, GNN_EINVAL, "%d operators, expected 1 .. 4", a->q);
    GNN_TRY_RETURN(gnn_i_need_rows(c, X, a->B->rows, "a directed edge"));
    GNN_REQUIRE_RETURN(w && w->ndim == 2 && w->shape[0] == a->q * x->shape[1], GNN_ESHAPE,
                       "x is %s, the weight %s, expected as many rows as %d operators have columns", gnn_i_shape_text(p, x),
                       gnn_i_shape_text(q, w), a->q);
    GNN_TRY_RETURN(gnn_i_need_bias(c, BIAS, w->shape[1]));
    GNN_TRY_RETURN(gnn_i_need_rows(c, SUMS, a->B->nodes, "a node"));
    GNN_REQUIRE_RETURN(s->shape[1] == 2 * x->shape[1], GNN_ESHAPE, "x is %s, its sums %s", gnn_i_shape_text(p, x),
                       gnn_i_shape_text(q, s));
    GNN_TRY_RETURN(gnn_i_need_rows(c, U, a->B->nodes, "a node"));
    GNN_REQUIRE_RETURN(v && v->ndim == 2 && v->shape[0] == 2 * c->in[U]->shape[1] && v->shape[1] == w->shape[1],
                       GNN_ESHAPE, "u is %s, its weight %s, the edges' %s", gnn_i_shape_text(p, c->in[U]),
                       gnn_i_shape_text(q, v), gnn_i_shape_text((char[48]){ 0 }, w));
    GNN_TRY_RETURN(gnn_i_need_bias(c, E, w->shape[1]));
    GNN_REQUIRE_RETURN(a->r0 >= 0 && a->r0 <= a->r1 && a->r1 <= w->shape[1], GNN_EINVAL,
                       "ReLU in columns %lld .. %lld of %lld", (long long)a->r0, (long long)a->r1,
                       (long long)w->shape[1]);
    return gnn_i_shape_set2(c, x->shape[0], w->shape[1]);
}

static gnn_i_edge_args edges_of(const gnn_op_ctx *c)
{
    const attr *a = c->attr;
    return (gnn_i_edge_args){ .tail = a->B->tail, .head = a->B->head, .rev = a->B->rev, .in_ptr = a->B->in_ptr,
                              .w = c->out->shape[1], .r0 = a->r0, .r1 = a->r1 };
}

static gnn_status line_spectral_forward(gnn_op_ctx *c)
{
    attr *a = c->attr;
    gnn_dtype dtype = c->out->dtype;
    size_t es = gnn_dtype_size(dtype);
    int64_t edges = a->B->rows, n = a->B->nodes, d = width_d(c), w = c->out->shape[1], wide = 2 * d + width_k(c);
    a->w3 = gnn_i_tape_alloc(c->tape, (size_t)(3 * d * w) * es);
    a->m = gnn_i_tape_alloc(c->tape, (size_t)(2 * wide * w) * es);
    a->nodes = gnn_i_tape_alloc(c->tape, (size_t)(n * wide) * es);
    gnn_arena_mark mark = gnn_i_tape_mark(c->tape);
    void *p = gnn_i_tape_alloc(c->tape, (size_t)(3 * edges * w) * es),
         *hl = gnn_i_tape_alloc(c->tape, (size_t)(2 * n * w) * es);
    if (!a->w3 || !a->m || !a->nodes || !p || !hl) return GNN_ENOMEM;
    (dtype == GNN_F32 ? pack_f32 : pack_f64)(c);
    OVER(c, n, wide + 8 * d, node_rows);
    GNN_TRY_RETURN(gnn_i_tape_gemm(c, false, false, edges, 3 * w, d, c->in[X]->data, a->w3, 0, p));
    GNN_TRY_RETURN(gnn_i_tape_gemm(c, false, false, n, 2 * w, wide, a->nodes, a->m, 0, hl));
    (dtype == GNN_F32 ? add_biases_f32 : add_biases_f64)(c, hl);
    gnn_i_edge_args e = edges_of(c);
    e.p = p, e.node = hl, e.y = c->out->data;
    gnn_i_edge_join(dtype, &e, edges);
    gnn_i_tape_release(c->tape, mark);
    return GNN_OK;
}

/* gn (n, 2 w) = [T g | S g]: gradient of [H | L] */
static void node_gradient(gnn_op_ctx *c, const void *g, void *gn)
{
    const attr *a = c->attr;
    gnn_dtype dtype = c->out->dtype;
    int64_t w = c->out->shape[1];
    gnn_i_csr by_tail = gnn_i_edges_by(a->B, false), by_head = gnn_i_edges_by(a->B, true);
    gnn_i_spmm_strided(dtype, &by_head, g, w, w, gn, 2 * w, false);
    gnn_i_spmm_strided(dtype, &by_tail, g, w, w, (char *)gn + (size_t)w * gnn_dtype_size(dtype), 2 * w, false);
}

static gnn_status line_spectral_backward(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    gnn_dtype dtype = c->out->dtype;
    size_t es = gnn_dtype_size(dtype);
    int64_t edges = a->B->rows, n = a->B->nodes, d = width_d(c), w = c->out->shape[1], wide = 2 * d + width_k(c);
    char *g = gnn_i_tape_alloc(c->tape, (size_t)(edges * w) * es),
         *gp = gnn_i_tape_alloc(c->tape, (size_t)(3 * edges * w) * es),
         *gn = gnn_i_tape_alloc(c->tape, (size_t)(2 * n * w) * es),
         *dw3 = gnn_i_tape_alloc(c->tape, (size_t)(3 * d * w) * es),
         *dm = gnn_i_tape_alloc(c->tape, (size_t)(2 * wide * w) * es),
         *dn = gnn_i_tape_alloc(c->tape, (size_t)(n * wide) * es);
    if (!g || !gp || !gn || !dw3 || !dm || !dn) return GNN_ENOMEM;
    gnn_i_range_relu_back(dtype, g, c->dout->data, c->out->data, edges, w, a->r0, a->r1);
    gnn_i_edge_args e = edges_of(c);
    e.g = g, e.dp = gp;
    gnn_i_edge_join_back(dtype, &e, edges);
    node_gradient(c, g, gn);
    if (c->din[X]) GNN_TRY_RETURN(gnn_i_tape_gemm(c, false, true, edges, d, 3 * w, gp, a->w3, 1, c->din[X]->data));
    if (c->din[W]) GNN_TRY_RETURN(gnn_i_tape_gemm(c, true, false, d, 3 * w, edges, c->in[X]->data, gp, 0, dw3));
    if (c->din[W] || c->din[V]) GNN_TRY_RETURN(gnn_i_tape_gemm(c, true, false, wide, 2 * w, n, a->nodes, gn, 0, dm));
    (dtype == GNN_F32 ? unpack_f32 : unpack_f64)(c, dw3, dm, gn);
    if (!c->din[SUMS] && !c->din[U]) return GNN_OK;
    GNN_TRY_RETURN(gnn_i_tape_gemm(c, false, true, n, wide, 2 * w, gn, a->m, 0, dn));
    gnn_op_ctx at = *c; /* the kernel finds dn in place of dy */
    gnn_tensor t = gnn_tensor_view2(dtype, n, wide, dn);
    at.dout = &t;
    OVER(&at, n, wide + 8 * d, node_rows_back);
    return GNN_OK;
}

static gnn_var line_spectral_sample(gnn_case *k)
{
    const gnn_operator *B = gnn_i_case_operator(k, "B"), *PmT = gnn_i_case_operator(k, "PmT"),
                       *PdT = gnn_i_case_operator(k, "PdT"), *Pm = gnn_i_case_operator(k, "Pm"),
                       *Pd = gnn_i_case_operator(k, "Pd");
    gnn_tape *t = gnn_i_case_tape(k);
    gnn_var none = gnn_none(t), x0 = gnn_i_case_rows(k, GNN_NODE_ROWS, gnn_i_case_int(k, 1, 4));
    gnn_var x =
        gnn_concat(2, (gnn_var[]){ gnn_apply(PmT, x0, none, GNN_ACT_NONE), gnn_apply(PdT, x0, none, GNN_ACT_TANH) });
    int order[4] = { 0, 1, 2, 3 }, q = (int)gnn_i_case_int(k, 1, 4);
    for (int i = 0; i < 4; i++) {
        int j = (int)gnn_i_case_int(k, i, 3), o = order[i];
        order[i] = order[j], order[j] = o;
    }
    int64_t d = gnn_value(x) ? gnn_value(x)->shape[1] : 1, w = gnn_i_case_int(k, 0, 2) ? gnn_i_case_int(k, 1, 9) : 8,
            r0 = gnn_i_case_int(k, 0, w), r1 = gnn_i_case_int(k, r0, w), wide = gnn_i_case_int(k, 1, 5);
    gnn_var u = gnn_i_case_rows(k, GNN_NODE_ROWS, wide), v = gnn_i_case_free(k, 2, (int64_t[]){ 2 * wide, w });
    gnn_var weight = gnn_i_case_free(k, 2, (int64_t[]){ q * d, w });
    gnn_var b = gnn_i_case_int(k, 0, 1) ? gnn_i_case_free(k, 1, &w) : none,
            e = gnn_i_case_int(k, 0, 1) ? gnn_i_case_free(k, 1, &w) : none;
    gnn_var y = gnn_line_spectral(B, q, order, x, weight, b, gnn_edge_sums(B, x), u, v, e, r0, r1);
    gnn_var up = gnn_apply(Pm, y, none, GNN_ACT_NONE),
            down = gnn_apply(Pd, gnn_activate(y, GNN_ACT_TANH), none, GNN_ACT_NONE);
    return gnn_concat(2, (gnn_var[]){ up, down });
}

const gnn_op gnn_i_op_line_spectral = { "line_spectral", GNN_NODE_ROWS, false, line_spectral_shape, line_spectral_forward,
                                        line_spectral_backward, line_spectral_sample };

gnn_var gnn_line_spectral(const gnn_operator *B, int q, const int *order, gnn_var x, gnn_var w, gnn_var b, gnn_var sums,
                          gnn_var u, gnn_var v, gnn_var e, int64_t relu_from, int64_t relu_to)
{
    attr a = { .B = B, .place = { -1, -1, -1, -1 }, .q = q, .r0 = relu_from, .r1 = relu_to };
    for (int i = 0; i < q && i < 4; i++) {
        if (order[i] < 0 || order[i] > 3 || a.place[order[i]] >= 0)
            return gnn_i_poison(x.tape, gnn_i_fail(GNN_EINVAL, "operator %d is number %d", i, order[i]),
                                "line_spectral");
        a.place[order[i]] = i;
    }
    return gnn_i_emit(&gnn_i_op_line_spectral, x.tape, &a, sizeof a, 7, (gnn_var[]){ x, w, b, sums, u, v, e });
}

#else

/* Block of an operator in W (or dW), NULL where it is absent. */
static T *S(block)(const gnn_op_ctx *c, void *w, gnn_line_op which)
{
    int at = ((const attr *)c->attr)->place[which];
    return w && at >= 0 ? (T *)w + at * width_d(c) * c->out->shape[1] : NULL;
}

static T S(entry)(const T *block, int64_t i) { return block ? block[i] : 0; }

/* w3 and M from the weights */
static void S(pack)(gnn_op_ctx *c)
{
    const attr *a = c->attr;
    int64_t d = width_d(c), k = width_k(c), w = c->out->shape[1];
    const T *wi = S(block)(c, c->in[W]->data, GNN_LINE_I), *wb = S(block)(c, c->in[W]->data, GNN_LINE_B),
            *wbb = S(block)(c, c->in[W]->data, GNN_LINE_BB), *wd = S(block)(c, c->in[W]->data, GNN_LINE_D), *v = IN(V);
    T *w3 = a->w3, *m = a->m;
    for (int64_t i = 0; i < d; i++)
        for (int64_t j = 0; j < w; j++) {
            int64_t at = i * w + j;
            T *p = w3 + i * 3 * w + j, *s = m + i * 2 * w + j, *q = m + (d + i) * 2 * w + j;
            p[0] = S(entry)(wi, at) + S(entry)(wbb, at), p[w] = S(entry)(wd, at), p[2 * w] = S(entry)(wb, at);
            s[0] = S(entry)(wb, at), s[w] = -S(entry)(wbb, at);
            q[0] = S(entry)(wbb, at), q[w] = 0;
        }
    for (int64_t i = 0; i < k; i++)
        for (int64_t j = 0; j < w; j++) {
            T vm = v[i * w + j], vd = v[(k + i) * w + j], *p = m + (2 * d + i) * 2 * w + j;
            p[0] = vm - vd, p[w] = vm + vd;
        }
}

/* Gradients of weights and biases from those of w3, M and [H | L] */
static void S(unpack)(gnn_op_ctx *c, const void *dw3, const void *dm, const void *gn)
{
    int64_t d = width_d(c), k = width_k(c), w = c->out->shape[1], n = ((const attr *)c->attr)->B->nodes;
    void *dw = c->din[W] ? c->din[W]->data : NULL;
    T *wi = S(block)(c, dw, GNN_LINE_I), *wb = S(block)(c, dw, GNN_LINE_B), *wbb = S(block)(c, dw, GNN_LINE_BB),
      *wd = S(block)(c, dw, GNN_LINE_D), *v = DIN(V);
    for (int64_t i = 0; dw && i < d; i++)
        for (int64_t j = 0; j < w; j++) {
            int64_t at = i * w + j;
            const T *p = (const T *)dw3 + i * 3 * w + j, *s = (const T *)dm + i * 2 * w + j,
                    *q = (const T *)dm + (d + i) * 2 * w + j;
            if (wi) wi[at] += p[0];
            if (wd) wd[at] += p[w];
            if (wb) wb[at] += p[2 * w] + s[0];
            if (wbb) wbb[at] += p[0] - s[w] + q[0];
        }
    for (int64_t i = 0; v && i < k; i++)
        for (int64_t j = 0; j < w; j++) {
            const T *p = (const T *)dm + (2 * d + i) * 2 * w + j;
            v[i * w + j] += p[0] + p[w], v[(k + i) * w + j] += p[w] - p[0];
        }
    for (int which = BIAS; which <= E; which += E - BIAS) /* the sum of g over edges is that of S g over nodes */
        for (int64_t i = 0; DIN(which) && i < n; i++)
            for (int64_t j = 0; j < w; j++) DIN(which)[j] += ((const T *)gn)[i * 2 * w + w + j];
}

/* Rows of [S x | Q | u] */
static void S(node_rows)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const attr *a = c->attr;
    const gnn_operator *B = a->B;
    const T *restrict s = IN(SUMS), *restrict u = IN(U);
    int64_t d = width_d(c), k = width_k(c);
    for (int64_t i = from; i < to; i++) {
        T *restrict y = (T *)a->nodes + i * (2 * d + k), *restrict q = y + d;
        const T *m = s + i * 2 * d;
        for (int64_t j = 0; j < d; j++) y[j] = (m[j] + m[d + j]) / 2, q[j] = 0;
        for (int64_t e = B->out_ptr[i]; e < B->out_ptr[i + 1]; e++) {
            const T *h = s + B->head[B->out_arc[e]] * 2 * d;
            for (int64_t j = 0; j < d; j++) q[j] += h[j] + h[d + j];
        }
        for (int64_t j = 0; j < d; j++) q[j] = (q[j] - m[j] + m[d + j]) / 2;
        for (int64_t j = 0; j < k; j++) y[2 * d + j] = u[i * k + j];
    }
}

/* Their gradient (where dy would be) goes to s and u: dSx = dn_S + A dQ, dTx = -dQ, half of sum and difference to s */
static void S(node_rows_back)(gnn_op_ctx *c, int64_t block, int64_t from, int64_t to)
{
    const gnn_operator *B = ((const attr *)c->attr)->B;
    int64_t d = width_d(c), k = width_k(c), wide = 2 * d + k;
    const T *restrict dn = DOUT;
    for (int64_t i = from; i < to; i++) {
        const T *own = dn + i * wide;
        for (int64_t j = 0; DIN(U) && j < k; j++) DIN(U)[i * k + j] += own[2 * d + j];
        if (!DIN(SUMS)) continue;
        T *restrict m = DIN(SUMS) + i * 2 * d;
        for (int64_t j = 0; j < d; j++) m[j] += (own[j] - own[d + j]) / 2, m[d + j] += (own[j] + own[d + j]) / 2;
        for (int64_t e = B->out_ptr[i]; e < B->out_ptr[i + 1]; e++) {
            const T *q = dn + B->head[B->out_arc[e]] * wide + d;
            for (int64_t j = 0; j < d; j++) m[j] += q[j] / 2, m[d + j] += q[j] / 2;
        }
    }
}

/* Both biases belong to every edge: they go with its tail. */
static void S(add_biases)(gnn_op_ctx *c, void *hl)
{
    int64_t w = c->out->shape[1], n = ((const attr *)c->attr)->B->nodes;
    for (int which = BIAS; which <= E; which += E - BIAS)
        for (int64_t i = 0; IN(which) && i < n; i++)
            for (int64_t j = 0; j < w; j++) ((T *)hl)[i * 2 * w + w + j] += IN(which)[j];
}

#endif
