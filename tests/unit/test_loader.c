/* loader: a batch is the union of its examples, whatever is kept of them; features that are missing; no allocation once warm. */
#include "support/model_case.h"
#include <math.h>

typedef struct fixture { gnn_dataset *ds; gnn_model *m; gnn_loader *l; gnn_tape *tape; } fixture;

static void fixture_new(fixture *f, gnn_dataset *ds, const char *name, const char *config, gnn_dtype dtype)
{
    f->ds = ds;
    ck_ok(gnn_model_new(&f->m, name, config, dtype, 4));
    ck_ok(gnn_loader_new(&f->l, ds, f->m));
    ck_ok(gnn_tape_new(&f->tape, dtype));
}

static void fixture_free(fixture *f)
{
    gnn_tape_free(f->tape);
    gnn_loader_free(f->l);
    gnn_model_free(f->m);
    model_case_free(f->ds);
}

START_TEST(a_batch_gives_the_rows_of_its_examples)
{
    const char *name = gnn_model_list(_i);
    for (int i = 0; i < 3; i++) { /* norms per graph only: no statistics over the batch */
        fixture f;
        fixture_new(&f, model_case_dataset(2, 9, false), name, model_case_config(name, i == 2 ? 5 : i), GNN_F64);
        int64_t idx[] = { 8, 0, 3, 3, 5 }, row = 0;
        gnn_input in;
        ck_ok(gnn_loader_batch(&in, f.l, 5, idx));
        gnn_tensor *all;
        const gnn_tensor *y = gnn_value(gnn_model_forward(f.m, f.tape, &in));
        ck_assert_msg(y, "%s: %s", name, gnn_last_error());
        ck_ok(gnn_tensor_new(&all, GNN_F64, 2, (int64_t[]){ y->shape[0], 2 }));
        ck_ok(gnn_tensor_copy(all, y));
        for (int64_t e = 0; e < 5; e++) {
            ck_ok(gnn_loader_batch(&in, f.l, 1, &idx[e]));
            gnn_tape_reset(f.tape);
            y = gnn_value(gnn_model_forward(f.m, f.tape, &in));
            for (int64_t k = 0; k < 2 * y->shape[0]; k++)
                ck_assert_double_eq_tol(gnn_tensor_get(all, 2 * row + k), gnn_tensor_get(y, k),
                                        1e-9 * (1 + fabs(gnn_tensor_get(y, k))));
            row += y->shape[0];
        }
        ck_assert_int_eq(row, all->shape[0]);
        gnn_tensor_free(all);
        fixture_free(&f);
    }
}
END_TEST

START_TEST(sparse_features_give_what_dense_ones_do)
{
    const char *name = gnn_model_list(_i);
    fixture a, b;
    gnn_dataset *dense = model_case_dataset(2, 9, false), *sparse = model_case_dataset(2, 9, false);
    model_case_mask(dense);
    model_case_sparse(sparse);
    for (int i = 0; i < 2; i++) {
        int64_t idx[] = { 7, 3, 3, 0 };
        gnn_input in;
        if (i == 0) {
            fixture_new(&a, dense, name, model_case_config(name, 1), GNN_F64);
            fixture_new(&b, sparse, name, model_case_config(name, 1), GNN_F64);
        }
        ck_ok(gnn_loader_batch(&in, a.l, i ? 1 : 4, idx));
        gnn_tape_reset(a.tape);
        const gnn_tensor *y = gnn_value(gnn_model_forward(a.m, a.tape, &in));
        ck_ok(gnn_loader_batch(&in, b.l, i ? 1 : 4, idx));
        ck_assert(in.x == NULL && in.x_sparse != NULL);
        gnn_tape_reset(b.tape);
        const gnn_tensor *z = gnn_value(gnn_model_forward(b.m, b.tape, &in));
        ck_assert_msg(y && z, "%s: %s", name, gnn_last_error());
        for (int64_t k = 0, n = gnn_tensor_size(y); k < n; k++)
            ck_assert_double_eq_tol(gnn_tensor_get(z, k), gnn_tensor_get(y, k),
                                    1e-9 * (1 + fabs(gnn_tensor_get(y, k))));
    }
    fixture_free(&a);
    fixture_free(&b);
}
END_TEST

