/* The tape: values in order of computation, activations and gradients in one arena, errors kept until asked for. */
#include "op.h"
#include <math.h>

typedef struct node {
    const gnn_op *op;      /* NULL: leaf                                        */
    gnn_tensor value;
    gnn_tensor grad;       /* data NULL until backward needs it                 */
    void *attr;
    int32_t in[GNN_I_MAX_IN]; /* -1: absent                                     */
    int n_in;
    bool needs_grad;
    bool grad_is_block;    /* a parameter: grad.data is its place in the block  */
} node;

enum { NONE_ID = -1, POISON_ID = -2 };

struct gnn_tape {
    gnn_dtype dtype;
    bool record;
    gnn_arena *arena;
    node *nodes;
    int64_t count, cap;
    gnn_status st;
    char error[384];
};

gnn_status gnn_tape_new(gnn_tape **out, gnn_dtype dtype)
{
    gnn_status st = GNN_OK;
    gnn_tape *t;
    GNN_CALLOC(t, 1);
    t->dtype = dtype, t->record = true;
    GNN_TRY(gnn_i_arena_new(&t->arena));
    *out = t, t = NULL;
done:
    gnn_tape_free(t);
    return st;
}

void gnn_tape_free(gnn_tape *t)
{
    if (!t) return;
    gnn_i_arena_free(t->arena);
    gnn_i_free(t->nodes);
    gnn_i_free(t);
}

void gnn_tape_reset(gnn_tape *t)
{
    gnn_i_arena_reset(t->arena);
    t->count = 0, t->st = GNN_OK, t->error[0] = 0;
}

void gnn_tape_record(gnn_tape *t, int record) { t->record = record != 0; }
gnn_dtype gnn_tape_dtype(const gnn_tape *t) { return t->dtype; }
size_t gnn_tape_bytes(const gnn_tape *t, size_t *peak) { return gnn_i_arena_used(t->arena, peak); }
gnn_arena *gnn_i_tape_arena(gnn_tape *t) { return t->arena; }
void *gnn_i_tape_alloc(gnn_tape *t, size_t bytes) { return gnn_i_arena_alloc(t->arena, bytes); }

gnn_arena_mark gnn_i_tape_mark(const gnn_tape *t) { return gnn_i_arena_mark(t->arena); }
void gnn_i_tape_release(gnn_tape *t, gnn_arena_mark mark) { gnn_i_arena_release(t->arena, mark); }

gnn_status gnn_tape_status(const gnn_tape *t)
{
    return t->st == GNN_OK ? GNN_OK : gnn_i_fail(t->st, "%s", t->error);
}

gnn_var gnn_none(gnn_tape *t) { return (gnn_var){ t, NONE_ID }; }
bool gnn_i_is_none(gnn_var v) { return v.id == NONE_ID; }

gnn_var gnn_i_poison(gnn_tape *t, gnn_status st, const char *op_name)
{
    if (t->st == GNN_OK) {
        t->st = st;
        snprintf(t->error, sizeof t->error, "%s: %s", op_name, gnn_last_error());
    }
    return (gnn_var){ t, POISON_ID };
}

static node *push(gnn_tape *t)
{
    if (gnn_i_grow(&t->nodes, &t->cap, t->count + 1, sizeof *t->nodes) != GNN_OK) return NULL;
    node *v = &t->nodes[t->count++];
    memset(v, 0, sizeof *v);
    return v;
}

static gnn_var add_leaf(gnn_tape *t, const gnn_tensor *value, void *grad, bool needs_grad, const char *what)
{
    if (t->st != GNN_OK) return (gnn_var){ t, POISON_ID };
    if (value->dtype != t->dtype)
        return gnn_i_poison(t,
                            gnn_i_fail(GNN_EDTYPE, "the tensor is %s, the tape %s",
                                       value->dtype == GNN_F32 ? "f32" : "f64", t->dtype == GNN_F32 ? "f32" : "f64"),
                            what);
    node *v = push(t);
    if (!v) return gnn_i_poison(t, GNN_ENOMEM, what);
    v->value = *value;
    v->needs_grad = needs_grad;
    if (grad) v->grad = *value, v->grad.data = grad, v->grad_is_block = true;
    return (gnn_var){ t, (int32_t)(t->count - 1) };
}

