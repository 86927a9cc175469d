/* The loop: it learns, allocates nothing once warm, gives the same bits for any number of threads, resumes bit for bit. */
#include "support/toys.h"
#include <math.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static const char gin[] = "{\"in\":3,\"out\":2,\"hidden\":16,\"layers\":2,\"readout\":\"sum\",\"dropout\":0.3}";
static const char lrp[] = "{\"in\":3,\"out\":2,\"hidden\":16,\"layers\":2,\"readout\":\"sum\"}";
static const char sets[] = "{\"in\":3,\"out\":2,\"hidden\":16,\"layers\":2,\"readout\":\"sum\",\"k\":3}";
static const char calm[] = "{\"in\":8,\"out\":2,\"hidden\":16,\"layers\":2,\"dropout\":0}";
static const char gcn[] = "{\"in\":8,\"out\":2,\"hidden\":16,\"layers\":2,\"dropout\":0.5}";

static gnn_train_options options(void)
{
    gnn_train_options o = GNN_TRAIN_OPTIONS_INIT;
    o.epochs = 12, o.batch = 8, o.seed = 5, o.clip_norm = 40;
    return o;
}

START_TEST(nodes_are_learned_and_the_best_validation_is_kept)
{
    gnn_dataset *ds = toy_nodes(300);
    gnn_model *m;
    gnn_trainer *t;
    int64_t n;
    gnn_train_options o = options();
    o.epochs = 60, o.restore_best = 1, o.lr = 0.05;
    ck_ok(gnn_model_new(&m, "gcn", calm, GNN_F32, 1));
    ck_ok(gnn_trainer_new(&t, m, ds, &o));
    ck_ok(gnn_trainer_run(t));
    const gnn_epoch *h = gnn_trainer_history(t, &n);
    ck_assert_int_eq(n, 60);
    const gnn_epoch *best = h + gnn_trainer_best(t) - 1;
    ck_assert_msg(h[59].train_loss < 0.6 * h[0].train_loss, "loss %g, at first %g", h[59].train_loss, h[0].train_loss);
    ck_assert_msg(best->test_metric > 0.88, "test accuracy %g", best->test_metric);
    for (int64_t i = 0; i < n; i++) ck_assert(h[i].val_metric <= best->val_metric);
    double loss, metric;
    ck_ok(gnn_trainer_evaluate(t, GNN_SPLIT_VAL, &loss, &metric));
    ck_assert(metric == best->val_metric); /* the best weights are back */
    gnn_trainer_free(t);
    gnn_model_free(m);
    gnn_dataset_free(ds);
}
END_TEST

START_TEST(a_warm_step_allocates_nothing)
{
    static const struct {
        const char *model, *config, *optimizer;
        int nodes;
    } cases[] = {
        { "gin", gin, "adam", 0 }, { "gcn", gcn, "adamax", 1 }, { "gatv2", gcn, "sgd", 1 }, { "sage", gcn, "adamw", 1 },
        { "deep-lrp", lrp, "adam", 0 }, { "k-gnn", sets, "adam", 0 }
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        gnn_dataset *ds = cases[c].nodes ? toy_nodes(200) : toy_graphs(40);
        gnn_model *m;
        gnn_trainer *t;
        gnn_train_options o = options();
        o.optimizer = cases[c].optimizer;
        ck_ok(gnn_model_new(&m, cases[c].model, cases[c].config, GNN_F32, 1));
        ck_ok(gnn_trainer_new(&t, m, ds, &o));
        for (int i = 0; i < 60; i++) ck_ok(gnn_trainer_step(t));
        int64_t calls = gnn_alloc_get_stats().calls;
        for (int i = 0; i < 100; i++) ck_ok(gnn_trainer_step(t));
        ck_assert_msg(gnn_alloc_get_stats().calls == calls, "%s: %lld allocations in 100 steps", cases[c].model,
                      (long long)(gnn_alloc_get_stats().calls - calls));
        gnn_trainer_free(t);
        gnn_model_free(m);
        gnn_dataset_free(ds);
    }
}
END_TEST

/* A buffer of a network that stands still (lr = 0) after two epochs on batches of `batch`. */
static void buffer_after(double *out, const char *name, int64_t d, int64_t batch, int calibrate)
{
    static const char ppgn[] =
        "{\"in\":3,\"out\":2,\"hidden\":6,\"layers\":2,\"readout\":\"sum\",\"readout_norm\":\"batch\"}";
    gnn_dataset *ds = toy_graphs(40);
    gnn_model *m;
    gnn_trainer *t;
    gnn_train_options o = options();
    o.lr = 0, o.epochs = 2, o.batch = batch, o.calibrate = calibrate;
    ck_ok(gnn_model_new(&m, "ppgn", ppgn, GNN_F64, 1));
    ck_ok(gnn_trainer_new(&t, m, ds, &o));
    ck_ok(gnn_trainer_run(t));
    gnn_tensor v = gnn_params_value(gnn_model_buffers(m), gnn_params_find(gnn_model_buffers(m), name));
    ck_assert_int_eq(gnn_tensor_size(&v), d);
    for (int64_t i = 0; i < d; i++) out[i] = gnn_tensor_get(&v, i);
    gnn_trainer_free(t);
    gnn_model_free(m);
    gnn_dataset_free(ds);
}

