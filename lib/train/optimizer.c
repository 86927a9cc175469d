/* Optimisers: one pass over the contiguous block, in pieces that share a weight decay and have a fixed size. */
#include "optim.h"
#include "tensor/tensor_i.h"
#include <math.h>

#define GNN_OPTIMIZER(word) extern const gnn_i_optim gnn_i_optim_##word;
#include "train/optimizers.def"
#undef GNN_OPTIMIZER

const gnn_i_optim *const gnn_i_optims[] = {
#define GNN_OPTIMIZER(word) &gnn_i_optim_##word,
#include "train/optimizers.def"
#undef GNN_OPTIMIZER
    NULL
};

enum { PIECE = 16384, WORK = 8 /* multiply-adds of an element, about */ };

typedef struct piece { int64_t from, to; double decay; } piece;

struct gnn_optimizer {
    const gnn_i_optim *class;
    gnn_optimizer_options opt;
    gnn_params *params;
    int64_t length, steps;
    void *moment[2];
    piece *pieces;
    int64_t count, cap;
    gnn_i_optim_step now;
};

const char *gnn_optimizer_name(int i)
{
    for (int k = 0; k <= i; k++)
        if (i < 0 || !gnn_i_optims[k]) return NULL;
    return gnn_i_optims[i]->name;
}

static const gnn_i_optim *find(const char *name)
{
    for (int i = 0; gnn_i_optims[i]; i++)
        if (strcmp(gnn_i_optims[i]->name, name) == 0) return gnn_i_optims[i];
    return NULL;
}

const char *gnn_optimizer_help(const char *name)
{
    const gnn_i_optim *c = find(name);
    return c ? c->help : NULL;
}

/* "first": the layer of parameter 0 is what stands before the first '.' of its name. */
static bool decays(const gnn_params *p, int32_t id, const char *only)
{
    if (!only) return true;
    const char *name = gnn_params_name(p, id);
    if (strcmp(only, "first") != 0) return gnn_i_pattern_matches(only, name);
    const char *first = gnn_params_name(p, 0), *dot = strchr(first, '.');
    return dot ? strncmp(name, first, (size_t)(dot - first) + 1) == 0 : id == 0;
}

static gnn_status add_piece(gnn_optimizer *o, int64_t from, int64_t to, double decay)
{
    for (; from < to; from += PIECE) {
        GNN_TRY_RETURN(gnn_i_grow(&o->pieces, &o->cap, o->count + 1, sizeof *o->pieces));
        o->pieces[o->count++] = (piece){ from, from + PIECE < to ? from + PIECE : to, decay };
    }
    return GNN_OK;
}

/* Neighbouring parameters with the same decay are one run. */
static gnn_status cut(gnn_optimizer *o)
{
    void *values;
    int64_t begin = 0, length = gnn_params_block(o->params, &values, NULL);
    double last = -1;
    bool any = false;
    for (int32_t id = 0; id < gnn_params_count(o->params); id++) {
        gnn_tensor t = gnn_params_value(o->params, id);
        int64_t at = ((char *)t.data - (char *)values) / (int64_t)gnn_dtype_size(t.dtype);
        bool on = decays(o->params, id, o->opt.decay_only);
        double decay = on ? o->opt.weight_decay : 0;
        any |= on;
        if (id && decay != last) {
            GNN_TRY_RETURN(add_piece(o, begin, at, last));
            begin = at;
        }
        last = decay;
    }
    GNN_REQUIRE_RETURN(any || o->opt.weight_decay == 0 || length == 0, GNN_EINVAL,
                       "decay_only: no parameter matches \"%s\"", o->opt.decay_only);
    return add_piece(o, begin, length, last < 0 ? 0 : last);
}