gnn_var gnn_constant(gnn_tape *t, const gnn_tensor *x) { return add_leaf(t, x, NULL, false, "constant"); }
gnn_var gnn_leaf(gnn_tape *t, const gnn_tensor *x) { return add_leaf(t, x, NULL, true, "leaf"); }

gnn_var gnn_param(gnn_tape *t, gnn_params *p, int32_t id)
{
    gnn_tensor value = gnn_params_value(p, id), grad = gnn_params_grad(p, id);
    return add_leaf(t, &value, grad.data, true, gnn_params_name(p, id));
}

const gnn_tensor *gnn_value(gnn_var v) { return v.id < 0 ? NULL : &v.tape->nodes[v.id].value; }

const gnn_tensor *gnn_grad(gnn_var v)
{
    if (v.id < 0) return NULL;
    node *n = &v.tape->nodes[v.id];
    return n->grad.data ? &n->grad : NULL;
}

static size_t bytes_of(const gnn_tensor *t) { return (size_t)gnn_tensor_size(t) * gnn_dtype_size(t->dtype); }

gnn_var gnn_i_emit(const gnn_op *op, gnn_tape *t, const void *attr, size_t attr_size, int n_in, const gnn_var *in)
{
    gnn_bug_assert(n_in <= GNN_I_MAX_IN);
    gnn_op_ctx c = { .tape = t, .n_in = n_in };
    gnn_tensor out = { .dtype = t->dtype };
    if (t->st != GNN_OK) return (gnn_var){ t, POISON_ID };
    for (int i = 0; i < n_in; i++) {
        if (in[i].id == NONE_ID) continue;
        if (in[i].tape != t)
            return gnn_i_poison(t, gnn_i_fail(GNN_EINVAL, "operand %d is from another tape", i), op->name);
        if (in[i].id < 0) return (gnn_var){ t, POISON_ID };
        c.in[i] = &t->nodes[in[i].id].value;
        c.needs_grad |= t->record && t->nodes[in[i].id].needs_grad;
    }
    if (attr_size) {
        c.attr = gnn_i_arena_alloc(t->arena, attr_size);
        if (!c.attr) return gnn_i_poison(t, GNN_ENOMEM, op->name);
        memcpy(c.attr, attr, attr_size);
    }
    c.out = &out;
    gnn_status st = op->shape(&c);
    int64_t size;
    if (st == GNN_OK) st = gnn_i_shape_size(&size, out.ndim, out.shape);
    if (st == GNN_OK && !out.data) { /* an op may point out.data at its input (reshape) */
        out.data = gnn_i_arena_alloc(t->arena, bytes_of(&out));
        if (!out.data) st = GNN_ENOMEM;
    }
    if (st == GNN_OK) st = op->forward(&c);
    if (st != GNN_OK) return gnn_i_poison(t, st, op->name);
    node *v = push(t); /* moves nodes: c.in is stale from here on */
    if (!v) return gnn_i_poison(t, GNN_ENOMEM, op->name);
    v->op = op, v->value = out, v->attr = c.attr, v->n_in = n_in, v->needs_grad = c.needs_grad;
    for (int i = 0; i < n_in; i++) v->in[i] = in[i].id == NONE_ID ? -1 : in[i].id;
    return (gnn_var){ t, (int32_t)(t->count - 1) };
}

static gnn_status want_grad(gnn_tape *t, node *v, bool clear)
{
    if (v->grad.data) return GNN_OK;
    v->grad = v->value;
    v->grad.data = gnn_i_arena_alloc(t->arena, bytes_of(&v->value));
    if (!v->grad.data) return GNN_ENOMEM;
    if (clear) memset(v->grad.data, 0, bytes_of(&v->value));
    return GNN_OK;
}

/* The first to write a gradient need not add, if the op can write it whole; not if it gets the same value twice. */
static bool may_overwrite(const gnn_tape *t, const node *v, int input)
{
    if (!(v->op->traits & GNN_I_OVERWRITES) || t->nodes[v->in[input]].grad.data) return false;
    for (int i = 0; i < v->n_in; i++)
        if (i != input && v->in[i] == v->in[input]) return false;
    return true;
}

void gnn_i_clear_fresh(gnn_op_ctx *c, int first)
{
    for (int i = first; i < c->n_in; i++)
        if (c->din[i] && gnn_i_fresh(c, i)) memset(c->din[i]->data, 0, bytes_of(c->din[i]));
}