START_TEST(calibrated_statistics_are_those_of_all_training_examples)
{
    double all[12], parts[12], lagging[12];
    buffer_after(all, "readout_norm0.running_mean", 12, 0, 1);
    buffer_after(parts, "readout_norm0.running_mean", 12, 7, 1); /* the last batch has 5: each counts by its size */
    buffer_after(lagging, "readout_norm0.running_mean", 12, 7, 0);
    for (int i = 0; i < 12; i++) {
        ck_assert_msg(fabs(all[i] - parts[i]) <= 1e-12 * fabs(all[i]), "mean %d: %.15g, in batches %.15g", i, all[i],
                      parts[i]);
        ck_assert_msg(fabs(all[i] - lagging[i]) > 1e-3 * fabs(all[i]), "mean %d: without calibration, too", i);
    }
    buffer_after(all, "readout_norm0.running_var", 12, 0, 1);
    buffer_after(parts, "readout_norm0.running_var", 12, 7, 1);
    for (int i = 0; i < 12; i++)
        ck_assert_msg(fabs(parts[i] / all[i] - 1) < 1e-9, "variance %d: %g, in batches %g", i, all[i], parts[i]);
}
END_TEST

static uint64_t trained(const char *model, const char *config, gnn_dataset *ds, gnn_dtype dtype, int threads)
{
    gnn_model *m;
    gnn_trainer *t;
    gnn_train_options o = options();
    gnn_set_threads(threads);
    ck_ok(gnn_model_new(&m, model, config, dtype, 1));
    ck_ok(gnn_trainer_new(&t, m, ds, &o));
    for (int i = 0; i < 20; i++) ck_ok(gnn_trainer_step(t));
    uint64_t h = params_hash(m);
    gnn_trainer_free(t);
    gnn_model_free(m);
    return h;
}

START_TEST(parameters_are_the_same_bits_for_any_number_of_threads)
{
    gnn_dataset *nodes = toy_nodes(6000), *graphs = toy_graphs(40);
    static const char *const models[] = { "gcn", "gatv2", "sage" };
    for (int dtype = 0; dtype < 2; dtype++)
        for (int threads = 2; threads <= 8; threads *= 2) {
            for (int k = 0; k < 3; k++)
                ck_assert_uint_eq(trained(models[k], gcn, nodes, (gnn_dtype)dtype, threads),
                                  trained(models[k], gcn, nodes, (gnn_dtype)dtype, 1));
            ck_assert_uint_eq(trained("gin", gin, graphs, (gnn_dtype)dtype, threads),
                              trained("gin", gin, graphs, (gnn_dtype)dtype, 1));
        }
    gnn_dataset_free(nodes);
    gnn_dataset_free(graphs);
}
END_TEST

/* ---- checkpoints ---- */

typedef struct run {
    gnn_dataset *ds;
    int32_t fold[40];
    uint8_t split[40];
    char prefix[64];
    gnn_train_options o;
    gnn_model *m;
    gnn_trainer *t;
} run;

static void begin(run *r, const char *prefix)
{
    r->ds = toy_graphs(40);
    ck_ok(gnn_folds_stratified(r->fold, r->ds, 4, 1));
    ck_ok(gnn_folds_split(r->split, r->ds, r->fold, 1, 0.25, 1));
    snprintf(r->prefix, sizeof r->prefix, "%s", prefix);
    r->o = options();
    r->o.checkpoint = r->prefix, r->o.checkpoint_every = 1, r->o.split = r->split, r->o.restore_best = 1;
    ck_ok(gnn_model_new(&r->m, "gin", gin, GNN_F32, 1));
    ck_ok(gnn_trainer_new(&r->t, r->m, r->ds, &r->o));
}

static void end(run *r)
{
    gnn_trainer_free(r->t);
    gnn_model_free(r->m);
    gnn_dataset_free(r->ds);
}

static void remove_files(const char *prefix)
{
    char path[96];
    snprintf(path, sizeof path, "%s.1", prefix);
    unlink(prefix), unlink(path);
}

static uint64_t uninterrupted(void)
{
    run r;
    begin(&r, "/tmp/gnn-whole");
    ck_ok(gnn_trainer_run(r.t));
    uint64_t h = params_hash(r.m);
    end(&r);
    remove_files("/tmp/gnn-whole");
    return h;
}

