/* One run: train on the fly, test at chosen iterations on the same graphs for every network and seed. */
#include "community_exp.h"

typedef struct work {
    const community_job *job;
    const exp_run *run;
    gnn_model *model;
    gnn_community_run *training;
    char folder[4096], log[4096], checkpoint[4096], result[4096];
    json_t *evaluations;      /* of this run: {"iteration", "test", "overlaps"} */
    int64_t iterations;
    double cpu_before, cpu_start; /* of earlier starts; at this one */
    int64_t bytes;
} work;

static double cpu_of(const work *w) { return w->cpu_before + cpu_seconds() - w->cpu_start; }

static gnn_status make_model(work *w)
{
    gnn_status st = GNN_OK;
    json_t *config = json_deep_copy(json_object_get(w->run->spec, "config"));
    json_object_set_new(config, "in", json_integer(1));
    json_object_set_new(config, "features", json_string("degree")); /* for whoever reads the weights: gnn-solve */
    json_object_set_new(config, "out", json_integer(plan_int(w->job->job.plan, "groups", 2)));
    char *text = config ? json_dumps(config, JSON_COMPACT) : NULL;
    gnn_community_train_options o = GNN_COMMUNITY_TRAIN_OPTIONS_INIT;
    GNN_REQUIRE(text, GNN_ENOMEM, "out of memory for a model's configuration");
    o.data = plan_text(w->run->setting, "data"), o.snap = community_snap(w->job, o.data), o.seed = w->run->seed;
    o.lr = plan_real(w->job->job.plan, "lr", 0.004), o.clip = plan_real(w->job->job.plan, "clip", 40);
    o.renamed = plan_int(w->job->job.plan, "renamed", 0);
    o.uniform_scale = json_is_true(json_object_get(w->run->spec, "uniform_scale"));
    GNN_TRY(gnn_model_new(&w->model, plan_text(w->run->spec, "model"), text, GNN_F32, w->run->seed));
    GNN_TRY(gnn_community_run_new(&w->training, w->model, &o));
done:
    free(text);
    json_decref(config);
    return st;
}

gnn_status community_overlap(double *overlap, const community_job *j, const int32_t *group, const gnn_graph *g)
{
    gnn_agreement a;
    int64_t renamed = plan_int(j->job.plan, "renamed", 0), n = gnn_graph_n(g);
    if (renamed)
        return gnn_overlap_renamed(overlap, group, gnn_graph_node_label(g), n, plan_int(j->job.plan, "groups", 2),
                                   renamed);
    GNN_TRY_RETURN(gnn_agreement_of(&a, group, gnn_graph_node_label(g), n));
    *overlap = a.overlap;
    return GNN_OK;
}

/* Overlaps on the test graphs of one recipe. */
static gnn_status overlaps(json_t *list, const work *w, const char *recipe)
{
    gnn_status st = GNN_OK;
    int64_t count = plan_int(w->job->job.plan, "test_graphs", 100);
    for (int64_t i = 0; i < count && st == GNN_OK; i++) {
        gnn_graph *g = NULL;
        int32_t *group = NULL;
        double overlap;
        GNN_REQUIRE_RETURN(!gnn_canceled(), GNN_ECANCELED, "canceled");
        st = community_test_graph(&g, w->job, recipe, (uint64_t)i);
        if (st == GNN_OK && !(group = gnn_i_alloc((size_t)gnn_graph_n(g), sizeof *group))) st = GNN_ENOMEM;
        if (st == GNN_OK) st = gnn_community_groups(group, w->model, g);
        if (st == GNN_OK) st = community_overlap(&overlap, w->job, group, g);
        if (st == GNN_OK) json_array_append_new(list, json_real(overlap));
        gnn_i_free(group);
        gnn_graph_free(g);
    }
    return st;
}

static bool evaluated(const work *w, int64_t iteration, const char *test)
{
    size_t i;
    json_t *o;
    json_array_foreach(w->evaluations, i, o)
        if (plan_int(o, "iteration", -1) == iteration && strcmp(plan_text(o, "test"), test) == 0) return true;
    return false;
}

static gnn_status evaluate(work *w, int64_t iteration)
{
    const char *name, *recipe;
    for (int64_t i = 0; job_test(w->job, w->run, i, &name, &recipe); i++) {
        if (evaluated(w, iteration, name)) continue;
        json_t *o = json_object(), *list = json_array();
        json_object_set_new(o, "iteration", json_integer(iteration));
        json_object_set_new(o, "test", json_string(name));
        json_object_set_new(o, "overlaps", list);
        gnn_status st = overlaps(list, w, recipe);
        if (st == GNN_OK) st = folder_append_line(w->log, o);
        if (st == GNN_OK) json_array_append(w->evaluations, o);
        json_decref(o);
        if (st != GNN_OK) return st;
    }
    return GNN_OK;
}

static gnn_status log_window(work *w, const gnn_community_progress *p)
{
    double loss, overlap;
    int64_t count = gnn_community_run_window(w->training, &loss, &overlap);
    json_t *o = json_object();
    json_object_set_new(o, "iteration", json_integer(p->iteration));
    json_object_set_new(o, "iterations", json_integer(count));
    json_object_set_new(o, "loss", json_real(loss));
    json_object_set_new(o, "overlap", json_real(overlap));
    json_object_set_new(o, "grad_norm", json_real(p->grad_norm));
    json_object_set_new(o, "cpu_seconds", json_real(cpu_of(w)));
    gnn_status st = folder_append_line(w->log, o);
    json_decref(o);
    return st;
}