/* Features of 70 columns of which `every`-th entry is not 0 (a NaN among them if wanted). */
static gnn_dataset *wide_dataset(int64_t every, bool nan)
{
    gnn_dataset *ds = model_case_dataset(2, 5, false);
    model_case_drop(ds);
    for (int64_t i = 0, at = 0; i < ds->count; i++) {
        gnn_sample *s = &ds->samples[i];
        ck_ok(gnn_tensor_new(&s->x, GNN_F32, 2, (int64_t[]){ s->graph->n, 70 }));
        for (int64_t k = 0; k < 70 * s->graph->n; k++, at++)
            if (at % every == 0) gnn_tensor_set(s->x, k, nan && at == 70 * every ? NAN : (double)(1 + at % 3));
    }
    return ds;
}

/* From one entry in ten on; the model sees the same numbers either way. */
START_TEST(mostly_zero_features_become_sparse)
{
    const char *name = gnn_model_list(_i);
    char config[512];
    const char *narrow = model_case_config(name, 1), *in_is = strstr(narrow, "\"in\":3");
    ck_assert_ptr_nonnull(in_is);
    snprintf(config, sizeof config, "%.*s\"in\":70%s", (int)(in_is - narrow), narrow, in_is + strlen("\"in\":3"));
    fixture f, g;
    gnn_input in, dense;
    const int64_t idx[] = { 4, 0, 1, 1 };
    fixture_new(&g, wide_dataset(9, false), name, config, GNN_F64);
    ck_ok(gnn_loader_batch(&in, g.l, 4, idx));
    ck_assert(in.x && !in.x_sparse);
    fixture_free(&g);
    fixture_new(&f, wide_dataset(10, false), name, config, GNN_F64);
    ck_ok(gnn_loader_batch(&in, f.l, 4, idx));
    ck_assert(!in.x && in.x_sparse && gnn_operator_cols(in.x_sparse) == 70);
    const gnn_tensor *y = gnn_value(gnn_model_forward(f.m, f.tape, &in));
    ck_assert_msg(y, "%s: %s", name, gnn_last_error());
    dense = in, dense.x_sparse = NULL;
    gnn_tensor *x;
    ck_ok(gnn_tensor_new(&x, GNN_F64, 2, (int64_t[]){ in.n, 70 }));
    for (int64_t e = 0, row = 0; e < 4; row += f.ds->samples[idx[e++]].graph->n)
        for (int64_t k = 0; k < gnn_tensor_size(f.ds->samples[idx[e]].x); k++)
            gnn_tensor_set(x, 70 * row + k, gnn_tensor_get(f.ds->samples[idx[e]].x, k));
    dense.x = x;
    gnn_tape *tape;
    ck_ok(gnn_tape_new(&tape, GNN_F64));
    const gnn_tensor *z = gnn_value(gnn_model_forward(f.m, tape, &dense));
    ck_assert_msg(z, "%s: %s", name, gnn_last_error());
    for (int64_t k = 0, n = gnn_tensor_size(y); k < n; k++)
        ck_assert_double_eq_tol(gnn_tensor_get(z, k), gnn_tensor_get(y, k), 1e-9 * (1 + fabs(gnn_tensor_get(y, k))));
    gnn_tape_free(tape);
    gnn_tensor_free(x);
    fixture_free(&f);
}
END_TEST

START_TEST(a_nan_among_zeros_is_kept)
{
    fixture f;
    gnn_input in;
    fixture_new(&f, wide_dataset(11, true), "mlp", "{\"in\":70,\"out\":2}", GNN_F32);
    ck_ok(gnn_loader_batch(&in, f.l, 5, (int64_t[]){ 0, 1, 2, 3, 4 }));
    ck_assert(!in.x && in.x_sparse);
    const gnn_tensor *y = gnn_value(gnn_model_forward(f.m, f.tape, &in));
    ck_assert_msg(y, "%s", gnn_last_error());
    int64_t nan = 0;
    for (int64_t k = 0; k < gnn_tensor_size(y); k++) nan += isnan(gnn_tensor_get(y, k)) != 0;
    ck_assert_int_eq(nan, 2); /* the two outputs of one node */
    fixture_free(&f);
}
END_TEST

typedef struct wide { gnn_model *m; gnn_dataset *ds; } wide;

