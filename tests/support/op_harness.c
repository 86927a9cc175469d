#include "support/op_harness.h"
#include <math.h>
#include <stdarg.h>

static char message[512];

static const char *broken(const char *format, ...) GNN_PRINTF(1, 2);
static const char *broken(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vsnprintf(message, sizeof message, format, list);
    va_end(list);
    return message;
}

int op_count(void)
{
    int n = 0;
    while (gnn_i_ops[n]) n++;
    return n;
}

/* ---- probe: y = so far + sum of w x, a loss with known weights ---- */

static gnn_status probe_shape(gnn_op_ctx *c)
{
    c->out->ndim = 0;
    return GNN_OK;
}

static gnn_status probe_forward(gnn_op_ctx *c)
{
    const double *w = *(double *const *)c->attr;
    double sum = c->in[0] ? gnn_tensor_get(c->in[0], 0) : 0;
    for (int64_t i = 0, n = gnn_tensor_size(c->in[1]); i < n; i++) sum += w[i] * gnn_tensor_get(c->in[1], i);
    gnn_tensor_set(c->out, 0, sum);
    return GNN_OK;
}

static gnn_status probe_backward(gnn_op_ctx *c)
{
    const double *w = *(double *const *)c->attr, g = gnn_tensor_get(c->dout, 0);
    if (c->din[0]) gnn_tensor_set(c->din[0], 0, gnn_tensor_get(c->din[0], 0) + g);
    for (int64_t i = 0, n = gnn_tensor_size(c->in[1]); c->din[1] && i < n; i++)
        gnn_tensor_set(c->din[1], i, gnn_tensor_get(c->din[1], i) + g * w[i]);
    return GNN_OK;
}

static const gnn_op probe = { "probe", GNN_INVARIANT, false, probe_shape, probe_forward, probe_backward, NULL };

/* ---- one case with its weights ---- */

enum { MAX_LEAVES = 16 };

typedef struct example {
    gnn_case *k;
    gnn_var y;
    double *w;                  /* weights of y in the loss, drawn at its first run */
    double *extra[MAX_LEAVES];  /* weights of the inputs themselves: their gradients are not zero when the operation adds */
    int leaves;
    bool integers;
} example;

static double *weights(int slot, uint64_t number, int64_t n, bool integers)
{
    double *w = malloc((size_t)(n + 1) * sizeof *w);
    gnn_rng r = gnn_rng_stream(number, "weights of the loss", (uint64_t)slot);
    for (int64_t i = 0; i < n; i++) {
        w[i] = 2 * gnn_rng_uniform(&r) - 1;
        if (integers) w[i] = floor(4 * w[i]);
    }
    return w;
}

static gnn_status open_example(example *e, const gnn_case_spec *spec)
{
    memset(e, 0, sizeof *e);
    e->integers = spec->integers;
    return gnn_i_case_new(&e->k, spec);
}

static void close_example(example *e)
{
    gnn_i_case_drop(e->k);
    free(e->w);
    for (int i = 0; i < MAX_LEAVES; i++) free(e->extra[i]);
}

/* Run the sample; weights are made when first needed and do not depend on renaming. */
static gnn_status forward(example *e, uint64_t number)
{
    e->y = gnn_i_case_run(e->k);
    gnn_status st = gnn_tape_status(gnn_i_case_tape(e->k));
    if (st != GNN_OK) return st;
    if (!gnn_value(e->y)) return gnn_i_fail(GNN_EBUG, "a poisoned result without an error");
    e->leaves = gnn_i_case_leaves(e->k);
    ck_assert_int_le(e->leaves, MAX_LEAVES);
    if (e->w) return GNN_OK;
    e->w = weights(0, number, gnn_tensor_size(gnn_value(e->y)), e->integers);
    for (int i = 0; i < e->leaves; i++)
        e->extra[i] = weights(1 + i, number, gnn_tensor_size(gnn_value(gnn_i_case_leaf(e->k, i, NULL))), e->integers);
    return GNN_OK;
}