static bool in_list(const json_t *list, int64_t v)
{
    size_t i;
    json_t *o;
    json_array_foreach(list, i, o)
        if (json_integer_value(o) == v) return true;
    return false;
}

/* The log as it was at the checkpoint: lines of later iterations were of a run that did not save. */
static gnn_status rewind_log(work *w)
{
    int64_t at = gnn_community_run_iterations(w->training);
    json_t *lines = folder_lines(w->log), *o;
    size_t i, size = 0;
    char *text = NULL;
    FILE *f = open_memstream(&text, &size);
    GNN_REQUIRE_RETURN(f, GNN_ENOMEM, "out of memory for the log");
    json_array_foreach(lines, i, o) {
        if (plan_int(o, "iteration", 0) > at) continue;
        if (json_object_get(o, "test")) json_array_append(w->evaluations, o);
        w->cpu_before = plan_real(o, "cpu_seconds", w->cpu_before);
        char *line = json_dumps(o, JSON_COMPACT | JSON_REAL_PRECISION(17));
        if (line) fprintf(f, "%s\n", line);
        free(line);
    }
    fclose(f);
    gnn_status st = folder_write(w->log, text, size);
    free(text);
    json_decref(lines);
    return st;
}

static gnn_status resume(work *w)
{
    if (w->job->job.q->resume && gnn_i_file_exists(w->checkpoint)) {
        GNN_TRY_RETURN(gnn_community_run_load(w->training, w->checkpoint));
        return rewind_log(w);
    }
    return folder_write(w->log, "", 0);
}

static gnn_status train(work *w)
{
    const json_t *points = json_object_get(w->job->job.plan, "evaluate");
    int64_t every = plan_int(w->job->job.plan, "log_every", 100),
            save = plan_int(w->job->job.plan, "checkpoint_every", 500);
    gnn_community_progress p = { 0 };
    for (int64_t i = gnn_community_run_iterations(w->training);; i++) {
        if (i == w->iterations || in_list(points, i)) GNN_TRY_RETURN(evaluate(w, i));
        if (i >= w->iterations) break;
        GNN_REQUIRE_RETURN(!gnn_canceled(), GNN_ECANCELED, "canceled");
        GNN_TRY_RETURN(gnn_community_run_step(w->training, &p));
        w->bytes = p.bytes > w->bytes ? p.bytes : w->bytes;
        if (p.iteration % every == 0 || p.iteration == w->iterations) GNN_TRY_RETURN(log_window(w, &p));
        if (p.iteration % save == 0) GNN_TRY_RETURN(gnn_community_run_save(w->training, w->checkpoint));
        gnn_i_progress(w->run->name, p.iteration, w->iterations);
    }
    return GNN_OK;
}

static gnn_status finish(work *w, json_t **out)
{
    char sum[17];
    GNN_TRY_RETURN(cli_weights_sum(sum, w->checkpoint));
    json_t *o = json_object();
    json_object_set_new(o, "network", json_string(w->run->network));
    json_object_set_new(o, "setting", json_string(plan_text(w->run->setting, "name")));
    json_object_set_new(o, "seed", json_integer((json_int_t)w->run->seed));
    json_object_set_new(o, "iterations", json_integer(w->iterations));
    json_object_set_new(o, "parameters", json_integer(gnn_params_size(gnn_model_params(w->model))));
    json_object_set_new(o, "cpu_seconds", json_real(cpu_of(w)));
    json_object_set_new(o, "tape_bytes", json_integer(w->bytes));
    json_object_set_new(o, "weights_xxh3", json_string(sum));
    json_object_set(o, "evaluations", w->evaluations);
    *out = o;
    return folder_write_json(w->result, json_incref(o));
}

static gnn_status begin(work *w)
{
    w->iterations = plan_int(w->job->job.plan, "iterations", 1000), w->cpu_start = cpu_seconds();
    folder_file(w->folder, w->job->job.q->folder, w->run->name, NULL);
    folder_file(w->log, w->folder, "log.jsonl", NULL);
    folder_file(w->checkpoint, w->folder, "checkpoint.safetensors", NULL);
    folder_file(w->result, w->folder, "result.json", NULL);
    return folder_make(w->folder);
}

gnn_status community_work(void *ctx, int64_t run, FILE *result)
{
    gnn_status st = GNN_OK;
    const community_job *j = ctx;
    work w = { .job = j, .run = &j->job.run[run], .evaluations = json_array() };
    json_t *o = NULL;
    GNN_TRY(begin(&w));
    if ((o = exp_finished(&j->job, w.run, "iterations", w.iterations))) {
        st = exp_send(result, o);
        goto done;
    }
    GNN_TRY(make_model(&w));
    GNN_TRY(resume(&w));
    st = train(&w);
    if (st == GNN_ECANCELED) { /* what is done is kept */
        gnn_status saved = gnn_community_run_save(w.training, w.checkpoint);
        st = saved == GNN_OK ? gnn_i_fail(GNN_ECANCELED, "stopped; --resume -o %s continues", j->job.q->folder) : saved;
        goto done;
    }
    GNN_TRY(st);
    GNN_TRY(gnn_community_run_save(w.training, w.checkpoint));
    GNN_TRY(finish(&w, &o));
    GNN_TRY(exp_send(result, o));
done:
    json_decref(o);
    json_decref(w.evaluations);
    gnn_community_run_free(w.training);
    gnn_model_free(w.model);
    return st;
}
