/* Training on the fly: iteration i sees one fresh graph, that of stream (seed, "community train", i).  Loss: the minimum of
 * the cross entropy over renamings of the groups.  Adamax, clipping of the gradient's norm.
 * A run is the model's parameters, the optimiser's moments and i: a checkpoint holds them, nothing else matters.
 * @source Chen, Li, Bruna 2019, section 5 and the authors' program */
#include "models/model.h"
#include "tasks/community/community_data.h"
#include "train/metrics.h"

struct gnn_community_run {
    gnn_model *model;
    gnn_optimizer *optimizer;
    gnn_tape *tape;
    gnn_community_train_options opt;
    char *data, *identity;
    double window[3]; /* iterations since gnn_community_run_window, their losses and overlaps summed */
};

/* A graph as a model's input. */
typedef struct view {
    gnn_operator **ops;
    int count;
    gnn_tensor *x;
    int64_t ptr[2];
    gnn_input in;
} view;

static void view_free(view *v)
{
    for (int i = 0; v->ops && i < v->count; i++) gnn_operator_free(v->ops[i]);
    gnn_i_free(v->ops);
    gnn_tensor_free(v->x);
    *v = (view){ 0 };
}

/* First features: the degree as a number. */
static gnn_status view_of(view *v, const gnn_model *m, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    gnn_dtype dtype = gnn_model_dtype(m);
    *v = (view){ .ptr = { 0, g->n } };
    const char *const *names = gnn_model_operators(m, &v->count);
    GNN_CALLOC(v->ops, v->count + 1);
    for (int i = 0; i < v->count; i++) GNN_TRY(gnn_operator_new(&v->ops[i], g, names[i], dtype));
    GNN_TRY(gnn_tensor_new(&v->x, dtype, 2, (int64_t[]){ g->n, 1 }));
    for (int64_t u = 0; u < g->n; u++) gnn_tensor_set(v->x, u, (double)(g->ptr[u + 1] - g->ptr[u]));
    v->in = (gnn_input){
        .n = g->n, .graphs = 1, .node_ptr = v->ptr, .x = v->x, .ops = (const gnn_operator *const *)v->ops
    };
done:
    if (st != GNN_OK) view_free(v);
    return st;
}

static gnn_status check_model(const gnn_model *m)
{
    GNN_REQUIRE_RETURN(m->config.in == 1, GNN_EINVAL, "communities: the model's in is %lld, the degree is one number",
                       (long long)m->config.in);
    GNN_REQUIRE_RETURN(!gnn_model_per_graph(m), GNN_EINVAL,
                       "communities: the model has a readout, one row a node is needed");
    return GNN_OK;
}

/* Scales of the norms U(0,1), as in the torch of the authors. */
static void draw_scales(gnn_model *m, uint64_t seed)
{
    gnn_params *p = gnn_model_params(m);
    for (int32_t i = 0; i < gnn_params_count(p); i++) {
        const char *name = gnn_params_name(p, i), *norm = strstr(name, "norm"), *end = name + strlen(name);
        if (!norm || end - name < 7 || strcmp(end - 7, ".weight") != 0) continue;
        gnn_tensor t = gnn_params_value(p, i);
        gnn_rng r = gnn_rng_stream(seed, name, 1);
        for (int64_t j = 0; j < gnn_tensor_size(&t); j++) gnn_tensor_set(&t, j, gnn_rng_uniform(&r));
    }
}

static gnn_status identity_of(gnn_community_run *r)
{
    char text[1536];
    int n = snprintf(text, sizeof text, "model %s; config %s; data %s; seed %llu; lr %a; clip %a; uniform_scale %d",
                     gnn_model_name(r->model), gnn_model_config(r->model), r->data, (unsigned long long)r->opt.seed,
                     r->opt.lr, r->opt.clip, r->opt.uniform_scale);
    if (r->opt.renamed && n < (int)sizeof text)
        snprintf(text + n, sizeof text - (size_t)n, "; renamed %lld", (long long)r->opt.renamed);
    r->identity = gnn_i_strdup(text);
    return r->identity ? GNN_OK : GNN_ENOMEM;
}