static gnn_status wide_loader(void *ctx)
{
    gnn_loader *l = NULL;
    gnn_status st = gnn_loader_new(&l, ((wide *)ctx)->ds, ((wide *)ctx)->m);
    gnn_loader_free(l);
    return st;
}

START_TEST(making_features_sparse_survives_no_memory)
{
    wide w = { .ds = wide_dataset(13, false) };
    ck_ok(gnn_model_new(&w.m, "gcn", "{\"in\":70,\"out\":2}", GNN_F32, 1));
    support_fail_allocations(wide_loader, &w, "loader of mostly zero features");
    gnn_model_free(w.m);
    model_case_free(w.ds);
}
END_TEST

/* Batches of changing members, the whole pass backward included. */
START_TEST(nothing_is_allocated_once_warm)
{
    const char *name = gnn_model_list(_i);
    for (int sparse = 0; sparse < 2; sparse++) {
        fixture f;
        gnn_dataset *ds = model_case_dataset(4, 8, false);
        if (sparse) model_case_sparse(ds);
        fixture_new(&f, ds, name, model_case_config(name, 4), GNN_F32);
        int64_t before = 0;
        for (int step = 0; step < 12; step++) {
            int64_t idx[4];
            gnn_input in;
            if (step == 8) before = gnn_alloc_get_stats().calls; /* two rounds have passed */
            for (int k = 0; k < 4; k++) idx[k] = (2 * step + k) % 8;
            ck_ok(gnn_loader_batch(&in, f.l, 4, idx));
            in.training = 1, in.stream = gnn_rng_stream(1, "dropout", (uint64_t)step);
            gnn_tape_reset(f.tape);
            gnn_params_zero_grad(gnn_model_params(f.m));
            ck_ok(gnn_backward(gnn_mean(gnn_model_forward(f.m, f.tape, &in))));
        }
        ck_assert_msg(gnn_alloc_get_stats().calls == before, "%s (sparse %d): %lld allocations in four warm steps",
                      name, sparse, (long long)(gnn_alloc_get_stats().calls - before));
        fixture_free(&f);
    }
}
END_TEST

START_TEST(features_that_are_missing_are_made)
{
    static const char *const config[] = { "{\"in\":1,\"out\":2}", "{\"in\":4,\"out\":2}",
                                          "{\"in\":1,\"out\":2,\"features\":\"degree\"}",
                                          "{\"in\":1,\"out\":2,\"features\":\"ones\"}" };
    fixture f;
    gnn_input in;
    gnn_dataset *ds = model_case_dataset(4, 1, false); /* a star */
    if (_i < 3) model_case_drop(ds);
    const gnn_graph *g = ds->samples[0].graph;
    fixture_new(&f, ds, "gcn", config[_i], GNN_F32);
    ck_ok(gnn_loader_batch(&in, f.l, 1, (int64_t[]){ 0 }));
    for (int64_t u = 0; u < g->n; u++) {
        int64_t d = g->ptr[u + 1] - g->ptr[u];
        if (_i != 1) ck_assert(gnn_tensor_get(in.x, u) == (_i == 2 ? (double)d : 1.0));
        for (int64_t j = 0; _i == 1 && j < 4; j++) ck_assert(gnn_tensor_get(in.x, 4 * u + j) == ((d < 3 ? d : 3) == j));
    }
    fixture_free(&f);
}
END_TEST

START_TEST(what_does_not_fit_is_refused)
{
    gnn_dataset *ds = model_case_dataset(4, 2, false);
    gnn_model *m;
    gnn_loader *l = NULL;
    gnn_input in;
    ck_ok(gnn_model_new(&m, "gcn", "{\"in\":5,\"out\":2}", GNN_F32, 1));
    ck_assert_int_eq(gnn_loader_new(&l, ds, m), GNN_ESHAPE);
    ck_assert_msg(strstr(gnn_last_error(), "3 features") && strstr(gnn_last_error(), "in is 5"), "%s",
                  gnn_last_error());
    gnn_model_free(m);
    ck_ok(gnn_model_new(&m, "nnconv", "{\"in\":3,\"out\":2,\"edge_in\":7}", GNN_F32, 1));
    ck_assert_int_eq(gnn_loader_new(&l, ds, m), GNN_ESHAPE);
    ck_assert_ptr_null(l);
    gnn_model_free(m);
    ck_ok(gnn_model_new(&m, "gcn", "{\"in\":3,\"out\":2}", GNN_F32, 1));
    ck_ok(gnn_loader_new(&l, ds, m));
    ck_assert_int_eq(gnn_loader_batch(&in, l, 0, NULL), GNN_EINVAL);
    ck_assert_int_eq(gnn_loader_batch(&in, l, 2, (int64_t[]){ 0, 2 }), GNN_EINVAL);
    gnn_loader_free(l);
    gnn_model_free(m);
    model_case_free(ds);
}
END_TEST