START_TEST(a_run_killed_anywhere_resumes_to_the_same_bits)
{
    uint64_t want = uninterrupted();
    char prefix[64];
    snprintf(prefix, sizeof prefix, "/tmp/gnn-kill-%d", (int)getpid());
    gnn_rng dice = gnn_rng_stream(9, "kill", (uint64_t)_i);
    for (int kills = 0;; kills++) {
        pid_t child = fork();
        if (child == 0) {
            run r;
            begin(&r, prefix);
            gnn_status st = gnn_trainer_resume(r.t);
            if ((st != GNN_OK && st != GNN_ENOTFOUND) || gnn_trainer_run(r.t) != GNN_OK) _exit(1);
            _exit(params_hash(r.m) == want ? 0 : 3);
        }
        int status;
        if (kills < 4) {
            usleep((useconds_t)gnn_rng_below(&dice, 12000));
            kill(child, SIGKILL);
        }
        ck_assert(waitpid(child, &status, 0) == child);
        if (WIFSIGNALED(status)) continue;
        ck_assert_int_eq(WEXITSTATUS(status), 0);
        break;
    }
    remove_files(prefix);
}
END_TEST

START_TEST(a_canceled_run_saves_and_resumes_to_the_same_bits)
{
    uint64_t want = uninterrupted();
    char prefix[64];
    snprintf(prefix, sizeof prefix, "/tmp/gnn-cancel-%d", (int)getpid());
    run r;
    begin(&r, prefix);
    for (int i = 0; i < 7; i++) ck_ok(gnn_trainer_step(r.t)); /* stops inside an epoch: 20 examples, batches of 8 */
    gnn_cancel();
    ck_assert_int_eq(gnn_trainer_run(r.t), GNN_ECANCELED);
    gnn_cancel_reset();
    end(&r);
    begin(&r, prefix);
    ck_ok(gnn_trainer_resume(r.t));
    ck_ok(gnn_trainer_run(r.t));
    ck_assert_uint_eq(params_hash(r.m), want);
    end(&r);
    remove_files(prefix);
}
END_TEST

START_TEST(a_damaged_checkpoint_is_passed_over_and_another_run_is_refused)
{
    uint64_t want = uninterrupted();
    char prefix[64], path[96];
    snprintf(prefix, sizeof prefix, "/tmp/gnn-damage-%d", (int)getpid());
    run r;
    begin(&r, prefix);
    ck_assert_int_eq(gnn_trainer_resume(r.t), GNN_ENOTFOUND);
    ck_ok(gnn_trainer_run(r.t));
    end(&r);
    for (int i = 0; i < 2; i++) { /* whichever is damaged, the other serves */
        char *bytes;
        size_t size;
        snprintf(path, sizeof path, i ? "%s.1" : "%s", prefix);
        ck_ok(gnn_i_file_read(&bytes, &size, path, 0));
        bytes[size - 5] ^= 1;
        ck_ok(gnn_i_file_write(path, bytes, size, true));
        begin(&r, prefix);
        ck_ok(gnn_trainer_resume(r.t));
        ck_ok(gnn_trainer_run(r.t));
        ck_assert_uint_eq(params_hash(r.m), want);
        end(&r);
        bytes[size - 5] ^= 1;
        ck_ok(gnn_i_file_write(path, bytes, size, true));
        gnn_i_free(bytes);
    }
    begin(&r, prefix);
    ck_ok(gnn_trainer_resume(r.t));
    ck_ok(gnn_trainer_run(r.t));
    ck_assert_uint_eq(params_hash(r.m), want);
    end(&r);
    begin(&r, prefix);
    gnn_trainer_free(r.t);
    r.o.lr = 0.5;
    ck_ok(gnn_trainer_new(&r.t, r.m, r.ds, &r.o));
    ck_assert_int_eq(gnn_trainer_resume(r.t), GNN_EINVAL);
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "lr"));
    end(&r);
    remove_files(prefix);
}
END_TEST

START_TEST(a_loss_that_is_not_finite_names_its_step)
{
    gnn_dataset *ds = toy_graphs(10);
    gnn_model *m;
    gnn_trainer *t;
    gnn_train_options o = options();
    gnn_tensor_set(ds->samples[3].x, 0, NAN);
    ck_ok(gnn_model_new(&m, "gin", gin, GNN_F32, 1));
    ck_ok(gnn_trainer_new(&t, m, ds, &o));
    ck_assert_int_eq(gnn_trainer_run(t), GNN_ENUMERIC);
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "epoch 1"));
    gnn_trainer_free(t);
    gnn_model_free(m);
    gnn_dataset_free(ds);
}
END_TEST

TESTS_BEGIN("trainer")
    T(nodes_are_learned_and_the_best_validation_is_kept)
    T(a_warm_step_allocates_nothing)
    T(calibrated_statistics_are_those_of_all_training_examples)
    T(parameters_are_the_same_bits_for_any_number_of_threads)
    T_LOOP(a_run_killed_anywhere_resumes_to_the_same_bits, 8)
    T(a_canceled_run_saves_and_resumes_to_the_same_bits)
    T(a_damaged_checkpoint_is_passed_over_and_another_run_is_refused)
    T(a_loss_that_is_not_finite_names_its_step)
TESTS_END