gnn_status gnn_community_run_new(gnn_community_run **out, gnn_model *m, const gnn_community_train_options *options)
{
    gnn_status st = GNN_OK;
    gnn_community_run *r = NULL;
    GNN_REQUIRE(options->size == sizeof *options, GNN_EINVAL, "communities: options of %zu bytes, expected %zu",
                options->size, sizeof *options);
    GNN_REQUIRE(options->data && options->lr > 0 && options->clip >= 0, GNN_EINVAL, "communities: lr = %g, clip = %g",
                options->lr, options->clip);
    GNN_REQUIRE(options->renamed >= 0, GNN_EINVAL, "communities: renamed = %lld", (long long)options->renamed);
    GNN_REQUIRE(!options->snap || gnn_snap_pairs(options->snap, 0) > 0, GNN_EINVAL,
                "communities: %s has no pair of communities for training", options->data);
    GNN_TRY(check_model(m));
    GNN_CALLOC(r, 1);
    r->model = m, r->opt = *options;
    r->data = gnn_i_strdup(options->data);
    if (!r->data) { st = GNN_ENOMEM; goto done; }
    GNN_TRY(identity_of(r));
    if (options->uniform_scale) draw_scales(m, options->seed);
    GNN_TRY(gnn_optimizer_new(&r->optimizer, "adamax", gnn_model_params(m), NULL));
    GNN_TRY(gnn_tape_new(&r->tape, gnn_model_dtype(m)));
    *out = r, r = NULL;
done:
    gnn_community_run_free(r);
    return st;
}

void gnn_community_run_free(gnn_community_run *r)
{
    if (!r) return;
    gnn_optimizer_free(r->optimizer);
    gnn_tape_free(r->tape);
    gnn_i_free(r->data);
    gnn_i_free(r->identity);
    gnn_i_free(r);
}

int64_t gnn_community_run_iterations(const gnn_community_run *r) { return gnn_optimizer_steps(r->optimizer); }

static gnn_status training_graph(gnn_graph **out, const gnn_community_run *r, uint64_t iteration)
{
    if (!r->opt.snap) return gnn_community_draw(out, r->data, r->opt.seed, "community train", iteration);
    gnn_rng rng = gnn_rng_stream(r->opt.seed, "community train", iteration);
    return gnn_snap_graph(out, r->opt.snap, 0, (int64_t)gnn_rng_below(&rng, (uint64_t)gnn_snap_pairs(r->opt.snap, 0)));
}

gnn_status gnn_community_run_step(gnn_community_run *r, gnn_community_progress *progress)
{
    gnn_status st = GNN_OK;
    gnn_graph *g = NULL;
    view v = { 0 };
    gnn_community_progress p = { .iteration = gnn_community_run_iterations(r) + 1 };
    int64_t renamed = r->opt.renamed ? r->opt.renamed : INT64_MAX;
    GNN_TRY(training_graph(&g, r, (uint64_t)(p.iteration - 1)));
    GNN_TRY(view_of(&v, r->model, g));
    v.in.training = 1, v.in.stream = gnn_rng_stream(r->opt.seed, "community dropout", (uint64_t)(p.iteration - 1));
    gnn_tape_reset(r->tape);
    gnn_params_zero_grad(gnn_model_params(r->model));
    gnn_var y = gnn_model_forward(r->model, r->tape, &v.in);
    gnn_var loss = gnn_renaming_cross_entropy(y, g->node_label, NULL, g->n, renamed);
    GNN_TRY(gnn_backward(loss));
    p.loss = gnn_tensor_get(gnn_value(loss), 0);
    GNN_TRY(gnn_i_overlap_of_scores(&p.overlap, gnn_value(y), g->node_label, NULL, g->n, renamed));
    p.grad_norm = r->opt.clip > 0 ? gnn_clip_grad_norm(gnn_model_params(r->model), r->opt.clip)
                                  : gnn_grad_norm(gnn_model_params(r->model));
    p.bytes = (int64_t)gnn_tape_bytes(r->tape, NULL);
    gnn_optimizer_step(r->optimizer, r->opt.lr);
    r->window[0]++, r->window[1] += p.loss, r->window[2] += p.overlap;
    if (progress) *progress = p;
done:
    view_free(&v);
    gnn_graph_free(g);
    return st;
}

int64_t gnn_community_run_window(gnn_community_run *r, double *loss, double *overlap)
{
    int64_t count = (int64_t)r->window[0];
    *loss = r->window[1] / r->window[0], *overlap = r->window[2] / r->window[0];
    memset(r->window, 0, sizeof r->window);
    return count;
}

gnn_status gnn_community_groups(int32_t *group, gnn_model *m, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    gnn_tape *tape = NULL;
    view v = { 0 };
    GNN_TRY(check_model(m));
    if (g->n == 0) goto done;
    GNN_TRY(view_of(&v, m, g));
    GNN_TRY(gnn_tape_new(&tape, gnn_model_dtype(m)));
    gnn_tape_record(tape, 0);
    gnn_var y = gnn_model_forward(m, tape, &v.in);
    GNN_TRY(gnn_tape_status(tape));
    for (int64_t u = 0; u < g->n; u++) group[u] = gnn_i_class_of(gnn_value(y), u);
done:
    gnn_tape_free(tape);
    view_free(&v);
    return st;
}