/* Orderings and sets: kept with the examples and joined, they are what a pass makes of the union, bit for bit. */
static const struct { const char *model, *options; bool features; } structured[] = {
    { "lrp", "\"readout\":\"sum\"", true },                   { "lrp", "\"depth\":2,\"k\":1", false },
    { "deep-lrp", "\"layers\":2,\"edge_in\":2", true },
    { "deep-lrp", "\"layers\":2,\"readout\":\"mean\"", false },
    { "k-gnn", "\"k\":2,\"readout\":\"sum\"", true },         { "k-gnn", "\"k\":3,\"readout\":\"none\"", false },
};

static void same_bits(fixture *f, const gnn_input *in, const char *what)
{
    gnn_input bare = *in;
    gnn_tensor *kept;
    bare.structures = NULL;
    gnn_tape_reset(f->tape);
    const gnn_tensor *y = gnn_value(gnn_model_forward(f->m, f->tape, in));
    ck_assert_msg(y, "%s: %s", what, gnn_last_error());
    ck_ok(gnn_tensor_new(&kept, y->dtype, 2, y->shape));
    ck_ok(gnn_tensor_copy(kept, y));
    gnn_tape_reset(f->tape);
    y = gnn_value(gnn_model_forward(f->m, f->tape, &bare));
    ck_assert_msg(y, "%s: %s", what, gnn_last_error());
    ck_assert_msg(memcmp(y->data, kept->data, (size_t)gnn_tensor_size(y) * 4) == 0, "%s: other bits", what);
    gnn_tensor_free(kept);
}

START_TEST(structures_are_kept_or_made_in_the_pass)
{
    static const int64_t batches[][5] = { { 8, 0, 3, 3, 5 }, { 3, 8, 1, 2, 0 }, { 7, 7, 7, 7, 7 }, { 4, 6, 8, 3, 0 } };
    fixture f;
    char config[200];
    gnn_loader *bare;
    gnn_input in;
    gnn_dataset *ds = model_case_dataset(2, 9, false);
    if (!structured[_i].features) model_case_drop(ds);
    snprintf(config, sizeof config, "{\"in\":3,\"out\":2,\"hidden\":6,%s}", structured[_i].options);
    fixture_new(&f, ds, structured[_i].model, config, GNN_F32);
    for (size_t b = 0; b < sizeof batches / sizeof *batches; b++)
        for (int64_t k = 1; k <= 5; k += 4) {
            ck_ok(gnn_loader_batch(&in, f.l, k, batches[b]));
            ck_assert_ptr_nonnull(in.structures);
            same_bits(&f, &in, structured[_i].model);
        }
    ck_ok(gnn_i_loader_new(&bare, ds, f.m, 0)); /* too large to be kept */
    ck_ok(gnn_loader_batch(&in, bare, 5, batches[0]));
    ck_assert_ptr_null(in.structures);
    gnn_loader_free(bare);
    fixture_free(&f);
}
END_TEST

static int count(void)
{
    int n = 0;
    while (gnn_model_list(n)) n++;
    return n;
}

TESTS_BEGIN("loader")
    tcase_add_loop_test(tc_, a_batch_gives_the_rows_of_its_examples, 0, count());
    tcase_add_loop_test(tc_, sparse_features_give_what_dense_ones_do, 0, count());
    tcase_add_loop_test(tc_, mostly_zero_features_become_sparse, 0, count());
    T(a_nan_among_zeros_is_kept)
    T(making_features_sparse_survives_no_memory)
    tcase_add_loop_test(tc_, nothing_is_allocated_once_warm, 0, count());
    tcase_add_loop_test(tc_, structures_are_kept_or_made_in_the_pass, 0, sizeof structured / sizeof *structured);
    tcase_add_loop_test(tc_, features_that_are_missing_are_made, 0, 4);
    T(what_does_not_fit_is_refused)
TESTS_END