/* The inputs' own terms come last on the tape, hence first in the backward pass. */
static gnn_status backward(example *e)
{
    gnn_tape *t = gnn_i_case_tape(e->k);
    gnn_var loss = gnn_i_emit(&probe, t, &e->w, sizeof e->w, 2, (gnn_var[]){ gnn_none(t), e->y });
    for (int i = 0; i < e->leaves; i++)
        loss = gnn_i_emit(&probe, t, &e->extra[i], sizeof e->extra[i], 2,
                          (gnn_var[]){ loss, gnn_i_case_leaf(e->k, i, NULL) });
    return gnn_backward(loss);
}

static double *values(const gnn_tensor *t)
{
    double *v = malloc((size_t)(gnn_tensor_size(t) + 1) * sizeof *v);
    for (int64_t i = 0, n = gnn_tensor_size(t); i < n; i++) v[i] = gnn_tensor_get(t, i);
    return v;
}

static bool same_bits(const gnn_tensor *a, const gnn_tensor *b)
{
    return gnn_tensor_size(a) == gnn_tensor_size(b) && a->dtype == b->dtype &&
           (gnn_tensor_size(a) == 0 ||
            memcmp(a->data, b->data, (size_t)gnn_tensor_size(a) * gnn_dtype_size(a->dtype)) == 0);
}

/* A sample may refuse a kind of graph; any other failure is the operation's. */
static const char *start(example *e, const gnn_case_spec *spec, op_report *report, bool *skip)
{
    gnn_status st = open_example(e, spec);
    report->cases++;
    if (st == GNN_OK) st = forward(e, spec->number);
    *skip = st == GNN_EUNSUPPORTED;
    report->unsupported += *skip;
    return st == GNN_OK || *skip
               ? NULL
               : broken("case %llu: %s: %s", (unsigned long long)spec->number, gnn_status_name(st), gnn_last_error());
}

/* ---- gradients ---- */

/* Sum of w (y(h) - y(-h)), differences first. */
static double difference(example *e, uint64_t number, int leaf, double h)
{
    gnn_i_case_perturb(e->k, leaf, -h, number);
    ck_ok(forward(e, number));
    double *minus = values(gnn_value(e->y)), sum = 0;
    gnn_i_case_perturb(e->k, leaf, h, number);
    ck_ok(forward(e, number));
    const gnn_tensor *plus = gnn_value(e->y);
    for (int64_t i = 0, n = gnn_tensor_size(plus); i < n; i++) sum += e->w[i] * (gnn_tensor_get(plus, i) - minus[i]);
    free(minus);
    return sum;
}

/* Error relative to the terms that are summed (not to their sum, which may cancel) and, so that rounding of y does not
 * count where gradients vanish, to 1 % of the loss's terms.  4-point rule: truncation h^4 f'''''/30, rounding 1e-16 / h, both
 * below 1e-9 for some h; a kink (relu, max, |.|) closer than h is passed by a smaller h.  No wrong gradient comes within
 * 1e-7 for any h. */
static const double gradient_tolerance = 1e-7;

static double leaf_error(example *e, uint64_t number, int leaf, const double *grad, double loss_terms)
{
    double exact = 0, terms = 1e-2 * loss_terms + 1e-6, best = INFINITY;
    for (int64_t i = 0, n = gnn_tensor_size(gnn_value(gnn_i_case_leaf(e->k, leaf, NULL))); i < n; i++) {
        double d = gnn_i_case_direction(leaf, number, i), g = grad[i] - e->extra[leaf][i];
        exact += g * d, terms += fabs(g * d);
    }
    for (double h = 1e-3; h > 5e-6 && !(best <= gradient_tolerance); h /= 10) {
        double slope = (8 * difference(e, number, leaf, h) - difference(e, number, leaf, 2 * h)) / (12 * h);
        double error = fabs(slope - exact) / terms;
        if (error < best) best = error;
    }
    gnn_i_case_perturb(e->k, -1, 0, 0);
    return best;
}