/* ---- checkpoints ---- */

static gnn_status add_copy(gnn_safetensors *file, const char *name, const gnn_tensor *t)
{
    gnn_tensor *copy = NULL;
    GNN_TRY_RETURN(gnn_tensor_new(&copy, t->dtype, t->ndim, t->shape));
    gnn_status st = gnn_tensor_copy(copy, t);
    if (st == GNN_OK) st = gnn_i_safetensors_add(file, name, copy);
    if (st != GNN_OK) gnn_tensor_free(copy);
    return st;
}

gnn_status gnn_community_run_save(gnn_community_run *r, const char *path)
{
    gnn_status st = GNN_OK;
    gnn_safetensors *file = NULL;
    char steps[32];
    GNN_CALLOC(file, 1);
    GNN_TRY(gnn_i_model_pack(file, r->model));
    snprintf(steps, sizeof steps, "%lld", (long long)gnn_community_run_iterations(r));
    GNN_TRY(gnn_i_safetensors_add_meta(file, "train.iterations", steps));
    GNN_TRY(gnn_i_safetensors_add_meta(file, "train.community", r->identity));
    for (int i = 0; i < gnn_optimizer_moments(r->optimizer); i++) {
        gnn_tensor m = gnn_optimizer_moment(r->optimizer, i);
        GNN_TRY(add_copy(file, i ? "train.moment1" : "train.moment0", &m));
    }
    gnn_tensor window = gnn_tensor_view2(GNN_F64, 1, 3, r->window);
    GNN_TRY(add_copy(file, "train.window", &window));
    GNN_TRY(gnn_safetensors_write(path, file, 1));
done:
    gnn_safetensors_free(file);
    return st;
}

static void copy_values(gnn_params *to, gnn_params *from)
{
    void *a, *b;
    int64_t n = gnn_params_block(to, &a, NULL);
    gnn_params_block(from, &b, NULL);
    if (n) memcpy(a, b, (size_t)n * gnn_dtype_size(gnn_params_dtype(to)));
}

gnn_status gnn_community_run_load(gnn_community_run *r, const char *path)
{
    gnn_status st = GNN_OK;
    gnn_safetensors *file = NULL;
    gnn_model *m = NULL;
    const gnn_tensor *moment[2] = { NULL };
    GNN_TRY(gnn_safetensors_read(&file, path, NULL));
    const char *steps = gnn_safetensors_meta(file, "train.iterations"),
               *run = gnn_safetensors_meta(file, "train.community");
    int64_t done_steps = 0;
    GNN_REQUIRE(steps && run && gnn_i_take_i64(&steps, steps + strlen(steps), &done_steps) && done_steps >= 0,
                GNN_EPARSE, "%s: is not a checkpoint of a community run", path);
    GNN_REQUIRE(strcmp(run, r->identity) == 0, GNN_EINVAL, "%s: is of another run:\n  it:  %s\n  this: %s", path, run,
                r->identity);
    for (int i = 0; i < gnn_optimizer_moments(r->optimizer); i++) {
        gnn_tensor own = gnn_optimizer_moment(r->optimizer, i);
        moment[i] = gnn_safetensors_get(file, i ? "train.moment1" : "train.moment0");
        GNN_REQUIRE(moment[i] && moment[i]->dtype == own.dtype && gnn_tensor_size(moment[i]) == gnn_tensor_size(&own),
                    GNN_EPARSE, "%s: train.moment%d is missing or has another size", path, i);
    }
    const gnn_tensor *window = gnn_safetensors_get(file, "train.window");
    GNN_REQUIRE(window && window->dtype == GNN_F64 && gnn_tensor_size(window) == 3, GNN_EPARSE,
                "%s: train.window is missing", path);
    GNN_TRY(gnn_i_model_unpack(&m, file, path, gnn_model_dtype(r->model)));
    memcpy(r->window, window->data, sizeof r->window);
    copy_values(gnn_model_params(r->model), gnn_model_params(m));
    copy_values(gnn_model_buffers(r->model), gnn_model_buffers(m));
    for (int i = 0; i < gnn_optimizer_moments(r->optimizer); i++) {
        gnn_tensor own = gnn_optimizer_moment(r->optimizer, i);
        memcpy(own.data, moment[i]->data, (size_t)gnn_tensor_size(&own) * gnn_dtype_size(own.dtype));
    }
    gnn_optimizer_set_steps(r->optimizer, done_steps);
done:
    gnn_model_free(m);
    gnn_safetensors_free(file);
    return st;
}