static gnn_status backward_node(gnn_tape *t, node *v)
{
    gnn_op_ctx c = { .tape = t, .attr = v->attr, .n_in = v->n_in, .out = &v->value, .dout = &v->grad, .needs_grad = true };
    for (int i = 0; i < v->n_in; i++) {
        if (v->in[i] < 0) continue;
        node *u = &t->nodes[v->in[i]];
        c.in[i] = &u->value;
        if (!u->needs_grad) continue;
        if (may_overwrite(t, v, i)) c.fresh |= 1u << i;
        GNN_TRY_RETURN(want_grad(t, u, !gnn_i_fresh(&c, i)));
        c.din[i] = &u->grad;
    }
    if (!v->op->backward) return gnn_i_fail(GNN_EUNSUPPORTED, "has no backward pass");
    gnn_arena_mark mark = gnn_i_arena_mark(t->arena); /* gradients are in place: what backward asks for is scratch, kept in cache */
    gnn_status st = v->op->backward(&c);
    gnn_i_arena_release(t->arena, mark);
    return st;
}

gnn_status gnn_backward(gnn_var loss)
{
    gnn_tape *t = loss.tape;
    if (t->st != GNN_OK) return gnn_tape_status(t);
    GNN_REQUIRE_RETURN(loss.id >= 0, GNN_EINVAL, "backward: there is no value to start from");
    node *last = &t->nodes[loss.id];
    GNN_REQUIRE_RETURN(gnn_tensor_size(&last->value) == 1, GNN_ESHAPE,
                       "backward: the loss has %lld entries, a scalar is needed",
                       (long long)gnn_tensor_size(&last->value));
    GNN_REQUIRE_RETURN(isfinite(gnn_tensor_get(&last->value, 0)), GNN_ENUMERIC, "backward: the loss is %g",
                       gnn_tensor_get(&last->value, 0));
    GNN_TRY_RETURN(want_grad(t, last, true));
    gnn_tensor_set(&last->grad, 0, 1.0);
    for (int64_t i = loss.id; i >= 0; i--) {
        node *v = &t->nodes[i];
        if (!v->op || !v->needs_grad || !v->grad.data) continue;
        GNN_REQUIRE_RETURN(!gnn_canceled(), GNN_ECANCELED, "backward: canceled");
        gnn_status st = backward_node(t, v);
        if (st != GNN_OK) {
            (void)gnn_i_poison(t, st, v->op->name);
            return gnn_tape_status(t);
        }
    }
    return GNN_OK;
}

/* ---- shape helpers ---- */

const char *gnn_i_shape_text(char *buf, const gnn_tensor *t)
{
    if (!t) return strcpy(buf, "(none)");
    int n = sprintf(buf, "(");
    for (int i = 0; i < t->ndim && n < 40; i++)
        n += snprintf(buf + n, (size_t)(47 - n), i ? ",%lld" : "%lld", (long long)t->shape[i]);
    snprintf(buf + (n > 46 ? 46 : n), 2, ")");
    return buf;
}

gnn_status gnn_i_shape_set2(gnn_op_ctx *c, int64_t rows, int64_t cols)
{
    c->out->ndim = 2, c->out->shape[0] = rows, c->out->shape[1] = cols;
    return GNN_OK;
}

gnn_status gnn_i_shape_like(gnn_op_ctx *c, int input)
{
    const gnn_tensor *x = c->in[input];
    GNN_REQUIRE_RETURN(x, GNN_EINVAL, "operand %d is required", input);
    c->out->ndim = x->ndim;
    memcpy(c->out->shape, x->shape, sizeof x->shape);
    return GNN_OK;
}

gnn_status gnn_i_same_shape(gnn_op_ctx *c, int a, int b)
{
    const gnn_tensor *x = c->in[a], *y = c->in[b];
    char p[48], q[48];
    bool same = x && y && x->ndim == y->ndim;
    for (int i = 0; same && i < x->ndim; i++) same = x->shape[i] == y->shape[i];
    GNN_REQUIRE_RETURN(same, GNN_ESHAPE, "shapes %s and %s differ", gnn_i_shape_text(p, x), gnn_i_shape_text(q, y));
    return GNN_OK;
}