static gnn_status check_options(const gnn_optimizer_options *c)
{
    GNN_REQUIRE_RETURN(c->size == sizeof *c, GNN_EINVAL, "optimiser options of size %zu, %zu expected", c->size,
                       sizeof *c);
    GNN_REQUIRE_RETURN(c->momentum >= 0 && c->momentum < 1, GNN_EINVAL, "momentum %g is outside [0, 1)", c->momentum);
    GNN_REQUIRE_RETURN(!c->nesterov || c->momentum > 0, GNN_EINVAL, "nesterov needs a momentum above 0");
    GNN_REQUIRE_RETURN(c->beta1 >= 0 && c->beta1 < 1, GNN_EINVAL, "beta1 %g is outside [0, 1)", c->beta1);
    GNN_REQUIRE_RETURN(c->beta2 >= 0 && c->beta2 < 1, GNN_EINVAL, "beta2 %g is outside [0, 1)", c->beta2);
    GNN_REQUIRE_RETURN(c->eps > 0 && isfinite(c->eps), GNN_EINVAL, "eps %g is not above 0", c->eps);
    GNN_REQUIRE_RETURN(c->weight_decay >= 0 && isfinite(c->weight_decay), GNN_EINVAL,
                       "weight decay %g is negative or not finite", c->weight_decay);
    return GNN_OK;
}

gnn_status gnn_optimizer_new(gnn_optimizer **out, const char *name, gnn_params *p, const gnn_optimizer_options *options)
{
    static const gnn_optimizer_options fallback = GNN_OPTIMIZER_OPTIONS_INIT;
    gnn_status st = GNN_OK;
    gnn_optimizer *o = NULL;
    const gnn_i_optim *class = find(name);
    GNN_REQUIRE(class, GNN_ENOTFOUND, "no optimiser is called \"%s\": adam, adamax, adamw and sgd are there", name);
    if (!options) options = &fallback;
    GNN_TRY(check_options(options));
    GNN_CALLOC(o, 1);
    o->class = class, o->opt = *options, o->params = p;
    o->opt.decay_only = NULL;
    if (options->decay_only && !(o->opt.decay_only = gnn_i_strdup(options->decay_only))) { st = GNN_ENOMEM; goto done; }
    o->length = gnn_params_block(p, NULL, NULL);
    size_t bytes = (size_t)o->length * gnn_dtype_size(gnn_params_dtype(p));
    for (int i = 0; i < class->moments; i++) {
        o->moment[i] = gnn_i_aligned_alloc(bytes + 64);
        if (!o->moment[i]) { st = GNN_ENOMEM; goto done; }
        memset(o->moment[i], 0, bytes + 64);
    }
    GNN_TRY(cut(o));
    *out = o, o = NULL;
done:
    gnn_optimizer_free(o);
    return st;
}

void gnn_optimizer_free(gnn_optimizer *o)
{
    if (!o) return;
    for (int i = 0; i < 2; i++) gnn_i_aligned_free(o->moment[i]);
    gnn_i_free((void *)(uintptr_t)o->opt.decay_only);
    gnn_i_free(o->pieces);
    gnn_i_free(o);
}

static void update_piece(void *ctx, int64_t i)
{
    gnn_optimizer *o = ctx;
    const piece *q = &o->pieces[i];
    void *values, *grads;
    gnn_params_block(o->params, &values, &grads);
    gnn_dtype dtype = gnn_params_dtype(o->params);
    size_t at = (size_t)q->from * gnn_dtype_size(dtype);
    gnn_i_optim_step s = o->now;
    s.decay = q->decay;
    o->class->update[dtype](&s, (char *)values + at, (char *)grads + at,
                            o->moment[0] ? (char *)o->moment[0] + at : NULL,
                            o->moment[1] ? (char *)o->moment[1] + at : NULL, q->to - q->from);
}

void gnn_optimizer_step(gnn_optimizer *o, double lr)
{
    double t = (double)++o->steps;
    o->now = (gnn_i_optim_step){ .lr = lr, .momentum = o->opt.momentum, .beta1 = o->opt.beta1, .beta2 = o->opt.beta2,
                                 .eps = o->opt.eps, .nesterov = o->opt.nesterov, .c1 = 1 - pow(o->opt.beta1, t),
                                 .c2 = 1 - pow(o->opt.beta2, t) };
    gnn_i_for_blocks(o->count, o->length * WORK, update_piece, o);
}

int gnn_optimizer_moments(const gnn_optimizer *o) { return o->class->moments; }

gnn_tensor gnn_optimizer_moment(gnn_optimizer *o, int i)
{
    gnn_bug_assert(i >= 0 && i < o->class->moments);
    return gnn_tensor_view2(gnn_params_dtype(o->params), 1, o->length, o->moment[i]);
}

int64_t gnn_optimizer_steps(const gnn_optimizer *o) { return o->steps; }
void gnn_optimizer_set_steps(gnn_optimizer *o, int64_t steps) { o->steps = steps; }