const char *op_check_gradient(const gnn_op *op, uint64_t number, op_report *report)
{
    example e;
    bool skip;
    double *grad[MAX_LEAVES] = { NULL }, loss_terms = 0;
    const char *wrong = start(&e, &(gnn_case_spec){ .op = op, .number = number, .dtype = GNN_F64 }, report, &skip);
    if (wrong || skip) goto done;
    for (int64_t i = 0, n = gnn_tensor_size(gnn_value(e.y)); i < n; i++)
        loss_terms += fabs(e.w[i] * gnn_tensor_get(gnn_value(e.y), i));
    if (backward(&e) != GNN_OK) {
        wrong = broken("case %llu: backward: %s", (unsigned long long)number, gnn_last_error());
        goto done;
    }
    int leaves = e.leaves;
    for (int i = 0; i < leaves; i++) grad[i] = values(gnn_grad(gnn_i_case_leaf(e.k, i, NULL)));
    for (int i = 0; i < leaves && !wrong; i++) {
        double error = leaf_error(&e, number, i, grad[i], loss_terms);
        if (!(error <= gradient_tolerance))
            wrong = broken("case %llu: gradient of input %d is off by %.3g", (unsigned long long)number, i, error);
        else if (error > report->worst_gradient) report->worst_gradient = error;
        report->gradients++;
    }
done:
    for (int i = 0; i < MAX_LEAVES; i++) free(grad[i]);
    close_example(&e);
    return wrong;
}

const char *op_check_f32(const gnn_op *op, uint64_t number, op_report *report)
{
    example e[2] = { 0 };
    bool skip[2];
    const char *wrong =
        start(&e[0], &(gnn_case_spec){ .op = op, .number = number, .dtype = GNN_F64 }, report, &skip[0]);
    if (!wrong)
        wrong = start(&e[1], &(gnn_case_spec){ .op = op, .number = number, .dtype = GNN_F32 }, report, &skip[1]);
    if (wrong || skip[0] || skip[1]) goto done;
    const gnn_tensor *a = gnn_value(e[0].y), *b = gnn_value(e[1].y);
    double most = 1, error = 0;
    for (int64_t i = 0, n = gnn_tensor_size(a); i < n; i++) {
        most = fmax(most, fabs(gnn_tensor_get(a, i)));
        error = fmax(error, fabs(gnn_tensor_get(a, i) - gnn_tensor_get(b, i)));
        if (isnan(gnn_tensor_get(b, i))) error = INFINITY;
    }
    /* 2^-24 times some hundred terms, times 1 / sqrt(eps) = 10 where something is normalised */
    if (!(error <= 2e-5 * most))
        wrong = broken("case %llu: f32 is off by %.3g", (unsigned long long)number, error / most);
    else if (error / most > report->worst_f32) report->worst_f32 = error / most;
done:
    close_example(&e[0]), close_example(&e[1]);
    return wrong;
}

/* ---- equivariance ---- */

/* b = P a?  Largest difference relative to the largest entry; 0 means bit for bit. */
static double moved_wrongly(const gnn_tensor *a, const gnn_tensor *b, gnn_symmetry kind, const gnn_case *k,
                            gnn_status *st)
{
    gnn_tensor *pa = NULL;
    double most = 1, error = 0;
    *st = gnn_tensor_size(a) == gnn_tensor_size(b)
              ? GNN_OK
              : gnn_i_fail(GNN_ESHAPE, "the result has another size after renaming");
    if (*st == GNN_OK) *st = gnn_tensor_new(&pa, a->dtype, a->ndim, a->shape);
    if (*st == GNN_OK) *st = gnn_i_case_act(k, pa, a, kind);
    for (int64_t i = 0, n = gnn_tensor_size(a); *st == GNN_OK && i < n; i++) {
        double d = fabs(gnn_tensor_get(pa, i) - gnn_tensor_get(b, i));
        most = fmax(most, fabs(gnn_tensor_get(pa, i)));
        error = isnan(d) ? INFINITY : fmax(error, d);
    }
    gnn_tensor_free(pa);
    return error / most;
}

/* Sums in another order: rounding of some hundred terms, where something is normalised ten times that. */
static const double renaming_tolerance = 1e-11;

static const char *compare_moved(example *e, const gnn_op *op, uint64_t number, bool integers)
{
    gnn_status st;
    double error = moved_wrongly(gnn_value(e[0].y), gnn_value(e[1].y), op->symmetry, e[1].k, &st);
    if (st != GNN_OK) return broken("case %llu: %s", (unsigned long long)number, gnn_last_error());
    if (!(error <= (op->traits & GNN_I_EXACT && integers ? 0 : renaming_tolerance)))
        return broken("case %llu: f(Px) and P f(x) differ by %.3g%s", (unsigned long long)number, error,
                      integers ? " on integers" : "");
    if (!op->backward || (integers && !(op->traits & GNN_I_EXACT))) return NULL; /* equal integers: a kink, of which rounding chooses the side */
    gnn_tensor w = *gnn_value(e[0].y), pw = w; /* the loss must move, too */
    double *moved = malloc((size_t)(gnn_tensor_size(&w) + 1) * sizeof *moved);
    w.dtype = pw.dtype = GNN_F64, w.data = e[0].w, pw.data = moved;
    ck_ok(gnn_i_case_act(e[1].k, &pw, &w, op->symmetry));
    free(e[1].w), e[1].w = moved;
    for (int i = 0; i < e[0].leaves; i++)
        for (int j = 0; j < 2; j++)
            for (int64_t n = gnn_tensor_size(gnn_value(gnn_i_case_leaf(e[j].k, i, NULL))) - 1; n >= 0; n--)
                e[j].extra[i][n] = 0;
    for (int j = 0; j < 2; j++)
        if (backward(&e[j]) != GNN_OK)
            return broken("case %llu: backward: %s", (unsigned long long)number, gnn_last_error());
    for (int i = 0; i < e[0].leaves; i++) {
        gnn_symmetry kind;
        gnn_var a = gnn_i_case_leaf(e[0].k, i, &kind), b = gnn_i_case_leaf(e[1].k, i, NULL);
        error = moved_wrongly(gnn_grad(a), gnn_grad(b), kind, e[1].k, &st);
        if (st != GNN_OK || !(error <= renaming_tolerance))
            return broken("case %llu: the gradient of input %d does not move with the vertices: %.3g%s",
                          (unsigned long long)number, i, error, integers ? " on integers" : "");
    }
    return NULL;
}

const char *op_check_equivariance(const gnn_op *op, uint64_t number, op_report *report)
{
    if (op->symmetry == GNN_NOT_EQUIVARIANT) return NULL;
    const char *wrong = NULL;
    for (int integers = 0; integers < 2 && !wrong; integers++) {
        example e[2] = { 0 };
        bool skip[2];
        gnn_case_spec spec = { .op = op, .number = number, .dtype = GNN_F64, .integers = integers };
        wrong = start(&e[0], &spec, report, &skip[0]);
        spec.relabel = true;
        if (!wrong) wrong = start(&e[1], &spec, report, &skip[1]);
        if (!wrong && skip[0] != skip[1])
            wrong = broken("case %llu: supported or not depending on names", (unsigned long long)number);
        if (!wrong && !skip[0]) wrong = compare_moved(e, op, number, integers);
        close_example(&e[0]), close_example(&e[1]);
    }
    return wrong;
}

/* ---- memory and threads ---- */

static gnn_status whole(example *e, uint64_t number)
{
    gnn_status st = forward(e, number);
    return st == GNN_OK ? backward(e) : st;
}

static const char *same_results(const example *a, const example *b, uint64_t number, const char *what)
{
    if (!same_bits(gnn_value(a->y), gnn_value(b->y)))
        return broken("case %llu: another result %s", (unsigned long long)number, what);
    for (int i = 0; i < a->leaves; i++)
        if (!same_bits(gnn_grad(gnn_i_case_leaf(a->k, i, NULL)), gnn_grad(gnn_i_case_leaf(b->k, i, NULL))))
            return broken("case %llu: another gradient of input %d %s", (unsigned long long)number, i, what);
    return NULL;
}

/* Allocation k of a fresh case's first run fails.  *hit: there was a k-th allocation. */
static const char *one_fault(const example *good, const gnn_case_spec *spec, int64_t k, bool persistent, bool *hit)
{
    example e;
    const char *wrong = NULL;
    ck_ok(open_example(&e, spec));
    int64_t faults = gnn_i_alloc_faults();
    gnn_i_alloc_fail_after(k, persistent);
    gnn_status st = whole(&e, spec->number);
    gnn_i_alloc_fail_after(-1, false);
    *hit = gnn_i_alloc_faults() > faults;
    if (st != GNN_OK && (st != GNN_ENOMEM || !*hit))
        wrong = broken("case %llu: allocation %lld failing gave %s: %s", (unsigned long long)spec->number, (long long)k,
                       gnn_status_name(st), gnn_last_error());
    if (!wrong && st == GNN_OK) wrong = same_results(good, &e, spec->number, "though an allocation failed unnoticed");
    if (!wrong && (st = whole(&e, spec->number)) != GNN_OK)
        wrong = broken("case %llu: after allocation %lld failed and a reset: %s", (unsigned long long)spec->number,
                       (long long)k, gnn_last_error());
    if (!wrong) wrong = same_results(good, &e, spec->number, "after a failed allocation and a reset");
    close_example(&e);
    return wrong;
}

const char *op_check_allocation(const gnn_op *op, uint64_t number, op_report *report)
{
    example good;
    bool skip;
    gnn_case_spec spec = { .op = op, .number = number, .dtype = number & 1 ? GNN_F32 : GNN_F64 };
    int64_t held = gnn_alloc_get_stats().blocks;
    const char *wrong = start(&good, &spec, report, &skip);
    if (!wrong && !skip) ck_ok(backward(&good));
    for (int persistent = 0; persistent < 2 && !wrong && !skip; persistent++) {
        bool hit = true;
        for (int64_t k = 0; hit && !wrong; k++) {
            wrong = one_fault(&good, &spec, k, persistent, &hit);
            report->faults += hit;
        }
    }
    close_example(&good);
    int64_t now = gnn_alloc_get_stats().blocks;
    if (!wrong && now != held)
        wrong = broken("case %llu: %lld blocks leaked", (unsigned long long)number, (long long)(now - held));
    return wrong;
}

/* The first run finds out how much memory is needed, the reset before the second merges the arena's chunks. */
const char *op_check_warm(const gnn_op *op, uint64_t number, op_report *report)
{
    example e;
    bool skip;
    const char *wrong = start(
        &e, &(gnn_case_spec){ .op = op, .number = number, .dtype = number & 1 ? GNN_F32 : GNN_F64 }, report, &skip);
    for (int run = 0; run < 5 && !wrong && !skip; run++) {
        int64_t calls = gnn_alloc_get_stats().calls;
        ck_ok(whole(&e, number));
        calls = gnn_alloc_get_stats().calls - calls;
        if (run >= 3 && calls)
            wrong = broken("case %llu: %lld allocations in a warm run", (unsigned long long)number, (long long)calls);
    }
    close_example(&e);
    return wrong;
}

const char *op_check_threads(const gnn_op *op, uint64_t number, gnn_dtype dtype, op_report *report)
{
    example e[3] = { 0 };
    bool skip = false;
    const char *wrong = NULL;
    gnn_case_spec spec = { .op = op, .number = number, .dtype = dtype, .large = true };
    for (int i = 0; i < 3 && !wrong && !skip; i++) {
        gnn_set_threads(i + 1);
        wrong = start(&e[i], &spec, report, &skip);
        if (!wrong && !skip) ck_ok(backward(&e[i]));
        if (!wrong && !skip && i) wrong = same_results(&e[0], &e[i], number, "on more threads");
    }
    gnn_set_threads(0);
    for (int i = 0; i < 3; i++) close_example(&e[i]);
    return wrong;
}
